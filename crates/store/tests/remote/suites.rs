//! What every store has to do, done by each kind of server.

use futures_executor::block_on;
use nearside_store::suite::Suite;
use nearside_store::{Path, Store};
use nearside_testing::servers::Server;

use crate::places::{connect_bucket, connect_folder};

/// Runs the suite; `least` cases must not have been left out for want of a capability.
async fn pass(store: &dyn Store, least: usize) {
    println!("{} can {:?}", store.name(), store.can());
    let report = Suite::new(store, Path::new("trial").unwrap()).run().await;
    println!("{report}");
    assert_eq!(report.failures(), [""; 0]);
    assert!(report.passed() >= least, "only {} cases ran: {report}", report.passed());
}

#[test]
fn a_bucket_of_moto_passes_the_suite() {
    let server = Server::moto().unwrap();
    block_on(async { pass(&connect_bucket(&server.origin()).await.unwrap(), 100).await });
}

#[test]
fn a_bucket_of_s3s_passes_the_suite() {
    let server = Server::s3s().unwrap();
    block_on(async { pass(&connect_bucket(&server.origin()).await.unwrap(), 100).await });
}

#[test]
fn a_folder_of_apache_passes_the_suite() {
    let server = Server::apache("").unwrap();
    block_on(async { pass(&connect_folder(&format!("{}/dav", server.origin())).await.unwrap(), 100).await });
}

#[test]
fn a_folder_of_rclone_passes_the_suite() {
    let server = Server::rclone().unwrap();
    block_on(async { pass(&connect_folder(&server.origin()).await.unwrap(), 70).await });
}
