//! The library as a person uses it: keep, find, throw away, take back, copy to a bucket, and go on after a reload.

use std::io::{Read, Write};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use nearside::Job;
use nearside_testing::Engine::Chromium;
use nearside_testing::Proxy;
use nearside_testing::servers::{BUCKET, KEY, PASSWORD, Server};
use serde::de::DeserializeOwned;
use store::{Kind, Path, Place};
use tests::paper::Paper;
use tests::pictures::batch;
use tests::{Workbench, film, flows, writing};
use worker::store::{self as calls, Spot, at};

/// The Workbench with the library on view.
struct Shelf(Workbench);

impl Shelf {
    async fn open() -> Result<Shelf> {
        let shelf = Shelf(Workbench::open(Chromium).await?);
        flows::visit(&shelf.0, "library").await?;
        shelf.shows(&[]).await?;
        Ok(shelf)
    }

    /// Reloads the page, which shows the library again.
    async fn reload(&self) -> Result<()> {
        self.0.browser.reload().await?;
        self.0.browser.wait_for("window.nearside && document.querySelector('#shelf')").await.map(drop)
    }

    /// Puts files in with the picker.
    async fn keep(&self, files: &[(&str, &str)]) -> Result<()> {
        let files: Result<Vec<_>> = files.iter().map(|(name, text)| self.0.file(name, text)).collect();
        self.0.browser.upload("#open-files", &files?).await
    }

    /// Waits until the list shows these names, in this order.
    async fn shows(&self, names: &[&str]) -> Result<()> {
        let names = serde_json::to_string(names)?;
        let script = format!(
            "!document.querySelector('.said progress')
                && JSON.stringify([...document.querySelectorAll('.item .name')].map(name => name.textContent)) === JSON.stringify({names})"
        );
        self.0.browser.wait_for(&script).await.map(drop)
    }

    /// Writes into a field, whatever was in it.
    async fn fill(&self, field: &str, text: &str) -> Result<()> {
        self.0.browser.js::<()>("document.querySelector(args).select()", field).await?;
        self.0.browser.click(field).await?;
        self.0.browser.press(&["Control+a"]).await?;
        self.0.browser.write(text).await
    }

    /// Enters a bucket and asks to connect it.
    async fn connect(&self, bucket: &Proxy) -> Result<()> {
        self.0.browser.click("#connect").await?;
        self.0.browser.wait_for("document.activeElement.id === 'place-kind'").await?;
        for (field, text) in [
            ("#address", &*bucket.origin()),
            ("#bucket", BUCKET),
            ("#user", KEY),
            ("#secret", PASSWORD),
            ("#place-name", "Films"),
        ] {
            self.fill(field, text).await?;
        }
        self.0.browser.press(&["Enter"]).await
    }

    async fn run<T: DeserializeOwned>(&self, job: Job<T>) -> Result<T> {
        job.on(self.0.browser.page()).await.map_err(|error| anyhow!("{error}"))
    }

    /// Names and sizes of what is in the place "Films", as the bucket lists them.
    async fn in_films(&self) -> Result<Vec<(String, u64)>> {
        let places = self.run(calls::places()).await?;
        let place =
            places.into_iter().find(|place| place.name == "Films").context("no place has this name")?;
        let top = Spot { place: place.clone(), path: Path::root() };
        let page = self.run(at(&place, calls::list(top, None))).await?;
        Ok(page.entries.into_iter().map(|entry| (entry.path.to_string(), entry.size)).collect())
    }

    /// Asks for copies of everything on view in the place "Films".
    async fn copy_all(&self) -> Result<()> {
        self.0.browser.click("#shelf").await?;
        self.0.browser.press(&["Control+a", "c"]).await?;
        let script = "[...document.querySelectorAll('#to-place option')].find(option => option.textContent === 'Films')?.value";
        let films = self.0.browser.wait_for(script).await?;
        self.0.choose("#to-place", films.as_str().context("no place has this name")?).await?;
        self.0.browser.click("dialog[open] button.primary").await
    }
}

