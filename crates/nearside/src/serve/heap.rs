//! An allocator that remembers what it could not get.
//!
//! Out of memory looks like any other trap; a counter tells it apart, as a worker that ran out of memory has to be
//! replaced while one that panicked goes on.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static MISSED: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator with a note of what failed. `serve!` installs it.
#[derive(Debug)]
pub struct Heap;

fn note(pointer: *mut u8, size: usize) -> *mut u8 {
    if pointer.is_null() {
        MISSED.store(size, Relaxed);
    }
    pointer
}

/// The size of the last allocation that failed, or 0.
pub(super) fn missed() -> usize {
    MISSED.load(Relaxed)
}

// SAFETY: every method passes its arguments on to `System` and returns what that returned, so `System`'s own
// guarantees hold; the note does not allocate.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are passed on.
        note(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are passed on.
        note(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promises are passed on.
        note(unsafe { System.realloc(pointer, layout, size) }, size)
    }
}
