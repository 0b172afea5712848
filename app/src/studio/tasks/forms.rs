//! What is entered in the tasks that make something apart from the plan: it stays while a person looks at another task.

use leptos::prelude::*;
use video::settings::{Animation, Loudness, Scenes, Sheet, StillFormat};
use video::subtitle::Form;

use super::query::Query;
use crate::studio::recipes::{self, Recipe};

/// The forms.
#[derive(Clone, Copy)]
pub struct Forms {
    /// Pictures that move.
    pub animation: RwSignal<Animation>,
    /// Many pictures on one.
    pub sheet: RwSignal<Sheet>,
    /// The format of a picture.
    pub still: RwSignal<StillFormat>,
    /// The format of subtitles.
    pub text: RwSignal<Form>,
    /// Whether each part of a cut is a file of its own.
    pub apart: RwSignal<bool>,
    /// Whether a task is done to all files like this one.
    pub together: RwSignal<bool>,
    /// The files that are joined, by their rows, in order, and whether each is wanted.
    pub order: RwSignal<Vec<(u32, bool)>>,
    /// Whether files that do not fit to the first are encoded.
    pub fit: RwSignal<bool>,
    /// What was set before, under names.
    pub recipes: RwSignal<Vec<Recipe>>,
    /// How loud the sound is.
    pub loudness: Query<Loudness>,
    /// Where something happens.
    pub scenes: Query<Scenes>,
}

impl Forms {
    /// As they are at first.
    pub fn new() -> Forms {
        Forms {
            animation: RwSignal::default(),
            sheet: RwSignal::default(),
            still: RwSignal::default(),
            text: RwSignal::new(Form::Srt),
            apart: RwSignal::new(false),
            together: RwSignal::new(false),
            order: RwSignal::default(),
            fit: RwSignal::new(true),
            recipes: RwSignal::new(recipes::load()),
            loudness: Query::new(),
            scenes: Query::new(),
        }
    }
}
