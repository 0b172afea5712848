//! Where files live: one thin trait, and adapters for what people already have.
//!
//! A [`Store`] keeps files under paths. What it [`can`](Store::can) do is probed, not guessed; bodies are
//! [`File`](nearside::File)s, that is handles of the browser, so that a gigabyte goes from disk to bucket without passing
//! through wasm memory; a write says how durable it is ([`Durability`]); an [`Error`] says what to do next.
//!
//! | room | what |
//! |---|---|
//! | [`Store`], [`Can`], [`Path`], [`Entry`] | what every store is |
//! | [`Error`], [`Kind`] | why something is not there |
//! | `Library` | versions, a trash and notes of backups, on any store |
//! | `folder` | a folder on disk, where a browser lets a page open one |
//! | `layers` | a second try, a limit, a record around any store |
//! | [`doctor`] | why a bucket or a folder does not answer |
//! | `age` | single files that `age` opens, and the other way round |
//! | `seal` | vaults and stores whose keeper can read nothing |
//! | [`zip`] | archives, written and read |
//! | `suite` | what every store has to do, as cases to run |

mod address;
#[cfg(feature = "seal")]
pub mod age;
#[cfg(feature = "remote")]
mod azure;
#[cfg(feature = "adapters")]
mod body;
#[cfg(target_arch = "wasm32")]
mod browser;
mod can;
pub mod doctor;
mod entry;
mod error;
#[cfg(target_arch = "wasm32")]
pub mod folder;
#[cfg(feature = "remote")]
pub mod http;
mod item;
#[cfg(feature = "adapters")]
pub mod layers;
#[cfg(feature = "adapters")]
mod library;
#[cfg(feature = "adapters")]
pub mod local;
mod lock;
#[cfg(feature = "adapters")]
mod memory;
mod path;
mod place;
#[cfg(feature = "remote")]
pub mod s3;
#[cfg(feature = "seal")]
pub mod seal;
#[cfg(target_arch = "wasm32")]
pub mod session;
#[cfg(feature = "adapters")]
mod sort;
mod state;
#[cfg(feature = "adapters")]
mod store;
#[cfg(feature = "suite")]
pub mod suite;
#[cfg(feature = "adapters")]
mod table;
mod upload;
#[cfg(feature = "remote")]
mod web;
#[cfg(feature = "remote")]
pub mod webdav;
pub mod zip;

pub use address::Address;
#[cfg(feature = "remote")]
pub use azure::Azure;
pub use can::{Can, PartLimits};
pub use entry::{Durability, Entry, Page, When, Written};
pub use error::{Error, Kind, Result};
pub use item::{Aside, Backup, Imported, Item, Left};
#[cfg(feature = "adapters")]
pub use library::{Library, Turn};
pub use lock::{Lock, LockState, PRF_INPUT, Secret, WayIn, WayKind};
#[cfg(feature = "adapters")]
pub use memory::Memory;
pub use path::Path;
pub use place::{Place, PlaceKind, Settings};
#[cfg(feature = "adapters")]
#[doc(hidden)]
pub use sort::sort_by;
pub use state::State;
#[cfg(feature = "adapters")]
pub use store::Store;
pub use upload::{Part, Upload};
#[cfg(feature = "remote")]
pub use web::Web;
