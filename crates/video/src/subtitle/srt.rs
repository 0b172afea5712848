//! SubRip, as it is found: numbers wrong or missing, lines empty within a text, hours left out.
//!
//! Only lines with an arrow between two times are trusted. All between two of them is text, but for the number before the next.

use super::{Cue, Form, markup, time};

pub(super) fn parse(text: &str) -> Vec<Cue> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let spans: Vec<usize> = (0..lines.len()).filter(|n| time::span(lines[*n]).is_some()).collect();
    let mut cues = Vec::new();
    for (n, at) in spans.iter().enumerate() {
        let Some((start, end, _)) = time::span(lines[*at]) else { continue };
        let last = n + 1 == spans.len();
        let mut body = &lines[at + 1..spans.get(n + 1).copied().unwrap_or(lines.len())];
        // The number of the next cue, unless nothing separates it from what may be text.
        if let [before @ .., number] = body
            && !last
            && is_number(number)
            && (before.is_empty()
                || before.last().is_some_and(|line| line.trim().is_empty())
                || before.len() > 1)
        {
            body = before;
        }
        let body: Vec<&str> = body.iter().map(|line| line.trim()).collect();
        let mut cue = Cue { start, end, ..Cue::default() };
        markup::parse(body.join("\n").trim(), Form::Srt, &mut cue);
        cues.push(cue);
    }
    cues
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|n| n.is_ascii_digit())
}

pub(super) fn write(cues: &[Cue]) -> String {
    let mut out = String::new();
    for (n, cue) in cues.iter().enumerate() {
        let (start, end) = (time::write(cue.start, ','), time::write(cue.end, ','));
        // What players take from ASS.
        let place = if cue.place.key() == 2 { String::new() } else { format!("{{\\an{}}}", cue.place.key()) };
        out += &format!("{}\n{start} --> {end}\n{place}{}\n\n", n + 1, markup::write(&cue.runs, Form::Srt));
    }
    out
}
