//! From a button to a work: what each task asks of the worker.

use leptos::prelude::*;
use nearside::File;
use video::settings::{Animation, Audio, Cut, Join, Look, Sheet, Still, Stretch};

use crate::desk;
use crate::row::Row;
use crate::save::name::split;
use crate::studio::captions;
use crate::studio::memory;
use crate::studio::plan::settle::{settle, sounds};
use crate::studio::plan::{Plan, Way};
use crate::studio::state::Studio;
use crate::studio::works::{self, Asked, Of, Order};

/// The rows that a task is done to.
pub fn rows(studio: Studio) -> Vec<Row> {
    match studio.forms.together.get() {
        true => several(studio),
        false => vec![studio.row],
    }
}

/// The rows that a task can be done to together: the selected ones where this one is among them, else all.
pub fn several(studio: Studio) -> Vec<Row> {
    let rows = studio.rows();
    let selected: Vec<Row> = rows.iter().copied().filter(|row| row.selected.get()).collect();
    if selected.len() > 1 { selected } else { rows }
}

fn start(studio: Studio, row: Row, order: Order, beside: Vec<File>) {
    let of = std::iter::once(Of::Row(row.id)).chain(beside.into_iter().map(Of::Beside)).collect();
    works::start(studio.session, row, Asked { order, of });
}

/// How pictures of a row look: what only makes sense for the one that it was set for is left out of others.
fn looks(studio: Studio, row: Row) -> Look {
    studio.plan.with_untracked(|plan| match row == studio.row {
        true => plan.looks(),
        false => plan.for_another(0.0).looks(),
    })
}

/// The files that what is set for a row speaks of. Where one of the desk's has subtitles under the name of its film, these are its.
fn beside(studio: Studio, row: Row) -> Vec<File> {
    let mut files = studio.files();
    let has = studio.plan.with_untracked(|plan| plan.beside.subtitles.is_some());
    if row != studio.row && has {
        let film = row.name();
        let own = untrack(|| captions::rows(studio))
            .into_iter()
            .find(|other| split(&other.name()).0 == split(&film).0);
        if let (Some(first), Some(own)) = (files.first_mut(), own.and_then(|own| desk::file(own.id))) {
            *first = own;
        }
    }
    files
}

/// Cuts this file, or all of them as this one.
pub fn cut(studio: Studio) {
    let plan = studio.plan.get_untracked();
    let apart = studio.forms.apart.get_untracked() && plan.kept.stretches().len() > 1;
    for row in untrack(|| rows(studio)).into_iter().filter(|row| *row != studio.row) {
        let parts = if apart { (0..plan.kept.stretches().len()).map(Some).collect() } else { vec![None] };
        for part in parts {
            let order = Order::CutLike { kept: plan.kept.clone(), exact: plan.exact, part };
            start(studio, row, order, Vec::new());
        }
    }
    let asked = |stretches: Vec<Stretch>| Cut { stretches, exact: plan.exact, ..Cut::default() };
    let cuts: Vec<Cut> = match apart {
        true => plan.kept.stretches().iter().map(|stretch| asked(vec![*stretch])).collect(),
        false => vec![asked(plan.kept.asked())],
    };
    let of = cuts.len();
    for (at, cut) in cuts.into_iter().enumerate() {
        start(studio, studio.row, Order::Cut(cut, (of > 1).then_some(at + 1)), Vec::new());
    }
}

/// Converts this file, or all of them.
pub fn convert(studio: Studio) {
    let plan = studio.plan.get_untracked();
    for row in untrack(|| rows(studio)) {
        let order = Order::Convert { plan: Box::new(plan.clone()), own: row == studio.row };
        start(studio, row, order, beside(studio, row));
    }
}

/// Takes the sound out of this file, or of all of them.
pub fn extract(studio: Studio) {
    let plan = studio.plan.get_untracked();
    for row in untrack(|| rows(studio)) {
        let order = Order::Extract { plan: Box::new(plan.clone()), own: row == studio.row };
        start(studio, row, order, Vec::new());
    }
}

/// Makes pictures that move of this file, or of all of them.
pub fn animate(studio: Studio) {
    let animation = studio.forms.animation.get_untracked();
    for row in untrack(|| rows(studio)) {
        let mut animation = Animation { look: looks(studio, row), ..animation.clone() };
        if row == studio.row {
            animation.stretch = untrack(|| super::gif::stretch(studio));
        }
        start(studio, row, Order::Animate(animation), beside(studio, row));
    }
}

/// Saves the picture under the playhead, or that of all files at this moment.
pub fn still(studio: Studio) {
    let (time, format) = (studio.player.time.get_untracked(), studio.forms.still.get_untracked());
    for row in untrack(|| rows(studio)) {
        let still = Still { time, exact: true, format, side: None, look: looks(studio, row) };
        start(studio, row, Order::Still(still), beside(studio, row));
    }
}

/// Makes a contact sheet of this file, or of all of them.
pub fn sheet(studio: Studio) {
    for row in untrack(|| rows(studio)) {
        let sheet = Sheet { look: looks(studio, row), ..studio.forms.sheet.get_untracked() };
        start(studio, row, Order::Sheet(sheet), beside(studio, row));
    }
}

/// What is set for a file of the desk, if anything is. Tracked for the one that is open.
pub fn plan(studio: Studio, row: Row) -> Option<Plan> {
    if row == studio.row {
        return Some(studio.plan.get());
    }
    desk::file(row.id).and_then(|file| memory::load(&file)).map(|memory| memory.plan)
}

/// Joins what stays of the files that are wanted, in their order.
pub fn join(studio: Studio, rows: Vec<Row>) {
    let fit = studio.forms.fit.get_untracked();
    let container = studio.plan.with_untracked(|plan| plan.container);
    let anew = Plan { pictures: Way::Encode, sound: Way::Encode, container, ..Plan::default() };
    let otherwise = untrack(|| {
        let (media, abilities) = (studio.media.get()?, studio.abilities.get()?);
        let settled = settle(&anew.for_another(media.duration), &media, &studio.decodes.get(), &abilities);
        let mut convert = settled.convert;
        // Other films may have sound where this one has none.
        if convert.audio == Audio::None
            && let Some(codec) = sounds(&abilities, container).first()
        {
            convert.audio = Audio::Encode(anew.tone.sound(*codec));
        }
        (fit && settled.refusal.is_none()).then(|| Box::new(convert))
    });
    let cut = |row: &Row| {
        let plan = untrack(|| plan(studio, *row)).filter(|plan| !plan.kept.is_all())?;
        Some(Cut { stretches: plan.kept.asked(), exact: plan.exact, ..Cut::default() })
    };
    let cuts = rows.iter().map(cut).collect();
    let of = rows.iter().map(|row| Of::Row(row.id)).collect();
    let order = Order::Join { how: Join { container: None, otherwise }, cuts };
    works::start(studio.session, studio.row, Asked { order, of });
}

/// Saves the subtitles of all files in a format: of each the first track with words.
pub fn all_subtitles(studio: Studio) {
    let form = studio.forms.text.get_untracked();
    for row in untrack(|| rows(studio)) {
        start(studio, row, Order::Subtitles(None, form), Vec::new());
    }
}

/// Saves subtitles in a format: those of a track, or of a file beside this one.
pub fn subtitles(studio: Studio, file: File, track: Option<u32>) {
    let order = Order::Subtitles(track, studio.forms.text.get_untracked());
    works::start(studio.session, studio.row, Asked { order, of: vec![Of::Beside(file)] });
}
