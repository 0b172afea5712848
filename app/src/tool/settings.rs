//! The settings: one recipe, for everything that is in scope.

use crate::ui::live::{either, live, when};
use image::{Codecs, Depth, Effort, Format, Metadata, Quality};
use leptos::prelude::*;

use super::{preset, resize, shape, shot};
use crate::command::Command;
use crate::route::Route;
use crate::row::Row;
use crate::save::name;
use crate::session::{Scope, Session};
use crate::text::text;
use crate::ui::button::{Show, button};
use crate::ui::field::{check, number, segments, select, slider};
use crate::ui::icon::{Icon, icon};

/// The panel.
pub fn settings(session: Session) -> impl IntoView {
    let t = text();
    let lossy = Memo::new(move |_| {
        let format = session.recipe().format;
        format.lossy() || format == Format::Same
    });
    view! {
        <section
            class="settings"
            id="settings"
            aria-labelledby="settings-title"
            class:open=live(move || session.sheet.get())
        >
            <header class="settings-head">
                <h2 id="settings-title" tabindex="-1">
                    {t.settings}
                </h2>
                <span class="grow"></span>
                {button(session, Command::SavePreset, Show::Icon, "save-preset", "quiet")}
                {button(session, Command::CopyLink, Show::Icon, "copy-link", "quiet")}
                {button(session, Command::ResetSettings, Show::Icon, "reset", "quiet")}
                <button
                    type="button"
                    class="quiet icon-only sheet-close"
                    aria-label=t.close
                    data-escape=live(move || session.sheet.get().then_some(""))
                    on:click=move |_| sheet(session, false)
                >
                    {icon(Icon::Close)}
                </button>
            </header>
            {scope(session)}
            <div class="group">
                {preset::select(session)}
                {format(session)}
                {when(move || lossy.get(), move || quality(session).into_any())}
            </div>
            <div class="group">{resize::resize(session)}</div>
            <div class="group">{shape::shape(session)}</div>
            <div class="group">
                {metadata(session)}
                <details>
                    <summary>{t.more}</summary>
                    <div class="stack">{more(session)}</div>
                </details>
            </div>
            <div class="group">{names(session)}</div>
        </section>
    }
}

/// Opens or closes the settings where they are a sheet; the focus goes along.
pub fn sheet(session: Session, open: bool) {
    session.sheet.set(open);
    request_animation_frame(move || {
        crate::app::focus_on(if open { "#settings-title" } else { "#settings-toggle" })
    });
}

/// Says whom the settings are for, and lets that be changed where it can.
fn scope(session: Session) -> impl IntoView {
    let t = text();
    let differ = Memo::new(move |_| {
        let shown = session.recipe();
        session.rows_of(session.scope()).iter().any(|row: &Row| row.recipe.get() != shown)
    });
    let on_view = Memo::new(move |_| matches!(session.route.get(), Route::View(_)));
    let count = Memo::new(move |_| session.tally.with(|tally| tally.pictures));
    let words = move || match session.scope() {
        Scope::All => (t.for_all)(count.get()),
        Scope::Selected => {
            let selected = session.rows_of(Scope::Selected);
            (t.for_selected)(selected.iter().filter(|row| row.is_picture()).count())
        }
        Scope::This(_) => t.for_this.to_string(),
    };
    let options = move || {
        vec![
            (false, view! { {(t.all_of)(count.get())} }.into_any()),
            (true, view! { {t.only_this} }.into_any()),
        ]
    };
    view! {
        <div class="scope">
            {either(
                move || on_view.get() && count.get() > 1,
                move || {
                    segments(
                        "scope",
                        t.for_whom,
                        options(),
                        move || session.only_this.get(),
                        move |only| session.only_this.set(only),
                    )
                },
                move || view! { <p class="muted" id="scope">{live(words)}</p> }.into_any(),
            )}
            {when(move || differ.get(), move || view! { <p class="differ">
                    <span>{t.differ}</span>
                    <button
                        type="button"
                        class="quiet strong"
                        on:click=move |_| {
                            let shown = untrack(|| session.recipe());
                            session.edit("same", |recipe| *recipe = (*shown).clone());
                        }
                    >
                        {t.make_same}
                    </button>
                </p> }.into_any())}
        </div>
    }
}

fn format(session: Session) -> AnyView {
    let t = text();
    let options: Vec<(&'static str, &'static str)> =
        Format::ALL.into_iter().map(|format| (format_key(format), (t.format)(format))).collect();
    select(
        "format",
        t.format_label,
        options,
        move || format_key(session.recipe().format),
        move |key| {
            if let Some(format) = Format::ALL.into_iter().find(|format| format_key(*format) == key) {
                session.edit("format", |recipe| recipe.format = format);
            }
        },
    )
}

const fn format_key(format: Format) -> &'static str {
    match format {
        Format::Same => "same",
        Format::Jpeg => "jpeg",
        Format::Png => "png",
        Format::WebP => "webp",
        Format::WebPLossless => "webpLossless",
        Format::Tiff => "tiff",
        Format::Bmp => "bmp",
        Format::Qoi => "qoi",
    }
}