#[tokio::test]
async fn results_are_kept_and_come_back_from_the_trash() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.add(&batch(workbench.folder.path(), 2, 320, 200)?).await?;
    let names = workbench.names().await?;
    workbench.convert().await?;
    workbench.settled().await?;
    workbench.browser.click("#keep").await?;
    workbench.browser.wait_for("document.querySelector('.transfers [data-stage=done]')").await?;
    flows::visit(&workbench, "library").await?;
    let shelf = Shelf(workbench);
    let kept: Vec<String> =
        names.iter().map(|name| format!("{}.jpg", name.rsplit_once('.').map_or("", |cut| cut.0))).collect();
    let [first, second] = kept.as_slice() else { return Err(anyhow!("two were opened, not {names:?}")) };
    shelf.shows(&[first, second]).await?;
    shelf.reload().await?;
    shelf.shows(&[first, second]).await?;

    shelf.0.browser.click("#item-0").await?;
    shelf.0.browser.press(&["Delete"]).await?;
    shelf.shows(&[second]).await?;
    shelf.0.browser.click(".toast .strong").await?;
    shelf.shows(&[first, second]).await?;
    shelf.0.browser.click("#item-1").await?;
    shelf.0.browser.press(&["Delete"]).await?;
    shelf.shows(&[first]).await?;
    shelf.0.browser.js::<()>("location.hash = '#/library/trash'", ()).await?;
    shelf.shows(&[second]).await?;
    shelf.0.browser.click("#item-0").await?;
    shelf.0.palette("put back").await?;
    shelf.shows(&[]).await?;
    shelf.0.browser.js::<()>("location.hash = '#/library'", ()).await?;
    shelf.shows(&[first, second]).await?;
    shelf.0.no_errors().await
}

#[tokio::test]
async fn everything_can_be_done_with_keys() -> Result<()> {
    let shelf = Shelf(Workbench::open(Chromium).await?);
    shelf.0.palette("library").await?;
    shelf.0.browser.wait_for("location.hash === '#/library' && document.querySelector('#shelf')").await?;
    shelf.keep(&[("report 10.txt", "ten"), ("report 9.txt", "nine"), ("song.mp3", "la")]).await?;
    shelf.shows(&["report 9.txt", "report 10.txt", "song.mp3"]).await?;
    // To the list with Tab alone.
    for step in 0.. {
        ensure!(step < 60, "Tab never comes to the list");
        shelf.0.browser.press(&["Tab"]).await?;
        if shelf.0.browser.js("return document.activeElement.id === 'shelf'", ()).await? {
            break;
        }
    }
    shelf.0.browser.press(&["ArrowDown", "ArrowDown", "F2"]).await?;
    shelf.0.browser.wait_for("document.querySelector('#new-name')?.value === 'report 10.txt'").await?;
    shelf.fill("#new-name", "annual.txt").await?;
    shelf.0.browser.press(&["Enter"]).await?;
    shelf.shows(&["annual.txt", "report 9.txt", "song.mp3"]).await?;
    shelf.0.browser.press(&["Control+a", "Delete"]).await?;
    shelf.shows(&[]).await?;
    shelf.0.browser.press(&["Control+z"]).await?;
    shelf.shows(&["annual.txt", "report 9.txt", "song.mp3"]).await?;
    shelf.0.browser.press(&["/"]).await?;
    shelf.0.browser.write("9 rep").await?;
    shelf.shows(&["report 9.txt"]).await?;
    // From the field to the list, and the only file there opens on the desk.
    shelf.0.browser.press(&["ArrowDown"]).await?;
    shelf.0.browser.wait_for("document.activeElement.id === 'shelf'").await?;
    shelf.0.browser.press(&["ArrowDown", "Enter"]).await?;
    shelf
        .0
        .browser
        .wait_for("document.querySelector('li.file .name')?.textContent === 'report 9.txt'")
        .await?;
    shelf.0.no_errors().await
}

#[tokio::test]
async fn a_name_that_no_disk_takes_is_refused_with_a_sentence() -> Result<()> {
    let shelf = Shelf::open().await?;
    shelf.keep(&[("notes.md", "a thought")]).await?;
    shelf.shows(&["notes.md"]).await?;
    shelf.0.browser.click("#item-0").await?;
    shelf.0.browser.press(&["F2"]).await?;
    // What is written first replaces the name and leaves the ending.
    let stem = "(() => { const field = document.querySelector('#new-name');
        return field?.selectionStart === 0 && field.selectionEnd === 5; })()";
    shelf.0.browser.wait_for(stem).await?;
    for (name, word) in [("bad/name.md", "slash"), ("na:me?.md", "disks"), ("con.md", "Windows")] {
        shelf.fill("#new-name", name).await?;
        shelf.0.browser.press(&["Enter"]).await?;
        let told = format!("document.querySelector('#name-refused')?.textContent.includes('{word}')");
        shelf.0.browser.wait_for(&told).await?;
    }
    shelf.fill("#new-name", "thoughts.md").await?;
    shelf.0.browser.press(&["Enter"]).await?;
    shelf.shows(&["thoughts.md"]).await?;
    shelf.0.no_errors().await
}

