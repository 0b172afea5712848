//! The main road: files come in, are converted, and what is saved is right.

use anyhow::{Context, Result};
use nearside_testing::Engine::Chromium;
use tests::pictures::{CAMERA, Picture, batch, tint};
use tests::{Workbench, corpus, flows};

#[tokio::test]
async fn a_dropped_picture_is_converted_and_the_download_decodes_right() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let picture = Picture::gradient(400, 300, 77);
    let file = workbench.file("holiday.png", picture.png()?)?;
    workbench.browser.drop_files("body", &[file]).await?;
    workbench.browser.wait_for("document.querySelectorAll('li.file').length === 1").await?;
    workbench.convert().await?;
    workbench.settled().await?;
    workbench.browser.click("li.file .save-one").await?;
    let saved = std::fs::read(workbench.browser.download("holiday.jpg").await?)?;
    assert!(saved.starts_with(b"\xff\xd8\xff"), "a .jpg is a JPEG");
    let off = Picture::decode(&saved)?.difference(&picture)?;
    assert!(off < 3.0, "the saved picture is off by {off} steps of 255");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_result_that_was_looked_at_is_still_whole() -> Result<()> {
    // Browsers show no TIFF, so a call makes a picture of it to look at.
    let workbench = Workbench::open(Chromium).await?;
    let picture = Picture::gradient(400, 300, 77);
    workbench.add(&[workbench.file("holiday.png", picture.png()?)?]).await?;
    workbench.choose("#format", "tiff").await?;
    workbench.convert().await?;
    workbench.settled().await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for("document.querySelector('.stage img, .stage canvas')").await?;
    workbench.browser.wait_for("nearside.status().running === 0 && nearside.status().queued === 0").await?;
    workbench.browser.click("#back").await?;
    workbench.browser.click("li.file .save-one").await?;
    let saved = std::fs::read(workbench.browser.download("holiday.tif").await?)?;
    assert!(saved.len() > 1000 && saved.starts_with(b"II*\0"), "{} bytes were saved", saved.len());
    workbench.no_errors().await
}

#[tokio::test]
async fn a_batch_of_thirty_is_saved_as_one_zip() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let files = batch(workbench.folder.path(), 30, 640, 480)?;
    workbench.add(&files).await?;
    workbench.choose("#format", "png").await?;
    workbench.convert().await?;
    workbench.settled().await?;
    assert_eq!(workbench.states().await?, vec!["done"; 30], "{:?}", workbench.problems().await?);
    let mut entries = workbench.save_zip().await?;
    entries.sort();
    let expected: Vec<String> = (1..=30).map(|number| format!("photo-{number:02}.png")).collect();
    assert_eq!(entries.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), expected);
    for (number, (name, bytes)) in (1..).zip(&entries) {
        let picture = Picture::decode(bytes).with_context(|| name.clone())?;
        assert!(
            picture == Picture::gradient(640, 480, tint(number)),
            "{name} lost something on the way from PNG to PNG"
        );
    }
    workbench.no_errors().await
}

#[tokio::test]
async fn the_open_picture_is_saved_alone() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.add(&batch(workbench.folder.path(), 3, 320, 200)?).await?;
    workbench.browser.click("li.file:nth-of-type(2) .open").await?;
    workbench.browser.wait_for("document.querySelector('#save-picture')").await?;
    workbench.browser.click("#save-picture").await?;
    let saved = std::fs::read(workbench.browser.download("photo-02.jpg").await?)?;
    assert!(saved.starts_with(b"\xff\xd8\xff"), "a .jpg is a JPEG");
    workbench.browser.click("#back").await?;
    workbench.browser.wait_for("document.querySelectorAll('li.file').length === 3").await?;
    assert_eq!(workbench.states().await?, ["waiting", "done", "waiting"]);
    workbench.no_errors().await
}

#[tokio::test]
async fn what_the_camera_wrote_is_listed() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.add(&[workbench.file("turned.jpg", Picture::gradient(320, 200, 7).jpeg(6)?)?]).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.click("#shot summary").await?;
    workbench
        .browser
        .wait_for(&format!("document.querySelector('#shot dd')?.textContent === '{CAMERA}'"))
        .await?;
    let told = "return (await nearside.call('photo/shot', {}, [await (await fetch('manifest.webmanifest')).blob()]).catch(({ kind }) => ({ value: kind }))).value";
    assert_eq!(workbench.browser.js::<String>(told, ()).await?, "Failed", "what is no picture tells nothing");
    workbench.no_errors().await
}

#[tokio::test]
async fn every_picture_of_a_batch_becomes_its_own_result() -> Result<()> {
    flows::converts_a_batch(Chromium, 8).await
}

#[tokio::test]
async fn cancel_stops_the_batch_and_frees_the_workers() -> Result<()> {
    flows::cancels(Chromium).await
}

#[tokio::test]
async fn settings_resize_and_choose_the_format() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let file = workbench.file("wide.png", Picture::gradient(800, 400, 9).png()?)?;
    workbench.add(&[file]).await?;
    workbench.choose("#format", "png").await?;
    workbench.choose("#resize", "percent").await?;
    workbench.convert().await?;
    workbench.settled().await?;
    workbench.browser.click("li.file .save-one").await?;
    let saved = Picture::decode(&std::fs::read(workbench.browser.download("wide.png").await?)?)?;
    let off = saved.difference(&Picture::gradient(400, 200, 9))?;
    assert!(off < 2.0, "half the size is off by {off} steps of 255");
    Ok(())
}

#[tokio::test]
async fn a_picture_that_a_camera_turned_is_saved_upright() -> Result<()> {
    flows::turns_upright(Chromium).await
}

#[tokio::test]
async fn photos_of_the_corpus_convert() -> Result<()> {
    // Real camera files; where the corpus is not there, pictures made here go the same way.
    let workbench = Workbench::open(Chromium).await?;
    let mut files = Vec::new();
    for folder in ["photos/kodak", "photos/orientation"] {
        let Some(folder) = corpus(folder) else { continue };
        let mut found: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
        found.sort();
        files.extend(
            found
                .into_iter()
                .filter(|path| path.extension().is_some_and(|ending| ending == "jpg" || ending == "png"))
                .take(10),
        );
    }
    if files.is_empty() {
        files = batch(workbench.folder.path(), 6, 1500, 1000)?;
    }
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    assert_eq!(workbench.problems().await?, Vec::<String>::new());
    for (name, bytes) in workbench.save_zip().await? {
        let picture = Picture::decode(&bytes).with_context(|| name.clone())?;
        assert!(
            picture.width > 100 && picture.height > 100,
            "{name} is {}×{}",
            picture.width,
            picture.height
        );
    }
    Ok(())
}
