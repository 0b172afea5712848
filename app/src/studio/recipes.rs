//! Recipes: what was set for one file, under a name, for every other one. Kept in `localStorage`.
//!
//! A recipe is all that is set but what belongs to one film: its cuts, its subtitles, and the files that were picked beside it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use video::settings::{Animation, Sheet, StillFormat, Subtitles};

use super::plan::Plan;
use super::plan::kept::Kept;
use super::state::Studio;
use crate::prefs::storage;

const KEY: &str = "nearside-recipes";

/// What was set, under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// What its maker called it.
    pub name: String,
    /// What is made of a file.
    plan: Plan,
    /// Pictures that move.
    #[serde(default)]
    animation: Animation,
    /// Many pictures on one.
    #[serde(default)]
    sheet: Sheet,
    /// The format of a picture.
    #[serde(default)]
    still: StillFormat,
}

impl Recipe {
    /// What is set now. Untracked.
    pub fn of(studio: Studio, name: String) -> Recipe {
        let forms = studio.forms;
        let plan = general(&studio.plan.get_untracked());
        let (animation, sheet) = (forms.animation.get_untracked(), forms.sheet.get_untracked());
        Recipe { name, plan, animation, sheet, still: forms.still.get_untracked() }
    }

    /// Sets it, as one step of undo.
    pub fn apply(&self, studio: Studio) {
        studio.edit("recipe", |plan| *plan = self.put(plan));
        studio.forms.animation.set(self.animation.clone());
        studio.forms.sheet.set(self.sheet.clone());
        studio.forms.still.set(self.still);
    }

    /// Whether it is what is set, tracked.
    pub fn is_set(&self, studio: Studio) -> bool {
        let forms = studio.forms;
        studio.plan.with(|plan| self.put(plan) == *plan)
            && forms.animation.with(|now| *now == self.animation)
            && forms.sheet.with(|now| *now == self.sheet)
            && forms.still.get() == self.still
    }

    /// A plan with its cuts, its words and its files, and with everything else of this recipe.
    fn put(&self, plan: &Plan) -> Plan {
        let Plan { kept, beside, burn, subtitles, .. } = plan.clone();
        let mut made = Plan { kept, beside, burn, subtitles, ..self.plan.clone() };
        if self.plan.subtitles == Subtitles::None {
            made.subtitles = Subtitles::None;
        }
        made
    }
}

/// A plan for every file.
fn general(plan: &Plan) -> Plan {
    let kept = Kept::default();
    let plan = plan.clone().without_files();
    let subtitles = if plan.subtitles == Subtitles::None { Subtitles::None } else { Subtitles::Copy };
    Plan { kept, burn: None, subtitles, ..plan }
}

/// All of them, in the order of their making.
pub fn load() -> Vec<Recipe> {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    // One that another version has written otherwise costs itself only.
    let all: Vec<serde_json::Value> =
        kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    all.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect()
}

/// Keeps them. Whether the browser does.
pub fn store(all: &[Recipe]) -> bool {
    let json = serde_json::to_string(all).ok();
    storage().zip(json).is_some_and(|(storage, json)| storage.set_item(KEY, &json).is_ok())
}
