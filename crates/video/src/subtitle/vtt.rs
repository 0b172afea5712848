//! WebVTT (W3C).

use super::{Cue, Form, Place, Side, markup, time};

pub(super) fn parse(text: &str) -> Vec<Cue> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut cues = Vec::new();
    for block in text.split("\n\n").map(|block| block.trim_matches('\n')) {
        let mut lines = block.split('\n');
        // Notes and styles have no line with times. An identifier may stand before it.
        let Some((start, end, settings)) = lines.by_ref().take(2).find_map(time::span) else { continue };
        let mut cue = Cue { start, end, place: place(settings), ..Cue::default() };
        markup::parse(&lines.collect::<Vec<_>>().join("\n"), Form::Vtt, &mut cue);
        cues.push(cue);
    }
    cues
}

/// The settings of a cue.
pub(super) fn place(settings: &str) -> Place {
    let mut place = Place::default();
    let (mut x, mut y) = (None, None);
    for (key, value) in settings.split_whitespace().filter_map(|setting| setting.split_once(':')) {
        let first = value.split(',').next().unwrap_or("");
        let percent =
            first.strip_suffix('%').and_then(|n| n.parse::<f32>().ok()).filter(|n| (0.0..=100.0).contains(n));
        match key {
            "align" => {
                place.across = match value {
                    "start" | "left" => Side::Start,
                    "end" | "right" => Side::Other,
                    _ => Side::Usual,
                }
            }
            "position" => x = percent.map(|n| n / 100.0),
            "line" => match (percent, first.parse::<i32>()) {
                (Some(percent), _) => {
                    y = Some(percent / 100.0);
                    place.down = match percent {
                        ..34.0 => Side::Start,
                        ..67.0 => Side::Other,
                        _ => Side::Usual,
                    };
                }
                // Lines count from the top, or from the bottom if they are negative.
                (None, Ok(0..=7)) => place.down = Side::Start,
                _ => {}
            },
            _ => {}
        }
    }
    // At the edges it is a side, not a point.
    if let Some(y) = y.filter(|y| (0.03..0.97).contains(y)) {
        let side = match place.across {
            Side::Start => 0.0,
            Side::Usual => 0.5,
            Side::Other => 1.0,
        };
        place.at = Some((x.unwrap_or(side), y));
    }
    place
}

/// The settings that say where a cue is; empty for the usual place.
pub(super) fn settings(place: &Place) -> String {
    let mut settings = Vec::new();
    match (place.at, place.down) {
        (Some((x, y)), _) => {
            settings.extend([format!("line:{:.1}%", y * 100.0), format!("position:{:.1}%", x * 100.0)])
        }
        (None, Side::Start) => settings.push("line:0%".to_owned()),
        (None, Side::Other) => settings.push("line:50%".to_owned()),
        (None, Side::Usual) => {}
    }
    match place.across {
        Side::Start => settings.push("align:left".to_owned()),
        Side::Other => settings.push("align:right".to_owned()),
        Side::Usual => {}
    }
    settings.join(" ")
}

pub(super) fn write(cues: &[Cue]) -> String {
    let mut out = "WEBVTT\n\n".to_owned();
    for cue in cues {
        let (start, end) = (time::write(cue.start, '.'), time::write(cue.end, '.'));
        let line = format!("{start} --> {end} {}", settings(&cue.place));
        out += &format!("{}\n{}\n\n", line.trim_end(), markup::write(&cue.runs, Form::Vtt));
    }
    out
}
