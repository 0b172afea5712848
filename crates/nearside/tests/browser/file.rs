//! Blobs and buffers as files.

use js_sys::{Array, Uint8Array};
use nearside::File;
use wasm_bindgen_test::wasm_bindgen_test;

fn blob(bytes: &[u8]) -> web_sys::Blob {
    web_sys::Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).unwrap()
}

#[wasm_bindgen_test]
async fn a_blob_is_read_in_blocks_and_whole() {
    let bytes: Vec<u8> = (0..9_000_001_u32).map(|index| (index % 251) as u8).collect();
    let file = File::from_blob("a.bin", blob(&bytes));
    assert_eq!(file.size(), bytes.len() as u64);
    assert!(file.bytes().await.unwrap() == bytes);
}

#[wasm_bindgen_test]
async fn a_range_of_a_blob_is_a_blob() {
    let file = File::from_blob("a.bin", blob(b"0123456789")).range(3..99);
    assert_eq!((file.name(), file.size()), ("a.bin", 7));
    assert_eq!(file.bytes().await.unwrap(), b"3456789");
}

#[wasm_bindgen_test]
async fn a_buffer_is_a_file_too() {
    let file = File::from_buffer("a.txt", Uint8Array::from(&b"hello"[..]).buffer());
    assert_eq!((file.kind(), file.size()), ("text/plain", 5));
    assert_eq!(file.range(1..3).bytes().await.unwrap(), b"el");
    assert_eq!(file.range(3..99).bytes().await.unwrap(), b"lo");
}

#[wasm_bindgen_test]
async fn name_kind_and_date_survive_the_way_to_javascript_and_back() {
    let file = File::new("a.png", vec![1, 2]).dated(Some(86_400_000.0));
    let back = File::from(file.to_js());
    assert_eq!((back.name(), back.kind(), back.modified()), ("a.png", "image/png", Some(86_400_000.0)));
    assert_eq!(back.bytes().await.unwrap(), [1, 2]);
}
