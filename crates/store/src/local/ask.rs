//! What one tab asks of the tab that has the files open, as a value that travels.

use nearside::File;
use serde::{Deserialize, Serialize};

use super::keeper::{Keeper, Number};
use crate::body::read;
use crate::{Entry, Error, Kind, Page, Part, Path, Result, State, Upload, When, Written};

/// One operation of a store; a body travels beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Ask {
    Stat(Path),
    List(Path, Option<String>),
    Read(Path, Option<(u64, u64)>),
    Write(Path, When),
    /// Many files, their bodies one after the other in one.
    WriteAll(Vec<(Path, u64)>, When),
    Delete(Path),
    Rename(Path, Path, When),
    Begin(Path, u64, When),
    Put(Upload, u32),
    Parts(Upload),
    Commit(Upload),
    Abort(Upload),
    Health,
}

/// What came of it; a file that was read travels beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Answer {
    Entry(Entry),
    Page(Page),
    /// The file travels beside it; this is the [slot](Keeper::slot) that it lies in.
    Read(Option<String>),
    Written(Written),
    AllWritten(Vec<Written>),
    Upload(Upload),
    Part(Part),
    Parts(Vec<Part>),
    Health(State, u64),
    Done,
}

/// Does what is asked.
pub(super) async fn perform(
    keeper: &dyn Keeper,
    number: Number,
    ask: Ask,
    body: Option<File>,
) -> Result<(Answer, Option<File>)> {
    let body = |path: &Path| {
        let missing =
            || Error::new(Kind::Invalid, format!("{path} came without its content. Save it again."));
        body.clone().ok_or_else(missing)
    };
    let answer = match ask {
        Ask::Stat(path) => Answer::Entry(keeper.stat(&path).await?),
        Ask::List(folder, after) => Answer::Page(keeper.list(&folder, after.as_deref()).await?),
        Ask::Read(path, range) => {
            let slot = keeper.slot(&path);
            let file = keeper.read(&path, range.map(|(start, end)| start..end)).await?;
            // The name may have got another content meanwhile.
            let same = keeper.slot(&path) == slot;
            return Ok((Answer::Read(slot.filter(|_| same)), Some(file)));
        }
        Ask::Write(path, when) => {
            Answer::Written(keeper.write_once(number, &path, body(&path)?, when).await?)
        }
        Ask::WriteAll(files, when) => {
            let bytes = read(&body(&Path::root())?).await?;
            let mut rest = bytes.as_slice();
            let mut cut = |(path, size): (Path, u64)| {
                let (own, after) = rest.split_at(usize::try_from(size).unwrap_or(0).min(rest.len()));
                rest = after;
                let file = File::new(path.name(), own.to_vec());
                (path, file)
            };
            let files = files.into_iter().map(&mut cut).collect();
            Answer::AllWritten(keeper.write_all_once(number, files, when).await?)
        }
        Ask::Delete(path) => {
            keeper.delete_once(number, &path).await?;
            Answer::Done
        }
        Ask::Rename(from, to, when) => {
            keeper.rename_once(number, &from, &to, when).await?;
            Answer::Done
        }
        Ask::Begin(path, size, when) => Answer::Upload(keeper.begin_once(number, &path, size, when).await?),
        Ask::Put(upload, part) => Answer::Part(keeper.put(&upload, part, body(&upload.path)?).await?),
        Ask::Parts(upload) => Answer::Parts(keeper.parts(&upload).await?),
        Ask::Commit(upload) => Answer::Written(keeper.commit_once(number, &upload).await?),
        Ask::Abort(upload) => {
            keeper.abort_once(number, &upload).await?;
            Answer::Done
        }
        Ask::Health => Answer::Health(keeper.state(), keeper.used()),
    };
    Ok((answer, None))
}
