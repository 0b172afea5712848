//! A lock that takes long to try, as one that opens at once.
//!
//! Revision 6 hashes a password hundreds of thousands of bytes long, against who guesses. Whoever reads a file by its
//! bytes alone, as the renderer does, has to try the password as the owner's and the user's, and takes longer for that than for
//! a page. The file that it is given has an update at its end, with the same key behind a hash of revision 5: it never
//! leaves memory.

use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::super::{Dict, Document, Object, print};
use super::Crypt;
use super::cipher::cbc_encrypt;
use super::password::cut;

/// The file as it is, or where its lock is of revision 6 and this password opens it, with an update that opens at once.
pub(crate) fn relocked(bytes: Vec<u8>, password: &str) -> Vec<u8> {
    // In others, places are counted from elsewhere.
    if !bytes.starts_with(b"%PDF-") {
        return bytes;
    }
    let source = Rc::new(bytes);
    let update = Document::open(source.clone(), password)
        .ok()
        .and_then(|document| update(&document, source.len(), password));
    // The document is gone and with it the other reader of the source, so nothing is copied.
    let mut bytes = Rc::unwrap_or_clone(source);
    bytes.extend(update.unwrap_or_default());
    bytes
}

fn update(document: &Document, at: usize, password: &str) -> Option<Vec<u8>> {
    // In a file that had to be searched, what stands at its end is not what counts.
    if document.is_repaired() {
        return None;
    }
    let (old, start) = (document.trailer(), document.start().ok()??);
    let lock = document.get(old.get("Encrypt")).ok()?;
    let lock = document.flat(lock.dict()?).ok()?;
    let crypt = document.key()?;
    if lock.get("R").as_int() != Some(6) || crypt.key.is_empty() {
        return None;
    }
    let mut trailer = Dict::new();
    for name in ["Root", "Info", "ID", "Size"] {
        trailer.set(name, old.get(name).clone());
    }
    trailer.set("Encrypt", quick(crypt, lock, password));
    trailer.set("Prev", i64::try_from(start).ok()?);
    let mut bytes = b"\nxref\n0 1\n0000000000 65535 f \ntrailer\n".to_vec();
    print(&trailer.into(), &mut bytes);
    bytes.extend(format!("\nstartxref\n{}\n%%EOF\n", at + 1).into_bytes());
    Some(bytes)
}

/// The description of a lock with the same key behind one hash of the password. Its salts are zeros, as they guard nothing.
fn quick(crypt: &Crypt, lock: Dict, password: &str) -> Dict {
    let salt = [0; 8];
    let hash = Sha256::digest([cut(password), &salt].concat());
    let mut sealed = crypt.key.clone();
    cbc_encrypt(&hash, &[0; 16], &mut sealed);
    let user = [&hash[..], &salt, &salt].concat();
    lock.with("R", 5).with("U", Object::string(user)).with("UE", Object::string(sealed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cos::{Crypt, Object, Writer};
    use crate::edit::Permissions;

    fn locked() -> Vec<u8> {
        let (crypt, dict) = Crypt::lock("öffne", "owner", Permissions::default(), &[7; 48]).unwrap();
        let mut bytes = Vec::new();
        let mut writer = Writer::locked(&mut bytes, true, crypt, dict, &[9; 48]).unwrap();
        let page = Dict::new().with("Type", Object::name("Page"));
        let page = writer.add(&page.into()).unwrap();
        let pages = Dict::new()
            .with("Type", Object::name("Pages"))
            .with("Kids", Object::array([Object::from(page)]))
            .with("Count", 1);
        let pages = writer.add(&pages.into()).unwrap();
        let root = Dict::new()
            .with("Type", Object::name("Catalog"))
            .with("Pages", pages)
            .with("Lang", Object::string(b"de"));
        let root = writer.add(&root.into()).unwrap();
        writer.finish(Dict::new().with("Root", root)).unwrap();
        bytes
    }

    #[test]
    fn whoever_has_a_password_gets_an_update_that_says_the_same() {
        let bytes = locked();
        for password in ["öffne", "owner"] {
            let quick = relocked(bytes.clone(), password);
            assert!(quick.starts_with(&bytes) && quick.len() > bytes.len());
            let document = Document::open(Rc::new(quick.clone()), password).unwrap();
            assert!(!document.is_repaired());
            assert_eq!(document.page_count().unwrap(), 1);
            assert_eq!(document.catalog().unwrap().get("Lang").as_string(), Some(&b"de"[..]));
            let lock = document.get(document.trailer().get("Encrypt")).unwrap();
            assert_eq!(lock.dict().unwrap().get("R").as_int(), Some(5));
            // The renderer, which is another program, reads it too.
            assert!(hayro::hayro_syntax::Pdf::new_with_password(quick, password).is_ok());
        }
        assert_eq!(relocked(bytes.clone(), "wrong"), bytes);
        assert_eq!(relocked(b"%PDF-1.7 /Encrypt".to_vec(), ""), b"%PDF-1.7 /Encrypt");
    }
}
