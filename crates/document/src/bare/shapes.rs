//! What each sort of annotation looks like, as content.

use super::Ink;
use crate::Result;
use crate::cos::{Lexer, Object, Token, text};
use crate::edit::font::{self, CAPITALS};
use crate::edit::space::{line, number};

/// Numbers that are drawn of one annotation.
pub(super) const MOST: usize = 200_000;
/// The side of the sign of a note, in points.
const SIGN: f64 = 20.0;
/// Between lines of text, in sizes.
const LEADING: f64 = 1.2;
/// The part of a quarter of a circle that its curve's handles reach.
const ROUND: f64 = 0.5523;

/// The content; none for what has no shape.
pub(super) fn drawn(ink: &Ink) -> Result<Option<String>> {
    let Some(kind) = super::SIMPLE.into_iter().find(|kind| ink.is(kind)) else { return Ok(None) };
    Ok(Some(match kind {
        "Highlight" => highlight(ink)?,
        "Underline" | "StrikeOut" | "Squiggly" => ruled(ink, kind)?,
        "Square" | "Circle" => framed(ink, kind == "Circle")?,
        "Line" => straight(ink)?,
        "Ink" => strokes(ink)?,
        "PolyLine" | "Polygon" => corners(ink, kind == "Polygon")?,
        "Text" => note(ink),
        "FreeText" => words(ink)?,
        _ => caret(ink),
    }))
}

