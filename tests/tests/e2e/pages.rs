//! Documents made of documents, in the app: what a person arranges is what other programs read.

use std::path::Path;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nearside_testing::Engine::Chromium;
use tests::Workbench;
use tests::flows::passes_axe;
use tests::paper::Paper;
use tests::pictures::Picture;
use tests::readers::told;

/// Opens the app with these documents and goes to their pages.
async fn board(papers: &[(&str, Paper)], pages: usize) -> Result<Workbench> {
    let workbench = Workbench::open(Chromium).await?;
    let files = papers.iter().map(|(name, paper)| workbench.file(name, paper.pdf()));
    workbench.add(&files.collect::<Result<Vec<_>>>()?).await?;
    workbench.browser.click("#arrange").await?;
    cards(&workbench, pages).await?;
    Ok(workbench)
}

/// Waits until so many pages are there.
async fn cards(workbench: &Workbench, count: usize) -> Result<()> {
    let words = if count == 1 { "1 page".into() } else { format!("{count} pages") };
    let test = format!("document.querySelector('#pages-count')?.textContent === '{words}'");
    workbench.browser.wait_for(&test).await.map(drop)
}

/// Saves the new document and waits for it.
async fn saved(workbench: &Workbench, name: &str) -> Result<std::path::PathBuf> {
    workbench.browser.click("#pages-save").await?;
    workbench.browser.download(name).await
}

/// The headings of the pages, in their order, by a reader that is not ours.
fn headings(file: &Path) -> Result<Vec<String>> {
    told("qpdf", &["--check"], file)?;
    let text = told("pdftotext", &["-layout"], file)?;
    let heading =
        |page: &str| page.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned();
    Ok(text.trim_end_matches('\u{c}').split('\u{c}').map(heading).collect())
}

async fn focus(workbench: &Workbench) -> Result<()> {
    workbench.browser.js("document.querySelector('#cards').focus()", ()).await
}

#[tokio::test]
async fn two_documents_become_one_in_the_order_that_a_person_makes() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(3)), ("b.pdf", Paper::of(2).line(1, "of b"))], 5).await?;
    focus(&workbench).await?;
    // The first page two places on; the second one of what is now there is turned; the last one goes.
    workbench.browser.press(&["Home", "Alt+ArrowRight", "Alt+ArrowRight", "End", "Delete"]).await?;
    cards(&workbench, 4).await?;
    let made = saved(&workbench, "a-merged.pdf").await?;
    assert_eq!(headings(&made)?, ["Page 2", "Page 3", "Page 1", "Page 1"]);
    assert!(told("pdftotext", &["-f", "4", "-l", "4"], &made)?.contains("of b"));
    workbench.no_errors().await
}

#[tokio::test]
async fn a_page_is_dragged_to_its_place_and_undo_puts_it_back() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(3))], 3).await?;
    let drag = "
        const box = (id) => document.getElementById(id).getBoundingClientRect();
        const cards = document.querySelector('#cards');
        const [from, to] = [box('card-0'), box('card-2')];
        const at = (kind, x, y) => cards.dispatchEvent(new PointerEvent(kind, { clientX: x, clientY: y, pointerId: 1, bubbles: true }));
        at('pointerdown', from.x + 60, from.y + 60);
        at('pointermove', from.x + 90, from.y + 60);
        at('pointermove', to.right - 10, to.y + 60);
        at('pointerup', to.right - 10, to.y + 60);";
    workbench.browser.js::<()>(drag, ()).await?;
    let first = "document.querySelector('#card-0').getAttribute('aria-label')";
    workbench.browser.wait_for(&format!("{first} === '1: a.pdf, page 2'")).await?;
    let made = saved(&workbench, "a.pdf").await?;
    assert_eq!(headings(&made)?, ["Page 2", "Page 3", "Page 1"]);
    workbench.browser.click("#pages-undo").await?;
    workbench.browser.wait_for(&format!("{first} === '1: a.pdf, page 1'")).await.map(drop)
}

