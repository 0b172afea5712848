//! Pictures of a film as files: one, many on a sheet, or moving.

use std::rc::Rc;

use ::video::Picture as Facts;
use ::video::gif::{Dither, Gif, GifEncoder, Palettes, Quantizer, WebpMux};
use ::video::pixels::{Frame as Pixel, Overlay, Pixels, convert};
use ::video::plan::{Pace, Upright};
use ::video::settings::{Animated, Animation, Convert, Look, Moments, Sheet, Still, StillFormat, Stills};
use nearside::prelude::*;

use super::codec::{Picture, Printer, lettered};
use super::error::spoken;
use super::hold::{Held, hold};
use super::make::{Segment, Studio, segments};
use super::reel::{Reel, facts, shown, span};
use super::remake::encoding;
use super::shoot::{Shoot, frame};
use super::{Frame, clock};

/// The longest side of a picture that is asked for without a size.
const SIDE: u32 = 16_384;

/// One picture as a file.
pub(super) async fn still(file: File, still: Still, files: Vec<File>, cx: &Context) -> Result<File> {
    let side = still.side.unwrap_or(SIDE).clamp(2, SIDE);
    let stills =
        Stills { at: Moments::Times(vec![still.time]), width: side, height: side, exact: still.exact };
    let none = || {
        Error::new(
            Kind::Failed,
            format!("{} shows no picture at this moment. Choose another one.", file.name()),
        )
    };
    let held = hold(&file, cx)?;
    let look = within(&still.look, facts(&held, held.need_picture()?)?, (side, side));
    let mut shoot = Shoot::new(held, &stills, &look, &files, cx).await?;
    let frame = shoot.next(cx).await?.ok_or_else(none)?;
    let (kind, ending, quality) = print_kind(still.format);
    let bytes = Printer::new(frame.width, frame.height, kind)?
        .print(&frame.pixels.bytes().await?, quality, cx)
        .await?;
    Ok(File::new(format!("{} {}.{ending}", stem(&file), stamp(frame.time).replace(':', "-")), bytes))
}

/// A picture as a conversion makes it.
pub(super) async fn preview(
    file: File,
    time: f64,
    side: u32,
    how: Convert,
    files: Vec<File>,
    cx: &Context,
) -> Result<Frame> {
    let held = hold(&file, cx)?;
    let at = held.need_picture()?;
    let (_, stream) = held.track(at)?;
    let facts = facts(&held, at)?;
    // No larger than it is shown.
    let look = within(&encoding(&how).look(), facts, (side, side));
    let mut studio = Studio::open(facts, &look, &files, &held, cx).await?;
    let none = || {
        Error::new(
            Kind::Failed,
            format!("{} shows no picture at this moment. Choose another one.", file.name()),
        )
    };
    let tick = clock::tick(stream, time);
    let place = shown(stream, tick).ok_or_else(none)?;
    let wanted = stream.index.get(place).map_or(0, |sample| sample.pts);
    let mut reel = Reel::open(&held, at, [span(stream, place)], true).await?;
    let mut rgba = Pixel::default();
    while let Some(picture) = reel.next(cx).await? {
        if picture.time() == wanted {
            let made = studio.develop(&picture, time, time).await?;
            return frame(made, &mut rgba, time);
        }
    }
    Err(none())
}

