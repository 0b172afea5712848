//! The calls that need no codec, run natively. ffmpeg makes the files.

use std::process::Command;

use ::video::settings::{Cut, Stretch};
use ::video::{Codec, Container, Role};
use futures_executor::block_on;
use nearside::File;

use super::{calls, cut, keys, look, playable};

mod anew;
mod heard;
mod kept;
mod moved;

/// Three seconds of pictures and sound, a key frame each second.
fn film(name: &str) -> File {
    made(
        name,
        "-f lavfi -i testsrc2=s=160x90:r=30:d=3 -f lavfi -i sine=r=48000:d=3 -c:v libx264 -pix_fmt yuv420p -g 30 -sc_threshold 0 -bf 2 -c:a aac",
    )
}

/// A file that ffmpeg makes.
fn made(name: &str, words: &str) -> File {
    of_words(name, words.split(' '))
}

/// The same, where a word may have spaces in it.
fn of_words<'a>(name: &str, words: impl Iterator<Item = &'a str>) -> File {
    let path = place(name);
    let done = Command::new("ffmpeg").args(["-y", "-v", "error", "-nostdin"]).args(words).arg(&path).status();
    assert!(done.is_ok_and(|status| status.success()), "install ffmpeg: `apt-get install ffmpeg`");
    let file = File::new(name, std::fs::read(&path).unwrap());
    std::fs::remove_file(path).unwrap();
    file
}

fn place(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("nearside video {}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

/// What a program says of a file, which comes after `before`.
fn told(file: &File, program: &str, before: &str, after: &str) -> String {
    let path = place(&format!("told {}", file.name()));
    std::fs::write(&path, block_on(file.bytes()).unwrap()).unwrap();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let output = Command::new(program).args(words(before)).arg(&path).args(words(after)).output().unwrap();
    std::fs::remove_file(path).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{}: {said}", file.name());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_film_is_looked_at() {
    for name in ["look.mp4", "look.mkv"] {
        let media = block_on(look(film(name)).on(calls())).unwrap();
        assert_eq!((media.tracks.len(), &media.tracks[0].codec), (2, &Codec::H264));
        assert!((media.duration - 3.0).abs() < 0.1, "{}", media.duration);
        let keys = block_on(keys(film(name)).on(calls())).unwrap();
        assert_eq!(keys.len(), 3);
        // In Matroska ffmpeg puts the pictures behind what AAC needs to find its pace.
        let late = if name.ends_with("mkv") { 0.021 } else { 0.0 };
        assert!((keys[2] - 2.0 - late).abs() < 0.002, "{keys:?}");
    }
}

#[test]
fn what_is_played_is_a_head_and_the_original() {
    let original = film("play.mkv");
    let played = block_on(playable(original.clone()).on(calls())).unwrap();
    let (whole, old) = (block_on(played.bytes()).unwrap(), block_on(original.bytes()).unwrap());
    assert!(whole.ends_with(&old) && &whole[4..8] == b"ftyp");
    let media = block_on(look(played).on(calls())).unwrap();
    assert_eq!((media.container, media.tracks[0].packets), (Container::Mp4, 90));
}

#[test]
fn a_cut_at_keys_copies_what_it_says() {
    let how = Cut { stretches: vec![Stretch { from: 1.2, to: 1.8 }], ..Cut::default() };
    let made = block_on(cut(film("cut.mp4"), how).on(calls())).unwrap();
    assert_eq!((made.file.name(), made.stretches.len()), ("cut.mp4", 1));
    assert!(
        (made.stretches[0].from - 1.0).abs() < 0.01 && made.stretches[0].to >= 1.8,
        "{:?}",
        made.stretches
    );
    let media = block_on(look(made.file).on(calls())).unwrap();
    assert!(media.tracks.iter().any(|track| matches!(track.role, Role::Audio(_))));
}

#[test]
fn a_film_goes_into_another_container() {
    let how = Cut { container: Some(Container::Matroska), ..Cut::default() };
    let made = block_on(cut(film("move.mp4"), how).on(calls())).unwrap();
    let media = block_on(keys(made.file.clone()).on(calls())).unwrap();
    assert_eq!((made.file.name(), media.len()), ("move.mkv", 3));
}

#[test]
fn what_needs_a_codec_says_so_where_there_is_none() {
    let how = Cut { stretches: vec![Stretch { from: 0.5, to: 1.5 }], exact: true, ..Cut::default() };
    let error = block_on(cut(film("exact.mp4"), how).on(calls())).unwrap_err();
    assert!(error.message().contains("WebCodecs"), "{error}");
    let error = block_on(look(File::new("a.mp4", b"hello".to_vec())).on(calls())).unwrap_err();
    assert!(error.message().ends_with('.'), "{error}");
}
