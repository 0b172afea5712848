//! What is copied from one container into another: it sounds, reads and lasts there as it did before.

use ::video::Container;
use ::video::settings::{Convert, Cut, Join, Stretch, Subtitles, Video};
use ::video::subtitle::Form;
use futures_executor::block_on;
use nearside::File;

use super::super::{calls, convert, cut, extract, join, subtitles};
use super::{made, of_words, place, told};

/// Ogg has checksums over its packets, which lie as ranges in every other container.
#[test]
fn sound_goes_into_ogg_from_other_containers() {
    let noise = "-f lavfi -i anoisesrc=r=48000:d=3:seed=5 -ac 2 -c:a";
    for (name, codec) in [("a.webm", "libopus"), ("b.webm", "libvorbis"), ("c.mkv", "flac")] {
        let film = made(name, &format!("{noise} {codec}"));
        let how = Cut { container: Some(Container::Ogg), ..Cut::default() };
        // A cut takes whole packets, and of the last one only if most of it is played.
        let part = block_on(cut(film.clone(), how).on(calls())).unwrap().file;
        assert!((seconds(&part) - 3.0).abs() < 0.011, "{codec}: {}", seconds(&part));
        let how = Convert { container: Container::Ogg, video: Video::None, ..Convert::default() };
        let whole = block_on(convert(film.clone(), how, Vec::new()).on(calls())).unwrap().file;
        let packets = |file: &File| told(file, "ffmpeg", "-v error -i", "-c copy -f md5 -");
        assert_eq!(packets(&whole), packets(&film), "{codec}");
        assert!((seconds(&whole) - 3.0).abs() < 0.001, "{codec}: {}", seconds(&whole));
        if codec != "flac" {
            let alone = block_on(extract(film.clone(), None, None, vec![], 1.0).on(calls())).unwrap().file;
            assert!(alone.name().ends_with(".ogg") && packets(&alone) == packets(&film), "{codec}");
        }
    }
}

/// MP4 wraps each cue, and says in packets that nothing is said; Matroska has the text alone, with marks.
#[test]
fn subtitles_take_the_form_of_their_container() {
    let srt = "1\n00:00:00,500 --> 00:00:01,500\n<i>One</i>\n\n2\n00:00:02,000 --> 00:00:02,500\nTwo\n";
    let path = place("marked.srt");
    std::fs::write(&path, srt).unwrap();
    let film = |name: &str, codec: &str| {
        let words =
            "-f lavfi -i testsrc2=s=160x90:r=30:d=3 -i|TEXT|-c:v libx264 -pix_fmt yuv420p -g 30 -c:s|CODEC";
        let words = words.replace("TEXT", path.to_str().unwrap()).replace("CODEC", codec);
        of_words(
            name,
            words.split('|').flat_map(|part| match part.starts_with('/') {
                true => vec![part],
                false => part.split(' ').collect(),
            }),
        )
    };
    for (film, container) in [
        (film("said.mp4", "mov_text"), Container::Matroska),
        (film("said.mkv", "subrip"), Container::Mp4),
        (film("vtt.mkv", "webvtt"), Container::Mp4),
        (film("ass.mkv", "ass"), Container::Mp4),
        (film("same.mp4", "mov_text"), Container::Mov),
    ] {
        let name = film.name().to_owned();
        let copied = Convert { container, ..Convert::default() };
        let whole = Cut { container: Some(container), ..Cut::default() };
        let part = Cut { stretches: vec![Stretch { from: 1.0, to: 3.0 }], ..whole.clone() };
        let all = [
            (block_on(convert(film.clone(), copied, Vec::new()).on(calls())).unwrap(), 0.0),
            (block_on(cut(film.clone(), whole).on(calls())).unwrap(), 0.0),
            (block_on(cut(film.clone(), part).on(calls())).unwrap(), 1.0),
        ];
        for (made, begun) in all {
            assert!(made.notes.is_empty(), "{name}: {:?}", made.notes);
            let ours = block_on(subtitles(made.file.clone(), None, Form::Vtt).on(calls())).unwrap();
            let ours = String::from_utf8(block_on(ours.bytes()).unwrap()).unwrap();
            let theirs = told(&made.file, "ffmpeg", "-v error -i", "-map 0:s:0 -f webvtt -");
            let time = |seconds: f64| format!("00:0{:.3}", seconds - begun);
            for text in [ours, theirs] {
                let spoken: Vec<&str> =
                    text.lines().filter(|line| !line.is_empty() && !line.starts_with("WEBVTT")).collect();
                let last = [spoken[spoken.len() - 2], spoken[spoken.len() - 1]].concat();
                assert!(last.contains(&time(2.0)) && last.ends_with("Two"), "{name}: {text}");
                assert!(text.contains("One") && !text.contains("&lt;"), "{name}: {text}");
                assert_eq!(spoken.len(), 4, "{name}: {text}");
            }
        }
    }
}

