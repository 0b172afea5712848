//! Tabs of one origin are neighbours: together they start no more than fits into the memory that one of them would have.

use anyhow::Result;
use nearside_testing::Engine::{self, Chromium, Firefox, WebKit};
use tests::Workbench;

/// Two of these fit into a tab's memory, three do not: two fifths of what src/pool/page/limits.rs allows.
const LARGE: &str =
    "const large = 0.4 * Math.min(Math.max((navigator.deviceMemory ?? 4) * 2 ** 29, 2 ** 29), 2 ** 32);
    const work = milliseconds => window.nearside.call('lab/work', { milliseconds }, [], { memory: large });";

/// Starts two large jobs and says how many of them ran at once.
async fn at_once(workbench: &Workbench) -> Result<u32> {
    let body = format!(
        "{LARGE} let top = 0;
        const look = () => top = Math.max(top, window.nearside.status().workers.filter(({{ state }}) => state === 'busy').length);
        const looking = setInterval(look, 10);
        await Promise.all([work(600), work(600)]);
        clearInterval(looking);
        return top;"
    );
    workbench.browser.js(&body, ()).await
}

async fn tabs_share_the_memory(engine: Engine) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    assert_eq!(at_once(&workbench).await?, 2, "a tab that is alone does not use its memory");
    let client = workbench.browser.client();
    let first = client.window().await?;
    client.switch_to_window(client.new_window(true).await?.handle).await?;
    workbench.browser.open(&workbench.cdn.url()).await?;
    workbench.started().await?;
    workbench.browser.js::<()>(&format!("{LARGE} work(60_000).catch(() => {{}})"), ()).await?;
    workbench
        .browser
        .wait_for("window.nearside.status().workers.some(({ state }) => state === 'busy')")
        .await?;
    let second = client.window().await?;
    client.switch_to_window(first.clone()).await?;
    assert_eq!(at_once(&workbench).await?, 1, "two tabs at work have more memory than one");
    client.switch_to_window(second).await?;
    client.close_window().await?;
    client.switch_to_window(first).await?;
    assert_eq!(at_once(&workbench).await?, 2, "a tab that is gone still has its share");
    Ok(())
}

#[tokio::test]
async fn tabs_share_the_memory_in_chromium() -> Result<()> {
    tabs_share_the_memory(Chromium).await
}

#[tokio::test]
async fn tabs_share_the_memory_in_firefox() -> Result<()> {
    tabs_share_the_memory(Firefox).await
}

#[tokio::test]
async fn tabs_share_the_memory_in_webkit() -> Result<()> {
    tabs_share_the_memory(WebKit).await
}
