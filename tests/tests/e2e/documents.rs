//! The reader: a document is opened, read, searched, and is still there after a reload.

use std::time::Duration;

use anyhow::{Result, ensure};
use nearside_testing::Engine::Chromium;
use nearside_testing::Options;
use tests::flows::passes_axe;
use tests::hostile::Pdf;
use tests::paper::Paper;
use tests::{Workbench, corpus};

/// Opens the app with one file on its desk.
async fn desk(name: &str, bytes: impl AsRef<[u8]>) -> Result<Workbench> {
    let workbench = Workbench::open(Chromium).await?;
    let file = workbench.file(name, bytes)?;
    workbench.add(&[file]).await?;
    Ok(workbench)
}

/// Opens the app and in it a document.
async fn reading(paper: &Paper) -> Result<Workbench> {
    let workbench = desk("paper.pdf", paper.pdf()).await?;
    open(&workbench).await?;
    workbench.browser.wait_for(DRAWN).await?;
    Ok(workbench)
}

async fn open(workbench: &Workbench) -> Result<()> {
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for("document.querySelector('.reader')").await.map(drop)
}

/// The page that is read is drawn.
const DRAWN: &str = "document.querySelector(`.sheet[data-page=\"${document.querySelector('#page-number')?.value}\"][data-drawn]`)";

/// Goes to a page by its number.
async fn go(workbench: &Workbench, page: usize) -> Result<()> {
    workbench.browser.press(&["g"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'page-number'").await?;
    workbench.browser.write(&page.to_string()).await?;
    workbench.browser.press(&["Enter"]).await?;
    let there = format!("document.querySelector('#page-number').value === '{page}'");
    workbench.browser.wait_for(&there).await.map(drop)
}

/// The share of dark pixels in the drawing of a page.
async fn ink(workbench: &Workbench, page: usize) -> Result<f64> {
    let script = "
        const canvas = document.querySelector(`.sheet[data-page=\"${args}\"] canvas`);
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let dark = 0;
        for (let at = 0; at < data.length; at += 4) dark += data[at] < 128;
        return dark / (data.length / 4)";
    workbench.browser.js(script, page).await
}

#[tokio::test]
async fn a_dropped_document_becomes_a_row_with_its_pages_and_a_picture() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let file = workbench.file("paper.pdf", Paper::of(12).pdf())?;
    workbench.browser.drop_files("body", &[file]).await?;
    workbench.browser.wait_for("document.querySelector('li.file')?.innerText.includes('12 pages')").await?;
    workbench.browser.wait_for("document.querySelector('li.file .thumb img')?.naturalWidth > 20").await?;
    // It is nothing to be converted, and no picture that failed.
    assert_eq!(workbench.states().await?, ["waiting"]);
    workbench.browser.wait_for("document.querySelector('#convert-all').disabled").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn the_pages_are_drawn_and_scrolled() -> Result<()> {
    let workbench = reading(&Paper::of(30)).await?;
    let share = ink(&workbench, 1).await?;
    ensure!((0.0005..0.1).contains(&share), "{share} of the first page is dark");
    workbench.browser.press(&["PageDown", "PageDown", "PageDown"]).await?;
    workbench.browser.wait_for("Number(document.querySelector('#page-number').value) >= 2").await?;
    workbench.browser.wait_for(DRAWN).await?;
    workbench.browser.press(&["End"]).await?;
    workbench.browser.wait_for("document.querySelector('#page-number').value === '30'").await?;
    workbench.browser.wait_for(DRAWN).await?;
    let sheets: usize = workbench.browser.js("return document.querySelectorAll('.sheet').length", ()).await?;
    ensure!(sheets < 10, "{sheets} of 30 pages are in the page at once");
    workbench.no_errors().await
}

#[tokio::test]
async fn the_last_page_of_forty_thousand_is_a_key_away() -> Result<()> {
    let workbench = reading(&Paper::of(40_000)).await?;
    workbench.browser.press(&["End"]).await?;
    workbench.browser.wait_for("document.querySelector('#page-number').value === '40000'").await?;
    workbench.browser.wait_for(DRAWN).await?;
    let words =
        "document.querySelector('.sheet[data-page=\"40000\"] .words')?.textContent.includes('Page 40000')";
    workbench.browser.wait_for(words).await?;
    // From there by wheel, and to the middle by number: the short way of the bar must not be noticed.
    go(&workbench, 20_001).await?;
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"20001\"] .words')?.textContent.includes('Page 20001')").await?;
    workbench.browser.js::<()>("document.querySelector('#pages').scrollBy(0, 400)", ()).await?;
    workbench
        .browser
        .wait_for("['20001', '20002'].includes(document.querySelector('#page-number').value)")
        .await?;
    workbench.browser.press(&["Home"]).await?;
    workbench.browser.wait_for("document.querySelector('#page-number').value === '1'").await?;
    workbench.browser.wait_for("document.querySelector('#pages').scrollTop < 100").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn scrolling_holds_nobody_up() -> Result<()> {
    let workbench = reading(&Paper::of(300)).await?;
    let script = "
        let longest = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration); })
            .observe({ type: 'longtask' });
        const pages = document.querySelector('#pages');
        for (let step = 0; step < 120; step += 1) {
            pages.scrollBy(0, 180);
            await new Promise(requestAnimationFrame);
        }
        await new Promise(done => setTimeout(done, 500));
        return longest";
    let longest: f64 = workbench.browser.js(script, ()).await?;
    // A long task is one of 50 ms. A loaded machine stretches them, so the limit is twice as wide here.
    ensure!(longest < 100.0, "scrolling was held up for {longest} ms");
    workbench.no_errors().await
}

