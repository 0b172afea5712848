//! What a locked file is written with: strings and streams are encrypted on their way, each from a start of its own.

use sha2::{Digest, Sha256};

use super::super::{Crypt, Dict, Id, Object};
use super::Writer;

pub(super) struct Lock {
    pub crypt: Crypt,
    pub dict: Dict,
    pub seed: Vec<u8>,
    pub drawn: u64,
}

impl Writer<'_> {
    /// Sixteen bytes that are never drawn again.
    pub(super) fn draw(&mut self) -> [u8; 16] {
        let mut random = [0; 16];
        if let Some(lock) = &mut self.lock {
            lock.drawn += 1;
            let drawn = Sha256::digest([&lock.seed[..], b"start", &lock.drawn.to_le_bytes()].concat());
            random.copy_from_slice(&drawn[..16]);
        }
        random
    }

    /// The object with its strings encrypted.
    pub(super) fn seal(&mut self, object: &Object, id: Id) -> Object {
        if self.lock.is_none() {
            return object.clone();
        }
        match object {
            Object::String(bytes) => {
                let random = self.draw();
                let sealed = self.lock.as_ref().map(|lock| lock.crypt.encrypt(bytes, id, true, random));
                Object::String(sealed.unwrap_or_default().into())
            }
            Object::Array(items) => {
                Object::array(items.iter().map(|item| self.seal(item, id)).collect::<Vec<_>>())
            }
            Object::Dict(dict) => {
                let mut dict = (**dict).clone();
                for (_, value) in dict.iter_mut() {
                    *value = self.seal(value, id);
                }
                dict.into()
            }
            other => other.clone(),
        }
    }
}
