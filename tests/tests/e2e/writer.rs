//! Writing: Markdown typed, seen, undone, kept, exported; hostile texts and long ones.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use nearside_testing::Engine::Chromium;
use serde_json::json;
use tests::Workbench;
use tests::readers::told;
use tests::writing;

const PROSE: &str = "document.querySelector('.prose')";

async fn opened(name: &str, text: &str) -> Result<Workbench> {
    let workbench = Workbench::open(Chromium).await?;
    writing::open(&workbench, name, text).await?;
    Ok(workbench)
}

/// What is written now, as the file that Save makes.
async fn saved(workbench: &Workbench, name: &str) -> Result<String> {
    workbench.browser.press(&["Control+s"]).await?;
    Ok(std::fs::read_to_string(workbench.browser.download(name).await?)?)
}

async fn shows(workbench: &Workbench, selector: &str, text: &str) -> Result<()> {
    let test = format!(
        "[...document.querySelectorAll({})].some((element) => element.textContent === {})",
        json!(format!(".prose {selector}")),
        json!(text)
    );
    workbench.browser.wait_for(&test).await.map(drop)
}

async fn export(workbench: &Workbench, form: &str, name: &str) -> Result<PathBuf> {
    workbench.browser.click("#writer-export").await?;
    workbench.browser.click(&format!("#writer-forms [data-form={form}]")).await?;
    workbench.browser.download(name).await
}