/// Many pictures on one, each with its time.
pub(super) async fn sheet(file: File, how: Sheet, files: Vec<File>, cx: &Context) -> Result<File> {
    let held = hold(&file, cx)?;
    let (rows, columns) = (how.rows.clamp(1, 100), how.columns.clamp(1, 100));
    let gap = 8_u32;
    let wide = how.width.clamp(100, SIDE).saturating_sub(gap * (columns + 1)) / columns;
    let facts = facts(&held, held.need_picture()?)?;
    let look = within(&how.look, facts, (wide, SIDE));
    let cell = Upright::new(facts, &look.filters, look.resize);
    let (width, height) = (gap + columns * (cell.width + gap), gap + rows * (cell.height + gap));
    let mut whole = Pixel::new(Pixels::Rgba, width, height).map_err(|error| spoken(&error))?;
    whole.bytes_mut().as_chunks_mut::<4>().0.iter_mut().for_each(|pixel| *pixel = [24, 24, 24, 255]);
    let stills =
        Stills { at: Moments::Count(rows * columns), width: cell.width, height: cell.height, exact: false };
    let mut shoot = Shoot::new(held, &stills, &look, &files, cx).await?;
    let mut nth = 0;
    while let Some(one) = shoot.next(cx).await? {
        let (x, y) = (gap + nth % columns * (cell.width + gap), gap + nth / columns * (cell.height + gap));
        let bytes = one.pixels.bytes().await?;
        let row = width as usize * 4;
        for (line, from) in bytes.chunks_exact(one.width as usize * 4).enumerate() {
            let start = (y as usize + line) * row + x as usize * 4;
            if let Some(to) = whole.bytes_mut().get_mut(start..start + from.len()) {
                to.copy_from_slice(from);
            }
        }
        let words = lettered(&stamp(one.time), (cell.height / 10).clamp(10, 40))?;
        let place = (x as i32, (y + one.height) as i32 - words.height() as i32);
        let label =
            Overlay::new(&words, place, 1.0, Pixels::Rgba, whole.meaning).map_err(|error| spoken(&error))?;
        label.draw(&mut whole).map_err(|error| spoken(&error))?;
        nth += 1;
    }
    let (kind, ending, quality) = print_kind(how.format);
    let bytes = Printer::new(width, height, kind)?.print(whole.bytes(), quality, cx).await?;
    Ok(File::new(format!("{} sheet.{ending}", stem(&file)), bytes))
}

/// Pictures that move.
pub(super) async fn animate(file: File, how: Animation, files: Vec<File>, cx: &Context) -> Result<File> {
    let held = hold(&file, cx)?;
    let at = held.need_picture()?;
    let (_, stream) = held.track(at)?;
    let duration = held.movie.media.duration;
    let speed = if how.speed.is_finite() { how.speed.clamp(0.05, 20.0) } else { 1.0 };
    let stretches: Vec<_> = how.stretch.into_iter().collect();
    let parts = segments(stream, &stretches, duration, speed);
    let length = super::make::length(&stretches, duration, speed);
    let rate = if how.rate.is_finite() { how.rate.clamp(0.1, 50.0) } else { 12.5 };
    let facts = facts(&held, at)?;
    let look = within(&how.look, facts, (how.width.min(4096), SIDE));
    let studio = Studio::open(facts, &look, &files, &held, cx).await?;
    let size = studio.size();
    let mut show = Show {
        held: held.clone(),
        at,
        studio,
        rgba: Pixel::default(),
        pace: Pace { rate: Some(rate), speed: 1.0 },
        speed,
    };
    let done = |time: f64| (time / length.max(0.01)).min(1.0);
    let name = stem(&file);
    if how.format == Animated::WebP {
        let mut mux = WebpMux::new(size.0, size.1, how.times).map_err(|error| spoken(&error))?;
        let mut printer = Printer::new(size.0, size.1, "image/webp")?;
        let quality = f64::from(how.quality.clamp(1, 100)) / 100.0;
        let each = async |rgba: &[u8], time: f64| {
            let webp = printer.print(rgba, quality, cx).await?;
            cx.progress(done(time));
            mux.picture(&webp, time).map_err(|error| spoken(&error))
        };
        show.run(&parts, each, cx).await?;
        let bytes = mux.finish(length).map_err(|error| spoken(&error))?;
        return Ok(File::new(format!("{name}.webp"), bytes));
    }
    let gif = Gif {
        colors: how.colors.clamp(2, 256) as u16,
        palettes: Palettes::Global,
        dither: if how.dither { Dither::Ordered } else { Dither::None },
        plays: how.times,
        ..Gif::default()
    };
    // One palette for all pictures needs a pass of its own.
    let mut quantizer = Quantizer::default();
    let count = async |rgba: &[u8], time: f64| {
        quantizer.count(rgba);
        cx.progress(0.4 * done(time));
        Ok(())
    };
    show.run(&parts, count, cx).await?;
    let palette = quantizer.palette(&gif);
    let out = cx.output(format!("{name}.gif"));
    let mut encoder =
        GifEncoder::new(out, size.0, size.1, gif, Some(palette)).map_err(|error| spoken(&error))?;
    let each = async |rgba: &[u8], time: f64| {
        cx.progress(0.4 + 0.6 * done(time));
        encoder.picture(rgba, time).map_err(|error| spoken(&error))
    };
    show.run(&parts, each, cx).await?;
    let out = encoder.finish(length).map_err(|error| spoken(&error))?;
    out.finish().map_err(|error| super::error::full(&error))
}

