//! What was open comes back as it was left: with its numbers, its settings, and only the results that belong to them.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fantoccini::wd::WindowHandle;
use image::{Format, Recipe};
use nearside_testing::Engine::Chromium;
use tests::Workbench;
use tests::pictures::Picture;

/// Has the way back wait, before anything is read, until the test lets it go.
const HOLD: &str = "
const request = LockManager.prototype.request;
const gate = new Promise(done => { window.letGo = done });
LockManager.prototype.request = async function (name, ...rest) {
  if (String(name).startsWith('nearside-session/')) await gate;
  return request.call(this, name, ...rest);
};";

/// Takes back whatever is written into a box of the database, after the request for it has succeeded: as a full disk does.
const TAKE_BACK: &str = "
const put = IDBObjectStore.prototype.put;
const box = args;
IDBObjectStore.prototype.put = function (...things) {
  const request = put.apply(this, things);
  if (this.name === box) request.addEventListener('success', () => request.transaction.abort());
  return request;
};";

const FORMAT: &str = "document.querySelector('#format')?.value";

/// A workbench with one small picture open, written down.
async fn with_picture() -> Result<Workbench> {
    let workbench = Workbench::open(Chromium).await?;
    add(&workbench, "first.png").await?;
    Ok(workbench)
}

/// Opens a small picture, and waits until it is written down.
async fn add(workbench: &Workbench, name: &str) -> Result<()> {
    let file = workbench.file(name, Picture::gradient(80, 60, 9).png()?)?;
    workbench.add(&[file]).await?;
    workbench.kept().await
}

/// Waits for the rows that come back, by their number.
async fn rows(workbench: &Workbench, count: usize) -> Result<()> {
    let all = format!("document.querySelectorAll('li.file').length === {count}");
    workbench.browser.wait_for(&all).await.map(drop)
}

// New files took the numbers of kept ones, and the page broke on signals that were gone.
#[tokio::test]
async fn files_that_come_before_the_kept_ones_are_back_stand_behind_them() -> Result<()> {
    let workbench = with_picture().await?;
    workbench.browser.preload(HOLD).await?;
    workbench.reload().await?;
    let file = workbench.file("second.png", Picture::gradient(80, 60, 200).png()?)?;
    workbench.browser.upload("#open-files", &[file]).await?;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    workbench.browser.js::<()>("window.letGo()", ()).await?;
    rows(&workbench, 2).await?;
    assert_eq!(workbench.names().await?, ["first.png", "second.png"]);
    let numbers: Vec<String> = workbench
        .browser
        .js("return [...document.querySelectorAll('li.file')].map(row => row.dataset.id)", ())
        .await?;
    assert_eq!(numbers, ["1", "2"]);
    workbench.convert().await?;
    workbench.settled().await?;
    assert_eq!(workbench.states().await?, ["done", "done"]);
    workbench.no_errors().await
}

// The row was done by its new settings, and had the bytes of the old ones.
#[tokio::test]
async fn a_result_that_could_not_be_kept_is_not_replaced_by_an_older_one() -> Result<()> {
    let workbench = with_picture().await?;
    workbench.convert().await?;
    workbench.settled().await?;
    workbench.kept().await?;
    workbench.browser.js::<()>(TAKE_BACK, "made").await?;
    workbench.choose("#format", "png").await?;
    workbench.convert().await?;
    workbench.settled().await?;
    workbench.kept().await?;
    // The app would ask whether to leave, as there is something to lose.
    let leave = "window.addEventListener('beforeunload', event => event.stopImmediatePropagation(), true)";
    workbench.browser.js::<()>(leave, ()).await?;
    workbench.reload().await?;
    rows(&workbench, 1).await?;
    assert_eq!(workbench.states().await?, ["waiting"]);
    workbench.convert().await?;
    workbench.settled().await?;
    workbench.browser.click("li.file .save-one").await?;
    let saved = std::fs::read(workbench.browser.download("first.png").await?)?;
    assert!(saved.starts_with(b"\x89PNG"), "a .png is a PNG");
    workbench.no_errors().await
}

