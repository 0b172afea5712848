//! The store in memory does what every store does.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

use futures_executor::block_on;
use nearside_store::suite::{Suite, names};
use nearside_store::{Memory, Path};

#[test]
fn memory_passes_the_suite() {
    let store = Memory::default();
    let report = block_on(Suite::new(&store, Path::new("trial").unwrap()).many(2_500).run());
    assert_eq!(report.failures(), [""; 0]);
    assert!(report.passed() >= 100, "{report}");
}

#[test]
fn every_case_has_a_name_of_its_own() {
    let mut all: Vec<_> = names().collect();
    all.sort_unstable();
    let count = all.len();
    all.dedup();
    assert_eq!(all.len(), count);
}
