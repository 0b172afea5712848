//! Tables: CSV, TSV and JSON lines of up to half a gigabyte, looked at through a small window.
//!
//! The bytes stay as they are; an index of four bytes a row says where each begins. Sorting and filtering make a list of
//! row numbers ([`Table::order`]), and cells are read out of the bytes when they are shown. So a table of 200 MB is there in
//! well under a second, and nothing but what is on the screen ever leaves the worker.

mod settings;

pub use settings::{Column, Dialect, Filter, Form, Sort, Stats, Summary, Test, View, Window};

#[cfg(feature = "table")]
mod cell;
#[cfg(feature = "table")]
mod collate;
#[cfg(feature = "table")]
mod date;
#[cfg(feature = "table")]
mod export;
#[cfg(feature = "table")]
mod json;
#[cfg(feature = "table")]
mod order;
#[cfg(feature = "table")]
mod row;
#[cfg(feature = "table")]
mod sniff;
#[cfg(feature = "table")]
mod sort;
#[cfg(feature = "table")]
mod stats;

#[cfg(feature = "table")]
pub use read::{LIMIT, Table, admit};

#[cfg(feature = "table")]
mod read;

#[cfg(test)]
#[cfg(feature = "table")]
mod tests;
