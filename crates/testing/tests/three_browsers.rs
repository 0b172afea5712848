//! The harness itself, on a page of six lines, in all three engines: what the other tests stand on.
//!
//! Each engine runs one long test instead of many short ones: starting a browser costs more than all the checks in it.
#![cfg(not(target_family = "wasm"))]

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use nearside::{File, Job, Kind};
use nearside_testing::{Browser, Cdn, Engine, Faults};
use serde_json::json;
use tempfile::TempDir;

const PAGE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; require-trusted-types-for 'script'">
<title>Tiny</title><link rel="icon" href="icon.svg"></head>
<body><main><h1>Tiny</h1><label>Files <input type="file" multiple></label><button>Save</button><output></output></main>
<script type="module" src="tiny.js"></script></body></html>"#;

const SCRIPT: &str = r#"
const output = document.querySelector("output"), input = document.querySelector("input");
const show = async files => output.textContent = (await Promise.all([...files].map(async f => `${f.name}=${await f.text()}`))).join();
input.onchange = () => show(input.files);
document.body.ondragover = e => e.preventDefault();
document.body.ondrop = e => { e.preventDefault(); show(e.dataTransfer.files); };
document.onkeydown = e => { if (e.ctrlKey && e.key === "k") output.textContent = "palette"; };
document.querySelector("button").onclick = () => {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob(["saved"])); a.download = "saved.txt"; a.click();
};
// What a nearside app puts there, with three calls that need no worker.
window.aborted = 0;
window.nearside = { async call(path, args, files, options) {
  if (path === "toy/fail") throw Object.assign(new Error("on purpose"), { kind: "Panicked", stackTrace: "at toy" });
  options.signal.addEventListener("abort", () => window.aborted++);
  if (path === "toy/hang") return new Promise(() => {});
  options.onprogress(0.5);
  await new Promise(done => setTimeout(done, 100));
  const [file] = files;
  const reply = new File([file, args[1]], file.name, { lastModified: file.lastModified });
  return Object.assign([reply], { value: { file: reply, words: [1, 2] } });
} };
"#;

fn site() -> Result<(TempDir, Cdn)> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("index.html"), PAGE)?;
    std::fs::write(folder.path().join("tiny.js"), SCRIPT)?;
    std::fs::write(folder.path().join("icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>")?;
    std::fs::write(folder.path().join("one.txt"), "eins")?;
    std::fs::write(folder.path().join("two.txt"), "zwei")?;
    let cdn = Cdn::serve(folder.path())?;
    Ok((folder, cdn))
}

async fn drive(browser: &Browser) -> Result<()> {
    let (folder, cdn) = site()?;
    let files = [folder.path().join("one.txt"), folder.path().join("two.txt")];
    browser.open(&cdn.url()).await?;
    assert_eq!(
        browser.js::<i32>("await null; return args.a + args.b", json!({ "a": 40, "b": 2 })).await?,
        42
    );
    assert!(browser.js::<()>("throw new Error('on purpose')", ()).await.is_err());

    browser.upload("input", &files).await?;
    browser.wait_for("document.querySelector('output').textContent === 'one.txt=eins,two.txt=zwei'").await?;
    browser.drop_files("main", &files[1..]).await?;
    browser.wait_for("document.querySelector('output').textContent === 'two.txt=zwei'").await?;
    browser.press(&["Control+k"]).await?;
    browser.wait_for("document.querySelector('output').textContent === 'palette'").await?;

    let picture = folder.path().join("picture.png");
    browser.screenshot(&picture).await?;
    assert!(std::fs::read(&picture)?.starts_with(b"\x89PNG"));

    assert_eq!(browser.errors().await?, Vec::<String>::new());
    browser.js::<()>("fetch('http://127.0.0.2:9/').catch(() => {}); console.error('on purpose')", ()).await?;
    browser.wait_for("window.nearsideSeen.length >= 2").await?;
    let errors = browser.errors().await?.join("\n");
    assert!(errors.contains("127.0.0.2:9") && errors.contains("on purpose"), "{errors}");

    calls(browser).await?;

    cdn.set_offline(true);
    assert!(!browser.js::<bool>("return fetch('one.txt').then(r => r.ok, () => false)", ()).await?);
    cdn.set_offline(false);
    assert!(browser.js::<bool>("return fetch('one.txt').then(r => r.ok, () => false)", ()).await?);
    cdn.misbehave(Faults { cut_off: 1.0, ..Faults::default() });
    let cut = "return fetch('one.txt').then(r => r.text()).then(() => 'whole', () => 'cut')";
    assert_eq!(browser.js::<String>(cut, ()).await?, "cut");
    cdn.misbehave(Faults::default());
    if browser.engine() != Engine::WebKit {
        browser.click("button").await?;
        assert_eq!(std::fs::read(browser.download("saved.txt").await?)?, b"saved");
    }
    Ok(())
}

