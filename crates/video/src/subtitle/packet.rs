//! Subtitles as tracks of a film hold them.
//!
//! Matroska's packets have a time and a length and may overlap. MP4's follow each other without gaps: so where nothing is
//! shown there is an empty packet, and where cues overlap there is one for each stretch with the same cues.

use super::{Cue, Form, Run, Style, Subtitles, ass, charset, markup, vtt};

/// How a track holds subtitles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// MP4's timed text (3GPP TS 26.245), `tx3g`.
    Tx3g,
    /// MP4's WebVTT (ISO/IEC 14496-30), `wvtt`. Its configuration is the head of the file.
    Wvtt,
    /// Matroska's `S_TEXT/UTF8`: the text of SubRip.
    Utf8,
    /// Matroska's `S_TEXT/WEBVTT`. Where a cue stands is not in its packet, and lost.
    WebVtt,
    /// Matroska's `S_TEXT/ASS` and `S_TEXT/SSA`. The configuration is the head of the script.
    Ass,
}

/// A packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// From when on, in milliseconds.
    pub start: u64,
    /// Until when, in milliseconds.
    pub end: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The cues of packets. Those that go on from one packet to the next become one.
pub fn unpack(packing: Packing, config: &[u8], packets: impl IntoIterator<Item = Packed>) -> Subtitles {
    let script =
        if packing == Packing::Ass { ass::parse(&charset::decode(config)).0 } else { Default::default() };
    let mut cues: Vec<Cue> = Vec::new();
    for Packed { start, end, bytes } in packets {
        let mut cue = Cue { start, end, ..Cue::default() };
        let found = match packing {
            Packing::Tx3g => {
                timed_text(&bytes, &mut cue);
                vec![cue]
            }
            Packing::Wvtt => boxes(&bytes)
                .filter(|(name, _)| *name == b"vttc")
                .map(|(_, body)| {
                    let mut cue = cue.clone();
                    let part = |wanted: &[u8; 4]| boxes(body).find(|(name, _)| *name == wanted);
                    if let Some((_, settings)) = part(b"sttg") {
                        cue.place = vtt::place(&String::from_utf8_lossy(settings));
                    }
                    if let Some((_, text)) = part(b"payl") {
                        markup::parse(&String::from_utf8_lossy(text), Form::Vtt, &mut cue);
                    }
                    cue
                })
                .collect(),
            Packing::Utf8 | Packing::WebVtt => {
                let form = if packing == Packing::Utf8 { Form::Srt } else { Form::Vtt };
                let text = charset::decode(&bytes).replace("\r\n", "\n");
                markup::parse(text.trim(), form, &mut cue);
                vec![cue]
            }
            Packing::Ass => {
                let text = charset::decode(&bytes);
                // Order, layer, style, name, three margins, effect, text.
                let mut fields = text.splitn(9, ',').skip(2);
                let style = fields.next().unwrap_or("").to_owned();
                vec![script.cue(start, end, &style, fields.nth(5).unwrap_or(""))]
            }
        };
        for cue in found {
            let goes_on = |before: &&mut Cue| {
                before.end == cue.start && before.runs == cue.runs && before.place == cue.place
            };
            match cues.iter_mut().rev().take(8).find(goes_on) {
                Some(before) => before.end = cue.end,
                None => cues.push(cue),
            }
        }
    }
    Subtitles::new(cues)
}

/// The packets of cues, and the configuration of their track.
pub fn pack(packing: Packing, subtitles: &Subtitles) -> (Vec<u8>, Vec<Packed>) {
    let config = match packing {
        Packing::Wvtt | Packing::WebVtt => b"WEBVTT".to_vec(),
        Packing::Ass => ass::head().into_bytes(),
        Packing::Tx3g | Packing::Utf8 => Vec::new(),
    };
    let each = |bytes: &dyn Fn(usize, &Cue) -> String| -> Vec<Packed> {
        let cues = subtitles.cues().iter().enumerate();
        cues.map(|(n, cue)| Packed { start: cue.start, end: cue.end, bytes: bytes(n, cue).into_bytes() })
            .collect()
    };
    let packets = match packing {
        Packing::Utf8 => each(&|_, cue| markup::write(&cue.runs, Form::Srt)),
        Packing::WebVtt => each(&|_, cue| markup::write(&cue.runs, Form::Vtt)),
        Packing::Ass => each(&|n, cue| format!("{n},0,Default,,0,0,0,,{}", ass::text(cue))),
        Packing::Tx3g | Packing::Wvtt => {
            let mut packets = Vec::new();
            let (mut now, end) = (0, subtitles.cues().iter().map(|cue| cue.end).max().unwrap_or(0));
            while now < end {
                let next = subtitles.change(now).unwrap_or(end);
                let cues: Vec<&Cue> = subtitles.at(now).collect();
                let bytes = if packing == Packing::Tx3g { as_timed_text(&cues) } else { as_boxes(&cues) };
                packets.push(Packed { start: now, end: next, bytes });
                now = next;
            }
            packets
        }
    };
    (config, packets)
}

/// The boxes of a packet, as far as they are whole.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (size, rest) = bytes.split_first_chunk::<4>()?;
        let (name, _) = rest.split_first_chunk::<4>()?;
        let body = bytes.get(8..u32::from_be_bytes(*size) as usize)?;
        bytes = &bytes[8 + body.len()..];
        Some((name, body))
    })
}

fn put(out: &mut Vec<u8>, name: &[u8; 4], body: &[u8]) {
    out.extend_from_slice(&(body.len() as u32 + 8).to_be_bytes());
    out.extend_from_slice(name);
    out.extend_from_slice(body);
}