#[tokio::test]
async fn numbers_a_watermark_and_a_password_are_put_on() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(2))], 2).await?;
    workbench.choose("#pages-numbers", "bottom").await?;
    workbench.browser.click("#pages-watermark").await?;
    workbench.browser.write("SECRET").await?;
    workbench.browser.click("details:has(#pages-password) summary").await?;
    workbench.browser.click("#pages-password").await?;
    workbench.browser.write("swordfish").await?;
    let made = saved(&workbench, "a.pdf").await?;
    assert!(told("pdftotext", &[], &made).is_err(), "it opens without the password");
    // Letters that climb across a page are words of their own to other readers.
    let text: String = told("pdftotext", &["-upw", "swordfish"], &made)?.split_whitespace().collect();
    assert!(text.contains("1/2") && text.contains("2/2") && text.matches("SECRET").count() == 2, "{text}");
    workbench.no_errors().await
}

#[tokio::test]
async fn edges_are_cut_off_and_the_cards_show_it() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(1))], 1).await?;
    let first = saved(&workbench, "a.pdf").await?;
    let whole = told("pdfinfo", &[], &first)?;
    std::fs::remove_file(first)?;
    let script = "
        const field = document.querySelector('#pages-crop-left');
        field.value = '25.4';
        field.dispatchEvent(new Event('change', { bubbles: true }))";
    workbench.browser.js::<()>(script, ()).await?;
    workbench.browser.wait_for("document.querySelector('#card-0 .card-kept')").await?;
    let width = |told: &str| -> Option<f64> {
        told.lines().find_map(|line| line.strip_prefix("Page size:"))?.split_whitespace().next()?.parse().ok()
    };
    let cut = told("pdfinfo", &[], &saved(&workbench, "a.pdf").await?)?;
    assert_eq!(width(&cut), width(&whole).map(|width| width - 72.0));
    workbench.no_errors().await
}

#[tokio::test]
async fn who_leaves_the_board_finds_it_as_it_was() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(2)), ("b.pdf", Paper::of(1))], 3).await?;
    workbench.choose("#pages-numbers", "bottom").await?;
    focus(&workbench).await?;
    workbench.browser.press(&["Home", "Alt+ArrowRight"]).await?;
    // What is being made goes on without the board.
    workbench.browser.click("#pages-each").await?;
    workbench.browser.click("#back").await?;
    workbench.browser.wait_for("!document.querySelector('#cards')").await?;
    workbench.browser.download("a.zip").await?;
    let later = workbench.file("c.pdf", Paper::of(2).pdf())?;
    workbench.add(&[later]).await?;
    workbench.browser.click("#arrange").await?;
    // The page that was moved is still chosen.
    let count = "document.querySelector('#pages-count')?.textContent === '1 of 5 pages selected'";
    workbench.browser.wait_for(count).await?;
    workbench.browser.wait_for("document.querySelector('#pages-numbers').value === 'bottom'").await?;
    let first = "document.querySelector('#card-0').getAttribute('aria-label')";
    workbench.browser.wait_for(&format!("{first} === '1: a.pdf, page 2'")).await?;
    workbench.browser.click("#pages-undo").await?;
    workbench.browser.wait_for(&format!("{first} === '1: a.pdf, page 1'")).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_recipe_is_there_for_every_other_document() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(1)), ("b.pdf", Paper::of(2))], 3).await?;
    workbench.choose("#pages-numbers", "bottom").await?;
    workbench.browser.click("#pages-foot").await?;
    workbench.browser.write("Draft").await?;
    workbench.browser.click("details:has(#pages-recipe-name) summary").await?;
    workbench.browser.click("#pages-recipe-name").await?;
    workbench.browser.write("For review").await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench.browser.wait_for("document.querySelector('.recipe[aria-pressed=true]')").await?;
    passes_axe(&workbench, "recipes of documents").await?;
    workbench.browser.click("#back").await?;
    workbench.browser.wait_for("document.querySelector('li.file')").await?;
    workbench.reload().await?;
    workbench.browser.click("#arrange").await?;
    cards(&workbench, 3).await?;
    workbench.browser.click(".recipe[aria-pressed=false]").await?;
    workbench.browser.wait_for("document.querySelector('#pages-foot').value === 'Draft'").await?;
    workbench.browser.click("#pages-each").await?;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(workbench.browser.download("a.zip").await?)?)?;
    let part = workbench.folder.path().join("part.pdf");
    for (name, count) in [("a.pdf", 1), ("b.pdf", 2)] {
        std::io::copy(&mut zip.by_name(name)?, &mut std::fs::File::create(&part)?)?;
        let text: String = told("pdftotext", &[], &part)?.split_whitespace().collect();
        assert!(text.contains(&format!("{count}/{count}")) && text.contains("Draft"), "{name}: {text}");
    }
    workbench.no_errors().await
}

