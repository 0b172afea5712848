//! An upload goes on after its browser was killed, again and again, without anybody picking the file again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use nearside::Job;
use nearside_testing::proxy::Trouble;
use nearside_testing::{Engine::Chromium, Options};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use store::{Path, Place, When};
use tests::{Bucket, Workbench};
use worker::keys;
use worker::store::{self as calls, Spot, Transfer};

const KILLS: usize = 20;
const SIZE: usize = 256 << 20;
/// As the store cuts it.
const PARTS: usize = 32;
/// Parts that one kill may make travel again.
const AGAIN: usize = 4;
/// Bytes per second of a part on its way: it takes four seconds, longer than any wait before a kill, so that every kill finds
/// parts on their way and nothing arrives that was not waited for.
const PACE: u64 = 2 << 20;
/// As long as an upload may do nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes the file in the page and keeps it in this browser: it is not picked at all, let alone twice.
const KEEP: &str = r#"
const place = { id: "browser", name: "This browser", kind: "browser", origin: null, can: {}, sealed: "" };
const words = new Uint32Array(args / 4);
for (let n = 0, state = 1; n < words.length; n++) words[n] = state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
await window.nearside.call("store/write", [{ place, path: "film" }, { $file: 0 }, "new"], [new File([words], "film")]);
"#;

/// Goes on with a copy, and tells the page what came of it.
const RESUME: &str = r#"
window.resumed = null;
window.nearside.openGate(args.to.place.origin);
window.nearside.call("store/resume", [args], [], { gate: args.to.place.origin }).then(
  ({ value }) => (window.resumed = { value }),
  (error) => (window.resumed = { error: `${error.kind}: ${error.message}` }));
"#;

/// The sum of the file that [`KEEP`] makes.
fn sum() -> Vec<u8> {
    let mut state = 1_u32;
    let mut hash = Sha256::new();
    let mut block = Vec::with_capacity(1 << 20);
    for _ in 0..SIZE / (1 << 20) {
        block.clear();
        while block.len() < 1 << 20 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            block.extend(state.to_le_bytes());
        }
        hash.update(&block);
    }
    hash.finalize().to_vec()
}

async fn run<T: DeserializeOwned>(workbench: &Workbench, job: Job<T>) -> Result<T> {
    job.on(workbench.browser.page()).await.map_err(|error| anyhow!("{error}"))
}

/// The parts that have begun to travel, in order, doubles included.
fn begun(bucket: &Bucket) -> Vec<u32> {
    let number = |line: &String| {
        let query = line.strip_prefix("PUT ")?.split_once('?')?.1;
        query.split('&').find_map(|pair| pair.strip_prefix("partNumber="))?.parse().ok()
    };
    bucket.line().begun().iter().filter_map(number).collect()
}

/// How many parts have arrived whole.
fn arrived(bucket: &Bucket) -> usize {
    let whole = |passage: &&nearside_testing::proxy::Passage| {
        passage.method == "PUT" && passage.sent == (SIZE / PARTS) as u64 && passage.status == Some(200)
    };
    bucket.line().log().iter().filter(whole).count()
}

/// The one copy that is under way.
async fn under_way(workbench: &Workbench) -> Result<Transfer> {
    let mut all = run(workbench, calls::transfers()).await?;
    ensure!(all.len() == 1, "one copy is under way, and {} are listed", all.len());
    all.pop().context("there is one")
}

#[tokio::test]
async fn an_upload_survives_twenty_kills() -> Result<()> {
    let profile = tempfile::tempdir()?;
    let options = || Options { profile: Some(profile.path().to_owned()), ..Options::new(Chromium) };
    let mut workbench = Workbench::open_with(options()).await?;
    let bucket = Bucket::start()?;
    bucket.allow(&workbench.cdn.origin())?;
    workbench.browser.js::<()>("window.nearside.openGate(args)", bucket.origin()).await?;
    let place = keys::connect(bucket.settings("Films")).gate(bucket.origin());
    let place: Place = run(&workbench, place).await?;
    run(&workbench, keys::remember(place.clone())).await?;
    workbench.browser.js::<()>(KEEP, SIZE).await?;
    let film = |place| Ok::<_, anyhow::Error>(Spot { place, path: Path::new("film")? });
    run(&workbench, calls::begin(film(Place::browser())?, film(place)?, When::Always)).await?;
    bucket.line().clear_log();
    bucket.line().misbehave(Trouble { pace: Some(PACE), ..Trouble::default() });

    let mut again = Vec::new();
    for kill in 0..KILLS {
        let before = begun(&bucket);
        let known: BTreeSet<u32> = before.iter().copied().collect();
        let transfer = under_way(&workbench).await?;
        workbench.browser.js::<()>(RESUME, &transfer).await?;
        // On the whole it gets on by the same amount from kill to kill, and each comes at another moment of a part.
        let (goal, wait) = (PARTS * kill / (KILLS + 1), 50 + (kill as u64 * 379) % 850);
        let start = Instant::now();
        while begun(&bucket).len() == before.len() || arrived(&bucket) < goal {
            let resumed: serde_json::Value = workbench.browser.js("return window.resumed", ()).await?;
            ensure!(resumed.is_null(), "before kill {kill} it ended: {resumed}");
            ensure!(start.elapsed() < PATIENCE, "before kill {kill} nothing is sent");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(wait)).await;
        ensure!(arrived(&bucket) < PARTS, "all of it has arrived before kill {kill}");
        again.push(begun(&bucket)[before.len()..].iter().filter(|number| known.contains(number)).count());
        workbench = workbench.kill_and_open(options()).await?;
    }
    bucket.line().misbehave(Trouble::default());
    let before = begun(&bucket);
    let known: BTreeSet<u32> = before.iter().copied().collect();
    let transfer = under_way(&workbench).await?;
    workbench.browser.js::<()>(RESUME, &transfer).await?;
    let resumed = workbench.browser.wait_within("window.resumed", PATIENCE).await?;
    ensure!(resumed["value"]["durability"] == "replicated", "after the last kill: {resumed}");
    again.push(begun(&bucket)[before.len()..].iter().filter(|number| known.contains(number)).count());

    println!("{KILLS} kills, parts sent again after each: {:?}", &again[1..]);
    assert_eq!(again[0], 0, "nothing was there before the first kill");
    assert!(again.iter().all(|count| *count <= AGAIN), "{again:?}");
    let all: BTreeMap<u32, usize> = begun(&bucket).into_iter().fold(BTreeMap::new(), |mut all, number| {
        *all.entry(number).or_default() += 1;
        all
    });
    assert_eq!(all.len(), PARTS, "{all:?}");
    assert!(run(&workbench, calls::transfers()).await?.is_empty(), "it is done, and still listed");
    let film = bucket.objects()?.into_iter().find(|(name, _)| name == "film").context("there is no film")?;
    assert_eq!(Sha256::digest(&film.1).to_vec(), sum(), "the bucket has another film");
    Ok(())
}
