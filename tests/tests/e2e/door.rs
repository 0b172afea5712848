//! The door for JavaScript on pages that are not the Workbench: `nearside.js` brings the pool along, and no interface.

use anyhow::{Result, ensure};
use nearside_testing::{Browser, Cdn, Engine, Options};
use tests::dist;

/// A page of somebody else's, so many folders below the app.
fn page(up: &str) -> String {
    format!(
        "<!doctype html><meta charset=utf-8><title>Somebody else's</title><body><p>Mine</p><script type=module>
        import {{ connect }} from '{up}nearside.js';
        [window.near, window.again] = [await connect(), await connect()];
        </script>"
    )
}

/// Every way to hand a file in, an error of the function's own, progress, parts, and values that change once they were given.
const USE: &str = "
    const { near } = window, file = new File(['ab'], 'a.txt'), sum = 97 * 31 + 98, told = [];
    const value = async (...call) => (await near.call(...call)).value;
    const sums = [
        await value('lab/sum', {}, [file]), await value('lab/sum', { file }), await value('lab/sum', [file]),
        await value('lab/sum', {}, file), await value('lab/sum', [{ $file: 0 }], [new TextEncoder().encode('ab')]),
    ];
    const { kind, detail } = await near.call('lab/fail', { level: 7 }).catch((error) => error);
    await near.call('lab/work', { milliseconds: 50 }, [], { onprogress: (done) => told.push(done) });
    const parts = [];
    await near.call('lab/count', { to: 9 }, [], { onpart: ({ value }) => parts.push(value) });
    const args = { a: 1, b: 2 }, three = near.call('lab/add', args);
    args.a = 9;
    // Both wait for a worker, and only one can have the buffer.
    const busy = Array.from({ length: navigator.hardwareConcurrency }, () => near.call('lab/work', { milliseconds: 100 }));
    const { buffer } = new TextEncoder().encode('ab'), give = () => value('lab/sum', {}, [buffer], { transfer: [buffer] });
    const given = await Promise.all([give(), give().catch(({ kind }) => kind)]);
    await Promise.all(busy);
    return [sums.every((one) => one === sum), kind, detail.level, told.at(-1), parts.length, (await three).value, given[0] === sum, given[1],
        near === window.again && near === window.nearside, document.body.innerText.trim()]";

#[tokio::test]
async fn a_page_without_the_workbench_calls_its_workers() -> Result<()> {
    let cdn = Cdn::serve(dist()?)?;
    for path in ["plain.html", "far/below/plain.html"] {
        cdn.put(path, page(if path.starts_with("far") { "../../" } else { "./" }));
    }
    let browser = Browser::start(Options::new(Engine::Chromium)).await?;
    for path in ["plain.html", "far/below/plain.html"] {
        browser.open(&format!("{}{path}", cdn.url())).await?;
        browser.wait_for("window.near").await?;
        let told: serde_json::Value = browser.js(USE, ()).await?;
        let expected = serde_json::json!([true, "Failed", 7, 1, 9, 3, true, "Malformed", true, "Mine"]);
        ensure!(told == expected, "{path}: {told}");
        let errors = browser.errors().await?;
        ensure!(errors.iter().all(|error| error.contains("favicon.ico")), "{path}: {errors:?}");
    }
    Ok(())
}
