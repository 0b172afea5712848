//! All cues of a film: read from a file, written to one, moved in time, looked up.

use super::{Cue, Form, ass, charset, srt, vtt};
use crate::{Error, Kind, Result};

/// Reads a file of subtitles, whatever its form and its letters are.
///
/// # Errors
/// `Unsupported` if no cue is found.
pub fn read(bytes: &[u8]) -> Result<(Form, Subtitles)> {
    let text = charset::decode(bytes);
    let start = text.trim_start();
    let (form, cues) = if start.starts_with("WEBVTT") {
        (Form::Vtt, vtt::parse(&text))
    } else if start.starts_with('[') || text.contains("\nDialogue:") {
        (Form::Ass, ass::parse(&text).1)
    } else {
        (Form::Srt, srt::parse(&text))
    };
    if cues.is_empty() {
        return Err(Error::new(
            Kind::Unsupported,
            "No subtitles were found in the file. Choose one of SubRip (.srt), WebVTT (.vtt) or SubStation Alpha (.ass, .ssa).",
        ));
    }
    Ok((form, Subtitles::new(cues)))
}

/// A file of subtitles, in UTF-8.
pub fn write(subtitles: &Subtitles, form: Form) -> String {
    match form {
        Form::Srt => srt::write(&subtitles.cues),
        Form::Vtt => vtt::write(&subtitles.cues),
        Form::Ass => ass::write(&subtitles.cues),
    }
}

/// Cues in the order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subtitles {
    cues: Vec<Cue>,
    /// For each, the latest end of it and those before.
    ends: Vec<u64>,
}

impl Subtitles {
    /// Puts cues in order. Those that end before they begin, or have no text, are left out.
    pub fn new(mut cues: Vec<Cue>) -> Self {
        cues.retain(|cue| cue.end > cue.start && !cue.runs.is_empty());
        // What overlaps stays in the order of the file.
        cues.sort_by_key(|cue| cue.start);
        let ends = cues.iter().scan(0, |latest, cue| {
            *latest = cue.end.max(*latest);
            Some(*latest)
        });
        Self { ends: ends.collect(), cues }
    }

    /// All cues.
    pub fn cues(&self) -> &[Cue] {
        &self.cues
    }

    /// The cues that are shown at this time, in milliseconds, the earliest first.
    pub fn at(&self, ms: u64) -> impl Iterator<Item = &Cue> {
        let first = self.ends.partition_point(|end| *end <= ms);
        let begun = self.cues.partition_point(|cue| cue.start <= ms);
        self.cues.get(first..begun).unwrap_or(&[]).iter().filter(move |cue| cue.end > ms)
    }

    /// When something else is shown than at this time, in milliseconds; `None` if that is all.
    pub fn change(&self, ms: u64) -> Option<u64> {
        let begun = self.cues.partition_point(|cue| cue.start <= ms);
        let start = self.cues.get(begun).map(|cue| cue.start);
        self.at(ms).map(|cue| cue.end).chain(start).min()
    }

    /// The same for a film of these stretches, in milliseconds, one after the other. What is said over the end of one ends there.
    pub fn kept(&self, stretches: &[std::ops::Range<u64>]) -> Self {
        let (mut cues, mut gone) = (Vec::new(), 0_u64);
        for stretch in stretches.iter().filter(|stretch| stretch.start < stretch.end) {
            let inside = self.cues.iter().filter(|cue| cue.start < stretch.end && cue.end > stretch.start);
            cues.extend(inside.map(|cue| {
                let place = |ms: u64| ms.clamp(stretch.start, stretch.end) - stretch.start + gone;
                Cue { start: place(cue.start), end: place(cue.end), ..cue.clone() }
            }));
            gone = gone.saturating_add(stretch.end - stretch.start);
        }
        Self::new(cues)
    }