#[tokio::test]
async fn each_document_by_itself_gets_numbers() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(1)), ("b.pdf", Paper::of(2))], 3).await?;
    workbench.choose("#pages-numbers", "bottom").await?;
    workbench.browser.click("#pages-each").await?;
    let zip = workbench.browser.download("a.zip").await?;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(zip)?)?;
    let part = workbench.folder.path().join("part.pdf");
    for (name, count) in [("a.pdf", 1), ("b.pdf", 2)] {
        std::io::copy(&mut zip.by_name(name)?, &mut std::fs::File::create(&part)?)?;
        let text: String = told("pdftotext", &[], &part)?.split_whitespace().collect();
        assert!(text.contains(&format!("{count}/{count}")), "{name}: {text}");
    }
    workbench.no_errors().await
}

#[tokio::test]
async fn a_document_is_split_into_a_zip() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(3))], 3).await?;
    workbench.browser.click("details:has(#pages-cut) summary").await?;
    workbench.browser.click("#pages-split").await?;
    let zip = workbench.browser.download("a.zip").await?;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(zip)?)?;
    let mut names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    names.sort();
    assert_eq!(names, ["a 1.pdf", "a 2.pdf", "a 3.pdf"]);
    let part = workbench.folder.path().join("part.pdf");
    std::io::copy(&mut zip.by_name("a 2.pdf")?, &mut std::fs::File::create(&part)?)?;
    assert_eq!(headings(&part)?, ["Page 2"]);
    workbench.no_errors().await
}

#[tokio::test]
async fn a_document_is_split_by_ranges() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(5))], 5).await?;
    workbench.palette("split").await?;
    workbench.browser.wait_for("document.activeElement.id === 'pages-cut'").await?;
    workbench.choose("#pages-cut", "ranges").await?;
    workbench.browser.click("#pages-ranges").await?;
    workbench.browser.write("1-3, 9").await?;
    workbench.browser.click("#pages-split").await?;
    workbench
        .browser
        .wait_for("document.querySelector('.panel-foot [role=alert]')?.innerText.includes('between 1 and 5')")
        .await?;
    workbench.browser.js::<()>("document.querySelector('#pages-ranges').select()", ()).await?;
    workbench.browser.write("1-3, 5").await?;
    workbench.browser.click("#pages-split").await?;
    let zip = workbench.browser.download("a.zip").await?;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(zip)?)?;
    let part = workbench.folder.path().join("part.pdf");
    for (name, pages) in [("a 1.pdf", &["Page 1", "Page 2", "Page 3"][..]), ("a 2.pdf", &["Page 5"])] {
        std::io::copy(&mut zip.by_name(name)?, &mut std::fs::File::create(&part)?)?;
        assert_eq!(headings(&part)?, pages);
    }
    workbench.no_errors().await
}