/// The boxes of marked text: lower left, lower right, upper left, upper right, whatever the order in the file.
fn quads(ink: &Ink) -> Result<Vec<[(f64, f64); 4]>> {
    let numbers = ink.numbers("QuadPoints")?;
    let quads = numbers.chunks_exact(8).map(|n| {
        let (one, other) = ([(n[0], n[1]), (n[2], n[3])], [(n[4], n[5]), (n[6], n[7])]);
        // The standard goes around the box; programs write the upper two first, each from the left.
        let [mut low, mut high] =
            if one[0].1 + one[1].1 > other[0].1 + other[1].1 { [other, one] } else { [one, other] };
        for pair in [&mut low, &mut high] {
            pair.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        [low[0], low[1], high[0], high[1]]
    });
    let quads: Vec<_> = quads.collect();
    let [left, bottom, right, top] = ink.rect;
    let whole = [(left, bottom), (right, bottom), (left, top), (right, top)];
    Ok(if quads.is_empty() { vec![whole] } else { quads })
}

fn highlight(ink: &Ink) -> Result<String> {
    if ink.marker.is_empty() {
        return Ok(String::new());
    }
    let mut content = ink.marker.clone();
    for [low_left, low_right, high_left, high_right] in quads(ink)? {
        let ring = [low_left, low_right, high_right, high_left];
        content.push_str(&path(&ring));
        content.push_str("h f\n");
    }
    Ok(content)
}

fn ruled(ink: &Ink, kind: &str) -> Result<String> {
    if ink.pen.is_empty() {
        return Ok(String::new());
    }
    let part = if kind == "StrikeOut" { 0.45 } else { 0.08 };
    let mut content = ink.pen.clone();
    for [low_left, low_right, high_left, high_right] in quads(ink)? {
        let height = (high_left.1 - low_left.1).hypot(high_left.0 - low_left.0);
        let at = |low: (f64, f64), high: (f64, f64)| {
            (low.0 + (high.0 - low.0) * part, low.1 + (high.1 - low.1) * part)
        };
        let (from, to) = (at(low_left, high_left), at(low_right, high_right));
        content.push_str(&line(&[(height / 14.0).clamp(0.5, 4.0)], "w"));
        let points = if kind == "Squiggly" { waves(from, to, height / 12.0) } else { vec![from, to] };
        content.push_str(&path(&points));
        content.push_str("S\n");
    }
    Ok(content)
}

/// A line that goes up and down by a height.
fn waves(from: (f64, f64), to: (f64, f64), height: f64) -> Vec<(f64, f64)> {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let length = x.hypot(y);
    let height = height.clamp(0.5, 3.0);
    if length < height {
        return vec![from, to];
    }
    let count = ((length / height / 1.5) as usize).clamp(2, 2000);
    let side = (-y / length * height, x / length * height);
    let point = |at: usize| {
        let part = at as f64 / count as f64;
        let up = if at.is_multiple_of(2) { 0.0 } else { 1.0 };
        (from.0 + x * part + side.0 * up, from.1 + y * part + side.1 * up)
    };
    (0..=count).map(point).collect()
}

/// How lines are set, and the operator that paints a closed path; none if nothing is painted.
fn painted(ink: &Ink) -> Option<(String, &'static str)> {
    let drawn = ink.width > 0.0 && !ink.pen.is_empty();
    let operator = match (drawn, ink.fill.is_empty()) {
        (true, true) => "S\n",
        (true, false) => "B\n",
        (false, false) => "f\n",
        (false, true) => return None,
    };
    Some((format!("{}{}{}{}", ink.pen, ink.fill, line(&[ink.width], "w"), ink.dash), operator))
}

fn framed(ink: &Ink, round: bool) -> Result<String> {
    let Some((mut content, operator)) = painted(ink) else { return Ok(String::new()) };
    let apart = ink.numbers("RD")?;
    let [left, bottom, right, top] = match apart[..] {
        [left, bottom, right, top] => {
            [ink.rect[0] + left, ink.rect[1] + bottom, ink.rect[2] - right, ink.rect[3] - top]
        }
        _ => ink.rect,
    };
    let half = ink.width / 2.0;
    let [left, bottom, right, top] = [left + half, bottom + half, right - half, top - half];
    if right <= left || top <= bottom {
        return Ok(String::new());
    }
    if !round {
        content.push_str(&line(&[left, bottom, right - left, top - bottom], "re"));
        return Ok(content + operator);
    }
    let (x, y) = ((left + right) / 2.0, (bottom + top) / 2.0);
    let (a, b) = ((right - left) / 2.0 * ROUND, (top - bottom) / 2.0 * ROUND);
    content.push_str(&line(&[right, y], "m"));
    content.push_str(&line(&[right, y + b, x + a, top, x, top], "c"));
    content.push_str(&line(&[x - a, top, left, y + b, left, y], "c"));
    content.push_str(&line(&[left, y - b, x - a, bottom, x, bottom], "c"));
    content.push_str(&line(&[x + a, bottom, right, y - b, right, y], "c h"));
    Ok(content + operator)
}

fn straight(ink: &Ink) -> Result<String> {
    let ends = ink.numbers("L")?;
    let ([x, y, u, v], Some((mut content, _))) = (ends[..].try_into().unwrap_or([0.0; 4]), painted(ink))
    else {
        return Ok(String::new());
    };
    if ends.len() != 4 {
        return Ok(String::new());
    }
    content.push_str(&path(&[(x, y), (u, v)]));
    content.push_str("S\n");
    let endings = ink.document.array(ink.annotation.get("LE"))?;
    let arrow =
        |at: usize| endings.get(at).is_some_and(|end| end.is_name("OpenArrow") || end.is_name("ClosedArrow"));
    for (at, (from, to)) in [((u, v), (x, y)), ((x, y), (u, v))].into_iter().enumerate() {
        if arrow(at) {
            content.push_str(&arrow_head(from, to, ink.width.max(0.5) * 6.0));
        }
    }
    Ok(content)
}

/// The two sides of an arrow that ends here.
fn arrow_head(from: (f64, f64), to: (f64, f64), size: f64) -> String {
    let angle = (to.1 - from.1).atan2(to.0 - from.0);
    let side = |turn: f64| (to.0 - size * (angle + turn).cos(), to.1 - size * (angle + turn).sin());
    path(&[side(0.5), to, side(-0.5)]) + "S\n"
}

fn strokes(ink: &Ink) -> Result<String> {
    if ink.pen.is_empty() || ink.width == 0.0 {
        return Ok(String::new());
    }
    let mut content = format!("{}{}1 J 1 j\n{}", ink.pen, line(&[ink.width], "w"), ink.dash);
    let mut left = MOST;
    for stroke in ink.document.array(ink.annotation.get("InkList"))?.iter() {
        let numbers = super::list(ink.document, stroke)?;
        let mut points: Vec<_> = numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).take(left).collect();
        left -= points.len();
        if let [point] = points[..] {
            points.push(point);
        }
        if !points.is_empty() {
            content.push_str(&path(&points));
            content.push_str("S\n");
        }
    }
    Ok(content)
}

