//! Advanced SubStation Alpha, and SubStation Alpha before it.

use super::{Cue, Place, Run, Style, time};

/// What the head of a script says.
#[derive(Clone, Debug)]
pub(super) struct Script {
    /// The size that places are told in.
    size: (f32, f32),
    styles: Vec<(String, Style, Place)>,
    /// Whether it is the older kind, which counts places and colours otherwise.
    old: bool,
}

impl Default for Script {
    fn default() -> Self {
        // What players take where nothing is said.
        Self { size: (384.0, 288.0), styles: Vec::new(), old: false }
    }
}

/// Columns that lines of styles and events are told in.
struct Columns(Vec<String>);

impl Columns {
    fn new(text: &str) -> Self {
        Self(text.split(',').map(|name| name.trim().to_ascii_lowercase()).collect())
    }

    /// The fields of a line by name; the last takes all that is left.
    fn fields<'a>(&'a self, line: &'a str) -> impl Fn(&str) -> &'a str {
        let fields: Vec<&str> = line.splitn(self.0.len().max(1), ',').collect();
        move |name| {
            let at = self.0.iter().position(|column| column == name);
            at.and_then(|at| fields.get(at)).map_or("", |field| field.trim())
        }
    }
}

const STYLE: &str = "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
    Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding";
const EVENT: &str = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text";

/// Reads a script: its head, and its cues.
pub(super) fn parse(text: &str) -> (Script, Vec<Cue>) {
    let mut script = Script::default();
    let (mut styles, mut events) = (Columns::new(STYLE), Columns::new(EVENT));
    let mut section = String::new();
    let mut cues = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line.to_ascii_lowercase();
            script.old |= section == "[v4 styles]";
            continue;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        match key.trim().to_ascii_lowercase().as_str() {
            "playresx" => script.size.0 = value.trim().parse().ok().filter(|n| *n > 0.0).unwrap_or(384.0),
            "playresy" => script.size.1 = value.trim().parse().ok().filter(|n| *n > 0.0).unwrap_or(288.0),
            "format" if section == "[events]" => events = Columns::new(value),
            "format" => styles = Columns::new(value),
            "style" => {
                let field = styles.fields(value);
                let flag = |name: &str| !matches!(field(name), "" | "0");
                let style = Style {
                    bold: flag("bold"),
                    italic: flag("italic"),
                    underline: flag("underline"),
                    // White is what players take anyway.
                    color: colour(field("primarycolour")).filter(|color| *color != [255; 3]),
                };
                let number = field("alignment").parse().unwrap_or(2);
                let place = Place::numpad(if script.old { old_place(number) } else { number });
                script.styles.push((field("name").trim_start_matches('*').to_owned(), style, place));
            }
            "dialogue" => {
                let field = events.fields(value);
                if let (Some(start), Some(end)) = (time::parse(field("start")), time::parse(field("end"))) {
                    cues.push(script.cue(start, end, field("style"), field("text")));
                }
            }
            _ => {}
        }
    }
    (script, cues)
}

/// A place in the older kind: 1 to 3 at the bottom, 5 to 7 at the top, 9 to 11 in the middle.
fn old_place(number: u32) -> u32 {
    match number {
        5..=7 => number + 2,
        9..=11 => number - 5,
        _ => number,
    }
}

/// `&HAABBGGRR&`, or the same number in decimal.
fn colour(text: &str) -> Option<[u8; 3]> {
    let text = text.trim_matches(['&', ' ']);
    let number = match text.strip_prefix(['H', 'h']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => text.parse::<i64>().ok()? as u32,
    };
    let [_, b, g, r] = number.to_be_bytes();
    Some([r, g, b])
}

impl Script {
    /// The cue of an event.
    pub fn cue(&self, start: u64, end: u64, style: &str, text: &str) -> Cue {
        let found = self.styles.iter().find(|(name, ..)| *name == style.trim_start_matches('*'));
        let (base, place) =
            found.or(self.styles.first()).map_or_else(Default::default, |(_, style, place)| (*style, *place));
        let mut cue = Cue { start, end, place, runs: Vec::new() };
        let (mut style, mut drawing) = (base, false);
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(end) = rest.find('}').filter(|_| rest.starts_with('{')) {
                drawing = tags(&rest[1..end], base, self.size, &mut style, &mut cue.place).unwrap_or(drawing);
                rest = &rest[end + 1..];
                continue;
            }
            // A brace that is never closed is text.
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let brace = rest[first..].find('{').map_or(rest.len(), |at| at + first);
            let (text, after) = rest.split_at(brace);
            if !drawing {
                cue.push(&text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", "\u{a0}"), style);
            }
            rest = after;
        }
        cue.tidy();
        cue
    }
}

