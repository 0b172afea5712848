//! From a button to a work: what each task asks of the worker.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use nearside::{Error, File, Kind, Result};
use video::settings::{Cut, Join, Still, Stretch};
use worker::video::{self as call, Made};

use crate::desk;
use crate::row::Row;
use crate::studio::plan::settle::{Settled, settle, sound};
use crate::studio::plan::{Plan, Way};
use crate::studio::state::{Studio, need};
use crate::studio::works::{self, Make, Pace, Told, told};
use crate::text::studio::{refusal, studio as words};

fn make(work: impl FnOnce(Told) -> LocalBoxFuture<'static, Result<Made>> + 'static) -> Make {
    Box::new(work)
}

fn plain(file: File) -> Made {
    Made { file, duration: 0.0, stretches: Vec::new(), notes: Vec::new() }
}

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

/// Cuts.
pub fn cut(studio: Studio) {
    let plan = studio.plan.get_untracked();
    let asked = |stretches: Vec<Stretch>| Cut { stretches, exact: plan.exact, ..Cut::default() };
    let cuts = match studio.forms.apart.get_untracked() && plan.kept.stretches().len() > 1 {
        true => plan.kept.stretches().iter().map(|stretch| asked(vec![*stretch])).collect(),
        false => vec![asked(plan.kept.asked())],
    };
    let of = cuts.len();
    for (at, cut) in cuts.into_iter().enumerate() {
        let file = studio.file();
        let key = call::key(&file);
        let work = make(move |how_far| {
            async move {
                let made = told(call::cut(file, cut).near(key), how_far).await?;
                Ok(if of > 1 { numbered(made, at + 1) } else { made })
            }
            .boxed_local()
        });
        let pace = if plan.exact { Pace::Long } else { Pace::Short };
        works::start(studio.session, studio.row, words().cutting, pace, work);
    }
}

fn numbered(made: Made, number: usize) -> Made {
    let name = made.file.name().to_owned();
    let (stem, ending) = crate::save::name::split(&name);
    let file = made.file.renamed(format!("{stem}-{number}.{ending}"));
    Made { file, ..made }
}

/// Converts this file, or all of them.
pub fn convert(studio: Studio) {
    let plan = studio.plan.get_untracked();
    for row in untrack(|| rows(studio)) {
        let Some(file) = desk::file(row.id) else { continue };
        let files = studio.files();
        let lut = untrack(|| studio.lut_place());
        let (own, plan) = (row == studio.row, plan.clone());
        let work = make(move |how_far| {
            async move {
                let key = call::key(&file);
                let settled = settled(&file, &plan, own, lut).await?;
                if let Some(why) = settled.refusal {
                    return Err(Error::new(Kind::Unsupported, refusal(&why)));
                }
                told(call::convert(file, settled.convert, files).near(key), how_far).await
            }
            .boxed_local()
        });
        works::start(studio.session, row, words().converting, Pace::Long, work);
    }
}

/// What a plan comes to for any file.
async fn settled(file: &File, plan: &Plan, own: bool, lut: u32) -> Result<Settled> {
    let media = call::look(file.clone()).near(call::key(file)).await?;
    let decodes = call::decodes(file.clone()).near(call::key(file)).await?;
    let abilities = call::abilities(need(&media)).await?;
    let plan = if own { plan.clone() } else { plan.for_another(media.duration) };
    Ok(settle(&plan, &media, &decodes, &abilities, lut))
}