#[tokio::test]
async fn what_is_typed_is_seen_at_once_and_can_be_undone() -> Result<()> {
    let workbench = opened("note.md", "# Title\n\nFirst *words*.\n").await?;
    shows(&workbench, "h1", "Title").await?;
    shows(&workbench, "em", "words").await?;
    workbench.browser.press(&["Control+End"]).await?;
    writing::write(&workbench, "\n- one\ntwo ~~gone~~\n\n| a | b |\n|---|---|\n| c | **d** |").await?;
    shows(&workbench, "li", "one").await?;
    shows(&workbench, "li del", "gone").await?;
    shows(&workbench, "td strong", "d").await?;
    // The list went on by itself, and ended by itself.
    let wanted = "# Title\n\nFirst *words*.\n\n- one\n- two ~~gone~~\n\n| a | b |\n|---|---|\n| c | **d** |";
    assert_eq!(saved(&workbench, "note.md").await?, wanted);
    workbench.browser.press(&["Control+z"]).await?;
    workbench.browser.press(&["Control+z"]).await?;
    workbench.browser.wait_for(&format!("!{PROSE}.querySelector('td strong')")).await?;
    workbench.browser.press(&["Control+y", "Control+y"]).await?;
    shows(&workbench, "td strong", "d").await?;
    // All of it goes and comes back.
    workbench.browser.press(&["Control+a", "Delete"]).await?;
    workbench.browser.wait_for("document.querySelector('.preview .nothing')").await?;
    workbench.browser.press(&["Control+z"]).await?;
    shows(&workbench, "h1", "Title").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn letters_beyond_ascii_marks_and_the_clipboard_are_right() -> Result<()> {
    let workbench = opened("note.md", "aé🎉z\n").await?;
    // Behind the emoji, which is two units and four bytes.
    workbench.browser.press(&["Home", "ArrowRight", "ArrowRight", "ArrowRight"]).await?;
    writing::write(&workbench, "ß").await?;
    shows(&workbench, "p", "aé🎉ßz").await?;
    workbench.browser.press(&["Backspace", "Backspace"]).await?;
    shows(&workbench, "p", "aéz").await?;
    workbench.browser.press(&["Control+a", "Control+b"]).await?;
    workbench.browser.wait_for("document.querySelector('#source').textContent.startsWith('**')").await?;
    workbench.browser.press(&["Control+z"]).await?;
    shows(&workbench, "p", "aéz").await?;
    workbench.browser.press(&["Control+a", "Control+x"]).await?;
    workbench.browser.wait_for("document.querySelector('#source').textContent === ''").await?;
    workbench.browser.press(&["Control+v", "Control+v"]).await?;
    shows(&workbench, "p", "aéz aéz").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_text_is_exported_in_every_form() -> Result<()> {
    let text = "# Grüße\n\n[link](https://a.example/) and `code`.[^1]\n\n```rust\nfn main() {}\n```\n\n- [x] done\n\n[^1]: A note.\n";
    let workbench = opened("note.md", text).await?;
    shows(&workbench, "h1", "Grüße").await?;
    let pdf = export(&workbench, "a4", "note.pdf").await?;
    ensure!(told("qpdf", &["--check"], &pdf)?.contains("No syntax or stream encoding errors"));
    let words = told("pdftotext", &["-raw"], &pdf)?;
    ensure!(
        words.contains("Grüße") && words.contains("fn main() {}") && words.contains("A note."),
        "{words}"
    );
    ensure!(told("pdfinfo", &[], &pdf)?.contains("595.276 x 841.89"));
    let html = std::fs::read_to_string(export(&workbench, "html", "note.html").await?)?;
    ensure!(html.contains("<h1 id=\"grüße\">Grüße</h1>") && html.contains("class=\"k\">fn</span>"), "{html}");
    let plain = std::fs::read_to_string(export(&workbench, "plain", "note.txt").await?)?;
    ensure!(plain.starts_with("Grüße\n=====\n\nlink (https://a.example/) and code.[1]"), "{plain}");
    workbench.no_errors().await
}

#[tokio::test]
async fn plain_text_is_written_and_made_into_pages() -> Result<()> {
    let workbench = opened("list.txt", "one\r\n  *two*\r\n").await?;
    assert_eq!(
        workbench.browser.js::<usize>("return document.querySelectorAll('.preview').length", ()).await?,
        0
    );
    workbench.browser.press(&["Control+End"]).await?;
    writing::write(&workbench, "three").await?;
    // Its lines end as they did.
    assert_eq!(saved(&workbench, "list.txt").await?, "one\r\n  *two*\r\nthree");
    let pdf = export(&workbench, "letter", "list.pdf").await?;
    let words = told("pdftotext", &["-layout"], &pdf)?;
    ensure!(words.contains("*two*") && words.contains("three"), "{words}");
    workbench.no_errors().await
}

#[tokio::test]
async fn nothing_of_a_hostile_text_is_live() -> Result<()> {
    let workbench = opened("hostile.md", writing::HOSTILE).await?;
    shows(&workbench, "h1", "<script>window.hit = 1</script>").await?;
    let live: Vec<String> = workbench
        .browser
        .js(
            "const known = new Set(['H1', 'P', 'UL', 'LI', 'PRE', 'CODE', 'SPAN', 'DIV', 'A', 'TABLE', 'THEAD', 'TBODY', 'TR', 'TH', 'TD', 'EM', 'STRONG', 'SUP']);
             const found = [];
             for (const element of document.querySelectorAll('.prose *')) {
               if (!known.has(element.tagName)) found.push(element.tagName);
               for (const { name, value } of element.attributes) {
                 if (/^on|^src|^style/.test(name) && !(name === 'style' && /^--rows: \\d+;( --tall: [\\d.]+px;)?$/.test(value))) found.push(`${element.tagName} ${name}`);
                 if (name === 'href' && !value.startsWith('out.html#http')) found.push(value);
               }
             }
             if (window.hit) found.push('a script ran');
             return found",
            (),
        )
        .await?;
    assert_eq!(live, Vec::<String>::new());
    // Links are followed by the gate, which asks; those that would do something are none.
    let links: Vec<String> = workbench
        .browser
        .js("return [...document.querySelectorAll('.prose a[href]')].map((link) => link.getAttribute('href'))", ())
        .await?;
    assert_eq!(links, ["out.html#https%3A%2F%2Fa.example%2F%3Fq%3D1"]);
    let html = std::fs::read_to_string(export(&workbench, "html", "hostile.html").await?)?;
    let body = html.split_once("<body>").map(|(_, body)| body).unwrap_or_default();
    ensure!(
        !body.contains("<script") && !body.contains("<img") && !body.contains("href=\"javascript"),
        "{body}"
    );
    let pdf = export(&workbench, "a4", "hostile.pdf").await?;
    ensure!(!told("pdfinfo", &["-url"], &pdf)?.contains("javascript"));
    workbench.no_errors().await
}

#[tokio::test]
async fn links_lead_within_the_text_and_to_open_files() -> Result<()> {
    let filler = "Paragraph.\n\n".repeat(400);
    let text = format!(
        "[down](#far-away) [beside](other.md) note[^n]\n\n{filler}## Far away\n\n{filler}[^n]: Said.\n"
    );
    let workbench = Workbench::open(Chromium).await?;
    let other = workbench.file("other.md", "# Other\n")?;
    workbench.add(&[other]).await?;
    writing::open(&workbench, "note.md", &text).await?;
    workbench.browser.wait_for("document.querySelector(\".prose [data-to='far-away']\")").await?;
    workbench.browser.click(".prose [data-to='far-away']").await?;
    let visible = |selector: &str| {
        format!(
            "(() => {{ const found = document.querySelector('{selector}'); if (!found) return false; const box = found.getBoundingClientRect(), pane = document.querySelector('#preview').getBoundingClientRect(); return box.top >= pane.top - 5 && box.top < pane.bottom }})()"
        )
    };
    workbench.browser.wait_for(&visible(".prose h2")).await?;
    // The source came along.
    workbench
        .browser
        .wait_for("(() => { const box = document.querySelector('#source').getBoundingClientRect(); const found = document.caretPositionFromPoint(box.left + 70, box.top + 40); return found?.offsetNode.textContent.includes('## Far away') })()")
        .await?;
    workbench.browser.js::<()>("document.querySelector('#preview').scrollTop = 0", ()).await?;
    workbench.browser.wait_for("document.querySelector('.prose [data-beside]')").await?;
    workbench.browser.click(".prose [data-to='^1']").await?;
    workbench.browser.wait_for(&visible(".prose .note")).await?;
    workbench.browser.js::<()>("document.querySelector('#preview').scrollTop = 0", ()).await?;
    workbench.browser.wait_for("document.querySelector('.prose [data-beside]')").await?;
    workbench.browser.click(".prose [data-beside]").await?;
    workbench.browser.wait_for("document.querySelector('#view-title')?.textContent === 'other.md'").await?;
    shows(&workbench, "h1", "Other").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_word_is_found_in_all_texts_and_leads_into_its_own() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let note = workbench.file("note.md", format!("{}A *Needle* here.\n", "Hay.\n\n".repeat(300)))?;
    let list = workbench.file("list.txt", "hay\nneedles and needles\n")?;
    workbench.add(&[note, list]).await?;
    workbench.browser.press(&["Control+Shift+F"]).await?;
    workbench.browser.wait_for("document.activeElement?.id === 'seek-all'").await?;
    workbench.browser.write("needle").await?;
    workbench.browser.wait_for("document.querySelectorAll('.seek-group .hit mark').length === 2").await?;
    let numbers: Vec<String> = workbench
        .browser
        .js("return [...document.querySelectorAll('.seek-group .hit .numbers')].map((one) => one.textContent)", ())
        .await?;
    assert_eq!(numbers, ["601", "2"]);
    workbench.browser.click(".seek-group .hit").await?;
    workbench.browser.wait_for("document.querySelector('.writer')?.dataset.state === 'open' && getSelection().toString() === 'Needle'").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn what_is_written_survives_a_reload() -> Result<()> {
    let workbench = opened("note.md", "# Draft\n").await?;
    workbench.browser.press(&["Control+End"]).await?;
    writing::write(&workbench, "kept").await?;
    workbench.browser.wait_for("document.querySelector('#writer-kept').dataset.kept === 'true'").await?;
    workbench.kept().await?;
    workbench.browser.reload().await?;
    shows(&workbench, "p", "kept").await?;
    // The last letters, too, which there was no time to keep.
    writing::write(&workbench, " and more").await?;
    workbench.browser.reload().await?;
    shows(&workbench, "p", "kept and more").await?;
    assert_eq!(saved(&workbench, "note.md").await?, "# Draft\nkept and more");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_new_text_is_begun_without_a_file() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.browser.click("#new-text").await?;
    workbench.browser.wait_for("document.activeElement?.id === 'source'").await?;
    writing::write(&workbench, "# Hello").await?;
    shows(&workbench, "h1", "Hello").await?;
    assert_eq!(saved(&workbench, "Untitled.md").await?, "# Hello");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_megabyte_is_written_without_a_wait() -> Result<()> {
    let text = writing::long(1_000_000);
    let workbench = opened("long.md", &text).await?;
    workbench.browser.wait_for(&format!("{PROSE}.querySelector('h1')")).await?;
    writing::to_line(&workbench, 9_000).await?;
    let mut times = writing::keystrokes(&workbench, 12).await?;
    times.sort_by(f64::total_cmp);
    println!("keystroke to preview at 1 MB, ms: {times:?}");
    // The bench tells how fast it is; here, on a machine that does other things, only that it does not wait.
    let middle = times[times.len() / 2];
    ensure!(middle < 250.0, "a keystroke takes {middle} ms");
    // Far less than the document is built.
    let built: usize =
        workbench.browser.js("return document.querySelectorAll('.prose .piece').length", ()).await?;
    ensure!((1..1_000).contains(&built), "{built} pieces are built");
    workbench.browser.press(&["Control+End"]).await?;
    writing::write(&workbench, "\n\nThe *end*.").await?;
    shows(&workbench, "em", "end").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn source_and_preview_scroll_together() -> Result<()> {
    let workbench = opened("long.md", &writing::long(200_000)).await?;
    workbench.browser.wait_for(&format!("{PROSE}.querySelector('h1')")).await?;
    let heading = |pane: &str| {
        format!(
            "(() => {{ const pane = document.querySelector('{pane}').getBoundingClientRect(); for (const one of document.querySelectorAll('.prose h1')) {{ const box = one.getBoundingClientRect(); if (box.bottom > pane.top) return one.textContent }} }})()"
        )
    };
    workbench
        .browser
        .js::<()>("const source = document.querySelector('#source'); source.dispatchEvent(new WheelEvent('wheel')); source.scrollTop = source.scrollHeight / 2", ())
        .await?;
    workbench.browser.wait_for("document.querySelector('#preview').scrollTop > 2000").await?;
    // What stands at the top of the source is near the top of the preview.
    let near = format!(
        "(() => {{ const box = document.querySelector('#source').getBoundingClientRect(); const found = document.caretPositionFromPoint(box.left + 70, box.top + 30); const text = found.offsetNode.textContent; const before = text.slice(0, found.offset).match(/Heading \\d+/g)?.at(-1); const number = (word) => Number(word?.match(/\\d+/)); return !before || Math.abs(number(before) - number({})) <= 1 }})()",
        heading("#preview")
    );
    workbench.browser.wait_for(&near).await?;
    workbench
        .browser
        .js::<()>("const preview = document.querySelector('#preview'); preview.dispatchEvent(new WheelEvent('wheel')); preview.scrollTop = 0", ())
        .await?;
    workbench.browser.wait_for("document.querySelector('#source').scrollTop === 0").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn what_is_no_text_says_so() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let file = workbench.file("picture.md", [0u8; 400])?;
    workbench.add(&[file]).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for("document.querySelector('.writer .problem')").await?;
    let told: String =
        workbench.browser.js("return document.querySelector('.writer .problem p').textContent", ()).await?;
    assert_eq!(
        told,
        "picture.md is no text: it has bytes in it that no letter is written with. Give it the ending of what it is and open it again."
    );
    workbench.no_errors().await
}

#[tokio::test]
async fn a_narrow_screen_shows_one_pane_and_a_switch() -> Result<()> {
    let workbench = opened("note.md", "# Title\n\nwords\n").await?;
    shows(&workbench, "h1", "Title").await?;
    workbench.browser.set_viewport(320, 640).await?;
    let visible =
        |selector: &str| format!("document.querySelector('{selector}').getClientRects().length > 0");
    workbench.browser.wait_for(&format!("{} && !({})", visible("#source"), visible("#preview"))).await?;
    workbench.browser.click("label.show-preview").await?;
    workbench.browser.wait_for(&format!("{} && !({})", visible("#preview"), visible("#source"))).await?;
    let wide: bool =
        workbench.browser.js("return document.documentElement.scrollWidth > window.innerWidth", ()).await?;
    ensure!(!wide, "the page is wider than the screen");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_screen_reader_finds_its_way_through_a_text() -> Result<()> {
    let text = "# Title\n\n- [x] done\n\n```rust\nfn main() {} // x\n```\n\n| a |\n|---|\n| ![p](x.png) |\n\n[l](https://a.example) n[^1]\n\n[^1]: Note.\n";
    let workbench = opened("note.md", text).await?;
    shows(&workbench, "h1", "Title").await?;
    tests::flows::passes_axe(&workbench, "a text").await?;
    workbench.browser.set_dark(true).await?;
    tests::flows::passes_axe(&workbench, "a text in the dark").await
}

#[tokio::test]
async fn a_script_makes_pages_and_hears_what_is_wrong_through_nearside_js() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let body = r##"
        const { connect } = await import(new URL("nearside.js", document.baseURI));
        const near = await connect();
        const file = () => new File(["# Hello\n\n<b>x</b>"], "note.md");
        const pressed = await near.call("press/pdf", { paper: { sheet: "letter" } }, [file()]);
        const [page] = await near.call("markdown/html", { page: { title: "T" } }, [file()]);
        const html = await page.text();
        const edits = [{ at: 2, removed: 5, inserted: "Bye" }];
        const news = (await near.call("markdown/change", { edits, since: 0, most: 9 }, [file()])).value;
        const wrong = { edits: [{ at: 99, removed: 0, inserted: "" }], since: 0, most: 1 };
        const told = await near.call("markdown/change", wrong, [file()]).catch((error) => error.message);
        return [pressed[0].name, await pressed[0].slice(0, 5).text(), pressed.value[1].pages,
            html.includes("<title>T</title>") && !html.includes("<b>"), JSON.stringify(news.blocks[0]), told];"##;
    let (name, head, pages, safe, blocks, told): (String, String, u32, bool, String, String) =
        workbench.browser.js(body, ()).await?;
    assert_eq!((name.as_str(), head.as_str(), pages, safe), ("note.pdf", "%PDF-", 1, true));
    ensure!(blocks.contains("Bye") && !blocks.contains("Hello"), "{blocks}");
    ensure!(told.ends_with("count its place in bytes of UTF-8."), "{told}");
    workbench.no_errors().await
}
