//! Both ways between here and Debian's `age`; and what must not open.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

use std::path::Path;
use std::process::Command;

use futures_executor::block_on;
use nearside::File;

use super::*;

const PHRASE: &str = "correct horse battery";
/// Nothing, one byte, exactly one and two chunks and a byte around them, ten megabytes.
const SIZES: [usize; 7] = [0, 1, (64 << 10) - 1, 64 << 10, (64 << 10) + 1, 128 << 10, 10_000_000];

fn noise(size: usize) -> Vec<u8> {
    (0..size as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

fn bytes(file: &File) -> Vec<u8> {
    block_on(file.bytes()).unwrap()
}

fn opened(sealed: Vec<u8>, secret: &str) -> Result<Vec<u8>> {
    block_on(open(&File::new("a.txt.age", sealed), secret)).map(|file| bytes(&file))
}

/// Runs a tool; with a passphrase it gets the terminal that it wants, and the passphrase twice.
fn tool(folder: &Path, line: &str, passphrase: Option<&str>) -> String {
    let output = match passphrase {
        None => Command::new("sh").arg("-c").arg(line).current_dir(folder).output().unwrap(),
        Some(text) => {
            let input = format!("(sleep 0.3; echo '{text}'; sleep 0.3; echo '{text}'; sleep 3)");
            let line = format!("{input} | script -qec '{line}' /dev/null");
            Command::new("sh").arg("-c").arg(line).current_dir(folder).output().unwrap()
        }
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{line}: {said} {}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A key of age and its address.
fn age_key(folder: &Path) -> (String, String) {
    tool(folder, "age-keygen -o key.txt", None);
    let key = std::fs::read_to_string(folder.join("key.txt")).unwrap();
    (key, tool(folder, "age-keygen -y key.txt", None).trim().to_owned())
}

#[test]
fn age_opens_what_is_sealed_here_for_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let (_, address) = age_key(folder.path());
    for size in SIZES {
        let sealed =
            block_on(seal_for(&File::new("a.txt", noise(size)), std::slice::from_ref(&address))).unwrap();
        assert_eq!(sealed.name(), "a.txt.age");
        std::fs::write(folder.path().join("a.age"), bytes(&sealed)).unwrap();
        tool(folder.path(), "age -d -i key.txt a.age > a", None);
        assert!(std::fs::read(folder.path().join("a")).unwrap() == noise(size), "{size} bytes");
    }
}

#[test]
fn what_age_seals_for_a_key_is_opened_here() {
    let folder = tempfile::tempdir().unwrap();
    let (key, address) = age_key(folder.path());
    for size in SIZES {
        std::fs::write(folder.path().join("a"), noise(size)).unwrap();
        for armor in ["", "-a"] {
            // Another recipient, whose stanza is not ours.
            let other = "age1k7fva0q3ctydgl9t284mk8599l7ukfuza875rseynwtljrss2fusnjqzhq";
            tool(folder.path(), &format!("age {armor} -r {other} -r {address} -o a.age a"), None);
            let sealed = std::fs::read(folder.path().join("a.age")).unwrap();
            assert_eq!(block_on(is(&File::new("x", sealed.clone()))), Ok(true));
            assert!(opened(sealed, &key).unwrap() == noise(size), "{size} bytes {armor}");
        }
    }
}

#[test]
fn age_opens_what_is_sealed_here_with_a_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = block_on(seal_with_passphrase(&File::new("a.txt", noise(100_000)), PHRASE)).unwrap();
    std::fs::write(folder.path().join("a.age"), bytes(&sealed)).unwrap();
    tool(folder.path(), "age -d -o a a.age", Some(PHRASE));
    assert!(std::fs::read(folder.path().join("a")).unwrap() == noise(100_000));
}

#[test]
fn what_age_seals_with_a_passphrase_is_opened_here() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a"), noise(100_000)).unwrap();
    tool(folder.path(), "age -p -o a.age a", Some(PHRASE));
    let sealed = std::fs::read(folder.path().join("a.age")).unwrap();
    assert!(opened(sealed.clone(), PHRASE).unwrap() == noise(100_000));
    assert_eq!(opened(sealed, "wrong horse").unwrap_err().kind(), Kind::Denied);
}

/// A key that was made once, and its address.
const KEY: &str = "AGE-SECRET-KEY-1A3ZXWXUDCLR020U8QSR4YZ75RGC7THCZHJZQAFWCLFU5VZNLJ7HSJ2D2C7";
const ADDRESS: &str = "age170mewl74l0a89hmc6wevfms8c6z6yv2czcv2w04z9jtf2hrhvv3q5vz6h7";

fn sealed(size: usize) -> Vec<u8> {
    bytes(&block_on(seal_for(&File::new("a.txt", noise(size)), &[ADDRESS.into()])).unwrap())
}

#[test]
fn no_byte_can_be_changed_and_no_end_cut() {
    let whole = sealed(70_000);
    for at in (0..whole.len()).filter(|at| *at < 300 || at % 997 == 0) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert!(opened(changed, KEY).is_err(), "byte {at} was changed");
    }
    for length in (0..whole.len()).filter(|at| *at < 300 || at % 997 == 0) {
        assert!(opened(whole[..length].to_vec(), KEY).is_err(), "cut to {length}");
    }
    assert_eq!(opened([&whole[..], b"x"].concat(), KEY).unwrap_err().kind(), Kind::Corrupt);
}

#[test]
fn a_file_cut_between_chunks_is_told_from_a_damaged_one() {
    let whole = sealed(128 << 10);
    let cut = opened(whole[..whole.len() - (64 << 10) - 16].to_vec(), KEY).unwrap_err();
    assert!(cut.to_string().contains("missing"), "{cut}");
    let mut changed = whole.clone();
    changed[300] ^= 1;
    assert!(opened(changed, KEY).unwrap_err().to_string().contains("damaged"));
}

#[test]
fn every_refusal_says_what_to_do() {
    let nobody = block_on(seal_for(&File::new("a", vec![]), &["age1nonsense".into()])).unwrap_err();
    let errors = [
        (nobody, Kind::Invalid),
        (block_on(seal_for(&File::new("a", vec![]), &[])).unwrap_err(), Kind::Invalid),
        (opened(b"no age".to_vec(), PHRASE).unwrap_err(), Kind::Invalid),
        (opened(sealed(1), PHRASE).unwrap_err(), Kind::Denied),
        (opened(sealed(1), &KEY.replace(&KEY[KEY.len() - 4..], "QQQQ")).unwrap_err(), Kind::Invalid),
        (opened(b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl".to_vec(), PHRASE).unwrap_err(), Kind::Corrupt),
    ];
    for (error, kind) in errors {
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().ends_with('.'), "{error}");
    }
}
