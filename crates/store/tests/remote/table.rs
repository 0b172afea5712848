//! The table in the README is what the servers can do, found out by connecting them.

use std::path::Path;

use futures_executor::block_on;
use nearside_store::{Azure, Can, Store, Web};
use nearside_testing::servers::Server;

use crate::places::{connect_bucket, connect_folder, native};

const BEGIN: &str = "<!-- stores -->\n";
const END: &str = "<!-- /stores -->";

fn row(name: &str, can: &Can) -> String {
    let part = |parts: nearside_store::PartLimits| format!("from {}", size(parts.smallest));
    let yes = |so: bool| if so { "yes" } else { "\u{2013}" }.to_owned();
    let cells = [
        yes(can.list),
        yes(can.write),
        yes(can.ranges),
        yes(can.write_new),
        yes(can.write_unchanged),
        yes(can.rename),
        can.parts.map_or("\u{2013}".to_owned(), part),
        yes(can.presign),
    ];
    format!("| {name} | {} |\n", cells.join(" | "))
}

fn size(bytes: u64) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{bytes} B") }
}

/// Connects each server and writes down what it was found to be able to do.
fn table() -> String {
    let mut table = String::from(
        "| server | lists | writes | ranges | only if new | only if unchanged | renames in place | parts | links |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    let dav = |server: &Server| format!("{}/dav", server.origin());
    block_on(async {
        let server = Server::moto().unwrap();
        let store = connect_bucket(&server.origin()).await.unwrap();
        table.push_str(&row("S3: moto", &store.can()));
        let server = Server::s3s().unwrap();
        let store = connect_bucket(&server.origin()).await.unwrap();
        table.push_str(&row("S3: s3s-fs", &store.can()));
        let server = Server::apache("").unwrap();
        let store = connect_folder(&dav(&server)).await.unwrap();
        table.push_str(&row("WebDAV: Apache", &store.can()));
        let server = Server::rclone().unwrap();
        let store = connect_folder(&server.origin()).await.unwrap();
        table.push_str(&row("WebDAV: rclone", &store.can()));
        let server = Server::azurite().unwrap();
        let store = Azure::connect("", &server.sas("rwdlac").unwrap(), native()).await.unwrap();
        table.push_str(&row("Azure Blob: Azurite", &store.can()));
        let server = Server::apache("").unwrap();
        std::fs::write(server.folder().join("files/a"), "content").unwrap();
        let store = Web::connect("", &server.origin(), native()).await.unwrap();
        // What it can do shows when the first file is read.
        store.read(&nearside_store::Path::new("a").unwrap(), Some(0..1)).await.unwrap();
        table.push_str(&row("Web: Apache", &store.can()));
    });
    table
}

#[test]
fn the_table_in_the_readme_is_what_the_servers_can_do() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (shown, after) = rest.split_once(END).unwrap();
    let found = table();
    if std::env::var_os("NEARSIDE_UPDATE").is_some() {
        std::fs::write(&file, format!("{before}{BEGIN}{found}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(shown, found, "run it with NEARSIDE_UPDATE=1 to write the table anew");
}