#[derive(serde::Deserialize)]
struct Echo {
    file: File,
    words: Vec<u8>,
}

fn failed(error: nearside::Error) -> anyhow::Error {
    anyhow!("{error:?}")
}

async fn calls(browser: &Browser) -> Result<()> {
    let heard = Rc::new(Cell::new(0.0));
    let hear = heard.clone();
    let file = File::new("a.txt", b"hello ".to_vec()).dated(Some(1000.0));
    let job = Job::<Echo>::new("toy/echo", 0, &(file, "world")).on_progress(move |done| hear.set(done));
    let Echo { file: reply, words } = job.on(browser.page()).await.map_err(failed)?;
    assert_eq!(words, [1, 2]);
    assert_eq!(
        (reply.name(), reply.modified(), reply.bytes().await.map_err(failed)?),
        ("a.txt", Some(1000.0), b"hello world".to_vec())
    );
    assert_eq!(heard.get(), 0.5);

    let large = File::new("large.bin", (0..9_000_000u32).map(|n| (n % 251) as u8).collect());
    let reply =
        Job::<Echo>::new("toy/echo", 0, &(large.clone(), "")).on(browser.page()).await.map_err(failed)?;
    assert!(
        reply.file.bytes().await.map_err(failed)? == large.bytes().await.map_err(failed)?,
        "9 MB come back as they were"
    );

    let error = Job::<()>::new("toy/fail", 0, &()).on(browser.page()).await.expect_err("it fails on purpose");
    assert_eq!(
        (error.kind(), error.message(), error.stack()),
        (Kind::Panicked, "on purpose", Some("at toy"))
    );

    let before: u32 = browser.js("return window.aborted", ()).await?;
    let job = Job::<()>::new("toy/hang", 0, &()).on(browser.page());
    assert!(tokio::time::timeout(Duration::from_millis(300), job).await.is_err(), "it hangs on purpose");
    browser.wait_for(&format!("window.aborted > {before}")).await.map(drop)
}

#[tokio::test]
async fn chromium_can_be_driven() -> Result<()> {
    let browser = Browser::chromium().await?;
    drive(&browser).await?;
    assert_eq!(
        browser.axe().await?.iter().map(|found| found.id.as_str()).collect::<Vec<_>>(),
        Vec::<&str>::new()
    );
    browser.js::<()>("document.querySelector('main').append(new Image())", ()).await?;
    assert_eq!(browser.axe().await?.iter().map(|found| found.id.as_str()).collect::<Vec<_>>(), ["image-alt"]);
    browser.set_viewport(320, 600).await?;
    assert_eq!(browser.js::<u32>("return innerWidth", ()).await?, 320);
    browser.set_dark(true).await?;
    assert!(browser.js::<bool>("return matchMedia('(prefers-color-scheme: dark)').matches", ()).await?);
    browser.set_offline(true).await?;
    assert!(!browser.js::<bool>("return navigator.onLine", ()).await?);
    browser.set_offline(false).await?;
    let (_folder, cdn) = site()?;
    browser.crash().await?;
    browser.open(&cdn.url()).await?;
    browser.wait_for("document.title === 'Tiny'").await.map(drop)
}

#[tokio::test]
async fn firefox_can_be_driven() -> Result<()> {
    drive(&Browser::firefox().await?).await
}

#[tokio::test]
async fn webkit_can_be_driven() -> Result<()> {
    drive(&Browser::webkit().await?).await
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_browser_ends_with_its_handle() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let name = folder.path().display().to_string();
    let mut options = nearside_testing::Options::new(Engine::Chromium);
    options.profile = Some(folder.path().into());
    let browser = Browser::start(options).await?;
    assert!(mentioned(&name)?, "the profile is in the browser's command line");
    drop(browser);
    assert!(!mentioned(&name)?, "a process of the browser is still there");
    Ok(())
}

/// Whether any process was started with this text in its command line.
#[cfg(target_os = "linux")]
fn mentioned(text: &str) -> Result<bool> {
    let lines = std::fs::read_dir("/proc")?.flatten().map(|entry| entry.path().join("cmdline"));
    let own = Path::new("/proc").join(std::process::id().to_string()).join("cmdline");
    Ok(lines
        .filter(|path| *path != own)
        .filter_map(|path| std::fs::read(path).ok())
        .any(|line| String::from_utf8_lossy(&line).contains(text)))
}
