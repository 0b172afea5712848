//! Pictures in pages: the same pixels come out that went in, as other programs see them.
#![cfg(feature = "edit")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::path::PathBuf;
use std::process::Command;

use nearside_document::Kind;
use nearside_document::edit::{Album, Binder, Fit, Paper, embeddable};
use support::*;

fn bind(pictures: Vec<Vec<u8>>, album: &Album) -> nearside_document::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut binder = Binder::new(&mut out, album)?;
    for picture in pictures {
        binder.add(picture, "a picture")?;
    }
    binder.finish()?;
    Ok(out)
}

fn folder(name: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/photos").join(name);
    let mut files: Vec<_> =
        folder.read_dir().into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    if files.is_empty() {
        println!("{} is not here: this test looks at nothing", folder.display());
    }
    files
}

fn command(program: &str, arguments: &[&str]) -> Vec<u8> {
    Command::new(program).args(arguments).output().unwrap().stdout
}

/// A portable pixel map without its head: width, height, samples.
fn pixels(map: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut fields = map.splitn(5, |byte| byte.is_ascii_whitespace());
    let mut number = || String::from_utf8_lossy(fields.next().unwrap_or_default()).into_owned();
    let (_, width, height, _) = (number(), number(), number(), number());
    (width.parse().unwrap_or(0), height.parse().unwrap_or(0), fields.next().unwrap_or_default().to_vec())
}

/// A JPEG's head with this orientation and these colours; without pixels.
fn jpeg(orientation: u8, colours: u8) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8];
    bytes.extend([0xFF, 0xE1, 0, 34]);
    bytes.extend(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    bytes.extend([orientation, 0, 0, 0, 0, 0, 0]);
    bytes.extend([0xFF, 0xEE, 0, 14]);
    bytes.extend(b"Adobe\0d\0\0\0\0\0");
    bytes.extend([0xFF, 0xC0, 0, 8 + 3 * colours, 8, 0, 30, 0, 40, colours]);
    (0..colours).for_each(|colour| bytes.extend([colour + 1, 0x11, 0]));
    bytes.extend([0xFF, 0xDA, 0, 2, 0xFF, 0xD9]);
    bytes
}

#[test]
fn a_turned_jpeg_stands_upright_and_says_not_where_it_was_taken() {
    for (orientation, size) in [(1, (30.0, 22.5)), (3, (30.0, 22.5)), (6, (22.5, 30.0)), (8, (22.5, 30.0))] {
        let made = bind(vec![jpeg(orientation, 3)], &Album::default()).unwrap();
        assert_eq!(open(&made).unwrap().page(0).unwrap().size(), size);
        assert!(!made.windows(4).any(|window| window == b"Exif"));
    }
    let made = bind(vec![jpeg(1, 4)], &Album::default()).unwrap();
    let text = String::from_utf8_lossy(&made);
    assert!(text.contains("/DeviceCMYK") && text.contains("/Decode [1 0 1 0 1 0 1 0]"));
}

#[test]
fn pictures_fit_their_paper() {
    let album = |fit| Album { paper: Some(Paper::A4), turn: true, margin: 20.0, fit, ..Album::default() };
    for fit in [Fit::Whole, Fit::Fill, Fit::Shrink] {
        let made = bind(vec![jpeg(1, 3), jpeg(6, 3)], &album(fit)).unwrap();
        let document = open(&made).unwrap();
        let wide = document.page(0).unwrap().size();
        assert!(wide.0 > wide.1);
        assert_eq!(document.page(1).unwrap().size(), (wide.1, wide.0));
        if has("qpdf") {
            // The pictures have no pixels, of which it may warn.
            assert_ne!(qpdf(&made, "").0, 2);
        }
    }
}

#[test]
fn what_cannot_be_a_page_is_told_in_a_sentence() {
    for (picture, kind) in [
        (b"GIF89a".to_vec(), Kind::Unsupported),
        (b"\x89PNG\r\n\x1a\n".to_vec(), Kind::Broken),
        (jpeg(1, 2), Kind::Unsupported),
        (Vec::new(), Kind::Unsupported),
    ] {
        let error = bind(vec![picture], &Album::default()).unwrap_err();
        assert!(error.kind == kind && error.message.ends_with('.'), "{error}");
    }
    assert!(!embeddable(b"GIF89a") && embeddable(&jpeg(1, 3)));
    assert_eq!(bind(Vec::new(), &Album::default()).unwrap_err().kind, Kind::Settings);
    let narrow = Album { paper: Some(Paper::A5), margin: 300.0, ..Album::default() };
    assert_eq!(bind(Vec::new(), &narrow).unwrap_err().kind, Kind::Settings);
}

#[test]
fn png_of_every_kind_keeps_its_pixels() {
    if !has("pdfimages") || !has("qpdf") {
        return;
    }
    let (mut same, mut different) = (0, Vec::new());
    // Some of them, as each starts three programs. Of 16 bits and of two colours in a palette pdfimages makes something else.
    let files = folder("pngsuite").into_iter().filter(|path| {
        let name = name(path);
        !name.ends_with("16.png") && !name.ends_with("3p01.png")
    });
    for path in files.step_by(5) {
        let name = name(&path);
        // The suite's broken files begin with x; those must only be told.
        let bytes = std::fs::read(&path).unwrap();
        let made = match bind(vec![bytes], &Album::default()) {
            Ok(made) => made,
            Err(error) => {
                assert!(name.starts_with('x') || !name.ends_with(".png"), "{name}: {error}");
                continue;
            }
        };
        if name.starts_with('x') {
            continue;
        }
        let verdict = qpdf(&made, "");
        assert_eq!(verdict.0, 0, "{name}: {}", verdict.1);
        let folder = std::env::temp_dir().join(format!("nearside-album-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("a.pdf");
        std::fs::write(&file, made).unwrap();
        command("pdfimages", &["-png", file.to_str().unwrap(), folder.join("out").to_str().unwrap()]);
        // Both as plain colours without alpha, read by the same program.
        let map = |path: PathBuf| {
            let script = "import sys\nfrom PIL import Image\ni=Image.open(sys.argv[1]).convert('RGBA').convert('RGB')\nsys.stdout.buffer.write(b'P6 %d %d 255 '%i.size+i.tobytes())";
            pixels(&command("python3", &["-c", script, path.to_str().unwrap()]))
        };
        let (before, after) = (map(path.clone()), map(folder.join("out-000.png")));
        let _ = std::fs::remove_dir_all(&folder);
        if before.0 == 0 {
            println!("python3 with PIL is not here: pixels are not compared");
            return;
        }
        if before == after { same += 1 } else { different.push(name) }
    }
    println!("{same} the same, different: {different:?}");
    assert!(different.is_empty(), "{different:?}");
}
