//! Small secrets under the key of the vault: credentials of buckets and servers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::cipher::Cipher;
use super::{Key, Machine};
use crate::{Error, Kind, Result};

impl Key {
    /// Seals a secret for a place of this name, as text that can be kept anywhere.
    ///
    /// # Errors
    /// [`Kind::Unsupported`] where the browser does not encrypt.
    pub async fn seal_secret(&self, name: &str, secret: &[u8]) -> Result<String> {
        let mut nonce = [0; 12];
        Machine::random(&mut nonce)?;
        let sealed =
            Machine::seal(&self.of_secrets().await?, &nonce, name.as_bytes(), Machine::bytes(secret)).await?;
        Ok(BASE64.encode([nonce.as_slice(), &Machine::to_vec(&sealed)].concat()))
    }

    /// Opens what [`seal_secret`](Key::seal_secret) sealed for a place of the same name.
    ///
    /// # Errors
    /// [`Kind::Corrupt`] when it was changed, or is of another place or another vault.
    pub async fn open_secret(&self, name: &str, sealed: &str) -> Result<Vec<u8>> {
        let wrong = || {
            let text =
                format!("The saved credentials of {name} do not open with this vault. Enter them again.");
            Error::new(Kind::Corrupt, text)
        };
        let bytes = BASE64.decode(sealed).map_err(|_| wrong())?;
        let (nonce, text) = bytes.split_first_chunk::<12>().ok_or_else(wrong)?;
        let key = self.of_secrets().await?;
        let opened =
            Machine::open(&key, nonce, name.as_bytes(), Machine::bytes(text)).await.ok_or_else(wrong)?;
        Ok(Machine::to_vec(&opened))
    }
}
