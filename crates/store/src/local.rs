//! This browser as a store.

#[cfg(any(test, target_arch = "wasm32"))]
#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "the storage worker does not open it yet"))]
mod ask;
#[cfg(target_arch = "wasm32")]
#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "the storage worker does not open it yet"))]
mod browser;
mod carrier;
mod catalog;
#[cfg(any(test, target_arch = "wasm32"))]
#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "the storage worker does not open it yet"))]
mod chest;
mod disk;
mod files;
mod frame;
#[cfg(target_arch = "wasm32")]
#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "the storage worker does not open it yet"))]
mod indexed;
#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "the storage worker does not open it yet"))]
mod keeper;
mod log;
mod open;
#[cfg(target_arch = "wasm32")]
#[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "the storage worker does not open it yet"))]
mod opfs;
mod pool;
mod root;
mod shelf;
#[cfg(test)]
mod simulated;
mod state;
mod turn;

#[cfg(test)]
mod tests;

pub use carrier::{Carrier, Change};
pub use disk::{AGE, Disk, Handle, Slot};
pub use open::Recovery;
pub use shelf::Shelf;
pub use state::State;

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
