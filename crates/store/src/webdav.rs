//! WebDAV: the folder on a server that many people have already.
//!
//! Servers differ more than with any other protocol. Some write a file in place, so that a broken connection leaves half of
//! it; some ignore conditions without a word. So a file is written under a name of its own in `.nearside/`, then moved to its
//! place, under a condition that was seen to work when the server was connected.

mod answer;
mod connect;
mod parts;
mod settings;
mod store;
#[cfg(test)]
mod tests;

pub use connect::Probed;
pub use settings::{Auth, Settings};
pub use store::WebDav;
