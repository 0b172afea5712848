//! Deploys as they happen: a new build under an open tab, and a CDN that is in the middle of it.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use nearside::Kind;
use nearside_testing::Engine::Chromium;
use nearside_testing::{Browser, Cdn, Faults};
use serde_json::Value;
use tests::builds::{identity, renamed};
use tests::{Workbench, dist};

const STARTED_OR_SAYS_WHY: &str = "(window.nearside && document.querySelector('#choose-files, li.file')) ? 'started' : document.querySelector('dialog.nearside-crash[open]') || document.body?.textContent.includes('The app could not be loaded.') ? 'said' : ''";

/// Two builds: the release and another one.
fn two() -> Result<(std::path::PathBuf, tempfile::TempDir)> {
    let (old, new) = (dist()?, tempfile::tempdir()?);
    renamed(&old, new.path())?;
    ensure!(identity(&old)? != identity(new.path())?, "two builds have two identities");
    Ok((old, new))
}

fn hashes(build: &Value) -> BTreeSet<String> {
    let parts =
        build["workers"].as_object().into_iter().flat_map(|workers| workers.values()).chain([&build["app"]]);
    parts.filter_map(|part| Some(part["js"].as_str()?.split('/').nth(1)?.to_owned())).collect()
}

/// Fails unless everything that the page has loaded, and the worker that answers it, is of the build that its document names.
async fn of_one_piece(browser: &Browser, known: &[&Value]) -> Result<String> {
    let page: Value =
        browser.js("return JSON.parse(document.getElementById('nearside-build').textContent)", ()).await?;
    let build =
        known.iter().find(|build| build["build"] == page["build"]).context("a build that nobody deployed")?;
    ensure!(hashes(&page) == hashes(build), "the document mixes builds: {page}");
    // A worker that is not there, or arrives damaged, is an error that says so; whoever asks again gets it, and never one of another build.
    let mut sum = worker::lab::add(40, 2).on(browser.page()).await;
    // A third of all answers are bad, and a start needs two good ones: five times again failed once in thirty runs.
    for _ in 0..20 {
        match &sum {
            Err(error)
                if matches!(error.kind(), Kind::WorkerLost | Kind::VersionMismatch | Kind::Unsupported) =>
            {
                sum = worker::lab::add(40, 2).on(browser.page()).await
            }
            _ => break,
        }
    }
    ensure!(matches!(sum, Ok(42)), "the worker answers {sum:?}");
    let loaded: Vec<String> = browser
        .js("return performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)", ())
        .await?;
    let own = hashes(build);
    for path in &loaded {
        let mut parts = path.split('/').skip_while(|part| *part != "a" && *part != "w").skip(1);
        if let Some(hash) = parts.next() {
            ensure!(own.contains(hash), "{path} is not of build {}", page["build"]);
        }
    }
    Ok(page["build"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_new_build_replaces_the_old_one_at_the_next_load() -> Result<()> {
    let (old, new) = two()?;
    let (old_build, new_build) = (identity(&old)?, identity(new.path())?);
    let workbench = Workbench::open(Chromium).await?;
    workbench.offline_ready().await?;
    assert_eq!(of_one_piece(&workbench.browser, &[&old_build]).await?, old_build["build"]);
    workbench.cdn.deploy(new.path());
    // This load is the old build once more: the browser looks for a new one behind it.
    workbench.reload().await?;
    workbench.browser.wait_for("document.querySelector('.toasts .toast')").await?;
    // The tab stays what it is until it is loaded again, even for a worker that it has never used.
    assert_eq!(of_one_piece(&workbench.browser, &[&old_build]).await?, old_build["build"]);
    let file = workbench.file("a.png", tests::pictures::Picture::gradient(64, 64, 1).png()?)?;
    workbench.add(&[file]).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    assert_eq!(workbench.states().await?, ["done"], "{:?}", workbench.problems().await?);
    workbench.kept().await?;
    workbench.reload().await?;
    assert_eq!(of_one_piece(&workbench.browser, &[&new_build]).await?, new_build["build"]);
    // And what was open is still open in the new build.
    workbench.browser.wait_for("document.querySelectorAll('li.file').length === 1").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_tab_that_stays_open_hears_of_a_new_build() -> Result<()> {
    let (_, new) = two()?;
    let workbench = Workbench::open(Chromium).await?;
    workbench
        .browser
        .preload("const now = Date.now; window.later = 0; Date.now = () => now() + window.later")
        .await?;
    workbench.offline_ready().await?;
    workbench.reload().await?;
    // Behind a load the browser looks by itself, some seconds late. Here it is to find nothing.
    tokio::time::sleep(Duration::from_secs(6)).await;
    workbench.cdn.deploy(new.path());
    // Two hours later its person comes back to it.
    workbench
        .browser
        .js::<()>("window.later = 7_200_000; document.dispatchEvent(new Event('visibilitychange'))", ())
        .await?;
    workbench.browser.wait_for("document.querySelector('.toasts .toast')").await.map(drop)
}

fn chaos(seed: u64, other: &Path) -> Faults {
    Faults {
        seed,
        mixed_with: Some(other.into()),
        missing: 0.12,
        broken: 0.04,
        cut_off: 0.08,
        cut_short: 0.08,
        ..Faults::default()
    }
}

#[tokio::test]
async fn fifty_chaotic_deploys_never_break_an_installed_app() -> Result<()> {
    let (old, new) = two()?;
    let (old_build, new_build) = (identity(&old)?, identity(new.path())?);
    let workbench = Workbench::open(Chromium).await?;
    workbench.offline_ready().await?;
    for round in 0..50 {
        let (current, other) =
            if round % 2 == 0 { (new.path(), old.as_path()) } else { (old.as_path(), new.path()) };
        workbench.cdn.deploy(current);
        workbench.cdn.misbehave(chaos(round, other));
        let refreshed = workbench.browser.client().refresh().await;
        refreshed.with_context(|| format!("deploy {round} keeps the page from loading"))?;
        let limit = Duration::from_secs(30);
        workbench
            .browser
            .wait_within(tests::STARTED, limit)
            .await
            .with_context(|| format!("deploy {round} broke the start"))?;
        of_one_piece(&workbench.browser, &[&old_build, &new_build])
            .await
            .with_context(|| format!("deploy {round}"))?;
        // Browsers look for a new service worker only some time after a load; every second round leaves that time.
        tokio::time::sleep(Duration::from_millis(if round % 2 == 0 { 0 } else { 2000 })).await;
    }
    // When all is over, the last build comes through: the chaos has left nothing behind that keeps it away.
    workbench.cdn.misbehave(Faults::default());
    workbench.cdn.deploy(new.path());
    for _ in 0..10 {
        workbench.reload().await?;
        if of_one_piece(&workbench.browser, &[&old_build, &new_build]).await? == new_build["build"] {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    bail!("ten loads after the deploy has ended, the app is still the old build")
}

#[tokio::test]
async fn fifty_first_visits_in_the_middle_of_a_deploy_start_or_say_why_not() -> Result<()> {
    let (old, new) = two()?;
    let (old_build, new_build) = (identity(&old)?, identity(new.path())?);
    let browser = Browser::chromium().await?;
    let mut started = 0;
    for round in 0..50 {
        // A server of its own is an origin of its own: nothing is left of the visit before.
        let cdn = Cdn::serve(&old)?;
        // The document itself arrives, from either build: without it there is no app that could do anything.
        cdn.misbehave(Faults { spared: vec!["index.html".into()], ..chaos(1000 + round, new.path()) });
        browser.open(&cdn.url()).await?;
        let outcome = browser.wait_within(STARTED_OR_SAYS_WHY, Duration::from_secs(30)).await;
        let outcome = outcome.with_context(|| format!("visit {round} neither started nor said why"))?;
        if outcome == "started" {
            of_one_piece(&browser, &[&old_build, &new_build])
                .await
                .with_context(|| format!("visit {round}"))?;
            started += 1;
        }
    }
    assert!(
        started >= 45,
        "only {started} of 50 visits started, although every file arrives in most of its tries"
    );
    Ok(())
}
