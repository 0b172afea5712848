//! What stays with a film that is copied: all of its tracks, what is said about it, and nothing that was hidden.

use std::rc::Rc;

use ::video::settings::{Audio, AudioCodec, Convert, Cut, Join, Sound, Stretch, Video};
use ::video::{Container, Edit, Reader, mp4};
use futures_executor::block_on;
use nearside::{File, Kind};

use super::super::{calls, convert, cut, extract, join, look, playable};
use super::{made, of_words, place, told};

/// Pictures and sound that no browser knows are copied where they were, and do not keep what is known from being played.
#[test]
fn what_no_browser_knows_is_copied_and_not_played() {
    let both = "-f lavfi -i testsrc2=s=160x90:r=30:d=3 -f lavfi -i sine=r=48000:d=3 -g 30 -bf 0 -pix_fmt";
    let names = |file: &File| {
        let all = told(file, "ffprobe", "-v error -show_entries stream=codec_name -of csv=p=0", "");
        all.split([',', '\n']).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
    };
    for (name, codecs, wanted) in [
        ("a.mkv", "yuv420p -c:v libx264 -c:a ac3", "h264 ac3"),
        ("b.mp4", "yuv420p -c:v libx264 -c:a eac3", "h264 eac3"),
        ("c.mkv", "yuv420p -c:v mpeg4 -c:a dca -strict -2", "mpeg4 dts"),
        ("d.mov", "yuv422p10le -c:v prores_ks -c:a pcm_s24be", "prores pcm_s24be"),
        ("e.mp4", "yuv420p -c:v mpeg4 -c:a aac", "mpeg4 aac"),
    ] {
        let film = made(name, &format!("{both} {codecs}"));
        let container = block_on(look(film.clone()).on(calls())).unwrap().container;
        let part = Cut { stretches: vec![Stretch { from: 1.0, to: 2.0 }], ..Cut::default() };
        let whole = Convert { container, ..Convert::default() };
        for made in [
            block_on(cut(film.clone(), part).on(calls())).unwrap(),
            block_on(convert(film.clone(), whole, Vec::new()).on(calls())).unwrap(),
        ] {
            assert_eq!(
                (names(&made.file).as_str(), made.notes.len()),
                (wanted, 0),
                "{name}: {:?}",
                made.notes
            );
            told(&made.file, "ffmpeg", "-v error -i", "-f null -");
        }
        let played = block_on(playable(film).on(calls()));
        match wanted.starts_with("h264") {
            true => assert_eq!(names(&played.unwrap()), "h264", "{name}"),
            false => assert_eq!(played.unwrap_err().kind(), Kind::Unsupported, "{name}"),
        }
    }
    for (name, codec) in [("f.mp4", "ac3"), ("g.mp4", "eac3"), ("h.mp4", "dca -strict -2")] {
        let film = made(name, &format!("{both} yuv420p -c:v mpeg4 -c:a {codec}"));
        let how = Convert { container: Container::Matroska, ..Convert::default() };
        let made = block_on(convert(film.clone(), how, Vec::new()).on(calls())).unwrap().file;
        let sums = |file: &File| {
            let lines = told(file, "ffmpeg", "-v error -i", "-map 0 -c copy -f framemd5 -");
            // Of each packet the track and the sum.
            let sum = |line: &str| {
                let mut fields = line.split(',').map(|field| field.trim().to_owned());
                Some((fields.next()?, fields.nth(4)?))
            };
            let mut all: Vec<_> =
                lines.lines().filter(|line| !line.starts_with('#')).filter_map(sum).collect();
            all.sort();
            all
        };
        assert!(sums(&made) == sums(&film), "{name}");
        told(&made, "ffmpeg", "-v error -i", "-f null -");
    }
}

/// Numbers whose highest byte comes first have no place in WAV.
#[test]
fn plain_sound_finds_a_home_as_it_is() {
    for (name, codec, ending) in [
        ("a.mov", "pcm_s24be", ".mov"),
        ("b.mov", "pcm_s24le", ".wav"),
        ("c.mov", "pcm_s8", ".mov"),
        ("d.mkv", "pcm_alaw", ".wav"),
    ] {
        let film = made(name, &format!("-f lavfi -i anoisesrc=r=48000:d=2:seed=5 -c:a {codec}"));
        let alone = block_on(extract(film.clone(), None, None, vec![], 1.0).on(calls())).unwrap().file;
        assert!(alone.name().ends_with(ending), "{}", alone.name());
        let heard = |file: &File| told(file, "ffmpeg", "-v error -i", "-f md5 -");
        assert_eq!(heard(&alone), heard(&film), "{name}");
    }
}

