//! Real servers of other people's making, on loopback: what a store's adapter has to work against.
//!
//! Each starts fresh on a free port with an empty folder, and is gone when it is dropped. None is started as a service of the
//! system, none reads its configuration. `cargo xtask setup` installs them; one that is not there is an error that says so,
//! because a test that is left out in silence proves nothing.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

#[cfg(unix)]
mod apache;
mod azurite;
mod moto;
mod rclone;
mod s3s;

/// The user that WebDAV servers let in.
pub const USER: &str = "ada";
/// Her password; as a secret key that of buckets.
pub const PASSWORD: &str = "open sesame";
/// The access key of buckets.
pub const KEY: &str = "AKIANEARSIDE";
/// The bucket that there is.
pub const BUCKET: &str = "films";

/// How long a server may take to answer for the first time: Python on a busy machine takes its time.
const START: Duration = Duration::from_secs(60);

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    folder: TempDir,
    port: u16,
}

impl Server {
    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where it keeps its files, for a look behind the scenes.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a program, and waits until it answers.
    fn start(name: &str, folder: TempDir, port: u16, command: &mut Command) -> Result<Server> {
        let log = folder.path().join("server.log");
        let file = std::fs::File::create(&log)?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let child = command.spawn().with_context(|| missing(name))?;
        let mut server = Server { child, folder, port };
        let start = Instant::now();
        loop {
            if ask(port, "GET", "/", "").is_ok() {
                return Ok(server);
            }
            let said = || std::fs::read_to_string(&log).unwrap_or_default();
            if let Some(status) = server.child.try_wait()? {
                bail!("{name} ended at once ({status}): {}", said());
            }
            ensure!(start.elapsed() < START, "{name} does not answer: {}", said());
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is free at the moment.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?.local_addr()?.port())
}

/// A program that `cargo xtask setup` put into the target folder, else one on PATH.
fn tool(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root, PathBuf::from);
    let own = target.join(path);
    let name = own.file_name().map(PathBuf::from).unwrap_or_default();
    if own.is_file() { own } else { name }
}

fn missing(name: &str) -> String {
    format!("{name} is not installed here: run `cargo xtask setup`")
}

/// Sends one small request, and returns the status and all that came back.
fn ask(port: u16, method: &str, target: &str, body: &str) -> Result<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let length = body.len();
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.context("no HTTP answer")?, answer))
}
