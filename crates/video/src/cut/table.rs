//! Which tracks of films become those of a new one, and which of them belong together.

use super::format::{same, unmeasured};
use super::{Input, Settings, Stretch};
use crate::{Error, Format, Kind, Movie, Result, Role, Track};

/// Pictures lead, then sound.
pub(super) fn rank(role: &Role) -> u8 {
    match role {
        Role::Video(_) => 0,
        Role::Audio(_) => 1,
        Role::Text => 2,
        Role::Other => 3,
    }
}

/// A track that becomes one of the new film, which is described as it is.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    /// The film.
    pub input: usize,
    /// Its place there.
    pub at: usize,
}

impl Chosen {
    pub fn track<'a>(self, inputs: &[Input<'a>]) -> &'a Track {
        let movie: &'a Movie = inputs[self.input].movie;
        &movie.media.tracks[self.at]
    }
}

/// Which tracks are kept: those of the first film, and if it has no sound, that of the first film that has.
pub(super) fn chosen(
    inputs: &[Input],
    stretches: &[Stretch],
    settings: &Settings,
    notes: &mut Vec<String>,
) -> Result<Vec<Chosen>> {
    let input = stretches[0].input;
    let base = inputs[input].movie;
    let (mut chosen, mut pictures, mut locked) = (Vec::new(), false, None);
    for (at, track) in base.media.tracks.iter().enumerate() {
        if track.role == Role::Other || !(settings.tracks.is_empty() || settings.tracks.contains(&at)) {
            continue;
        }
        if track.encrypted {
            locked = Some(track.id);
            notes.push(format!("Track {} is encrypted by its publisher and is left out.", track.id));
        } else if rank(&track.role) == 0 && std::mem::replace(&mut pictures, true) {
            notes.push(format!("Track {} has other pictures of the film and is left out.", track.id));
        } else {
            chosen.push(Chosen { input, at });
        }
    }
    let heard = |input: usize| {
        let tracks = &inputs[input].movie.media.tracks;
        tracks.iter().position(|track| rank(&track.role) == 1).map(|at| Chosen { input, at })
    };
    if heard(input).is_none() {
        let other = stretches.iter().find_map(|stretch| heard(stretch.input));
        chosen.extend(other.filter(|other| !other.track(inputs).encrypted));
    }
    match locked {
        Some(id) if chosen.is_empty() => Err(Error::new(
            Kind::Locked,
            format!(
                "Track {id} is encrypted by its publisher, so that the film cannot be cut. Play it where it was bought."
            ),
        )),
        _ => Ok(chosen),
    }
}

/// Which tracks of the films belong together.
pub(super) struct Table {
    /// For each track of the new film and each film: its track there.
    pub streams: Vec<Vec<Option<usize>>>,
    pub formats: Vec<Vec<Vec<u16>>>,
    /// All formats of each track.
    pub all: Vec<Vec<Format>>,
}

impl Table {
    pub fn new(inputs: &[Input], chosen: &[Chosen], notes: &mut Vec<String>) -> Result<Self> {
        let mut table = Self { streams: Vec::new(), formats: Vec::new(), all: Vec::new() };
        for (number, one) in chosen.iter().enumerate() {
            let track = one.track(inputs);
            let before =
                chosen[..number].iter().filter(|other| rank(&other.track(inputs).role) == rank(&track.role));
            let place = before.count();
            let (mut streams, mut formats, mut all) = (Vec::new(), Vec::new(), Vec::<Format>::new());
            for input in inputs {
                let same = std::ptr::eq(input.movie, inputs[one.input].movie).then_some(one.at);
                let alike = |(_, other): &(usize, &Track)| rank(&other.role) == rank(&track.role);
                let mut others = input.movie.media.tracks.iter().enumerate().filter(alike);
                let found = same.or_else(|| others.nth(place).map(|(at, _)| at));
                let mut map = Vec::new();
                if let Some(found) = found {
                    check(track, &input.movie.media.tracks[found], notes)?;
                    for format in &input.movie.streams[found].formats {
                        let known = all.iter().position(|known| known == format);
                        map.push(known.unwrap_or(all.len()) as u16);
                        if known.is_none() {
                            all.push(format.clone());
                        }
                    }
                }
                streams.push(found);
                formats.push(map);
            }
            table.streams.push(streams);
            table.formats.push(formats);
            table.all.push(all);
        }
        Ok(table)
    }

    /// For a film that is not one of the films as it is: formats say nothing of the whole, and so may become alike; the more so
    /// where the container does not hold `several` for a track, nor the entry of MP4 that tells them apart.
    pub fn part(&mut self, several: bool) {
        for (all, tables) in self.all.iter_mut().zip(&mut self.formats) {
            let mut known: Vec<Format> = Vec::new();
            let mut numbers = Vec::new();
            for format in all.iter().map(unmeasured) {
                let alike =
                    |other: &Format| same(other, &format) && (!several || other.entry == format.entry);
                let found = known.iter().position(alike);
                numbers.push(found.unwrap_or(known.len()) as u16);
                if found.is_none() {
                    known.push(format);
                }
            }
            *all = known;
            for number in tables.iter_mut().flatten() {
                *number = numbers.get(usize::from(*number)).copied().unwrap_or_default();
            }
        }
    }

    /// Sound does not describe itself on the way, as pictures do: where a container has one description for a track, all of it
    /// has to be coded so.
    pub fn check(&self, inputs: &[Input], chosen: &[Chosen], settings: &Settings) -> Result<()> {
        let mixed = |(one, all): &(&Chosen, &Vec<Format>)| {
            all.len() > 1 && matches!(one.track(inputs).role, Role::Audio(_))
        };
        match chosen.iter().zip(&self.all).find(mixed) {
            Some((one, _)) if !settings.several => Err(Error::new(
                Kind::Settings,
                format!(
                    "The sound of the films (track {}) is coded differently, and this kind of file has no room to say so. Choose MP4, or convert the films first.",
                    one.track(inputs).id
                ),
            )),
            _ => Ok(()),
        }
    }
}

/// Whether packets of one track can follow those of the other.
fn check(one: &Track, other: &Track, notes: &mut Vec<String>) -> Result<()> {
    let alike = match (&one.role, &other.role) {
        (Role::Audio(a), Role::Audio(b)) => a.rate == b.rate && a.channels == b.channels,
        (Role::Video(a), Role::Video(b)) => {
            if (a.width, a.height, a.turn) != (b.width, b.height, b.turn) {
                notes.push("The films differ in the size of their pictures: some players will not change it on the way.".into());
            }
            true
        }
        _ => true,
    };
    if alike && one.codec == other.codec && !other.encrypted {
        return Ok(());
    }
    Err(Error::new(
        Kind::Settings,
        format!(
            "Track {} of one film and track {} of another are coded differently. Convert one of the films first.",
            one.id, other.id
        ),
    ))
}