/// Has the page take a file of this name, as from its picker; disks of this machine do not take all of them.
const PICK: &str = "const load = new DataTransfer(), input = document.querySelector('#open-files');
    load.items.add(new File(['x'], args));
    input.files = load.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));";

#[tokio::test]
async fn names_are_found_however_they_are_spelt_and_none_is_lost() -> Result<()> {
    let shelf = Shelf::open().await?;
    // As a Mac names it: with the dots as a sign of their own.
    for name in ["Mu\u{308}ller.txt", "oak.txt"] {
        shelf.0.browser.js::<()>(PICK, name).await?;
    }
    shelf.shows(&["Mu\u{308}ller.txt", "oak.txt"]).await?;
    shelf.0.browser.press(&["/"]).await?;
    shelf.0.browser.write("m\u{fc}ller").await?;
    shelf.shows(&["Mu\u{308}ller.txt"]).await?;
    shelf.fill("#seek", "oak").await?;
    shelf.shows(&["oak.txt"]).await?;
    // No place takes a line break in a name, and the file is there all the same.
    shelf.0.browser.js::<()>(PICK, "two\nlines.oak").await?;
    shelf.shows(&["oak.txt", "two_lines.oak"]).await?;
    // A list that does not show all says so.
    let many = "const files = Array.from({ length: args }, (_, n) => new File(['x'], `oak ${n}`));
        window.many = undefined;
        const folder = { place: { id: 'browser', name: '', kind: 'browser', origin: null, can: {}, sealed: '', vault: null, private: false }, path: 'many' };
        const all = { folder, files: files.map((_, $file) => ({ $file })), when: 'new' };
        nearside.call('store/write_all', all, files).then(() => window.many = 'there');";
    shelf.0.browser.js::<()>(many, calls::FOUND).await?;
    shelf.0.browser.wait_within("window.many", Duration::from_secs(120)).await?;
    shelf.fill("#seek", "oak ").await?;
    let told = "document.querySelector('.shelf-tools p').textContent.includes('there are more')";
    shelf.0.browser.wait_for(told).await?;
    shelf.0.no_errors().await
}

#[tokio::test]
async fn a_folder_is_made_filled_and_renamed() -> Result<()> {
    let shelf = Shelf::open().await?;
    shelf.keep(&[("map.txt", "three steps north")]).await?;
    shelf.shows(&["map.txt"]).await?;
    let named = async |name: &str| {
        shelf.0.browser.wait_for("document.activeElement.id === 'new-name'").await?;
        shelf.fill("#new-name", name).await?;
        shelf.0.browser.press(&["Enter"]).await
    };
    // An empty one opens, and what is put in it makes it last.
    shelf.0.browser.click("#new-folder").await?;
    named("Rome").await?;
    shelf.0.browser.wait_for("document.querySelector('h1')?.textContent === 'Rome'").await?;
    shelf.shows(&[]).await?;
    shelf.keep(&[("forum.txt", "ruins")]).await?;
    shelf.shows(&["forum.txt"]).await?;
    shelf.0.browser.js::<()>("location.hash = '#/library'", ()).await?;
    shelf.shows(&["Rome", "map.txt"]).await?;
    shelf.0.browser.click("#item-0").await?;
    shelf.0.browser.press(&["F2"]).await?;
    named("Paris").await?;
    shelf.shows(&["Paris", "map.txt"]).await?;
    // What is chosen moves into a new one.
    shelf.0.browser.click("#item-1").await?;
    shelf.0.browser.click("#new-folder").await?;
    named("Maps").await?;
    shelf.shows(&["Maps", "Paris"]).await?;
    shelf.0.no_errors().await
}

#[tokio::test]
async fn a_name_that_is_kept_again_has_versions() -> Result<()> {
    let shelf = Shelf::open().await?;
    shelf.keep(&[("letter.txt", "first")]).await?;
    shelf.shows(&["letter.txt"]).await?;
    shelf.keep(&[("letter.txt", "the second one")]).await?;
    shelf.0.browser.wait_for("document.querySelector('.item .size')?.textContent.startsWith('14')").await?;
    shelf.0.browser.click("#item-0").await?;
    shelf.0.browser.press(&["v"]).await?;
    shelf.0.browser.wait_for("document.querySelectorAll('.versions li').length === 1").await?;
    shelf.0.browser.click(".versions button").await?;
    shelf.0.browser.wait_for("document.querySelector('.item .size')?.textContent.startsWith('5')").await?;
    shelf.0.no_errors().await
}

