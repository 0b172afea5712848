//! Known answers: the same key, file and name give the same bytes natively and in a browser.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

use nearside::File;
use sha2::{Digest, Sha256};

use super::key::Head;
use super::record::{CHUNK, RECORD};
use super::stream::{Seal, open};
use super::{Key, Way, name};
use crate::{Path, body};

fn digits(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key's id, a hidden name, a sealed file of three records, and whether it opens whole and in its middle.
async fn answers() -> Vec<String> {
    let key = Key::new(&[3; 32]).await.unwrap();
    let path = Path::new("Größe/a.txt").unwrap();
    let plain: Vec<u8> = (0..150_000u32).map(|n| n.wrapping_mul(n) as u8).collect();
    let mut head = Head([5; 32]);
    head.0[..2].copy_from_slice(&[1, 0]);
    head.0[2..8].copy_from_slice(&key.head(&[0; 16]).unwrap().0[2..8]);
    let seal = Seal { key: &key, head, path: &path, first: 0, last: true };
    let sealed = seal.body(&File::new("x", plain.clone())).await.unwrap();
    let whole = open(&key, &path, &sealed, 0, true).await.unwrap();
    assert_eq!(body::read(&whole).await.unwrap(), plain);
    let middle = open(&key, &path, &sealed.range(RECORD..2 * RECORD), 1, false).await.unwrap();
    assert_eq!(body::read(&middle).await.unwrap(), plain[CHUNK as usize..2 * CHUNK as usize]);
    assert!(open(&key, &path, &sealed.range(0..RECORD), 0, true).await.is_err());
    let hidden = name::hide(&key, &path).unwrap().to_string();
    vec![key.id(), hidden, digits(&body::read(&sealed).await.unwrap())]
}

/// A vault as it was written once, with each way in.
const VAULT: &str = r#"{"version":1,"id":"d36ed4ab2351","slots":[
    {"label":"passphrase","way":{"way":"passphrase","salt":"OcUicIOd7vVeL45R2VkTSg==","memory":65536,"passes":3,"lanes":1},"nonce":"FLZ5JrNoXbrjMtko","wrapped":"UlaZjjQ/p3UmtFk2ppeU0unfiw++qklfohuGPn/7zhST/DXEeN2Ynsx7LsdoigV0"},
    {"label":"paper","way":{"way":"words","salt":"cwxgtpZzVfWqOPgHcUGw3Q=="},"nonce":"fup1t30NU/b7UzCy","wrapped":"wVR4u60Dvb45pgpLpb9uyiJzit56NDaZWPZoaB386LSnB9SjY1a77QWDV6RPBHC+"},
    {"label":"phone","way":{"way":"passkey","salt":"f5KIGevQ9KcWIQuXmpJqSw=="},"nonce":"9xgfG8obAFaTqYYW","wrapped":"FHq5IlXB3i1U43e3Ykee0A2UOXZESAkIfLUxigbWbQUJc3LIcTNJBSyBk0/I601Z"}]}"#;

/// The words that open it.
const WORDS: &str = "alpha deal scrub asthma idea logic bright thought \
                     alpha deal scrub asthma idea logic bright thought \
                     alpha deal scrub asthma idea logic bright truly";

async fn opens() {
    let vault: super::Vault = serde_json::from_str(VAULT).unwrap();
    for way in [Way::Passphrase("correct horse"), Way::Words(WORDS), Way::Passkey(&[9; 32])] {
        assert_eq!(vault.unlock(way).await.unwrap().id(), "d36ed4ab2351");
    }
}

/// The first and the last were also worked out from the description in [`super`] with another library.
const EXPECTED: [&str; 3] = [
    "f24483aa1dc2",
    "TE0MCQDBcK1s3szMdE25b0eJwn4hd1phtNpcLvIKSaM/bB3b8F8uWiSLrP4zzAeNh9pKEvNRLC_sLkJIzKGrQGk",
    "7f0a2f88baaf45fc1b2ae12134d91581a8c968970aa1d739b3866ec7908f09d4",
];

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use futures_executor::block_on;

    #[test]
    fn sealing_gives_the_known_bytes() {
        assert_eq!(block_on(super::answers()), super::EXPECTED);
    }

    #[test]
    fn a_vault_of_long_ago_opens() {
        block_on(super::opens());
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    async fn sealing_gives_the_known_bytes() {
        assert_eq!(super::answers().await, super::EXPECTED);
    }

    #[wasm_bindgen_test]
    async fn a_vault_of_long_ago_opens() {
        super::opens().await;
    }
}