/// Takes the sound out of this file, or of all of them. What is copied is not encoded.
pub fn extract(studio: Studio) {
    let plan = studio.plan.get_untracked();
    for row in untrack(|| rows(studio)) {
        let Some(file) = desk::file(row.id) else { continue };
        let plan = plan.clone();
        let work = make(move |how_far| {
            async move {
                let media = call::look(file.clone()).near(call::key(&file)).await?;
                let codec = plan.audio.filter(|codec| {
                    let same = sound(&media).is_some_and(|(_, track)| track.codec == codec.codec());
                    !same || plan.changes_sound()
                });
                let codec = match (codec, plan.changes_sound()) {
                    (None, true) => {
                        let abilities = call::abilities(need(&media)).await?;
                        abilities.sounds.first().map(|ability| ability.codec)
                    }
                    (codec, _) => codec,
                };
                let key = call::key(&file);
                let sound = codec.map(|codec| plan.tone.sound(codec));
                told(call::extract(file, None, sound).near(key), how_far).await
            }
            .boxed_local()
        });
        works::start(studio.session, row, words().extracting, Pace::Short, work);
    }
}

/// Makes pictures that move of this file, or of all of them.
pub fn animate(studio: Studio) {
    let animation = studio.forms.animation.get_untracked();
    for row in untrack(|| rows(studio)) {
        let Some(file) = desk::file(row.id) else { continue };
        let mut animation = animation.clone();
        if row == studio.row {
            animation.stretch = untrack(|| super::gif::stretch(studio));
            animation.crop = studio.plan.with_untracked(|plan| plan.look.filters.crop);
        }
        let key = call::key(&file);
        let work = make(move |how_far| {
            async move { Ok(plain(told(call::animate(file, animation).near(key), how_far).await?)) }
                .boxed_local()
        });
        works::start(studio.session, row, words().animating, Pace::Long, work);
    }
}

/// Saves the picture under the playhead.
pub fn still(studio: Studio) {
    let (time, format) = (studio.player.time.get_untracked(), studio.forms.still.get_untracked());
    let still = Still { time, exact: true, format, side: None };
    let file = studio.file();
    let key = call::key(&file);
    let work = make(move |how_far| {
        async move { Ok(plain(told(call::still(file, still).near(key), how_far).await?)) }.boxed_local()
    });
    works::start(studio.session, studio.row, words().picturing, Pace::Short, work);
}

/// Makes a contact sheet of this file, or of all of them.
pub fn sheet(studio: Studio) {
    for row in untrack(|| rows(studio)) {
        let Some(file) = desk::file(row.id) else { continue };
        let sheet = studio.forms.sheet.get_untracked();
        let key = call::key(&file);
        let work = make(move |how_far| {
            async move { Ok(plain(told(call::sheet(file, sheet).near(key), how_far).await?)) }.boxed_local()
        });
        works::start(studio.session, row, words().picturing, Pace::Short, work);
    }
}

/// Joins the files that are wanted, in their order.
pub fn join(studio: Studio, rows: Vec<Row>) {
    let files: Vec<File> = rows.iter().filter_map(|row| desk::file(row.id)).collect();
    let fit = studio.forms.fit.get_untracked();
    let container = studio.plan.with_untracked(|plan| plan.container);
    let anew = Plan { pictures: Way::Encode, sound: Way::Encode, container, ..Plan::default() };
    let otherwise = untrack(|| {
        let (media, abilities) = (studio.media.get()?, studio.abilities.get()?);
        let settled = settle(&anew.for_another(media.duration), &media, &studio.decodes.get(), &abilities, 0);
        (fit && settled.refusal.is_none()).then(|| Box::new(settled.convert))
    });
    let join = Join { container: None, otherwise };
    let work = make(move |how_far| async move { told(call::join(files, join), how_far).await }.boxed_local());
    works::start(studio.session, studio.row, words().joining, Pace::Long, work);
}

/// Saves subtitles in a format: those of a track, or of a file beside this one.
pub fn subtitles(studio: Studio, file: File, track: Option<u32>) {
    let format = studio.forms.text.get_untracked();
    let key = call::key(&file);
    let work = make(move |how_far| {
        async move { Ok(plain(told(call::subtitles(file, track, format).near(key), how_far).await?)) }
            .boxed_local()
    });
    works::start(studio.session, studio.row, words().writing, Pace::Short, work);
}
