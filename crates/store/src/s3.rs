//! Buckets: S3 and whoever speaks its language.
//!
//! Every request is signed in its address (a *presigned* one), never in a header: a page may then read without asking leave,
//! so that a thousand ranged reads cost a thousand requests and not two thousand. Bodies are not hashed (`UNSIGNED-PAYLOAD`),
//! which would take the whole file through wasm memory; TLS protects them.

mod answer;
mod connect;
mod parts;
mod settings;
mod sign;
mod store;

pub use connect::Probed;
pub use settings::{Settings, Style};
pub use store::S3;
