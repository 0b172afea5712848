//! A bucket that pages may reach: moto, behind a line that obeys CORS rules.

use anyhow::Result;
use nearside_testing::Proxy;
use nearside_testing::servers::{BUCKET, KEY, PASSWORD, Server};
use store::{Path, Settings};

/// A running bucket.
pub struct Bucket {
    server: Server,
    line: Proxy,
}

impl Bucket {
    /// An empty one, which no page may reach yet.
    pub fn start() -> Result<Bucket> {
        let server = Server::moto()?;
        let line = Proxy::before(&server.origin())?;
        line.allow("[]")?;
        Ok(Bucket { server, line })
    }

    /// From now on lets the pages of this origin, and no others, do everything.
    pub fn allow(&self, page: &str) -> Result<()> {
        let rule = serde_json::json!([{
            "AllowedOrigins": [page],
            "AllowedMethods": ["GET", "HEAD", "PUT", "POST", "DELETE"],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["ETag"],
        }]);
        self.line.allow(&rule.to_string())
    }

    /// The line before it, which counts and can be made a bad one.
    pub fn line(&self) -> &Proxy {
        &self.line
    }

    /// Scheme, host and port, for pages.
    pub fn origin(&self) -> String {
        self.line.origin()
    }

    /// What a person enters to connect it.
    pub fn settings(&self, name: &str) -> Settings {
        Settings::Bucket {
            name: name.into(),
            endpoint: self.origin(),
            region: "us-east-1".into(),
            bucket: BUCKET.into(),
            folder: Path::root(),
            key: KEY.into(),
            secret: PASSWORD.into(),
            hosted: false,
        }
    }

    /// What lies in it, as its keeper sees it: names and contents.
    pub fn objects(&self) -> Result<Vec<(String, Vec<u8>)>> {
        self.server.objects()
    }
}
