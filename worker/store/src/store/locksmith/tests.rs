//! The vault through its calls, as a page makes them; each test runs in a thread, which is a browser of its own.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

use ::store::{Kind, Lock, LockState, Memory, Path, Secret, Store, WayKind, When};
use futures_executor::block_on;
use nearside::{File, Job};
use serde::de::DeserializeOwned;

use super::copy::{agree, refresh};
use crate::keys::{
    add_passkey, add_words, calls, change_passphrase, lock_vault, make_vault, remove_way, unlock_vault, vault,
};

const PHRASE: &str = "correct horse battery";

fn run<T: DeserializeOwned>(job: Job<T>) -> T {
    block_on(job.on(calls())).unwrap()
}

/// Why a call failed; it must be a sentence.
fn fails<T: DeserializeOwned>(job: Job<T>) -> Kind {
    let error = block_on(job.on(calls())).err().expect("it worked").failed::<::store::Error>().unwrap();
    assert!(error.to_string().ends_with('.'), "{error}");
    error.kind()
}

fn phrase(text: &str) -> Secret {
    Secret::Passphrase(text.into())
}

fn kinds(lock: &Lock) -> Vec<WayKind> {
    lock.ways.iter().map(|way| way.kind).collect()
}

#[test]
fn a_vault_is_made_locked_and_opened() {
    assert_eq!(run(vault()).state, LockState::Absent);
    assert_eq!(fails(unlock_vault(phrase(PHRASE))), Kind::NotFound);
    assert_eq!(fails(make_vault("too short".into())), Kind::Invalid);
    assert_eq!(run(make_vault(PHRASE.into())).state, LockState::Open);
    assert_eq!(fails(make_vault("another passphrase".into())), Kind::Exists);
    assert_eq!(run(lock_vault()).state, LockState::Locked);
    assert_eq!(fails(unlock_vault(phrase("wrong horse battery"))), Kind::Denied);
    assert_eq!(run(vault()).state, LockState::Locked);
    assert_eq!(run(unlock_vault(phrase(PHRASE))).state, LockState::Open);
}

#[test]
fn words_and_a_passphrase_take_the_place_of_earlier_ones() {
    run(make_vault(PHRASE.into()));
    let old = run(add_words(phrase(PHRASE)));
    let words = run(add_words(phrase(PHRASE)));
    assert_eq!(words.split(' ').count(), 24);
    assert_eq!(fails(unlock_vault(Secret::Words(old))), Kind::Denied);
    assert_eq!(fails(unlock_vault(Secret::Words(words.replacen(' ', " x", 1)))), Kind::Invalid);
    let lock = run(change_passphrase(Secret::Words(words.clone()), "quite another phrase".into()));
    assert_eq!(kinds(&lock), [WayKind::Words, WayKind::Passphrase]);
    run(lock_vault());
    assert_eq!(fails(unlock_vault(phrase(PHRASE))), Kind::Denied);
    assert!(run(unlock_vault(phrase("quite another phrase"))).is_open());
    run(lock_vault());
    assert!(run(unlock_vault(Secret::Words(words.to_uppercase().replace(' ', "  ")))).is_open());
}

#[test]
fn a_passkey_opens_the_vault_until_it_is_taken_away() {
    run(make_vault(PHRASE.into()));
    let key = Secret::Passkey([7; 32]);
    let lock = run(add_passkey(phrase(PHRASE), [7; 32], "My phone".into(), "an id".into()));
    let way = lock.ways.last().unwrap();
    let (first, passkey) = (lock.ways[0].clone(), way.clone());
    assert_eq!((way.kind, way.label.as_str()), (WayKind::Passkey, "My phone"));
    assert_eq!(way.credential.as_deref(), Some("an id"));
    run(lock_vault());
    assert_eq!(fails(remove_way(passkey.clone())), Kind::Locked);
    assert_eq!(fails(unlock_vault(Secret::Passkey([8; 32]))), Kind::Denied);
    assert!(run(unlock_vault(key.clone())).is_open());
    assert_eq!(kinds(&run(remove_way(passkey.clone()))), [WayKind::Passphrase]);
    assert_eq!(fails(remove_way(passkey)), Kind::Invalid, "once more is one too many");
    assert_eq!(fails(unlock_vault(key)), Kind::Denied);
    assert_eq!(fails(remove_way(first)), Kind::Invalid);
}

/// The copy of the vault's document in a place.
fn copy_in(place: &Memory) -> Vec<u8> {
    block_on(async { place.read(&there(), None).await.unwrap().bytes().await.unwrap() })
}

fn there() -> Path {
    Path::new(super::copy::THERE).unwrap()
}

#[test]
fn a_private_place_brings_its_vault_to_another_browser() {
    let place = std::rc::Rc::new(Memory::default());
    assert_eq!(block_on(agree(&place)).err().unwrap().kind(), Kind::Locked);
    run(make_vault(PHRASE.into()));
    let id = block_on(agree(&place)).unwrap().id();
    let before = copy_in(&place);
    let words = run(add_words(phrase(PHRASE)));
    assert_eq!(copy_in(&place), before);
    block_on(refresh(&place)).unwrap();
    let after = copy_in(&place);
    assert_ne!(after, before);

    let elsewhere = std::thread::spawn(move || {
        let place = Memory::default();
        block_on(place.write(&there(), File::new("", after), When::Always)).unwrap();
        assert_eq!(block_on(agree(&place)).err().unwrap().kind(), Kind::Locked);
        assert_eq!(run(vault()).state, LockState::Locked);
        run(unlock_vault(Secret::Words(words)));
        block_on(agree(&place)).unwrap().id()
    });
    assert_eq!(elsewhere.join().unwrap(), id);
}

#[test]
fn the_vault_of_somebody_else_is_not_written_over() {
    let theirs = std::thread::spawn(|| {
        run(make_vault(PHRASE.into()));
        let place = Memory::default();
        block_on(agree(&place)).unwrap();
        copy_in(&place)
    });
    let theirs = theirs.join().unwrap();
    run(make_vault(PHRASE.into()));
    let place = Memory::default();
    block_on(place.write(&there(), File::new("", theirs.clone()), When::Always)).unwrap();
    assert_eq!(block_on(agree(&place)).err().unwrap().kind(), Kind::Locked);
    assert_eq!(copy_in(&place), theirs);
}