/// What is said in the second of two films is said later by the length of the first.
#[test]
fn subtitles_of_joined_films_follow_each_other_in_another_container() {
    let films = ["1.mp4", "2.mp4"].map(|name| {
        let (film, srt) = (super::film(name), "1\n00:00:00,500 --> 00:00:01,500\nOne\n");
        let subtitles = Subtitles::File { file: 0, language: Some("deu".into()) };
        let how = Convert { subtitles, ..Convert::default() };
        let text = File::new("text.srt", srt.as_bytes().to_vec());
        block_on(convert(film, how, vec![text]).on(calls())).unwrap().file
    });
    let how = Join { container: Some(Container::Matroska), otherwise: None };
    let made = block_on(join(films.to_vec(), how).on(calls())).unwrap();
    let text = told(&made.file, "ffmpeg", "-v error -i", "-map 0:s:m:language:deu -f srt -");
    let times: Vec<&str> = text.lines().filter(|line| line.contains("-->")).collect();
    assert_eq!(times.len(), 2, "{text}");
    assert!(times[0].starts_with("00:00:00,5") && times[1].starts_with("00:00:03,5"), "{text}");
}

/// Of two seconds that are cut out of the middle, twice, nothing else is left where sound is copied beside pictures that are not.
#[test]
fn parts_of_copied_sound_are_as_long_as_they_shall_be() {
    let noise = "-f lavfi -i anoisesrc=r=48000:d=8:seed=5 -ac 2 -c:a";
    for (name, codec, container, off) in [
        ("a.wav", "pcm_s16le", Container::Wav, 0.0),
        ("b.wav", "pcm_s24le", Container::Matroska, 0.001),
        ("c.mov", "pcm_s16be", Container::Mov, 0.0),
        ("d.flac", "flac", Container::Flac, 0.1),
        ("e.flac", "flac", Container::Matroska, 0.1),
        ("f.mp3", "libmp3lame", Container::Mp3, 0.03),
        // ffmpeg counts what the decoder needs before the first sample, which lies before time 0.
        ("g.m4a", "aac", Container::Matroska, 0.045),
        ("h.ogg", "libopus", Container::Ogg, 0.025),
        // And here the last packet as a whole.
        ("i.m4a", "aac", Container::Mp4, 0.022),
    ] {
        let film = made(name, &format!("{noise} {codec}"));
        for stretches in [vec![(4.3, 5.2)], vec![(1.3, 2.3), (4.3, 5.3)]] {
            let wanted: f64 = stretches.iter().map(|(from, to)| to - from).sum();
            let stretches = stretches.into_iter().map(|(from, to)| Stretch { from, to }).collect();
            let how = Convert { container, video: Video::None, stretches, ..Convert::default() };
            let made = block_on(convert(film.clone(), how, Vec::new()).on(calls())).unwrap().file;
            let seconds = seconds(&made);
            assert!((seconds - wanted).abs() <= off + 1e-6, "{name} in {container:?}: {seconds} of {wanted}");
        }
    }
}

/// How long it sounds.
fn seconds(file: &File) -> f64 {
    let frames =
        told(file, "ffprobe", "-v error -select_streams a -show_entries frame=nb_samples -of csv=p=0", "");
    let samples: u64 = frames.lines().filter_map(|line| line.trim_matches(',').parse::<u64>().ok()).sum();
    samples as f64 / 48_000.0
}

/// One film has its words in the form of MP4, the other in that of Matroska.
#[test]
fn subtitles_of_films_of_two_kinds_are_written_anew() {
    let path = place("two kinds.srt");
    std::fs::write(&path, "1\n00:00:00,500 --> 00:00:01,500\nOne\n").unwrap();
    let film = |name: &str, codec: &str| {
        let before = "-f lavfi -i testsrc2=s=160x90:r=30:d=3 -i".split(' ');
        let after = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "30", "-c:s", codec];
        of_words(name, before.chain([path.to_str().unwrap()]).chain(after))
    };
    let films = [film("kind.mp4", "mov_text"), film("kind.mkv", "subrip")];
    for films in [films.to_vec(), films.iter().rev().cloned().collect()] {
        let made = block_on(join(films, Join::default()).on(calls())).unwrap().file;
        let said = told(&made, "ffmpeg", "-v error -i", "-map 0:s:0 -f webvtt -");
        let lines: Vec<&str> = said.lines().filter(|line| !line.is_empty()).skip(1).collect();
        assert!(lines.len() == 4 && lines[1] == "One" && lines[3] == "One", "{said:?}");
    }
}
