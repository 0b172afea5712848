//! What the Workbench must do in every engine. One function is one behaviour; the tests of each engine call them.

use std::time::Duration;

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nearside::Kind;
use nearside_testing::{Engine, Violation};
use worker::lab;

use crate::paper::Paper;
use crate::pictures::{Picture, batch, tint};
use crate::{Workbench, film, writing};

/// A batch is converted, and each result is the picture of its row.
pub async fn converts_a_batch(engine: Engine, count: u8) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    let files = batch(workbench.folder.path(), count, 320, 200)?;
    workbench.add(&files).await?;
    catch_blobs(&workbench).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    ensure!(
        workbench.states().await? == vec!["done"; count.into()],
        "not all are done: {:?}",
        workbench.problems().await?
    );
    for number in 1..=count {
        workbench.browser.click(&format!("li.file:nth-of-type({number}) .save-one")).await?;
        let result = Picture::decode(&caught_blob(&workbench).await?)?;
        let off = result.difference(&Picture::gradient(320, 200, tint(number)))?;
        ensure!(off < 3.0, "picture {number} is off by {off} steps");
    }
    workbench.no_errors().await
}

/// A picture that a camera turned is saved upright, whoever decodes it: browsers differ in whether they turn it themselves.
pub async fn turns_upright(engine: Engine) -> Result<()> {
    for codecs in ["exact", "fast"] {
        let workbench = Workbench::open(engine).await?;
        // Orientation 6: the stored picture must be turned by 90° clockwise to be upright.
        let file = workbench.file("turned.jpg", Picture::gradient(300, 200, 50).jpeg(6)?)?;
        workbench.add(&[file]).await?;
        catch_blobs(&workbench).await?;
        workbench.choose("#format", "png").await?;
        workbench.choose("#codecs", codecs).await?;
        workbench.convert().await?;
        workbench.settled().await?;
        workbench.browser.click("li.file .save-one").await?;
        let saved = Picture::decode(&caught_blob(&workbench).await?)?;
        ensure!((saved.width, saved.height) == (200, 300), "{codecs}: {} × {}", saved.width, saved.height);
        // Stored: red grows to the right, green downwards. Turned clockwise: red grows downwards, green to the left.
        let (top_right, bottom_left) = (saved.at(195, 5), saved.at(5, 295));
        ensure!(top_right[0] < 20 && top_right[1] < 20, "{codecs}: top right is {top_right:?}");
        ensure!(bottom_left[0] > 235 && bottom_left[1] > 235, "{codecs}: bottom left is {bottom_left:?}");
    }
    Ok(())
}

/// Cancel stops every row that is not done, and the workers are free for the next click.
pub async fn cancels(engine: Engine) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    let files = batch(workbench.folder.path(), 12, 3000, 2000)?;
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.browser.wait_for("document.querySelector('li.file[data-state=running]')").await?;
    workbench.browser.click("#cancel-all").await?;
    workbench.settled().await?;
    let states = workbench.states().await?;
    ensure!(states.iter().any(|state| state == "cancelled"), "nothing was left to cancel: {states:?}");
    ensure!(states.iter().all(|state| state == "cancelled" || state == "done"), "{states:?}");
    workbench
        .browser
        .wait_within(
            "nearside.status().running === 0 && nearside.status().queued === 0",
            Duration::from_secs(10),
        )
        .await?;
    workbench.convert().await?;
    workbench.settled().await?;
    ensure!(workbench.states().await? == vec!["done"; 12], "{:?}", workbench.problems().await?);
    workbench.no_errors().await
}

/// A panic in a worker arrives with its message, and the next call of that worker is answered right.
pub async fn survives_a_panic(engine: Engine) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    for round in 0..3 {
        let text = format!("panic number {round}");
        let error = lab::panic(text.clone()).on(workbench.browser.page()).await.expect_err("it panics");
        ensure!(error.kind() == Kind::Panicked, "{error:?}");
        ensure!(error.message().contains(&text), "the message is lost: {error:?}");
        let sum = lab::add(40, 2).on(workbench.browser.page()).await;
        ensure!(matches!(sum, Ok(42)), "the next call was answered {sum:?}");
    }
    Ok(())
}

