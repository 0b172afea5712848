//! The pictures of a track, decoded: some of them, or all of a stretch.
//!
//! Decoding begins at key frames. What is decoded only because others need it is let go of at once, and a decoder goes on over
//! gaps without being flushed, because each part begins with a key frame. Not every key frame will do: see
//! [`begins`](::video::cut::begins).

use std::collections::VecDeque;
use std::rc::Rc;

use ::video::index::Sample;
use ::video::{Format, Picture as Facts, Role, Stream};
use nearside::prelude::*;

use super::codec::{Packet, Picture, Pictures};
use super::hold::{Held, Packets};

/// A range of packets in the order in which they are decoded, the first one a key frame.
pub(super) type Span = std::ops::Range<usize>;

/// A decoder of one track, and what it is fed with.
pub(super) struct Reel {
    held: Rc<Held>,
    at: usize,
    packets: Packets,
    spans: VecDeque<Span>,
    /// Whether the first of them has begun.
    begun: bool,
    decoder: Pictures,
    format: u16,
    /// Whether the pictures are looked at here.
    looked: bool,
}

impl Reel {
    /// Begins to decode these parts of a track.
    ///
    /// # Errors
    /// The browser cannot, as a sentence.
    pub async fn open(
        held: &Rc<Held>,
        at: usize,
        spans: impl IntoIterator<Item = Span>,
        looked: bool,
    ) -> Result<Self> {
        let (_, stream) = held.track(at)?;
        let spans: VecDeque<Span> = spans.into_iter().filter(|span| !span.is_empty()).collect();
        let format = next(&spans, stream).map_or(0, |sample| sample.format);
        let decoder = decoder(held, at, format, looked).await?;
        let packets = Packets::of(held);
        Ok(Self { held: held.clone(), at, packets, spans, begun: false, decoder, format, looked })
    }

    /// The next picture in the order in which they are shown; its time is in ticks of the track's clock.
    ///
    /// # Errors
    /// Those of the file and the browser, or the job is not wanted any more.
    pub async fn next(&mut self, cx: &Context) -> Result<Option<Picture>> {
        let held = self.held.clone();
        let (_, stream) = held.track(self.at)?;
        loop {
            let (spans, packets, format) = (&mut self.spans, &mut self.packets, self.format);
            let begun = &mut self.begun;
            let feed = || {
                if !std::mem::replace(begun, true) {
                    begin(&held, self.at, packets, spans)?;
                }
                // Another description needs another decoder, once this one has given all.
                let Some(sample) = next(spans, stream).filter(|sample| sample.format == format) else {
                    return Ok(None);
                };
                let bytes = packets.read(&sample, form(&held, self.at, format)?)?;
                *begun = !advance(spans);
                Ok(Some(Packet { time: sample.pts, key: sample.key, bytes }))
            };
            if let Some(picture) = self.decoder.next(cx, feed).await? {
                return Ok(Some(picture));
            }
            let Some(sample) = next(&self.spans, stream) else { return Ok(None) };
            self.format = sample.format;
            self.decoder = decoder(&held, self.at, self.format, self.looked).await?;
        }
    }
}

/// The packet that goes in next.
fn next(spans: &VecDeque<Span>, stream: &Stream) -> Option<Sample> {
    spans.front().and_then(|span| stream.index.get(span.start))
}

async fn decoder(held: &Held, at: usize, format: u16, looked: bool) -> Result<Pictures> {
    let facts = facts(held, at)?;
    Pictures::open(&held.name(at), form(held, at, format)?, (facts.width, facts.height), looked).await
}

/// Moves the beginning of the first span back to where a decoder can begin. A key frame alone is always seen.
fn begin(held: &Held, at: usize, packets: &mut Packets, spans: &mut VecDeque<Span>) -> Result<()> {
    let (_, stream) = held.track(at)?;
    let Some(span) = spans.front_mut().filter(|span| span.len() > 1) else { return Ok(()) };
    while let Some(sample) = stream.index.get(span.start) {
        let form = form(held, at, sample.format)?;
        if ::video::cut::begins(form, &packets.read(&sample, form)?) {
            break;
        }
        match span.start.checked_sub(1).and_then(|before| stream.index.key_before(before)) {
            Some(key) => span.start = key,
            None => break,
        }
    }
    Ok(())
}

/// Goes on to the next packet, and says whether that is in another span.
fn advance(spans: &mut VecDeque<Span>) -> bool {
    let Some(span) = spans.front_mut() else { return false };
    span.start += 1;
    let over = span.start >= span.end;
    if over {
        spans.pop_front();
    }
    over
}

/// How packets of a track are coded.
pub(super) fn form(held: &Held, at: usize, format: u16) -> Result<&Format> {
    let (_, stream) = held.track(at)?;
    stream.formats.get(usize::from(format)).or(stream.formats.first()).ok_or_else(|| {
        let text = format!("{} does not say how it is coded. It can be copied as it is.", held.name(at));
        Error::new(Kind::Failed, text)
    })
}

/// What is known of the pictures of a track that may be decoded.
pub(super) fn facts(held: &Held, at: usize) -> Result<&Facts> {
    let (track, _) = held.track(at)?;
    if track.encrypted {
        let text =
            format!("{} is encrypted by its publisher. It plays only where that allows it.", held.name(at));
        return Err(Error::new(Kind::Failed, text));
    }
    match &track.role {
        Role::Video(facts) => Ok(facts),
        _ => {
            Err(Error::new(Kind::Failed, format!("{} has no pictures. Choose another track.", held.name(at))))
        }
    }
}

/// The packet whose picture is shown at this tick of the track's clock, or the first of all.
pub(super) fn shown(stream: &Stream, tick: i64) -> Option<usize> {
    let index = &stream.index;
    // Shown at or before the tick means decoded before it, and pictures are reordered among a few neighbours only.
    let near = index.decoded_from(tick.saturating_add(1));
    let first = index.key_before(near.saturating_sub(1)).unwrap_or(0).min(near.saturating_sub(NEAR));
    let best = |range: std::ops::Range<usize>| {
        let shown =
            |at: usize| index.get(at).filter(|sample| sample.pts <= tick).map(|sample| (sample.pts, at));
        range.filter_map(shown).max()
    };
    let found = best(first..(near + NEAR).min(index.len()));
    found
        .map(|(_, at)| at)
        .or_else(|| index.iter().enumerate().min_by_key(|(_, sample)| sample.pts).map(|(at, _)| at))
}

/// Farther than this no codec moves a picture.
const NEAR: usize = 32;

/// The packets that have to be decoded to see this one.
pub(super) fn span(stream: &Stream, at: usize) -> Span {
    let index = &stream.index;
    let key = index.key_before(at).unwrap_or(0);
    let leads = || {
        let (key, own) = (index.get(key)?, index.get(at)?);
        // A picture that is shown before the key frame it follows needs the group before.
        (own.pts < key.pts).then_some(())
    };
    let start = match (leads(), key.checked_sub(1)) {
        (Some(()), Some(before)) => index.key_before(before).unwrap_or(0),
        _ => key,
    };
    start..at + 1
}
