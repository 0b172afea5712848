//! The remote stores against real servers on loopback: `cargo xtask setup` installs them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod doctor;
mod faults;
mod places;
mod suites;
mod table;
mod web;