/// The pictures of an animation, one after the other.
struct Show {
    held: Rc<Held>,
    at: usize,
    studio: Studio,
    rgba: Pixel,
    pace: Pace,
    speed: f64,
}

impl Show {
    /// Hands out each picture as RGBA, and when it is shown.
    async fn run(
        &mut self,
        parts: &[Segment],
        mut each: impl AsyncFnMut(&[u8], f64) -> Result<()>,
        cx: &Context,
    ) -> Result<()> {
        let held = self.held.clone();
        let (_, stream) = held.track(self.at)?;
        for part in parts {
            let Some(first) = shown(stream, part.ticks.start) else { continue };
            let last = stream.index.decoded_from(part.ticks.end).max(first + 1);
            let needed = std::iter::once(span(stream, first).start..last);
            let mut reel = Reel::open(&held, self.at, needed, true).await?;
            let begin = clock::seconds(stream, part.ticks.start);
            let told = |time: f64| begin + (time - part.start) * self.speed;
            let time = |ticks: i64| part.start + stream.seconds(ticks - part.ticks.start) / self.speed;
            let mut latest: Option<(Picture, f64)> = None;
            loop {
                let next = reel.next(cx).await?.filter(|picture| picture.time() < part.ticks.end);
                let end = next.as_ref().map_or(time(part.ticks.end), |picture| time(picture.time()));
                if let Some((picture, from)) = latest.take() {
                    // A picture that lasts is made anew only when something else is laid over it.
                    let mut until = f64::NEG_INFINITY;
                    for number in self.pace.shown(from, end.max(from)) {
                        let now = self.pace.time(number).unwrap_or(from);
                        if now >= until {
                            let made = self.studio.develop(&picture, now, told(now)).await?;
                            let meaning = made.meaning;
                            convert(made, Pixels::Rgba, meaning, &mut self.rgba)
                                .map_err(|error| spoken(&error))?;
                            until = self.studio.change(now, told(now), self.speed);
                        }
                        each(self.rgba.bytes(), now).await?;
                    }
                }
                let Some(picture) = next else { break };
                let from = end.max(part.start);
                latest = Some((picture, from));
            }
        }
        Ok(())
    }
}

/// The same look, in the shape that it gives pictures, as large as a box allows.
fn within(look: &Look, facts: &Facts, (width, height): (u32, u32)) -> Look {
    let resize = Upright::within(facts, &look.filters, look.resize, (width.max(2), height.max(2)));
    Look { resize: Some(resize), ..look.clone() }
}

/// The kind, the ending and the quality of a format.
fn print_kind(format: StillFormat) -> (&'static str, &'static str, f64) {
    match format {
        StillFormat::Png => ("image/png", "png", 1.0),
        StillFormat::Jpeg => ("image/jpeg", "jpg", 0.9),
        StillFormat::WebP => ("image/webp", "webp", 0.9),
    }
}

/// A moment for people: 1:02:03.4.
fn stamp(seconds: f64) -> String {
    let tenths = (seconds.max(0.0) * 10.0).round() as u64;
    let (hours, minutes, rest) = (tenths / 36_000, tenths / 600 % 60, tenths % 600);
    let (seconds, tenth) = (rest / 10, rest % 10);
    match hours {
        0 => format!("{minutes}:{seconds:02}.{tenth}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}.{tenth}"),
    }
}

/// The name of a file without its ending.
fn stem(file: &File) -> &str {
    file.name().rsplit_once('.').map_or(file.name(), |(stem, _)| stem)
}
