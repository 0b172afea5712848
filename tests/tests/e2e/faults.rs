//! Every call settles: the worker breaks in every way there is, and each ends as what it was, with the next call answered right.

use std::cell::Cell;
use std::fmt::Debug;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use nearside::{File, Job, Kind};
use nearside_testing::Engine::Chromium;
use nearside_testing::Faults;
use serde::de::DeserializeOwned;
use tests::pictures::batch;
use tests::{Workbench, flows};
use worker::lab;

/// Runs a call that must fail, and returns its error.
async fn failing<T: DeserializeOwned + Debug>(workbench: &Workbench, job: Job<T>) -> Result<nearside::Error> {
    match job.on(workbench.browser.page()).await {
        Ok(value) => Err(anyhow!("it did not fail but answered {value:?}")),
        Err(error) => Ok(error),
    }
}

/// Asks the worker for something that it can only answer when it is whole.
async fn answers(workbench: &Workbench) -> Result<()> {
    let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
    let echo = lab::echo(File::new("Grüße.bin", bytes.clone())).on(workbench.browser.page()).await;
    let echo = echo.map_err(|error| anyhow!("{error:?}"))?;
    assert_eq!(echo.name(), "Grüße.bin");
    assert!(
        echo.bytes().await.map_err(|error| anyhow!("{error:?}"))? == bytes,
        "the bytes came back changed"
    );
    Ok(())
}

#[tokio::test]
async fn a_reply_that_is_larger_than_the_workers_memory_is_made_piece_by_piece() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let body = r#"
        const reply = await window.nearside.call("lab/pour", { megabytes: 700 });
        const [file] = reply, numbers = [];
        for (const at of [0, 123, 699]) {
          const bytes = await file.slice(at * 1048576 + 400, at * 1048576 + 404).arrayBuffer();
          numbers.push(new DataView(bytes).getUint32(0, true));
        }
        return [file.size / 1048576, reply.value[1] / 1048576, ...numbers];"#;
    let [size, held, numbers @ ..]: [f64; 5] = workbench.browser.js(body, ()).await?;
    assert_eq!((size, numbers), (700.0, [0.0, 123.0, 699.0]));
    assert!(held <= 16.0, "the worker held {held} MB");
    Ok(())
}

#[tokio::test]
async fn a_panic_arrives_with_its_message_and_the_worker_goes_on() -> Result<()> {
    flows::survives_a_panic(Chromium).await
}

#[tokio::test]
async fn a_panic_has_a_stack_that_can_be_read() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let error = failing(&workbench, lab::panic("with a stack".into())).await?;
    assert!(error.stack().is_some_and(|stack| stack.lines().count() >= 2), "{error:?}");
    let error = failing(&workbench, lab::panic_late()).await?;
    assert_eq!((error.kind(), error.message().contains("late")), (Kind::Panicked, true), "{error:?}");
    answers(&workbench).await
}

#[tokio::test]
async fn a_trap_is_told_from_a_panic() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    assert_eq!(failing(&workbench, lab::trap()).await?.kind(), Kind::Trapped);
    answers(&workbench).await
}

#[tokio::test]
async fn an_overflown_stack_is_a_trap() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    assert_eq!(failing(&workbench, lab::stack()).await?.kind(), Kind::Trapped);
    answers(&workbench).await
}

#[tokio::test]
async fn running_out_of_memory_is_called_so() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    assert_eq!(failing(&workbench, lab::memory()).await?.kind(), Kind::OutOfMemory);
    answers(&workbench).await
}

#[tokio::test]
async fn an_endless_loop_ends_at_its_deadline() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    answers(&workbench).await?;
    let start = Instant::now();
    let error = failing(&workbench, lab::spin().deadline(Duration::from_millis(500))).await?;
    assert_eq!(error.kind(), Kind::DeadlineExceeded);
    let late = start.elapsed().saturating_sub(Duration::from_millis(500));
    assert!(late < Duration::from_secs(2), "it ended {late:?} after its deadline");
    answers(&workbench).await
}

