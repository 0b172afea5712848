//! A file that a browser's own player takes, around the packets of another one.
//!
//! The player never sees the bytes of a stranger's container: the head is ours, and what follows are packets. In MP4 the whole
//! original can follow the head, whatever it is, so that nothing is read; what does not go into MP4 is written anew.

use std::io::Write;
use std::rc::Rc;

use ::video::settings::{Audio, AudioCodec, Convert, Sound, Video};
use ::video::{Codec, Container, Media, Movie, Packing, Role, mp4};
use nearside::prelude::*;

use super::error::{full, spoken};
use super::hold::{Held, hold};
use super::make::{Came, Copied, Lane, Order, make};
use super::remake::{remake, renamed};
use super::{codec, ear};

/// The file.
pub(super) async fn playable(file: File, cx: &Context) -> Result<File> {
    let held = hold(&file, cx)?;
    let picture = held.picture();
    // Pictures are played without sound that no browser knows, rather than not at all.
    let tracks = || held.movie.media.tracks.iter();
    let known = tracks().position(|track| matches!(track.role, Role::Audio(_)) && !strange(&track.codec));
    let sound = if picture.is_some() { known } else { known.or(held.sound()) };
    let all: Vec<usize> = picture.into_iter().chain(sound).collect();
    if all.is_empty() {
        let text = format!("{} has neither pictures nor sound that could be played.", file.name());
        return Err(Error::new(Kind::Failed, text));
    }
    if let (None, Some(at)) = (picture, sound)
        && heard_here(&held, at, cx).await?
    {
        let audio = Audio::Encode(Sound { codec: AudioCodec::Pcm, ..Sound::default() });
        let how = Convert { container: Container::Wav, video: Video::None, audio, ..Convert::default() };
        return Ok(remake(&held, how, Vec::new(), cx).await?.file);
    }
    let homes = [Container::Mp4, Container::WebM, Container::Ogg, Container::Wav, Container::Matroska];
    let fits = |container: &&Container| {
        let plays = |codec| !strange(codec) && container.takes(codec);
        all.iter().all(|at| held.track(*at).is_ok_and(|(track, _)| plays(&track.codec)))
    };
    let Some(container) = homes.iter().find(fits).copied() else {
        let text = format!(
            "{} has tracks that no browser plays. Convert it, or look at it picture by picture.",
            file.name()
        );
        return Err(Error::new(Kind::Unsupported, text));
    };
    let plain = |at: &usize| {
        let (_, stream) = held.track(*at).ok()?;
        stream.formats.iter().all(|format| format.packing == Packing::Plain).then_some(())
    };
    if container == Container::Mp4 && all.iter().all(|at| plain(at).is_some()) {
        return laid_out(&held, &all, cx);
    }
    let duration = held.movie.media.duration;
    let lanes = all.iter().map(|at| Copied::all(&held, *at, 0).map(Lane::Copied)).collect::<Result<_>>()?;
    let media = bare(&held);
    let (name, sources) = (renamed(&file, container), vec![held.clone()]);
    match make(Order { name, container, media, duration, most: None, sources }, lanes, cx).await? {
        Came::Whole(file) => Ok(file),
        Came::Larger(_) => Err(Error::new(Kind::Failed, "The file became too large. Try again.")),
    }
}

/// Whether sound is decoded here and by no player: then one is given what was decoded.
async fn heard_here(held: &Held, at: usize, cx: &Context) -> Result<bool> {
    let (track, stream) = held.track(at)?;
    match stream.formats.first() {
        Some(format) if ear::decodes(format, track) && !Container::Wav.takes(&track.codec) => {
            Ok(!cx.wait(codec::decodes(format, track)).await?)
        }
        _ => Ok(false),
    }
}

/// Whether it is a codec that has no name here, and that no browser plays.
fn strange(codec: &Codec) -> bool {
    matches!(codec, Codec::Other(_))
}

/// A head, and the original behind it.
fn laid_out(held: &Rc<Held>, tracks: &[usize], cx: &Context) -> Result<File> {
    let mut movie = Movie { media: bare(held), streams: Vec::new() };
    movie.media.container = Container::Mp4;
    for at in tracks {
        let (track, stream) = held.track(*at)?;
        movie.media.tracks.push(track.clone());
        movie.streams.push(stream.clone());
    }
    let head = mp4::layout(&movie).map_err(|error| spoken(&error))?;
    let mut whole = cx.output(renamed(&held.file, Container::Mp4));
    whole.write_all(&head).map_err(|error| full(&error))?;
    whole.append(&held.file).map_err(|error| full(&error))?;
    whole.finish().map_err(|error| full(&error))
}

/// What a player wants to know.
fn bare(held: &Held) -> Media {
    Media {
        tracks: Vec::new(),
        chapters: Vec::new(),
        tags: Vec::new(),
        cover: None,
        ..held.movie.media.clone()
    }
}
