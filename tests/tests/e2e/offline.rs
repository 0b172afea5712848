//! After the first visit the app needs nobody: no network, and no luck with reloads and crashes.

use anyhow::Result;
use nearside_testing::Engine::Chromium;
use nearside_testing::Options;
use tests::pictures::{Picture, batch};
use tests::{Workbench, flows};

#[tokio::test]
async fn the_app_reloads_and_converts_offline() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.offline_ready().await?;
    workbench.cdn.set_offline(true);
    workbench.browser.set_offline(true).await?;
    workbench.reload().await?;
    // The photo worker was never used online: it must have come with the offline copy.
    let picture = Picture::gradient(300, 200, 5);
    let file = workbench.file("alone.png", picture.png()?)?;
    workbench.add(&[file]).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    workbench.browser.click("li.file .save-one").await?;
    let saved = Picture::decode(&std::fs::read(workbench.browser.download("alone.jpg").await?)?)?;
    assert!(saved.difference(&picture)? < 3.0);
    Ok(())
}

#[tokio::test]
async fn a_reload_keeps_the_session() -> Result<()> {
    flows::keeps_the_session(Chromium).await
}

#[tokio::test]
async fn a_crashed_tab_loses_nothing() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let files = batch(workbench.folder.path(), 3, 320, 200)?;
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    workbench.kept().await?;
    workbench.browser.crash().await?;
    workbench.browser.open(&workbench.cdn.url()).await?;
    workbench.started().await?;
    workbench
        .browser
        .wait_for("document.querySelectorAll('li.file[data-state=done]').length === 3")
        .await
        .map(drop)
}

#[tokio::test]
async fn a_second_start_of_the_browser_finds_the_session() -> Result<()> {
    let profile = tempfile::tempdir()?;
    let mut options = Options::new(Chromium);
    options.profile = Some(profile.path().into());
    let workbench = Workbench::open_with(options.clone()).await?;
    let files = batch(workbench.folder.path(), 2, 320, 200)?;
    workbench.add(&files).await?;
    workbench.kept().await?;
    let Workbench { browser, cdn, folder } = workbench;
    drop(browser);
    let browser = nearside_testing::Browser::start(options).await?;
    let workbench = Workbench { browser, cdn, folder };
    workbench.browser.open(&workbench.cdn.url()).await?;
    workbench.started().await?;
    workbench.browser.wait_for("document.querySelectorAll('li.file').length === 2").await?;
    workbench.convert().await?;
    workbench.settled().await?;
    assert_eq!(workbench.states().await?, ["done", "done"], "{:?}", workbench.problems().await?);
    Ok(())
}

#[tokio::test]
async fn a_full_disk_is_a_state_and_not_the_end() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.browser.set_quota(&workbench.cdn.origin(), 40_000).await?;
    let files = batch(workbench.folder.path(), 3, 1600, 1200)?;
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    assert_eq!(workbench.states().await?, vec!["done"; 3], "{:?}", workbench.problems().await?);
    workbench.no_errors().await
}
