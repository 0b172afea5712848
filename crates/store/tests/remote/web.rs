//! A folder of the web: what a page reads without ever asking leave.

use std::rc::Rc;

use futures_executor::block_on;
use nearside_store::http::Native;
use nearside_store::{Kind, Path, Store, Web, When};
use nearside_testing::Proxy;
use nearside_testing::servers::Server;

const PAGE: &str = "https://app.example.org";

/// Apache as a plain web server that lets every page read: one line, as CDNs have it.
fn site() -> (Server, Proxy) {
    let open = "<Location /site>\nHeader always set Access-Control-Allow-Origin \"*\"\n</Location>\n";
    let server = Server::apache(&format!("{open}Alias /site /dev/null/nothing")).unwrap();
    drop(server);
    let server = Server::site(open).unwrap();
    let proxy = Proxy::before(&server.origin()).unwrap();
    (server, proxy)
}
