//! rclone: a WebDAV server in Go, as many home servers are. It writes files in place and ignores conditions.

use std::process::Command;

use anyhow::Result;

use super::{PASSWORD, Server, USER, free_port};

impl Server {
    /// A server that lets [`USER`] in with [`PASSWORD`].
    pub fn rclone() -> Result<Server> {
        let (port, folder) = (free_port()?, tempfile::tempdir()?);
        std::fs::create_dir_all(folder.path().join("files"))?;
        let mut command = Command::new("rclone");
        command.args([
            "serve",
            "webdav",
            "--addr",
            &format!("127.0.0.1:{port}"),
            "--user",
            USER,
            "--pass",
            PASSWORD,
        ]);
        // It has a configuration of its own, and asks for it: that of this machine does not matter.
        command.args(["--config", ""]).arg(folder.path().join("files"));
        Server::start("rclone", folder, port, &mut command)
    }
}
