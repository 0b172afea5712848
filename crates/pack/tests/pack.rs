//! Packs folders as Trunk leaves them, made here in code, and looks at what comes out.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use nearside_pack::{Options, Packed, pack};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

const INDEX: &str = r#"<!doctype html>
<html lang="en"><head>
<meta charset="utf-8">
<base href="./">
<script type="module" src="./boot.js" data-js="./app-0123456789abcdef.js" data-wasm="./app-0123456789abcdef_bg.wasm"></script>
<link rel="stylesheet" href="./style-0123456789abcdef.css">
<link rel="modulepreload" href="./app-0123456789abcdef.js" crossorigin="anonymous" integrity="sha384-x">
<link rel="modulepreload" href="./snippets/app-77/inline0.js" integrity="sha384-y">
<link rel="preload" href="./app-0123456789abcdef_bg.wasm" integrity="sha384-z" as="fetch" type="application/wasm"></head>
<body></body></html>
"#;

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("nearside-pack-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// What Trunk leaves, with a photo worker whose contents are `photo`.
    fn staged(photo: &str) -> Self {
        let folder = Self::new();
        folder
            .with("index.html", INDEX)
            .with(
                "app-0123456789abcdef.js",
                "import { a } from './snippets/app-77/inline0.js'; export { i as default };",
            )
            .with("app-0123456789abcdef_bg.wasm", "app wasm")
            .with("style-0123456789abcdef.css", "main { color: red }")
            .with("photo.js", "import { b } from './snippets/lib-88/js/x.js'; export { i as default };")
            .with("photo_bg.wasm", photo)
            .with("paper.js", "export { i as default };")
            .with("paper_bg.wasm", "paper wasm")
            .with("snippets/app-77/inline0.js", "export const a = 1;")
            .with("snippets/lib-88/js/x.js", "export const b = 2;")
            .with("icon.svg", "<svg></svg>")
    }

    fn with(self, path: &str, text: &str) -> Self {
        let file = self.0.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    fn release(&self) -> Packed {
        self.replacing(None)
    }

    fn replacing(&self, previous: Option<&Folder>) -> Packed {
        let previous = previous.map(|old| old.0.clone());
        pack(&Options { dir: self.0.clone(), release: true, previous, source: None }).unwrap()
    }

    fn refused(&self) -> String {
        format!(
            "{:#}",
            pack(&Options { dir: self.0.clone(), release: true, previous: None, source: None }).unwrap_err()
        )
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    /// Every path below with its bytes.
    fn all(&self) -> BTreeMap<String, Vec<u8>> {
        fn walk(dir: &Path, prefix: &str, all: &mut BTreeMap<String, Vec<u8>>) {
            for entry in fs::read_dir(dir).unwrap() {
                let entry = entry.unwrap();
                let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
                match entry.path().is_dir() {
                    true => walk(&entry.path(), &format!("{name}/"), all),
                    false => drop(all.insert(name, fs::read(entry.path()).unwrap())),
                }
            }
        }
        let mut all = BTreeMap::new();
        walk(&self.0, "", &mut all);
        all
    }

    fn paths(&self, prefix: &str) -> Vec<String> {
        self.all().into_keys().filter(|path| path.starts_with(prefix)).collect()
    }

    fn manifest(&self) -> serde_json::Value {
        let html = self.text("index.html");
        let json = html.split("id=\"nearside-build\">").nth(1).unwrap().split("</script>").next().unwrap();
        serde_json::from_str(json).unwrap()
    }

    /// The list inside the service worker.
    fn guarded(&self) -> serde_json::Value {
        let text = self.text("sw.js");
        let line = text.lines().find(|line| line.contains("const BUILD = ")).unwrap();
        let json = &line[line.find("= ").unwrap() + 2..line.rfind("; //").unwrap()];
        serde_json::from_str(json).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn workers_move_to_the_hash_of_their_contents() {
    let dist = Folder::staged("photo wasm");
    let packed = dist.release();
    assert_eq!(packed.workers, ["paper", "photo"]);
    let manifest = dist.manifest();
    let photo = &manifest["workers"]["photo"];
    let (id, js) = (photo["id"].as_str().unwrap(), photo["js"].as_str().unwrap());
    assert_eq!(js, format!("w/{id}/photo.js"));
    assert!(dist.text(js).ends_with(&format!("\nexport const nearsideId = \"{id}\";\n")));
    assert_eq!(dist.text(photo["wasm"].as_str().unwrap()), "photo wasm");
    assert_eq!(photo["size"], 10);
    assert_eq!(dist.paths("photo"), Vec::<String>::new());

    let other = Folder::staged("photo wasm of another day");
    other.release();
    assert_ne!(other.manifest()["workers"]["photo"]["id"], *id);
    assert_eq!(other.manifest()["workers"]["paper"], manifest["workers"]["paper"]);
}

#[test]
fn snippets_move_with_the_glue_that_imports_them() {
    let dist = Folder::staged("photo wasm");
    dist.release();
    let manifest = dist.manifest();
    let room = |js: &serde_json::Value| js.as_str().unwrap().rsplit_once('/').unwrap().0.to_owned();
    let (app, photo) = (room(&manifest["app"]["js"]), room(&manifest["workers"]["photo"]["js"]));
    assert_eq!(dist.paths(&format!("{app}/snippets")), [format!("{app}/snippets/app-77/inline0.js")]);
    assert_eq!(dist.paths(&format!("{photo}/snippets")), [format!("{photo}/snippets/lib-88/js/x.js")]);
    assert_eq!(dist.paths("snippets"), Vec::<String>::new());
    assert!(
        dist.text("index.html")
            .contains(&format!("href=\"./{app}/snippets/app-77/inline0.js\" integrity=\"sha384-y\""))
    );
}

#[test]
fn the_document_names_only_files_that_are_there() {
    let dist = Folder::staged("photo wasm");
    dist.release();
    let html = dist.text("index.html");
    for address in
        html.split(['"', ' ', '?']).filter_map(|part| part.strip_prefix("./")).filter(|path| !path.is_empty())
    {
        assert!(dist.0.join(address).is_file(), "{address} is named in index.html");
    }
    let manifest = dist.manifest();
    assert!(dist.0.join(manifest["selftest"].as_str().unwrap()).is_file());
    assert_eq!(manifest["dev"], false);
}

#[test]
fn the_policy_is_there_once_and_first() {
    let dist = Folder::staged("photo wasm");
    dist.release();
    let html = dist.text("index.html");
    assert_eq!(html.matches("http-equiv").count(), 1);
    assert!(html.contains("<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-"));
    assert!(
        html.contains("connect-src 'self'; worker-src 'self' blob:;")
            && html.contains("trusted-types default\">")
    );
    assert!(html.find("charset").unwrap() < 1024, "browsers look for the charset in the first 1024 bytes");
}

#[test]
fn the_policy_admits_the_inline_guard_and_nothing_else() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let dist = Folder::staged("photo wasm");
    dist.release();
    let html = dist.text("index.html");
    let guard = html.split("<script type=\"module\">").nth(1).unwrap().split("</script>").next().unwrap();
    assert!(html.contains(&format!("'sha256-{}'", STANDARD.encode(Sha256::digest(guard)))));
    assert_eq!(html.matches("'sha256-").count(), 1);
}

#[test]
fn packing_twice_changes_nothing() {
    let dist = Folder::staged("photo wasm");
    let first = dist.release();
    let before = dist.all();
    assert_eq!(dist.release(), first);
    assert!(dist.all() == before);
}

#[test]
fn the_same_input_gives_the_same_bytes_elsewhere() {
    let (one, two) = (Folder::staged("photo wasm"), Folder::staged("photo wasm"));
    assert_eq!(one.release(), two.release());
    assert!(one.all() == two.all());
    let third = Folder::staged("photo wasm").with("icon.svg", "<svg>1</svg>");
    assert_ne!(third.release().build, one.manifest()["build"], "any change is another build");
}

#[test]
fn the_service_worker_holds_every_file_with_its_hash() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let dist = Folder::staged("photo wasm");
    let packed = dist.release();
    let guarded = dist.guarded();
    let (files, pages) = (guarded["files"].as_object().unwrap(), guarded["pages"].as_object().unwrap());
    assert_eq!(files.len() + pages.len(), packed.files);
    assert_eq!(pages.keys().collect::<Vec<_>>(), ["airless.html", "index.html", "out.html", "storage.html"]);
    let mut left = dist.all();
    for (path, entry) in files {
        let bytes = left.remove(path).unwrap();
        assert_eq!(entry[0], STANDARD.encode(Sha256::digest(&bytes)), "{path}");
        assert_eq!(entry[1], bytes.len());
    }
    for (path, html) in pages {
        assert_eq!(left.remove(path).unwrap(), html.as_str().unwrap().as_bytes());
    }
    let rest: Vec<String> = left.into_keys().collect();
    assert_eq!(rest, ["_headers", "builds.json", "nearside.d.ts", "sw.js"]);
}

#[test]
fn a_deploy_keeps_the_files_of_one_earlier_build() {
    let (one, two, three) = (Folder::staged("photo 1"), Folder::staged("photo 2"), Folder::staged("photo 3"));
    let first = one.replacing(Some(&Folder::new()));
    assert_eq!(first.kept, None);
    assert_eq!(two.replacing(Some(&one)).kept.as_deref(), Some(first.build.as_str()));
    three.replacing(Some(&two));
    let photos = |dist: &Folder| {
        let all = dist.all();
        let mut texts: Vec<_> =
            all.into_iter().filter(|(path, _)| path.ends_with("photo_bg.wasm")).map(|(_, it)| it).collect();
        texts.sort();
        texts
    };
    assert_eq!(photos(&one), [b"photo 1"]);
    assert_eq!(photos(&two), [b"photo 1", b"photo 2"]);
    assert_eq!(photos(&three), [b"photo 2", b"photo 3"]);
    assert_eq!(
        three.guarded()["files"]
            .as_object()
            .unwrap()
            .keys()
            .filter(|path| path.ends_with("photo_bg.wasm"))
            .count(),
        1
    );
}

#[test]
fn a_rebuild_without_a_change_does_not_forget_the_build_before() {
    let (one, two, again) = (Folder::staged("photo 1"), Folder::staged("photo 2"), Folder::staged("photo 2"));
    let first = one.release();
    two.replacing(Some(&one));
    assert_eq!(again.replacing(Some(&two)).kept, Some(first.build));
    assert!(again.all() == two.all());
}

#[test]
fn the_air_gap_document_needs_no_address() {
    let dist = Folder::staged("photo wasm");
    dist.release();
    let air = dist.text(dist.guarded()["air"].as_str().unwrap());
    assert!(air.contains("\"air\":true") && air.contains("<style>main { color: red }</style>"));
    assert!(!air.contains("<link") && !air.contains(" src="));
}

#[test]
fn development_has_reload_and_no_offline_copy() {
    let dist = Folder::staged("photo wasm");
    pack(&Options { dir: dist.0.clone(), release: false, previous: None, source: None }).unwrap();
    let html = dist.text("index.html");
    assert!(html.contains("connect-src 'self' ws: wss:;") && html.contains("/dev.js\"></script>"));
    assert_eq!(dist.manifest()["dev"], true);
    assert!(dist.text("sw.js").contains("unregister"));
    assert!(!dist.0.join("builds.json").exists() && !dist.0.join("_headers").exists());
}

#[test]
fn a_dist_without_workers_is_refused() {
    let dist = Folder::new()
        .with("index.html", INDEX)
        .with("app-0123456789abcdef.js", "")
        .with("app-0123456789abcdef_bg.wasm", "");
    assert!(dist.refused().contains("data-type=\"worker\""));
}

#[test]
fn a_dist_without_its_app_is_refused() {
    let dist = Folder::staged("photo wasm");
    fs::remove_file(dist.0.join("app-0123456789abcdef_bg.wasm")).unwrap();
    assert!(dist.refused().contains("app-0123456789abcdef_bg.wasm"));
}

#[test]
fn a_file_of_the_app_is_never_overwritten() {
    assert!(Folder::staged("photo wasm").with("sw.js", "mine").refused().contains("sw.js"));
    let dist = Folder::staged("photo wasm").with("_headers", "mine");
    dist.release();
    assert_eq!(dist.text("_headers"), "mine");
}

/// A folder whose document has these links to style sheets, in place of its one.
fn with_sheets(links: &str) -> Folder {
    let one = "<link rel=\"stylesheet\" href=\"./style-0123456789abcdef.css\">";
    let folder = Folder::staged("photo wasm").with("index.html", &INDEX.replace(one, links));
    fs::remove_file(folder.0.join("style-0123456789abcdef.css")).unwrap();
    folder
}

fn sheets(folder: &Folder) -> Vec<String> {
    let names = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().path());
    let sheets = names.filter(|path| path.extension().is_some_and(|it| it == "css"));
    let mut texts: Vec<String> = sheets.map(|path| fs::read_to_string(path).unwrap()).collect();
    texts.sort();
    texts
}

#[test]
fn sheets_that_follow_one_another_are_one_in_their_order() {
    let links = r#"<link rel="stylesheet" href="./b-1.css"/><link rel="icon" href="icon.svg"><link rel="stylesheet" href="./a-1.css"/>"#;
    let folder = with_sheets(links).with("a-1.css", "a {}\n").with("b-1.css", "b {}\n");
    folder.release();
    assert_eq!(sheets(&folder), ["b {}\na {}\n"]);
    let html = fs::read_to_string(folder.0.join("index.html")).unwrap();
    assert_eq!((html.matches("\"stylesheet\"").count(), html.matches("\"icon\"").count()), (1, 1), "{html}");
    assert!(html.contains("href=\"./style-") && html.contains("integrity=\"sha256-"), "{html}");
}

#[test]
fn sheets_that_must_stand_alone_do() {
    let link = |name: &str, more: &str| format!("<link rel=\"stylesheet\" href=\"./{name}\"{more}>");
    let links =
        [link("a.css", ""), link("b.css", ""), link("c.css", ""), link("d.css", " media=\"print\"")].concat();
    let folder = with_sheets(&links)
        .with("a.css", "a {}")
        .with("b.css", "@import 'c.css';")
        .with("c.css", "c {}")
        .with("d.css", "d {}");
    folder.release();
    assert_eq!(sheets(&folder).len(), 4);
}
