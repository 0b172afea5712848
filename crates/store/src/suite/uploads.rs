//! Large files in parts: in any order, sent twice, interrupted, and never seen before they are whole.

use futures_util::future::join_all;
use nearside::File;

use crate::{Kind, Part, Result, Upload, When, Written};

use super::cases;
use super::ground::{Check, Ground, ensure, noise, refused, same};

cases! {
    parts_become_a_file(Write, Parts);
    parts_out_of_order_become_a_file(Write, Parts);
    parts_at_once_become_a_file(Write, Parts);
    a_part_sent_again_replaces(Write, Parts);
    an_upload_goes_on_from_its_json(Write, Parts);
    the_parts_that_arrived_are_listed(Write, Parts);
    a_missing_part_is_noticed_and_can_follow(Write, Parts);
    a_part_of_another_size_is_refused(Write, Parts);
    nothing_is_seen_before_the_commit(Write, Parts);
    the_old_file_stays_until_the_commit(Write, Parts);
    an_aborted_upload_is_gone(Write, Parts);
    an_upload_of_one_small_part_works(Write, Parts);
    an_upload_of_nothing_works(Write, Parts);
    two_uploads_of_one_name_do_not_mix(Write, Parts);
    an_upload_to_an_odd_name_works(Write, Parts);
    an_upload_of_a_new_file_does_not_replace_one(Write, Parts, New);
    an_upload_over_a_folder_loses_no_file_in_it(Write, Parts);
}

/// An upload of at least `parts` parts, and the file that it is to become.
async fn begin(on: &Ground<'_>, name: &str, parts: u64, when: When) -> Result<(Upload, Vec<u8>)> {
    let path = on.at(name)?;
    let first = on.store.begin(&path, 1, when.clone()).await?;
    on.store.abort(&first).await?;
    let size = first.part_size * (parts - 1) + 1 + first.part_size / 3;
    let upload = on.store.begin(&path, size, when).await?;
    Ok((upload, noise(usize::try_from(size).unwrap_or_default(), parts as u32)))
}

async fn put(on: &Ground<'_>, upload: &Upload, number: u32, body: &[u8]) -> Result<Part> {
    let range = upload.range(number);
    let body = body[range.start as usize..range.end as usize].to_vec();
    on.store.put(upload, number, File::new("part", body)).await
}

async fn finish(on: &Ground<'_>, upload: &Upload, body: &[u8]) -> Result<Written> {
    for number in 0..upload.parts() {
        put(on, upload, number, body).await?;
    }
    on.store.commit(upload).await
}

async fn parts_become_a_file(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 3, When::Always).await?;
    same(upload.size, body.len() as u64, "the size of the upload")?;
    ensure(upload.parts() >= 2, "a file of three parts' size has one part")?;
    finish(on, &upload, &body).await?;
    on.holds("a", &body).await
}

async fn parts_out_of_order_become_a_file(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 3, When::Always).await?;
    for number in (0..upload.parts()).rev() {
        put(on, &upload, number, &body).await?;
    }
    on.store.commit(&upload).await?;
    on.holds("a", &body).await
}

async fn parts_at_once_become_a_file(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 4, When::Always).await?;
    for part in join_all((0..upload.parts()).map(|number| put(on, &upload, number, &body))).await {
        part?;
    }
    on.store.commit(&upload).await?;
    on.holds("a", &body).await
}

async fn a_part_sent_again_replaces(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 2, When::Always).await?;
    put(on, &upload, 0, &noise(body.len(), 99)).await?;
    put(on, &upload, 0, &body).await?;
    finish(on, &upload, &body).await?;
    on.holds("a", &body).await
}

async fn an_upload_goes_on_from_its_json(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 2, When::Always).await?;
    put(on, &upload, 0, &body).await?;
    let upload: Upload = serde_json::from_str(&serde_json::to_string(&upload)?)?;
    let there: Vec<u32> = on.store.parts(&upload).await?.iter().map(|part| part.number).collect();
    same(there, vec![0], "the parts that are there")?;
    put(on, &upload, 1, &body).await?;
    on.store.commit(&upload).await?;
    on.holds("a", &body).await
}

async fn the_parts_that_arrived_are_listed(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 3, When::Always).await?;
    same(on.store.parts(&upload).await?.len(), 0, "parts at the start")?;
    put(on, &upload, 2, &body).await?;
    put(on, &upload, 0, &body).await?;
    let mut found: Vec<_> =
        on.store.parts(&upload).await?.into_iter().map(|part| (part.number, part.size)).collect();
    found.sort_unstable();
    let size = |number| upload.range(number).end - upload.range(number).start;
    same(found, vec![(0, size(0)), (2, size(2))], "parts and sizes")?;
    on.store.abort(&upload).await?;
    Ok(())
}

