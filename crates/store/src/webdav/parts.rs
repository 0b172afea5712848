//! Large files in parts, on servers that let a PUT write into the middle of a file (Apache does).
//!
//! WebDAV has no uploads in parts. Where `PUT` with `Content-Range` was seen to work, the file grows in `.nearside/<id>/data`,
//! each part leaves an empty file with its number beside it when it has arrived, and the commit moves the whole to its place.
//! So what has arrived is asked of the server, as with a bucket, and nobody sees the file before it is whole.

use nearside::File;

use super::WebDav;
use super::store::parts_folder;
use crate::http::Request;
use crate::{Durability, Error, Kind, Part, Path, Result, Store, Upload, When, Written, sort_by};

const MIB: u64 = 1 << 20;
/// As many markers as a listing without pages can bear.
pub(super) const MOST_PARTS: u32 = 10_000;

impl WebDav {
    pub(super) async fn begin_parts(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        if self.probed.can.parts.is_none() {
            return Err(self.cannot("write files in parts"));
        }
        let part_size = size.div_ceil(u64::from(MOST_PARTS)).max(8 * MIB).div_ceil(MIB) * MIB;
        let upload = Upload { path: path.clone(), id: self.http.nonce(), size, part_size, when };
        self.make_folders(&parts_folder(&upload)?).await?;
        self.upload(&data(&upload)?, File::new("", Vec::new()), &When::Always).await?;
        Ok(upload)
    }

    pub(super) async fn put_part(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        let (range, size) = (upload.range(number), body.size());
        if number >= upload.parts() || size != range.end - range.start {
            let text =
                format!("Part {number} of {} has {size} bytes, not as many as it should.", upload.path);
            return Err(Error::new(Kind::Invalid, text));
        }
        // Without its folder the upload was given up; a PUT would make a file that nobody looks for.
        let data = data(upload)?;
        if size > 0 {
            let range = format!("bytes {}-{}/{}", range.start, range.end - 1, upload.size);
            let request = Request::new("PUT", "").header("content-range", range).body(body);
            let response = self.send(&data, request).await?;
            if matches!(response.status, 404 | 409) {
                return Err(unknown(upload));
            }
            self.succeeded(&data, &When::Always, response)?;
        }
        let mark = parts_folder(upload)?.join(number.to_string())?;
        let response = self.send(&mark, Request::new("PUT", "").body(File::new("", Vec::new()))).await?;
        if matches!(response.status, 404 | 409) {
            return Err(unknown(upload));
        }
        self.succeeded(&mark, &When::Always, response)?;
        Ok(Part { number, size, etag: String::new() })
    }

    pub(super) async fn list_parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        Ok(self.arrived(upload).await?.0)
    }

    /// The parts that have arrived, and the size of the file so far unless it was moved away.
    async fn arrived(&self, upload: &Upload) -> Result<(Vec<Part>, Option<u64>)> {
        let entries = match self.find(&parts_folder(upload)?, "1").await {
            Err(error) if error.kind() == Kind::NotFound => return Err(unknown(upload)),
            found => found?.1,
        };
        let size = |number| upload.range(number).end - upload.range(number).start;
        let numbers = entries.iter().filter_map(|entry| entry.path.name().parse().ok());
        let mut parts: Vec<Part> = numbers
            .filter(|number| *number < upload.parts())
            .map(|number| Part { number, size: size(number), etag: String::new() })
            .collect();
        sort_by(&mut parts, |one, other| one.number.cmp(&other.number));
        let data = entries.iter().find(|entry| entry.path.name() == "data");
        Ok((parts, data.map(|entry| entry.size)))
    }

    pub(super) async fn commit_parts(&self, upload: &Upload) -> Result<Written> {
        let (parts, size) = self.arrived(upload).await?;
        if parts.len() != upload.parts() as usize {
            let text = format!("{} is not complete yet: send the parts that are missing.", upload.path);
            return Err(Error::new(Kind::Corrupt, text));
        }
        let etag = match size {
            Some(size) if size != upload.size => {
                let text = format!(
                    "{} has {size} bytes on {}, not as many as were sent. Send it again.",
                    upload.path, self.name
                );
                return Err(Error::new(Kind::Corrupt, text));
            }
            Some(_) => {
                let data = data(upload)?;
                let etag = self.find(&data, "0").await?.0.and_then(|entry| entry.etag);
                self.carry(&data, &upload.path, &upload.when).await?;
                etag
            }
            // Only a commit takes it away: one whose answer was lost.
            None => self.stat(&upload.path).await?.etag,
        };
        self.remove_folder(&parts_folder(upload)?).await?;
        Ok(Written { etag, durability: Durability::Replicated })
    }
}

fn data(upload: &Upload) -> Result<Path> {
    parts_folder(upload)?.join("data")
}

fn unknown(upload: &Upload) -> Error {
    Error::new(
        Kind::NotFound,
        format!("The upload of {} is not known any more. Begin it again.", upload.path),
    )
}