#[tokio::test]
async fn a_job_that_breaks_leaves_no_answer_to_the_next_one() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let script = "
        const work = async (milliseconds) => (await nearside.call('lab/work', { milliseconds })).value;
        const leave = (milliseconds, panics) => nearside.call('lab/leave', { milliseconds, panics });
        const [short, long] = [await work(200), await work(500)];
        const kind = await leave(200, true).catch(({ kind }) => kind);
        const { value } = await leave(500, false);
        return [kind, short === long, value === long]";
    let told: (String, bool, bool) = workbench.browser.js(script, ()).await?;
    assert_eq!(told, ("Panicked".into(), false, true));
    Ok(())
}

#[tokio::test]
async fn branches_of_a_function_breathe_side_by_side() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let done = lab::abreast(200.0).deadline(Duration::from_secs(20)).on(workbench.browser.page()).await;
    assert_eq!(done.map_err(|error| anyhow!("{error:?}"))?, 2);
    Ok(())
}

#[tokio::test]
async fn a_buffer_can_be_given_to_many_calls_and_comes_back_from_each() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let script = "
        const bytes = new Uint8Array(100_000).map((_, at) => at % 251);
        const sizes = [];
        for (const given of [bytes, bytes.buffer, bytes.subarray(10, 20), new DataView(bytes.buffer, 5, 7)]) {
            const [one, other] = await nearside.call('lab/twice', {}, [given]);
            sizes.push(one.size, other.size);
        }
        const { value: [there, here] } = await nearside.call('lab/shared', {}, [bytes]);
        const wrong = await nearside.call('lab/echo', {}, ['hello']).catch(({ kind }) => kind);
        const endless = (await nearside.call('lab/add', { a: 1, b: 2 }, [], { deadline: Infinity })).value;
        return [sizes, bytes.length, there === here, wrong, endless]";
    let told: (Vec<u32>, u32, bool, String, u32) = workbench.browser.js(script, ()).await?;
    let sizes = [100_000, 100_000, 100_000, 100_000, 10, 10, 7, 7].to_vec();
    assert_eq!(told, (sizes, 100_000, true, "Malformed".into(), 3));
    Ok(())
}

#[tokio::test]
async fn a_buffer_that_is_given_away_goes_without_a_copy() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let script = "
        const given = new Uint8Array(100_000).map((_, at) => at % 251).buffer, kept = given.slice(0), view = new Uint8Array(given);
        const [one] = await nearside.call('lab/twice', {}, [given], { transfer: [given] });
        const back = new Uint8Array(await one.arrayBuffer());
        const other = nearside.call('lab/twice', {}, [kept], { transfer: [given] });
        const size = (await other)[0].size;
        const again = [given, view].map((gone) => nearside.call('lab/twice', {}, [gone]).catch(({ kind }) => kind));
        return [given.byteLength, back.every((byte, at) => byte === at % 251) && back.length, kept.byteLength, size, await Promise.all(again)]";
    let told: (u32, u32, u32, u32, [String; 2]) = workbench.browser.js(script, ()).await?;
    let refused = ["Malformed".to_owned(), "Malformed".to_owned()];
    assert_eq!(told, (0, 100_000, 100_000, 100_000, refused));
    Ok(())
}

#[tokio::test]
async fn results_come_as_buffers_to_who_asks_for_them() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let script = "
        const given = new Uint8Array(100_000).map((_, at) => at % 251), right = (buffer) => buffer instanceof ArrayBuffer
            && buffer.byteLength === given.length && new Uint8Array(buffer).every((byte, at) => byte === at % 251);
        const whole = await nearside.call('lab/twice', {}, [given], { buffers: true });
        const handles = await nearside.call('lab/twice', {}, [new Blob([given])], { buffers: true });
        const { value } = await nearside.call('lab/echo', {}, [given], { buffers: true });
        return [...whole, ...handles, value].map(right)";
    let told: Vec<bool> = workbench.browser.js(script, ()).await?;
    assert_eq!(told, [true; 5]);
    Ok(())
}

#[tokio::test]
async fn a_functions_own_error_comes_with_its_data() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let error = failing(&workbench, lab::fail(7)).await?;
    assert_eq!((error.kind(), error.failed()), (Kind::Failed, Some(lab::TooSour { level: 7 })), "{error:?}");
    answers(&workbench).await
}

