//! Making a plan: which tracks go together, and how each of them is cut.

use std::ops::Range;

use super::clock::{LATEST, convert, ticks};
use super::picture::{Again, Pictures, Reel};
use super::sound::{self, Packets};
use super::table::{Chosen, Table, chosen, rank};
use super::{Copy, Encode, Encoded, Input, Settings, Step, Stretch};
use crate::index::Index;
use crate::{Chapter, Codec, Error, Kind, Media, Movie, Result, Role, Stream, Track};

/// For how many seconds sound goes on behind the last picture before it is kept: nearly every film ends with a few
/// hundredths of it, which would make a gap between the pictures of films that are joined.
const BEHIND: f64 = 0.25;

/// How a new film is made of stretches of others.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is done, in the order of the new film.
    pub steps: Vec<Step>,
    /// What is kept, as far as cuts had to move.
    pub kept: Vec<Stretch>,
    /// How long the new film is, in seconds.
    pub duration: f64,
    /// What a person should know about it, in sentences.
    pub notes: Vec<String>,
    /// The new film without its packets.
    pub(super) movie: Movie,
    /// For each track and film: which formats of the new track those of the old one are.
    pub(super) formats: Vec<Vec<Vec<u16>>>,
    /// How long the new film is, in ticks of each track.
    pub(super) lengths: Vec<i64>,
    pub(super) edits: bool,
}

/// Plans a film of whole films, one after the other, without encoding anything.
///
/// # Errors
/// As [`plan`].
pub fn join(inputs: &[Input], settings: &Settings) -> Result<Plan> {
    let whole =
        |(input, film): (usize, &Input)| Stretch { input, range: 0.0..film.movie.media.duration + 1.0 };
    let stretches: Vec<Stretch> = inputs.iter().enumerate().map(whole).collect();
    plan(inputs, &stretches, settings)
}

/// Plans a film of these stretches, in this order. Of the tracks, the first of pictures and all of sound and text are kept;
/// where the first film has no sound, that of the first that has.
///
/// # Errors
/// [`Settings`](Kind::Settings) for stretches without length and for films that do not go together,
/// [`Missing`](Kind::Missing) where there is nothing in a stretch, [`Unsupported`](Kind::Unsupported) where pictures would have
/// to be encoded whose codec cannot be joined, [`Locked`](Kind::Locked) where all is encrypted.
pub fn plan(inputs: &[Input], stretches: &[Stretch], settings: &Settings) -> Result<Plan> {
    let wrong = |message: &str| Err(Error::new(Kind::Settings, message));
    let sound = |stretch: &Stretch| stretch.input < inputs.len() && stretch.range.start < stretch.range.end;
    if stretches.is_empty() || !stretches.iter().all(sound) {
        return wrong("A stretch has no length, or is of no film. Give each a beginning and a later end.");
    }
    let base = inputs[stretches[0].input].movie;
    let mut notes = Vec::new();
    let chosen = chosen(inputs, stretches, settings, &mut notes)?;
    let rank = |&at: &usize| rank(&chosen[at].track(inputs).role);
    let Some(leading) = (0..chosen.len()).min_by_key(rank) else {
        return wrong("No track is kept. Choose at least one of pictures, sound or text.");
    };
    let mut table = Table::new(inputs, &chosen, &mut notes)?;
    let whole = |stretch: &Stretch| {
        let duration = inputs[stretch.input].movie.media.duration;
        stretch.range.start <= 0.0 && stretch.range.end >= duration
    };
    if inputs.len() > 1 || stretches.len() > 1 || !stretches.iter().all(whole) {
        table.part(settings.several);
    }
    table.check(inputs, &chosen, settings)?;
    let mut making = Making {
        inputs,
        settings,
        base,
        chosen: &chosen,
        table: &table,
        leading,
        reels: inputs.iter().map(|_| None).collect(),
        ends: vec![None; chosen.len()],
        at: 0,
        steps: Vec::new(),
        kept: Vec::new(),
        chapters: Vec::new(),
        notes,
    };
    for (part, stretch) in stretches.iter().enumerate() {
        making.part(part, stretch)?;
    }
    Ok(making.finish(table.formats.clone()))
}

