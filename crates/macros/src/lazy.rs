//! What `#[lazy]` becomes: an async function whose body lies in a wasm file of its own.
//!
//! Only release builds are taken apart: it costs seconds that an edit in development should not wait for. There, and
//! natively, the function is what it was, behind the same signature.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, ItemFn, ReturnType, Type, parse_quote};

pub fn expand(chunk: &Ident, function: &ItemFn) -> syn::Result<TokenStream> {
    let ItemFn { attrs, vis, sig, block } = function;
    if sig.asyncness.is_some() || !sig.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(
            sig,
            "#[lazy] takes a plain function without generics; it becomes async by itself",
        ));
    }
    let mut arguments = Vec::new();
    for input in &sig.inputs {
        match input {
            syn::FnArg::Typed(typed) => match &*typed.pat {
                syn::Pat::Ident(pat) => arguments.push(&pat.ident),
                pat => return Err(syn::Error::new_spanned(pat, "#[lazy] takes arguments with plain names")),
            },
            syn::FnArg::Receiver(this) => {
                return Err(syn::Error::new_spanned(this, "#[lazy] takes functions without self"));
            }
        }
    }
    let (name, inputs) = (&sig.ident, &sig.inputs);
    let reply: Type = match &sig.output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    };
    let body = quote! {
        fn #name(#inputs) -> ::nearside::Result<#reply> {
            Ok((move || -> #reply #block)())
        }
    };
    Ok(quote! {
        #(#attrs)*
        #vis async fn #name(#inputs) -> ::nearside::Result<#reply> {
            #[cfg(any(not(target_arch = "wasm32"), debug_assertions))]
            {
                #body
                #name(#(#arguments),*)
            }
            #[cfg(all(target_arch = "wasm32", not(debug_assertions)))]
            {
                #[::nearside::__private::split::wasm_split(#chunk, wasm_split_path = ::nearside::__private::split, fallible)]
                #body
                #name(#(#arguments),*).await
            }
        }
    })
}
