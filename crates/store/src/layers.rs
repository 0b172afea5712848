//! What can be wrapped around any store: a second try, a limit, a record. Each layer is a store itself.
//!
//! ```
//! # use nearside_store::{Memory, Path, Store, When, layers::{Limit, Trace}};
//! # use nearside::File;
//! # futures_executor::block_on(async {
//! let store = Trace::new(Limit::new(Memory::default(), 4), || 0.0, |line| println!("{line}"));
//! store.write(&Path::new("a.txt")?, File::new("a.txt", b"hello".to_vec()), When::Always).await?;
//! # Ok::<(), nearside_store::Error>(()) }).unwrap();
//! ```

mod around;
mod clock;
mod limit;
mod retry;
#[cfg(test)]
mod tests;
mod trace;

pub use around::Op;
#[cfg(target_arch = "wasm32")]
pub use clock::Browser;
pub use clock::Clock;
#[cfg(target_arch = "wasm32")]
pub(crate) use limit::Gate;
pub use limit::Limit;
pub use retry::{Patience, Retry};
pub use trace::{Line, Trace};