#[tokio::test]
async fn the_palette_knows_what_the_reader_can_do() -> Result<()> {
    let workbench = reading(&Paper::of(3)).await?;
    workbench.palette("dark paper").await?;
    workbench.browser.wait_for("document.querySelector('.reader.dark-paper')").await?;
    workbench.palette("highlight").await?;
    workbench.browser.wait_for("document.querySelector('[data-deed=Highlight][aria-pressed=true]')").await?;
    workbench.no_errors().await
}

/// Its page has a note with an answer, and a highlight over its words, neither with a look of its own.
fn annotated() -> Pdf {
    let words = "BT /F 20 Tf 40 700 Td (Marked words) Tj ET";
    Pdf::page(words, "")
        .with(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R 7 0 R 8 0 R]>>")
        .and("<</Type/Annot/Subtype/Text/Rect[300 700 320 720]/Contents(Is this <b>right</b>?)/T(Ada)/M(D:20260102030405Z)>>")
        .and("<</Type/Annot/Subtype/Text/Rect[300 700 320 720]/F 30/IRT 6 0 R/Contents(Yes it is)/T(Bob)>>")
        .and("<</Type/Annot/Subtype/Highlight/Rect[38 695 170 720]/C[1 1 0]/Contents(Look it up)>>")
}

#[tokio::test]
async fn notes_are_read_on_the_page_and_in_the_side() -> Result<()> {
    let workbench = desk("notes.pdf", annotated().bytes()).await?;
    open(&workbench).await?;
    workbench.browser.wait_for(DRAWN).await?;
    workbench.browser.wait_for("document.querySelectorAll('.noted').length === 2").await?;
    let card = |words: &str| {
        format!("document.querySelector('#comment:popover-open')?.innerText.includes('{words}')")
    };
    workbench.browser.click(".noted").await?;
    workbench.browser.wait_for(&card("Is this <b>right</b>?")).await?;
    workbench.browser.wait_for(&card("Bob")).await?;
    let seen = "[...document.querySelectorAll('#comment .comment-words')].every((words) => words.offsetWidth > 30 && words.offsetHeight > 10)";
    workbench.browser.wait_for(seen).await?;
    workbench.browser.wait_for("document.activeElement.id === 'comment'").await?;
    passes_axe(&workbench, "a note").await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("!document.querySelector('#comment:popover-open')").await?;
    // Enter does what a click does, and a click on the words that are highlighted opens their note.
    workbench.browser.js::<()>("document.querySelector('.noted').focus()", ()).await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench.browser.wait_for(&card("Yes it is")).await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("!document.querySelector('#comment:popover-open')").await?;
    workbench.browser.click(".words span").await?;
    workbench.browser.wait_for(&card("Look it up")).await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.press(&["c"]).await?;
    workbench.browser.wait_for("document.querySelectorAll('.comments .hit').length === 2").await?;
    workbench
        .browser
        .wait_for("document.querySelector('.comments').innerText.includes('Look it up')")
        .await?;
    let seen = "[...document.querySelectorAll('.comments .comment-words')].every((words) => words.offsetWidth > 30 && words.offsetHeight > 10)";
    workbench.browser.wait_for(seen).await?;
    passes_axe(&workbench, "the list of notes").await?;
    // The highlight is drawn although the file brings no look for it.
    let yellow = "(() => {
        const canvas = document.querySelector('.sheet[data-page=\"1\"] canvas');
        const [r, g, b] = canvas.getContext('2d').getImageData(canvas.width * 165 / 595, canvas.height * (842 - 715) / 842, 1, 1).data;
        return r > 200 && g > 200 && b < 120;
    })()";
    workbench.browser.wait_for(yellow).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn notes_are_read_by_a_script() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let body = r#"
        const file = new File([Uint8Array.from(atob(args), (letter) => letter.charCodeAt(0))], "a.pdf");
        const { connect } = await import(new URL("nearside.js", document.baseURI));
        const near = await connect();
        const words = (await near.call("document/text", { password: "", page: 0 }, [file])).value;
        return words.comments.map(({ kind, said, replies }) => [kind, said.text, said.author, replies.length]);"#;
    use base64::Engine as _;
    let paper = base64::engine::general_purpose::STANDARD.encode(annotated().bytes());
    let told: Vec<(String, String, Option<String>, usize)> = workbench.browser.js(body, paper).await?;
    assert_eq!(
        told,
        [
            ("note".into(), "Is this <b>right</b>?".into(), Some("Ada".into()), 1),
            ("highlight".into(), "Look it up".into(), None, 0)
        ]
    );
    workbench.no_errors().await
}

