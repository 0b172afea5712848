//! What is asked of the worker: a value, so that it can be written down and done again after a reload.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use nearside::{Error, File, Job, Kind, Pause, Priority, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use video::settings::{Animation, Burn, Cut, Join, Sheet, Still};
use video::subtitle::Form;
use worker::video::{self as call, Made};

use crate::desk;
use crate::studio::clock;
use crate::studio::plan::kept::Kept;
use crate::studio::plan::settle::{Settled, settle, sound};
use crate::studio::plan::{Plan, burnt};
use crate::studio::state::need;
use crate::text::studio::{refusal, studio as words};

/// What is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Order {
    /// A film is cut; one of several parts has a number.
    Cut(Cut, Option<usize>),
    /// It is cut as another one was: at the same times, and to its end where that was to its end. One of several parts has a place.
    CutLike {
        /// What stays of the other.
        kept: Kept,
        /// Whether each part begins with exactly its picture.
        exact: bool,
        /// The one part that is wanted.
        part: Option<usize>,
    },
    /// It is converted, by its own plan or by that of another.
    Convert {
        /// What is to be made of it.
        plan: Box<Plan>,
        /// Whether that was set for this very file.
        own: bool,
    },
    /// Its sound is taken out, by its own plan or by that of another. What is copied is not encoded.
    Extract {
        /// What is to be made of it.
        plan: Box<Plan>,
        /// Whether that was set for this very file.
        own: bool,
    },
    /// It becomes pictures that move.
    Animate(Animation),
    /// It becomes one picture.
    Still(Still),
    /// It becomes many pictures on one.
    Sheet(Sheet),
    /// Files are joined.
    Join {
        /// How.
        how: Join,
        /// What stays of each, where something was cut out.
        cuts: Vec<Option<Cut>>,
    },
    /// Subtitles are saved: those of a track, or of the file itself.
    Subtitles(Option<u32>, Form),
}

/// A file that something is done with.
#[derive(Clone, Debug)]
pub enum Of {
    /// That of a row.
    Row(u32),
    /// One that was picked beside it.
    Beside(File),
}

/// What is done with which files, the first of which gives the name.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What is done.
    pub order: Order,
    /// The files.
    pub of: Vec<Of>,
}

/// Who hears how far a call is, and lets it stand still.
#[derive(Clone)]
pub struct Told {
    /// Hears how far it is.
    pub progress: Rc<dyn Fn(f64)>,
    /// Lets it stand still.
    pub pause: Pause,
}

impl Told {
    fn by<T: DeserializeOwned>(self, job: Job<T>) -> Job<T> {
        job.priority(Priority::Batch).pausable(&self.pause).on_progress(move |done| (self.progress)(done))
    }

    /// Who hears how far one of several calls is.
    fn part(&self, nth: usize, of: usize) -> Told {
        let progress = self.progress.clone();
        let progress = Rc::new(move |done: f64| progress((nth as f64 + done) / of as f64));
        Told { progress, pause: self.pause.clone() }
    }
}

impl Asked {
    /// What is done, as a person reads it.
    pub fn what(&self) -> &'static str {
        let t = words();
        match self.order {
            Order::Cut(..) | Order::CutLike { .. } => t.cutting,
            Order::Convert { .. } => t.converting,
            Order::Extract { .. } => t.extracting,
            Order::Animate(_) => t.animating,
            Order::Still(_) | Order::Sheet(_) => t.picturing,
            Order::Join { .. } => t.joining,
            Order::Subtitles(..) => t.writing,
        }
    }

    /// Whether it takes long: then it waits for its turn, and goes on after a reload.
    pub fn is_long(&self) -> bool {
        match &self.order {
            Order::Cut(cut, _) => cut.exact,
            Order::CutLike { exact, .. } => *exact,
            Order::Convert { .. } | Order::Animate(_) | Order::Join { .. } => true,
            Order::Extract { .. } | Order::Still(_) | Order::Sheet(_) | Order::Subtitles(..) => false,
        }
    }

    /// Its files, once all of them are there.
    pub fn files(&self) -> Option<Vec<File>> {
        let file = |of: &Of| match of {
            Of::Row(row) => desk::file(*row),
            Of::Beside(file) => Some(file.clone()),
        };
        self.of.iter().map(file).collect()
    }

    /// Whether one of its files was closed for good.
    pub fn is_lost(&self) -> bool {
        self.of.iter().any(|of| matches!(of, Of::Row(row) if desk::with(*row, |_| ()).is_none()))
    }

    /// Does it.
    pub fn run(self, told: Told) -> LocalBoxFuture<'static, Result<Made>> {
        async move {
            let files = self.files().filter(|files| !files.is_empty());
            let Some(mut files) = files else { return Err(Error::new(Kind::Failed, words().closed)) };
            let file = files.remove(0);
            let (order, from) = (self.order.clone(), file.name().to_owned());
            let made = self.order.run(file, files, told).await?;
            let name = order.name(&from, made.file.name());
            Ok(Made { file: made.file.renamed(name), ..made })
        }
        .boxed_local()
    }
}

