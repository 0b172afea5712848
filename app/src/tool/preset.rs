//! Presets: recipes with a name, ours and one's own.

use image::{Effort, Format, Metadata, Quality, Recipe};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use crate::app::focus_on;
use crate::command::Command;
use crate::prefs::Preset;
use crate::session::Session;
use crate::text::text;
use crate::ui::dialog::head;
use crate::ui::field::entry;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// The choice among all of them.
pub fn select(session: Session) -> AnyView {
    let t = text();
    let ours = StoredValue::new(built_in());
    let all = move || -> Vec<Preset> {
        let own = session.prefs.with(|prefs| prefs.presets.clone());
        ours.get_value().into_iter().chain(own).collect()
    };
    let present = move || {
        let recipe = session.recipe();
        all()
            .into_iter()
            .find(|preset| preset.recipe == *recipe)
            .map(|preset| preset.name)
            .unwrap_or_default()
    };
    let choose = move |name: String| {
        if let Some(preset) = untrack(all).into_iter().find(|preset| preset.name == name) {
            session.edit("preset", |recipe| *recipe = preset.recipe.clone());
        }
    };
    view! {
        <div class="field">
            <label for="preset">{t.preset}</label>
            <select id="preset" prop:value=live(present) on:change=move |event| choose(event_target_value(&event))>
                <option value="" disabled=true selected=true>
                    {t.preset_none}
                </option>
                {live(move || {
                    let present = present();
                    all()
                        .into_iter()
                        .map(|preset| {
                            let selected = preset.name == present;
                            view! {
                                <option value=preset.name.clone() prop:selected=selected>
                                    {preset.name.clone()}
                                </option>
                            }
                        })
                        .collect_view()
                })}
            </select>
        </div>
    }
    .into_any()
}

fn built_in() -> Vec<Preset> {
    let t = text();
    let longest = |side| Some(image::Resize::longest(side));
    let preset = |name: &str, recipe: Recipe| Preset { name: name.into(), recipe };
    vec![
        preset(t.preset_plain, Recipe::default()),
        preset(
            t.preset_web,
            Recipe { resize: longest(1600), metadata: Metadata::DropLocation, ..Recipe::to(Format::WebP) },
        ),
        preset(
            t.preset_mail,
            Recipe {
                resize: longest(1600),
                quality: Quality::Bytes { at_most: 500_000 },
                metadata: Metadata::DropLocation,
                ..Recipe::default()
            },
        ),
        preset(
            t.preset_smallest,
            Recipe { effort: Effort::Smallest, metadata: Metadata::Drop, ..Recipe::to(Format::Same) },
        ),
        preset(t.preset_lossless, Recipe::to(Format::Png)),
    ]
}

/// The dialog: a name for the present settings, and what was saved before.
pub fn form(session: Session) -> AnyView {
    let t = text();
    let name = RwSignal::new(String::new());
    let count = Memo::new(move |_| session.prefs.with(|prefs| prefs.presets.len()));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_string();
        if name.is_empty() {
            return;
        }
        let recipe = untrack(|| (*session.recipe()).clone());
        change(session, |presets| {
            presets.retain(|preset| preset.name != name);
            presets.push(Preset { name, recipe });
        });
        session.dialog.set(None);
    };
    view! {
        {head(session, (t.command)(Command::SavePreset).trim_end_matches('…').to_string())}
        <form class="stack" on:submit=save>
            {entry("preset-name", t.preset_name, "text", name, true, "")}
            <div class="actions">
                <button type="submit" class="primary">
                    {t.save}
                </button>
            </div>
        </form>
        {live(move || {
            // A new name leaves the list as it stands, with the focus in it.
            count.track();
            untrack(|| saved(session))
        })}
    }
    .into_any()
}

/// One's own presets, each to be renamed where it stands, or deleted.
fn saved(session: Session) -> AnyView {
    let t = text();
    let own = session.prefs.with(|prefs| prefs.presets.clone());
    if own.is_empty() {
        return ().into_any();
    }
    let lines = own.into_iter().enumerate().map(|(at, Preset { name, .. })| {
        let (label, delete) = ((t.preset_rename)(&name), (t.preset_delete)(&name));
        let rename = move |event| {
            let input: HtmlInputElement = event_target(&event);
            let name = input.value().trim().to_string();
            change(session, |presets| {
                let taken = name.is_empty() || presets.iter().any(|preset| preset.name == name);
                let Some(preset) = presets.get_mut(at) else { return };
                if !taken {
                    preset.name = name;
                }
                input.set_value(&preset.name);
            });
        };
        let delete_it = move |_| {
            change(session, |presets| {
                presets.remove(at);
            });
            focus_on("#preset-name");
        };
        view! {
            <li>
                <input type="text" aria-label=label maxlength="60" autocomplete="off" prop:value=name on:change=rename />
                <button type="button" class="quiet icon-only" title=delete.clone() aria-label=delete on:click=delete_it>
                    {icon(Icon::Trash)}
                </button>
            </li>
        }
        .into_any()
    });
    view! {
        <h3 class="saved-title">{t.preset_saved}</h3>
        <ul class="saved">{lines.collect::<Vec<AnyView>>()}</ul>
    }
    .into_any()
}

/// Changes one's own presets and keeps them.
fn change(session: Session, how: impl FnOnce(&mut Vec<Preset>)) {
    session.prefs.update(|prefs| how(&mut prefs.presets));
    session.prefs.with_untracked(crate::prefs::Prefs::keep);
}
