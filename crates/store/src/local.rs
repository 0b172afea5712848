//! This browser as a store.

#[cfg(any(test, target_arch = "wasm32"))]
mod ask;
#[cfg(target_arch = "wasm32")]
mod browser;
mod carrier;
mod catalog;
#[cfg(target_arch = "wasm32")]
mod channel;
#[cfg(any(test, target_arch = "wasm32"))]
mod chest;
mod disk;
mod files;
mod frame;
#[cfg(target_arch = "wasm32")]
mod indexed;
#[cfg_attr(not(any(test, target_arch = "wasm32")), allow(dead_code, reason = "natively nobody asks"))]
mod keeper;
mod log;
#[cfg(target_arch = "wasm32")]
mod medium;
mod open;
#[cfg(target_arch = "wasm32")]
mod opfs;
mod pool;
mod root;
#[cfg(target_arch = "wasm32")]
mod shared;
mod shelf;
#[cfg(test)]
mod simulated;
mod turn;

#[cfg(test)]
mod tests;

pub use carrier::{Carrier, Change};
#[cfg(target_arch = "wasm32")]
pub use channel::{Lead, lead, lead_if_free};
pub use disk::{AGE, Disk, Handle, Slot};
pub use open::Recovery;
#[cfg(target_arch = "wasm32")]
pub use shared::Local;
pub use shelf::Shelf;

/// Bodies up to so many bytes lie in the log, larger ones in slots of their own.
const SMALL: u64 = 64 << 10;

/// Under which key the carrier keeps a record; without a number, what all of them begin with.
fn record_key(number: Option<u64>) -> String {
    number.map_or("record/".to_owned(), |number| format!("record/{number:016x}"))
}

/// Under which key the carrier keeps what is in a slot; without a number, what all of them begin with.
fn body_key(slot: Option<u32>) -> String {
    slot.map_or("body/".to_owned(), |slot| format!("body/{slot:08x}"))
}
