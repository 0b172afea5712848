//! A folder of the web: what a page reads without ever asking leave.

use std::rc::Rc;

use futures_executor::block_on;
use nearside_store::http::Native;
use nearside_store::{Can, Kind, Path, Store, Web, When};
use nearside_testing::Proxy;
use nearside_testing::servers::Server;

const PAGE: &str = "https://app.example.org";
/// What every content delivery network sends.
const OPEN: &str = "Header always set Access-Control-Allow-Origin \"*\"";

fn page() -> Rc<Native> {
    Rc::new(Native::default().page(PAGE))
}

/// Apache as a plain web server with one file, behind a line that counts.
fn site(lines: &str) -> (Server, Proxy, Vec<u8>) {
    let server = Server::apache(lines).unwrap();
    let bytes: Vec<u8> = (0..1_000_003_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let maps = server.folder().join("files/maps");
    std::fs::create_dir(&maps).unwrap();
    std::fs::write(maps.join("Größe 1.bin"), &bytes).unwrap();
    let proxy = Proxy::before(&server.origin()).unwrap();
    (server, proxy, bytes)
}

#[test]
fn a_thousand_ranges_are_a_thousand_requests_and_no_question() {
    let (_server, proxy, bytes) = site(OPEN);
    block_on(async {
        let store = Web::connect("Maps", &format!("{}/maps", proxy.origin()), page()).await.unwrap();
        let path = Path::new("Größe 1.bin").unwrap();
        assert_eq!(store.stat(&path).await.unwrap().size, bytes.len() as u64);
        proxy.clear_log();
        let mut state = 7_u64;
        for _ in 0..1_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let start = (state >> 33) % bytes.len() as u64;
            let end = start + 1 + (state >> 20) % 4_000;
            let part = store.read(&path, Some(start..end)).await.unwrap().bytes().await.unwrap();
            assert_eq!(part, &bytes[start as usize..bytes.len().min(end as usize)]);
        }
        assert_eq!((proxy.count("GET"), proxy.count("OPTIONS"), proxy.log().len()), (1_000, 0, 1_000));
        assert!(proxy.log().iter().all(|passage| passage.status == Some(206)));
        assert!(store.can().ranges);
    });
}

#[test]
fn a_bucket_is_read_without_a_question_too() {
    let server = Server::moto().unwrap();
    let proxy = Proxy::before(&server.origin()).unwrap();
    let methods = r#"["GET", "HEAD", "PUT", "POST", "DELETE"]"#;
    // Without a header that the page may see: the listing shows the marks.
    let rule = format!(
        r#"[{{"AllowedOrigins": ["{PAGE}"], "AllowedMethods": {methods}, "AllowedHeaders": ["*"]}}]"#
    );
    proxy.allow(&rule).unwrap();
    block_on(async {
        let settings = crate::places::bucket(&proxy.origin());
        let store = nearside_store::s3::S3::connect(settings, page()).await.unwrap();
        let path = Path::new("a").unwrap();
        let body = nearside::File::new("a", (0..100).collect());
        store.write(&path, body, When::Always).await.unwrap();
        proxy.clear_log();
        for start in 0..100_u8 {
            let part = store.read(&path, Some(start.into()..u64::from(start) + 1)).await.unwrap();
            assert_eq!(part.bytes().await.unwrap(), [start]);
        }
        assert_eq!((proxy.count("GET"), proxy.count("OPTIONS")), (100, 0));
    });
}

#[test]
fn what_is_not_there_or_not_allowed_is_a_sentence() {
    let (server, proxy, _) = site(OPEN);
    block_on(async {
        let store = Web::connect("", &format!("{}/maps/", proxy.origin()), page()).await.unwrap();
        let absent = Path::new("absent").unwrap();
        assert_eq!(store.stat(&absent).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(store.read(&absent, Some(0..1)).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(store.list(&Path::root(), None).await.unwrap_err().kind(), Kind::Unsupported);
        assert_eq!(store.delete(&absent).await.unwrap_err().kind(), Kind::Unsupported);
        assert_eq!(store.can(), Can { etag: false, ..store.can() }, "a hidden ETag is none");
        let shut = Web::connect("", &format!("{}/dav", server.origin()), page()).await.map(drop);
        assert_eq!(shut.unwrap_err().kind(), Kind::Denied);
    });
    let (_server, proxy, _) = site("");
    let hidden = block_on(Web::connect("", &proxy.origin(), page())).map(drop);
    assert_eq!(hidden.unwrap_err().kind(), Kind::Cors);
}