/// Does what the tags between two braces say. Tells whether drawings follow instead of text, where that is said.
pub(super) fn tags(
    text: &str,
    base: Style,
    size: (f32, f32),
    style: &mut Style,
    place: &mut Place,
) -> Option<bool> {
    let mut drawing = None;
    for tag in text.split('\\').skip(1).map(str::trim) {
        let flag = |value: &str| if value.is_empty() { None } else { Some(value != "0") };
        if let Some(color) = tag.strip_prefix("1c").or(tag.strip_prefix('c')) {
            if tag.starts_with("clip") {
                continue;
            }
            style.color = if color.is_empty() { base.color } else { colour(color) };
        } else if let Some(number) = tag.strip_prefix("an") {
            let at = place.at;
            *place = Place { at, ..Place::numpad(number.parse().unwrap_or(2)) };
        } else if let Some(point) = tag.strip_prefix("pos(") {
            let numbers: Vec<f32> =
                point.trim_end_matches(')').split(',').filter_map(|n| n.trim().parse().ok()).collect();
            if let [x, y] = numbers[..] {
                place.at = Some(((x / size.0).clamp(0.0, 1.0), (y / size.1).clamp(0.0, 1.0)));
            }
        } else if let Some(number) = tag.strip_prefix('a').and_then(|n| n.parse().ok()) {
            let at = place.at;
            *place = Place { at, ..Place::numpad(old_place(number)) };
        } else if let Some(value) =
            tag.strip_prefix('b').filter(|value| value.parse::<u32>().is_ok() || value.is_empty())
        {
            style.bold = flag(value).unwrap_or(base.bold);
        } else if let Some(value) = tag.strip_prefix('i').filter(|value| matches!(*value, "" | "0" | "1")) {
            style.italic = flag(value).unwrap_or(base.italic);
        } else if let Some(value) = tag.strip_prefix('u').filter(|value| matches!(*value, "" | "0" | "1")) {
            style.underline = flag(value).unwrap_or(base.underline);
        } else if let Some(value) = tag.strip_prefix('p').filter(|value| value.parse::<u32>().is_ok()) {
            drawing = Some(value != "0");
        } else if tag == "r" {
            *style = base;
        }
    }
    drawing
}

/// The head of a script of one plain style, up to the events.
pub(super) fn head() -> String {
    format!(
        "[Script Info]\nScriptType: v4.00+\nPlayResX: 1920\nPlayResY: 1080\nScaledBorderAndShadow: yes\n\n\
         [V4+ Styles]\nFormat: {STYLE}\n\
         Style: Default,sans-serif,60,&H00FFFFFF,&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,60,60,50,1\n\n\
         [Events]\nFormat: {EVENT}\n"
    )
}

/// The text of an event.
pub(super) fn text(cue: &Cue) -> String {
    let mut out = String::new();
    if cue.place.key() != 2 {
        out += &format!("{{\\an{}}}", cue.place.key());
    }
    if let Some((x, y)) = cue.place.at {
        out += &format!("{{\\pos({:.0},{:.0})}}", x * 1920.0, y * 1080.0);
    }
    let mut before = Style::default();
    for Run { text, style } in &cue.runs {
        let mut tags = String::new();
        for (old, new, name) in [
            (before.bold, style.bold, 'b'),
            (before.italic, style.italic, 'i'),
            (before.underline, style.underline, 'u'),
        ] {
            if old != new {
                tags += &format!("\\{name}{}", u8::from(new));
            }
        }
        if before.color != style.color {
            tags += &match style.color {
                Some([r, g, b]) => format!("\\c&H{b:02X}{g:02X}{r:02X}&"),
                None => "\\c".to_owned(),
            };
        }
        if !tags.is_empty() {
            out += &format!("{{{tags}}}");
        }
        // Braces would begin tags, and cannot be written otherwise.
        out += &text.replace('{', "(").replace('}', ")").replace('\n', "\\N");
        before = *style;
    }
    out
}

pub(super) fn write(cues: &[Cue]) -> String {
    let mut out = head();
    for cue in cues {
        let time = |ms: u64| {
            let hundredths = (ms + 5) / 10;
            let seconds = hundredths / 100;
            format!("{}:{:02}:{:02}.{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60, hundredths % 100)
        };
        out += &format!("Dialogue: 0,{},{},Default,,0,0,0,,{}\n", time(cue.start), time(cue.end), text(cue));
    }
    out
}
