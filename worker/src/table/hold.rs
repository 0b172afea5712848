//! What a worker keeps of the tables that it was asked about.

use std::io::Write;
use std::rc::Rc;

use ::document::table::{Dialect, Form, Table, View};
use nearside::prelude::*;

use crate::document::error::spoken;

/// So much of a file is read to show its beginning.
pub(super) const BEGINNING: u64 = 256 << 10;
/// So many of its rows are shown.
pub(super) const FIRST: usize = 200;

/// The table, read now or before.
pub(super) async fn hold(file: &File, dialect: Option<Dialect>, cx: &Context) -> Result<Rc<Table>> {
    let key = format!("{} {dialect:?}", super::key(file));
    if let Some(table) = cx.recall(&key) {
        return Ok(table);
    }
    ::document::table::admit(file.name(), file.size()).map_err(|error| spoken(&error))?;
    let bytes = file.bytes().await?;
    cx.progress(0.3);
    let table = Table::read(file.name(), bytes, dialect).map_err(|error| spoken(&error))?;
    cx.progress(0.6);
    Ok(cx.keep(&key, table.weight(), table))
}

/// The numbers of the rows of a view, found now or before.
pub(super) fn ordered(file: &File, table: &Table, view: &View, cx: &Context) -> Result<Rc<Vec<u32>>> {
    let key = format!("{} {:?} {view:?}", super::key(file), table.dialect());
    if let Some(order) = cx.recall(&key) {
        return Ok(order);
    }
    let order = table.order(view, &mut stop(cx)).map_err(|error| spoken(&error))?;
    Ok(cx.keep(&key, 4 * order.len() as u64, order))
}

/// Tells how far the work is, and the work whether to go on.
pub(super) fn stop(cx: &Context) -> impl FnMut(f32) -> bool {
    |done| {
        cx.progress(f64::from(done));
        !cx.cancelled()
    }
}

pub(super) fn written(file: &File, table: &Table, order: &[u32], form: Form, cx: &Context) -> Result<File> {
    let stem = file.name().rsplit_once('.').map_or(file.name(), |(stem, _)| stem);
    let ending = match form {
        Form::Comma | Form::Semicolon => "csv",
        Form::Tab => "tsv",
        Form::Bar => "txt",
        Form::JsonLines => "jsonl",
    };
    let mut out = cx.output(format!("{stem}.{ending}"));
    let mut sink = |piece: Vec<u8>| out.write_all(&piece).map_err(Failed::from);
    let made = table.write(order, form, &mut sink, &mut stop(cx));
    let file = made.and_then(|()| Ok(out.finish()?));
    file.map_err(|Failed(error)| error)
}

/// An error of the engine or of the output, as that of the call.
struct Failed(Error);

impl From<::document::Error> for Failed {
    fn from(error: ::document::Error) -> Self {
        Self(spoken(&error))
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self(Error::new(Kind::Failed, error.to_string()))
    }
}
