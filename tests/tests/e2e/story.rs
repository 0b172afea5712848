//! What the Workbench is for, from beginning to end, with the line cut after the app has come.

use anyhow::{Result, ensure};
use nearside_testing::Engine::Chromium;
use tests::Workbench;
use tests::film::{LOOP, apart, gigabyte, go_to, opened, picture, probed, saved, struck};
use tests::paper::Paper;
use tests::readers::told;

/// Opens a row of the desk in the reader, by its name.
async fn open(workbench: &Workbench, name: &str) -> Result<()> {
    workbench.browser.click(&format!("li.file:has([title='{name}']) .open")).await?;
    let drawn = "document.querySelector('.sheet[data-page=\"1\"][data-drawn]')";
    workbench.browser.wait_for(drawn).await.map(drop)
}

/// Opens what the reader has made of its document beside the others.
async fn keep(workbench: &Workbench, name: &str) -> Result<()> {
    workbench.browser.click("#edit-open").await?;
    workbench
        .browser
        .wait_for(&format!("document.querySelector(\"li.file [title='{name}']\")"))
        .await
        .map(drop)
}

#[tokio::test]
async fn five_hundred_pages_are_searched_redacted_filled_merged_and_signed_offline() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.offline_ready().await?;
    let report = Paper::of(500).form().line(250, "Mr Sesame was here").line(499, "and again: Sesame");
    let files = [
        workbench.file("report.pdf", report.pdf())?,
        workbench.file("second.pdf", Paper::of(2).pdf())?,
        workbench.file("third.pdf", Paper::of(3).pdf())?,
    ];
    workbench.cdn.set_offline(true);
    workbench.browser.set_offline(true).await?;
    workbench.add(&files).await?;

    open(&workbench, "report.pdf").await?;
    workbench.browser.press(&["Control+f"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'find'").await?;
    workbench.browser.write("Sesame").await?;
    workbench.browser.wait_for("document.querySelector('#find-count').textContent.endsWith('of 2')").await?;
    workbench.browser.click("#redact-hits").await?;
    workbench.browser.click("#edit-open").await?;
    workbench.browser.wait_for("document.querySelector('#certificate[open] td[data-left=\"0\"]')").await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("!document.querySelector('#certificate[open]')").await?;
    workbench.browser.js::<()>("location.hash = '#/'", ()).await?;

    open(&workbench, "report-redacted.pdf").await?;
    workbench.browser.wait_for("document.querySelector('[data-field=name]')").await?;
    workbench.browser.click("[data-field=name]").await?;
    workbench.browser.write("Ada Lovelace").await?;
    workbench.browser.press(&["Tab"]).await?;
    keep(&workbench, "report-redacted-edited.pdf").await?;

    let selected = "for (const name of ['report-redacted-edited.pdf', 'second.pdf', 'third.pdf'])
        document.querySelector(`li.file:has([title='${name}']) input[type=checkbox]`).click()";
    workbench.browser.js::<()>(selected, ()).await?;
    workbench.browser.click("#arrange").await?;
    workbench.browser.wait_for("document.querySelector('#pages-count')?.textContent === '505 pages'").await?;
    workbench.browser.click("#pages-open").await?;
    let merged = "document.querySelectorAll('li.file').length === 6";
    workbench.browser.wait_for(merged).await?;

    workbench.browser.click("li.file:last-child .open").await?;
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"1\"][data-drawn]')").await?;
    workbench.browser.press(&["Shift+S"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'sign-name'").await?;
    workbench.browser.write("Ada Lovelace").await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench
        .browser
        .wait_for("document.activeElement.id === 'pages' && document.querySelector('.edits[data-tool=sign]')")
        .await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench.browser.wait_for("document.querySelector('[data-kind=sign] img')?.naturalWidth > 50").await?;
    workbench.browser.click("#edit-save").await?;
    let made = workbench.browser.download("second-merged-edited.pdf").await?;

    let objects =
        told("qpdf", &["--check"], &made).and(told("qpdf", &["--qdf", "--object-streams=disable"], &made))?;
    ensure!(!objects.contains("Sesame"), "what was removed is left in an object of the file");
    ensure!(objects.contains("/Subtype /Stamp"), "there is no signature");
    let text = told("pdftotext", &[], &made)?;
    let last = told("mutool", &["draw", "-q", "-F", "txt"], &made);
    ensure!(
        text.contains("Ada Lovelace") && text.contains("was here") && !text.contains("Sesame"),
        "{text:.300}"
    );
    ensure!(text.matches('\u{c}').count() == 505, "{} pages", text.matches('\u{c}').count());
    ensure!(last.is_ok_and(|text| text.contains("Page 500")), "mutool does not read it");
    workbench.no_errors().await
}

/// One line of words while the part's 100th picture is shown, none at its 10th.
const WORDS: &str = "1\n00:00:35,000 --> 00:00:39,000\nThe sea, at last.\n";

#[tokio::test]
async fn forty_seconds_of_a_gigabyte_become_a_small_film_with_words_and_a_gif_offline() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.offline_ready().await?;
    let film = gigabyte(workbench.folder.path(), "holiday.mp4")?;
    let words = workbench.file("holiday.srt", WORDS)?;
    workbench.cdn.set_offline(true);
    workbench.browser.set_offline(true).await?;
    let workbench = opened(std::slice::from_ref(&film), workbench).await?;
    // Neither end is a key frame.
    go_to(&workbench, "0:33.4").await?;
    workbench.browser.press(&["i"]).await?;
    go_to(&workbench, "1:13.4").await?;
    workbench.browser.press(&["o"]).await?;
    workbench.browser.click("#task-subtitles").await?;
    workbench.browser.upload("#studio-subtitles", &[words]).await?;
    workbench.browser.wait_for("document.querySelector('#studio-burn').value === 'file'").await?;
    workbench.browser.click("#task-convert").await?;
    workbench.browser.click("#preset-mail").await?;
    workbench.browser.wait_for("document.querySelector('#studio-convert-now:not(:disabled)')").await?;
    workbench.browser.click("#studio-convert-now").await?;
    let small = saved(&workbench).await?;

    let size = std::fs::metadata(&small)?.len();
    ensure!((12_000_000..=20_000_000).contains(&size), "{size} bytes");
    let (duration, codecs) = probed(&small)?;
    ensure!(
        (duration - 40.0).abs() < 0.06 && codecs[0] == "h264" && codecs.len() == 2,
        "{duration} {codecs:?}"
    );
    // 33.4 s is picture 835. It is that one and neither of those beside it; the words are at the foot, and only in their time.
    for (made, original) in [(0, 835), (10, 845), (100, 935), (999, 1834)] {
        let here = picture(&small, made)?;
        let distance = |number| Ok::<_, anyhow::Error>(apart(&here, &picture(&film, number % LOOP)?, 0..240));
        let (before, same, after) = (distance(original - 1)?, distance(original)?, distance(original + 1)?);
        ensure!(same < before && same < after, "picture {made}: {before} {same} {after}");
        let words = struck(&here, &picture(&film, original % LOOP)?, 270..355);
        ensure!((made == 100) == (words > 150), "picture {made}: {words} pixels of words");
    }

    workbench.browser.click("#task-gif").await?;
    workbench.browser.click("#studio-gif-now").await?;
    let moving = saved(&workbench).await?;
    let (duration, codecs) = probed(&moving)?;
    ensure!((duration - 40.0).abs() < 0.2 && codecs == ["gif"], "{duration} {codecs:?}");
    workbench.no_errors().await
}