fn quality(session: Session) -> AnyView {
    let t = text();
    let mode = move || match session.recipe().quality {
        Quality::Level(_) => 0,
        Quality::Bytes { .. } => 1,
        Quality::Metric { .. } => 2,
    };
    let set = move |quality: Quality| session.edit("quality", |recipe| recipe.quality = quality);
    let options = vec![
        (0, view! { {t.quality_level} }.into_any()),
        (1, view! { {t.quality_bytes} }.into_any()),
        (2, view! { {t.quality_metric} }.into_any()),
    ];
    let choose = move |mode| {
        set(match mode {
            1 => Quality::Bytes { at_most: 500_000 },
            2 => Quality::Metric { score: 80.0 },
            _ => Quality::default(),
        });
    };
    let mode_memo = Memo::new(move |_| mode());
    view! {
        {segments("quality-mode", t.quality_how, options, mode, choose)}
        {live(move || match mode_memo.get() {
            1 => {
                number(
                    "quality-bytes",
                    t.quality_bytes_label,
                    "kB",
                    (1.0, 100_000.0),
                    move || match session.recipe().quality {
                        Quality::Bytes { at_most } => at_most as f64 / 1000.0,
                        _ => 500.0,
                    },
                    move |kb| set(Quality::Bytes { at_most: (kb * 1000.0).max(1.0) as u64 }),
                )
            }
            2 => {
                view! {
                    {slider(
                        "quality-metric",
                        t.quality_metric_label,
                        (30.0, 95.0),
                        move || match session.recipe().quality {
                            Quality::Metric { score } => f64::from(score),
                            _ => 80.0,
                        },
                        move |score| set(Quality::Metric { score: score as f32 }),
                    )}
                    <p class="hint">{t.quality_metric_hint}</p>
                }
                    .into_any()
            }
            _ => {
                slider(
                    "quality",
                    t.quality,
                    (1.0, 100.0),
                    move || match session.recipe().quality {
                        Quality::Level(level) => f64::from(level),
                        _ => 80.0,
                    },
                    move |level| set(Quality::Level(level as u8)),
                )
            }
        })}
    }
    .into_any()
}

fn metadata(session: Session) -> AnyView {
    let t = text();
    let field = select(
        "metadata",
        t.metadata,
        vec![("keep", t.metadata_keep), ("dropLocation", t.metadata_place), ("drop", t.metadata_drop)],
        move || match session.recipe().metadata {
            Metadata::Keep => "keep",
            Metadata::DropLocation => "dropLocation",
            Metadata::Drop => "drop",
        },
        move |key| {
            let metadata = match key.as_str() {
                "dropLocation" => Metadata::DropLocation,
                "drop" => Metadata::Drop,
                _ => Metadata::Keep,
            };
            session.edit("metadata", |recipe| recipe.metadata = metadata);
        },
    );
    view! {
        {field}
        {shot::shot(session)}
    }
    .into_any()
}

fn more(session: Session) -> impl IntoView {
    let t = text();
    let effort = select(
        "effort",
        t.effort,
        vec![("fast", t.effort_fast), ("balanced", t.effort_balanced), ("smallest", t.effort_smallest)],
        move || match session.recipe().effort {
            Effort::Fast => "fast",
            Effort::Balanced => "balanced",
            Effort::Smallest => "smallest",
        },
        move |key| {
            let effort = match key.as_str() {
                "fast" => Effort::Fast,
                "smallest" => Effort::Smallest,
                _ => Effort::Balanced,
            };
            session.edit("effort", |recipe| recipe.effort = effort);
        },
    );
    let codecs = select(
        "codecs",
        t.codecs,
        vec![("exact", t.codecs_exact), ("fast", t.codecs_fast)],
        move || if session.recipe().codecs == Codecs::Fast { "fast" } else { "exact" },
        move |key| {
            let codecs = if key == "fast" { Codecs::Fast } else { Codecs::Exact };
            session.edit("codecs", |recipe| recipe.codecs = codecs);
        },
    );
    let eight = check(
        "eight",
        t.eight_bits,
        move || session.recipe().depth == Depth::Eight,
        move |eight| session.edit("depth", |r| r.depth = if eight { Depth::Eight } else { Depth::Keep }),
    );
    let colour = move || {
        let [r, g, b] = session.recipe().background.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    };
    view! {
        {effort}
        {codecs}
        <p class="hint">{t.codecs_hint}</p>
        <label class="field" for="background">
            <span>{t.background}</span>
            <input
                type="color"
                id="background"
                prop:value=live(colour)
                on:input=move |event| {
                    let value = event_target_value(&event);
                    if let Ok(rgb) = u32::from_str_radix(value.trim_start_matches('#'), 16) {
                        let [_, r, g, b] = rgb.to_be_bytes();
                        session.edit("background", |recipe| recipe.background = image::Background([r, g, b]));
                    }
                }
            />
        </label>
        {eight}
    }
}

fn names(session: Session) -> impl IntoView {
    let t = text();
    let template = move || session.prefs.with(|prefs| prefs.template.clone());
    let example = move || {
        let template = template();
        let open = match session.route.get() {
            Route::View(id) => Some(id),
            _ => None,
        };
        session.rows.with(|rows| {
            let at = rows.iter().position(|row| open.map_or(row.is_picture(), |id| row.id == id));
            at.map(|at| crate::save::name_of(rows[at], &template, at + 1, rows.len())).unwrap_or_default()
        })
    };
    view! {
        <div class="field">
            <label for="template">{t.names}</label>
            <input
                type="text"
                id="template"
                spellcheck="false"
                autocomplete="off"
                aria-describedby="template-hint"
                prop:value=live(template)
                on:change=move |event| {
                    let value = event_target_value(&event);
                    let value = if value.trim().is_empty() { name::PLAIN.into() } else { value };
                    session.prefs.update(|prefs| prefs.template = value);
                    session.prefs.with_untracked(|prefs| prefs.keep());
                }
            />
        </div>
        <p class="hint" id="template-hint">
            <code>"{name} {n} {width} {height} {format} {date}"</code>
            <br />
            <span class="example">{live(example)}</span>
        </p>
    }
}
