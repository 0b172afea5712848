//! A page as pixels.

use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{InterpreterSettings, RenderContent};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{PixmapMut, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderSettings, render_into};

use super::session::Session;
use crate::{Area, Error, Kind, Look, Note, Result, Turn};

/// A drawn page.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Red, green, blue and 255, rows from the top.
    pub pixels: Vec<u8>,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// What could not be drawn as the file means it.
    pub notes: Vec<Note>,
}

/// The longest side that can be drawn, in pixels.
const SIDE: f64 = 32_000.0;

pub(super) fn draw(session: &Session<'_>, number: u32, look: &Look) -> Result<Drawing> {
    let page = session.admit(number)?;
    let size = session.size(number);
    let part = look.part.unwrap_or(Area { x: 0.0, y: 0.0, width: size.width, height: size.height });
    let (scale, reduced) = scale(&part, look.scale, session.limits.pixels)?;
    let pixels = |points: f32| (f64::from(points) * scale).round().max(1.0);
    let (across, down) = (pixels(part.width), pixels(part.height));
    let (width, height) = match look.turn {
        Turn::None | Turn::Over => (across, down),
        Turn::Right | Turn::Left => (down, across),
    };
    let turn = match look.turn {
        Turn::None => Affine::IDENTITY,
        Turn::Right => Affine::new([0.0, 1.0, -1.0, 0.0, down, 0.0]),
        Turn::Over => Affine::new([-1.0, 0.0, 0.0, -1.0, across, down]),
        Turn::Left => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, across]),
    };
    // Whole pixels are filled to the edge, so a page may be stretched by less than one.
    let stretch = Affine::scale_non_uniform(across / f64::from(part.width), down / f64::from(part.height));
    let transform = turn
        * stretch
        * Affine::translate((f64::from(-part.x), f64::from(-part.y)))
        * page.initial_transform(true).to_kurbo();
    let content = if look.annotations { RenderContent::all() } else { RenderContent::PAGE };
    let settings = InterpreterSettings { render_content: content, ..session.settings.clone() };
    let mut context = RenderContext::new(width as u16, height as u16);
    render_into(page, &session.cache, &settings, &RenderSettings::default(), &mut context, transform);
    context.flush();
    let mut pixels = vec![255; width as usize * height as usize * 4];
    if let Some(target) = PixmapMut::new(width as u16, height as u16, &mut pixels) {
        let settings = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..Default::default() };
        context.render_with(target, &mut Resources::default(), settings);
    }
    let mut notes = session.noticed();
    notes.extend(reduced.map(Note::Reduced));
    Ok(Drawing { pixels, width: width as u32, height: height as u32, notes })
}

/// The scale that fits the limits, and how many percent of what was asked for it is, if less.
fn scale(part: &Area, wanted: f32, pixels: u64) -> Result<(f64, Option<u32>)> {
    let (width, height, wanted) = (f64::from(part.width), f64::from(part.height), f64::from(wanted));
    let sound = |n: f64| n.is_finite() && n > 0.0;
    if ![width, height, wanted].into_iter().all(sound) {
        let message = "A page is drawn at a scale and in a part larger than nothing: set both.";
        return Err(Error::new(Kind::Settings, message));
    }
    let most = (pixels as f64 / width / height).sqrt().min(SIDE / width.max(height));
    match wanted > most {
        true => Ok((most, Some(((most / wanted * 100.0) as u32).max(1)))),
        false => Ok((wanted, None)),
    }
}
