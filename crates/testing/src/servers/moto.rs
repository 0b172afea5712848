//! moto: S3 in Python, with the conditions that most small servers lack. It checks no signatures.

use std::process::Command;

use anyhow::{Result, ensure};

use super::{BUCKET, Server, ask, free_port, tool};

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
}