/// Has the page, and nothing else, believe that it is so many days later.
const LATER: &str = "
    const Real = Object.getPrototypeOf(Date) === Function.prototype ? Date : Object.getPrototypeOf(Date);
    globalThis.Date = class Later extends Real {
        constructor(...when) { when.length ? super(...when) : super(Real.now() + args * 86400000); }
    };";

#[tokio::test]
async fn files_are_found_by_their_date() -> Result<()> {
    let shelf = Shelf::open().await?;
    shelf.keep(&[("map.txt", "three steps north")]).await?;
    shelf.shows(&["map.txt"]).await?;
    shelf.0.browser.click("#item-0").await?;
    shelf.0.browser.click("#new-folder").await?;
    shelf.0.browser.wait_for("document.activeElement.id === 'new-name'").await?;
    shelf.fill("#new-name", "Rome").await?;
    shelf.0.browser.press(&["Enter"]).await?;
    shelf.shows(&["Rome"]).await?;
    shelf.keep(&[("notes.md", "a thought")]).await?;
    shelf.shows(&["Rome", "notes.md"]).await?;
    // Of the spans, in their order, those that both files fall into: they are sought in all folders, as words are.
    for (days, found) in [(0, "0123"), (3, "123"), (12, "23"), (400, "4")] {
        shelf.0.browser.js::<()>(LATER, days).await?;
        for span in ["0", "1", "2", "3", "4"] {
            // Whether it is another year by then is for the calendar to say.
            if (3..=12).contains(&days) && ["3", "4"].contains(&span) {
                continue;
            }
            shelf.0.choose("#span", span).await?;
            let names: &[&str] = if found.contains(span) { &["notes.md", "map.txt"] } else { &[] };
            shelf.shows(names).await.with_context(|| format!("span {span} after {days} days"))?;
        }
    }
    shelf.0.browser.press(&["/"]).await?;
    shelf.0.browser.write("rome").await?;
    shelf.shows(&["map.txt"]).await?;
    // Who goes somewhere sees everything there.
    shelf.0.browser.js::<()>("location.hash = '#/library/browser/Rome'", ()).await?;
    shelf.shows(&["map.txt"]).await?;
    shelf.0.browser.wait_for("document.querySelector('#span').value === ''").await?;
    shelf.0.no_errors().await
}

#[tokio::test]
async fn a_copy_in_a_bucket_is_a_backup_and_goes_on_after_a_reload() -> Result<()> {
    let (shelf, moto) = (Shelf::open().await?, Server::moto()?);
    let bucket = Proxy::before(&moto.origin())?;
    shelf.keep(&[("treasure.txt", "under the oak")]).await?;
    shelf.shows(&["treasure.txt"]).await?;
    // A bucket that does not let pages in is said to be one, with the rule to paste.
    shelf.connect(&bucket).await?;
    let rule: String = serde_json::from_value(
        shelf.0.browser.wait_for("document.querySelector('.fix pre')?.textContent").await?,
    )?;
    bucket.allow(&rule)?;
    shelf.0.browser.click("#connect-form button[type=submit]").await?;
    shelf.0.browser.wait_for("!document.querySelector('dialog[open]') && document.querySelector('h1')?.textContent === 'Films'").await?;
    shelf.shows(&[]).await?;

    flows::visit(&shelf.0, "library").await?;
    shelf.shows(&["treasure.txt"]).await?;
    shelf.copy_all().await?;
    shelf
        .0
        .browser
        .wait_for("document.querySelector('.item .safe')?.textContent.startsWith('Backed up to Films on ')")
        .await?;
    assert_eq!(shelf.in_films().await?, [("treasure.txt".to_owned(), 13)]);

    // What went there is no secret.
    flows::visit(&shelf.0, "network").await?;
    let claim = format!("document.querySelector('#net-claim')?.textContent.includes('{}')", bucket.origin());
    shelf.0.browser.wait_for(&claim).await?;
    flows::visit(&shelf.0, "library").await?;
    shelf.shows(&["treasure.txt"]).await?;

    // The bucket takes nothing while a copy is on its way: it is there after a reload, and arrives when the bucket is open.
    bucket.allow(&rule.replace("PUT", "PATCH"))?;
    shelf.keep(&[("map.txt", "three steps north")]).await?;
    shelf.shows(&["map.txt", "treasure.txt"]).await?;
    shelf.0.browser.press(&["/"]).await?;
    shelf.0.browser.write("map").await?;
    shelf.shows(&["map.txt"]).await?;
    shelf.copy_all().await?;
    shelf
        .0
        .browser
        .wait_within("document.querySelector('.transfers [data-stage=failed]')", Duration::from_secs(60))
        .await?;
    assert_eq!(shelf.run(calls::transfers()).await?.len(), 1);
    bucket.allow(&rule)?;
    shelf.reload().await?;
    shelf
        .0
        .browser
        .wait_for("document.querySelector('.transfers [data-stage=done]')?.textContent.includes('map.txt')")
        .await?;
    assert_eq!(shelf.in_films().await?, [("map.txt".to_owned(), 17), ("treasure.txt".to_owned(), 13)]);

    // Results can be saved there by whoever has not been to the library since the start.
    let workbench = &shelf.0;
    workbench.browser.js::<()>("location.hash = '#/'", ()).await?;
    workbench.reload().await?;
    workbench.add(&batch(workbench.folder.path(), 1, 64, 64)?).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    shelf.0.palette("save to a place").await?;
    workbench
        .browser
        .wait_for("[...document.querySelectorAll('#to-place option')].some(option => option.textContent === 'Films')")
        .await
        .map(drop)
}

