//! The worker's end.
//!
//! On stable Rust a panic ends the instance: the promise of an async export then never settles, and closures of
//! the dead instance keep being called. So JavaScript owns the messages ([`worker.js`](../worker.js)), Rust's one
//! running future is polled by an export, and whatever that export throws is caught, named and reported before a
//! fresh instance takes over in the same worker, within about a millisecond.

mod heap;
mod host;
mod run;

pub use heap::Heap;
pub use run::{accept, begin, hand_over, poll};

/// Bytes of WebAssembly memory.
pub fn memory() -> f64 {
    core::arch::wasm32::memory_size(0) as f64 * 65_536.0
}

/// Bytes that the allocator asked for in vain since the instance began.
pub fn missed() -> f64 {
    heap::missed() as f64
}

/// The next export that is called finds a fresh instance.
pub fn revive() {
    wasm_bindgen::handler::schedule_reinit();
}