fn corners(ink: &Ink, closed: bool) -> Result<String> {
    let numbers = ink.numbers("Vertices")?;
    let points: Vec<_> = numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let Some((content, operator)) = painted(ink).filter(|_| points.len() > 1) else {
        return Ok(String::new());
    };
    Ok(content + &path(&points) + if closed { "h " } else { "" } + if closed { operator } else { "S\n" })
}

/// A sheet with lines on it, in the upper left corner.
fn note(ink: &Ink) -> String {
    let [left, bottom, right, top] = ink.rect;
    let side = SIGN.min(right - left).min(top - bottom);
    if side <= 0.0 || ink.marker.is_empty() {
        return String::new();
    }
    let place = line(&[side, 0.0, 0.0, side, left, top - side], "cm");
    let mut content = format!("q\n{place}{}0.25 G 0.06 w\n0.08 0.08 0.84 0.84 re B\n", ink.marker);
    for y in [0.32, 0.5, 0.68] {
        content.push_str(&format!("0.24 {y} m 0.76 {y} l S\n"));
    }
    content + "Q\n"
}

/// Where words were put in.
fn caret(ink: &Ink) -> String {
    let [left, bottom, right, top] = ink.rect;
    let points = [(left, bottom), ((left + right) / 2.0, top), (right, bottom)];
    if ink.pen.is_empty() { String::new() } else { format!("{}1 w\n{}S\n", ink.pen, path(&points)) }
}

/// Text in its box, in Helvetica whatever its font.
fn words(ink: &Ink) -> Result<String> {
    let [left, bottom, right, top] = ink.rect;
    let written = ink.document.get(ink.annotation.get("Contents"))?;
    let written = text(written.as_string().unwrap_or_default()).replace("\r\n", "\n").replace('\r', "\n");
    let look = ink.document.get(ink.annotation.get("DA"))?;
    let (colour, size) = style(look.as_string().unwrap_or_default());
    // The colour of a text box is that of its paper.
    let mut content = String::new();
    if ink.annotation.has("C") && !ink.marker.is_empty() {
        content.push_str(&ink.marker);
        content.push_str(&line(&[left, bottom, right - left, top - bottom], "re f"));
    }
    let room = ink.width + 1.0;
    let align = ink.document.get(ink.annotation.get("Q"))?.as_int().unwrap_or(0);
    let wide = right - left - 2.0 * room;
    content.push_str(&format!("BT\n{colour}/F {} Tf\n", number(size)));
    for (at, own) in font::lines(&written, size, wide.max(size)).iter().enumerate() {
        let y = top - room - CAPITALS * size - at as f64 * size * LEADING;
        if y < bottom - size {
            break;
        }
        let spare = wide - font::width(own, size);
        let x = left + room + [0.0, spare / 2.0, spare][align.clamp(0, 2) as usize];
        content.push_str(&line(&[1.0, 0.0, 0.0, 1.0, x, y], "Tm"));
        content.push_str(&format!("{} Tj\n", font::literal(own)));
    }
    Ok(content + "ET\n")
}

/// The colour and the size that a default appearance asks for.
fn style(look: &[u8]) -> (String, f64) {
    let mut lexer = Lexer::new(look, 0);
    let (mut colour, mut size, mut operands) = ("0 g\n".to_owned(), 12.0, Vec::new());
    loop {
        match lexer.token() {
            Token::End => return (colour, size),
            Token::Int(int) => operands.push(Object::Int(int)),
            Token::Real(real) => operands.push(Object::Real(real)),
            Token::Word(word) => {
                let numbers: Vec<f64> =
                    operands.drain(..).filter_map(|operand| operand.as_number()).collect();
                match word {
                    b"Tf" => {
                        size = numbers.last().copied().filter(|n| (1.0..500.0).contains(n)).unwrap_or(12.0);
                    }
                    b"g" | b"rg" | b"k" => colour = line(&numbers, &String::from_utf8_lossy(word)),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// Points as a path that is not painted yet.
fn path(points: &[(f64, f64)]) -> String {
    let part = |(at, (x, y)): (usize, &(f64, f64))| line(&[*x, *y], if at == 0 { "m" } else { "l" });
    points.iter().enumerate().map(part).collect()
}
