//! What only a real browser shows: a folder on disk (the private folder of an origin has the same handles as one that a person
//! picks), and requests that crawl.
#![cfg(target_arch = "wasm32")]

use nearside::File;
use nearside_store::folder::{Folder, forget, keep};
use nearside_store::http::{Fetch, Http, Request};
use nearside_store::suite::Suite;
use nearside_store::{Kind, Path, Store, When};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen(inline_js = "
export async function fresh(name) {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(name, { recursive: true }).catch(() => {});
  return await root.getDirectoryHandle(name, { create: true });
}
export async function touch(folder, name) {
  await folder.getFileHandle(name, { create: true });
}
// Answers that come in so many pieces, one each so many milliseconds; from then on nothing comes.
export function drip(pieces, wait, ends) {
  const seen = { now: 0, most: 0 };
  globalThis.fetch = async (_, { signal }) => {
    seen.most = Math.max(seen.most, ++seen.now);
    let left = pieces;
    const body = new ReadableStream({
      start: (stream) => signal.addEventListener('abort', () => { try { stream.error(signal.reason) } catch {} }),
      pull: async (stream) => {
        if (!left && !ends) return await new Promise(() => {});
        await new Promise((done) => setTimeout(done, wait));
        if (left--) return stream.enqueue(new Uint8Array(1000).fill(left));
        seen.now--;
        stream.close();
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/css' } });
  };
  return seen;
}
export const most = (seen) => seen.most;
// A handle of a folder for which a person has to be asked again, as after a restart.
export function shut(folder) {
  return new Proxy(folder, { get: (target, key) => key === 'queryPermission' ? async () => 'prompt' : target[key] });
}
")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn fresh(name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn touch(folder: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    fn shut(folder: &JsValue) -> JsValue;
    fn drip(pieces: u32, wait: u32, ends: bool) -> JsValue;
    fn most(seen: &JsValue) -> u32;
}

fn path(text: &str) -> Path {
    Path::new(text).unwrap()
}

fn file(text: &str) -> File {
    File::new("a", text.as_bytes().to_vec())
}

#[wasm_bindgen_test]
async fn a_folder_passes_the_suite() {
    let folder = Folder::of("Pictures", fresh("suite").await.unwrap()).await.unwrap();
    let report = Suite::new(&folder, path("trial")).many(200).run().await;
    assert_eq!(report.failures(), [""; 0]);
    assert!(report.passed() >= 80, "{report}");
}

#[wasm_bindgen_test]
async fn a_handle_that_was_kept_is_found_until_it_is_forgotten() {
    let handle = fresh("kept").await.unwrap();
    let key = keep(&handle).await.unwrap();
    Folder::of("", handle).await.unwrap().write(&path("a"), file("x"), When::Always).await.unwrap();
    let folder = Folder::open("Pictures", &key).await.unwrap();
    assert_eq!(folder.read(&path("a"), None).await.unwrap().bytes().await.unwrap(), b"x");
    forget(&key).await.unwrap();
    let lost = Folder::open("Pictures", &key).await.map(drop).unwrap_err();
    assert_eq!(lost.kind(), Kind::NotFound);
    assert!(lost.to_string().contains("Pick the folder again"), "{lost}");
}

#[wasm_bindgen_test]
async fn what_a_browser_leaves_behind_is_not_listed() {
    let handle = fresh("swap").await.unwrap();
    touch(&handle, "a.txt.crswap").await.unwrap();
    touch(&handle, "a.txt").await.unwrap();
    let folder = Folder::of("", handle).await.unwrap();
    let names: Vec<_> = folder.list(&Path::root(), None).await.unwrap().entries;
    assert_eq!(names.iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(), ["a.txt"]);
}

#[wasm_bindgen_test]
async fn a_folder_that_wants_to_be_asked_again_says_so() {
    let refused = Folder::of("Pictures", shut(&fresh("shut").await.unwrap())).await.map(drop).unwrap_err();
    assert_eq!(refused.kind(), Kind::Denied);
    assert!(refused.to_string().contains("Allow it"), "{refused}");
}

/// The same size within one tick of the file system's clock.
#[wasm_bindgen_test]
async fn contents_that_follow_at_once_have_marks_of_their_own() {
    let folder = Folder::of("", fresh("marks").await.unwrap()).await.unwrap();
    let mut marks = Vec::new();
    for n in 0..20 {
        let written = folder.write(&path("a"), file(&format!("{n:02}")), When::Always).await.unwrap();
        marks.extend(written.etag);
    }
    marks.dedup();
    assert_eq!(marks.len(), 20);
}

#[wasm_bindgen_test]
async fn a_body_of_unknown_length_takes_the_time_it_needs_as_long_as_something_comes() {
    drip(10, 60, true);
    let slow = Fetch::patient(300.0).send(Request::new("GET", "https://slow.example/a")).await.unwrap();
    let bytes = slow.body.bytes().await.unwrap();
    assert_eq!((bytes.len(), bytes[0], bytes[9999], slow.body.kind()), (10_000, 9, 0, "text/css"));
    drip(3, 10, false);
    let stalled =
        Fetch::patient(300.0).send(Request::new("GET", "https://slow.example/b")).await.unwrap_err();
    assert!(stalled.is_temporary() && stalled.to_string().contains("too slow"), "{stalled}");
}

#[wasm_bindgen_test]
async fn a_host_is_asked_for_six_things_at_a_time() {
    let seen = drip(1, 50, true);
    // Whoever waits has no time that runs.
    let http = Fetch::patient(400.0);
    let all = (0..40).map(|n| http.send(Request::new("GET", format!("https://one.example/{n}"))));
    futures_util::future::try_join_all(all).await.unwrap();
    assert_eq!(most(&seen), 6);
    let both = ["one", "other"].map(|host| (0..6).map(move |n| format!("https://{host}.example/{n}")));
    let seen = drip(1, 50, true);
    let all = both.into_iter().flatten().map(|url| http.send(Request::new("GET", url)));
    futures_util::future::try_join_all(all).await.unwrap();
    assert_eq!(most(&seen), 12);
}
