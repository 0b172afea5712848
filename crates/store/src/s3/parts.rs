//! Multipart uploads.
//!
//! What has arrived is always asked of the server (`ListParts`), so a page needs no exposed ETag to finish an upload, and
//! another tab can go on with it.

use nearside::File;

use super::S3;
use super::answer::{self, document};
use super::store::Ask;
use crate::http::{date, xml};
use crate::{Durability, Error, Kind, Part, Path, Result, Store, Upload, When, Written, sort_by};

const MIB: u64 = 1 << 20;
/// 10,000 parts are allowed; fewer leave room for servers that count otherwise.
const MOST_PARTS: u64 = 9000;
/// Smaller parts cost more requests than they save.
const SMALLEST: u64 = 8 * MIB;

/// The size of all parts but the last: 8 MiB, or what 9,000 parts need, in whole MiB.
fn part_size(size: u64) -> u64 {
    size.div_ceil(MOST_PARTS).max(SMALLEST).div_ceil(MIB) * MIB
}

/// The server's own name of an upload, and when it was begun.
fn parse(upload: &Upload) -> (&str, f64) {
    let (begun, id) = upload.id.split_once('.').unwrap_or(("0", &upload.id));
    (id, begun.parse::<u64>().unwrap_or_default() as f64)
}

/// So many milliseconds an upload may have been begun, by the server's clock, before or after it was noted by this device's.
const NEAR: f64 = 300e3;

impl S3 {
    /// Uploads of exactly this file without any part: one that somebody is at has some soon.
    pub(super) async fn stray_parts(&self, path: &Path, begun: f64) -> Result<Vec<Upload>> {
        let key = self.key(path)?;
        let query = [("uploads", ""), ("prefix", key.as_str()), ("encoding-type", "url")];
        let response = self.ask_at(path, &self.place.folder, Ask::new("GET").query(&query)).await?;
        let (name, begun) = (&self.name, begun + self.skew.get());
        let found = document(name, &response, |root| {
            let stray = |node| {
                let same = answer::key(root, xml::text(node, "Key")?) == key.as_str();
                let at = xml::text(node, "Initiated").and_then(date::parse)?;
                let id = format!("{}.{}", at as u64, xml::text(node, "UploadId")?);
                let upload =
                    Upload { path: path.clone(), id, size: 0, part_size: SMALLEST, when: When::Always };
                (same && (at - begun).abs() < NEAR).then_some(upload)
            };
            xml::each(root, "Upload").filter_map(stray).collect::<Vec<_>>()
        });
        let mut strays = Vec::new();
        for upload in found.await? {
            match self.list_parts(&upload).await {
                Err(error) if error.kind() == Kind::NotFound => {}
                parts => strays.extend(parts?.is_empty().then_some(upload)),
            }
        }
        Ok(strays)
    }

    pub(super) async fn begin_parts(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        if self.probed.can.parts.is_none() {
            return Err(self.cannot("write files in parts"));
        }
        self.check(&when, self.probed.commit_new, self.probed.commit_unchanged)?;
        let kind = File::new(path.name(), Vec::new()).kind().to_owned();
        let begun = (self.http.now() + self.skew.get()) as u64;
        let ask = Ask::new("POST").query(&[("uploads", "")]).header("content-type", kind);
        let response = self.ask(path, ask).await?;
        let id =
            document(&self.name, &response, |root| xml::text(root, "UploadId").map(str::to_owned)).await?;
        let id = id.ok_or_else(|| {
            Error::new(
                Kind::Failed,
                format!("{} began an upload of {path} without a name for it.", self.name),
            )
        })?;
        Ok(Upload { path: path.clone(), id: format!("{begun}.{id}"), size, part_size: part_size(size), when })
    }

    pub(super) async fn put_part(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        let (size, place) = (body.size(), (u64::from(number) + 1).to_string());
        let query = [("partNumber", place.as_str()), ("uploadId", parse(upload).0)];
        let response = self.ask(&upload.path, Ask::new("PUT").query(&query).body(body)).await?;
        let etag = response.header("etag").map(answer::etag).unwrap_or_default();
        Ok(Part { number, size, etag })
    }