#[tokio::test]
async fn a_large_document_brings_its_attachments_and_layers_along() -> Result<()> {
    let filler = " ".repeat(33 << 20);
    let pdf = Pdf::page("", "")
        .and("<</Type/OCG/Name(Walls)>>")
        .and("<</Type/Filespec/F(data.txt)/EF<</F 8 0 R>>>>")
        .stream("/Type/EmbeddedFile", "hello")
        .stream("", filler)
        .catalog("/OCProperties<</OCGs[6 0 R]/D<<>>>>/Names<</EmbeddedFiles<</Names[(a) 7 0 R]>>>>/PageLabels<</Nums[0<</S/R>>]>>");
    let workbench = desk("large.pdf", pdf.bytes()).await?;
    open(&workbench).await?;
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"1\"][data-drawn]')").await?;
    workbench.browser.wait_for("document.querySelector('#page-number').value === 'I'").await?;
    workbench.palette("layers").await?;
    workbench.browser.wait_for("document.querySelector('.layers')?.innerText.includes('Walls')").await?;
    workbench.palette("attachments").await?;
    workbench
        .browser
        .wait_for("document.querySelector('.attachment')?.innerText.includes('data.txt')")
        .await?;
    workbench.browser.click(".attachment button:last-child").await?;
    let saved = workbench.browser.download("data.txt").await?;
    assert_eq!(std::fs::read_to_string(saved)?, "hello");
    workbench.no_errors().await
}