/// What was open is there after a reload, with its results.
pub async fn keeps_the_session(engine: Engine) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    let files = batch(workbench.folder.path(), 3, 320, 200)?;
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    let names = workbench.names().await?;
    workbench.kept().await?;
    workbench.reload().await?;
    workbench.browser.wait_for("document.querySelectorAll('li.file').length === 3").await?;
    ensure!(workbench.names().await? == names, "{:?}", workbench.names().await?);
    workbench.browser.wait_for("document.querySelectorAll('li.file[data-state=done]').length === 3").await?;
    catch_blobs(&workbench).await?;
    workbench.browser.click("li.file:nth-of-type(2) .save-one").await?;
    let result = Picture::decode(&caught_blob(&workbench).await?)?;
    ensure!(result.difference(&Picture::gradient(320, 200, tint(2)))? < 3.0, "the result is another one");
    // The original came back too, not only what was made of it: other settings make a new result.
    workbench.choose("#format", "png").await?;
    workbench.convert().await?;
    workbench.settled().await?;
    ensure!(workbench.states().await? == vec!["done"; 3], "{:?}", workbench.problems().await?);
    Ok(())
}

/// A document is drawn, and a word in it is found.
pub async fn reads_a_document(engine: Engine) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    let report = Paper::of(30).line(20, "here it says Sesame").pdf();
    let file = workbench.file("report.pdf", report)?;
    workbench.add(&[file]).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for("document.querySelector('.reader [data-page=\"1\"][data-drawn]')").await?;
    let inked = "(() => { const page = document.querySelector('.reader [data-page=\"1\"] canvas');
        const seen = page.getContext('2d')?.getImageData(0, 0, page.width, page.height).data ?? [];
        return seen.some((value, at) => at % 4 === 0 && value < 90) })()";
    workbench.browser.wait_for(inked).await?;
    workbench.browser.press(&["Control+f"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'find'").await?;
    workbench.browser.write("Sesame").await?;
    workbench.browser.wait_for("document.querySelector('#find-count').textContent.endsWith('of 1')").await?;
    workbench.no_errors().await
}

/// A text is written, shown and kept.
pub async fn writes_a_text(engine: Engine) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    writing::open(&workbench, "note.md", "# Title\n\nwords\n").await?;
    workbench.browser.press(&["ArrowDown", "ArrowDown", "End"]).await?;
    writing::write(&workbench, " and *more*\n\n- one").await?;
    workbench
        .browser
        .wait_for("document.querySelector('.prose em')?.textContent === 'more' && document.querySelector('.prose li')?.textContent === 'one'")
        .await?;
    catch_blobs(&workbench).await?;
    workbench.browser.click("#writer-save").await?;
    let saved = String::from_utf8(caught_blob(&workbench).await?)?;
    ensure!(saved == "# Title\n\nwords and *more*\n\n- one\n", "{saved:?}");
    workbench.no_errors().await
}

/// A film says what it is, and a part of it is cut out between key frames; where it can be decoded, its pictures are seen.
pub async fn cuts_a_film(engine: Engine) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    let file = film::film(workbench.folder.path(), "film.mp4", 12)?;
    workbench.add(&[file]).await?;
    let told = "document.querySelector('li.file .about')?.textContent.includes('H.264 + AAC')";
    workbench.browser.wait_for(told).await?;
    workbench.browser.click("li.file .open").await?;
    // WebKitGTK has no H.264 here: it is cut without being seen.
    let ready = if engine == Engine::WebKit { "document.querySelector('#studio-time')" } else { film::READY };
    workbench.browser.wait_for(ready).await?;
    workbench.browser.click("[name=studio-exact]:not(:checked)").await?;
    film::go_to(&workbench, "0:03.4").await?;
    workbench.browser.press(&["i"]).await?;
    // Before the key frames are known it is told that the part begins with the one before; the film is the same.
    let part = "document.querySelector('#studio-parts li')?.textContent.startsWith('0:03.')";
    workbench.browser.wait_for(part).await?;
    workbench.browser.click("#studio-cut-now").await?;
    catch_blobs(&workbench).await?;
    film::done(&workbench).await?;
    workbench.browser.click(".work-line:first-child .work-save").await?;
    let path = workbench.file("made.mp4", caught_blob(&workbench).await?)?;
    let (duration, codecs) = film::probed(&path)?;
    ensure!((duration - 9.0).abs() < 0.2 && codecs == ["h264", "aac"], "{duration} {codecs:?}");
    // A browser without the codec says so beside the picture, after the element has tried to play what it got.
    let mut errors = workbench.browser.errors().await?;
    errors
        .retain(|error| engine != Engine::WebKit || !error.ends_with("a resource of the page did not load"));
    ensure!(errors.is_empty(), "errors were reported:\n{}", errors.join("\n"));
    Ok(())
}