#[tokio::test]
async fn everything_leaves_as_a_zip_and_comes_back() -> Result<()> {
    let shelf = Shelf::open().await?;
    shelf.keep(&[("one.txt", "1"), ("two.txt", "2")]).await?;
    shelf.shows(&["one.txt", "two.txt"]).await?;
    shelf.0.palette("export as").await?;
    shelf
        .0
        .browser
        .wait_for(
            "document.querySelector('.transfers [data-stage=done] .words')?.textContent.startsWith('Export')",
        )
        .await?;
    let today: String = shelf.0.browser.js("return new Date().toISOString().slice(0, 10)", ()).await?;
    let zip = shelf.0.browser.download(&format!("nearside-{today}.zip")).await?;
    // That is a backup as others are.
    let safe = format!(
        "[...document.querySelectorAll('.item .safe')].every(safe => safe.textContent.startsWith('Backed up to nearside-{today}.zip on '))"
    );
    shelf.0.browser.wait_for(&safe).await?;
    shelf.0.browser.click("#shelf").await?;
    shelf.0.browser.press(&["Control+a", "Delete"]).await?;
    shelf.shows(&[]).await?;
    shelf.0.browser.upload("#import-zip", &[zip]).await?;
    shelf.shows(&["one.txt", "two.txt"]).await?;
    shelf.0.no_errors().await
}

const PHRASE: &str = "five words that nobody guesses";

#[tokio::test]
async fn a_file_leaves_as_age_and_comes_back() -> Result<()> {
    let shelf = Shelf::open().await?;
    let browser = &shelf.0.browser;
    let told = async |words: &str| {
        let test =
            format!("document.querySelector('dialog[open] .problem')?.textContent.includes('{words}')");
        browser.wait_within(&test, Duration::from_secs(60)).await.map(drop)
    };
    let seals = async |phrase: &str, again: &str| {
        shelf.fill("#phrase", phrase).await?;
        shelf.fill("#phrase-again", again).await?;
        browser.press(&["Enter"]).await
    };
    shelf.keep(&[("letter.txt", "Dear Ada")]).await?;
    shelf.shows(&["letter.txt"]).await?;
    // Into the downloads, once the passphrase is one.
    browser.click("#item-0").await?;
    shelf.0.palette("export as age").await?;
    browser.wait_for("document.activeElement.id === 'phrase'").await?;
    flows::passes_axe(&shelf.0, "the passphrase of a file").await?;
    seals("short", "short").await?;
    told("too short").await?;
    seals(PHRASE, "another one entirely").await?;
    told("not the same").await?;
    seals(PHRASE, PHRASE).await?;
    let sealed = browser.download("letter.txt.age").await?;
    assert_eq!(tests::age::open(&std::fs::read(&sealed)?, PHRASE)?, b"Dear Ada");
    // Beside it, from where it is opened: what does not open it is a sentence, and it is asked again.
    browser.click("#item-0").await?;
    shelf.0.palette("export as age").await?;
    browser.wait_for("document.activeElement.id === 'phrase'").await?;
    browser.click("#age-beside").await?;
    seals(PHRASE, PHRASE).await?;
    shelf.shows(&["letter.txt", "letter.txt.age"]).await?;
    browser.click("#item-1").await?;
    shelf.0.palette("open age").await?;
    browser.wait_for("document.activeElement.id === 'age-secret'").await?;
    flows::passes_axe(&shelf.0, "the question for a passphrase").await?;
    browser.write("not this one").await?;
    browser.press(&["Enter"]).await?;
    told("not the passphrase").await?;
    shelf.fill("#age-secret", PHRASE).await?;
    browser.press(&["Enter"]).await?;
    let on_desk = |names: &str| {
        format!(
            "!document.querySelector('dialog[open]') && [...document.querySelectorAll('li.file .name')].map(name => name.textContent).join() === '{names}'"
        )
    };
    browser.wait_within(&on_desk("letter.txt"), Duration::from_secs(60)).await?;
    // Opened from outside, beside a file that is none.
    let plain = shelf.0.file("plain.txt", "of age")?;
    let mut content = std::fs::read(&sealed)?;
    content.truncate(content.len() - 5);
    let damaged = shelf.0.file("cut.txt.age", content)?;
    browser.upload("#open-files", &[sealed, plain]).await?;
    browser.wait_for("document.activeElement.id === 'age-secret'").await?;
    browser.write(PHRASE).await?;
    browser.press(&["Enter"]).await?;
    browser.wait_within(&on_desk("letter.txt,plain.txt,letter.txt"), Duration::from_secs(60)).await?;
    browser.upload("#open-files", &[damaged]).await?;
    browser.wait_for("document.activeElement.id === 'age-secret'").await?;
    browser.write(PHRASE).await?;
    browser.press(&["Enter"]).await?;
    told("cut.txt").await?;
    browser.press(&["Escape"]).await?;
    browser.wait_for(&on_desk("letter.txt,plain.txt,letter.txt")).await?;
    // What was opened can be kept.
    shelf.0.palette("keep the last result").await?;
    browser
        .wait_for(
            "document.querySelector('.transfers [data-stage=done]')?.textContent.includes('letter.txt')",
        )
        .await?;
    flows::visit(&shelf.0, "library").await?;
    shelf.shows(&["letter.txt", "letter.txt.age"]).await?;
    browser.click("#item-0").await?;
    browser.press(&["v"]).await?;
    browser.wait_for("document.querySelectorAll('.versions li').length === 1").await?;
    shelf.0.no_errors().await
}