impl Order {
    /// What the result is called: its own name where that tells it from the file that it is made of, else with a word more.
    fn name(&self, from: &str, made: &str) -> String {
        let t = words();
        let word = match self {
            Order::Cut(_, None) | Order::CutLike { part: None, .. } => t.name_cut.to_owned(),
            Order::Cut(_, Some(number)) => format!("{}-{number}", t.name_cut),
            Order::CutLike { part: Some(at), .. } => format!("{}-{}", t.name_cut, at + 1),
            Order::Convert { plan, .. } if plan.burn.is_some() => t.name_subtitled.to_owned(),
            Order::Convert { plan, own: true } if !plan.kept.is_all() => t.name_cut.to_owned(),
            Order::Join { .. } => t.name_joined.to_owned(),
            _ if made.eq_ignore_ascii_case(from) => t.name_converted.to_owned(),
            _ => return made.to_owned(),
        };
        let (stem, ending) = crate::save::name::split(made);
        format!("{stem}-{word}.{ending}")
    }

    async fn run(self, file: File, others: Vec<File>, told: Told) -> Result<Made> {
        let key = call::key(&file);
        match self {
            Order::Cut(cut, _) => told.by(call::cut(file, cut).near(key)).await,
            Order::CutLike { kept, exact, part } => {
                let media = call::look(file.clone()).near(key.clone()).await?;
                let wanted = match part {
                    Some(at) => kept.only(at),
                    None => Some(kept),
                };
                let kept = wanted.and_then(|wanted| wanted.onto(media.duration)).ok_or_else(|| {
                    let text = (words().too_short)(file.name(), &clock::length(media.duration));
                    Error::new(Kind::Failed, text)
                })?;
                // What would be all of it is told apart from nothing to do by its stretch.
                let cut = Cut { stretches: kept.stretches().to_vec(), exact, ..Cut::default() };
                told.by(call::cut(file, cut).near(key)).await
            }
            Order::Convert { plan, own } => {
                let settled = settled(&file, &plan, own).await?;
                match settled.refusal {
                    Some(why) => Err(Error::new(Kind::Unsupported, refusal(&why))),
                    None => told.by(call::convert(file, settled.convert, others).near(key)).await,
                }
            }
            Order::Extract { plan, own } => {
                let media = call::look(file.clone()).near(key.clone()).await?;
                let plan = if own { *plan } else { plan.for_another(media.duration) };
                let codec = plan.audio.filter(|codec| {
                    let same = sound(&media).is_some_and(|(_, track)| track.codec == codec.codec());
                    !same || plan.changes_sound()
                });
                let codec = match (codec, plan.changes_sound()) {
                    (None, true) => {
                        let abilities = call::abilities(need(&plan, &media)).await?;
                        abilities.sounds.first().map(|ability| ability.codec)
                    }
                    (codec, _) => codec,
                };
                let sound = codec.map(|codec| plan.tone.sound(codec));
                let (stretches, speed) = (plan.kept.asked(), plan.speed);
                told.by(call::extract(file, None, sound, stretches, speed).near(key)).await
            }
            Order::Animate(mut how) => {
                how.look.burn = own_words(&file, how.look.burn).await?;
                told.by(call::animate(file, how, others).near(key)).await.map(plain)
            }
            Order::Still(mut how) => {
                how.look.burn = own_words(&file, how.look.burn).await?;
                told.by(call::still(file, how, others).near(key)).await.map(plain)
            }
            Order::Sheet(mut how) => {
                how.look.burn = own_words(&file, how.look.burn).await?;
                told.by(call::sheet(file, how, others).near(key)).await.map(plain)
            }
            Order::Join { how, cuts } => {
                let mut all: Vec<File> = std::iter::once(file).chain(others).collect();
                let (count, mut notes) = (cuts.iter().flatten().count(), Vec::new());
                let wanted = all.iter_mut().zip(cuts).filter_map(|(file, cut)| Some((file, cut?)));
                for (nth, (file, cut)) in wanted.enumerate() {
                    let key = call::key(file);
                    let part = told.part(nth, count + 1);
                    let made = part.by(call::cut(file.clone(), cut).near(key)).await?;
                    notes.extend(made.notes);
                    *file = made.file;
                }
                let made = told.part(count, count + 1).by(call::join(all, how)).await?;
                notes.extend(made.notes);
                Ok(Made { file: made.file, duration: made.duration, stretches: made.stretches, notes })
            }
            Order::Subtitles(track, form) => {
                told.by(call::subtitles(file, track, form).near(key)).await.map(plain)
            }
        }
    }
}

fn plain(file: File) -> Made {
    Made { file, duration: 0.0, stretches: Vec::new(), notes: Vec::new() }
}

/// The subtitles that become a part of its pictures: its own, where those of another file were meant.
async fn own_words(file: &File, burn: Option<Burn>) -> Result<Option<Burn>> {
    Ok(match burn {
        Some(Burn::Track(_)) => burnt(burn, &call::look(file.clone()).near(call::key(file)).await?),
        burn => burn,
    })
}

/// What a plan comes to for any file.
async fn settled(file: &File, plan: &Plan, own: bool) -> Result<Settled> {
    let media = call::look(file.clone()).near(call::key(file)).await?;
    let decodes = call::decodes(file.clone()).near(call::key(file)).await?;
    let mut plan = if own { plan.clone() } else { plan.for_another(media.duration) };
    plan.burn = burnt(plan.burn, &media);
    let abilities = call::abilities(need(&plan, &media)).await?;
    Ok(settle(&plan, &media, &decodes, &abilities))
}