#[tokio::test]
async fn many_pages_go_to_the_printer_in_parts() -> Result<()> {
    let workbench = reading(&Paper::of(70)).await?;
    let stub = "window.parts = [];
    window.print = () => {
        window.parts.push(document.querySelectorAll('.print-page canvas').length);
        dispatchEvent(new Event('afterprint'));
    }";
    workbench.browser.js::<()>(stub, ()).await?;
    workbench.browser.press(&["Control+p"]).await?;
    workbench.browser.wait_for("document.querySelector('#print-to')?.value === '70'").await?;
    workbench.browser.click("#print-now").await?;
    workbench
        .browser
        .wait_for("document.querySelector('#print-next')?.innerText.includes('61 to 70')")
        .await?;
    workbench.browser.wait_for("!document.querySelector('.print-job')").await?;
    workbench.browser.click("#print-now").await?;
    workbench.browser.wait_for("String(window.parts) === '60,10'").await?;
    workbench.browser.wait_for("!document.querySelector('.print-job, dialog[open]')").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn layers_are_switched_and_drawn_so() -> Result<()> {
    // The left half of the page is in a layer that is shown, the right half in one that is not.
    let halves = "/OC /L BDC 0 0 298 842 re f EMC /OC /R BDC 298 0 297 842 re f EMC";
    let pdf = Pdf::page(halves, "/Properties<</L 6 0 R/R 7 0 R>>")
        .and("<</Type/OCG/Name(Walls)>>")
        .and("<</Type/OCG/Name(Wires)>>")
        .catalog("/OCProperties<</OCGs[6 0 R 7 0 R]/D<</Order[6 0 R 7 0 R]/OFF[7 0 R]>>>>");
    let workbench = desk("plan.pdf", pdf.bytes()).await?;
    open(&workbench).await?;
    workbench.browser.wait_for(DRAWN).await?;
    workbench.palette("layers").await?;
    // Both halves in the drawing, dark or not, and switched until they are so.
    for (switch, halves) in
        [(None, [true, false]), (Some("Wires"), [true, true]), (Some("Walls"), [false, true])]
    {
        if let Some(name) = switch {
            let script = "[...document.querySelectorAll('.layers label')].find(it => it.innerText.includes(args)).click()";
            workbench.browser.js::<()>(script, name).await?;
        }
        let [left, right] = halves;
        let seen = format!(
            "(() => {{
                const canvas = document.querySelector('.sheet[data-page=\"1\"] canvas');
                const at = (share) => canvas.getContext('2d').getImageData(canvas.width * share, canvas.height / 2, 1, 1).data[0] < 128;
                return at(0.25) === {left} && at(0.75) === {right};
            }})()"
        );
        workbench.browser.wait_for(&seen).await?;
    }
    workbench.no_errors().await
}

