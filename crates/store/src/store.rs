//! The trait that every place of files implements.

use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::LocalBoxFuture;
use nearside::File;

use crate::body::load;
use crate::{Can, Entry, Error, Kind, Page, Part, Path, Result, Upload, When, Written};

/// A place where files live.
///
/// Bodies are [`File`]s: handles of the browser (or bytes, natively), never copied through wasm memory. Whatever a store
/// cannot do answers [`Kind::Unsupported`]; ask [`can`](Store::can) first. Everything may be dropped half way: a write that
/// was dropped has happened whole or not at all.
#[async_trait(?Send)]
pub trait Store {
    /// What a person calls it, for sentences.
    fn name(&self) -> &str;

    /// What it can do, as probed when it was connected.
    fn can(&self) -> Can;

    /// What is at a path.
    ///
    /// # Errors
    /// [`Kind::NotFound`] if nothing is.
    async fn stat(&self, path: &Path) -> Result<Entry>;

    /// What is directly in a folder, page by page: `after` is the [`next`](Page::next) of the page before. A folder that is
    /// not there is an empty one, because half of all stores have no folders.
    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page>;

    /// A file, or the bytes `range` of it. What lies beyond the end is left out.
    ///
    /// # Errors
    /// [`Kind::NotFound`]; [`Kind::Corrupt`] when less arrives than the store promised.
    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File>;

    /// The same with its bytes in memory, for whoever needs them all at once: a handle would be read through another process of
    /// the browser.
    ///
    /// # Errors
    /// As those of [`read`](Store::read); [`Kind::Quota`] when there is no room for it in memory.
    async fn load(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        load(self.read(path, range).await?).await
    }

    /// Writes a whole file in one request.
    ///
    /// # Errors
    /// [`Kind::Exists`] and [`Kind::Changed`] as `when` says, [`Kind::Quota`] when there is no room.
    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written>;

    /// Writes many small files: at the price of one where the store can, else one after the other.
    ///
    /// # Errors
    /// The first one of any file. Others may have been written.
    async fn write_all(&self, files: Vec<(Path, File)>, when: When) -> Result<Vec<Written>> {
        let mut written = Vec::with_capacity(files.len());
        for (path, file) in files {
            written.push(self.write(&path, file, when.clone()).await?);
        }
        Ok(written)
    }

    /// Deletes a file, or an empty folder. Deleting what is not there is no error.
    async fn delete(&self, path: &Path) -> Result<()>;

    /// Gives a file another name, over a file of that name if `when` allows. Stores that cannot do it in one step copy and
    /// delete, in that order.
    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        if from == to {
            return self.stat(from).await.map(drop);
        }
        let body = self.read(from, None).await?;
        self.write(to, body, when).await?;
        self.delete(from).await
    }

    /// Begins a write in parts, which can be continued in another tab or tomorrow: [`Upload`] is a value.
    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        let _ = (path, size, when);
        Err(self.cannot("write files in parts"))
    }

    /// Sends one part; sending it again replaces it.
    async fn put(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        let _ = (upload, number, body);
        Err(self.cannot("write files in parts"))
    }

    /// The parts that have arrived.
    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        let _ = upload;
        Err(self.cannot("write files in parts"))
    }

    /// Makes the file out of its parts; until then nobody sees it.
    ///
    /// # Errors
    /// [`Kind::Corrupt`] when a part is missing or has another size than it should.
    async fn commit(&self, upload: &Upload) -> Result<Written> {
        let _ = upload;
        Err(self.cannot("write files in parts"))
    }

    /// Gives up an upload and frees its parts.
    async fn abort(&self, upload: &Upload) -> Result<()> {
        let _ = upload;
        Err(self.cannot("write files in parts"))
    }

    /// Uploads of a file that were begun at about that time (in milliseconds since 1970), and of which nothing has arrived: what
    /// may be left where somebody died between beginning one and writing down what it is called. Nothing, where that cannot be
    /// found out.
    async fn strays(&self, path: &Path, begun: f64) -> Result<Vec<Upload>> {
        let _ = (path, begun);
        Ok(Vec::new())
    }

    /// An address at which anybody can read the file for so long.
    async fn presign(&self, path: &Path, lasts: Duration) -> Result<String> {
        let _ = (path, lasts);
        Err(self.cannot("make links to files"))
    }

    /// The error of a store that cannot do something.
    fn cannot(&self, what: &str) -> Error {
        Error::new(Kind::Unsupported, format!("{} cannot {what}.", self.name()))
    }
}

/// Functions that hand on the future of what is pointed at: one of their own would be another box around it.
macro_rules! forward {
    ($($name:ident<$($life:lifetime),*>($($arg:ident: $type:ty),+) -> $reply:ty;)+) => {$(
        fn $name<'a, $($life,)* 'run>(&'a self, $($arg: $type),+) -> LocalBoxFuture<'run, Result<$reply>>
        where
            'a: 'run,
            $($life: 'run,)*
            Self: 'run,
        {
            (**self).$name($($arg),+)
        }
    )+};
}

/// Pointers to stores are stores: a layer can own what it wraps, share it, or borrow it.
macro_rules! pointer {
    ($($pointer:ty),*) => {$(
        impl<S: Store + ?Sized> Store for $pointer {
            fn name(&self) -> &str {
                (**self).name()
            }
            fn can(&self) -> Can {
                (**self).can()
            }
            forward! {
                stat<'b>(path: &'b Path) -> Entry;
                list<'b, 'c>(folder: &'b Path, after: Option<&'c str>) -> Page;
                read<'b>(path: &'b Path, range: Option<Range<u64>>) -> File;
                load<'b>(path: &'b Path, range: Option<Range<u64>>) -> File;
                write<'b>(path: &'b Path, body: File, when: When) -> Written;
                write_all<>(files: Vec<(Path, File)>, when: When) -> Vec<Written>;
                delete<'b>(path: &'b Path) -> ();
                rename<'b, 'c>(from: &'b Path, to: &'c Path, when: When) -> ();
                begin<'b>(path: &'b Path, size: u64, when: When) -> Upload;
                put<'b>(upload: &'b Upload, number: u32, body: File) -> Part;
                parts<'b>(upload: &'b Upload) -> Vec<Part>;
                commit<'b>(upload: &'b Upload) -> Written;
                abort<'b>(upload: &'b Upload) -> ();
                strays<'b>(path: &'b Path, begun: f64) -> Vec<Upload>;
                presign<'b>(path: &'b Path, lasts: Duration) -> String;
            }
        }
    )*};
}

pointer!(&S, Box<S>, Rc<S>);
