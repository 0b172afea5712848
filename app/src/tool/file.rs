//! One row of the list: what it is, what became of it, what can be done about it.

use crate::ui::live::live;
use leptos::prelude::*;

use crate::app::focus_on;
use crate::number;
use crate::route::Route;
use crate::row::{Leaf, Phase, Row, State, Tool};
use crate::session::Session;
use crate::text::text;
use crate::ui::icon::{Icon, icon};
use crate::{run, save, ui};

/// A row.
pub fn file(session: Session, row: Row) -> impl IntoView {
    let t = text();
    let name = row.name();
    let folder = row.source.with_value(|source| source.folder.clone());
    let state = Memo::new(move |_| row.state());
    let shift = StoredValue::new(false);
    view! {
        <li
            class="file"
            data-id=row.id
            data-state=live(move || state.get().word())
            data-missing=live(move || row.phase.with(|p| matches!(p, Phase::Missing | Phase::Locked)).then_some("true"))
            class:selected=live(move || row.selected.get())
        >
            <label class="check">
                <input
                    type="checkbox"
                    aria-label=(t.select_one)(&name)
                    prop:checked=live(move || row.selected.get())
                    on:click=move |event| shift.set_value(event.shift_key())
                    on:change=move |event| session.select(row, event_target_checked(&event), shift.get_value())
                />
            </label>
            <a class="open" href=Route::View(row.id).hash() title=name.clone()>
                <span class="thumb">
                    {live(move || match row.thumb.get() {
                        Some(url) => view! { <img src=url alt="" decoding="async" /> }.into_any(),
                        None => icon(match row.tool() {
                            Tool::Darkroom => Icon::Picture,
                            Tool::Reader => Icon::Document,
                            Tool::Grid => Icon::Table,
                            Tool::Studio { sound: false } => Icon::Film,
                            Tool::Studio { sound: true } => Icon::Sound,
                            Tool::Pen => Icon::Pencil,
                        })
                        .into_any(),
                    })}
                </span>
                <span class="what">
                    {ui::name::name(&name)}
                    <span class="about muted">
                        {(!folder.is_empty()).then(|| view! { <span class="folder">{folder}</span> })}
                        <span>{live(move || row.kind())}</span>
                        {live(move || row.info.with(|info| info.as_ref().map(|info| dimensions(info.upright()))))}
                        {live(move || match row.leaf.get() {
                            Some(Leaf::Pages(count)) => view! { <span>{(t.pages)(count as usize)}</span> }.into_any(),
                            Some(Leaf::Facts(facts)) => {
                                facts.into_iter().map(|fact| view! { <span class="numbers">{fact}</span> }).collect_view().into_any()
                            }
                            _ => ().into_any(),
                        })}
                    </span>
                </span>
            </a>
            <div class="result">{live(move || result(row, state.get()))}</div>
            <div class="row-actions">{live(move || actions(session, row, state.get()))}</div>
            {live(move || problem(session, row))}
        </li>
    }
}

/// Width and height, with a sign that screen readers read as "by".
pub fn dimensions((width, height): (u32, u32)) -> AnyView {
    view! { <span class="numbers">{width} " × " {height}</span> }.into_any()
}

fn result(row: Row, state: State) -> AnyView {
    let t = text();
    let size = row.size();
    let original = || view! { <span class="numbers">{number::bytes(size)}</span> };
    match state {
        State::Done => row.outcome.with(|outcome| {
            let Some(outcome) = outcome else { return ().into_any() };
            let share = if size > 0.0 { outcome.size / size - 1.0 } else { 0.0 };
            let change = if share <= 0.0 { "change less" } else { "change more" };
            let notes = outcome.notes.iter().map(|note| (t.note)(*note)).collect::<Vec<_>>().join(" ");
            let (width, height) = (outcome.width, outcome.height);
            view! {
                <span class="sizes numbers">
                    <span class="old">{number::bytes(size)}</span>
                    <span class="arrow" aria-hidden="true">
                        "→"
                    </span>
                    <strong class="new">{number::bytes(outcome.size)}</strong>
                    <span class=change>{number::change(share)}</span>
                </span>
                <span class="about muted">
                    <span>{save::name::known_as(&outcome.ending)}</span>
                    {dimensions((width, height))}
                    {(!notes.is_empty())
                        .then(|| {
                            view! {
                                <span class="note" tabindex="0" role="img" aria-label=notes.clone() title=notes>
                                    {icon(Icon::Info)}
                                </span>
                            }
                        })}
                </span>
            }
            .into_any()
        }),
        State::Running => view! {
            {original()}
            <progress
                max="1"
                aria-label=t.converting
                value=live(move || Some(row.progress.get()).filter(|done| *done > 0.0).map(|done| done.to_string()))
            ></progress>
        }
        .into_any(),
        State::Cancelled => view! { {original()} <span class="about muted">{t.state_cancelled}</span> }.into_any(),
        State::Failed => view! { {original()} <span class="about bad">{t.state_failed}</span> }.into_any(),
        State::Waiting => view! {
            {original()}
            <span class="about muted">
                {live(move || row.phase.with(|phase| matches!(phase, Phase::Queued)).then_some(t.state_queued))}
            </span>
        }
        .into_any(),
    }
}