/// Which ticks of a track are played in a range of the film's time, and how long after its beginning. Where the pictures have
/// several stretches (`edited`), that time is theirs, and no other track is known by more than its beginning.
fn played(stream: &Stream, range: Range<i64>, edited: bool) -> Vec<(Range<i64>, i64)> {
    if edited || !stream.is_edited() {
        let start = stream.origin();
        return vec![(start.saturating_add(range.start)..start.saturating_add(range.end), 0)];
    }
    let (mut found, mut gone) = (Vec::new(), 0_i64);
    for edit in &stream.edits {
        let end = gone.saturating_add_unsigned(edit.length);
        let (first, last) = (range.start.max(gone), range.end.min(end));
        if let Some(from) = edit.from
            && first < last
        {
            let tick = |time: i64| from.saturating_add(time - gone);
            found.push((tick(first)..tick(last), first - range.start));
        }
        gone = end;
    }
    found
}

struct Making<'a> {
    inputs: &'a [Input<'a>],
    settings: &'a Settings,
    base: &'a Movie,
    chosen: &'a [Chosen],
    table: &'a Table,
    /// Which of the new tracks the others follow.
    leading: usize,
    reels: Vec<Option<Reel<'a>>>,
    /// Where each track ends so far, in its ticks.
    ends: Vec<Option<i64>>,
    /// Where the film ends so far, in ticks of the leading track.
    at: i64,
    steps: Vec<Step>,
    kept: Vec<Stretch>,
    chapters: Vec<Chapter>,
    notes: Vec<String>,
}

impl<'a> Making<'a> {
    fn clock(&self, track: usize) -> u32 {
        self.like(track).1.timescale.max(1)
    }

    /// The track that this one is like.
    fn like(&self, track: usize) -> (&'a Track, &'a Stream) {
        let Chosen { input, at } = self.chosen[track];
        let movie: &'a Movie = self.inputs[input].movie;
        (&movie.media.tracks[at], &movie.streams[at])
    }

    /// The track of a film that becomes this one.
    fn stream(&self, input: usize, track: usize) -> Option<(usize, &'a Stream)> {
        let movie: &'a Movie = self.inputs[input].movie;
        self.table.streams[track][input].map(|at| (at, &movie.streams[at]))
    }

    /// When the sound of a film ends that lasts longer than its pictures, in seconds: then the last picture stands still. 0 if
    /// the pictures last.
    fn heard(&self, input: usize, pictures: &Track) -> f64 {
        let tracks = &self.inputs[input].movie.media.tracks;
        let sounds = (0..self.chosen.len()).filter_map(|track| {
            let sound = &tracks[self.stream(input, track)?.0];
            matches!(sound.role, Role::Audio(_)).then_some(sound.start + sound.duration)
        });
        let end = sounds.fold(0.0, f64::max);
        if end > pictures.start + pictures.duration { end } else { 0.0 }
    }

    fn part(&mut self, part: usize, stretch: &Stretch) -> Result<()> {
        let input = stretch.input;
        let movie = self.inputs[input].movie;
        let Some((at, stream)) = self.stream(input, self.leading) else {
            return Err(Error::new(
                Kind::Missing,
                "One of the films lacks the kind of track that leads. Leave that film out.",
            ));
        };
        let (origin, clock, edited) = (stream.origin(), stream.timescale.max(1), stream.is_edited());
        let wanted = |seconds: f64| origin.saturating_add(ticks(seconds.max(0.0), clock));
        // What an edit list hides stays hidden.
        let (from, end) = (wanted(stretch.range.start), wanted(stretch.range.end));
        let to = stream.until().map_or(end, |until| end.min(until));
        let shown = if matches!(movie.media.tracks[at].role, Role::Video(_)) {
            self.pictures(part, input, at, from..to)?
        } else {
            let end = stream.index.len().checked_sub(1).and_then(|last| stream.index.get(last));
            let end = end.map_or(0, |last| last.pts.saturating_add(i64::from(last.duration)));
            from..to.min(end)
        };
        if shown.is_empty() {
            return Err(Error::new(
                Kind::Missing,
                "One of the stretches lies behind the end of its film. Move it forward.",
            ));
        }
        let seconds = |time: i64| time.saturating_sub(origin) as f64 / f64::from(clock);
        let heard = self.heard(input, &movie.media.tracks[at]).min(stretch.range.end);
        let late = stretch.range.end > seconds(shown.end) && heard > seconds(shown.end) + BEHIND;
        let shown = if late { shown.start..wanted(heard).max(shown.end) } else { shown };
        let range = seconds(shown.start)..seconds(shown.end);
        for track in 0..self.chosen.len() {
            if let Some((at, stream)) = self.stream(input, track)
                && !matches!(movie.media.tracks[at].role, Role::Video(_))
            {
                let time = |time: i64| convert(time.saturating_sub(origin), clock, stream.timescale);
                let range = time(shown.start)..time(shown.end);
                for (ticks, after) in played(stream, range, edited) {
                    self.sound(part, input, (track, at), ticks, after);
                }
            }
        }
        let moved = self.at as f64 / f64::from(self.clock(self.leading));
        chapters(&movie.media.chapters, &range, moved, &mut self.chapters);
        let length = convert(shown.end.saturating_sub(shown.start), clock, self.clock(self.leading));
        self.at = self.at.saturating_add(length);
        if self.at > LATEST {
            return Err(Error::new(
                Kind::Broken,
                "The times of one of the films cannot be true: it would last for thousands of years. Try another copy of it.",
            ));
        }
        self.kept.push(Stretch { input, range });
        Ok(())
    }