/// What a server says to somebody who only has an address: a status and a body.
fn visit(address: &str) -> Result<(u16, Vec<u8>)> {
    let rest = address.strip_prefix("http://").context("a test's server has no certificate")?;
    let (host, route) = rest.split_once('/').context("there is no path")?;
    let mut line = std::net::TcpStream::connect(host)?;
    write!(line, "GET /{route} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    line.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").context("that is no answer")?;
    let status = String::from_utf8_lossy(&answer[..end]).split(' ').nth(1).map(str::parse);
    Ok((status.context("there is no status")??, answer[end + 4..].to_vec()))
}

#[tokio::test]
async fn a_link_leads_to_one_file_of_a_bucket() -> Result<()> {
    let (shelf, server) = (Shelf::open().await?, Server::s3s()?);
    let bucket = Proxy::before(&server.origin())?;
    let rule = serde_json::json!([{
        "AllowedOrigins": [shelf.0.cdn.origin()],
        "AllowedMethods": ["GET", "HEAD", "PUT", "POST", "DELETE"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
    }]);
    bucket.allow(&rule.to_string())?;
    shelf.keep(&[("treasure.txt", "under the oak")]).await?;
    shelf.shows(&["treasure.txt"]).await?;
    // This browser has no address that others could open.
    shelf.0.browser.click("#item-0").await?;
    let offered =
        "[...document.querySelectorAll('.shelf-tools button')].some(button => button.title === 'Copy link…')";
    assert!(!shelf.0.browser.js::<bool>(&format!("return {offered}"), ()).await?);
    shelf.connect(&bucket).await?;
    shelf.0.browser.wait_for("document.querySelector('h1')?.textContent === 'Films'").await?;
    shelf.keep(&[("treasure.txt", "under the oak")]).await?;
    shelf.shows(&["treasure.txt"]).await?;
    shelf.0.browser.click("#item-0").await?;
    shelf.0.browser.wait_for(offered).await?;
    shelf.0.palette("copy link…").await?;
    shelf.0.browser.wait_for("document.activeElement.id === 'link-lasts'").await?;
    shelf.0.choose("#link-lasts", "3600").await?;
    shelf.0.browser.click("#link-form button[type=submit]").await?;
    let link = shelf.0.browser.wait_for("document.querySelector('#link')?.value").await?;
    flows::passes_axe(&shelf.0, "a link").await?;
    let link = link.as_str().context("there is no link")?;
    ensure!(link.contains("X-Amz-Expires=3600"), "{link} lasts otherwise");
    assert_eq!(visit(link)?, (200, b"under the oak".to_vec()));
    // It is for this one file, and for nobody who changes it.
    let (longer, other) =
        (link.replace("Expires=3600", "Expires=604800"), link.replace("treasure.txt", "other.txt"));
    for changed in [longer.as_str(), &other, link.split('?').next().unwrap_or_default()] {
        assert_eq!(visit(changed)?.0, 403, "{changed}");
    }
    // From code: what cannot be linked to, and for no time.
    let places = shelf.run(calls::places()).await?;
    let films = places.into_iter().find(|place| place.name == "Films").context("no place has this name")?;
    let refused = async |place: &Place, name: &str, seconds: u32| -> Result<Kind> {
        let spot = Spot { place: place.clone(), path: Path::new(name)? };
        let error = at(place, calls::link(spot, seconds)).on(shelf.0.browser.page()).await.err();
        let error = error.context("there is a link")?;
        let error = error.failed::<store::Error>().with_context(|| format!("{error}"))?;
        ensure!(error.to_string().ends_with('.'), "this is no sentence: {error}");
        Ok(error.kind())
    };
    assert_eq!(refused(&films, "nothing.txt", 60).await?, Kind::NotFound);
    assert_eq!(refused(&films, "treasure.txt", 0).await?, Kind::Invalid);
    assert_eq!(refused(&films, "treasure.txt", 604_801).await?, Kind::Invalid);
    assert_eq!(refused(&Place::browser(), "treasure.txt", 60).await?, Kind::Unsupported);
    shelf.0.browser.press(&["Escape"]).await
}

#[tokio::test]
async fn a_file_of_a_web_server_is_shown_by_its_path() -> Result<()> {
    let (shelf, server) =
        (Shelf::open().await?, Server::apache("Header always set Access-Control-Allow-Origin \"*\"")?);
    let maps = server.folder().join("files/maps/north");
    std::fs::create_dir_all(&maps)?;
    std::fs::write(maps.join("treasure.txt"), "under the oak")?;
    shelf.0.browser.click("#connect").await?;
    shelf.0.browser.wait_for("document.activeElement.id === 'place-kind'").await?;
    shelf.0.choose("#place-kind", "web").await?;
    shelf.fill("#address", &format!("{}/maps", server.origin())).await?;
    shelf.fill("#place-name", "Maps").await?;
    shelf.0.browser.press(&["Enter"]).await?;
    shelf
        .0
        .browser
        .wait_for("document.querySelector('h1')?.textContent === 'Maps' && document.querySelector('#reach')")
        .await?;
    flows::passes_axe(&shelf.0, "a place without a list").await?;
    shelf.fill("#reach", "north/nothing.txt").await?;
    shelf.0.browser.press(&["Enter"]).await?;
    shelf.0.browser.wait_for("document.querySelector('.toast')?.textContent.includes('nothing.txt')").await?;
    shelf.fill("#reach", "/north/treasure.txt").await?;
    shelf.0.browser.press(&["Enter"]).await?;
    shelf.shows(&["treasure.txt"]).await?;
    // It goes where others go.
    shelf.0.browser.click("#item-0").await?;
    shelf.0.browser.press(&["c"]).await?;
    shelf.0.browser.wait_for("document.querySelector('#to-place option')?.value === 'browser'").await?;
    shelf.0.browser.click("dialog[open] button.primary").await?;
    shelf.0.browser.wait_for("document.querySelector('.transfers [data-stage=done]')").await?;
    shelf.shows(&["treasure.txt"]).await?;
    flows::visit(&shelf.0, "library").await?;
    shelf.shows(&["treasure.txt"]).await?;
    let file = shelf
        .run(calls::read(Spot { place: Place::browser(), path: Path::new("treasure.txt")? }, None))
        .await?;
    assert_eq!(file.bytes().await.map_err(|error| anyhow!("{error}"))?, b"under the oak");
    Ok(())
}

/// Takes the offer to keep what was just saved under this name, and waits until it is in the library.
async fn keep_made(workbench: &Workbench, name: &str) -> Result<()> {
    workbench.browser.download(name).await?;
    workbench.browser.click(".toast .strong").await?;
    let kept = format!(
        "[...document.querySelectorAll('.transfers [data-stage=done]')].some(line => line.textContent.includes({}))",
        serde_json::to_string(name)?
    );
    workbench.browser.wait_for(&kept).await.map(drop)
}

#[tokio::test]
async fn what_every_tool_makes_can_be_kept() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let browser = &workbench.browser;
    let desk = async || browser.js::<()>("location.hash = '#/'", ()).await;
    // Rows of a table.
    workbench.add(&[workbench.file("stock.csv", "id,city\r\n1,Bonn\r\n2,Soest\r\n")?]).await?;
    browser.click("li.file:last-child .open").await?;
    browser.wait_for("document.querySelector('#export-table:not(:disabled)')").await?;
    browser.click("#export-table").await?;
    browser.click("#table-export button:last-child").await?;
    keep_made(&workbench, "stock.jsonl").await?;
    // A text, and what it was made into.
    desk().await?;
    writing::open(&workbench, "note.md", "# Title\n").await?;
    browser.press(&["Control+s"]).await?;
    keep_made(&workbench, "note.md").await?;
    browser.click("#writer-export").await?;
    browser.click("#writer-forms [data-form=plain]").await?;
    keep_made(&workbench, "note.txt").await?;
    // A form that was filled, and pages that were arranged.
    desk().await?;
    workbench.add(&[workbench.file("paper.pdf", Paper::of(1).form().pdf())?]).await?;
    browser.click("li.file:last-child .open").await?;
    browser.wait_for("document.querySelector('[data-field=name]')").await?;
    browser.click("[data-field=name]").await?;
    browser.write("Ada Lovelace").await?;
    browser.press(&["Tab"]).await?;
    browser.click("#edit-save").await?;
    keep_made(&workbench, "paper-edited.pdf").await?;
    desk().await?;
    browser.click("#arrange").await?;
    browser.wait_for("document.querySelector('#pages-save:not(:disabled)')").await?;
    browser.click("#pages-save").await?;
    keep_made(&workbench, "paper.pdf").await?;
    // A film.
    desk().await?;
    workbench.add(&[film::film(workbench.folder.path(), "film.mp4", 3)?]).await?;
    browser.click("li.file:last-child .open").await?;
    browser.wait_for(film::READY).await?;
    film::go_to(&workbench, "0:02.0").await?;
    browser.press(&["o"]).await?;
    browser.click("#studio-cut-now").await?;
    let cut = film::done(&workbench).await?;
    browser.click(".work-line:first-child .work-save").await?;
    keep_made(&workbench, &cut).await?;
    // Whoever lets the offer go has it in the palette, and in any place.
    workbench.palette("keep the last result").await?;
    browser
        .wait_for("document.querySelectorAll('.transfers li').length > 0 && !document.querySelector('.transfers [data-stage=running]')")
        .await?;
    workbench.palette("save the last result").await?;
    browser.wait_for("document.querySelector('#to-place option')?.value === 'browser'").await?;
    browser.press(&["Escape"]).await?;
    flows::visit(&workbench, "library").await?;
    let shelf = Shelf(workbench);
    let mut names = [&*cut, "note.md", "note.txt", "paper-edited.pdf", "paper.pdf", "stock.jsonl"];
    names.sort();
    shelf.shows(&names).await?;
    // What was kept twice has the first as its version.
    let at = names.iter().position(|name| *name == cut).context("the cut is not there")?;
    shelf.0.browser.click(&format!("#item-{at}")).await?;
    shelf.0.browser.press(&["v"]).await?;
    shelf.0.browser.wait_for("document.querySelectorAll('.versions li').length === 1").await?;
    shelf.0.no_errors().await
}

