//! What a person prefers, kept in `localStorage`: theme, language, keys, names, presets.
//!
//! `theme.js` reads the same key before the first paint, so a dark page never flashes white.

use image::Recipe;
use serde::{Deserialize, Serialize};

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A recipe with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preset {
    /// What its maker called it.
    pub name: String,
    /// What it does.
    pub recipe: Recipe,
}

/// What a person prefers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Prefs {
    /// Light or dark.
    pub theme: Theme,
    /// Language, `None` for the browser's.
    pub language: Option<String>,
    /// Whether single keys are shortcuts. Speech input users want them off.
    pub keys: bool,
    /// Template of names.
    pub template: String,
    /// Presets of one's own.
    pub presets: Vec<Preset>,
}

impl Default for Prefs {
    fn default() -> Self {
        Prefs {
            theme: Theme::System,
            language: None,
            keys: true,
            template: crate::save::name::PLAIN.into(),
            presets: Vec::new(),
        }
    }
}

const KEY: &str = "nearside";

impl Prefs {
    /// What was kept, or the defaults: a browser may forbid storage.
    pub fn load() -> Prefs {
        let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
    }

    /// Keeps them, and tells the page's root which theme it has.
    pub fn keep(&self) {
        if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(self)) {
            // A full or forbidden storage costs a preference, nothing else.
            let _ = storage.set_item(KEY, &json);
        }
        let Some(root) = leptos::prelude::document().document_element() else { return };
        let _ = match self.theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light => root.set_attribute("data-theme", "light"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
        };
    }
}

/// Where small things are kept, if the browser allows it.
pub fn storage() -> Option<web_sys::Storage> {
    leptos::prelude::window().local_storage().ok().flatten()
}
