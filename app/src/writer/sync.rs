//! Source and preview scroll together: what stands at the top of the one stands at the top of the other.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::page::Writer;

/// Which of both the person moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leader {
    /// The source.
    #[default]
    Source,
    /// The preview.
    Preview,
}

/// A place that is looked for stands so far below the upper edge, in pixels.
const BELOW: f64 = 24.0;

/// The person takes hold of one of both.
pub fn lead(writer: Writer, leader: Leader) {
    writer.leader.set_value(leader);
    writer.aim.set_value(None);
}

/// One of both was scrolled. Only what the person moves is followed.
pub fn scrolled(writer: Writer, moved: Leader) {
    if writer.leader.get_value() == moved && !writer.aligning.get_value() {
        writer.aligning.set_value(true);
        request_animation_frame(move || {
            if writer.aligning.try_set_value(false).is_none() {
                align(writer);
            }
        });
    }
}

/// Blocks have arrived, so heights are known that were only thought of before.
pub fn again(writer: Writer) {
    if let Some(piece) = writer.aim.try_get_value().flatten() {
        go(writer, piece);
        // Once nothing is missing around it, heights stay as they are.
        let whole =
            writer.preview.with_value(|preview| preview.as_ref().is_none_or(|p| p.wanted().is_none()));
        return writer.aim.set_value(Some(piece).filter(|_| !whole));
    }
    if writer.leader.try_get_value() == Some(Leader::Source) {
        scrolled(writer, Leader::Source);
    }
}

fn align(writer: Writer) {
    if writer.plain || !writer.both() {
        return;
    }
    match writer.leader.get_value() {
        Leader::Source => preview_follows(writer),
        Leader::Preview => source_follows(writer),
    }
}

/// Whether it is at its beginning or its end, where the other one has to be too.
fn edge(element: &HtmlElement) -> Option<bool> {
    let top = element.scroll_top();
    let most = element.scroll_height() - element.client_height();
    match top {
        _ if top <= 1 => Some(false),
        _ if top >= most - 1 => Some(true),
        _ => None,
    }
}

fn to_edge(element: &HtmlElement, end: bool) {
    element.set_scroll_top(if end { element.scroll_height() } else { 0 });
}

fn preview_follows(writer: Writer) {
    let Some(frame) = writer.frame.try_get_untracked().flatten() else { return };
    let frame: HtmlElement = (*frame).clone();
    let line = writer.surface.try_with_value(|surface| {
        let surface = surface.as_ref()?;
        if let Some(end) = edge(surface.root()) {
            to_edge(&frame, end);
            return None;
        }
        let area = surface.root().get_bounding_client_rect();
        let at = surface.map().at_point(area.left() + 40.0, area.top() + BELOW)?;
        let (line, begins) = surface.source().line(at);
        // A long line is several rows; how far through it is at the top counts.
        let rest = surface.source().slice(begins..at + 4000);
        let length = rest.find('\n').unwrap_or(rest.len()).max(1);
        Some(line as f64 + (at - begins) as f64 / length as f64)
    });
    let Some(line) = line.flatten() else { return };
    writer.preview.with_value(|preview| {
        let Some(preview) = preview else { return };
        let (piece, share) = preview.groups().at_line(line);
        if let Some(top) = height(preview.find(piece), share) {
            let by = top - frame.get_bounding_client_rect().top() - BELOW;
            frame.set_scroll_top((f64::from(frame.scroll_top()) + by).round() as i32);
        }
    });
}

/// The height of the screen at which a share of a piece is.
fn height(found: Option<(HtmlElement, Option<HtmlElement>, f64)>, share: f64) -> Option<f64> {
    let (group, piece, part) = found?;
    let (element, share) = match piece {
        Some(piece) => (piece, share),
        None => (group, part),
    };
    let area = element.get_bounding_client_rect();
    Some(area.top() + area.height() * share)
}

fn source_follows(writer: Writer) {
    let Some(frame) = writer.frame.try_get_untracked().flatten() else { return };
    let frame: HtmlElement = (*frame).clone();
    let line = writer.preview.with_value(|preview| {
        let preview = preview.as_ref()?;
        if let Some(end) = edge(&frame) {
            writer
                .surface
                .with_value(|surface| surface.iter().for_each(|surface| to_edge(surface.root(), end)));
            return None;
        }
        let (piece, share) = preview.at_height(frame.get_bounding_client_rect().top() + BELOW)?;
        let (first, lines) = preview.groups().lines(piece);
        Some(f64::from(first) + f64::from(lines) * share)
    });
    if let Some(line) = line {
        show_line(writer, line);
    }
}

/// Brings a line of the source to the top.
fn show_line(writer: Writer, line: f64) {
    writer.surface.with_value(|surface| {
        let Some(surface) = surface else { return };
        let start = surface.source().line_start(line as usize);
        let end = surface.source().line_start(line as usize + 1);
        let map = surface.map();
        let (Some(from), Some(to)) = (map.area(start), map.area(end)) else { return };
        let top = from.top() + (to.top() - from.top()).max(0.0) * line.fract();
        let by = top - surface.root().get_bounding_client_rect().top() - BELOW;
        let root = surface.root();
        root.set_scroll_top((f64::from(root.scroll_top()) + by).round() as i32);
    });
}

/// Brings a piece to the top of both.
pub fn go(writer: Writer, piece: usize) {
    if writer.state.is_disposed() {
        return;
    }
    writer.leader.set_value(Leader::Preview);
    writer.aim.set_value(Some(piece));
    let line = writer.preview.with_value(|preview| {
        let preview = preview.as_ref()?;
        let (group, built, _) = preview.find(piece)?;
        built.unwrap_or(group).scroll_into_view();
        Some(f64::from(preview.groups().lines(piece).0))
    });
    if let Some(line) = line.filter(|_| writer.both()) {
        show_line(writer, line);
    }
}
