//! The remote stores against real servers on loopback: `cargo xtask setup` installs them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod faults;
mod places;
mod suites;