    /// Cuts the pictures; gives back what is shown of them.
    fn pictures(
        &mut self,
        part: usize,
        input: usize,
        stream: usize,
        wanted: Range<i64>,
    ) -> Result<Range<i64>> {
        let film = self.inputs[input];
        let reel = self.reels[input].get_or_insert_with(|| Reel::new(film, &film.movie.streams[stream]));
        let Pictures { shown, head, copy, prefix, open, inside, tail, note } =
            reel.cut(wanted.start, wanted.end, self.settings, self.steps.is_empty())?;
        let (track, source) = (self.leading, &film.movie.streams[stream]);
        let (clock, start) = (self.clock(track), self.at);
        let place = |time: i64| {
            start.saturating_add(convert(time.saturating_sub(shown.start), source.timescale, clock))
        };
        let again = |again: Again| {
            let first = again.frames.first().copied().unwrap_or_default();
            let format = source.index.get(again.decode.end.saturating_sub(1));
            Step::Encode(Encode {
                input,
                stream,
                track,
                decode: again.decode,
                at: place(first),
                frames: again.frames,
                format: format.map_or(0, |sample| sample.format),
                keys: again.place.is_some(),
                lead: again.lead,
                place: again.place,
                placed: None,
                follow: again.follow,
                kept: None,
                encoded: None,
            })
        };
        let codec = &film.movie.media.tracks[stream].codec;
        if (head.is_some() || tail.is_some())
            && !matches!(codec, Codec::H264 | Codec::Vp8 | Codec::Vp9 | Codec::Av1)
        {
            return Err(Error::new(
                Kind::Unsupported,
                format!(
                    "Pictures of this kind ({codec}) can be cut at keys only. Cut there, or convert the film."
                ),
            ));
        }
        self.notes.extend(note);
        self.steps.extend(head.map(again));
        if let Some((mut packets, from)) = copy {
            let copy = |packets: Range<usize>, prefix, open| {
                let (shown, at) = (from..i64::MAX, place(from));
                Step::Copy(Copy { input, stream, track, packets, shown, at, prefix, open, part })
            };
            let (mut prefix, mut open) = (prefix, open);
            if let Some(inside) = inside {
                let first = packets.start..packets.start + 1;
                packets.start += 1 + inside.frames.len();
                self.steps.extend([
                    copy(first, std::mem::take(&mut prefix), std::mem::take(&mut open)),
                    again(inside),
                ]);
            }
            self.steps.push(copy(packets, prefix, open));
        }
        self.steps.extend(tail.map(again));
        Ok(shown)
    }

