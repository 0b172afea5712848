//! The Workbench as people get it, driven in real browsers: one program, which is linked once, and in which a part that waits
//! does not keep the next one from beginning.
#![cfg(not(target_family = "wasm"))]

mod access;
mod between;
mod budgets;
mod convert;
mod deploy;
mod documents;
mod door;
mod edit;
mod engines_firefox;
mod engines_webkit;
mod escape;
mod faults;
mod gates;
mod kept;
mod library;
mod local;
mod offline;
mod pages;
mod photos_hostile;
mod pool;
mod privacy;
mod resume;
mod story;
mod studio;
mod tables;
mod tabs;
mod vault;
mod video;
mod works;
mod writer;
