//! Recipes: what is wished for one document, under a name, for every other one. Kept in `localStorage`.
//!
//! A press on one fills in the panel, so that what will be done is seen before it is done: to all pages on the board as one
//! document, or to each file by itself.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::board::Board;
use super::wish::Wish;
use crate::app::focus_on;
use crate::prefs::storage;
use crate::text::pages::pages;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::toast;

const KEY: &str = "nearside-page-recipes";
/// Longer names nobody reads.
const LONGEST: &str = "60";

/// What is wished, under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    name: String,
    wish: Wish,
}

/// All of them in the order of their making, and a name for what is wished now.
pub fn recipes(board: Board) -> AnyView {
    let t = pages();
    let all = board.recipes;
    let name = RwSignal::new(String::new());
    // Not a form: this one lies in the form that makes the document.
    let save = move || {
        let name = name.try_update(|name| std::mem::take(name).trim().to_owned()).unwrap_or_default();
        if name.is_empty() {
            return;
        }
        let recipe = Recipe { name: name.clone(), wish: untrack(|| board.form.wish()) };
        change(board, |all| match all.iter_mut().find(|one| one.name == name) {
            Some(known) => *known = recipe,
            None => all.push(recipe),
        });
        board.session.say((t.recipe_saved)(&name));
    };
    let lines = move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            let lines = all.into_iter().map(|recipe| line(board, recipe)).collect_view();
            view! { <ul class="recipes" id="pages-recipes" aria-label=t.recipes>{lines}</ul> }
        })
    };
    view! {
        <details open=all.with_untracked(|all| !all.is_empty())>
            <summary>{t.recipes}</summary>
            {live(lines)}
            <div class="joined">
                <input
                    type="text"
                    id="pages-recipe-name"
                    maxlength=LONGEST
                    autocomplete="off"
                    placeholder=t.recipe_name
                    aria-label=t.recipe_name
                    prop:value=live(move || name.get())
                    on:input=move |event| name.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" {
                            event.prevent_default();
                            save();
                        }
                    }
                />
                <button
                    type="button"
                    id="pages-recipe-save"
                    disabled=live(move || name.with(|name| name.trim().is_empty()))
                    on:click=move |_| save()
                >
                    {t.recipe_save}
                </button>
            </div>
            <p class="muted">{t.recipe_hint}</p>
        </details>
    }
    .into_any()
}

fn line(board: Board, recipe: Recipe) -> AnyView {
    let Recipe { name, wish } = recipe;
    let delete = (pages().recipe_delete)(&name);
    let (set, gone) = (wish.clone(), name.clone());
    view! {
        <li>
            <button
                type="button"
                class="quiet recipe"
                aria-pressed=live(move || (board.form.wish() == set).to_string())
                on:click=move |_| board.form.write(wish.clone())
            >
                <span class="cut-off">{name}</span>
            </button>
            <button
                type="button"
                class="quiet icon-only"
                title=delete.clone()
                aria-label=delete
                on:click=move |_| {
                    change(board, |all| all.retain(|one| one.name != gone));
                    request_animation_frame(|| focus_on("#pages-recipes button, #pages-recipe-name"));
                }
            >
                {icon(Icon::Trash)}
            </button>
        </li>
    }
    .into_any()
}

/// Changes them and keeps them; a browser that does not keep them is said.
fn change(board: Board, how: impl FnOnce(&mut Vec<Recipe>)) {
    board.recipes.update(how);
    let json = board.recipes.with_untracked(|all| serde_json::to_string(all).ok());
    let kept = storage().zip(json).is_some_and(|(storage, json)| storage.set_item(KEY, &json).is_ok());
    if !kept {
        toast::show(board.session, pages().recipe_unkept);
    }
}

/// Those that are kept. One that another version has written otherwise costs itself only.
pub fn load() -> Vec<Recipe> {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    let all: Vec<serde_json::Value> =
        kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    all.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect()
}
