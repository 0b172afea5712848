//! Long work stands still when a person needs the machine, and goes on after a reload, with what is done already and not saved.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use nearside_testing::Engine::Chromium;
use tests::Workbench;
use tests::film::{LONG, READY, done as made, ffmpeg, film, go_to, opened, picture, probed, saved, struck};
use tests::flows::passes_axe;

/// A second, in which a job that runs would have told of its progress many times.
const MOMENT: Duration = Duration::from_millis(1200);

/// How far the newest work is.
async fn done(workbench: &Workbench) -> Result<f64> {
    workbench.browser.js("return document.querySelector('.work-line progress').value", ()).await
}

/// Begins to convert what is open to a codec that takes its time.
async fn begin(workbench: &Workbench, codec: &str) -> Result<()> {
    workbench.browser.click("#task-convert").await?;
    workbench.choose("#studio-video", codec).await?;
    workbench.browser.click("#studio-convert-now").await
}

#[tokio::test]
async fn a_work_stands_still_and_goes_on() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let file = film(workbench.folder.path(), "film.mp4", 90)?;
    let workbench = opened(&[file], workbench).await?;
    begin(&workbench, "AV1").await?;
    workbench.browser.wait_within("document.querySelector('.work-line progress')?.value > 0", LONG).await?;
    workbench.browser.click(".work-line .work-pause").await?;
    workbench.browser.wait_for("document.querySelector('.work-line[data-state=paused]')").await?;
    passes_axe(&workbench, "a paused work").await?;
    let still = done(&workbench).await?;
    tokio::time::sleep(MOMENT).await;
    ensure!(done(&workbench).await? == still, "it goes on while it is paused");
    // Its core is free for others, as many as there are.
    let others = "const work = () => window.nearside.call('lab/work', { milliseconds: 50 });
        return Promise.all(Array.from({ length: navigator.hardwareConcurrency }, work)).then(() => true)";
    ensure!(workbench.browser.js::<bool>(others, ()).await?);
    workbench.browser.click(".work-line .work-pause").await?;
    let further = format!("document.querySelector('.work-line progress')?.value > {still}");
    workbench.browser.wait_within(&further, LONG).await?;
    // What stands still is stopped like everything else.
    workbench.browser.click(".work-line .work-pause").await?;
    workbench.browser.wait_for("document.querySelector('.work-line[data-state=paused]')").await?;
    workbench.browser.click(".work-line .work-stop").await?;
    let idle = "nearside.status().running === 0 && nearside.status().queued === 0";
    workbench.browser.wait_within(idle, Duration::from_secs(10)).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_call_of_a_script_stands_still() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let script = "const { connect, Pause } = await import(new URL('nearside.js', document.baseURI));
        const near = await connect(), pause = new Pause(), told = [];
        const onprogress = (done) => { told.push(done); if (told.length === 2) pause.on = true };
        const job = near.call('lab/work', { milliseconds: 1500 }, [], { pause, onprogress });
        while (!pause.on) await new Promise((done) => setTimeout(done, 10));
        await new Promise((done) => setTimeout(done, 300));
        const before = told.length;
        await new Promise((done) => setTimeout(done, 900));
        const still = told.length === before;
        pause.on = false;
        await job;
        return [still, before < 8, told.at(-1) === 1]";
    let [still, early, whole]: [bool; 3] = workbench.browser.js(script, ()).await?;
    ensure!(still && early && whole, "{still} {early} {whole}");
    Ok(())
}

