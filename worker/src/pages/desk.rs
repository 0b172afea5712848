//! The files that a call works on, opened, and the file that it makes.

use std::io::Write;
use std::ops::Range;
use std::rc::Rc;

use ::document::cos::{Document, Sink, Source};
use ::document::edit::{self, Input, Plan, Repair, Split};
use futures_core::Stream;
use futures_util::{StreamExt, stream};
use nearside::prelude::*;

use crate::document::error::spoken;
use crate::document::hold::{Ranges, stem};

/// From this size on a range is handed on instead of read: a part of a Blob costs as much as a few kilobytes do.
const LARGE: u64 = 256 << 10;

/// The files of a call.
pub(super) struct Desk {
    sheets: Vec<Sheet>,
}

/// An open file.
pub(super) struct Sheet {
    file: File,
    source: Rc<dyn Source>,
    document: Document,
}

impl Desk {
    pub fn open(files: &[File], passwords: &[String]) -> Result<Self> {
        let sheets = files.iter().enumerate().map(|(at, file)| {
            let source: Rc<dyn Source> = Rc::new(Ranges(file.clone()));
            let password = passwords.get(at).map_or("", String::as_str);
            let document =
                Document::open(source.clone(), password).map_err(|error| named(file, error, files.len()))?;
            Ok(Sheet { file: file.clone(), source, document })
        });
        Ok(Self { sheets: sheets.collect::<Result<_>>()? })
    }

    pub fn arrange(&self, plan: Plan, cx: &Context) -> Result<File> {
        let plan = seeded(plan)?;
        let name = self.sheets.first().map_or("document.pdf", |sheet| sheet.file.name());
        self.make(name, cx, |inputs, sink, step| edit::arrange(inputs, &plan, sink, step))
    }

    pub fn decrypt(&self, cx: &Context) -> Result<File> {
        let sheet = &self.sheets[0];
        if !sheet.document.is_encrypted() {
            let message = format!("{} is not locked, so there is no lock to take off.", sheet.file.name());
            return Err(spoken(&::document::Error::new(::document::Kind::Settings, message)));
        }
        self.arrange(Plan::merge(1), cx)
    }

    pub fn repair(&self, cx: &Context) -> Result<(File, Repair)> {
        let made = self.arrange(Plan::merge(1), cx)?;
        let document = &self.sheets[0].document;
        let pages = document.page_count().map_err(|error| spoken(&error))?;
        // Some damage is met only while everything is read.
        Ok((made, Repair { damaged: document.is_repaired(), pages }))
    }

    pub fn fields(&self) -> Result<Vec<edit::Field>> {
        edit::fields(&self.sheets[0].document).map_err(|error| spoken(&error))
    }

    /// Makes a file; `work` writes it.
    pub fn make<T>(
        &self,
        name: &str,
        cx: &Context,
        work: impl FnOnce(
            &[Input],
            &mut dyn Sink,
            &mut dyn FnMut(f32) -> ::document::Result<()>,
        ) -> ::document::Result<T>,
    ) -> Result<File> {
        let inputs: Vec<Input> = self
            .sheets
            .iter()
            .map(|sheet| Input { document: &sheet.document, name: sheet.file.name() })
            .collect();
        let mut out = Out::new(cx.output(name), &self.sheets);
        work(&inputs, &mut out, &mut step(cx)).map_err(|error| spoken(&error))?;
        out.finish()
    }
}

/// Says how far the work is, and stops it when nobody wants it.
pub(super) fn step(cx: &Context) -> impl FnMut(f32) -> ::document::Result<()> {
    |done| {
        cx.progress(f64::from(done));
        if cx.cancelled() {
            return Err(::document::Error::new(::document::Kind::Stopped, "The work was stopped."));
        }
        Ok(())
    }
}

/// Fills in the randomness of a lock, which an engine has none of.
fn seeded(mut plan: Plan) -> Result<Plan> {
    if let Some(lock) = &mut plan.finish.lock
        && lock.seed.is_empty()
    {
        lock.seed = vec![0; 48];
        getrandom::fill(&mut lock.seed).map_err(|_| {
            Error::new(
                Kind::Failed,
                "This browser gives no randomness, so nothing can be locked safely here.",
            )
        })?;
    }
    Ok(plan)
}

pub(super) fn split(
    file: File,
    password: String,
    split: Split,
    cx: &Context,
) -> impl Stream<Item = Result<File>> {
    let opened = Desk::open(&[file], &[password]).and_then(|desk| {
        let input = Input { document: &desk.sheets[0].document, name: desk.sheets[0].file.name() };
        let cuts =
            edit::cuts(input, &split, &mut |done| step(cx)(done * 0.5)).map_err(|error| spoken(&error))?;
        Ok((desk, cuts))
    });
    let (desk, cuts) = match opened {
        Ok(opened) => opened,
        Err(error) => return stream::once(async { Err(error) }).boxed_local(),
    };
    let (count, digits) = (cuts.len(), cuts.len().to_string().len());
    let stem = stem(&desk.sheets[0].file);
    let made = stream::iter(cuts.into_iter().enumerate()).then(move |(at, cut)| {
        let name = format!("{stem} {:0digits$}.pdf", at + 1);
        let plan = edit::run(cut);
        let made = desk.make(&name, cx, |inputs, sink, step| {
            edit::arrange(inputs, &plan, sink, &mut |done| step((at as f32 + done) / count as f32))
        });
        async move {
            cx.tick().await?;
            made
        }
    });
    made.boxed_local()
}

/// Of several files, which one it is about.
fn named(file: &File, error: ::document::Error, files: usize) -> Error {
    if files < 2 {
        return spoken(&error);
    }
    let message = format!("{}: {}", file.name(), error.message);
    spoken(&::document::Error { message, ..error })
}

/// Where a file goes, and which files it may take ranges of.
pub(super) struct Out<'d> {
    output: nearside::Output,
    sheets: &'d [Sheet],
}

impl<'d> Out<'d> {
    pub fn new(output: nearside::Output, sheets: &'d [Sheet]) -> Self {
        Self { output, sheets }
    }

    pub fn finish(self) -> Result<File> {
        self.output.finish().map_err(|error| spoken(&full(&error)))
    }
}

impl Sink for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> ::document::Result<()> {
        self.output.write_all(bytes).map_err(|error| full(&error))
    }

    fn copy(&mut self, source: &Rc<dyn Source>, range: Range<u64>) -> ::document::Result<()> {
        let own = self.sheets.iter().find(|sheet| Rc::ptr_eq(&sheet.source, source));
        match own {
            Some(sheet) if range.end - range.start >= LARGE => {
                self.output.append(&sheet.file.range(range)).map_err(|error| full(&error))
            }
            _ => {
                let mut at = range.start;
                while at < range.end {
                    let end = (at + (1 << 20)).min(range.end);
                    self.write(&source.read(at..end)?)?;
                    at = end;
                }
                Ok(())
            }
        }
    }
}

/// There is no room for what is made.
fn full(error: &std::io::Error) -> ::document::Error {
    ::document::Error::new(::document::Kind::BudgetExceeded, error.to_string())
}