#[tokio::test]
async fn a_blank_page_is_put_in() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(2))], 2).await?;
    focus(&workbench).await?;
    workbench.browser.press(&["Home", "b"]).await?;
    workbench.browser.wait_for("document.querySelector('#card-2')").await?;
    let label = "document.querySelector('#card-1').getAttribute('aria-label') === '2: blank page'";
    workbench.browser.wait_for(label).await?;
    let made = saved(&workbench, "a.pdf").await?;
    assert_eq!(headings(&made)?, ["Page 1", "", "Page 2"]);
    workbench.no_errors().await
}

#[tokio::test]
async fn every_verb_is_found_by_its_name() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(1))], 1).await?;
    for (word, field) in [
        ("decrypt", "pages-decrypt"),
        ("repair", "pages-repair"),
        ("compress", "pages-smaller"),
        ("n-up", "pages-sheet"),
        ("watermark", "pages-watermark"),
        ("header", "pages-head"),
        ("metadata", "pages-title"),
        ("encrypt", "pages-password"),
        ("flatten", "pages-flatten"),
        ("crop", "pages-crop-left"),
    ] {
        workbench.palette(word).await?;
        workbench.browser.wait_for(&format!("document.activeElement.id === '{field}'")).await?;
    }
    workbench.no_errors().await
}

#[tokio::test]
async fn locks_are_taken_off_and_damaged_files_repaired() -> Result<()> {
    let damaged = {
        let whole = Paper::of(2).pdf();
        let end = whole.windows(5).rposition(|part| part == b"xref\n").unwrap_or(whole.len());
        whole[..end].to_vec()
    };
    let workbench = Workbench::open(Chromium).await?;
    let files = [
        workbench.file("locked.pdf", Paper::of(1).locked("fish").pdf())?,
        workbench.file("damaged.pdf", damaged)?,
    ];
    workbench.add(&files).await?;
    workbench.browser.click("#arrange").await?;
    workbench.browser.wait_for("document.querySelector('.sources input')").await?;
    workbench.browser.click(".sources input").await?;
    workbench.browser.write("fish").await?;
    workbench.browser.press(&["Enter"]).await?;
    cards(&workbench, 3).await?;
    workbench.palette("decrypt").await?;
    workbench.browser.wait_for("document.activeElement.id === 'pages-decrypt'").await?;
    workbench.browser.press(&["Enter"]).await?;
    let open = workbench.browser.download("locked-unlocked.pdf").await?;
    assert_eq!(headings(&open)?, ["Page 1"]);
    // The other one has no lock, which is told.
    let told =
        "document.querySelector('.panel-foot [role=alert]')?.innerText.includes('damaged.pdf is not locked')";
    workbench.browser.wait_for(told).await?;
    workbench.browser.click("#pages-repair").await?;
    let zip = workbench.browser.download("locked.zip").await?;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(zip)?)?;
    let part = workbench.folder.path().join("part.pdf");
    std::io::copy(&mut zip.by_name("damaged-repaired.pdf")?, &mut std::fs::File::create(&part)?)?;
    assert_eq!(headings(&part)?, ["Page 1", "Page 2"]);
    workbench.browser.wait_for("document.body.innerText.includes('1 of 2 files were damaged')").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_locked_document_asks_for_its_password_and_joins() -> Result<()> {
    let workbench =
        board(&[("open.pdf", Paper::of(1)), ("locked.pdf", Paper::of(2).locked("fish"))], 1).await?;
    workbench.browser.wait_for("document.querySelector('.sources input')").await?;
    workbench.browser.click(".sources input").await?;
    workbench.browser.write("wrong").await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench.browser.wait_for("document.querySelector('.sources .bad')").await?;
    workbench.browser.click(".sources input").await?;
    workbench.browser.write("fish").await?;
    workbench.browser.press(&["Enter"]).await?;
    cards(&workbench, 3).await?;
    let made = saved(&workbench, "open-merged.pdf").await?;
    assert_eq!(headings(&made)?, ["Page 1", "Page 1", "Page 2"]);
    workbench.no_errors().await
}

