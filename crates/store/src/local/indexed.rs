//! IndexedDB as the carrier: small transactions with `durability: "strict"`.
//!
//! WebKit loses its connection to the database now and then; a cached dead connection has cost people their data. So any
//! failure but a full disk drops the connection, opens a new one and does the same again (every change may be made twice), and
//! what still fails is an error, never silence.

use std::cell::{Cell, RefCell};

use async_trait::async_trait;
use futures_util::future::{Either, select};
use js_sys::{Array, Object, Reflect, Uint8Array};
use nearside::File;
use wasm_bindgen::prelude::*;

use super::browser::{failure, sleep};
use super::carrier::{Carrier, Change};
use crate::browser::{Database, Request, Table, answer, done, has_databases, name_of, open_database};
use crate::{Error, Kind, Result};

const TABLE: &str = "values";
/// How often a transaction is tried.
const TRIES: u32 = 5;
/// Milliseconds that opening the database may take; WebKit has been seen not to answer at all.
const PATIENCE: f64 = 5000.0;

#[wasm_bindgen]
extern "C" {
    /// A table, with what only this room asks of it.
    #[wasm_bindgen(extends = Table)]
    type All;
    #[wasm_bindgen(method, catch, js_name = getAll)]
    fn values(this: &All, keys: &JsValue) -> Result<Request, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getAllKeys)]
    fn keys(this: &All, keys: &JsValue) -> Result<Request, JsValue>;

    type IDBKeyRange;
    #[wasm_bindgen(static_method_of = IDBKeyRange)]
    fn bound(lower: &str, upper: &str) -> JsValue;
}

/// A database of one table.
pub(super) struct Indexed {
    name: String,
    open: RefCell<Option<Database>>,
    /// Some browsers keep no Blobs; found out by trying.
    no_blobs: Cell<bool>,
}

/// A value ready to be put; reading Blobs inside a transaction would end it.
enum Ready {
    Put(String, JsValue),
    Remove(String),
}

impl Indexed {
    /// Opens the database. `None` where the browser offers none to us.
    ///
    /// # Errors
    /// When it is there and does not open.
    pub async fn open(name: &str) -> Result<Option<Self>> {
        if !has_databases() {
            return Ok(None);
        }
        let indexed = Self { name: name.to_owned(), open: RefCell::default(), no_blobs: Cell::new(false) };
        match indexed.database().await {
            Ok(_) => Ok(Some(indexed)),
            Err(error)
                if ["SecurityError", "InvalidStateError", "NotAllowedError"].contains(&&*name_of(&error)) =>
            {
                Ok(None)
            }
            Err(error) => Err(failure("The database of this browser could not be opened", &error)),
        }
    }

    async fn database(&self) -> Result<Database, JsValue> {
        if let Some(database) = self.open.borrow().clone() {
            return Ok(database);
        }
        let database = patient(open_database(&self.name, TABLE)).await?;
        // Both say that this connection is of no use any more.
        for event in ["onclose", "onversionchange"] {
            let dead = database.clone();
            let close = Closure::<dyn Fn()>::new(move || dead.close()).into_js_value();
            Reflect::set(&database, &event.into(), &close)?;
        }
        self.open.replace(Some(database.clone()));
        Ok(database)
    }

