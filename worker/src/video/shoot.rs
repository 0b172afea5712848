//! Small pictures of a film: for a list, a timeline, a sheet.

use std::collections::VecDeque;
use std::rc::Rc;

use ::video::Stream as Lane;
use ::video::pixels::{Frame as Pixel, Pixels, convert};
use ::video::settings::{Look, Moments, Resize, Stills};
use futures_core::Stream;
use futures_util::stream;
use nearside::prelude::*;

use super::error::spoken;
use super::hold::{Held, hold};
use super::make::Studio;
use super::reel::{Reel, Span, facts, shown, span};
use super::{Frame, clock};

/// A picture that is wanted: when, and the tick that it has in its track.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Wanted {
    time: f64,
    pts: i64,
}

/// The wanted pictures of a film, one after the other.
pub(super) fn stills(file: File, stills: Stills, cx: &Context) -> impl Stream<Item = Result<Frame>> {
    stream::try_unfold(None, move |shoot: Option<Shoot>| {
        let (file, stills) = (file.clone(), stills.clone());
        async move {
            let mut shoot = match shoot {
                Some(shoot) => shoot,
                None => {
                    let held = hold(&file, cx)?;
                    let small = Resize::Fit { width: stills.width, height: stills.height };
                    let look = Look { resize: Some(small), ..Look::default() };
                    Shoot::new(held, &stills, &look, &[], cx).await?
                }
            };
            let made = shoot.next(cx).await?;
            Ok(made.map(|frame| (frame, Some(shoot))))
        }
    })
}

/// Pictures that are still to be made.
pub(super) struct Shoot {
    held: Rc<Held>,
    at: usize,
    spans: Vec<Span>,
    wanted: VecDeque<Wanted>,
    count: usize,
    reel: Option<Reel>,
    /// The last picture that was made, which the next moment may show as well.
    last: Option<(i64, Frame)>,
    studio: Studio,
    rgba: Pixel,
}

impl Shoot {
    /// Finds which pictures are wanted. `look` says how each becomes, its size included; `files` are those that it speaks of.
    ///
    /// # Errors
    /// The file has no pictures, or they are locked; one of the others is missing, or not what it should be.
    pub async fn new(
        held: Rc<Held>,
        stills: &Stills,
        look: &Look,
        files: &[File],
        cx: &Context,
    ) -> Result<Self> {
        let at = held.need_picture()?;
        let studio = Studio::open(facts(&held, at)?, look, files, &held, cx).await?;
        let stream = held.track(at)?.1;
        let (mut spans, mut wanted) = (Vec::<Span>::new(), VecDeque::new());
        for time in moments(&held, at, &stills.at) {
            let found = match stills.exact {
                true => shown(stream, clock::tick(stream, time)).map(|at| (at, span(stream, at))),
                false => nearest(stream, clock::tick(stream, time)).map(|at| (at, at..at + 1)),
            };
            let Some((sample, span)) = found.and_then(|(at, span)| Some((stream.index.get(at)?, span)))
            else {
                continue;
            };
            wanted.push_back(Wanted { time, pts: sample.pts });
            match spans.last_mut() {
                // It lies on the way that is gone already.
                Some(last) if (last.start..=last.end).contains(&span.start) => {
                    last.end = last.end.max(span.end)
                }
                _ => spans.push(span),
            }
        }
        let count = wanted.len();
        Ok(Self { held, at, spans, wanted, count, reel: None, last: None, studio, rgba: Pixel::default() })
    }

    /// The next picture. One that cannot be decoded is left out, unless none can.
    ///
    /// # Errors
    /// The browser cannot decode the track, or the job is not wanted any more.
    pub async fn next(&mut self, cx: &Context) -> Result<Option<Frame>> {
        while let Some(wanted) = self.wanted.front().copied() {
            if let Some((_, frame)) = self.last.as_ref().filter(|(pts, _)| *pts == wanted.pts) {
                self.wanted.pop_front();
                cx.progress(1.0 - self.wanted.len() as f64 / self.count as f64);
                return Ok(Some(Frame { time: wanted.time, ..frame.clone() }));
            }
            if self.reel.is_none() {
                let spans = std::mem::take(&mut self.spans);
                self.reel = Some(Reel::open(&self.held, self.at, spans, true).await?);
            }
            let Some(reel) = &mut self.reel else { return Ok(None) };
            let Some(picture) = reel.next(cx).await? else { return Ok(None) };
            let pts = picture.time();
            let Some(place) = self.wanted.iter().position(|wanted| wanted.pts == pts) else { continue };
            // Those before it did not come out of the decoder.
            self.wanted.drain(..place);
            let made = self.studio.develop(&picture, wanted.time, wanted.time).await?;
            self.last = Some((pts, frame(made, &mut self.rgba, wanted.time)?));
        }
        Ok(None)
    }
}

/// A picture of the engine as an answer.
pub(super) fn frame(from: &Pixel, rgba: &mut Pixel, time: f64) -> Result<Frame> {
    convert(from, Pixels::Rgba, from.meaning, rgba).map_err(|error| spoken(&error))?;
    let (width, height) = (rgba.width(), rgba.height());
    Ok(Frame { time, width, height, pixels: File::new("frame.rgba", rgba.bytes().to_vec()) })
}

/// The moments in seconds of the file.
fn moments(held: &Held, at: usize, moments: &Moments) -> Vec<f64> {
    match moments {
        Moments::Times(times) => times.clone(),
        Moments::Count(count) => {
            let track = held.movie.media.tracks.get(at);
            let (start, length) = track.map_or((0.0, 0.0), |track| (track.start, track.duration));
            let share = length / f64::from((*count).max(1));
            (0..*count).map(|n| start + share * (f64::from(n) + 0.5)).collect()
        }
    }
}

/// The key frame that is shown nearest to this tick.
fn nearest(stream: &Lane, tick: i64) -> Option<usize> {
    let index = &stream.index;
    let near = index.decoded_from(tick).min(index.len().checked_sub(1)?);
    let away = |at: usize| index.get(at).map_or(u64::MAX, |sample| sample.pts.abs_diff(tick));
    let before = index.key_before(near);
    let after = index.key_after(near + 1);
    let (before, after) = (before.or(after)?, after.or(before)?);
    Some(if away(after) < away(before) { after } else { before })
}
