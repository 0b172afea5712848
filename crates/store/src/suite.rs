//! What every store has to do, as one list of cases that any [`Store`] can be run against.
//!
//! Adapters differ in everything but their behaviour, so the behaviour is written down once: the memory, the disk, a
//! bucket and a third party's adapter run the same cases. Each case has a folder of its own, asks
//! [`can`](Store::can) first, and cleans up, so a suite can run in a corner of a real server.
//!
//! ```
//! # use nearside_store::{Memory, Path, suite::Suite};
//! # futures_executor::block_on(async {
//! let store = Memory::default();
//! let report = Suite::new(&store, Path::new("trial")?).run().await;
//! assert_eq!(report.failures(), [""; 0]);
//! # Ok::<(), nearside_store::Error>(()) }).unwrap();
//! ```

use std::fmt;

use futures_util::future::LocalBoxFuture;

use crate::{Can, Path, Store};

mod conditions;
mod files;
mod ground;
mod lists;
mod names;
mod ranges;
mod renames;
mod uploads;

use ground::{Check, Ground};

/// Reads an address as somebody without credentials would.
pub type Fetch<'a> = &'a dyn Fn(String) -> LocalBoxFuture<'static, Result<Vec<u8>, String>>;

/// A run of all cases against one store.
pub struct Suite<'a> {
    store: &'a dyn Store,
    folder: Path,
    many: usize,
    only: &'a str,
    fetch: Option<Fetch<'a>>,
}

impl<'a> Suite<'a> {
    /// The cases against `store`, in folders below `folder`, which should not exist yet.
    pub fn new(store: &'a dyn Store, folder: Path) -> Self {
        Self { store, folder, many: 1_100, only: "", fetch: None }
    }

    /// How many files the case on long listings makes: 1,100, which is more than a page of most servers.
    #[must_use]
    pub fn many(self, many: usize) -> Self {
        Self { many, ..self }
    }

    /// Runs only the cases whose names contain this.
    #[must_use]
    pub fn only(self, only: &'a str) -> Self {
        Self { only, ..self }
    }

    /// With what links are opened; without it they are only made.
    #[must_use]
    pub fn fetch(self, fetch: Fetch<'a>) -> Self {
        Self { fetch: Some(fetch), ..self }
    }

    /// Runs them one after the other.
    pub async fn run(&self) -> Report {
        let mut report = Report::default();
        for case in all().filter(|case| case.name.contains(self.only)) {
            report.0.push((case.name, self.try_one(case).await));
        }
        report
    }

    async fn try_one(&self, case: &Case) -> Verdict {
        let can = self.store.can();
        if let Some(need) = case.needs.iter().find(|need| !need.met(&can)) {
            return Verdict::Skipped(need.text());
        }
        let folder = match self.folder.join(case.name) {
            Ok(folder) => folder,
            Err(error) => return Verdict::Failed(error.to_string()),
        };
        let ground = Ground { store: self.store, folder, many: self.many, fetch: self.fetch };
        let check = (case.run)(&ground).await;
        match (check, ground.clear().await) {
            (Ok(()), Ok(())) => Verdict::Passed,
            (Ok(()), Err(fault)) => Verdict::Failed(format!("cleaning up: {fault}")),
            (Err(fault), _) => Verdict::Failed(fault.to_string()),
        }
    }
}

/// The names of all cases.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().map(|case| case.name)
}

fn all() -> impl Iterator<Item = &'static Case> {
    [
        files::CASES,
        ranges::CASES,
        conditions::CASES,
        names::CASES,
        lists::CASES,
        renames::CASES,
        uploads::CASES,
    ]
    .into_iter()
    .flatten()
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The store does it.
    Passed,
    /// The store says that it cannot do what the case is about.
    Skipped(&'static str),
    /// It does something else.
    Failed(String),
}

/// How the cases ended, in order.
#[derive(Clone, Debug, Default)]
pub struct Report(Vec<(&'static str, Verdict)>);

impl Report {
    /// Each case with its verdict.
    pub fn cases(&self) -> &[(&'static str, Verdict)] {
        &self.0
    }

    /// How many passed.
    pub fn passed(&self) -> usize {
        self.0.iter().filter(|(_, verdict)| *verdict == Verdict::Passed).count()
    }

    /// A line for each case that failed.
    pub fn failures(&self) -> Vec<String> {
        let line = |(name, verdict): &(&str, Verdict)| match verdict {
            Verdict::Failed(why) => Some(format!("{name}: {why}")),
            _ => None,
        };
        self.0.iter().filter_map(line).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, verdict) in &self.0 {
            match verdict {
                Verdict::Passed => writeln!(f, "passed   {name}")?,
                Verdict::Skipped(why) => writeln!(f, "skipped  {name}: it cannot {why}")?,
                Verdict::Failed(why) => writeln!(f, "FAILED   {name}: {why}")?,
            }
        }
        Ok(())
    }
}

struct Case {
    name: &'static str,
    needs: &'static [Need],
    run: for<'a> fn(&'a Ground<'a>) -> LocalBoxFuture<'a, Check>,
}

/// What a store must be able to do for a case to make sense.
#[derive(Clone, Copy)]
enum Need {
    Write,
    List,
    Ranges,
    New,
    Unchanged,
    Etag,
    Parts,
    Presign,
}

impl Need {
    fn met(self, can: &Can) -> bool {
        match self {
            Self::Write => can.write,
            Self::List => can.list,
            Self::Ranges => can.ranges,
            Self::New => can.write_new,
            Self::Unchanged => can.write_unchanged,
            Self::Etag => can.etag,
            Self::Parts => can.parts.is_some(),
            Self::Presign => can.presign,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::List => "list folders",
            Self::Ranges => "read parts of files",
            Self::New => "refuse to replace a file",
            Self::Unchanged => "refuse to replace a changed file",
            Self::Etag => "tell a file's mark",
            Self::Parts => "write in parts",
            Self::Presign => "make links",
        }
    }
}

/// Lists the functions of a module as cases, with what each needs of the store.
macro_rules! cases {
    ($($name:ident($($need:ident),*);)*) => {
        pub(super) const CASES: &[super::Case] = &[$(super::Case {
            name: stringify!($name),
            needs: &[$(super::Need::$need),*],
            run: |ground| Box::pin($name(ground)),
        }),*];
    };
}
use cases;