#[tokio::test]
async fn works_go_on_after_a_reload() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let folder = workbench.folder.path().to_owned();
    let (small, long) = (film(&folder, "small.mp4", 2)?, folder.join("long.mp4"));
    // Large enough to be under way when the page goes, small enough to be kept as a copy.
    let pictures =
        ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=20", "-c:v", "libx264", "-preset", "ultrafast"];
    ffmpeg(&pictures, &long)?;
    let words = folder.join("words.srt");
    std::fs::write(&words, "1\n00:00:00,000 --> 00:00:20,000\nStill here\n")?;
    let workbench = opened(&[small, long.clone()], workbench).await?;
    begin(&workbench, "VP9").await?;
    workbench.browser.wait_within("document.querySelector('.work-line[data-state=done]')", LONG).await?;
    // The other one, with a file beside it.
    workbench.browser.click("#back").await?;
    workbench.browser.click("li.file:nth-of-type(2) .open").await?;
    workbench.browser.wait_for(READY).await?;
    workbench.browser.click("#task-subtitles").await?;
    workbench.browser.upload("#studio-subtitles", &[words]).await?;
    begin(&workbench, "VP9").await?;
    let both = "document.querySelector('.work-line[data-state=running]') && document.querySelector('.work-line[data-state=done]')";
    workbench.browser.wait_within(both, LONG).await?;
    workbench.kept().await?;
    tokio::time::sleep(MOMENT).await;
    workbench.browser.reload().await?;
    // What was done is there at once, and nothing is begun twice.
    workbench.browser.wait_within("document.querySelectorAll('.work-line').length === 2", LONG).await?;
    workbench
        .browser
        .wait_within("document.querySelector('.work-line:last-child[data-state=done]')", LONG)
        .await?;
    let path = saved(&workbench).await?;
    ensure!(path.ends_with("long-subtitled.mp4"), "{}", path.display());
    let (duration, codecs) = probed(&path)?;
    ensure!((duration - 20.0).abs() < 0.2 && codecs[0] == "vp9", "{duration} {codecs:?}");
    // The subtitles that were picked beside it are in the picture.
    let words = struck(&picture(&path, 300)?, &picture(&long, 300)?, 300..360);
    ensure!(words > 200, "{words} pixels of the words are there");
    workbench.browser.click(".work-line:last-child .work-save").await?;
    let name: String = workbench
        .browser
        .js("return document.querySelector('.work-line:last-child .work-name').textContent", ())
        .await?;
    let (duration, _) = probed(&workbench.browser.download(&name).await?)?;
    ensure!((duration - 2.0).abs() < 0.2, "{duration}");
    // Both are saved: another reload has nothing to go on with.
    tokio::time::sleep(MOMENT).await;
    workbench.browser.reload().await?;
    workbench.browser.wait_for(READY).await?;
    let none = "document.querySelectorAll('.work-line').length === 0";
    workbench.browser.wait_for(none).await.context("saved works came back")?;
    workbench.no_errors().await
}

/// Who opened a film after the list had been cleared found what was made of another one.
#[tokio::test]
async fn what_was_made_goes_with_its_row_and_undo_brings_both_back() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let folder = workbench.folder.path().to_owned();
    let (one, two) = (film(&folder, "one.mp4", 4)?, film(&folder, "two.mp4", 2)?);
    let workbench = opened(&[one], workbench).await?;
    go_to(&workbench, "0:02.0").await?;
    workbench.browser.press(&["o"]).await?;
    workbench.browser.click("#studio-cut-now").await?;
    assert_eq!(made(&workbench).await?, "one-cut.mp4");
    workbench.browser.click("#back").await?;
    workbench.browser.wait_for("document.querySelector('li.file .open')").await?;
    let none = "document.querySelectorAll('li.file').length === 0";
    workbench.palette("clear the list").await?;
    workbench.browser.wait_for(none).await?;
    workbench.browser.press(&["Control+z"]).await?;
    workbench.browser.wait_for("document.querySelector('li.file .open')").await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for(READY).await?;
    assert_eq!(made(&workbench).await?, "one-cut.mp4");
    // Undo has brought back the copy, too.
    workbench.kept().await?;
    tokio::time::sleep(MOMENT).await;
    workbench.browser.reload().await?;
    workbench.browser.wait_for(READY).await?;
    workbench.browser.wait_for("document.querySelector('.work-line[data-state=done]')").await?;
    workbench.browser.click("#back").await?;
    workbench.browser.wait_for("document.querySelector('li.file .open')").await?;
    workbench.palette("clear the list").await?;
    workbench.browser.wait_for(none).await?;
    let other = "document.querySelectorAll('.work-line').length === 0";
    workbench.add(std::slice::from_ref(&two)).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for(READY).await?;
    ensure!(
        workbench.browser.js::<bool>(&format!("return {other}"), ()).await?,
        "it is shown beside another"
    );
    workbench.browser.click("#back").await?;
    workbench.browser.wait_for("document.querySelector('li.file .open')").await?;
    workbench.palette("clear the list").await?;
    workbench.browser.wait_for(none).await?;
    workbench.kept().await?;
    tokio::time::sleep(MOMENT).await;
    workbench.reload().await?;
    workbench.add(&[two]).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for(READY).await?;
    tokio::time::sleep(MOMENT).await;
    ensure!(
        workbench.browser.js::<bool>(&format!("return {other}"), ()).await?,
        "it came back with a reload"
    );
    workbench.no_errors().await
}