// A request that had succeeded counted as kept, whatever became of its transaction.
#[tokio::test]
async fn a_copy_that_the_browser_takes_back_is_not_called_kept() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.browser.js::<()>(TAKE_BACK, "files").await?;
    add(&workbench, "first.png").await?;
    let told = "document.querySelector('p.kept')?.textContent.includes('opened again after a reload')";
    workbench.browser.wait_for(told).await.map(drop)
}

/// Closes these tabs, and opens the app in a new one.
async fn next(workbench: &Workbench, closed: &[WindowHandle]) -> Result<WindowHandle> {
    let client = workbench.browser.client();
    let new = client.new_window(true).await?.handle;
    for tab in closed {
        client.switch_to_window(tab.clone()).await?;
        client.close_window().await?;
    }
    client.switch_to_window(new.clone()).await?;
    if !closed.is_empty() {
        // A tab that is closed lets go of its session a moment later, which another page of the origin can see.
        workbench.browser.open(&format!("{}nearside.js", workbench.cdn.url())).await?;
        let free =
            "(await navigator.locks.query()).held.every(({ name }) => !name.startsWith('nearside-session/'))";
        workbench.browser.wait_for(free).await?;
    }
    workbench.browser.open(&workbench.cdn.url()).await?;
    workbench.started().await?;
    Ok(new)
}

// The newest page came back, be it an empty one, and what stood on the others was never seen again.
#[tokio::test]
async fn the_tab_that_was_worked_on_last_comes_back() -> Result<()> {
    let workbench = with_picture().await?;
    let client = workbench.browser.client();
    let first = client.window().await?;
    let idle = next(&workbench, &[]).await?;
    ensure!(workbench.names().await?.is_empty(), "two tabs have one session");
    workbench.kept().await?;

    let older = next(&workbench, &[first, idle]).await?;
    rows(&workbench, 1).await.context("an empty tab came back before a full one")?;
    assert_eq!(workbench.names().await?, ["first.png"]);

    let newer = next(&workbench, &[]).await?;
    add(&workbench, "second.png").await?;
    client.switch_to_window(older.clone()).await?;
    add(&workbench, "third.png").await?;
    next(&workbench, &[older, newer]).await?;
    rows(&workbench, 2).await.context("the newer tab came back before the one that was worked on last")?;
    assert_eq!(workbench.names().await?, ["first.png", "third.png"]);
    Ok(())
}

/// The address that brings PNG as the format.
fn link(workbench: &Workbench) -> Result<String> {
    let recipe = serde_json::to_string(&Recipe { format: Format::Png, ..Recipe::default() })?;
    Ok(format!("{}#/?r={}", workbench.cdn.url(), URL_SAFE_NO_PAD.encode(recipe)))
}

/// Opens an address as from another site.
async fn come_by(workbench: &Workbench, address: &str) -> Result<()> {
    workbench.browser.open("about:blank").await?;
    workbench.browser.open(address).await?;
    workbench.started().await
}

// The kept settings took the place of those of the link.
#[tokio::test]
async fn a_link_brings_its_settings_to_whoever_was_here_before() -> Result<()> {
    let workbench = with_picture().await?;
    let before: String = workbench.browser.js(&format!("return {FORMAT}"), ()).await?;
    assert_ne!(before, "png");
    come_by(&workbench, &link(&workbench)?).await?;
    rows(&workbench, 1).await?;
    workbench.browser.wait_for(&format!("{FORMAT} === 'png'")).await?;
    workbench.browser.wait_for("location.hash === '#/'").await?;
    workbench.browser.press(&["Control+z"]).await?;
    workbench.browser.wait_for(&format!("{FORMAT} === '{before}'")).await?;
    rows(&workbench, 1).await?;
    workbench.kept().await?;
    workbench.reload().await?;
    rows(&workbench, 1).await?;
    workbench.browser.wait_for(&format!("{FORMAT} === '{before}'")).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_follows_links_and_opens_files() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let refuse = "IDBFactory.prototype.open = () => { throw new DOMException('No.', 'SecurityError') }";
    workbench.browser.preload(refuse).await?;
    come_by(&workbench, &link(&workbench)?).await?;
    let file = workbench.file("first.png", Picture::gradient(80, 60, 9).png()?)?;
    workbench.add(&[file]).await?;
    workbench.browser.wait_for(&format!("{FORMAT} === 'png' && location.hash === '#/'")).await.map(drop)
}
