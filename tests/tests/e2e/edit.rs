//! Documents that are changed in the reader: what a person marks, removes, fills and signs is in the copy.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use nearside_testing::Engine::Chromium;
use tests::Workbench;
use tests::flows::passes_axe;
use tests::paper::Paper;
use tests::readers::told;

/// Opens the app and in it a document.
async fn reading(paper: &Paper) -> Result<Workbench> {
    let workbench = Workbench::open(Chromium).await?;
    let file = workbench.file("paper.pdf", paper.pdf())?;
    workbench.add(&[file]).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"1\"][data-drawn]')").await?;
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"1\"] .words span')").await?;
    Ok(workbench)
}

/// Makes the copy and waits for it.
async fn saved(workbench: &Workbench, name: &str) -> Result<PathBuf> {
    workbench.browser.click("#edit-save").await?;
    workbench.browser.download(name).await
}

/// The objects of a file, to be read.
fn objects(file: &Path) -> Result<String> {
    told("qpdf", &["--check"], file)?;
    told("qpdf", &["--qdf", "--object-streams=disable"], file)
}

/// Waits until the bar says that there are so many changes.
async fn changes(workbench: &Workbench, words: &str) -> Result<()> {
    let test = format!("document.querySelector('#edit-count')?.textContent === '{words}'");
    workbench.browser.wait_for(&test).await.map(drop)
}

/// Whether the page would ask somebody who leaves it.
async fn asks(workbench: &Workbench) -> Result<bool> {
    let leave = "return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";
    workbench.browser.js(leave, ()).await
}

/// The first and the last word of the second line of the first page.
const LINE: &str = "
    const words = [...document.querySelectorAll('.sheet[data-page=\"1\"] .words span')];
    const [first, last] = ['quick', 'fox'].map((text) => words.find((word) => word.textContent.trim() === text));";

/// Selects a part of that line.
async fn select(workbench: &Workbench) -> Result<()> {
    let script = format!("{LINE} getSelection().setBaseAndExtent(first, 0, last, last.childNodes.length)");
    workbench.browser.js::<()>(&script, ()).await
}