fn as_boxes(cues: &[&Cue]) -> Vec<u8> {
    let mut out = Vec::new();
    for cue in cues {
        let mut body = Vec::new();
        let settings = vtt::settings(&cue.place);
        if !settings.is_empty() {
            put(&mut body, b"sttg", settings.as_bytes());
        }
        put(&mut body, b"payl", markup::write(&cue.runs, Form::Vtt).as_bytes());
        put(&mut out, b"vttc", &body);
    }
    if cues.is_empty() {
        put(&mut out, b"vtte", &[]);
    }
    out
}

/// A length, that many bytes of text, then boxes, of which `styl` says which letters look how.
fn timed_text(bytes: &[u8], cue: &mut Cue) {
    let Some((length, rest)) = bytes.split_first_chunk::<2>() else { return };
    let (text, rest) = rest.split_at(usize::from(u16::from_be_bytes(*length)).min(rest.len()));
    let text = charset::decode(text).replace("\r\n", "\n").replace('\r', "\n");
    let entries = boxes(rest).find(|(name, _)| *name == b"styl").and_then(|(_, body)| body.get(2..));
    let entries = entries.unwrap_or(&[]).as_chunks::<12>().0;
    for (n, letter) in text.chars().enumerate() {
        let number =
            |entry: &[u8; 12], at: usize| usize::from(u16::from_be_bytes([entry[at], entry[at + 1]]));
        let entry = entries.iter().find(|entry| (number(entry, 0)..number(entry, 2)).contains(&n));
        let style = entry.map_or_else(Style::default, |entry| Style {
            bold: entry[6] & 1 != 0,
            italic: entry[6] & 2 != 0,
            underline: entry[6] & 4 != 0,
            color: Some([entry[8], entry[9], entry[10]]).filter(|color| *color != [255; 3]),
        });
        cue.push(letter.encode_utf8(&mut [0; 4]), style);
    }
    cue.tidy();
}

fn as_timed_text(cues: &[&Cue]) -> Vec<u8> {
    let (mut text, mut styles, mut at) = (String::new(), Vec::new(), 0_u16);
    for (n, cue) in cues.iter().enumerate() {
        if n > 0 {
            text.push('\n');
            at += 1;
        }
        for Run { text: piece, style } in &cue.runs {
            // Lengths have 16 bits; more does not fit onto a picture anyway.
            let room = usize::from(u16::MAX) - text.len();
            let cut = (0..=piece.len().min(room)).rev().find(|at| piece.is_char_boundary(*at)).unwrap_or(0);
            text.push_str(&piece[..cut]);
            let end = at + piece[..cut].chars().count() as u16;
            if *style != Style::default() && end > at {
                let [r, g, b] = style.color.unwrap_or([255; 3]);
                let face =
                    u8::from(style.bold) | u8::from(style.italic) << 1 | u8::from(style.underline) << 2;
                styles.extend_from_slice(&at.to_be_bytes());
                styles.extend_from_slice(&end.to_be_bytes());
                styles.extend_from_slice(&[0, 1, face, 18, r, g, b, 255]);
            }
            at = end;
        }
    }
    let mut out = (text.len() as u16).to_be_bytes().to_vec();
    out.extend_from_slice(text.as_bytes());
    if !styles.is_empty() {
        let count = (styles.len() / 12) as u16;
        put(&mut out, b"styl", &[&count.to_be_bytes(), &styles[..]].concat());
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Packing; 5] = [Packing::Tx3g, Packing::Wvtt, Packing::Utf8, Packing::WebVtt, Packing::Ass];

    fn cue(start: u64, end: u64, text: &str, style: Style) -> Cue {
        Cue { start, end, runs: vec![Run { text: text.to_owned(), style }], ..Cue::default() }
    }

    #[test]
    fn what_is_packed_and_unpacked_stays() {
        let red = Style { italic: true, color: Some([255, 0, 0]), ..Style::default() };
        let mut first = cue(500, 1500, "Größe\n", Style::default());
        first.push("zwei", red);
        let all = Subtitles::new(vec![
            first,
            cue(1500, 2500, "next", red),
            cue(4000, 5000, "last", Style::default()),
        ]);
        for packing in ALL {
            let (config, packets) = pack(packing, &all);
            assert_eq!(unpack(packing, &config, packets), all, "{packing:?}");
        }
    }

    #[test]
    fn packets_of_mp4_follow_each_other() {
        let all = Subtitles::new(vec![
            cue(100, 300, "a", Style::default()),
            cue(200, 400, "b", Style::default()),
            cue(600, 700, "c", Style::default()),
        ]);
        let (_, packets) = pack(Packing::Wvtt, &all);
        let times: Vec<(u64, u64)> = packets.iter().map(|packet| (packet.start, packet.end)).collect();
        assert_eq!(times, [(0, 100), (100, 200), (200, 300), (300, 400), (400, 600), (600, 700)]);
        assert_eq!(packets[0].bytes, b"\0\0\0\x08vtte");
        assert_eq!(unpack(Packing::Wvtt, &[], packets), all);
        let (_, packets) = pack(Packing::Tx3g, &all);
        assert_eq!((&packets[0].bytes[..], &packets[2].bytes[..]), (&b"\0\0"[..], &b"\0\x03a\nb"[..]));
    }

    proptest! {
        #[test]
        fn no_packet_makes_it_panic(bytes: Vec<u8>, config: Vec<u8>) {
            for packing in ALL {
                unpack(packing, &config, [Packed { start: 0, end: 9, bytes: bytes.clone() }]);
            }
        }
    }
}