    pub(super) async fn list_parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        let (mut parts, mut after) = (Vec::new(), String::new());
        loop {
            let mut query = vec![("uploadId", parse(upload).0), ("max-parts", "1000")];
            // Some servers take any marker for the end.
            query.extend((!after.is_empty()).then_some(("part-number-marker", after.as_str())));
            let response = self.ask(&upload.path, Ask::new("GET").query(&query)).await?;
            let (found, next) = document(&self.name, &response, |root| {
                let part = |node| {
                    let number = u32::try_from(answer::number(node, "PartNumber")?).ok()?.checked_sub(1)?;
                    let etag = answer::etag(xml::text(node, "ETag")?);
                    Some(Part { number, size: answer::number(node, "Size")?, etag })
                };
                let more = xml::text(root, "IsTruncated") == Some("true");
                let next = xml::text(root, "NextPartNumberMarker").filter(|_| more).map(str::to_owned);
                (xml::each(root, "Part").filter_map(part).collect::<Vec<_>>(), next)
            })
            .await?;
            let empty = found.is_empty();
            parts.extend(found);
            match next {
                Some(next) if !empty && next != after => after = next,
                _ => break,
            }
        }
        sort_by(&mut parts, |one, other| one.number.cmp(&other.number));
        Ok(parts)
    }

    pub(super) async fn commit_parts(&self, upload: &Upload) -> Result<Written> {
        let parts = match self.list_parts(upload).await {
            Err(error) if error.kind() == Kind::NotFound => return self.committed(upload, error).await,
            parts => parts?,
        };
        let fits = |number: u32| {
            let range = upload.range(number);
            parts.iter().any(|part| part.number == number && part.size == range.end - range.start)
        };
        if !(0..upload.parts()).all(fits) {
            let text = format!("{} is not complete yet: send the parts that are missing.", upload.path);
            return Err(Error::new(Kind::Corrupt, text));
        }
        let mut list = String::from("<CompleteMultipartUpload>");
        for part in parts.iter().filter(|part| part.number < upload.parts()) {
            let (number, etag) = (part.number + 1, xml::escape(&part.etag));
            list.push_str(&format!("<Part><PartNumber>{number}</PartNumber><ETag>\"{etag}\"</ETag></Part>"));
        }
        list.push_str("</CompleteMultipartUpload>");
        let query = [("uploadId", parse(upload).0)];
        let body = File::new("parts.xml", list.into_bytes());
        let response = match self
            .ask(&upload.path, Ask::new("POST").query(&query).body(body).when(&upload.when))
            .await
        {
            Err(error) if error.kind() == Kind::NotFound => return self.committed(upload, error).await,
            response => response?,
        };
        let etag = document(&self.name, &response, |root| xml::text(root, "ETag").map(answer::etag)).await?;
        Ok(Written { etag, durability: Durability::Replicated })
    }

    /// An upload that the server does not know may have been committed by a request whose answer was lost. It was, if there
    /// is a file of its size that was put together of as many parts, after it was begun.
    async fn committed(&self, upload: &Upload, unknown: Error) -> Result<Written> {
        let Ok(entry) = self.stat(&upload.path).await else {
            return Err(unknown);
        };
        let of_parts = |etag: &String| etag.ends_with(&format!("-{}", upload.parts()));
        // Servers round to seconds.
        let later = entry.modified.is_some_and(|modified| modified + 1000.0 >= parse(upload).1);
        match entry.size == upload.size && later && entry.etag.as_ref().is_none_or(of_parts) {
            true => Ok(Written { etag: entry.etag, durability: Durability::Replicated }),
            false => Err(unknown),
        }
    }

    pub(super) async fn abort_parts(&self, upload: &Upload) -> Result<()> {
        let query = [("uploadId", parse(upload).0)];
        match self.ask(&upload.path, Ask::new("DELETE").query(&query)).await {
            Err(error) if error.kind() == Kind::NotFound => Ok(()),
            done => done.map(|_| ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_never_more_than_a_server_takes() {
        assert_eq!(part_size(1), SMALLEST);
        assert_eq!(part_size(256 * MIB), SMALLEST);
        for size in [1 << 30, 1 << 37, 5 << 40] {
            assert!(size / part_size(size) < 10_000, "{size}");
            assert_eq!(part_size(size) % MIB, 0);
        }
    }
}
