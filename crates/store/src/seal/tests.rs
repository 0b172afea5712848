//! Sealed stores: whole, in ranges, in parts; and whatever a keeper may try.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

use std::rc::Rc;

use futures_executor::block_on;
use nearside::File;
use proptest::prelude::*;

use super::record::{CHUNK, RECORD, sealed_size};
use super::stream::Seal;
use super::*;
use crate::suite::Suite;
use crate::{Kind, Memory, Path, Result, Store, When};

fn key(seed: u8) -> Key {
    block_on(Key::new(&[seed; 32])).unwrap()
}

fn store() -> (Rc<Memory>, Sealed<Rc<Memory>>) {
    let memory = Rc::new(Memory::default());
    (memory.clone(), Sealed::new(memory, key(1)))
}

fn path(text: &str) -> Path {
    Path::new(text).unwrap()
}

fn noise(size: usize) -> Vec<u8> {
    (0..size as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

fn write(store: &impl Store, name: &str, bytes: &[u8]) {
    block_on(store.write(&path(name), File::new("x", bytes.to_vec()), When::Always)).unwrap();
}

fn read(store: &impl Store, name: &str) -> Result<Vec<u8>> {
    block_on(async { crate::body::read(&store.read(&path(name), None).await?).await })
}

fn hidden(name: &str) -> Path {
    name::hide(&key(1), &path(name)).unwrap()
}

fn raw(memory: &Memory, name: &str) -> Vec<u8> {
    let hidden = hidden(name);
    block_on(async { memory.read(&hidden, None).await.unwrap().bytes().await.unwrap() })
}

/// Puts other bytes where the sealed file was; reading it must fail.
fn refuses(memory: &Memory, store: &Sealed<Rc<Memory>>, name: &str, bytes: Vec<u8>, what: &str) {
    block_on(memory.write(&hidden(name), File::new("x", bytes), When::Always)).unwrap();
    let error = read(store, name).expect_err(what);
    assert!(matches!(error.kind(), Kind::Corrupt | Kind::Locked), "{what}: {error}");
}

#[test]
fn a_sealed_store_passes_the_suite() {
    let report = block_on(Suite::new(&store().1, path("trial")).run());
    assert_eq!(report.failures(), [""; 0]);
    assert!(report.passed() >= 100, "{report}");
}

#[test]
fn the_keeper_sees_neither_names_nor_content() {
    let (memory, store) = store();
    let text = b"The treasure lies under the old oak tree. ".repeat(3000);
    write(&store, "secret plans/treasure.txt", &text);
    let raw = raw(&memory, "secret plans/treasure.txt");
    assert_eq!(raw.len() as u64, sealed_size(text.len() as u64));
    assert!(!raw.windows(8).any(|bytes| bytes == b"treasure"));
    let shown = hidden("secret plans/treasure.txt");
    assert!(!shown.as_str().contains("plans") && !shown.as_str().contains("treasure"));
}

#[test]
fn no_byte_of_a_file_can_be_changed() {
    let (memory, store) = store();
    write(&store, "a", b"hello");
    let sealed = raw(&memory, "a");
    for at in 0..sealed.len() {
        let mut bytes = sealed.clone();
        bytes[at] ^= 1;
        refuses(&memory, &store, "a", bytes, &format!("byte {at} was changed"));
    }
}

#[test]
fn a_file_cannot_be_cut_or_lengthened() {
    let (memory, store) = store();
    let body = noise(3 * CHUNK as usize);
    write(&store, "a", &body);
    let sealed = raw(&memory, "a");
    let record = RECORD as usize;
    for length in [0, 1, 47, record, 2 * record, 2 * record + 60, sealed.len() - 1] {
        refuses(&memory, &store, "a", sealed[..length].to_vec(), &format!("cut to {length}"));
    }
    refuses(&memory, &store, "a", [&sealed[..], &sealed[2 * record..]].concat(), "the last record doubled");
    refuses(&memory, &store, "a", [&sealed[..], b"x"].concat(), "a byte more");
    refuses(&memory, &store, "a", sealed[record..].to_vec(), "without its start");
}

#[test]
fn a_cut_file_is_noticed_by_ranges_at_and_beyond_its_end() {
    let (memory, store) = store();
    write(&store, "a", &noise(3 * CHUNK as usize));
    let cut = raw(&memory, "a")[..2 * RECORD as usize].to_vec();
    block_on(memory.write(&hidden("a"), File::new("x", cut), When::Always)).unwrap();
    for range in [2 * CHUNK..2 * CHUNK + 1, CHUNK..3 * CHUNK, 5 * CHUNK..6 * CHUNK] {
        let error = block_on(store.read(&path("a"), Some(range.clone()))).unwrap_err();
        assert_eq!(error.kind(), Kind::Corrupt, "{range:?}");
    }
    assert!(block_on(store.read(&path("a"), Some(0..CHUNK))).is_ok());
}

#[test]
fn records_cannot_change_places() {
    let (memory, store) = store();
    write(&store, "a", &noise(4 * CHUNK as usize));
    let sealed = raw(&memory, "a");
    let records: Vec<&[u8]> = sealed.chunks(RECORD as usize).collect();
    for (a, b) in [(0, 1), (1, 2), (2, 3), (0, 3)] {
        let mut order: Vec<&[u8]> = records.clone();
        order.swap(a, b);
        refuses(&memory, &store, "a", order.concat(), &format!("{a} and {b} swapped"));
    }
    refuses(&memory, &store, "a", [records[0], records[2], records[3]].concat(), "one left out");
    refuses(
        &memory,
        &store,
        "a",
        [records[0], records[1], records[1], records[2], records[3]].concat(),
        "doubled",
    );
}

#[test]
fn files_cannot_change_places_nor_lend_records() {
    let (memory, store) = store();
    write(&store, "a", &noise(3 * CHUNK as usize));
    let other_version = raw(&memory, "a");
    write(&store, "a", &noise(3 * CHUNK as usize));
    write(&store, "b", &noise(3 * CHUNK as usize));
    let (a, b, record) = (raw(&memory, "a"), raw(&memory, "b"), RECORD as usize);
    refuses(&memory, &store, "a", b.clone(), "another file in its place");
    refuses(&memory, &store, "a", [&b[..record], &a[record..]].concat(), "a record of another file");
    refuses(
        &memory,
        &store,
        "a",
        [&a[..record], &other_version[record..]].concat(),
        "records of an old version",
    );
}

#[test]
fn another_vaults_key_opens_nothing_and_shows_nothing() {
    let (memory, store) = store();
    write(&store, "a", b"x");
    let other = Sealed::new(memory.clone(), key(2));
    assert_eq!(read(&other, "a").unwrap_err().kind(), Kind::NotFound);
    assert!(block_on(other.list(&Path::root(), None)).unwrap().entries.is_empty());
    let there = name::hide(&key(2), &path("a")).unwrap();
    block_on(memory.rename(&hidden("a"), &there, When::New)).unwrap();
    assert_eq!(read(&other, "a").unwrap_err().kind(), Kind::Locked);
}

#[test]
fn what_others_put_beside_it_is_not_shown() {
    let (memory, store) = store();
    write(&store, "mine", b"x");
    write(&memory, "vault.json", b"{}");
    let listed = block_on(store.list(&Path::root(), None)).unwrap().entries;
    assert_eq!(listed.iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(), ["mine"]);
}

#[test]
fn a_part_sent_twice_is_sealed_with_two_keys() {
    let (key, path) = (key(1), path("a"));
    let send = || {
        let head = key.head(&[7; 16]).unwrap();
        let seal = Seal { key: &key, head, path: &path, first: 0, last: true };
        block_on(async { seal.body(&File::new("x", vec![0; 100])).await.unwrap().bytes().await.unwrap() })
    };
    assert_ne!(send()[32..], send()[32..]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_range_of_any_file_reads(size in 0usize..300_000, start in 0u64..320_000, length in 0u64..200_000) {
        let (_, store) = store();
        let body = noise(size);
        write(&store, "a", &body);
        let found = block_on(async {
            let range = store.read(&path("a"), Some(start..start + length)).await.unwrap();
            range.bytes().await.unwrap()
        });
        let at = |n: u64| (n as usize).min(size);
        prop_assert_eq!(found, &body[at(start)..at(start + length)]);
    }

    #[test]
    fn any_changed_bit_is_noticed(size in 0usize..140_000, at in any::<prop::sample::Index>(), bit in 0u32..8) {
        let (memory, store) = store();
        write(&store, "a", &noise(size));
        let mut bytes = raw(&memory, "a");
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        refuses(&memory, &store, "a", bytes, "a bit was changed");
    }
}

fn words() -> String {
    recovery_words().unwrap()
}

#[test]
fn every_way_opens_the_same_vault() {
    block_on(async {
        let (phrase, words, passkey) = ("correct horse", words(), [9; 32]);
        let (mut vault, key) = Vault::new(Way::Passphrase(phrase), "passphrase").await.unwrap();
        vault.add(Way::Passphrase(phrase), Way::Words(&words), "paper").await.unwrap();
        vault.add(Way::Words(&words), Way::Passkey(&passkey), "phone").await.unwrap();
        let vault: Vault = serde_json::from_str(&serde_json::to_string(&vault).unwrap()).unwrap();
        for way in [Way::Passphrase(phrase), Way::Words(&words), Way::Passkey(&passkey)] {
            let opened = vault.unlock(way).await.unwrap();
            assert_eq!(opened.id(), key.id());
            let secret = key.seal_secret("bucket", b"key and secret").await.unwrap();
            assert_eq!(opened.open_secret("bucket", &secret).await.unwrap(), b"key and secret");
        }
    });
}

#[test]
fn a_wrong_way_is_denied_in_words() {
    block_on(async {
        let (mut vault, _) = Vault::new(Way::Passkey(&[1; 32]), "phone").await.unwrap();
        vault.add(Way::Passkey(&[1; 32]), Way::Words(&words()), "paper").await.unwrap();
        for way in [Way::Passkey(&[2; 32]), Way::Words(&words()), Way::Passphrase("x")] {
            assert_eq!(vault.unlock(way).await.err().unwrap().kind(), Kind::Denied);
        }
        assert_eq!(vault.remove(0), Ok(()));
        assert_eq!(vault.unlock(Way::Passkey(&[1; 32])).await.err().unwrap().kind(), Kind::Denied);
        assert_eq!(vault.remove(0).unwrap_err().kind(), Kind::Invalid);
    });
}

#[test]
fn words_are_read_as_people_write_them_and_checked() {
    block_on(async {
        let words = words();
        let (vault, _) = Vault::new(Way::Words(&words), "paper").await.unwrap();
        let shouted = format!("  {}\n", words.to_uppercase().replace(' ', "\n "));
        assert!(vault.unlock(Way::Words(&shouted)).await.is_ok());
        let mut swapped: Vec<&str> = words.split(' ').collect();
        swapped[3] = if swapped[3] == "zoo" { "abandon" } else { "zoo" };
        for (wrong, says) in [
            (words.replacen(swapped[0], "nearside", 1), "Word 1 "),
            (words.split(' ').take(23).collect::<Vec<_>>().join(" "), "24"),
            (String::new(), "24"),
        ] {
            let error = vault.unlock(Way::Words(&wrong)).await.err().unwrap();
            assert_eq!(error.kind(), Kind::Invalid);
            assert!(error.to_string().contains(says), "{error}");
        }
        assert!(vault.unlock(Way::Words(&swapped.join(" "))).await.is_err());
    });
}

#[test]
fn a_forged_vault_cannot_ask_for_all_memory_nor_for_less_work() {
    block_on(async {
        let (vault, _) = Vault::new(Way::Passphrase("x"), "passphrase").await.unwrap();
        let json = serde_json::to_string(&vault).unwrap();
        for (forged, kind) in [("4194304", Kind::Corrupt), ("64", Kind::Denied)] {
            let json = json.replace("\"memory\":65536", &format!("\"memory\":{forged}"));
            let forged: Vault = serde_json::from_str(&json).unwrap();
            assert_eq!(forged.unlock(Way::Passphrase("x")).await.err().unwrap().kind(), kind);
        }
    });
}

#[test]
fn a_secret_opens_for_its_own_place_only() {
    let (ours, other) = (key(1), key(2));
    block_on(async {
        let secret = ours.seal_secret("bucket", b"s").await.unwrap();
        for (key, name) in [(&ours, "other"), (&other, "bucket")] {
            assert_eq!(key.open_secret(name, &secret).await.unwrap_err().kind(), Kind::Corrupt);
        }
        assert_eq!(ours.open_secret("bucket", &secret).await.unwrap(), b"s");
        assert!(ours.open_secret("bucket", "").await.is_err());
    });
}
