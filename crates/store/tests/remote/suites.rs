//! What every store has to do, done by each kind of server.

use futures_executor::block_on;
use nearside::File;
use nearside_store::http::Native;
use nearside_store::s3::S3;
use nearside_store::suite::Suite;
use nearside_store::{Azure, Kind, Path, Store, When};
use nearside_testing::servers::Server;

use crate::places::{bucket, connect_bucket, connect_folder, native};

/// Runs the suite; `least` cases must not have been left out for want of a capability.
async fn pass(store: &dyn Store, many: usize, least: usize) {
    println!("{} can {:?}", store.name(), store.can());
    let report = Suite::new(store, Path::new("trial").unwrap()).many(many).run().await;
    println!("{report}");
    assert_eq!(report.failures(), [""; 0]);
    assert!(report.passed() >= least, "only {} cases ran: {report}", report.passed());
}

/// A listing of a bucket has pages of a thousand.
#[test]
fn a_bucket_of_moto_passes_the_suite() {
    let server = Server::moto().unwrap();
    block_on(async { pass(&connect_bucket(&server.origin()).await.unwrap(), 1_010, 100).await });
}

#[test]
fn a_folder_of_apache_passes_the_suite() {
    let server = Server::apache("").unwrap();
    let address = format!("{}/dav", server.origin());
    block_on(async { pass(&connect_folder(&address).await.unwrap(), 200, 95).await });
}

#[test]
fn a_folder_of_rclone_passes_the_suite() {
    let server = Server::rclone().unwrap();
    block_on(async { pass(&connect_folder(&server.origin()).await.unwrap(), 200, 70).await });
}

#[test]
fn a_container_of_azurite_passes_the_suite() {
    let server = Server::azurite().unwrap();
    let address = server.sas("rwdlac").unwrap();
    block_on(async { pass(&Azure::connect("Blobs", &address, native()).await.unwrap(), 200, 80).await });
}

#[test]
fn a_signature_that_allows_reading_only_is_told_from_a_wrong_one() {
    let server = Server::azurite().unwrap();
    block_on(async {
        let store = Azure::connect("", &server.sas("rl").unwrap(), native()).await.unwrap();
        assert!(store.can().list && !store.can().write, "{:?}", store.can());
        let wrong = server.sas("rl").unwrap().replace("sig=", "sig=x");
        let refused = Azure::connect("", &wrong, native()).await.map(drop);
        assert_eq!(refused.unwrap_err().kind(), Kind::Denied);
    });
}

/// moto looks at no signature, so s3s-fs does. The rest of the suite is not for it: it escapes no names in listings, answers
/// 500 where there is a folder, and loses parts.
#[test]
fn signatures_are_what_a_server_computes() {
    let server = Server::s3s().unwrap();
    block_on(async {
        let store = connect_bucket(&server.origin()).await.unwrap();
        for name in ["plain", "with spaces & signs+%", "Größe 日本 🎞"] {
            let path = Path::new(name).unwrap();
            store.write(&path, File::new(name, b"0123456789".to_vec()), When::Always).await.unwrap();
            let part = store.read(&path, Some(2..5)).await.unwrap();
            assert_eq!(part.bytes().await.unwrap(), b"234", "{name}");
            store.delete(&path).await.unwrap();
            assert_eq!(store.stat(&path).await.unwrap_err().kind(), Kind::NotFound, "{name}");
        }
        let mut wrong = bucket(&server.origin());
        wrong.secret.push('x');
        let refused = nearside_store::s3::S3::connect(wrong, native()).await.map(drop);
        assert_eq!(refused.unwrap_err().kind(), Kind::Denied);
    });
}

/// It answers 500 where the marker of a folder is deleted while the file of its name goes, which is not always in time.
#[test]
fn a_server_that_stumbles_over_markers_is_connected() {
    let server = Server::s3s().unwrap();
    block_on(async {
        for _ in 0..30 {
            assert!(connect_bucket(&server.origin()).await.unwrap().can().write);
        }
    });
}

/// The first request of a worker may be a HEAD, whose refusal says nothing; what is asked next tells that it was the clock.
#[test]
fn a_wrong_clock_is_corrected_before_a_file_is_looked_at() {
    let server = Server::s3s().unwrap();
    block_on(async {
        let store = connect_bucket(&server.origin()).await.unwrap();
        let path = Path::new("a").unwrap();
        store.write(&path, File::new("a", b"0123456789".to_vec()), When::Always).await.unwrap();
        let late = std::rc::Rc::new(Native::default().skewed(2.0 * 3_600e3));
        let late = S3::open(bucket(&server.origin()), store.probed().clone(), late).unwrap();
        assert!(late.can().etag, "it looks at files with HEAD");
        assert_eq!(late.stat(&path).await.unwrap().size, 10);
    });
}
