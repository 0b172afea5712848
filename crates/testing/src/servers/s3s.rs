//! s3s-fs: S3 in Rust on a folder. It checks signatures, and knows nothing of CORS.

use std::process::Command;

use anyhow::Result;

use super::{BUCKET, KEY, PASSWORD, Server, free_port, tool};

impl Server {
    /// A server with the bucket [`BUCKET`], for the keys [`KEY`] and [`PASSWORD`].
    pub fn s3s() -> Result<Server> {
        let (port, folder) = (free_port()?, tempfile::tempdir()?);
        std::fs::create_dir_all(folder.path().join("buckets").join(BUCKET))?;
        let mut command = Command::new(tool("s3s/bin/s3s-fs"));
        command.args([
            "--host",
            "127.0.0.1",
            "--port",
            &port.to_string(),
            "--access-key",
            KEY,
            "--secret-key",
            PASSWORD,
        ]);
        command.arg(folder.path().join("buckets"));
        Server::start("s3s-fs", folder, port, &mut command)
    }
}
