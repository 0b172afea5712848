//! For everybody: by keyboard, for screen readers, in light and dark, on the narrowest screen.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use nearside_testing::Engine::Chromium;
use tests::flows::visit;
use tests::pictures::{Picture, batch};
use tests::{Workbench, flows};

#[tokio::test]
async fn axe_finds_nothing_in_the_light() -> Result<()> {
    flows::is_accessible(Chromium, None).await
}

#[tokio::test]
async fn axe_finds_nothing_in_the_dark() -> Result<()> {
    flows::is_accessible(Chromium, Some(true)).await
}

#[tokio::test]
async fn everything_can_be_done_with_keys() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let picture = Picture::gradient(300, 200, 20);
    let file = workbench.file("keys.png", picture.png()?)?;
    // The system's file dialog takes keys of its own; its answer is the same event.
    workbench.add(&[file]).await?;
    workbench.browser.press(&["Control+Enter"]).await?;
    workbench.browser.wait_for("document.querySelector('li.file[data-state=done]')").await?;
    // To the row's save button with Tab alone; every stop on the way must show where it is.
    let mut stops = BTreeSet::new();
    loop {
        workbench.browser.press(&["Tab"]).await?;
        let stop: (String, bool, bool) = workbench
            .browser
            .js(
                "const stop = document.activeElement, look = getComputedStyle(stop);
                 const shown = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1 || look.boxShadow !== 'none';
                 const place = [...document.querySelectorAll('*')].indexOf(stop);
                 return [`${place} ${stop.tagName} ${stop.id} ${stop.textContent.slice(0, 20)}`, stop.matches('.save-one'), shown]",
                (),
            )
            .await?;
        let (name, found, shown) = stop;
        ensure!(shown, "nobody sees that {name} has the focus");
        if found {
            break;
        }
        ensure!(
            stops.insert(name.clone()) || stops.len() < 3,
            "Tab goes round without the save button: {stops:?}"
        );
        ensure!(stops.len() < 80, "Tab never comes to the save button: {stops:?}");
    }
    workbench.browser.press(&["Enter"]).await?;
    let saved = Picture::decode(&std::fs::read(workbench.browser.download("keys.jpg").await?)?)?;
    assert!(saved.difference(&picture)? < 3.0);
    // And by the palette to another place, and back by Escape to where the focus was.
    workbench.browser.press(&["Control+k"]).await?;
    workbench.browser.wait_for("document.activeElement.matches('dialog[open] input')").await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("document.activeElement.matches('.save-one')").await?;
    workbench.browser.press(&["Control+k"]).await?;
    workbench.browser.wait_for("document.activeElement.matches('dialog[open] input')").await?;
    workbench.browser.write("jobs").await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench.browser.wait_for("location.hash === '#/jobs'").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn nothing_scrolls_sideways_at_320_pixels() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.browser.set_viewport(320, 640).await?;
    fits(&workbench, "the start").await?;
    let mut files = batch(workbench.folder.path(), 2, 320, 200)?;
    let long = "a-name-that-is-much-longer-than-any-screen-of-a-phone-is-wide-and-has-no-place-to-break.jpg";
    files.push(workbench.file(long, "no picture at all")?);
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    fits(&workbench, "the list").await?;
    for place in ["view/1", "library", "jobs", "network", "privacy", "about"] {
        visit(&workbench, place).await?;
        fits(&workbench, place).await?;
    }
    Ok(())
}

async fn fits(workbench: &Workbench, place: &str) -> Result<()> {
    let script = "
        const over = document.scrollingElement.scrollWidth - innerWidth;
        const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5);
        return [over, wide.map(e => `${e.tagName} ${e.id} ${e.className} ${Math.round(e.getBoundingClientRect().right)}`)]";
    let (over, wide): (f64, Vec<String>) = workbench.browser.js(script, ()).await?;
    ensure!(over <= 0.0, "{place} is {over} pixels too wide: {wide:?}");
    Ok(())
}

#[tokio::test]
async fn the_dark_theme_is_dark_from_the_first_paint() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let brightness = "
        const painted = [document.body, document.documentElement].map(e => getComputedStyle(e).backgroundColor);
        const canvas = new OffscreenCanvas(1, 1).getContext('2d');
        canvas.fillStyle = painted.find(color => color !== 'rgba(0, 0, 0, 0)') ?? 'Canvas';
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return (r + g + b) / 3";
    workbench.browser.set_dark(false).await?;
    assert!(workbench.browser.js::<f64>(brightness, ()).await? > 200.0);
    workbench.browser.set_dark(true).await?;
    workbench.browser.reload().await?;
    // Before the app has started: what the document's own style sheet paints.
    assert!(workbench.browser.js::<f64>(brightness, ()).await? < 80.0);
    Ok(())
}
