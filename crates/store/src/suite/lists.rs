//! What is in a folder.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};

use crate::Kind;

use super::cases;
use super::ground::{Check, Ground, ensure, same};

cases! {
    a_folder_that_is_not_there_is_empty(List);
    a_folder_lists_its_files_with_their_sizes(Write, List);
    a_folder_lists_folders_once_and_as_folders(Write, List);
    a_folder_lists_nothing_of_its_neighbours(Write, List);
    a_listing_and_stat_agree(Write, List);
    files_and_folders_that_begin_alike_are_all_listed(Write, List);
    a_file_and_a_folder_of_one_name_lose_nothing(Write, List);
    the_root_lists_the_first_folder(Write, List);
    a_long_folder_is_listed_whole_and_once(Write, List);
    a_long_folder_of_folders_is_listed_whole_and_once(Write, List);
    an_emptied_folder_lists_nothing(Write, List);
}

async fn a_folder_that_is_not_there_is_empty(on: &Ground<'_>) -> Check {
    same(on.names("no such folder").await?, vec![], "the listing")
}

async fn a_folder_lists_its_files_with_their_sizes(on: &Ground<'_>) -> Check {
    on.write("a", b"").await?;
    on.write("b", b"12").await?;
    on.write("c", &[0; 70_000]).await?;
    let found: Vec<_> = on.entries("").await?.into_iter().map(|entry| (entry.path, entry.size)).collect();
    same(found, vec![(on.at("a")?, 0), (on.at("b")?, 2), (on.at("c")?, 70_000)], "files and sizes")
}

async fn a_folder_lists_folders_once_and_as_folders(on: &Ground<'_>) -> Check {
    for name in ["a/1", "a/2", "a/b/3", "c/d/e/4", "file"] {
        on.write(name, b"x").await?;
    }
    same(on.names("").await?, vec!["a/".into(), "c/".into(), "file".into()], "the folder")?;
    same(on.names("a").await?, vec!["1".into(), "2".into(), "b/".into()], "the folder a")?;
    same(on.names("c").await?, vec!["d/".into()], "the folder c")
}

async fn a_folder_lists_nothing_of_its_neighbours(on: &Ground<'_>) -> Check {
    for name in ["a/1", "ab/2", "a.b/3", "a b/4"] {
        on.write(name, b"x").await?;
    }
    same(on.names("a").await?, vec!["1".into()], "the folder a")
}

async fn a_listing_and_stat_agree(on: &Ground<'_>) -> Check {
    on.write("a", b"1").await?;
    on.write("b", b"22").await?;
    for entry in on.entries("").await? {
        let stat = on.store.stat(&entry.path).await?;
        same((entry.size, entry.folder), (stat.size, stat.folder), "size and folder")?;
        if entry.etag.is_some() && stat.etag.is_some() {
            same(entry.etag, stat.etag, "the mark")?;
        }
    }
    Ok(())
}

async fn files_and_folders_that_begin_alike_are_all_listed(on: &Ground<'_>) -> Check {
    for name in ["a/b", "a.txt", "a-", "a b", "ab/c", "a0", "a!/x"] {
        on.write(name, b"x").await?;
    }
    let expected: BTreeSet<String> =
        ["a/", "a.txt", "a-", "a b", "ab/", "a0", "a!/"].into_iter().map(String::from).collect();
    let found = on.names("").await?;
    same(found.len(), expected.len(), "entries")?;
    same(found.into_iter().collect(), expected, "the listing")
}

/// Buckets have room for both; where folders are real, the second is refused, and the first stays.
async fn a_file_and_a_folder_of_one_name_lose_nothing(on: &Ground<'_>) -> Check {
    on.write("a", b"file").await?;
    match on.write("a/b", b"below").await {
        Ok(_) => {
            on.holds("a/b", b"below").await?;
            same(on.names("").await?, vec!["a".into(), "a/".into()], "the listing")?;
        }
        Err(error) => ensure(
            matches!(error.kind(), Kind::Invalid | Kind::Exists | Kind::NotFound | Kind::Unsupported),
            "a file below a file is refused with another kind of error",
        )?,
    }
    on.holds("a", b"file").await
}

async fn the_root_lists_the_first_folder(on: &Ground<'_>) -> Check {
    on.write("file", b"x").await?;
    let mut top = on.folder.clone();
    while !top.parent().is_root() {
        top = top.parent();
    }
    let mut after = None;
    loop {
        let page = on.store.list(&crate::Path::root(), after.as_deref()).await?;
        if page.entries.iter().any(|entry| entry.path == top && entry.folder) {
            return Ok(());
        }
        after = page.next;
        ensure(after.is_some(), "the root does not list its folder")?;
    }
}

async fn fill(on: &Ground<'_>, name: impl Fn(usize) -> String) -> Check {
    let mut writes = stream::iter(0..on.many)
        .map(|n| {
            let name = name(n);
            async move { on.write(&name, b"x").await }
        })
        .buffer_unordered(8);
    while let Some(written) = writes.next().await {
        written?;
    }
    Ok(())
}

async fn a_long_folder_is_listed_whole_and_once(on: &Ground<'_>) -> Check {
    fill(on, |n| format!("{n:05}.txt")).await?;
    let expected: Vec<_> = (0..on.many).map(|n| format!("{n:05}.txt")).collect();
    let found = on.names("").await?;
    same(found.len(), expected.len(), "entries")?;
    ensure(found == expected, "some file is listed twice and another not at all")
}

/// A folder and files that sort between its name and its content: where a page ends, nothing comes twice.
async fn a_long_folder_of_folders_is_listed_whole_and_once(on: &Ground<'_>) -> Check {
    fill(on, |n| match n % 3 {
        0 => format!("{:04}/x", n / 3),
        1 => format!("{:04}-b", n / 3),
        _ => format!("{:04}/y", n / 3),
    })
    .await?;
    let mut found = on.names("").await?;
    let count = found.len();
    found.dedup();
    same(found.len(), count, "entries without doubles")?;
    same(count, on.many.div_ceil(3) + (on.many + 1) / 3, "entries")
}

async fn an_emptied_folder_lists_nothing(on: &Ground<'_>) -> Check {
    on.write("folder/a", b"x").await?;
    on.delete("folder/a").await?;
    same(on.names("folder").await?, vec![], "the folder")?;
    on.delete("folder").await?;
    same(on.names("").await?, vec![], "the folder above")
}
