//! A library as one zip: taken away whole, and brought back, here or anywhere else.
//!
//! The archive has the library's own folders, so any program unpacks it to something that a person understands; a comment says
//! that it is one. Any other zip is files that come in.

use nearside::File;

use super::{FILES, Library, TRASH, VERSIONS, stamp, time, under};
use crate::zip::{Archive, Entry, Found, Moment, Part, parts_with};
use crate::{Error, Imported, Kind, Left, Path, Result, Store, When, body};

/// By this an archive is known as one of a library.
const COMMENT: &str = "nearside library 1";

impl<S: Store> Library<S> {
    /// Everything as one zip, nothing of which is in memory; on demand with earlier versions and the trash. `progress` hears
    /// how much of it is done, from 0 to 1.
    ///
    /// # Errors
    /// What the store says.
    pub async fn export(&self, versions: bool, trash: bool, progress: &dyn Fn(f64)) -> Result<File> {
        let mut found = self.tree(&Path::new(FILES)?).await?;
        for (folder, wanted) in [(VERSIONS, versions), (TRASH, trash)] {
            if wanted {
                found.extend(self.tree(&Path::new(folder)?).await?);
            }
        }
        let total: u64 = found.iter().map(|entry| entry.size).sum();
        let (mut entries, mut bodies, mut done) = (Vec::new(), Vec::new(), 0);
        for entry in found {
            let body = self.store.read(&entry.path, None).await?;
            let crc = crate::zip::sum(&body).await?;
            done += body.size();
            progress(done as f64 / total.max(1) as f64);
            let modified = Moment::utc(entry.modified.unwrap_or_else(|| (self.now)()));
            entries.push(Entry { path: entry.path.to_string(), size: body.size(), crc, modified });
            bodies.push(body);
        }
        let parts = parts_with(&entries, COMMENT).into_iter().map(|part| match part {
            Part::Bytes(bytes) => body::piece(bytes),
            Part::Body(index) => Ok(bodies[index].clone()),
        });
        let parts: Vec<File> = parts.collect::<Result<_>>()?;
        body::join("library.zip", &parts).await
    }

    /// Brings the files of a zip into a folder. What has a name already becomes a version of what comes; what is there with the
    /// same content stays as it is. From a library's zip versions and trash come too.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for what is no zip or was made to do harm; [`Kind::Quota`] when there is no more room: what came
    /// before stays, and the same import goes on from there. What is wrong with single files is told in [`Imported::left`].
    pub async fn import(&self, zip: &File, into: &Path, progress: &dyn Fn(f64)) -> Result<Imported> {
        let archive = Archive::open(zip).await?;
        let own = archive.comment == COMMENT;
        let total: u64 = archive.found.iter().map(|found| found.size).sum();
        let mut imported = Imported { left: archive.left.clone(), ..Imported::default() };
        let mut done = 0;
        for found in &archive.found {
            done += found.size;
            let brought = match own {
                true => self.bring_own(&archive, found, into, &mut imported).await,
                false => self.bring(&archive, found, &found.path, into, &mut imported).await,
            };
            match brought {
                Err(error) if matches!(error.kind(), Kind::Quota | Kind::Offline | Kind::Denied) => {
                    return Err(error);
                }
                Err(error) => {
                    imported.left.push(Left { name: found.path.to_string(), why: error.to_string() });
                }
                Ok(()) => {}
            }
            progress(done as f64 / total.max(1) as f64);
        }
        Ok(imported)
    }

    /// Brings a file of a library's archive to where it was there.
    async fn bring_own(
        &self,
        archive: &Archive,
        found: &Found,
        into: &Path,
        imported: &mut Imported,
    ) -> Result<()> {
        let strange = || Error::new(Kind::Invalid, "It is not one of a library's files, and was left out.");
        let (shelf, rest) = found.path.as_str().split_once('/').ok_or_else(strange)?;
        let dated = |name: &str| time(name).is_some_and(|time| stamp(time) == name);
        let to = match shelf {
            FILES => return self.bring(archive, found, &Path::new(rest)?, into, imported).await,
            VERSIONS => match rest.rsplit_once('/') {
                Some((path, since)) if dated(since) => under(VERSIONS, into.join(path)?)?.join(since)?,
                _ => return Err(strange()),
            },
            TRASH => match rest.split_once('/') {
                Some((since, path)) if dated(since) => under(TRASH, since)?.join(into.join(path)?)?,
                _ => return Err(strange()),
            },
            _ => return Err(strange()),
        };
        match self.store.write(&to, archive.read(found).await?, When::New).await {
            // It was brought before.
            Err(error) if error.kind() == Kind::Exists => imported.same += 1,
            Err(error) => return Err(error),
            Ok(_) => imported.aside += 1,
        }
        Ok(())
    }

    async fn bring(
        &self,
        archive: &Archive,
        found: &Found,
        path: &Path,
        into: &Path,
        imported: &mut Imported,
    ) -> Result<()> {
        let path = into.join(path)?;
        let file = archive.read(found).await?;
        match self.store.read(&under(FILES, &path)?, None).await {
            Ok(current) if same(&current, &file).await? => {
                imported.same += 1;
                return Ok(());
            }
            Ok(_) => imported.replaced += 1,
            Err(error) if error.kind() == Kind::NotFound => imported.new += 1,
            Err(error) => return Err(error),
        }
        self.keep(&path, file, When::Always).await.map(drop)
    }
}

async fn same(one: &File, other: &File) -> Result<bool> {
    let (mut at, size) = (0, one.size());
    if size != other.size() {
        return Ok(false);
    }
    while at < size {
        let block = at..at + body::BLOCK;
        if body::read(&one.range(block.clone())).await? != body::read(&other.range(block)).await? {
            return Ok(false);
        }
        at += body::BLOCK;
    }
    Ok(true)
}