#[tokio::test]
async fn words_wait_until_the_scroll_rests() -> Result<()> {
    let workbench = reading(&Paper::of(300)).await?;
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"1\"] .words span')").await?;
    workbench.browser.wait_for("nearside.status().running === 0 && nearside.status().queued === 0").await?;
    let script = "
        const asked = () => nearside.status().paths.find(({ path }) => path === 'document/text').calls;
        const pages = document.querySelector('#pages'), before = asked();
        for (let step = 0; step < 120; step += 1) {
            pages.scrollBy(0, 400);
            await new Promise(requestAnimationFrame);
        }
        return asked() - before";
    let asked: u32 = workbench.browser.js(script, ()).await?;
    // Some thirty pages came by. A loaded machine may make a pause that looks like rest.
    ensure!(asked < 5, "the words of {asked} pages were asked for in passing");
    let words = "document.querySelector(`.sheet[data-page=\"${document.querySelector('#page-number').value}\"] .words span`)";
    workbench.browser.wait_for(words).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn words_are_selected_and_copied_with_their_spaces_and_lines() -> Result<()> {
    let workbench = reading(&Paper::of(2)).await?;
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"1\"] .words span')").await?;
    let script = "
        const words = document.querySelector('.sheet[data-page=\"1\"] .words');
        getSelection().selectAllChildren(words);
        const load = new DataTransfer();
        const event = new ClipboardEvent('copy', { clipboardData: load, bubbles: true, cancelable: true });
        words.dispatchEvent(event);
        return load.getData('text/plain')";
    let copied: String = workbench.browser.js(script, ()).await?;
    let lines: Vec<&str> = copied.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, ["Page 1", "The quick brown fox is searching for the lazy dog."]);
    // The words lie where the drawing has them.
    let off = "
        const paper = document.querySelector('.sheet[data-page=\"1\"]').getBoundingClientRect();
        const word = [...document.querySelectorAll('.sheet[data-page=\"1\"] .words span')].find(span => span.textContent.startsWith('Page'));
        const box = word.getBoundingClientRect();
        return [(box.left - paper.left) / paper.width, (box.top - paper.top) / paper.height]";
    let (left, top): (f64, f64) = workbench.browser.js(off, ()).await?;
    ensure!((left - 72.0 / 595.0).abs() < 0.01, "the first word begins at {left} of the width");
    ensure!((0.08..0.13).contains(&top), "the first word stands at {top} of the height");
    workbench.no_errors().await
}