async fn is_accessible(dark: bool) -> Result<()> {
    let shelf = Shelf::open().await?;
    shelf.0.browser.set_dark(dark).await?;
    flows::passes_axe(&shelf.0, "an empty library").await?;
    shelf.keep(&[("a.txt", "a"), ("b.png", "b")]).await?;
    shelf.shows(&["a.txt", "b.png"]).await?;
    shelf.0.browser.click("#item-1").await?;
    flows::passes_axe(&shelf.0, "a library with a chosen file").await?;
    for (key, place) in [("c", "the question where to"), ("v", "the versions")] {
        shelf.0.browser.press(&[key]).await?;
        shelf.0.browser.wait_for("document.querySelector('dialog[open] h2')").await?;
        flows::passes_axe(&shelf.0, place).await?;
        shelf.0.browser.press(&["Escape"]).await?;
        shelf.0.browser.wait_for("document.activeElement.id === 'shelf'").await?;
    }
    for (button, place) in [("#connect", "the form of a place"), ("#vault", "the vault")] {
        shelf.0.browser.click(button).await?;
        shelf.0.browser.wait_for("document.querySelector('dialog[open] input')").await?;
        flows::passes_axe(&shelf.0, place).await?;
        shelf.0.browser.press(&["Escape"]).await?;
        shelf.0.browser.wait_for("!document.querySelector('dialog[open]')").await?;
    }
    Ok(())
}

#[tokio::test]
async fn axe_finds_nothing_in_the_light() -> Result<()> {
    is_accessible(false).await
}

#[tokio::test]
async fn axe_finds_nothing_in_the_dark() -> Result<()> {
    is_accessible(true).await
}