fn act(label: String, picture: Icon, class: &'static str, act: impl Fn() + 'static) -> AnyView {
    let class = format!("quiet icon-only {class}");
    view! {
        <button type="button" class=class title=label.clone() aria-label=label on:click=move |_| act()>
            {icon(picture)}
        </button>
    }
    .into_any()
}

fn actions(session: Session, row: Row, state: State) -> AnyView {
    let t = text();
    let name = row.name();
    let first = match state {
        State::Done => {
            Some(act((t.save_one)(&name), Icon::Save, "save-one", move || save::one(session, row)))
        }
        State::Running => {
            let cancel = move || {
                run::cancel(row);
                stay(row);
            };
            Some(act((t.cancel_one)(&name), Icon::Close, "cancel-one", cancel))
        }
        State::Failed if !untrack(|| row.can_retry()) => None,
        State::Failed | State::Cancelled => {
            let retry = move || {
                run::these(session, &[row]);
                stay(row);
            };
            Some(act((t.retry_one)(&name), Icon::Spark, "retry-one", retry))
        }
        State::Waiting => None,
    };
    let last = (state != State::Running)
        .then(|| act((t.remove_one)(&name), Icon::Close, "remove-one", move || remove(session, row)));
    view! { {first} {last} }.into_any()
}

/// The button that was pressed is another one now; the focus stays in its place.
fn stay(row: Row) {
    focus_soon(format!("li[data-id='{}'] .row-actions button", row.id));
}

/// Removes a row; the focus goes to the one that takes its place.
fn remove(session: Session, row: Row) {
    let next = session.rows.with_untracked(|rows| {
        let at = rows.iter().position(|other| other.id == row.id)?;
        rows.get(at + 1).or_else(|| rows.get(at.checked_sub(1)?)).map(|row| row.id)
    });
    session.remove(&[row]);
    match next {
        Some(id) => focus_soon(format!("li[data-id='{id}'] .remove-one, li[data-id='{id}'] .open")),
        None => focus_soon("#choose-files".into()),
    }
}

fn focus_soon(selector: String) {
    request_animation_frame(move || focus_on(&selector));
}

/// What went wrong, in a sentence, with the place for those who mend it.
fn problem(session: Session, row: Row) -> AnyView {
    let t = text();
    row.phase.with(|phase| match phase {
        Phase::Failed(fault) => {
            let stack = fault.stack.clone().map(|stack| {
                view! {
                    <details>
                        <summary>{t.details}</summary>
                        <pre tabindex="0">{stack}</pre>
                    </details>
                }
            });
            view! {
                <div class="problem" role="alert">
                    {icon(Icon::Warn)} <div>
                        <p>{fault.message.clone()}</p>
                        {stack}
                    </div>
                </div>
            }
            .into_any()
        }
        Phase::Missing => view! {
            <div class="problem calm">
                {icon(Icon::Info)} <p>{t.missing_one}</p>
                <button type="button" on:click=move |_| crate::open::files(session)>
                    {t.open_again}
                </button>
            </div>
        }
        .into_any(),
        Phase::Locked => {
            view! { <div class="problem calm">{icon(Icon::Lock)} <p>{t.locked_one}</p></div> }.into_any()
        }
        _ => match row.leaf.get() {
            Some(Leaf::Told(words)) => {
                view! { <div class="problem" role="alert">{icon(Icon::Warn)} <p>{words}</p></div> }.into_any()
            }
            Some(Leaf::Shut(words)) => {
                view! { <div class="problem calm">{icon(Icon::Lock)} <p>{words}</p></div> }.into_any()
            }
            _ => ().into_any(),
        },
    })
}
