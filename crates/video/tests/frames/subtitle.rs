//! Subtitles against ffmpeg.

use nearside_video::subtitle::*;

use crate::ffmpeg::{ffmpeg, file};

const SRT: &str = "1\n00:00:01,000 --> 00:00:02,500\n<i>First</i> & <b>bold</b>\nsecond line\n\n2\n00:00:03,040 --> 00:00:04,000\n{\\an8}Größe <font color=\"#ff0000\">red</font>\n\n";

fn same(one: &Subtitles, other: &Subtitles, what: &str) {
    assert_eq!(one.cues().len(), other.cues().len(), "{what}");
    for (one, other) in one.cues().iter().zip(other.cues()) {
        assert_eq!((one.start, one.end), (other.start, other.end), "{what}");
        assert_eq!(one.text(), other.text(), "{what}");
        // Letter by letter, because ffmpeg drops some colours.
        let slanted = |cue: &Cue| -> Vec<(bool, bool)> {
            cue.runs
                .iter()
                .flat_map(|run| run.text.chars().map(|_| (run.style.italic, run.style.bold)))
                .collect()
        };
        assert_eq!(slanted(one), slanted(other), "{what}");
    }
}

#[test]
fn what_ffmpeg_writes_is_read() {
    let (_, wanted) = read(SRT.as_bytes()).unwrap();
    for form in ["ass", "webvtt"] {
        let made = ffmpeg(&format!("-f srt -i - -f {form} -"), SRT.as_bytes());
        let (_, found) = read(&made).unwrap();
        if form == "ass" {
            same(&found, &wanted, form);
            assert_eq!(found.cues()[1].place.key(), 8);
        } else {
            // ffmpeg does not escape what WebVTT wants escaped.
            assert_eq!(found.cues()[0].start, 1000);
            assert!(found.cues()[0].text().starts_with("First & bold\nsecond"));
        }
    }
}

#[test]
fn what_is_written_is_read_by_ffmpeg() {
    let (_, wanted) = read(SRT.as_bytes()).unwrap();
    for (form, name) in [(Form::Srt, "srt"), (Form::Ass, "ass"), (Form::Vtt, "webvtt")] {
        let made = write(&wanted, form);
        let back = ffmpeg(&format!("-f {name} -i - -f srt -"), made.as_bytes());
        let (_, found) = read(&back).unwrap();
        for (one, other) in wanted.cues().iter().zip(found.cues()) {
            assert_eq!((one.start, one.end), (other.start, other.end), "{name}");
            assert_eq!(one.text(), other.text(), "{name}");
        }
    }
}

#[test]
fn packets_of_tracks_are_read() {
    let (_, wanted) = read(SRT.as_bytes()).unwrap();
    for (codec, extension, packing) in
        [("mov_text", "mp4", Packing::Tx3g), ("srt", "mkv", Packing::Utf8), ("ass", "mkv", Packing::Ass)]
    {
        let path = file(&format!("{codec}.{extension}"));
        ffmpeg(&format!("-f srt -i - -c:s {codec} {}", path.display()), SRT.as_bytes());
        let listed = std::process::Command::new("ffprobe")
            .args(["-v", "error", "-show_packets", "-show_data", "-of", "json"])
            .arg(&path)
            .output()
            .unwrap();
        let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
        let packets = listed["packets"].as_array().unwrap().iter().map(|packet| {
            let seconds = |key: &str| packet[key].as_str().unwrap().parse::<f64>().unwrap();
            let start = (seconds("pts_time") * 1000.0).round() as u64;
            let end = start + (seconds("duration_time") * 1000.0).round() as u64;
            Packed { start, end, bytes: hex(packet["data"].as_str().unwrap()) }
        });
        same(&unpack(packing, &[], packets), &wanted, codec);
    }
}

/// The bytes of a dump such as `00000000: 0001 02ab  ....`.
fn hex(dump: &str) -> Vec<u8> {
    let digits: String = dump
        .lines()
        .filter_map(|line| line.get(10..50))
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect();
    (0..digits.len() / 2).map(|n| u8::from_str_radix(&digits[n * 2..n * 2 + 2], 16).unwrap()).collect()
}