    fn sound(
        &mut self,
        part: usize,
        input: usize,
        (track, stream): (usize, usize),
        shown: Range<i64>,
        after: i64,
    ) {
        let movie = self.inputs[input].movie;
        let (source, info) = (&movie.streams[stream], &movie.media.tracks[stream]);
        let clock = self.clock(track);
        let at = convert(self.at, self.clock(self.leading), clock);
        let at = at.saturating_add(convert(after, source.timescale, clock));
        let found = match info.codec {
            Codec::Pcm { .. } | Codec::Alaw | Codec::Ulaw => sound::exact(source, &shown, at),
            _ if info.role == Role::Text => sound::exact(source, &shown, at),
            _ if part == 0 && self.settings.edits && self.ends[track].is_none() => {
                sound::first(source, &info.codec, &shown, at, clock)
            }
            _ => sound::next(source, &shown, at, self.ends[track], clock),
        };
        let Some(Packets { packets, shown, at }) = found else { return };
        if let Some(last) = packets.clone().last().and_then(|last| source.index.get(last)) {
            let length =
                last.pts.saturating_add(i64::from(last.duration)).min(shown.end).saturating_sub(shown.start);
            self.ends[track] = Some(at.saturating_add(convert(length, source.timescale, clock)));
        }
        // Between the pictures of a part, so that what is encoded at its end comes last.
        let tail = self.steps.iter().rposition(|step| matches!(step, Step::Copy(copy) if copy.part == part));
        let place = tail.map_or(self.steps.len(), |last| last + 1);
        let copy = Copy { input, stream, track, packets, shown, at, prefix: Vec::new(), open: false, part };
        self.steps.insert(place, Step::Copy(copy));
    }

    fn finish(self, formats: Vec<Vec<Vec<u16>>>) -> Plan {
        let leading = self.clock(self.leading);
        let duration = self.at as f64 / f64::from(leading);
        let lengths =
            (0..self.chosen.len()).map(|track| convert(self.at, leading, self.clock(track))).collect();
        let tracks = (0..self.chosen.len()).map(|track| self.like(track).0.clone()).collect();
        let streams: Vec<Stream> = self
            .table
            .all
            .iter()
            .enumerate()
            .map(|(track, formats)| Stream {
                timescale: self.like(track).1.timescale,
                formats: formats.clone(),
                edits: Vec::new(),
                index: Index::default(),
            })
            .collect();
        let media =
            Media { duration, tracks, chapters: self.chapters, notes: Vec::new(), ..self.base.media.clone() };
        let movie = Movie { media, streams };
        let edits = self.settings.edits;
        Plan {
            steps: self.steps,
            kept: self.kept,
            duration,
            notes: self.notes,
            movie,
            formats,
            lengths,
            edits,
        }
    }
}

/// Adds the chapters of a stretch, which begins at `moved` in the new film. One that has begun before goes on, and is no new one where
/// the part before ends in it.
pub fn chapters(all: &[Chapter], range: &Range<f64>, moved: f64, to: &mut Vec<Chapter>) {
    let begun = all.iter().rposition(|chapter| chapter.start <= range.start);
    for chapter in all.iter().skip(begun.unwrap_or_default()).filter(|chapter| chapter.start < range.end) {
        let goes_on = chapter.start < range.start && to.last().is_some_and(|last| last.name == chapter.name);
        if !goes_on {
            let start = chapter.start.max(range.start) - range.start + moved;
            to.push(Chapter { start, name: chapter.name.clone() });
        }
    }
}

impl Plan {
    /// Gives back the pictures of an [`Encode`] step, which is the one at this place in [`steps`](Self::steps).
    ///
    /// # Errors
    /// [`Settings`](Kind::Settings) where there is no such step, or the pictures are not its own.
    pub fn supply(&mut self, step: usize, encoded: Encoded) -> Result<()> {
        let Some(Step::Encode(encode)) = self.steps.get_mut(step) else {
            return Err(Error::new(
                Kind::Settings,
                "This step has nothing to encode. Supply what was encoded to its own step.",
            ));
        };
        let own = encoded.frames.iter().all(|frame| frame.frame < encode.frames.len());
        if !own || !encoded.frames.first().is_some_and(|frame| frame.key) {
            return Err(Error::new(
                Kind::Settings,
                "What was encoded does not begin with a key, or has pictures that were not asked for. Encode the step again.",
            ));
        }
        encode.encoded = Some(encoded);
        Ok(())
    }

    /// Whether something has to be encoded before the film can be joined.
    pub fn encodes(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Encode(encode) if encode.encoded.is_none()))
    }
}
