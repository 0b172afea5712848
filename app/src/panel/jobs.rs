//! The Jobs panel: what is being done; and below, for those who want to know, how the workers do it and what went wrong in them.

use leptos::prelude::*;
use nearside::{File, Pool};

use super::page;
use crate::command::Command;
use crate::number;
use crate::row::{Row, State};
use crate::run;
use crate::save::download;
use crate::session::Session;
use crate::text::text;
use crate::ui::button::{Show, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{either, live};

/// The panel.
pub fn jobs(session: Session) -> impl IntoView {
    let t = text();
    let changed = Trigger::new();
    let watch = Pool::get().on_change(move || changed.notify());
    let watch = StoredValue::new_local(Some(watch));
    on_cleanup(move || {
        watch.try_update_value(Option::take);
    });
    let status = move || {
        changed.track();
        Pool::get().status()
    };
    let figures = move || {
        let status = status();
        let memory: f64 = status.workers.iter().map(|worker| worker.memory as f64).sum();
        view! {
            <dl class="figures" id="figures">
                {figure(t.jobs_running, number::whole(status.running as f64))}
                {figure(t.jobs_queued, number::whole(status.queued as f64))}
                {figure(t.jobs_workers, number::whole(status.workers.len() as f64))}
                {figure(t.jobs_memory, number::bytes(memory))}
            </dl>
        }
    };
    let workers = move || {
        let workers = status().workers;
        if workers.is_empty() {
            return view! { <p class="muted">{t.jobs_no_workers}</p> }.into_any();
        }
        let lines = workers.into_iter().map(|worker| {
            view! {
                <tr>
                    <th scope="row">{worker.engine} " " {worker.id}</th>
                    <td>{(t.worker_state)(worker.state)}</td>
                    <td class="numbers">{number::whole(worker.jobs as f64)}</td>
                    <td class="numbers">{number::bytes(worker.memory as f64)}</td>
                </tr>
            }
        });
        table(
            &[(t.jobs_worker, false), (t.jobs_state, false), (t.jobs_jobs, true), (t.jobs_memory, true)],
            lines.collect_view().into_any(),
        )
    };
    let paths = move || {
        let paths = status().paths;
        if paths.is_empty() {
            return view! { <p class="muted">{t.jobs_no_calls}</p> }.into_any();
        }
        let lines = paths.into_iter().map(|path| {
            view! {
                <tr>
                    <th scope="row">
                        <code>{path.path.clone()}</code>
                    </th>
                    <td class="numbers">{number::whole(path.calls as f64)}</td>
                    <td class="numbers">{number::whole(path.failed as f64)}</td>
                    <td class="numbers">{number::time(path.wait)}</td>
                    <td class="numbers">{number::time(path.run)}</td>
                </tr>
            }
        });
        table(
            &[
                (t.jobs_call, false),
                (t.jobs_calls, true),
                (t.jobs_failed, true),
                (t.jobs_wait, true),
                (t.jobs_run, true),
            ],
            lines.collect_view().into_any(),
        )
    };
    let failures = move || {
        let failures = status().failures;
        if failures.is_empty() {
            return view! { <p class="muted">{t.jobs_no_failures}</p> }.into_any();
        }
        failures
            .into_iter()
            .rev()
            .map(|failure| {
                view! {
                    <li>
                        <p>
                            <code>{failure.path.to_string()}</code>
                            " "
                            <span class="tag">{format!("{:?}", failure.kind)}</span>
                        </p>
                        <p>{failure.message.clone()}</p>
                        {failure
                            .stack
                            .clone()
                            .map(|stack| {
                                view! {
                                    <details>
                                        <summary>{t.details}</summary>
                                        <pre tabindex="0">{stack}</pre>
                                    </details>
                                }
                            })}
                    </li>
                }
            })
            .collect_view()
            .into_any()
    };
    page(
        t.jobs_title,
        t.jobs_lead,
        view! {
            {doing(session)}
            <details id="jobs-details">
                <summary>{t.details}</summary>
                {live(figures)}
                <h2>{t.jobs_workers}</h2>
                {live(workers)}
                <h2>{t.jobs_calls_title}</h2>
                {live(paths)}
                <h2>{t.jobs_failures}</h2>
                <ul class="failures">{live(failures)}</ul>
                <div class="actions">{button(session, Command::Trace, Show::Both, "trace", "")}</div>
                <p class="hint">{t.jobs_trace}</p>
            </details>
        },
    )
}

/// What is being done with open files: how far all of it is, and what is in work now. Each can be cancelled.
fn doing(session: Session) -> AnyView {
    let t = text();
    let tally = session.tally;
    let words = move || {
        tally.with(|tally| {
            let left = tally.running + tally.queued;
            let done = (t.bar_busy)(tally.done, tally.done + left);
            format!("{} · {done}", (t.jobs_doing)(left))
        })
    };
    let lines = move || {
        let mut rows = session.rows.get();
        rows.retain(|row| row.state() == State::Running);
        rows.into_iter().map(one).collect::<Vec<AnyView>>()
    };
    either(
        move || tally.with(|tally| tally.busy()),
        move || {
            view! {
                <div class="doing-head">
                    <p id="doing" class="numbers">{live(words)}</p>
                    {button(session, Command::Cancel, Show::Words, "cancel-doing", "")}
                </div>
                <ul class="doing">{live(lines)}</ul>
            }
            .into_any()
        },
        move || view! { <p class="muted" id="idle">{t.jobs_idle}</p> }.into_any(),
    )
}

fn one(row: Row) -> AnyView {
    let (name, cancel) = (row.name(), (text().cancel_one)(&row.name()));
    let done = move || Some(row.progress.get()).filter(|done| *done > 0.0).map(|done| done.to_string());
    view! {
        <li>
            <span class="what">{name.clone()}</span>
            <progress max="1" aria-label=name value=live(done)></progress>
            <button
                type="button"
                class="quiet icon-only"
                title=cancel.clone()
                aria-label=cancel
                on:click=move |_| run::cancel(row)
            >
                {icon(Icon::Close)}
            </button>
        </li>
    }
    .into_any()
}

/// Saves what was run as a trace that browsers' own tools open.
pub fn export_trace() {
    let trace = File::new("nearside-trace.json", Pool::get().trace().into_bytes());
    download(&trace.blob(), "nearside-trace.json");
}

fn figure(name: &'static str, value: String) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd class="numbers">{value}</dd>
        </div>
    }
}

/// The head of a column, and whether numbers are below it.
pub type Head = (&'static str, bool);

/// A table that scrolls by itself when the screen is narrow.
pub fn table(heads: &[Head], lines: AnyView) -> AnyView {
    let heads: Vec<_> = heads
        .iter()
        .map(|(head, numbers)| view! { <th scope="col" class:numbers=*numbers>{*head}</th> })
        .collect();
    view! {
        <div class="table" tabindex="0" role="group">
            <table>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}
