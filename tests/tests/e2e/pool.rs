//! What the pool promises of turns and of room, in a real browser: people before batches, a worker that stands by, a
//! queue with an end, no worker when there is nothing to do. Against thousands of disasters it is tested natively, as a simulation.

use std::io::Write;
use std::time::Duration;

use anyhow::{Result, anyhow};
use nearside::{File, Kind, Priority};
use nearside_testing::Engine::Chromium;
use tests::Workbench;
use worker::{lab, photo};

#[tokio::test]
async fn people_go_before_batches() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    // All cores and the whole queue are a batch's; then a person asks for something, and then the screen.
    let script = "
        const order = [], cores = navigator.hardwareConcurrency, run = async (name, options, milliseconds = 40) => {
            await nearside.call('lab/work', { milliseconds }, [], options);
            order.push(name);
        };
        await run('warm', {}, 1);
        const batch = Array.from({ length: 6 * cores }, () => run('batch', { priority: 'batch' }, 250));
        const seen = Array.from({ length: 2 * cores }, () => run('seen', {}));
        const asked = Array.from({ length: cores }, () => run('asked', { priority: 'interactive' }));
        await Promise.all([...batch, ...seen, ...asked]);
        const last = (name) => order.lastIndexOf(name), before = (name) => order.slice(0, last(name)).filter((one) => one === 'batch').length;
        return [last('asked') < last('seen'), before('asked') <= 2 * cores, before('seen') <= 4 * cores]";
    let told: [bool; 3] = workbench.browser.js(script, ()).await?;
    assert_eq!(told, [true; 3]);
    Ok(())
}

#[tokio::test]
async fn a_worker_stands_by_for_who_asks_while_all_are_busy() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let script = "
        const cores = navigator.hardwareConcurrency, work = (milliseconds) => nearside.call('lab/work', { milliseconds }, [], { priority: 'batch' });
        await Promise.all(Array.from({ length: cores + 1 }, () => work(200)));
        let done = 0;
        const long = Array.from({ length: cores }, () => work(4000).then(() => done++));
        await new Promise((ready) => setTimeout(ready, 500));
        const { value } = await nearside.call('lab/add', { a: 20, b: 22 }, [], { priority: 'interactive' });
        const { workers } = nearside.status(), told = [value, done, workers.length > cores && workers.every(({ state, memory }) => state === 'starting' || memory > 0)];
        await Promise.all(long);
        return told";
    assert_eq!(workbench.browser.js::<(u32, u32, bool)>(script, ()).await?, (42, 0, true));
    Ok(())
}

#[tokio::test]
async fn calls_with_one_key_find_the_worker_that_remembers() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let script = "
        const ask = (key) => nearside.call('lab/recall', { key }, [], { near: key }).then(({ value }) => value), counts = [];
        for (let turn = 0; turn < 4; turn++) counts.push([await ask('one'), await ask('other')]);
        return counts";
    let counts: Vec<[u32; 2]> = workbench.browser.js(script, ()).await?;
    assert_eq!(counts, [[1, 1], [2, 2], [3, 3], [4, 4]]);
    Ok(())
}

#[tokio::test]
async fn no_worker_is_there_when_there_is_nothing_to_do() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    lab::add(1, 2).on(workbench.browser.page()).await.map_err(|error| anyhow!("{error:?}"))?;
    workbench.browser.wait_for("nearside.status().workers.length > 0").await?;
    workbench.browser.wait_within("nearside.status().workers.length === 0", Duration::from_secs(40)).await?;
    assert_eq!(lab::add(1, 2).on(workbench.browser.page()).await.map_err(|error| anyhow!("{error:?}"))?, 3);
    Ok(())
}

#[tokio::test]
async fn a_full_queue_refuses_and_goes_on() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let script = "
        const abort = new AbortController(), kinds = {};
        const hold = Array.from({ length: 4 * navigator.hardwareConcurrency }, () =>
            nearside.call('lab/work', { milliseconds: 60000 }, [], { signal: abort.signal }).catch(() => {}));
        const count = ({ kind }) => (kinds[kind] = (kinds[kind] ?? 0) + 1);
        const small = Array.from({ length: 66000 }, () => nearside.call('lab/add', { a: 1, b: 2 }).then(() => count({ kind: 'Done' }), count));
        await new Promise((ready) => setTimeout(ready, 100));
        abort.abort();
        await Promise.all([...hold, ...small]);
        return [kinds.Overloaded > 0, kinds.Done > 60000, Object.keys(kinds).length]";
    assert_eq!(workbench.browser.js::<(bool, bool, u32)>(script, ()).await?, (true, true, 2));
    Ok(())
}

#[tokio::test]
async fn a_worker_that_says_nothing_for_long_is_given_up() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let job = lab::spin().priority(Priority::Batch).on(workbench.browser.page());
    let error = tokio::time::timeout(Duration::from_secs(50), job).await?.expect_err("it never ends");
    assert_eq!(error.kind(), Kind::DeadlineExceeded, "{error:?}");
    assert!(error.message().contains("no sign of life"), "{error:?}");
    assert_eq!(lab::add(1, 2).on(workbench.browser.page()).await.map_err(|error| anyhow!("{error:?}"))?, 3);
    Ok(())
}

/// A picture of `side` times `side` pixels that nothing is in, as a PNG. In zlib's words a million zeros are always the same.
fn nothing(side: u32) -> Result<Vec<u8>> {
    const PIECE: usize = 1 << 20;
    let size = (side as usize * 4 + 1) * side as usize;
    let zeros = |count: usize| {
        let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(&vec![0; count])?;
        writer.flush()?;
        anyhow::Ok(writer.get_ref().clone())
    };
    let mut data = vec![0x78, 0x01];
    data.extend(zeros(PIECE)?.repeat(size / PIECE));
    data.extend(zeros(size % PIECE)?);
    data.extend([3, 0]);
    data.extend((((size % 65_521) as u32) << 16 | 1).to_be_bytes());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let head = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    for (name, data) in [(b"IHDR", head), (b"IDAT", data), (b"IEND", Vec::new())] {
        let mut sum = flate2::Crc::new();
        sum.update(name);
        sum.update(&data);
        png.extend([&(data.len() as u32).to_be_bytes()[..], name, &data, &sum.sum().to_be_bytes()].concat());
    }
    Ok(png)
}

// WebAssembly's memory never shrinks: what one picture took would be taken for good.
#[tokio::test]
async fn a_worker_that_has_become_large_is_replaced_after_its_job() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let page = workbench.browser.page();
    let thumbnail = async |side| {
        let picture = photo::thumbnail(File::new("nothing.png", nothing(side)?), 16);
        picture.on(page.clone()).await.map_err(|error| anyhow!("{side}: {error:?}"))
    };
    // Their numbers and whether they hold much; one stands by.
    let workers = "return nearside.status().workers.filter(({ engine }) => engine === 'photo').map(({ id, memory }) => [id, memory > 3e8])";
    thumbnail(64).await?;
    let before: Vec<(u32, bool)> = workbench.browser.js(workers, ()).await?;
    // Four bytes for each pixel: past what a worker may hold.
    thumbnail(10_100).await?;
    let after: Vec<(u32, bool)> = workbench.browser.js(workers, ()).await?;
    assert!(before.iter().any(|worker| !after.contains(worker)), "{before:?} {after:?}");
    assert!(after.iter().all(|(_, large)| !large), "{after:?}");
    thumbnail(64).await?;
    Ok(())
}