#[tokio::test]
async fn an_unknown_call_and_a_malformed_one_are_errors() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    assert_eq!(failing(&workbench, Job::<u32>::new("lab/nothing", 0, &())).await?.kind(), Kind::Unsupported);
    assert_eq!(
        failing(&workbench, Job::<u32>::new("nowhere/add", 0, &(1, 2))).await?.kind(),
        Kind::Unsupported
    );
    assert_eq!(
        failing(&workbench, Job::<u32>::new("lab/add", 0, &("one", 2))).await?.kind(),
        Kind::Malformed
    );
    answers(&workbench).await
}

#[tokio::test]
async fn progress_is_heard_and_a_dropped_job_frees_its_worker() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    answers(&workbench).await?;
    let heard = Rc::new(Cell::new(0.0));
    let hear = heard.clone();
    let job = lab::work(60_000.0).on_progress(move |done| hear.set(done)).on(workbench.browser.page());
    assert!(tokio::time::timeout(Duration::from_secs(2), job).await.is_err(), "it works for a minute");
    assert!(heard.get() > 0.0 && heard.get() < 1.0, "heard {}", heard.get());
    workbench.browser.wait_within("nearside.status().running === 0", Duration::from_secs(3)).await?;
    answers(&workbench).await
}

#[tokio::test]
async fn a_batch_finishes_while_other_calls_crash_beside_it() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let files = batch(workbench.folder.path(), 8, 1200, 900)?;
    workbench.add(&files).await?;
    workbench.convert().await?;
    for job in [lab::panic("on purpose".into()), lab::trap(), lab::stack(), lab::memory()] {
        failing(&workbench, job).await?;
    }
    workbench.settled().await?;
    assert_eq!(workbench.states().await?, vec!["done"; 8], "{:?}", workbench.problems().await?);
    Ok(())
}

#[tokio::test]
async fn a_worker_that_is_missing_on_the_server_is_a_sentence() -> Result<()> {
    for spa in [false, true] {
        let workbench = lacking("photo_bg.wasm", spa).await?;
        let files = batch(workbench.folder.path(), 2, 64, 64)?;
        workbench.add(&files).await?;
        workbench.convert().await?;
        workbench.settled().await?;
        assert_eq!(workbench.states().await?, ["failed", "failed"]);
        for problem in workbench.problems().await? {
            assert!(problem.len() > 20 && problem.ends_with('.'), "this is no sentence: {problem}");
        }
        // When the server has it again, a second try works without a reload.
        workbench.cdn.misbehave(Faults::default());
        workbench.browser.click("#retry-failed").await?;
        workbench.settled().await?;
        assert_eq!(workbench.states().await?, ["done", "done"], "{:?}", workbench.problems().await?);
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_is_missing_on_the_server_is_a_sentence() -> Result<()> {
    for spa in [false, true] {
        let workbench = lacking("split_panels.wasm", spa).await?;
        let browser = &workbench.browser;
        browser.js::<()>("location.hash = '#/about'", ()).await?;
        browser.wait_for("document.querySelector('main .missing button')").await?;
        // When the server has it again, a second try works without a reload; the pictures were there all the time.
        workbench.cdn.misbehave(Faults::default());
        browser.click("main .missing button").await?;
        browser.wait_for("document.querySelectorAll('main .page > p').length > 2").await?;
        browser.js::<()>("location.hash = '#/'", ()).await?;
        browser
            .wait_for("document.querySelector('#open-files') && !document.querySelector('main .page')")
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_library_that_arrives_late_looks_all_the_same() -> Result<()> {
    let workbench = lacking("split_library.wasm", false).await?;
    let browser = &workbench.browser;
    browser.js::<()>("location.hash = '#/library'", ()).await?;
    browser.wait_for("document.querySelector('main .missing button')").await?;
    workbench.cdn.misbehave(Faults::default());
    browser.click("main .missing button").await?;
    browser
        .wait_for("document.querySelector('#shelf') && document.querySelector('.said .icon, .said svg')")
        .await
        .map(drop)
}

/// The app on a server that lacks a file (and answers with a page instead, as some do).
async fn lacking(file: &str, spa: bool) -> Result<Workbench> {
    let workbench = Workbench::open(Chromium).await?;
    workbench.cdn.misbehave(Faults { gone: vec![file.into(), "sw.js".into()], spa, ..Faults::default() });
    // Without the service worker's copy.
    let forget = "
        for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
        for (const name of await caches.keys()) await caches.delete(name);";
    workbench.browser.js::<()>(forget, ()).await?;
    workbench.reload().await?;
    Ok(workbench)
}
