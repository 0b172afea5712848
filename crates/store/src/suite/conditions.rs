//! Writes that happen only if nobody else was faster.

use futures_util::future::join_all;

use crate::{Kind, When};

use super::cases;
use super::ground::{Check, Ground, ensure, refused, same};

cases! {
    a_new_file_is_written_where_none_is(Write, New);
    a_new_file_does_not_replace_one(Write, New);
    a_new_file_can_follow_a_deleted_one(Write, New);
    of_new_files_at_once_one_is_written(Write, New);
    an_unchanged_file_is_replaced(Write, Unchanged, Etag);
    a_changed_file_is_not_replaced(Write, Unchanged, Etag);
    a_deleted_file_is_not_replaced(Write, Unchanged, Etag);
    a_file_written_again_has_changed(Write, Unchanged, Etag);
    of_changes_at_once_one_is_written(Write, Unchanged, Etag);
    writes_with_the_last_mark_form_a_chain(Write, Unchanged, Etag);
    another_content_has_another_mark(Write, Etag);
    the_mark_of_a_write_is_that_of_stat(Write, Etag);
}

async fn a_new_file_is_written_where_none_is(on: &Ground<'_>) -> Check {
    on.write_when("a", b"new", When::New).await?;
    on.holds("a", b"new").await
}

async fn a_new_file_does_not_replace_one(on: &Ground<'_>) -> Check {
    on.write("a", b"old").await?;
    refused(on.write_when("a", b"new", When::New).await, Kind::Exists)?;
    on.holds("a", b"old").await
}

async fn a_new_file_can_follow_a_deleted_one(on: &Ground<'_>) -> Check {
    on.write("a", b"old").await?;
    on.delete("a").await?;
    on.write_when("a", b"new", When::New).await?;
    on.holds("a", b"new").await
}

async fn of_new_files_at_once_one_is_written(on: &Ground<'_>) -> Check {
    let bodies: Vec<_> = (0..5u8).map(|n| vec![n; 1000]).collect();
    let written = join_all(bodies.iter().map(|body| on.write_when("a", body, When::New))).await;
    let winner = written.iter().position(Result::is_ok);
    same(written.iter().filter(|written| written.is_ok()).count(), 1, "writes that won")?;
    ensure(winner.is_some_and(|n| n < bodies.len()), "no write won")?;
    on.holds("a", &bodies[winner.unwrap_or_default()]).await
}

async fn an_unchanged_file_is_replaced(on: &Ground<'_>) -> Check {
    on.write("a", b"old").await?;
    let mark = on.etag("a").await?;
    on.write_when("a", b"new", When::Unchanged(mark)).await?;
    on.holds("a", b"new").await
}

async fn a_changed_file_is_not_replaced(on: &Ground<'_>) -> Check {
    on.write("a", b"old").await?;
    let mark = on.etag("a").await?;
    on.write("a", b"of somebody else").await?;
    refused(on.write_when("a", b"mine", When::Unchanged(mark)).await, Kind::Changed)?;
    on.holds("a", b"of somebody else").await
}

async fn a_deleted_file_is_not_replaced(on: &Ground<'_>) -> Check {
    on.write("a", b"old").await?;
    let mark = on.etag("a").await?;
    on.delete("a").await?;
    refused(on.write_when("a", b"mine", When::Unchanged(mark)).await, Kind::Changed)?;
    on.is_gone("a").await
}

async fn a_file_written_again_has_changed(on: &Ground<'_>) -> Check {
    on.write("a", b"first").await?;
    let mark = on.etag("a").await?;
    on.write_when("a", b"second", When::Unchanged(mark.clone())).await?;
    refused(on.write_when("a", b"third", When::Unchanged(mark)).await, Kind::Changed)?;
    on.holds("a", b"second").await
}

async fn of_changes_at_once_one_is_written(on: &Ground<'_>) -> Check {
    on.write("a", b"old").await?;
    let mark = on.etag("a").await?;
    let bodies: Vec<_> = (0..5u8).map(|n| vec![n; 1000]).collect();
    let write = |body| on.write_when("a", body, When::Unchanged(mark.clone()));
    let written = join_all(bodies.iter().map(|body| write(body))).await;
    same(written.iter().filter(|written| written.is_ok()).count(), 1, "writes that won")?;
    let winner = written.iter().position(Result::is_ok).unwrap_or_default();
    on.holds("a", &bodies[winner]).await
}

async fn writes_with_the_last_mark_form_a_chain(on: &Ground<'_>) -> Check {
    let mut mark = on.write_when("a", b"0", When::Always).await?.etag;
    for n in 1..5 {
        let Some(last) = mark else { return ensure(false, "a write tells no mark, though it should") };
        mark = on.write_when("a", n.to_string().as_bytes(), When::Unchanged(last)).await?.etag;
    }
    on.holds("a", b"4").await
}

async fn another_content_has_another_mark(on: &Ground<'_>) -> Check {
    on.write("a", b"one").await?;
    let one = on.etag("a").await?;
    on.write("a", b"two").await?;
    ensure(one != on.etag("a").await?, "two contents of the same size have the same mark")
}

async fn the_mark_of_a_write_is_that_of_stat(on: &Ground<'_>) -> Check {
    let written = on.write("a", b"one").await?;
    same(written.etag, Some(on.etag("a").await?), "the mark")
}
