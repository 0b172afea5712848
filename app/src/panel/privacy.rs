//! The Privacy page: it tries every way out that is known and says what this browser enforces.
//!
//! What it says is what happened a second ago on this machine, not what we promise.

use crate::ui::live::live;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside_leptos::table;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::page;
use crate::open::set;
use crate::session::Session;
use crate::text::text;
use crate::ui::toast;

/// How one channel fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Blocked,
    Open,
    Absent,
}

#[derive(Clone, Debug, PartialEq)]
struct Finding {
    channel: String,
    verdict: Verdict,
    how: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Ready,
    Running,
    Done(Vec<Finding>),
    Impossible,
}

/// The page.
pub fn privacy(session: Session) -> impl IntoView {
    let t = text();
    let test = RwSignal::new(Test::Ready);
    let start = move || {
        test.set(Test::Running);
        spawn_local(async move {
            let found = run().await;
            let done = found.map_or(Test::Impossible, Test::Done);
            if let Test::Done(findings) = &done {
                let open = findings.iter().filter(|finding| finding.verdict == Verdict::Open).count();
                session.say((t.test_result)(findings.len() - open, findings.len()));
            }
            // The page may have been left meanwhile.
            test.try_set(done);
        });
    };
    let running = move || test.with(|test| *test == Test::Running);
    let result = move || {
        test.with(|test| match test {
            Test::Ready => ().into_any(),
            Test::Running => view! { <progress aria-label=t.test_running></progress> }.into_any(),
            Test::Impossible => view! { <p class="muted">{t.test_impossible}</p> }.into_any(),
            Test::Done(findings) => results(findings),
        })
    };
    let air = is_airgapped();
    let switched = RwSignal::new(false);
    page(
        t.privacy_title,
        t.privacy_lead,
        view! {
            <ul class="points">
                {t.privacy_points.iter().map(|point| view! { <li>{*point}</li> }).collect_view()}
            </ul>
            <h2>{t.test_title}</h2>
            <p>{t.test_lead}</p>
            <div class="actions">
                <button type="button" class="primary" id="selftest" disabled=live(running) on:click=move |_| start()>
                    {t.test_start}
                </button>
            </div>
            <div id="selftest-result" aria-live="polite">
                {live(result)}
            </div>
            <h2>{t.air_title}</h2>
            <p>{t.air_lead}</p>
            <div class="actions">
                <button
                    type="button"
                    id="airgap"
                    aria-pressed=air.to_string()
                    disabled=live(move || switched.get())
                    on:click=move |_| {
                        if !airgap(!air) {
                            toast::show(session, t.air_impossible);
                        } else if air {
                            switched.set(true);
                        }
                    }
                >
                    {if air { t.air_off } else { t.air_on }}
                </button>
            </div>
            <p role="status">{live(move || switched.get().then_some(t.air_reload))}</p>
        },
    )
}

fn results(findings: &[Finding]) -> AnyView {
    let t = text();
    let open = findings.iter().filter(|finding| finding.verdict == Verdict::Open).count();
    let lines: Vec<AnyView> = findings
        .iter()
        .map(|finding| {
            let (class, word) = match finding.verdict {
                Verdict::Blocked => ("tag good", t.test_blocked),
                Verdict::Open => ("tag warn", t.test_open),
                Verdict::Absent => ("tag", t.test_absent),
            };
            view! {
                <tr>
                    <th scope="row">{finding.channel.clone()}</th>
                    <td>
                        <span class=class>{word}</span>
                    </td>
                    <td>{finding.how.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <p class="claim">{(t.test_result)(findings.len() - open, findings.len())}</p>
        <p>{if open == 0 { t.test_all } else { t.test_not_all }}</p>
        {table(&[(t.test_channel, false), (t.test_verdict, false), (t.test_how, false)], lines)}
    }
    .into_any()
}

/// Loads the test that was packed with this build and runs it.
async fn run() -> Option<Vec<Finding>> {
    let build = Reflect::get(&window(), &"nearsideBuild".into()).ok()?;
    let path = text_of(&build, "selftest")?;
    let base = document().base_uri().ok()??;
    let import: Function = Reflect::get(&window(), &"nearsideImport".into()).ok()?.dyn_into().ok()?;
    let url = web_sys::Url::new_with_base(&path, &base).ok()?.href();
    let module: Promise = import.call1(&JsValue::UNDEFINED, &url.into()).ok()?.dyn_into().ok()?;
    let module = JsFuture::from(module).await.ok()?;
    let run: Function = Reflect::get(&module, &"run".into()).ok()?.dyn_into().ok()?;
    let running: Promise = run.call0(&module).ok()?.dyn_into().ok()?;
    let findings: Array = JsFuture::from(running).await.ok()?.dyn_into().ok()?;
    let read = |finding: JsValue| {
        let verdict = match text_of(&finding, "verdict")?.as_str() {
            "blocked" => Verdict::Blocked,
            "absent" => Verdict::Absent,
            _ => Verdict::Open,
        };
        let (channel, how) = (text_of(&finding, "channel")?, text_of(&finding, "how")?);
        let (reason, detail) = (text_of(&finding, "reason")?, text_of(&finding, "detail")?);
        // The test speaks English.
        let how = (text().test_reason)(&reason, &detail).unwrap_or(how);
        let channel = (text().test_way)(&channel).map_or(channel, Into::into);
        Some(Finding { channel, verdict, how })
    };
    findings.iter().map(read).collect()
}

fn text_of(object: &JsValue, key: &str) -> Option<String> {
    Reflect::get(object, &key.into()).ok()?.as_string()
}

fn is_airgapped() -> bool {
    let build = Reflect::get(&window(), &"nearsideBuild".into()).unwrap_or_default();
    Reflect::get(&build, &"air".into()).is_ok_and(|air| air.is_truthy())
}

/// Asks the service worker for the document that may connect to nothing, then loads it. False without one.
///
/// The way back ends at the switch: a page behind the air gap may not even load itself again, only a person may.
fn airgap(on: bool) -> bool {
    let controller = Reflect::get(&window().navigator(), &"serviceWorker".into())
        .and_then(|workers| Reflect::get(&workers, &"controller".into()))
        .unwrap_or_default();
    let Ok(post) = Reflect::get(&controller, &"postMessage".into()).and_then(|f| f.dyn_into::<Function>())
    else {
        return false;
    };
    let message = Object::new();
    set(&message, "nearside", "air".into());
    set(&message, "on", on.into());
    if post.call1(&controller, &message).is_err() {
        return false;
    }
    if on {
        spawn_local(async {
            // The service worker writes the switch down before the page asks again.
            crate::wait(300).await;
            // It is our own page: nothing refuses to reload it.
            let _ = window().location().reload();
        });
    }
    true
}
