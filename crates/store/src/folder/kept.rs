//! Handles in IndexedDB, by their keys: the one place where they outlive a page, and where workers find them.

use wasm_bindgen::prelude::*;

use super::handle::Directory;
use crate::browser::{Request, Table, answer, done, open_database};
use crate::{Error, Kind, Result};

const DATABASE: &str = "nearside-folders";
const TABLE: &str = "handles";

/// Keeps the handle of a directory (a `FileSystemDirectoryHandle`), and tells the key under which workers find it.
///
/// # Errors
/// [`Kind::Failed`] where the browser stores nothing, as in some private windows.
pub async fn keep(handle: &JsValue) -> Result<String> {
    let word = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    let key = format!("{:08x}{:08x}{:08x}{:08x}", word(), word(), word(), word());
    change(|table| table.put(handle, &key)).await?;
    Ok(key)
}

/// Forgets a handle. The folder stays as it is.
///
/// # Errors
/// As [`keep`].
pub async fn forget(key: &str) -> Result<()> {
    change(|table| table.delete(key)).await
}

/// The handle of a key.
///
/// # Errors
/// [`Kind::NotFound`] for a key that this browser does not have.
pub(super) async fn find(key: &str, name: &str) -> Result<Directory> {
    let database = open_database(DATABASE, TABLE).await.map_err(failed)?;
    let looking = database.transaction(TABLE, "readonly", &JsValue::UNDEFINED);
    let request = looking.and_then(|looking| looking.table(TABLE)?.get(key)).map_err(failed)?;
    let found = answer(&request).await.map_err(failed)?;
    database.close();
    match found {
        found if found.is_object() => Ok(found.unchecked_into()),
        _ => Err(Error::new(
            Kind::NotFound,
            format!("This browser does not know any more where {name} is. Pick the folder again."),
        )),
    }
}

/// Changes the table, and waits until that is written down.
async fn change(run: impl FnOnce(&Table) -> Result<Request, JsValue>) -> Result<()> {
    let database = open_database(DATABASE, TABLE).await.map_err(failed)?;
    let change = database.transaction(TABLE, "readwrite", &JsValue::UNDEFINED).map_err(failed)?;
    change.table(TABLE).and_then(|table| run(&table)).map_err(failed)?;
    done(&change).await.map_err(failed)?;
    database.close();
    Ok(())
}

fn failed(_: JsValue) -> Error {
    Error::new(
        Kind::Failed,
        "This browser did not keep where the folder is. Allow this site to store data, and try again.",
    )
}
