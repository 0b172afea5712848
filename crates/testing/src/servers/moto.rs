//! moto: S3 in Python, with the conditions that most small servers lack. It checks no signatures.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{BUCKET, Server, ask, free_port, tool};
use crate::cdn::unescape;

impl Server {
    /// A server with the bucket [`BUCKET`], which pages may not read.
    pub fn moto() -> Result<Server> {
        let port = free_port()?;
        let mut command = Command::new(tool("moto/bin/moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        // Else it lets every page read everything, whatever the bucket says.
        command.env("MOTO_DISABLE_GLOBAL_CORS", "1").env("AWS_DEFAULT_REGION", "us-east-1");
        let server = Server::start("moto_server", tempfile::tempdir()?, port, &mut command)?;
        let (status, answer) = ask(port, "PUT", &format!("/{BUCKET}"), "")?;
        ensure!(status == 200, "moto did not make a bucket: {answer}");
        Ok(server)
    }

    /// What lies in the bucket of a moto: names and contents, as whoever keeps it sees them.
    pub fn objects(&self) -> Result<Vec<(String, Vec<u8>)>> {
        // So its names are as addresses have them.
        let list = String::from_utf8(self.get(&format!("/{BUCKET}?list-type=2&encoding-type=url"))?)?;
        let keys = list.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
        keys.map(|key| Ok((unescape(key), self.get(&format!("/{BUCKET}/{key}"))?))).collect()
    }

    /// Signed after a fashion: moto does not look, but gives nobody an object who does not sign.
    fn get(&self, target: &str) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(
            stream,
            "GET {target} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n",
            self.port
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").context("no HTTP answer")?;
        let body = answer.split_off(end + 4);
        ensure!(answer.split(|byte| *byte == b' ').nth(1) == Some(b"200"), "moto has no {target}");
        Ok(body)
    }
}
