//! What `#[call]` becomes.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Ident, ItemFn, Type};

use crate::signature::{Reply, Signature, generics, last};

pub fn expand(function: &ItemFn, signature: &Signature, hard: bool) -> TokenStream {
    let stub = stub(function, signature, hard);
    let entry = entry(function, signature);
    quote! { #stub #entry }
}

fn stub(function: &ItemFn, signature: &Signature, hard: bool) -> TokenStream {
    let ItemFn { vis, sig, attrs, .. } = function;
    // The others are about the body.
    let of_stub = |attr: &&Attribute| {
        ["allow", "cfg", "deprecated", "doc"].iter().any(|name| attr.path().is_ident(name))
    };
    let attrs = attrs.iter().filter(of_stub);
    let (name, fingerprint) = (&sig.ident, signature.fingerprint);
    let (names, types): (Vec<&Ident>, Vec<&Type>) =
        signature.args.iter().map(|(name, ty)| (name, ty)).unzip();
    let (job, harden) = match &signature.reply {
        Reply::Value(value) => (quote!(::nearside::Job<#value>), quote!(.hard())),
        Reply::Parts(part) => (quote!(::nearside::Parts<#part>), quote!(.with(|job| job.hard()))),
    };
    let harden = hard.then_some(harden);
    // An empty tuple has the JSON `null`, which is no list of arguments.
    let args = if names.is_empty() { quote!([(); 0]) } else { quote!((#(#names,)*)) };
    quote! {
        #(#attrs)*
        #vis fn #name(#(#names: #types),*) -> #job {
            // In a line without bindings: an argument may have any name.
            <#job>::new(::nearside::path!(#name), #fingerprint, &#args) #harden
        }
    }
}

/// The body stands beside the stub, under a name of its own, so that whatever the function speaks of means the same as it did
/// where it was written.
fn entry(function: &ItemFn, signature: &Signature) -> TokenStream {
    let ItemFn { vis, sig, attrs, block } = function;
    let of_body = |attr: &&Attribute| !["deprecated", "doc"].iter().any(|name| attr.path().is_ident(name));
    let attrs: Vec<_> = attrs.iter().filter(of_body).collect();
    let cfgs: Vec<_> = attrs.iter().filter(|attr| attr.path().is_ident("cfg")).collect();
    let (name, fingerprint) = (&sig.ident, signature.fingerprint);
    let [body, entry] = ["body", "entry"].map(|what| format_ident!("__{}_{}", what, name.unraw()));
    let names = signature.args.iter().map(|(name, _)| camel(&name.unraw().to_string()));
    // Names of their own: an argument may be called `cx`.
    let args: Vec<_> = (0..signature.args.len()).map(|at| format_ident!("__arg_{}", at)).collect();
    let takes = signature.args.iter().zip(&args).map(|((_, ty), arg)| match default(ty) {
        Some(default) => quote!(let #arg: #ty = args.take_or(#default)?;),
        None => quote!(let #arg: #ty = args.take()?;),
    });
    let (inputs, output, asyncness) = (&sig.inputs, &sig.output, &sig.asyncness);
    let context = signature.context.then_some(quote!(&cx));
    let (reply, run) = match &signature.reply {
        Reply::Value(value) => {
            let run =
                quote!(#body(#(#args,)* #context).await.map_err(|error| ::nearside::Error::own(&error)));
            (value.to_token_stream(), run)
        }
        Reply::Parts(_) => {
            let run = quote! {{
                let mut parts = ::std::pin::pin!(#body(#(#args,)* #context));
                while let Some(part) = ::nearside::__private::next(&mut parts).await {
                    cx.part(part?).await?;
                }
                Ok(())
            }};
            (quote!(()), run)
        }
    };
    quote! {
        #(#cfgs)*
        #[cfg(feature = "engines")]
        #(#attrs)*
        #asyncness fn #body(#inputs) #output #block

        #(#cfgs)*
        #[cfg(feature = "engines")]
        #[allow(unused_variables)]
        fn #entry() -> ::nearside::Entry {
            ::nearside::Entry::new::<#reply, _>(
                ::std::stringify!(#name),
                #fingerprint,
                &[#(#names),*],
                |args, cx| {
                    #(#takes)*
                    Ok(async move { #run })
                },
            )
        }

        #(#cfgs)*
        #[cfg(feature = "engines")]
        #[doc(hidden)]
        #vis mod #name {
            #[allow(missing_docs)]
            pub fn entry() -> ::nearside::Entry {
                super::#entry()
            }
        }
    }
}

/// What an argument is called in JSON: `camelCase`.
fn camel(name: &str) -> String {
    let (mut camel, mut starts) = (String::new(), false);
    for letter in name.chars() {
        match (letter, starts) {
            ('_', _) => starts = !camel.is_empty(),
            (_, true) => {
                camel.extend(letter.to_uppercase());
                starts = false;
            }
            _ => camel.push(letter),
        }
    }
    camel
}

/// Files may be left out of named arguments: they are taken in order from those that came along.
fn default(ty: &Type) -> Option<TokenStream> {
    let is_file = |ty: &Type| last(ty).is_some_and(|name| name == "File");
    let of_files = || generics(ty).first().is_some_and(is_file);
    let take = match last(ty)?.to_string().as_str() {
        "File" => "::nearside::wire::next_file",
        "Option" if of_files() => "::nearside::wire::next_if_any",
        "Vec" if of_files() => "::nearside::wire::all_files",
        _ => return None,
    };
    take.parse().ok()
}
