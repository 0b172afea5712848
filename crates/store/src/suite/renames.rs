//! Other names for files; and links to them.

use std::time::Duration;

use crate::{Kind, When};

use super::cases;
use super::ground::{Check, Ground, ensure, noise, refused, same};

cases! {
    a_renamed_file_is_there_and_only_there(Write);
    a_renamed_file_replaces_another(Write);
    a_file_moves_into_another_folder(Write);
    a_file_renamed_to_itself_stays(Write);
    what_is_not_there_cannot_be_renamed(Write);
    a_failed_rename_leaves_the_target(Write);
    a_rename_to_a_new_name_does_not_replace(Write, New);
    renaming_over_a_folder_loses_no_file_in_it(Write);
    a_large_file_survives_a_rename(Write);
    a_renamed_file_leaves_its_neighbours(Write);
    a_link_opens_the_file(Write, Presign);
    a_link_to_an_odd_name_opens_the_file(Write, Presign);
}

async fn rename(on: &Ground<'_>, from: &str, to: &str, when: When) -> crate::Result<()> {
    on.store.rename(&on.at(from)?, &on.at(to)?, when).await
}

async fn a_renamed_file_is_there_and_only_there(on: &Ground<'_>) -> Check {
    on.write("a", b"content").await?;
    rename(on, "a", "b", When::Always).await?;
    on.is_gone("a").await?;
    on.holds("b", b"content").await
}

async fn a_renamed_file_replaces_another(on: &Ground<'_>) -> Check {
    on.write("a", b"new").await?;
    on.write("b", b"old and longer").await?;
    rename(on, "a", "b", When::Always).await?;
    on.is_gone("a").await?;
    on.holds("b", b"new").await
}

async fn a_file_moves_into_another_folder(on: &Ground<'_>) -> Check {
    on.write("from/a #1.txt", b"content").await?;
    rename(on, "from/a #1.txt", "to/new/ä%.txt", When::Always).await?;
    on.is_gone("from/a #1.txt").await?;
    on.holds("to/new/ä%.txt", b"content").await
}

async fn a_file_renamed_to_itself_stays(on: &Ground<'_>) -> Check {
    on.write("a", b"content").await?;
    rename(on, "a", "a", When::Always).await?;
    on.holds("a", b"content").await
}

async fn what_is_not_there_cannot_be_renamed(on: &Ground<'_>) -> Check {
    refused(rename(on, "absent", "b", When::Always).await, Kind::NotFound)?;
    on.is_gone("b").await
}

async fn a_failed_rename_leaves_the_target(on: &Ground<'_>) -> Check {
    on.write("b", b"content").await?;
    refused(rename(on, "absent", "b", When::Always).await, Kind::NotFound)?;
    on.holds("b", b"content").await
}

async fn a_rename_to_a_new_name_does_not_replace(on: &Ground<'_>) -> Check {
    on.write("a", b"mine").await?;
    on.write("b", b"other").await?;
    refused(rename(on, "a", "b", When::New).await, Kind::Exists)?;
    on.holds("a", b"mine").await?;
    on.holds("b", b"other").await?;
    rename(on, "a", "c", When::New).await?;
    on.holds("c", b"mine").await
}

async fn renaming_over_a_folder_loses_no_file_in_it(on: &Ground<'_>) -> Check {
    on.write("folder/file", b"x").await?;
    on.write("a", b"y").await?;
    let renamed = rename(on, "a", "folder", When::Always).await;
    on.holds("folder/file", b"x").await?;
    on.holds(if renamed.is_ok() { "folder" } else { "a" }, b"y").await
}

async fn a_large_file_survives_a_rename(on: &Ground<'_>) -> Check {
    let body = noise(400_000, 9);
    on.write("a", &body).await?;
    rename(on, "a", "b", When::Always).await?;
    on.holds("b", &body).await
}

async fn a_renamed_file_leaves_its_neighbours(on: &Ground<'_>) -> Check {
    for name in ["a", "a.txt", "ab/c"] {
        on.write(name, name.as_bytes()).await?;
    }
    rename(on, "a", "z", When::Always).await?;
    on.holds("a.txt", b"a.txt").await?;
    on.holds("ab/c", b"ab/c").await
}

async fn opens(on: &Ground<'_>, name: &str) -> Check {
    let body = noise(5000, 4);
    on.write(name, &body).await?;
    let address = on.store.presign(&on.at(name)?, Duration::from_secs(600)).await?;
    ensure(address.starts_with("http"), "the link is no address")?;
    let Some(fetch) = on.fetch else { return Ok(()) };
    match fetch(address).await {
        Ok(found) => same(found == body, true, "the content behind the link"),
        Err(why) => ensure(false, &format!("the link does not open: {why}")),
    }
}

async fn a_link_opens_the_file(on: &Ground<'_>) -> Check {
    opens(on, "file.bin").await
}

async fn a_link_to_an_odd_name_opens_the_file(on: &Ground<'_>) -> Check {
    opens(on, "ä b+c#d%25?.bin").await
}
