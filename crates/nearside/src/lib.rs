//! Web apps whose back end is the front end.
//!
//! > A **call** is a request to a piece of WebAssembly; anything that can answer a call is a **service**.
//!
//! Write an async function in a worker, call it from the page, deploy a folder of static files:
//!
//! ```
//! # mod photo {
//! use nearside::prelude::*;
//!
//! /// The first bytes of a file.
//! #[call]
//! pub async fn head(file: File, count: u64, cx: &Context) -> Result<Vec<u8>> {
//!     cx.progress(0.5);
//!     file.range(0..count).bytes().await
//! }
//!
//! calls![head];
//! # }
//! # futures_executor::block_on(async {
//! # use nearside::File;
//! let file = File::new("a.txt", b"hello".to_vec());
//! let head = photo::head(file, 2).on(photo::calls()).await?;
//! assert_eq!(head, b"he");
//! # Ok::<(), nearside::Error>(()) }).unwrap();
//! ```
//!
//! In a page the same line without `.on(…)` runs in a Web Worker, which the pool starts when it is needed and
//! replaces when it breaks. **Every call settles**, whatever the worker does: with its reply or an [`Error`]
//! whose [`Kind`] says how it ended.
//!
//! What the body needs is compiled into the worker only: the feature `engines` of the crate with the calls, which the page
//! leaves off. Imports that nothing but a body uses stand in the body, or behind `#[cfg(feature = "engines")]`.
//!
//! | room | what |
//! |---|---|
//! | [`call`], [`Calls`], [`Context`] | how a function becomes callable and what it knows while it runs |
//! | [`Job`], [`Parts`], [`map`] | how it is called |
//! | [`Service`], [`layers`] | who answers, and what can be wrapped around that |
//! | [`pool`] | the page's end: which worker does what, when |
//! | [`serve!`] | the worker's end |
//! | [`wire`] | how values and files travel |

mod calls;
mod context;
mod error;
mod file;
mod job;
pub mod layers;
mod map;
mod pause;
pub mod pool;
pub mod prelude;
#[cfg(target_arch = "wasm32")]
pub mod serve;
mod service;
pub mod wire;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod door;

pub use calls::{Calls, Entry, last};
pub use context::Context;
#[cfg(target_arch = "wasm32")]
pub use door::start;
pub use error::{Error, Kind, Result};
pub use file::{File, Output};
pub use job::{Job, Parts};
pub use map::map;
pub use nearside_macros::{call, lazy};
pub use pause::Pause;
#[cfg(target_arch = "wasm32")]
pub use pool::Pool;
pub use service::{Answer, Call, Options, Part, Priority, Service, Watch};

/// What the code of the macros needs; not for others.
#[doc(hidden)]
pub mod __private {
    /// The next item of a stream.
    pub async fn next<S: futures_core::Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
        futures_util::StreamExt::next(stream).await
    }

    pub use crate::calls::join;
    #[cfg(target_arch = "wasm32")]
    pub use js_sys::Array;
    pub use serde;
    #[cfg(target_arch = "wasm32")]
    pub use wasm_bindgen;
    #[cfg(target_arch = "wasm32")]
    pub use wasm_split_helpers as split;
}

/// Lists the functions of a module that can be called: `calls![thumbnail, convert];` makes
/// `pub fn calls() -> Calls`.
#[macro_export]
macro_rules! calls {
    ($($name:ident),* $(,)?) => {
        /// The functions of this module that can be called.
        #[cfg(feature = "engines")]
        pub fn calls() -> $crate::Calls {
            $crate::Calls::new(module_path!(), [$($name::entry()),*])
        }
    };
}

/// The whole of a worker's binary: `nearside::serve!(worker::photo::calls());`.
///
/// With `check = …` a function runs when the worker starts, and a worker that fails it is not used: a known answer
/// computed once, for engines with SIMD (a compiler may miscompile it: rust-lang/rust#157456).
#[macro_export]
macro_rules! serve {
    ($calls:expr) => {
        $crate::serve!($calls, check = || true);
    };
    ($calls:expr, check = $check:expr) => {
        #[cfg(target_arch = "wasm32")]
        #[global_allocator]
        static HEAP: $crate::serve::Heap = $crate::serve::Heap;

        #[cfg(target_arch = "wasm32")]
        fn main() {
            $crate::serve::begin($calls);
        }

        #[cfg(not(target_arch = "wasm32"))]
        fn main() {
            let _ = ($calls, $check);
            eprintln!("This is a worker for the browser: build it for wasm32-unknown-unknown, with Trunk.");
        }

        #[cfg(target_arch = "wasm32")]
        #[allow(missing_docs)]
        mod exports {
            use $crate::__private::wasm_bindgen::{self, prelude::wasm_bindgen};

            #[wasm_bindgen(wasm_bindgen = $crate::__private::wasm_bindgen, js_name = nearCheck)]
            pub fn check() -> bool {
                ($check)()
            }
            #[wasm_bindgen(wasm_bindgen = $crate::__private::wasm_bindgen, js_name = nearAccept)]
            pub fn accept(text: String, files: Option<$crate::__private::Array>) {
                $crate::serve::accept(text, files);
            }
            #[wasm_bindgen(wasm_bindgen = $crate::__private::wasm_bindgen, js_name = nearPoll)]
            pub fn poll() -> bool {
                $crate::serve::poll()
            }
            #[wasm_bindgen(wasm_bindgen = $crate::__private::wasm_bindgen, js_name = nearHandOver)]
            pub fn hand_over() {
                $crate::serve::hand_over();
            }
            #[wasm_bindgen(wasm_bindgen = $crate::__private::wasm_bindgen, js_name = nearMemory)]
            pub fn memory() -> f64 {
                $crate::serve::memory()
            }
            #[wasm_bindgen(wasm_bindgen = $crate::__private::wasm_bindgen, js_name = nearMissed)]
            pub fn missed() -> f64 {
                $crate::serve::missed()
            }
            #[wasm_bindgen(wasm_bindgen = $crate::__private::wasm_bindgen, js_name = nearRevive)]
            pub fn revive() {
                $crate::serve::revive();
            }
        }
    };
}
