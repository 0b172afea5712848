//! What the worker can be asked to do.

pub mod text;
