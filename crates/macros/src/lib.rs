//! `#[call]` and `#[lazy]`.
//!
//! `#[call]`: an async function becomes a stub for the page and an entry for the worker.
//!
//! Both have the function's name, which Rust allows because one is a function and the other a module. The stub is
//! always there; the entry with the body only with the crate's feature `engines`, so that the page's binary never
//! contains an engine.
//!
//! `#[lazy]`: a function of the page becomes async, and its code arrives when it is first called.

mod expand;
mod lazy;
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

/// Puts a function of the page, and whatever only it needs, into a wasm file that is fetched when it is first called.
///
/// ```text
/// #[lazy(library)]
/// fn library() -> fn(Session) -> AnyView { library::page }
/// ```
///
/// - Becomes `async fn … -> nearside::Result<…>`: the file may not arrive. The next call tries again.
/// - Functions with the same name in the brackets share a file; what two files need, and the app does not, gets a third.
/// - Takes owned arguments and no generics. Return a function pointer, as above, for what should run at once later.
/// - `nearside-pack` takes release builds apart. It needs relocations, so the app's `build.rs` prints
///   `cargo:rustc-link-arg-bins=--emit-relocs` (see there), and its profile has `strip = "none"` or `"debuginfo"`.
#[proc_macro_attribute]
pub fn lazy(chunk: TokenStream, function: TokenStream) -> TokenStream {
    let function = parse_macro_input!(function as ItemFn);
    let Ok(chunk) = syn::parse::<syn::Ident>(chunk) else {
        return error("#[lazy] takes the name of a file: #[lazy(library)]");
    };
    lazy::expand(&chunk, &function).unwrap_or_else(syn::Error::into_compile_error).into()
}

fn error(text: &str) -> TokenStream {
    syn::Error::new(proc_macro2::Span::call_site(), text).into_compile_error().into()
}
