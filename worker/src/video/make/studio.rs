//! What happens to each picture between decoder and encoder.

use ::video::Picture as Facts;
use std::rc::Rc;

use ::video::pixels::{Cube, Filter, Frame, Meaning, Overlay, Pixels, Resampling, Scaler};
use ::video::plan::Upright;
use ::video::settings::{Corner, Layer, Look, Stretch};
use nearside::prelude::*;

use crate::video::codec::{Picture, decoded, lettered};
use crate::video::error::spoken;
use crate::video::hold::Held;
use crate::video::words::{Writer, burnt};

/// A picture that is laid over others, as it was given.
struct Cover {
    picture: Frame,
    corner: Corner,
    margin: f32,
    opacity: f32,
    when: Option<Stretch>,
}

/// Changes pictures, one after the other.
pub(crate) struct Studio {
    filter: Filter,
    from: Frame,
    upright: Upright,
    covers: Vec<Cover>,
    /// The covers as they suit pictures of this layout and meaning.
    fitted: Option<((Pixels, Meaning), Vec<Overlay>)>,
    subtitles: Option<Writer>,
    /// Whether pictures stay as they are.
    idle: bool,
}

impl Studio {
    /// Prepares for pictures of a track. `files` are those that the settings speak of.
    ///
    /// # Errors
    /// A file is missing or no picture or table.
    pub async fn open(
        facts: &Facts,
        look: &Look,
        files: &[File],
        held: &Rc<Held>,
        cx: &Context,
    ) -> Result<Self> {
        let upright = Upright::new(facts, &look.filters, look.resize);
        let cube = match look.lut {
            Some(at) => {
                let bytes = one(files, at)?.bytes().await?;
                Some(Cube::parse(&String::from_utf8_lossy(&bytes)).map_err(|error| spoken(&error))?)
            }
            None => None,
        };
        let mut covers = Vec::new();
        for overlay in &look.overlays {
            let wanted = ((upright.width as f32 * overlay.width.clamp(0.0, 4.0)) as u32).max(1);
            let picture = match &overlay.layer {
                Layer::Picture(at) => shrunk(decoded(one(files, *at)?, cx).await?, wanted)?,
                Layer::Text(words) => shrunk(lettered(words, (wanted / 4).clamp(12, 400))?, wanted)?,
            };
            let (corner, margin, opacity, when) =
                (overlay.corner, overlay.margin, overlay.opacity, overlay.when);
            covers.push(Cover { picture, corner, margin, opacity, when });
        }
        let subtitles = match look.burn {
            Some(burn) => Some(Writer::new(burnt(burn, files, held).await?)),
            None => None,
        };
        let filter = Filter::new(upright.filters.clone(), cube).map_err(|error| spoken(&error))?;
        let idle = upright.changes_nothing(facts) && covers.is_empty() && subtitles.is_none();
        Ok(Self { filter, from: Frame::default(), upright, covers, fitted: None, subtitles, idle })
    }

    /// The size of what comes out.
    pub fn size(&self) -> (u32, u32) {
        (self.upright.width, self.upright.height)
    }

    /// Whether nothing is changed, so that pictures may stay where the browser has them.
    pub fn idles(&self) -> bool {
        self.idle
    }

    /// Whether a picture can go on as it is.
    pub fn passes(&self, picture: &Picture) -> bool {
        self.idle && picture.size() == self.size() && picture.is_common()
    }

    /// When what is laid over pictures changes next, in seconds of the new film: after this second, `told` in the original, which is
    /// played at this speed.
    pub fn change(&self, seconds: f64, told: f64, speed: f64) -> f64 {
        let ends = self.covers.iter().filter_map(|cover| cover.when).flat_map(|when| [when.from, when.to]);
        let words = self.subtitles.as_ref().and_then(|words| words.change(told));
        let words = words.map(|change| seconds + (change - told) / speed);
        ends.chain(words).filter(|change| *change > seconds).fold(f64::INFINITY, f64::min)
    }

    /// The picture that is shown at this second of the new film, changed; in the original it is shown at `told`, as its subtitles are.
    ///
    /// # Errors
    /// It is too large, or the browser does not give it.
    pub async fn develop(&mut self, picture: &Picture, seconds: f64, told: f64) -> Result<&mut Frame> {
        picture.copy(&mut self.from).await?;
        let made = self.filter.apply(&self.from).map_err(|error| spoken(&error))?;
        let kind = (made.format(), made.meaning);
        if self.fitted.as_ref().is_none_or(|(known, _)| *known != kind) {
            let size = (made.width(), made.height());
            let fit = |cover: &Cover| {
                Overlay::new(&cover.picture, place(cover, size), cover.opacity, kind.0, kind.1)
            };
            let all: ::video::Result<Vec<_>> = self.covers.iter().map(fit).collect();
            self.fitted = Some((kind, all.map_err(|error| spoken(&error))?));
        }
        let fitted = self.fitted.iter().flat_map(|(_, all)| all);
        for (cover, overlay) in self.covers.iter().zip(fitted) {
            if cover.when.is_none_or(|when| (when.from..when.to).contains(&seconds)) {
                overlay.draw(made).map_err(|error| spoken(&error))?;
            }
        }
        if let Some(subtitles) = &mut self.subtitles {
            subtitles.draw(made, told)?;
        }
        Ok(made)
    }
}

/// One of the files that settings speak of.
pub(crate) fn one(files: &[File], at: u32) -> Result<&File> {
    files.get(at as usize).ok_or_else(|| {
        let text =
            format!("The settings speak of file {at}, but there are {}. Hand over all files.", files.len());
        Error::new(Kind::Malformed, text)
    })
}

/// A picture of this width.
fn shrunk(picture: Frame, width: u32) -> Result<Frame> {
    let height =
        (u64::from(picture.height()) * u64::from(width) / u64::from(picture.width().max(1))).max(1) as u32;
    let mut to = Frame::new(Pixels::Rgba, width, height).map_err(|error| spoken(&error))?;
    Scaler::default().scale(&picture, &mut to, Resampling::Auto).map_err(|error| spoken(&error))?;
    Ok(to)
}

/// Where the left upper corner of a cover lies.
fn place(cover: &Cover, (width, height): (u32, u32)) -> (i32, i32) {
    let margin = (width as f32 * cover.margin) as i32;
    let right = width as i32 - cover.picture.width() as i32;
    let bottom = height as i32 - cover.picture.height() as i32;
    match cover.corner {
        Corner::TopLeft => (margin, margin),
        Corner::TopRight => (right - margin, margin),
        Corner::BottomLeft => (margin, bottom - margin),
        Corner::BottomRight => (right - margin, bottom - margin),
        Corner::Center => (right / 2, bottom / 2),
    }
}
