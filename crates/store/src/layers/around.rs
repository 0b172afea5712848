//! One place that knows all operations, so that a layer which treats them alike is one function.

use std::fmt;

use crate::Path;

/// What a store is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "they are the functions of the trait")]
pub enum Op {
    Stat,
    List,
    Read,
    Write,
    Delete,
    Rename,
    Begin,
    Put,
    Parts,
    Commit,
    Abort,
    Strays,
    Presign,
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stat => "stat",
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Rename => "rename",
            Self::Begin => "begin",
            Self::Put => "put",
            Self::Parts => "parts",
            Self::Commit => "commit",
            Self::Abort => "abort",
            Self::Strays => "strays",
            Self::Presign => "presign",
        })
    }
}

/// One operation on its way through a layer.
pub(super) struct Call<'a, T> {
    pub op: Op,
    pub path: &'a Path,
    /// Bytes of the body that goes in.
    pub sent: u64,
    /// Bytes of the body that comes out.
    pub received: fn(&T) -> u64,
}

/// Makes a layer with a field `inner` and a function `around(call, run)` a store.
macro_rules! around {
    ($layer:ident) => {
        #[async_trait::async_trait(?Send)]
        impl<S: $crate::Store> $crate::Store for $layer<S> {
            fn name(&self) -> &str {
                self.inner.name()
            }
            fn can(&self) -> $crate::Can {
                self.inner.can()
            }
            async fn stat(&self, path: &$crate::Path) -> $crate::Result<$crate::Entry> {
                let call = Call { op: Op::Stat, path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.stat(path)).await
            }
            async fn list(&self, path: &$crate::Path, after: Option<&str>) -> $crate::Result<$crate::Page> {
                let call = Call { op: Op::List, path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.list(path, after)).await
            }
            async fn read(
                &self,
                path: &$crate::Path,
                range: Option<std::ops::Range<u64>>,
            ) -> $crate::Result<nearside::File> {
                let call =
                    Call { op: Op::Read, path, sent: 0, received: |file: &nearside::File| file.size() };
                self.around(call, || self.inner.read(path, range.clone())).await
            }
            async fn write(
                &self,
                path: &$crate::Path,
                body: nearside::File,
                when: $crate::When,
            ) -> $crate::Result<$crate::Written> {
                let call = Call { op: Op::Write, path, sent: body.size(), received: |_| 0 };
                self.around(call, || self.inner.write(path, body.clone(), when.clone())).await
            }
            async fn delete(&self, path: &$crate::Path) -> $crate::Result<()> {
                let call = Call { op: Op::Delete, path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.delete(path)).await
            }
            async fn rename(
                &self,
                path: &$crate::Path,
                to: &$crate::Path,
                when: $crate::When,
            ) -> $crate::Result<()> {
                let call = Call { op: Op::Rename, path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.rename(path, to, when.clone())).await
            }
            async fn begin(
                &self,
                path: &$crate::Path,
                size: u64,
                when: $crate::When,
            ) -> $crate::Result<$crate::Upload> {
                let call = Call { op: Op::Begin, path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.begin(path, size, when.clone())).await
            }
            async fn put(
                &self,
                upload: &$crate::Upload,
                number: u32,
                body: nearside::File,
            ) -> $crate::Result<$crate::Part> {
                let call = Call { op: Op::Put, path: &upload.path, sent: body.size(), received: |_| 0 };
                self.around(call, || self.inner.put(upload, number, body.clone())).await
            }
            async fn parts(&self, upload: &$crate::Upload) -> $crate::Result<Vec<$crate::Part>> {
                let call = Call { op: Op::Parts, path: &upload.path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.parts(upload)).await
            }
            async fn commit(&self, upload: &$crate::Upload) -> $crate::Result<$crate::Written> {
                let call = Call { op: Op::Commit, path: &upload.path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.commit(upload)).await
            }
            async fn abort(&self, upload: &$crate::Upload) -> $crate::Result<()> {
                let call = Call { op: Op::Abort, path: &upload.path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.abort(upload)).await
            }
            async fn strays(&self, path: &$crate::Path, begun: f64) -> $crate::Result<Vec<$crate::Upload>> {
                let call = Call { op: Op::Strays, path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.strays(path, begun)).await
            }
            async fn presign(
                &self,
                path: &$crate::Path,
                lasts: std::time::Duration,
            ) -> $crate::Result<String> {
                let call = Call { op: Op::Presign, path, sent: 0, received: |_| 0 };
                self.around(call, || self.inner.presign(path, lasts)).await
            }
        }
    };
}
pub(super) use around;
