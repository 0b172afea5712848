//! Page numbers, headers, footers and watermarks as content.

use super::changes::Changes;
use super::font::{self, CAPITALS, DEPTH};
use super::space::{Matrix, line, then};
use super::stamp::Stamp;
use super::{Align, Mark, Which};
use crate::cos::{Dict, Document, Object, Page};
use crate::{Error, Kind, Result};

/// Of which page of the result a mark is made.
pub(crate) struct Number<'a> {
    /// From 0.
    pub page: usize,
    pub pages: usize,
    /// The file that the page is from.
    pub file: &'a str,
}

/// What marks need in the file, made once.
#[derive(Default)]
pub(crate) struct Ink {
    font: Option<Object>,
    states: Vec<(f32, Object)>,
}

impl Ink {
    pub fn font(&mut self, changes: &mut Changes) -> Object {
        self.font.get_or_insert_with(|| changes.add(font::helvetica())).clone()
    }

    /// The graphics state of an opacity.
    pub fn state(&mut self, opacity: f32, changes: &mut Changes) -> Object {
        if let Some((_, state)) = self.states.iter().find(|(known, _)| *known == opacity) {
            return state.clone();
        }
        let alpha = Object::Real(f64::from(opacity.clamp(0.0, 1.0)));
        let state = changes.add(Dict::new().with("CA", alpha.clone()).with("ca", alpha));
        self.states.push((opacity, state.clone()));
        state
    }
}

/// Looks at the settings before anything is written.
pub(crate) fn check(mark: &Mark) -> Result<()> {
    font::check(&mark.text)?;
    let numbers = [mark.margin, mark.size, mark.opacity, mark.angle];
    if numbers.iter().any(|number| !number.is_finite()) || !(0.0..=2000.0).contains(&mark.size) {
        return Err(Error::new(
            Kind::Settings,
            "The size of the letters of a mark is not between 0 and 2000 points. Choose another one.",
        ));
    }
    Ok(())
}

fn wanted(which: Which, page: usize) -> bool {
    match which {
        Which::All => true,
        Which::ButFirst => page > 0,
        Which::Odd => page.is_multiple_of(2),
        Which::Even => !page.is_multiple_of(2),
    }
}

/// Draws a mark on a page.
pub(crate) fn draw(
    mark: &Mark,
    number: &Number,
    page: &Page,
    (document, changes): (&Document, &mut Changes),
    ink: &mut Ink,
    stamp: &mut Stamp,
) -> Result<()> {
    if !wanted(mark.which, number.page) {
        return Ok(());
    }
    let stem = number.file.rsplit_once('.').map_or(number.file, |(stem, _)| stem);
    let text = mark
        .text
        .replace("{page}", &(i64::from(mark.first) + number.page as i64).to_string())
        .replace("{pages}", &number.pages.to_string())
        .replace("{file}", stem);
    let text = font::encode(&text);
    if text.is_empty() {
        return Ok(());
    }
    let angle = f64::from(mark.angle).to_radians();
    let size = match f64::from(mark.size) {
        0.0 => fitting(&text, angle, page.size()),
        size => size,
    };
    let matrix = then(place(mark, font::width(&text, size), size, angle, page.size()), page.matrix());
    let font = ink.font(changes);
    let font = stamp.name(document, changes, "Font", &font)?;
    let state = ink.state(mark.opacity, changes);
    let state = stamp.name(document, changes, "ExtGState", &state)?;
    let colour = [mark.colour.r, mark.colour.g, mark.colour.b].map(|part| f64::from(part) / 255.0);
    let content = format!(
        "/Artifact BMC\n/{state} gs\n{}BT\n/{font} {} Tf\n{}{} Tj\nET\nEMC\n",
        line(&colour, "rg"),
        super::space::number(size),
        line(&matrix, "Tm"),
        font::literal(&text),
    );
    if mark.under { &mut stamp.under } else { &mut stamp.over }.push_str(&content);
    Ok(())
}

/// So large that the text fills most of the way across the page.
fn fitting(text: &[u8], angle: f64, (wide, high): (f64, f64)) -> f64 {
    let (cos, sin) = (angle.cos().abs().max(1e-6), angle.sin().abs().max(1e-6));
    let length = font::width(text, 1.0).max(0.1);
    // The letters have a height too, which takes room at the corners.
    let across = |room: f64, along: f64, side: f64| 0.9 * room / (length * along + side);
    across(wide, cos, sin).min(across(high, sin, cos)).clamp(1.0, 600.0)
}

/// From the text's own space to the page as it is shown: turned around its middle.
fn place(mark: &Mark, width: f64, size: f64, angle: f64, (wide, high): (f64, f64)) -> Matrix {
    let margin = f64::from(mark.margin);
    let x = match mark.align {
        Align::TopLeft | Align::BottomLeft => margin + width / 2.0,
        Align::Top | Align::Middle | Align::Bottom => wide / 2.0,
        Align::TopRight | Align::BottomRight => wide - margin - width / 2.0,
    };
    let above = (CAPITALS - DEPTH) / 2.0 * size;
    let y = match mark.align {
        Align::TopLeft | Align::Top | Align::TopRight => margin + CAPITALS * size - above,
        Align::Middle => high / 2.0,
        _ => high - margin - DEPTH * size - above,
    };
    let (cos, sin) = (angle.cos(), angle.sin());
    let (u, v) = (-width / 2.0, -above);
    [cos, -sin, -sin, -cos, x + u * cos - v * sin, y - u * sin - v * cos]
}
