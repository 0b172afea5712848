//! Recipes of one's own: saved under a name, set again with one press, renamed where they stand, deleted.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::fields::group;
use crate::app::focus_on;
use crate::studio::recipes::{Recipe, store};
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::toast;

/// Longer names nobody reads.
const LONGEST: &str = "60";

/// All of them, and a name for what is set now.
pub fn recipes(studio: Studio) -> AnyView {
    let t = words();
    let all = studio.forms.recipes;
    let renaming = RwSignal::new(None::<usize>);
    let name = RwSignal::new(String::new());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.try_update(|name| std::mem::take(name).trim().to_owned()).unwrap_or_default();
        if name.is_empty() {
            return;
        }
        let recipe = Recipe::of(studio, name.clone());
        change(studio, |all| match all.iter_mut().find(|one| one.name == name) {
            Some(known) => *known = recipe,
            None => all.push(recipe),
        });
        studio.session.say((t.recipe_saved)(&name));
    };
    let lines = move || {
        let (all, renamed) = (all.get(), renaming.get());
        let line = |(at, recipe): (usize, Recipe)| match renamed == Some(at) {
            true => rename(studio, at, recipe.name, renaming),
            false => line(studio, at, recipe, renaming),
        };
        (!all.is_empty()).then(|| {
            view! {
                <ul class="recipes" id="studio-recipes" aria-label=t.recipes>
                    {all.into_iter().enumerate().map(line).collect_view()}
                </ul>
            }
        })
    };
    group(
        t.recipes,
        view! {
            {live(lines)}
            <form class="joined" on:submit=save>
                <input
                    type="text"
                    id="recipe-name"
                    maxlength=LONGEST
                    autocomplete="off"
                    placeholder=t.recipe_name
                    aria-label=t.recipe_name
                    prop:value=live(move || name.get())
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <button type="submit" id="recipe-save" disabled=live(move || name.with(|name| name.trim().is_empty()))>
                    {t.recipe_save}
                </button>
            </form>
            <p class="hint">{t.recipe_hint}</p>
        },
    )
}

fn line(studio: Studio, at: usize, recipe: Recipe, renaming: RwSignal<Option<usize>>) -> AnyView {
    let t = words();
    let name = recipe.name.clone();
    let (rename, delete) = ((t.recipe_rename)(&name), (t.recipe_delete)(&name));
    let set = recipe.clone();
    view! {
        <li>
            <button
                type="button"
                class="quiet recipe"
                aria-pressed=live(move || set.is_set(studio).to_string())
                on:click=move |_| recipe.apply(studio)
            >
                <span class="cut-off">{name}</span>
            </button>
            <button
                type="button"
                class="quiet icon-only"
                title=rename.clone()
                aria-label=rename
                on:click=move |_| {
                    renaming.set(Some(at));
                    request_animation_frame(|| focus_on("#recipe-rename"));
                }
            >
                {icon(Icon::Pencil)}
            </button>
            <button
                type="button"
                class="quiet icon-only"
                title=delete.clone()
                aria-label=delete
                on:click=move |_| {
                    change(studio, |all| drop((at < all.len()).then(|| all.remove(at))));
                    request_animation_frame(|| focus_on("#studio-recipes button, #recipe-name"));
                }
            >
                {icon(Icon::Trash)}
            </button>
        </li>
    }
    .into_any()
}

/// The name of a recipe as a field: Enter and leaving it keep what was written, Escape does not.
fn rename(studio: Studio, at: usize, name: String, renaming: RwSignal<Option<usize>>) -> AnyView {
    let label = (words().recipe_rename)(&name);
    let done = move |event: &leptos::ev::Event| {
        let input: HtmlInputElement = event_target(event);
        let name = input.value().trim().to_owned();
        let with_it = studio.forms.recipes.with_untracked(|all| all.iter().position(|one| one.name == name));
        if with_it.is_some_and(|other| other != at) {
            toast::show(studio.session, (words().recipe_taken)(&name));
        } else if !name.is_empty() {
            change(studio, |all| {
                if let Some(recipe) = all.get_mut(at) {
                    recipe.name = name;
                }
            });
        }
        renaming.try_set(None);
    };
    let back = move || {
        request_animation_frame(move || {
            let line = at + 1;
            focus_on(&format!("#studio-recipes li:nth-child({line}) .recipe"));
        });
    };
    let keyed = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            event.stop_propagation();
            done(event.as_ref());
            back();
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            renaming.set(None);
            back();
        }
        _ => {}
    };
    view! {
        <li>
            <input
                type="text"
                id="recipe-rename"
                maxlength=LONGEST
                autocomplete="off"
                aria-label=label
                prop:value=name
                on:keydown=keyed
                on:change=move |event| done(&event)
                on:blur=move |_| {
                    renaming.try_set(None);
                }
            />
        </li>
    }
    .into_any()
}

/// Changes them and keeps them; a browser that does not keep them is said.
fn change(studio: Studio, how: impl FnOnce(&mut Vec<Recipe>)) {
    let all = studio.forms.recipes;
    all.update(how);
    if !all.with_untracked(|all| store(all)) {
        toast::show(studio.session, words().recipe_unkept);
    }
}
