//! A store whose changes may be asked for twice.
//!
//! A tab whose question was not answered asks the next tab that opens the files. The first one may have done it and died
//! before it said so. So a change carries a number that is written down with it, and is made once.

use async_trait::async_trait;
use futures_util::future::try_join_all;
use nearside::File;

use crate::{Memory, Path, Result, State, Store, Upload, When, Written};

/// The number of a change that may be asked for twice; `None` if it cannot be.
pub(super) type Number = Option<u64>;

/// A store that makes each numbered change once. Reading and [`put`](Store::put) can be repeated as they are.
#[async_trait(?Send)]
pub(super) trait Keeper: Store {
    /// As [`Store::write`].
    async fn write_once(&self, ask: Number, path: &Path, body: File, when: When) -> Result<Written>;

    /// As [`Store::delete`].
    async fn delete_once(&self, ask: Number, path: &Path) -> Result<()>;

    /// As [`Store::rename`].
    async fn rename_once(&self, ask: Number, from: &Path, to: &Path, when: When) -> Result<()>;

    /// As [`Store::begin`].
    async fn begin_once(&self, ask: Number, path: &Path, size: u64, when: When) -> Result<Upload>;

    /// As [`Store::commit`].
    async fn commit_once(&self, ask: Number, upload: &Upload) -> Result<Written>;

    /// As [`Store::abort`].
    async fn abort_once(&self, ask: Number, upload: &Upload) -> Result<()>;

    /// The slot that a file lies in from its start on, where other workers can read it by themselves.
    fn slot(&self, _: &Path) -> Option<String> {
        None
    }

    /// How safe its files are, as far as it knows itself.
    fn state(&self) -> State;

    /// How many bytes its files take.
    fn used(&self) -> u64;

    /// Does what need not be done at once. To be called now and then.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "natively nobody has a timer"))]
    async fn tend(&self);
}

impl dyn Keeper + '_ {
    /// As [`Store::write_all`]; the numbers of the files are this one and those after it.
    pub async fn write_all_once(
        &self,
        ask: Number,
        files: Vec<(Path, File)>,
        when: When,
    ) -> Result<Vec<Written>> {
        let (asks, when) = (ask.map_or(0, |ask| ask).., &when);
        let one = |(number, (path, file))| async move {
            self.write_once(ask.map(|_| number), &path, file, when.clone()).await
        };
        try_join_all(asks.zip(files).map(one)).await
    }
}

/// Memory is gone with whoever asked, so nothing is ever asked of it twice.
#[async_trait(?Send)]
impl Keeper for Memory {
    async fn write_once(&self, _: Number, path: &Path, body: File, when: When) -> Result<Written> {
        self.write(path, body, when).await
    }

    async fn delete_once(&self, _: Number, path: &Path) -> Result<()> {
        self.delete(path).await
    }

    async fn rename_once(&self, _: Number, from: &Path, to: &Path, when: When) -> Result<()> {
        self.rename(from, to, when).await
    }

    async fn begin_once(&self, _: Number, path: &Path, size: u64, when: When) -> Result<Upload> {
        self.begin(path, size, when).await
    }

    async fn commit_once(&self, _: Number, upload: &Upload) -> Result<Written> {
        self.commit(upload).await
    }

    async fn abort_once(&self, _: Number, upload: &Upload) -> Result<()> {
        self.abort(upload).await
    }

    fn state(&self) -> State {
        State::Memory
    }

    fn used(&self) -> u64 {
        self.size()
    }

    async fn tend(&self) {}
}
