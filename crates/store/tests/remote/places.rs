//! Stores on the servers of the test harness.

use std::rc::Rc;

use nearside_store::http::{Http, Native};
use nearside_store::s3::{self, S3};
use nearside_store::webdav::{self, Auth, WebDav};
use nearside_store::{Path, Result};
use nearside_testing::servers::{BUCKET, KEY, PASSWORD, USER};

/// Settings of the bucket of a server.
pub fn bucket(origin: &str) -> s3::Settings {
    s3::Settings {
        name: "Films".into(),
        endpoint: origin.into(),
        region: "us-east-1".into(),
        bucket: BUCKET.into(),
        folder: Path::new("a folder").unwrap(),
        key: KEY.into(),
        secret: PASSWORD.into(),
        ..s3::Settings::default()
    }
}

/// Settings of the WebDAV folder at an address.
pub fn folder(address: &str) -> webdav::Settings {
    let auth = Auth::Basic { user: USER.into(), password: PASSWORD.into() };
    webdav::Settings { name: "Cloud".into(), address: address.into(), auth }
}

pub async fn connect_bucket(origin: &str) -> Result<S3> {
    S3::connect(bucket(origin), native()).await
}

pub async fn connect_folder(address: &str) -> Result<WebDav> {
    WebDav::connect(&folder(address), native()).await
}

pub fn native() -> Rc<dyn Http> {
    Rc::new(Native::default())
}