#[tokio::test]
async fn a_word_that_is_searched_is_removed_everywhere_and_the_certificate_says_so() -> Result<()> {
    let paper = Paper::of(3).line(1, "Mr Sesame was here").line(3, "and again: Sesame");
    let workbench = reading(&paper).await?;
    workbench.browser.press(&["Control+f"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'find'").await?;
    workbench.browser.write("Sesame").await?;
    workbench.browser.wait_for("document.querySelector('#find-count').textContent.endsWith('of 2')").await?;
    ensure!(!asks(&workbench).await?, "nothing is changed, and leaving asks");
    workbench.browser.click("#redact-hits").await?;
    changes(&workbench, "1 change").await?;
    ensure!(asks(&workbench).await?, "a change would be lost without a word");
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"1\"] .covered')").await?;
    let made = saved(&workbench, "paper-redacted.pdf").await?;
    workbench.browser.wait_for("document.querySelector('#certificate[open] td[data-left]')").await?;
    ensure!(!asks(&workbench).await?, "there is a copy, and leaving asks");
    let (removed, left): (String, String) = workbench
        .browser
        .js("return [...document.querySelectorAll('#certificate td')].map(cell => cell.textContent)", ())
        .await?;
    assert_eq!((removed.as_str(), left.as_str()), ("2", "0"));
    passes_axe(&workbench, "the certificate").await?;
    let text = told("pdftotext", &["-layout"], &made)?;
    ensure!(text.contains("was here") && !text.contains("Sesame"), "the copy says: {text}");
    ensure!(!objects(&made)?.contains("Sesame"), "the word is left in an object of the file");
    workbench.no_errors().await
}

/// The boxes went with the search, and the words looked as if they would stay.
#[tokio::test]
async fn what_will_be_removed_is_covered_whatever_is_searched() -> Result<()> {
    let paper = Paper::of(1).line(1, "Mr Sesame was here, and again: Sesame");
    let workbench = reading(&paper).await?;
    let covered = |count: usize| format!("document.querySelectorAll('.covered').length === {count}");
    workbench.browser.press(&["Control+f"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'find'").await?;
    workbench.browser.write("Sesame").await?;
    workbench.browser.wait_for("document.querySelector('#find-count').textContent.endsWith('of 2')").await?;
    workbench.browser.click("#redact-hits").await?;
    workbench.browser.wait_for(&covered(2)).await?;
    workbench.browser.press(&["Control+f"]).await?;
    let chosen = "document.activeElement.id === 'find' && document.activeElement.selectionStart === 0";
    workbench.browser.wait_for(chosen).await?;
    workbench.browser.write("quick").await?;
    workbench.browser.wait_for("document.querySelector('#find-count').textContent.endsWith('of 1')").await?;
    workbench.browser.wait_for(&covered(2)).await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("!document.querySelector('#find')").await?;
    workbench.browser.wait_for(&covered(2)).await?;
    // Who leaves and comes back sees them again, until they are taken back.
    workbench.browser.js::<()>("location.hash = '#/'", ()).await?;
    workbench.browser.wait_for("!document.querySelector('.reader')").await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for(&covered(2)).await?;
    workbench.browser.click(".edit-word button").await?;
    workbench.browser.wait_for(&covered(0)).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn an_empty_signature_cannot_be_used() -> Result<()> {
    let workbench = reading(&Paper::of(1)).await?;
    workbench.browser.press(&["Shift+S"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'sign-name'").await?;
    workbench.browser.wait_for("document.querySelector('#sign-use').disabled").await?;
    workbench.browser.write("Ada").await?;
    workbench.browser.wait_for("!document.querySelector('#sign-use').disabled").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_box_removes_what_lies_under_it() -> Result<()> {
    let workbench = reading(&Paper::of(1)).await?;
    workbench.browser.press(&["x"]).await?;
    let script = "
        const [from, to] = [first, last].map((word) => word.getBoundingClientRect());
        const layer = document.querySelector('.sheet[data-page=\"1\"] .edits');
        const tell = (type, clientX, clientY) => layer.dispatchEvent(new PointerEvent(type, { clientX, clientY, pointerId: 1, isPrimary: true, button: 0, bubbles: true }));
        layer.setPointerCapture = () => {};
        tell('pointerdown', from.left - 4, from.top - 2);
        tell('pointermove', to.right + 4, to.bottom + 1);
        tell('pointerup', to.right + 4, to.bottom + 1)";
    workbench.browser.js::<()>(&format!("{LINE}{script}"), ()).await?;
    changes(&workbench, "1 change").await?;
    let made = saved(&workbench, "paper-redacted.pdf").await?;
    let text = told("pdftotext", &["-layout"], &made)?;
    ensure!(
        text.contains("lazy dog") && !text.contains("quick") && !text.contains("fox"),
        "the copy says: {text}"
    );
    // Another reader looked into the box, and the certificate says so.
    workbench
        .browser
        .wait_for("document.querySelector('#certificate-boxes')?.innerText.includes('Inside of 1 box another reader found: 0 letters')")
        .await?;
    workbench.browser.wait_for("document.querySelector('#certificate .verdict.good')").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn what_else_is_removed_is_a_persons_choice() -> Result<()> {
    let workbench = reading(&Paper::of(1).form()).await?;
    workbench.browser.press(&["x", "Enter"]).await?;
    changes(&workbench, "1 change").await?;
    workbench.browser.click(".edit-also summary").await?;
    workbench.browser.click("#redact-notes").await?;
    workbench.choose("#redact-fill", "white").await?;
    passes_axe(&workbench, "the switches of a redaction").await?;
    let made = saved(&workbench, "paper-redacted.pdf").await?;
    let objects = objects(&made)?;
    ensure!(!objects.contains("/Widget"), "the fields are still there");
    ensure!(objects.contains("1 1 1 rg"), "the box is not white");
    workbench.no_errors().await
}

#[tokio::test]
async fn selected_words_are_highlighted_and_undo_takes_it_back() -> Result<()> {
    let workbench = reading(&Paper::of(2)).await?;
    select(&workbench).await?;
    workbench.browser.wait_for("document.querySelector('.edit-selection')").await?;
    passes_axe(&workbench, "the bar at the selection").await?;
    workbench.browser.click(".edit-selection [data-deed=Highlight]").await?;
    changes(&workbench, "1 change").await?;
    workbench.browser.press(&["Control+z"]).await?;
    changes(&workbench, "No changes").await?;
    workbench.browser.wait_for("!document.querySelector('.edit-mark')").await?;
    workbench.browser.press(&["Control+y"]).await?;
    changes(&workbench, "1 change").await?;
    // Who leaves and comes back finds everything as it was.
    workbench.browser.js::<()>("location.hash = '#/'", ()).await?;
    workbench.browser.wait_for("!document.querySelector('.reader')").await?;
    workbench.browser.click("li.file .open").await?;
    changes(&workbench, "1 change").await?;
    let made = saved(&workbench, "paper-edited.pdf").await?;
    ensure!(objects(&made)?.contains("/Subtype /Highlight"), "the copy has no highlight");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_note_and_a_text_are_written_by_keys_alone() -> Result<()> {
    let workbench = reading(&Paper::of(1)).await?;
    workbench.browser.js::<()>("document.querySelector('#pages').focus()", ()).await?;
    workbench.browser.press(&["m", "Enter"]).await?;
    workbench.browser.wait_for("document.activeElement.matches('[data-kind=note] textarea')").await?;
    workbench.browser.write("Mind the gap").await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'pages'").await?;
    workbench.browser.press(&["w", "Enter"]).await?;
    workbench.browser.wait_for("document.activeElement.matches('[data-kind=text] textarea')").await?;
    workbench.browser.write("Written on top").await?;
    changes(&workbench, "2 changes").await?;
    let made = saved(&workbench, "paper-edited.pdf").await?;
    ensure!(objects(&made)?.contains("Mind the gap"), "the copy has no note");
    ensure!(told("pdftotext", &[], &made)?.contains("Written on top"), "the copy has no text");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_form_is_filled() -> Result<()> {
    let workbench = reading(&Paper::of(1).form()).await?;
    workbench.browser.wait_for("document.querySelector('[data-field=name]')").await?;
    workbench.browser.click("[data-field=name]").await?;
    workbench.browser.write("Ada Lovelace").await?;
    workbench.browser.press(&["Tab"]).await?;
    workbench.browser.wait_for("document.activeElement.dataset.field === 'agreed'").await?;
    workbench.browser.press(&[" "]).await?;
    changes(&workbench, "2 changes").await?;
    passes_axe(&workbench, "a form").await?;
    let made = saved(&workbench, "paper-edited.pdf").await?;
    ensure!(told("pdftotext", &[], &made)?.contains("Ada Lovelace"), "the copy does not show the name");
    let objects = objects(&made)?;
    ensure!(
        objects.contains("/V (Ada Lovelace)") && objects.contains("/AS /On"),
        "the fields are not filled"
    );
    workbench.no_errors().await
}

#[tokio::test]
async fn a_typed_signature_is_put_on_the_page() -> Result<()> {
    let workbench = reading(&Paper::of(1)).await?;
    workbench.browser.press(&["Shift+S"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'sign-name'").await?;
    passes_axe(&workbench, "the signature").await?;
    workbench.browser.write("Ada Lovelace").await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench
        .browser
        .wait_for("document.activeElement.id === 'pages' && document.querySelector('.edits[data-tool=sign]')")
        .await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench.browser.wait_for("document.querySelector('[data-kind=sign] img')?.naturalWidth > 50").await?;
    let width = "return parseFloat(document.querySelector('[data-kind=sign]').getBoundingClientRect().width)";
    let before: f64 = workbench.browser.js(width, ()).await?;
    workbench.browser.wait_for("document.activeElement.matches('[data-kind=sign]')").await?;
    workbench.browser.press(&["ArrowDown", "Shift+ArrowRight"]).await?;
    let after: f64 = workbench.browser.js(width, ()).await?;
    ensure!(after > before + 2.0, "the signature did not grow: {before} to {after}");
    let made = saved(&workbench, "paper-edited.pdf").await?;
    let objects = objects(&made)?;
    ensure!(objects.contains("/Subtype /Stamp") && objects.contains("/SMask"), "the copy has no signature");
    workbench.no_errors().await
}

#[tokio::test]
async fn the_copy_is_opened_beside_the_others() -> Result<()> {
    let workbench = reading(&Paper::of(1)).await?;
    select(&workbench).await?;
    workbench.browser.press(&["u"]).await?;
    changes(&workbench, "1 change").await?;
    workbench.browser.click("#edit-open").await?;
    workbench.browser.wait_for("document.querySelectorAll('li.file').length === 2").await?;
    assert_eq!(workbench.names().await?, ["paper.pdf", "paper-edited.pdf"]);
    workbench.no_errors().await
}

#[tokio::test]
async fn escape_leaves_the_tool_before_it_leaves_the_document() -> Result<()> {
    let workbench = reading(&Paper::of(1)).await?;
    workbench.browser.press(&["b"]).await?;
    workbench.browser.wait_for("document.querySelector('.edits[data-tool=ink]')").await?;
    passes_axe(&workbench, "the tools").await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("!document.querySelector('.edits[data-tool]')").await?;
    workbench.browser.wait_for("document.querySelector('.edit-strip')").await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench
        .browser
        .wait_for("!document.querySelector('.edit-strip') && document.querySelector('.reader')")
        .await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("!document.querySelector('.reader')").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn pages_are_arranged_from_the_reader() -> Result<()> {
    let workbench = reading(&Paper::of(4)).await?;
    workbench.browser.press(&["Shift+P"]).await?;
    workbench.browser.wait_for("document.querySelector('#pages-count')?.textContent === '4 pages'").await?;
    workbench.no_errors().await
}
