//! `#[call]`: an async function becomes a stub for the page and an entry for the worker.
//!
//! Both have the function's name, which Rust allows because one is a function and the other a module. The stub is
//! always there; the entry with the body only with the crate's feature `engines`, so that the page's binary never
//! contains an engine.

mod expand;
mod signature;

use proc_macro::TokenStream;
use syn::{ItemFn, parse_macro_input};

/// Makes an async function callable from the page: `photo::thumbnail(file, 256).await`.
///
/// ```text
/// /// Fits a photo into a square of `side` pixels.
/// #[call]
/// pub async fn thumbnail(photo: File, side: u32, cx: &Context) -> Result<File> { … }
///
/// calls![thumbnail];
/// ```
///
/// - Arguments are owned values with serde's two traits, and files: `File`, `Vec<File>`, `Option<File>`, or any of
///   these inside another value. `&Context`, last, is optional.
/// - The reply is `Result<T>`, or `Result<T, E>` with an error of its own (`Display` and serde's two traits), which
///   the caller gets back with `error.failed::<E>()`; or `impl Stream<Item = Result<T>>` for a reply in parts.
/// - `#[call(hard)]` is for functions that never tick: a cancel ends their worker at once, and no watchdog waits.
#[proc_macro_attribute]
pub fn call(options: TokenStream, function: TokenStream) -> TokenStream {
    let function = parse_macro_input!(function as ItemFn);
    let hard = match options.to_string().as_str() {
        "" => false,
        "hard" => true,
        _ => return error("#[call] takes nothing, or `hard`"),
    };
    match signature::Signature::of(&function) {
        Ok(signature) => expand::expand(&function, &signature, hard).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

fn error(text: &str) -> TokenStream {
    syn::Error::new(proc_macro2::Span::call_site(), text).into_compile_error().into()
}