/// Nobody knows which of the languages is wanted.
#[test]
fn all_tracks_of_sound_are_converted() {
    let words = "-f lavfi -i testsrc2=s=160x90:r=30:d=3 -f lavfi -i sine=r=48000:d=3 -f lavfi -i sine=f=880:r=48000:d=3 -map 0 -map 1 -map 2 -metadata:s:a:0 language=deu -metadata:s:a:1 language=eng -c:v libx264 -g 30 -pix_fmt yuv420p -c:a pcm_s16le";
    let film = made("many.mkv", words);
    let languages = |file: &File| {
        let media = block_on(look(file.clone()).on(calls())).unwrap();
        media.tracks.into_iter().filter_map(|track| track.language).collect::<Vec<_>>()
    };
    let flac = Audio::Encode(Sound { codec: AudioCodec::Flac, ..Sound::default() });
    for audio in [Audio::Copy, flac.clone()] {
        for stretches in [Vec::new(), vec![Stretch { from: 1.0, to: 2.0 }]] {
            let how = Convert {
                container: Container::Matroska,
                audio: audio.clone(),
                stretches,
                ..Convert::default()
            };
            let made = block_on(convert(film.clone(), how, Vec::new()).on(calls())).unwrap();
            assert_eq!(languages(&made.file), ["deu", "eng"]);
            told(&made.file, "ffmpeg", "-v error -i", "-map 0 -f null -");
        }
    }
    let how = Convert { container: Container::Flac, video: Video::None, audio: flac, ..Convert::default() };
    let made = block_on(convert(film, how, Vec::new()).on(calls())).unwrap();
    assert!(made.notes.len() == 1 && made.notes[0].contains("Track 3"), "{:?}", made.notes);
}

/// A cut tells Matroska again which subtitles are foreign parts of the film, and which are not shown unless they are wanted.
#[test]
fn tracks_stay_switched_off_and_chapters_go_along() {
    let (srt, chapters) = (place("flags.srt"), place("chapters.txt"));
    std::fs::write(&srt, "1\n00:00:00,500 --> 00:00:02,500\nOne\n").unwrap();
    let chapter =
        |start, title| format!("[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND=3000\ntitle={title}\n");
    let parts: Vec<_> = [(0, "One"), (1000, ""), (2000, "")].map(|(at, title)| chapter(at, title)).into();
    std::fs::write(&chapters, format!(";FFMETADATA1\n{}", parts.concat())).unwrap();
    let (srt, chapters) = (srt.to_str().unwrap(), chapters.to_str().unwrap());
    let words = [
        "-f lavfi -i testsrc2=s=160x90:r=30:d=3 -i",
        srt,
        "-i",
        srt,
        "-i",
        chapters,
        "-map 0 -map 1 -map 2 -map_chapters 3 -c:v libx264 -g 30 -bf 0 -pix_fmt yuv420p -c:s subrip -disposition:s:0 0 -disposition:s:1 forced",
    ];
    let words = words
        .iter()
        .flat_map(|part| if part.starts_with('/') { vec![*part] } else { part.split(' ').collect() });
    let film = of_words("flags.mkv", words);
    let how = Cut { stretches: vec![Stretch { from: 0.5, to: 3.0 }], exact: false, ..Cut::default() };
    let made = block_on(cut(film.clone(), how).on(calls())).unwrap();
    let flags = |file: &File| {
        told(
            file,
            "ffprobe",
            "-v error -select_streams s -show_entries stream_disposition=default,forced -of csv=p=0",
            "",
        )
    };
    assert_eq!((flags(&film), flags(&made.file)), ("0,0\n0,1\n".into(), "0,0\n0,1\n".into()));
    let starts = |made: super::super::Made| {
        let media = block_on(look(made.file).on(calls())).unwrap();
        media.chapters.iter().map(|chapter| (chapter.start * 10.0).round() as u32).collect::<Vec<_>>()
    };
    assert_eq!(starts(made), [0, 10, 20]);
}

/// What an edit list shows of a film is all that is copied of it, into containers without such a list, too.
#[test]
fn what_an_edit_list_hides_stays_hidden() {
    for (edits, most) in [(&[(0.0, 1.5)][..], 48), (&[(0.0, 1.0), (2.0, 3.0)], 63)] {
        let film = edited(&super::film("edited.mp4"), edits);
        let shown: f64 = edits.iter().map(|(from, to)| to - from).sum();
        let duration = block_on(look(film.clone()).on(calls())).unwrap().duration;
        assert!((duration - shown).abs() < 0.01, "{duration}");
        let how = Cut { container: Some(Container::Matroska), ..Cut::default() };
        let made = block_on(cut(film.clone(), how).on(calls())).unwrap();
        assert_eq!(made.stretches.len(), edits.len());
        assert!((made.stretches[edits.len() - 1].to - shown).abs() < 0.15, "{:?}", made.stretches);
        let mut files = vec![made.file];
        if edits.len() == 1 {
            let how = Convert { container: Container::Matroska, ..Convert::default() };
            files.push(block_on(convert(film.clone(), how, Vec::new()).on(calls())).unwrap().file);
        }
        for file in files {
            let media = block_on(look(file.clone()).on(calls())).unwrap();
            let packets =
                "-v error -select_streams v -count_packets -show_entries stream=nb_read_packets -of csv=p=0";
            let count = told(&file, "ffprobe", packets, "").trim().trim_end_matches(',').parse().unwrap();
            let least = (shown * 30.0) as u64;
            assert!((least..=most).contains(&count), "{count} pictures of {shown} seconds");
            assert!((media.duration - shown).abs() < 0.15, "{}", media.duration);
        }
        let how = Join { container: Some(Container::Matroska), otherwise: None };
        let joined = block_on(join(vec![film.clone(), film], how).on(calls())).unwrap();
        assert!((joined.duration - 2.0 * shown).abs() < 0.3, "{}", joined.duration);
    }
}