    /// The same with all times multiplied by `stretch`, then moved by `shift` milliseconds. What comes to lie before the beginning is cut
    /// off.
    pub fn moved(&self, stretch: f64, shift: i64) -> Self {
        let time = |ms: u64| (ms as f64 * stretch).round() as i64 + shift;
        let cues = self.cues.iter().map(|cue| {
            let [start, end] = [cue.start, cue.end].map(|ms| time(ms).max(0) as u64);
            Cue { start, end, ..cue.clone() }
        });
        Self::new(cues.collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::subtitle::{Place, Run, Side, Style};

    fn texts(bytes: &[u8]) -> Vec<(u64, u64, String)> {
        let (_, found) = read(bytes).unwrap();
        found.cues().iter().map(|cue| (cue.start, cue.end, cue.text())).collect()
    }

    #[test]
    fn subrip_is_read_as_it_is_found() {
        let text = "\u{feff}1\r\n00:00:01,000 --> 00:00:02,500\r\nOne\r\nmore\r\n\r\n7\r\n00:03.5 --> 00:04 X1:10\r\n\r\nTwo\r\n\r\nparts\r\n\r\n00:00:05,000-->00:00:06,000\r\n1999";
        assert_eq!(
            texts(text.as_bytes()),
            [
                (1000, 2500, "One\nmore".to_owned()),
                (3500, 4000, "Two\n\nparts".to_owned()),
                (5000, 6000, "1999".to_owned())
            ]
        );
    }

    #[test]
    fn webvtt_keeps_styles_and_places_and_drops_notes() {
        let text = "WEBVTT - title\n\nSTYLE\n::cue { color: red }\n\nNOTE 00:01 --> 00:02\n\nid\n00:01.000 --> 00:02.000 line:0 align:left\n<v Ann>Tom &amp; <i.red>Jerry</i> <00:01.500>&lt;3\n";
        let (form, found) = read(text.as_bytes()).unwrap();
        assert_eq!((form, found.cues().len()), (Form::Vtt, 1));
        let cue = &found.cues()[0];
        assert_eq!((cue.place.across, cue.place.down), (Side::Start, Side::Start));
        let red = Style { italic: true, color: Some([255, 0, 0]), ..Style::default() };
        let runs = [("Tom & ", Style::default()), ("Jerry", red), (" <3", Style::default())];
        assert_eq!(cue.runs, runs.map(|(text, style)| Run { text: text.to_owned(), style }));
    }

    #[test]
    fn substation_is_read_with_its_styles_and_overrides() {
        let text = "[Script Info]\nPlayResX: 100\nPlayResY: 200\n[V4+ Styles]\nFormat: Name, PrimaryColour, Bold, Alignment\nStyle: Top,&H000000FF,-1,8\n\
            [Events]\nFormat: Layer, Start, End, Style, Text\nDialogue: 0,0:00:01.50,0:00:02.00,Top,{\\pos(50,50)}Öne, {\\i1\\b0}two\\Nthree{\\r}\nComment: 0,0:00:01.50,0:00:02.00,Top,no\nDialogue: 0,0:00:03.00,0:00:04.00,Top,{\\p1}m 0 0{\\p0}four";
        let (form, found) = read(text.as_bytes()).unwrap();
        assert_eq!((form, found.cues().len()), (Form::Ass, 2));
        let cue = &found.cues()[0];
        assert_eq!((cue.start, cue.end, cue.place.key(), cue.place.at), (1500, 2000, 8, Some((0.5, 0.25))));
        let red = Style { bold: true, color: Some([255, 0, 0]), ..Style::default() };
        let other = Style { bold: false, italic: true, ..red };
        assert_eq!(
            cue.runs,
            [("Öne, ", red), ("two\nthree", other)].map(|(text, style)| Run { text: text.to_owned(), style })
        );
        assert_eq!(cue.lines().iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(found.cues()[1].text(), "four");
    }

    #[test]
    fn places_of_the_older_substation_are_turned_into_those_of_the_newer() {
        let text = "[Script Info]\n[V4 Styles]\nFormat: Name, PrimaryColour, Alignment\nStyle: A,255,6\n[Events]\nFormat: Marked, Start, End, Style, Text\nDialogue: Marked=0,0:00:01.00,0:00:02.00,A,x";
        let cue = read(text.as_bytes()).unwrap().1.cues()[0].clone();
        assert_eq!((cue.place.key(), cue.runs[0].style.color), (8, Some([255, 0, 0])));
    }

    #[test]
    fn what_overlaps_is_shown_together() {
        let cue = |start, end, text: &str| Cue {
            start,
            end,
            runs: vec![Run { text: text.to_owned(), ..Run::default() }],
            ..Cue::default()
        };
        let all = Subtitles::new(vec![
            cue(0, 100, "a"),
            cue(10, 20, "b"),
            cue(15, 50, "c"),
            cue(200, 300, "d"),
            cue(9, 9, "no"),
        ]);
        let at = |ms| all.at(ms).map(Cue::text).collect::<String>();
        assert_eq!([0, 10, 17, 20, 60, 100, 250, 300].map(at), ["a", "ab", "abc", "ac", "a", "", "d", ""]);
        assert_eq!(
            [0, 17, 60, 100, 250, 300].map(|ms| all.change(ms)),
            [Some(10), Some(20), Some(100), Some(200), Some(300), None]
        );
        let kept = all.kept(&[40..120, 10..18, 250..400]);
        let told: Vec<_> = kept.cues().iter().map(|cue| (cue.start, cue.end, cue.text())).collect();
        let expected =
            [(0, 60, "a"), (0, 10, "c"), (80, 88, "a"), (80, 88, "b"), (85, 88, "c"), (88, 138, "d")];
        assert_eq!(told, expected.map(|(start, end, text)| (start, end, text.to_owned())));
        let moved = all.moved(2.0, -30);
        assert_eq!(
            moved.cues().iter().map(|cue| (cue.start, cue.end)).collect::<Vec<_>>(),
            [(0, 170), (0, 10), (0, 70), (370, 570)]
        );
    }

    #[test]
    fn what_is_no_subtitle_is_told() {
        for bytes in [&b""[..], b"\x89PNG\r\n", b"WEBVTT\n\n", b"hello --> world"] {
            assert_eq!(read(bytes).unwrap_err().kind, Kind::Unsupported);
        }
    }

    fn cue() -> impl Strategy<Value = Cue> {
        let style = (
            any::<bool>(),
            any::<bool>(),
            any::<bool>(),
            prop::sample::select(vec![None, Some([255, 0, 0]), Some([255, 255, 0])]),
        )
            .prop_map(|(bold, italic, underline, color)| Style { bold, italic, underline, color });
        let run = ("[a-zäß&<>;]([ \n]?[a-z0-9ä&<>;]){0,9}", style);
        (0_u64..10_000_000, 1_u64..9000, prop::collection::vec(run, 1..4), 1_u32..=9).prop_map(
            |(start, length, runs, key)| {
                let mut cue = Cue {
                    start: start * 10,
                    end: (start + length) * 10,
                    place: Place::numpad(key),
                    runs: Vec::new(),
                };
                runs.iter().for_each(|(text, style)| cue.push(text, *style));
                cue
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(cues in prop::collection::vec(cue(), 1..6)) {
            let all = Subtitles::new(cues);
            for form in [Form::Srt, Form::Vtt, Form::Ass] {
                let (found, again) = read(write(&all, form).as_bytes()).unwrap();
                prop_assert_eq!(found, form);
                prop_assert_eq!(again.cues().len(), all.cues().len());
                for (one, other) in all.cues().iter().zip(again.cues()) {
                    prop_assert_eq!((one.start, one.end), (other.start, other.end));
                    prop_assert_eq!(one.place.key(), other.place.key());
                    // In SubRip, text that looks like a tag is one.
                    if form != Form::Srt {
                        prop_assert_eq!(&one.runs, &other.runs);
                    }
                }
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, text in "(WEBVTT\n\n|\\[Events\\]\n)?((\n|Dialogue: |,|0:00:01.00|00:00:01,000 --> |<|>|</|b|i|font color=|\\{|\\}|\\\\|an|pos\\(|c|&|;|é|1){0,9}\n){0,9}") {
            let _ = read(&bytes);
            let _ = read(text.as_bytes()).map(|(_, found)| write(&found, Form::Ass));
        }
    }
}