async fn a_missing_part_is_noticed_and_can_follow(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 3, When::Always).await?;
    put(on, &upload, 0, &body).await?;
    put(on, &upload, 2, &body).await?;
    refused(on.store.commit(&upload).await, Kind::Corrupt)?;
    on.is_gone("a").await?;
    put(on, &upload, 1, &body).await?;
    on.store.commit(&upload).await?;
    on.holds("a", &body).await
}

async fn a_part_of_another_size_is_refused(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 2, When::Always).await?;
    let range = upload.range(0);
    let short = body[..(range.end - 1) as usize].to_vec();
    if on.store.put(&upload, 0, File::new("part", short)).await.is_ok() {
        put(on, &upload, 1, &body).await?;
        refused(on.store.commit(&upload).await, Kind::Corrupt)?;
    }
    on.is_gone("a").await?;
    on.store.abort(&upload).await?;
    Ok(())
}

async fn nothing_is_seen_before_the_commit(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 2, When::Always).await?;
    put(on, &upload, 0, &body).await?;
    put(on, &upload, 1, &body).await?;
    on.is_gone("a").await?;
    if on.store.can().list {
        same(on.names("").await?, vec![], "the listing")?;
    }
    on.store.commit(&upload).await?;
    on.holds("a", &body).await
}

async fn the_old_file_stays_until_the_commit(on: &Ground<'_>) -> Check {
    on.write("a", b"old").await?;
    let (upload, body) = begin(on, "a", 2, When::Always).await?;
    put(on, &upload, 0, &body).await?;
    on.holds("a", b"old").await?;
    put(on, &upload, 1, &body).await?;
    on.store.commit(&upload).await?;
    on.holds("a", &body).await
}

async fn an_aborted_upload_is_gone(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 2, When::Always).await?;
    put(on, &upload, 0, &body).await?;
    on.store.abort(&upload).await?;
    ensure(on.store.commit(&upload).await.is_err(), "an aborted upload can be committed")?;
    refused(on.store.parts(&upload).await, Kind::NotFound)?;
    on.is_gone("a").await
}

async fn an_upload_of_one_small_part_works(on: &Ground<'_>) -> Check {
    let upload = on.store.begin(&on.at("a")?, 3, When::Always).await?;
    same(upload.parts(), 1, "the parts")?;
    finish(on, &upload, b"abc").await?;
    on.holds("a", b"abc").await
}

async fn an_upload_of_nothing_works(on: &Ground<'_>) -> Check {
    let upload = on.store.begin(&on.at("a")?, 0, When::Always).await?;
    same(upload.parts(), 1, "the parts")?;
    finish(on, &upload, b"").await?;
    on.holds("a", b"").await
}

async fn two_uploads_of_one_name_do_not_mix(on: &Ground<'_>) -> Check {
    let (first, body) = begin(on, "a", 2, When::Always).await?;
    let second = on.store.begin(&on.at("a")?, first.size, When::Always).await?;
    let other = noise(body.len(), 77);
    put(on, &first, 0, &body).await?;
    put(on, &second, 0, &other).await?;
    put(on, &second, 1, &other).await?;
    put(on, &first, 1, &body).await?;
    on.store.commit(&first).await?;
    on.holds("a", &body).await?;
    on.store.commit(&second).await?;
    on.holds("a", &other).await
}

async fn an_upload_to_an_odd_name_works(on: &Ground<'_>) -> Check {
    let name = "Größe/ä b+c#d%25?&.bin";
    let (upload, body) = begin(on, name, 2, When::Always).await?;
    finish(on, &upload, &body).await?;
    on.holds(name, &body).await
}

async fn an_upload_of_a_new_file_does_not_replace_one(on: &Ground<'_>) -> Check {
    let (upload, body) = begin(on, "a", 1, When::New).await?;
    on.write("a", b"faster").await?;
    refused(finish(on, &upload, &body).await, Kind::Exists)?;
    on.holds("a", b"faster").await?;
    on.store.abort(&upload).await?;
    Ok(())
}

async fn an_upload_over_a_folder_loses_no_file_in_it(on: &Ground<'_>) -> Check {
    on.write("folder/file", b"x").await?;
    let (upload, body) = begin(on, "folder", 1, When::Always).await?;
    if finish(on, &upload, &body).await.is_err() {
        on.store.abort(&upload).await?;
    }
    on.holds("folder/file", b"x").await
}
