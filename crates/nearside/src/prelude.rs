//! What a module of calls needs: `use nearside::prelude::*;`.

pub use crate::{Context, Error, File, Job, Kind, Parts, Result, call, calls};