#[tokio::test]
async fn the_new_document_is_opened_beside_the_others() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(2))], 2).await?;
    workbench.browser.click("#pages-open").await?;
    workbench.browser.wait_for("document.querySelectorAll('li.file').length === 2").await?;
    workbench
        .browser
        .wait_for(
            "[...document.querySelectorAll('li.file')].every((row) => row.innerText.includes('2 pages'))",
        )
        .await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_script_does_the_same_through_nearside_js() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let body = r#"
        const file = new File([Uint8Array.from(atob(args), (letter) => letter.charCodeAt(0))], "a.pdf");
        const { connect } = await import(new URL("nearside.js", document.baseURI));
        const near = await connect();
        const pages = [{ page: { file: 0, page: 1 } }, { page: { file: 0, page: 0, turn: 1 } }];
        const [made] = await near.call("pages/arrange", { passwords: [], plan: { pages } }, [file]);
        const about = (await near.call("document/open", { password: "" }, [made])).value;
        const words = (await near.call("document/text", { password: "", page: 0 }, [made])).value;
        const refused = await near.call("pages/decrypt", { password: "" }, [file]).catch((error) => error.message);
        const repaired = await near.call("pages/repair", { password: "" }, [made]);
        const words_of = words.runs.slice(0, 2).map((run) => run.text).join(" ");
        return [about.pages, about.sizes[1].width, words_of, refused, JSON.stringify(repaired.value)];"#;
    let paper = STANDARD.encode(Paper::of(2).pdf());
    let told: (u32, f64, String, String, String) = workbench.browser.js(body, paper).await?;
    assert_eq!((told.0, told.1, told.2.as_str()), (2, 842.0, "Page 2"));
    assert!(told.3.contains("a.pdf is not locked"), "{told:?}");
    assert!(told.4.contains("\"pages\":2") && told.4.contains("\"damaged\":false"), "{told:?}");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_screen_reader_finds_its_way_across_the_board() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(4))], 4).await?;
    passes_axe(&workbench, "the board").await
}

#[tokio::test]
async fn pictures_become_a_document_on_the_paper_that_is_chosen() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let wide = workbench.file("wide.png", Picture::gradient(300, 100, 1).png()?)?;
    let high = workbench.file("high.png", Picture::gradient(96, 192, 2).png()?)?;
    workbench.add(&[wide, high]).await?;
    workbench.browser.click("#album").await?;
    cards(&workbench, 2).await?;
    let name = "Document.pdf";
    let first = saved(&workbench, name).await?;
    let sizes = told("pdfinfo", &["-l", "2"], &first)?;
    assert!(sizes.contains("225 x 75 pts") && sizes.contains("72 x 144 pts"), "{sizes}");
    std::fs::remove_file(first)?;
    workbench.choose("#pages-paper", "a4").await?;
    workbench
        .browser
        .wait_for(
            "!document.querySelector('.sources') && document.querySelectorAll('#cards canvas').length === 2",
        )
        .await?;
    let second = saved(&workbench, name).await?;
    told("qpdf", &["--check"], &second)?;
    let sizes = told("pdfinfo", &["-l", "2"], &second)?;
    assert!(sizes.contains("841.89 x 595.276 pts") && sizes.contains("595.276 x 841.89 pts"), "{sizes}");
    workbench.no_errors().await
}

#[tokio::test]
async fn pages_are_saved_as_pictures() -> Result<()> {
    let workbench = board(&[("a.pdf", Paper::of(2))], 2).await?;
    workbench.browser.click("details:has(#pages-pictures) summary").await?;
    workbench.browser.click("#pages-pictures").await?;
    let zip = workbench.browser.download("a.zip").await?;
    let zip = zip::ZipArchive::new(std::fs::File::open(zip)?)?;
    let names: Vec<_> = zip.file_names().filter(|name| name.ends_with(".png")).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    workbench.no_errors().await
}