#[tokio::test]
async fn search_finds_marks_and_counts() -> Result<()> {
    let paper = Paper::of(40)
        .line(3, "A needle here")
        .line(17, "No Needle there")
        .line(17, "needles")
        .line(40, "needle");
    let workbench = reading(&paper).await?;
    workbench.browser.press(&["Control+f"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'find'").await?;
    workbench.browser.write("needle").await?;
    let count = |words: &str| format!("document.querySelector('#find-count').textContent === '{words}'");
    workbench.browser.wait_for(&count("1 of 4")).await?;
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"3\"] .mark-hit.current')").await?;
    workbench.browser.press(&["Enter", "Enter"]).await?;
    workbench.browser.wait_for(&count("3 of 4")).await?;
    workbench
        .browser
        .wait_for("document.querySelectorAll('.sheet[data-page=\"17\"] .mark-hit').length === 2")
        .await?;
    // Round the end and back.
    workbench.browser.press(&["Enter", "Enter"]).await?;
    workbench.browser.wait_for(&count("1 of 4")).await?;
    workbench.browser.press(&["Shift+Enter"]).await?;
    workbench.browser.wait_for(&count("4 of 4")).await?;
    workbench.browser.click("label:has(#find-words)").await?;
    workbench.browser.wait_for("document.querySelector('#find-count').textContent.endsWith('of 3')").await?;
    workbench.browser.click("#find-list").await?;
    workbench.browser.wait_for("document.querySelectorAll('.hit').length === 3").await?;
    workbench.browser.click("label:has(#find-case)").await?;
    workbench.browser.wait_for("document.querySelectorAll('.hit').length === 2").await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench
        .browser
        .wait_for("!document.querySelector('.find, .mark-hit') && document.querySelector('.reader')")
        .await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_locked_document_asks_for_its_password_until_it_is_right() -> Result<()> {
    let workbench = desk("locked.pdf", Paper::of(2).locked("open sesame").pdf()).await?;
    workbench.browser.wait_for("document.querySelector('li.file').innerText.includes('locked')").await?;
    open(&workbench).await?;
    workbench.browser.wait_for("document.activeElement.id === 'password'").await?;
    workbench.browser.write("wrong").await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench.browser.wait_for("document.querySelector('#password-dialog [role=alert]')").await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench
        .browser
        .wait_for(
            "document.querySelector('.reader [role=alert] p') && !document.querySelector('dialog[open]')",
        )
        .await?;
    workbench.browser.click("#again").await?;
    workbench.browser.wait_for("document.activeElement.id === 'password'").await?;
    workbench.browser.write("open sesame").await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench.browser.wait_for(DRAWN).await?;
    workbench.browser.wait_for("document.querySelector('.words')?.textContent.includes('Page 1')").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_broken_document_says_so_in_a_sentence() -> Result<()> {
    let workbench = desk("broken.pdf", "%PDF-1.7\nnothing of it is left").await?;
    open(&workbench).await?;
    workbench.browser.wait_for("document.querySelector('.reader[data-state=told] [role=alert] p')?.textContent.trim().endsWith('.')").await?;
    workbench.browser.press(&["Escape"]).await?;
    workbench.browser.wait_for("document.querySelector('li.file .problem[role=alert] p')").await?;
    assert_eq!(workbench.states().await?, ["failed"]);
    workbench.no_errors().await
}

#[tokio::test]
async fn a_word_document_says_that_it_cannot_be_shown_yet() -> Result<()> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "word/document.xml"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())?;
        std::io::Write::write_all(&mut zip, b"<?xml version=\"1.0\"?><x/>")?;
    }
    let workbench = desk("letter.docx", zip.finish()?.into_inner()).await?;
    open(&workbench).await?;
    workbench
        .browser
        .wait_for(
            "document.querySelector('.reader [role=alert] p')?.textContent.includes('cannot be shown yet')",
        )
        .await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn turning_puts_pages_on_their_side() -> Result<()> {
    let workbench = reading(&Paper::of(3)).await?;
    workbench.browser.press(&["r"]).await?;
    let across = "(() => { const { width, height } = document.querySelector('.sheet').getBoundingClientRect(); return width > height; })()";
    workbench.browser.wait_for(across).await?;
    // The heading, upper left before, is at the right edge now.
    workbench.browser.wait_for("document.querySelector('.words span')").await?;
    let script = "
        const paper = document.querySelector('.sheet[data-page=\"1\"]').getBoundingClientRect();
        const box = document.querySelector('.sheet[data-page=\"1\"] .words span').getBoundingClientRect();
        return (box.left - paper.left) / paper.width";
    let left: f64 = workbench.browser.js(script, ()).await?;
    ensure!(left > 0.8, "the heading is at {left} of the width");
    workbench.no_errors().await
}

#[tokio::test]
async fn links_and_outline_lead_to_their_pages_and_out_only_after_a_question() -> Result<()> {
    let paper = Paper::of(9).links(5, "https://example.org/x").chapter("First", 1).chapter("Seventh", 7);
    let workbench = reading(&paper).await?;
    workbench
        .browser
        .js::<()>("window.open = address => { window.opened = address; return null; }", ())
        .await?;
    workbench.browser.wait_for("document.querySelectorAll('.leads').length === 2").await?;
    workbench.browser.click(".leads:nth-last-child(2)").await?;
    workbench.browser.wait_for("document.querySelector('#page-number').value === '5'").await?;
    workbench.browser.press(&["o"]).await?;
    workbench.browser.wait_for("document.querySelectorAll('.outline .line').length === 2").await?;
    workbench.browser.click(".outline li:nth-child(2) .line").await?;
    workbench.browser.wait_for("document.querySelector('#page-number').value === '7'").await?;
    workbench.browser.press(&["Home"]).await?;
    workbench
        .browser
        .wait_for("document.querySelectorAll('.sheet[data-page=\"1\"] .leads').length === 2")
        .await?;
    workbench.browser.click(".leads:last-child").await?;
    workbench
        .browser
        .wait_for("window.opened === `out.html#${encodeURIComponent('https://example.org/x')}`")
        .await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn what_is_printed_is_drawn_sharply_and_cleared_away() -> Result<()> {
    let workbench = reading(&Paper::of(4)).await?;
    let stub = "window.print = () => {
        window.printed = [...document.querySelectorAll('.print-page canvas')].map(({ width, height }) => [width, height]);
        dispatchEvent(new Event('afterprint'));
    }";
    workbench.browser.js::<()>(stub, ()).await?;
    workbench.browser.press(&["Control+p"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'print-from'").await?;
    workbench.browser.click("#print-now").await?;
    workbench.browser.wait_for("window.printed?.length === 4").await?;
    let sizes: Vec<(f64, f64)> = workbench.browser.js("return window.printed", ()).await?;
    ensure!(
        sizes.iter().all(|(width, height)| *width > 1600.0 && *height > 2300.0),
        "{sizes:?} are not sharp"
    );
    workbench.browser.wait_for("!document.querySelector('.print-job, dialog[open]')").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn the_place_and_the_size_come_back_after_a_reload() -> Result<()> {
    let workbench = reading(&Paper::of(50)).await?;
    go(&workbench, 23).await?;
    workbench.browser.press(&["Tab", "+", "+"]).await?;
    workbench.browser.js::<()>("document.querySelector('#pages').focus()", ()).await?;
    workbench.browser.press(&["+"]).await?;
    workbench.browser.wait_for(DRAWN).await?;
    let zoom: String = workbench.browser.js("return document.querySelector('#zoom').value", ()).await?;
    workbench.kept().await?;
    workbench.browser.reload().await?;
    workbench.browser.wait_for("document.querySelector('#page-number')?.value === '23'").await?;
    workbench.browser.wait_for(DRAWN).await?;
    assert_eq!(
        workbench.browser.js::<String>("return document.querySelector('#zoom').value", ()).await?,
        zoom
    );
    workbench.no_errors().await
}

#[tokio::test]
async fn a_large_size_draws_the_part_in_the_window_sharply() -> Result<()> {
    let workbench = reading(&Paper::of(3)).await?;
    workbench.browser.js::<()>("const zoom = document.querySelector('#zoom'); zoom.value = '1600'; zoom.dispatchEvent(new Event('change', { bubbles: true }))", ()).await?;
    // The whole page would have more pixels than a canvas gets: the window's part has a drawing of its own.
    workbench
        .browser
        .wait_for("document.querySelectorAll('.sheet[data-page=\"1\"] .paper > canvas').length === 2")
        .await?;
    let script = "
        const [, detail] = document.querySelectorAll('.sheet[data-page=\"1\"] .paper > canvas');
        return detail.width / detail.getBoundingClientRect().width";
    let sharp: f64 = workbench.browser.js(script, ()).await?;
    ensure!((0.95..1.05).contains(&sharp), "{sharp} pixels for each of the screen");
    let most: f64 = workbench
        .browser
        .js("return Math.max(...[...document.querySelectorAll('canvas')].map(c => c.width * c.height))", ())
        .await?;
    ensure!(most < 17e6, "a canvas has {most} pixels");
    workbench.no_errors().await
}

#[tokio::test]
async fn axe_finds_nothing_in_the_reader() -> Result<()> {
    let paper = Paper::of(6).links(5, "https://example.org/x").chapter("First", 1).chapter("Fourth", 4);
    let workbench = reading(&paper).await?;
    workbench.browser.wait_for("document.querySelectorAll('.leads').length === 2").await?;
    passes_axe(&workbench, "the reader").await?;
    for (key, shown) in [("t", ".thumbs"), ("o", ".outline"), ("i", ".about-document")] {
        workbench.browser.press(&[key]).await?;
        workbench.browser.wait_for(&format!("document.querySelector('{shown}')")).await?;
        passes_axe(&workbench, shown).await?;
    }
    workbench.browser.press(&["Control+f"]).await?;
    workbench.browser.wait_for("document.activeElement.id === 'find'").await?;
    workbench.browser.write("page").await?;
    workbench.browser.wait_for("document.querySelector('#find-list')").await?;
    passes_axe(&workbench, "the search").await?;
    workbench.browser.press(&["Control+p"]).await?;
    workbench.browser.wait_for("document.querySelector('#print-dialog[open]')").await?;
    passes_axe(&workbench, "the print dialog").await?;
    workbench.browser.set_dark(true).await?;
    workbench.browser.press(&["Escape", "d"]).await?;
    workbench.browser.wait_for("document.querySelector('.dark-paper')").await?;
    passes_axe(&workbench, "the reader in the dark").await
}

#[tokio::test]
async fn nothing_is_cut_off_at_320_pixels() -> Result<()> {
    let options = Options { size: (500, 700), ..Options::new(Chromium) };
    let workbench = Workbench::open_with(options).await?;
    workbench.browser.set_viewport(320, 640).await?;
    let file = workbench.file("a-name-that-is-longer-than-any-phone-is-wide.pdf", Paper::of(5).pdf())?;
    workbench.add(&[file]).await?;
    open(&workbench).await?;
    workbench.browser.wait_for(DRAWN).await?;
    let script = "
        const outside = [...document.querySelectorAll('.reader-bar button, .reader-bar input, .find button, .find input')]
            .filter(e => e.checkVisibility() && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1));
        return [document.scrollingElement.scrollWidth - innerWidth, outside.map(e => e.id || e.title || e.ariaLabel)]";
    for keys in [vec![], vec!["Control+f"]] {
        workbench.browser.press(&keys).await?;
        let (over, outside): (f64, Vec<String>) = workbench.browser.js(script, ()).await?;
        ensure!(over <= 0.0 && outside.is_empty(), "{over} pixels too wide; outside: {outside:?}");
    }
    workbench.no_errors().await
}

#[tokio::test]
async fn documents_of_others_open_or_say_why_not() -> Result<()> {
    // Where the corpus is not there, what is made here goes the same way.
    let mut files = Vec::new();
    if let Some(folder) = corpus("documents/pdf") {
        let mut found: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
        found.sort();
        files.extend(
            found.into_iter().filter(|path| path.extension().is_some_and(|end| end == "pdf")).step_by(9),
        );
    }
    let workbench = Workbench::open(Chromium).await?;
    if files.is_empty() {
        files.push(workbench.file("own.pdf", Paper::of(2).pdf())?);
    }
    workbench.add(&files).await?;
    for (at, file) in files.iter().enumerate() {
        workbench.browser.js::<()>("location.hash = `#/view/${args}`", at + 1).await?;
        let told = format!(
            "document.querySelector('#view-title')?.textContent === '{}' && (document.querySelector('.sheet[data-drawn], .sheet-told p, .reader-told p, dialog[open]'))",
            file.file_name().unwrap_or_default().to_string_lossy()
        );
        workbench.browser.wait_within(&told, Duration::from_secs(40)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn one_search_goes_through_all_documents_and_tables_and_leads_into_them() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let files = [
        workbench.file("first.pdf", Paper::of(3).line(3, "A walrus on the third page").pdf())?,
        workbench.file("second.pdf", Paper::of(2).pdf())?,
        workbench.file("third.csv", "animal,count\nWalrus,2\nseal,7\nsmall walrus,1\n")?,
    ];
    workbench.add(&files).await?;
    workbench.browser.press(&["Control+Shift+f"]).await?;
    workbench.browser.wait_for("document.activeElement?.id === 'seek-all'").await?;
    workbench.browser.write("walrus").await?;
    let told = "document.querySelector('#seek-count').textContent === '3 hits in 2 files'";
    workbench.browser.wait_for(told).await?;
    passes_axe(&workbench, "the search").await?;
    workbench.browser.click(".seek-group:not([hidden]) .hit").await?;
    workbench.browser.wait_for("document.querySelector('.sheet[data-page=\"3\"] .mark-hit.current')").await?;
    workbench.browser.js::<()>("history.back()", ()).await?;
    workbench.browser.wait_for(told).await?;
    workbench.browser.click("section.seek-group[aria-label='third.csv'] .hit").await?;
    let shown = "document.querySelector('#table-count')?.textContent.startsWith('2 ')";
    workbench.browser.wait_for(shown).await?;
    workbench.no_errors().await
}
