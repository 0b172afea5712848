//! The functions of a module, by name: what a worker serves, and natively a service of its own.

use std::future::{Future, ready};
use std::pin::Pin;
use std::rc::Rc;

use serde::Serialize;

use crate::wire::{Args, Parcel};
use crate::{Context, Error, Kind, Result};

mod inline;

pub(crate) type Run = Pin<Box<dyn Future<Output = Result<Parcel>>>>;
type Body = Rc<dyn Fn(Parcel, Context) -> Run>;

/// One function that can be called. [`call`](crate::call) makes it.
#[derive(Clone)]
pub struct Entry {
    name: &'static str,
    signature: u32,
    body: Body,
    waits: bool,
}

impl Entry {
    /// A function with the reply `T`: `body` takes its arguments, in the order of their names.
    pub fn new<T, F>(
        name: &'static str,
        signature: u32,
        names: &'static [&'static str],
        body: impl Fn(&mut Args<'_>, Context) -> Result<F> + 'static,
    ) -> Self
    where
        T: Serialize,
        F: Future<Output = Result<T>> + 'static,
    {
        let body: Body = Rc::new(move |args, context| match args.read(names, |args| body(args, context)) {
            Ok(run) => Box::pin(async move { Parcel::pack(&run.await?) }),
            // No block of code, which would be there once for each function.
            Err(error) => Box::pin(ready(Err(error))),
        });
        Self { name, signature, body, waits: false }
    }
}

/// Some modules' functions. `calls![…]` makes them.
#[derive(Clone, Default)]
pub struct Calls {
    entries: Rc<[(&'static str, Entry)]>,
}

impl Calls {
    /// The functions of one module.
    pub fn new(module: &'static str, entries: impl IntoIterator<Item = Entry>) -> Self {
        Self { entries: entries.into_iter().map(|entry| (last(module), entry)).collect() }
    }

    /// The same, for functions that wait for the browser more than they work: [`Context::wait`] around each of them, so that the
    /// watchdog learns that nothing hangs, and a cancel drops them where they wait.
    #[must_use]
    pub fn waiting(&self) -> Self {
        let waits = |(module, entry): &(_, Entry)| (*module, Entry { waits: true, ..entry.clone() });
        Self { entries: self.entries.iter().map(waits).collect() }
    }

    /// These and others, for a worker that serves several modules.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        Self { entries: self.entries.iter().chain(others.entries.iter()).cloned().collect() }
    }

    /// The paths that it answers.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        self.entries.iter().map(|(module, entry)| format!("{module}/{}", entry.name))
    }

    /// Starts the function at `path`.
    pub(crate) fn start(&self, path: &str, signature: u32, args: Parcel, context: Context) -> Result<Run> {
        let found = path.split_once('/').and_then(|(module, name)| {
            self.entries.iter().find(|(known, entry)| *known == module && entry.name == name)
        });
        let Some((_, entry)) = found else {
            return Err(Error::new(Kind::Unsupported, format!("There is no function {path}.")));
        };
        if signature != 0 && signature != entry.signature {
            let text = format!("{path} is of another version here. Reload the page to get the current one.");
            return Err(Error::new(Kind::VersionMismatch, text));
        }
        let (around, path) = (entry.waits.then(|| context.twin()), path.to_owned());
        let run = (entry.body)(args, context);
        Ok(Box::pin(async move {
            let done = match around {
                Some(context) => context.wait(run).await.flatten(),
                None => run.await,
            };
            done.map_err(|error| error.of(&path))
        }))
    }
}

impl Error {
    /// Says which call was malformed; other errors speak for themselves.
    fn of(self, path: &str) -> Self {
        match self.kind() {
            Kind::Malformed => Self::new(Kind::Malformed, format!("{path}: {}.", self.message())),
            _ => self,
        }
    }
}

/// The last segment of a module's path.
pub const fn last(module: &str) -> &str {
    let bytes = module.as_bytes();
    let mut at = bytes.len();
    while at > 0 && bytes[at - 1] != b':' {
        at -= 1;
    }
    module.split_at(at).1
}

/// The bytes of `module/function`, put together when it is compiled: a call then copies no name.
#[doc(hidden)]
pub const fn join<const N: usize>(module: &str, name: &str) -> [u8; N] {
    let (module, name) = (module.as_bytes(), name.as_bytes());
    let mut path = [b'/'; N];
    let mut at = 0;
    while at < N {
        if at < module.len() {
            path[at] = module[at];
        } else if at > module.len() {
            path[at] = name[at - module.len() - 1];
        }
        at += 1;
    }
    path
}

/// The path of a function in the module where this stands: `path!(thumbnail)` is `"photo/thumbnail"`.
#[doc(hidden)]
#[macro_export]
macro_rules! path {
    ($name:ident) => {{
        const MODULE: &str = $crate::last(::std::module_path!());
        const NAME: &str = ::std::stringify!($name);
        const BYTES: [u8; MODULE.len() + 1 + NAME.len()] = $crate::__private::join(MODULE, NAME);
        const PATH: &str = match ::std::str::from_utf8(&BYTES) {
            Ok(path) => path,
            Err(_) => NAME,
        };
        PATH
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_module_and_function() {
        assert_eq!(crate::path!(thumbnail), "tests/thumbnail");
    }

    #[test]
    fn a_module_is_called_by_its_last_name() {
        assert_eq!(last("worker::photo"), "photo");
        assert_eq!(last("photo"), "photo");
    }
}