/// No place of the app breaks a rule of accessibility, in the system's colours or (Chromium) in those asked for.
pub async fn is_accessible(engine: Engine, dark: Option<bool>) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    if let Some(dark) = dark {
        workbench.browser.set_dark(dark).await?;
    }
    passes_axe(&workbench, "the start").await?;
    let mut files = batch(workbench.folder.path(), 2, 320, 200)?;
    files.push(workbench.file("letter.jpg", "no picture at all")?);
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    passes_axe(&workbench, "the list").await?;
    for place in ["view/1", "jobs", "network", "privacy", "about"] {
        visit(&workbench, place).await?;
        passes_axe(&workbench, place).await?;
    }
    visit(&workbench, "").await?;
    workbench.browser.press(&["Control+k"]).await?;
    workbench.browser.wait_for("document.querySelector('dialog[open] input')").await?;
    passes_axe(&workbench, "the palette").await
}

/// Goes to a place of the app by its hash, and waits until its heading is there.
pub async fn visit(workbench: &Workbench, place: &str) -> Result<()> {
    workbench.browser.js::<()>("location.hash = `#/${args}`", place).await?;
    workbench.browser.wait_for("document.querySelector('main h1, main h2')").await?;
    // Two frames: one for the route, one for what its effects change.
    workbench
        .browser
        .js("await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))", ())
        .await
}

/// A place of the app breaks no rule of accessibility.
pub async fn passes_axe(workbench: &Workbench, place: &str) -> Result<()> {
    // Colours in the middle of a transition are nobody's design. What is folded away never gets to the end of its own.
    let still = "
        const seen = (a) => a.effect?.target?.checkVisibility?.() ?? true;
        const ends = (a) => a.effect?.getTiming().iterations !== Infinity;
        await Promise.allSettled(document.getAnimations().filter((a) => ends(a) && seen(a)).map((a) => a.finished))";
    workbench.browser.js::<()>(still, ()).await?;
    let violations = workbench.browser.axe().await?;
    let lines: Vec<String> = violations
        .iter()
        .map(|Violation { id, help, places }| format!("{id}: {help}\n    {}", places.join("\n    ")))
        .collect();
    ensure!(lines.is_empty(), "{place} breaks {} rules:\n{}", lines.len(), lines.join("\n"));
    Ok(())
}

/// Keeps the Blobs that the app hands to the browser's downloads: not every driver can download.
async fn catch_blobs(workbench: &Workbench) -> Result<()> {
    // The app makes other Blobs as well, for thumbnails and workers: a download is what a link with that attribute is for.
    let hook = "
        window.caughtBlobs = [];
        const made = new Map(), make = URL.createObjectURL, click = HTMLAnchorElement.prototype.click;
        URL.createObjectURL = blob => { const url = make.call(URL, blob); made.set(url, blob); return url; };
        HTMLAnchorElement.prototype.click = function () {
            if (this.download && made.has(this.href)) window.caughtBlobs.push(made.get(this.href));
            else click.call(this);
        };";
    workbench.browser.js(hook, ()).await
}

/// The bytes of the last Blob that the app handed out since [`catch_blobs`], which is then forgotten.
async fn caught_blob(workbench: &Workbench) -> Result<Vec<u8>> {
    workbench.browser.wait_for("window.caughtBlobs.length > 0").await?;
    let read = "
        const reader = new FileReader();
        const text = new Promise(done => { reader.onload = () => done(reader.result); });
        reader.readAsDataURL(window.caughtBlobs.splice(0).pop());
        return (await text).split(',')[1];";
    Ok(STANDARD.decode(workbench.browser.js::<String>(read, ()).await?)?)
}
