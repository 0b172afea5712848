//! Zip archives: written around bodies that stay where they are, and read with suspicion.
//!
//! Writing needs no memory to speak of, whatever the size, and serves a page as well. Reading takes nothing for granted that
//! an archive says of itself: names that lead out of their folder, bodies that overlap, sizes that are lies and archives that
//! unpack to more than anybody meant are known forms of attack.

mod crc;
#[cfg(feature = "adapters")]
mod directory;
#[cfg(feature = "adapters")]
mod read;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod write;

pub use crc::crc;
#[cfg(feature = "adapters")]
pub(crate) use read::sum;
#[cfg(feature = "adapters")]
pub use read::{Archive, Found};
pub use write::{Entry, Moment, Part, parts, parts_with};