/// The same film with these stretches of it, in seconds, in its edit lists.
fn edited(film: &File, edits: &[(f64, f64)]) -> File {
    let bytes = block_on(film.bytes()).unwrap().to_vec();
    let mut movie = ::video::open(&Reader::new(Rc::new(bytes.clone()))).unwrap();
    for stream in &mut movie.streams {
        let (origin, clock) = (stream.origin(), f64::from(stream.timescale));
        let ticks = |seconds: f64| (seconds * clock).round() as i64;
        let edit = |(from, to): &(f64, f64)| Edit {
            from: Some(origin + ticks(*from)),
            length: ticks(to - from).unsigned_abs(),
        };
        stream.edits = edits.iter().map(edit).collect();
    }
    let head = mp4::layout(&movie).unwrap();
    File::new(film.name(), [head, bytes].concat())
}

/// A part of a film that is converted has the chapters of the part, at its speed; a cover stays where there is a place for it.
#[test]
fn chapters_and_covers_are_converted() {
    let chapters = place("parts.txt");
    let chapter =
        |start, title| format!("[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND=3000\ntitle={title}\n");
    let text = [chapter(0, "One"), chapter(1000, "Two"), chapter(2000, "Three")].concat();
    std::fs::write(&chapters, format!(";FFMETADATA1\n{text}")).unwrap();
    let words = [
        "-f lavfi -i sine=r=48000:d=3 -i",
        chapters.to_str().unwrap(),
        "-map 0 -map_chapters 1 -c:a pcm_s16le",
    ];
    let words = words.iter().flat_map(|part| match part.starts_with('/') {
        true => vec![*part],
        false => part.split(' ').collect(),
    });
    let film = of_words("parts.mkv", words);
    let stretches = [(0.5, 1.5), (1.8, 2.5)].map(|(from, to)| Stretch { from, to }).to_vec();
    let flac = Audio::Encode(Sound { codec: AudioCodec::Flac, ..Sound::default() });
    for (speed, wanted) in [(1.0, [0, 50, 120]), (2.0, [0, 25, 60])] {
        let (audio, stretches) = (flac.clone(), stretches.clone());
        let container = Container::Matroska;
        let how = Convert { container, video: Video::None, audio, stretches, speed, ..Convert::default() };
        let made = block_on(convert(film.clone(), how, Vec::new()).on(calls())).unwrap().file;
        let media = block_on(look(made).on(calls())).unwrap();
        let starts: Vec<_> = media.chapters.iter().map(|one| (one.start * 100.0).round() as u32).collect();
        assert_eq!(starts, wanted);
    }
    let cover = "-f lavfi -i sine=r=48000:d=1 -f lavfi -i testsrc2=s=64x64:d=0.04:r=25 -map 0 -map 1 -c:v png -disposition:v attached_pic";
    let sum = |file: &File| told(file, "ffmpeg", "-v error -i", "-map 0:v -c copy -f md5 -");
    for (name, codec) in [("a.m4a", "aac"), ("b.mp3", "libmp3lame"), ("c.flac", "flac")] {
        let film = made(name, &format!("{cover} -c:a {codec}"));
        let how = Cut { stretches: vec![Stretch { from: 0.2, to: 0.7 }], ..Cut::default() };
        let part = block_on(cut(film.clone(), how).on(calls())).unwrap();
        let alone = block_on(extract(film.clone(), None, None, vec![], 1.0).on(calls())).unwrap();
        for made in [part, alone] {
            assert_eq!((sum(&made.file), made.notes), (sum(&film), Vec::new()), "{name}");
        }
        let how = Cut { container: Some(Container::Matroska), ..Cut::default() };
        let made = block_on(cut(film, how).on(calls())).unwrap();
        assert!(made.notes.len() == 1 && made.notes[0].contains("cover"), "{name}: {:?}", made.notes);
    }
}