    /// Tries again with a new connection until it works or cannot.
    async fn again<T>(
        &self,
        doing: &str,
        mut once: impl AsyncFnMut(Database) -> Result<T, JsValue>,
    ) -> Result<T> {
        let mut tries = 0;
        loop {
            let done = match self.database().await {
                Ok(database) => once(database).await,
                Err(error) => Err(error),
            };
            let error = match done {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            if let Some(database) = self.open.take() {
                database.close();
            }
            tries += 1;
            let name = name_of(&error);
            if tries == TRIES || name == "QuotaExceededError" || name == "DataCloneError" {
                return Err(failure(doing, &error));
            }
            sleep(f64::from(tries * tries) * 10.0).await;
        }
    }

    async fn ready(&self, change: &Change) -> Result<Ready> {
        Ok(match change {
            Change::Remove(key) => Ready::Remove(key.clone()),
            Change::Put(key, file) => {
                let data: JsValue = match file.size() > super::SMALL && !self.no_blobs.get() {
                    true => file.blob().into(),
                    false => Uint8Array::from(crate::body::read(file).await?.as_slice()).into(),
                };
                let value = Object::new();
                for (name, part) in [("name", file.name().into()), ("data", data)] {
                    // A plain object takes any property.
                    let _ = Reflect::set(&value, &name.into(), &part);
                }
                Ready::Put(key.clone(), value.into())
            }
        })
    }

    async fn make(&self, changes: &[Change]) -> Result<()> {
        let mut ready = Vec::new();
        for change in changes {
            ready.push(self.ready(change).await?);
        }
        self.again("The database of this browser did not keep a file", async |database| {
            let options = Object::new();
            Reflect::set(&options, &"durability".into(), &"strict".into())?;
            let transaction = database.transaction(TABLE, "readwrite", &options)?;
            let table = transaction.table(TABLE)?;
            for change in &ready {
                match change {
                    Ready::Put(key, value) => table.put(value, key)?,
                    Ready::Remove(key) => table.delete(key)?,
                };
            }
            done(&transaction).await
        })
        .await
    }

    async fn ask(&self, ask: impl Fn(&Table) -> Result<Request, JsValue>) -> Result<JsValue> {
        self.again("The database of this browser could not be read", async |database| {
            let transaction = database.transaction(TABLE, "readonly", &JsValue::UNDEFINED)?;
            answer(&ask(&transaction.table(TABLE)?)?).await
        })
        .await
    }
}

/// Waits no longer than [`PATIENCE`].
async fn patient<T>(opening: impl Future<Output = Result<T, JsValue>>) -> Result<T, JsValue> {
    match select(std::pin::pin!(opening), std::pin::pin!(sleep(PATIENCE))).await {
        Either::Left((opened, _)) => opened,
        Either::Right(_) => Err(js_sys::Error::new("it did not answer").into()),
    }
}

fn file(value: &JsValue) -> Result<File> {
    let part = |name: &str| Reflect::get(value, &name.into()).unwrap_or_default();
    let name = part("name").as_string().unwrap_or_default();
    match part("data").dyn_into::<web_sys::Blob>() {
        Ok(blob) => Ok(File::from_blob(&name, blob).renamed(&name)),
        Err(data) => match data.dyn_into::<Uint8Array>() {
            Ok(bytes) => Ok(File::new(name, bytes.to_vec())),
            Err(_) => Err(Error::new(
                Kind::Corrupt,
                format!("What the database of this browser has of {name} is no file."),
            )),
        },
    }
}

fn all(table: &Table) -> &All {
    table.unchecked_ref()
}

fn range(prefix: &str) -> JsValue {
    IDBKeyRange::bound(prefix, &format!("{prefix}\u{ffff}"))
}

#[async_trait(?Send)]
impl Carrier for Indexed {
    async fn keys(&self, prefix: &str) -> Result<Vec<String>> {
        let keys: Array = self.ask(|table| all(table).keys(&range(prefix))).await?.unchecked_into();
        Ok(keys.iter().filter_map(|key| key.as_string()).collect())
    }

    async fn values(&self, prefix: &str) -> Result<Vec<(String, File)>> {
        let keys = self.keys(prefix).await?;
        let values: Array = self.ask(|table| all(table).values(&range(prefix))).await?.unchecked_into();
        keys.into_iter().zip(values.iter()).map(|(key, value)| Ok((key, file(&value)?))).collect()
    }

    async fn get(&self, key: &str) -> Result<Option<File>> {
        let value = self.ask(|table| table.get(key)).await?;
        if value.is_undefined() { Ok(None) } else { file(&value).map(Some) }
    }

    async fn apply(&self, changes: Vec<Change>) -> Result<()> {
        let large = |change: &Change| matches!(change, Change::Put(_, file) if file.size() > super::SMALL);
        match self.make(&changes).await {
            Err(error)
                if error.kind() != Kind::Quota && !self.no_blobs.get() && changes.iter().any(large) =>
            {
                self.no_blobs.set(true);
                self.make(&changes).await
            }
            made => made,
        }
    }
}
