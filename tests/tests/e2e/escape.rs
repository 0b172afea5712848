//! Escape: what is innermost closes first, and the place only after it.

use anyhow::{Result, ensure};
use nearside_testing::Engine::Chromium;
use tests::Workbench;
use tests::pictures::Picture;

const MENU: &str = "document.querySelector('.menu:popover-open')";

async fn opened(name: &str, content: impl AsRef<[u8]>, ready: &str) -> Result<Workbench> {
    let workbench = Workbench::open(Chromium).await?;
    let file = workbench.file(name, content)?;
    workbench.add(&[file]).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for(ready).await?;
    Ok(workbench)
}

/// Presses Escape, waits until something is no longer there, and finds the view still on the screen.
async fn closes_only(workbench: &Workbench, what: &str) -> Result<()> {
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for(&format!("!({what})")).await?;
    let hash: String = workbench.browser.js("return location.hash", ()).await?;
    ensure!(hash.starts_with("#/view/"), "Escape closed the view as well as {what}");
    Ok(())
}

async fn leaves(workbench: &Workbench) -> Result<()> {
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("document.querySelector('li.file')").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn menus_and_the_panel_of_a_column_close_before_the_table() -> Result<()> {
    let ready = "document.querySelector('#table-grid[aria-busy=\"false\"] .line .cell')";
    let workbench = opened("stock.csv", "city,price\nBonn,3\nAachen,1\nSoest,2\n", ready).await?;
    for button in ["#export-table", "#menu"] {
        workbench.browser.click(button).await?;
        workbench.browser.wait_for(MENU).await?;
        closes_only(&workbench, MENU).await?;
    }
    workbench.browser.click("[aria-colindex='3'][role='columnheader'] .name").await?;
    workbench.browser.wait_for("document.querySelector('[aria-sort=ascending]')").await?;
    workbench.browser.click("[aria-colindex='3'][role='columnheader'] .about").await?;
    workbench.browser.wait_for("document.querySelector('.column .figures')").await?;
    closes_only(&workbench, "document.querySelector('.column')").await?;
    // What was done to the table stays, and the focus is where the panel came from.
    workbench
        .browser
        .wait_for("document.querySelector('[aria-sort=ascending] .about') === document.activeElement")
        .await?;
    // Also from a field of the panel.
    workbench.browser.click("[aria-colindex='3'][role='columnheader'] .about").await?;
    workbench.browser.wait_for("document.querySelector('.column input[type=text]')").await?;
    workbench.browser.click(".column input[type=text]").await?;
    closes_only(&workbench, "document.querySelector('.column')").await?;
    leaves(&workbench).await
}

#[tokio::test]
async fn menus_close_before_a_text() -> Result<()> {
    let workbench =
        opened("notes.md", "# Notes\n", "document.querySelector('.writer[data-state=open]')").await?;
    for button in ["[popovertarget=writer-forms]", "#menu"] {
        workbench.browser.click(button).await?;
        workbench.browser.wait_for(MENU).await?;
        closes_only(&workbench, MENU).await?;
    }
    leaves(&workbench).await
}

#[tokio::test]
async fn a_crop_is_given_up_or_kept_before_the_picture_is_left() -> Result<()> {
    let picture = Picture::gradient(400, 300, 7).png()?;
    let workbench = opened("wide.png", picture, "document.querySelector('.stage img')").await?;
    let left = |percent: &str| format!("document.querySelector('#crop-left').value === '{percent}'");
    workbench.browser.press(&["c"]).await?;
    workbench.browser.wait_for("document.querySelector('#crop-cancel')").await?;
    workbench.choose("#ratio", "1:1").await?;
    workbench.browser.wait_for(&left("12.5")).await?;
    closes_only(&workbench, "document.querySelector('#crop-cancel')").await?;
    workbench.browser.wait_for(&left("0")).await?;

    workbench.browser.press(&["c"]).await?;
    workbench.browser.wait_for("document.querySelector('#crop-done')").await?;
    workbench.choose("#ratio", "1:1").await?;
    workbench.browser.click("#crop-done").await?;
    workbench.browser.wait_for("!document.querySelector('#crop-done')").await?;
    workbench.browser.wait_for(&left("12.5")).await?;
    leaves(&workbench).await
}
