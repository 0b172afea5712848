//! The app itself: a long text is scrolled through as fast as a person flings it.
//!
//! Every frame of the scroll looks which pages are in the window, and which of them are not drawn yet.

use anyhow::{Result, ensure};
use nearside_testing::Engine::Chromium;
use serde::Deserialize;
use serde_json::json;
use tests::Workbench;

use super::AREA;
use super::files::{Files, SCROLLED};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::load;

/// Pages a second.
const SPEED: f64 = 10.0;

/// Goes down the pages; what is long is in milliseconds.
const SCROLL: &str = "
    const view = document.querySelector('#pages'), [pages, speed] = args;
    const length = view.scrollHeight - view.clientHeight, whole = pages / speed * 1000;
    let task = 0, blank = 0, bare = 0;
    const observer = new PerformanceObserver(list => {
        for (const { duration } of list.getEntries()) task = Math.max(task, duration);
    });
    observer.observe({ type: 'longtask' });
    const since = new Map(), seen = new Set(), drawn = new Set();
    const look = now => {
        const { top, bottom } = view.getBoundingClientRect();
        let any = false;
        const here = new Set();
        for (const sheet of document.querySelectorAll('.sheet')) {
            const box = sheet.getBoundingClientRect(), page = sheet.dataset.page;
            if (box.bottom <= top || box.top >= bottom) continue;
            here.add(page);
            seen.add(page);
            if (!since.has(page)) since.set(page, now);
            if (sheet.dataset.drawn) {
                any = true;
                drawn.add(page);
                since.set(page, Infinity); // it is not waited for any more
            } else {
                blank = Math.max(blank, now - since.get(page));
            }
        }
        for (const page of since.keys()) if (!here.has(page)) since.delete(page);
        if (any) bare = now;
        return now - bare;
    };
    const frame = () => new Promise(requestAnimationFrame);
    const start = bare = await frame();
    let now = start, longest = 0, frames = 0;
    while (now - start < whole) {
        view.scrollTop = length * (now - start) / whole;
        now = await frame();
        frames += 1;
        longest = Math.max(longest, look(now));
    }
    view.scrollTop = length;
    for (const end = now + 1000; now < end;) longest = Math.max(longest, look(now = await frame()));
    observer.disconnect();
    return { task, blank, bare: longest, frames, seen: seen.size, drawn: drawn.size };";

#[derive(Deserialize)]
struct Turn {
    task: f64,
    blank: f64,
    bare: f64,
    frames: f64,
    seen: f64,
    drawn: f64,
}

pub async fn measure(files: &Files, options: &Options) -> Result<Vec<Row>> {
    let mut turns = Vec::new();
    let rounds = options.rounds.min(3);
    for round in 1..=rounds {
        turns.push(turn(files).await?);
        eprintln!("   scroll round {round} of {rounds}, load {:.1}", load());
    }
    let title = format!("a text of {SCROLLED} pages scrolled through in the app, {SPEED} pages a second");
    let row = |what: &str, pick: fn(&Turn) -> f64, bar| {
        let values: Vec<f64> = turns.iter().map(pick).collect();
        Row::new(AREA, format!("{title}: {what}"), &values, None, bar)
    };
    Ok(vec![
        row("longest task on the page, ms (0: none over 50)", |turn| turn.task, Bar::Most(50.0)),
        row("longest that a page in the window was blank, ms", |turn| turn.blank, Bar::Most(300.0)),
        row("longest that no page in the window was drawn, ms", |turn| turn.bare, Bar::Most(300.0)),
        row("pages that were drawn while in the window", |turn| turn.drawn, Bar::None),
        row("frames a second", |turn| turn.frames * SPEED / f64::from(SCROLLED), Bar::None),
    ])
}

async fn turn(files: &Files) -> Result<Turn> {
    const DRAWN: &str = "document.querySelector('.sheet[data-page=\"1\"][data-drawn]')";
    let workbench = Workbench::open(Chromium).await?;
    workbench.add(&[&files.scroll]).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for(DRAWN).await?;
    let turn: Turn = workbench.browser.js(SCROLL, json!([SCROLLED, SPEED])).await?;
    let last = format!("document.querySelector('.sheet[data-page=\"{SCROLLED}\"][data-drawn]')");
    workbench.browser.wait_for(&last).await?;
    ensure!(turn.seen >= 0.99 * f64::from(SCROLLED), "only {} pages came by", turn.seen);
    workbench.no_errors().await?;
    Ok(turn)
}
