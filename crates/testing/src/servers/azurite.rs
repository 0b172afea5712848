//! Azurite: Microsoft's own stand-in for Azure's Blob storage, in Node. It checks signatures and conditions.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{BUCKET, Server, ask, free_port, tool};

/// The account that every Azurite has, and its key, which Microsoft publishes.
const ACCOUNT: &str = "devstoreaccount1";
const SECRET: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/// The version of the protocol, and until when a signature is good.
const VERSION: &str = "2021-12-02";
const UNTIL: &str = "2100-01-01T00:00:00Z";

impl Server {
    /// A server with the container [`BUCKET`].
    pub fn azurite() -> Result<Server> {
        let (port, folder) = (free_port()?, tempfile::tempdir()?);
        let mut command = Command::new("node");
        command.arg(tool("npm/azurite/node_modules/azurite/dist/src/blob/main.js"));
        command.args([
            "--silent",
            "--disableTelemetry",
            "--blobHost",
            "127.0.0.1",
            "--blobPort",
            &port.to_string(),
        ]);
        command.arg("--location").arg(folder.path());
        let server = Server::start("azurite", folder, port, &mut command)?;
        let target = format!("/{ACCOUNT}/{BUCKET}?restype=container&{}", signature("rwdlac")?);
        let (status, answer) = ask(port, "PUT", &target, "")?;
        ensure!(status == 201, "azurite did not make a container: {answer}");
        Ok(server)
    }

    /// The address of the container with a shared access signature: what its owner hands to others. The letters say what it
    /// allows: `rwdlac` is everything that files need, `rl` reads and lists.
    pub fn sas(&self, allows: &str) -> Result<String> {
        Ok(format!("{}/{ACCOUNT}/{BUCKET}?{}", self.origin(), signature(allows)?))
    }
}

/// The query that allows it, as "Create an account SAS" in Microsoft's documentation computes it.
fn signature(allows: &str) -> Result<String> {
    let key = STANDARD.decode(SECRET).context("the key is no base64")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).context("the key has an odd length")?;
    mac.update(format!("{ACCOUNT}\n{allows}\nb\nsco\n\n{UNTIL}\n\n\n{VERSION}\n\n").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let signature = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    Ok(format!("sv={VERSION}&ss=b&srt=sco&sp={allows}&se={UNTIL}&sig={signature}"))
}
