//! Letters as pictures: which fonts there are, and how wide their letters, only the browser knows.

use ::video::pixels::{Frame, Pixels};
use ::video::subtitle::{Cue, Run, Side, Style};
use nearside::{Error, Kind, Result};

use super::canvas::{OffscreenCanvas, Pen};
use crate::video::error::spoken;
use crate::video::words::lines::broken;

/// Letters of this height in pixels, white with a dark edge, line by line in the middle; everything else is transparent.
///
/// # Errors
/// The browser has no letters for workers.
pub fn lettered(words: &str, height: u32) -> Result<Frame> {
    let text = words.lines().collect::<Vec<_>>().join("\n");
    let runs = vec![Run { text, style: Style::default() }];
    written(&Cue { runs, ..Cue::default() }, height, u32::MAX)
}

/// The words of a cue in their styles, at most so many pixels wide, on the side where they stand; otherwise as [`lettered`].
///
/// # Errors
/// As [`lettered`].
pub fn written(cue: &Cue, height: u32, most: u32) -> Result<Frame> {
    let ruler = pen(1, 1)?;
    let measure = |run: &Run| {
        ruler.set_font(&font(run.style, height));
        ruler.measure(&run.text).width()
    };
    let high = f64::from(height);
    let (edge, step) = (high / 6.0, high * 1.25);
    let lines = broken(cue.lines(), f64::from(most) - 2.0 * edge, measure);
    let width = |line: &Vec<Run>| line.iter().map(measure).sum::<f64>();
    let widest = lines.iter().map(width).fold(1.0, f64::max);
    let size = ((widest + 2.0 * edge).ceil(), (step * lines.len().max(1) as f64 + edge).ceil());
    let size = ((size.0 as u32).clamp(1, 8192), (size.1 as u32).clamp(1, 8192));
    let pen = pen(size.0, size.1)?;
    pen.set_join("round");
    pen.set_stroke("rgb(0 0 0 / 85%)");
    pen.set_width(edge);
    let share = match cue.place.across {
        Side::Start => 0.0,
        Side::Usual => 0.5,
        Side::Other => 1.0,
    };
    // All edges go below all letters.
    for fill in [false, true] {
        for (nth, line) in lines.iter().enumerate() {
            let (mut x, y) = (edge + (widest - width(line)) * share, step * nth as f64 + high);
            for run in line {
                let wide = measure(run);
                pen.set_font(&font(run.style, height));
                if fill {
                    let [r, g, b] = run.style.color.unwrap_or([255; 3]);
                    pen.set_fill(&format!("rgb({r} {g} {b})"));
                    pen.write(&run.text, x, y);
                } else {
                    pen.outline(&run.text, x, y);
                }
                if fill && run.style.underline {
                    pen.bar(x, y + edge / 2.0, wide, edge / 2.0);
                }
                x += wide;
            }
        }
    }
    let data = pen.take(0.0, 0.0, size.0.into(), size.1.into()).map_err(|_| missing())?;
    Frame::from_bytes(Pixels::Rgba, size.0, size.1, &data.data().to_vec()).map_err(|error| spoken(&error))
}

fn font(style: Style, height: u32) -> String {
    let (slant, weight) = (if style.italic { "italic " } else { "" }, if style.bold { 800 } else { 600 });
    format!("{slant}{weight} {height}px system-ui, sans-serif")
}

fn pen(width: u32, height: u32) -> Result<Pen> {
    let canvas = OffscreenCanvas::new(width, height).ok();
    canvas.and_then(|canvas| canvas.context("2d").ok()?).ok_or_else(missing)
}

fn missing() -> Error {
    let text = "This browser cannot write upon pictures. Leave the text out, or use another browser.";
    Error::new(Kind::Unsupported, text)
}
