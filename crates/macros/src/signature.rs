//! What a call's signature says, and what it may not say.

use quote::ToTokens;
use syn::{Error, FnArg, GenericArgument, Ident, ItemFn, Pat, PathArguments, Result, ReturnType, Type};

/// The parts of a signature that the expansion needs.
pub struct Signature {
    /// Names and types of the arguments, without the context.
    pub args: Vec<(Ident, Type)>,
    /// Whether it takes `&Context`.
    pub context: bool,
    pub reply: Reply,
    /// The same for the same signature, in every build.
    pub fingerprint: u32,
}

/// What comes back.
pub enum Reply {
    /// `Result<T>`: the framework's error, or `Result<T, E>`: the function's own.
    Value(Type),
    /// `impl Stream<Item = Result<T>>`.
    Parts(Type),
}

impl Signature {
    pub fn of(function: &ItemFn) -> Result<Self> {
        let signature = &function.sig;
        if !signature.generics.params.is_empty() {
            return Err(Error::new_spanned(&signature.generics, "a call is one function: no generics"));
        }
        let mut args = Vec::new();
        let mut context = false;
        for input in &signature.inputs {
            let FnArg::Typed(input) = input else {
                return Err(Error::new_spanned(input, "a call has no `self`"));
            };
            if context {
                return Err(Error::new_spanned(input, "`&Context` comes last"));
            }
            match (&*input.pat, &*input.ty) {
                (_, Type::Reference(to)) if last(&to.elem).is_some_and(|name| name == "Context") => {
                    context = true
                }
                (_, Type::Reference(_)) => {
                    return Err(Error::new_spanned(
                        input,
                        "arguments travel to a worker: take them by value",
                    ));
                }
                (Pat::Ident(name), ty) => args.push((name.ident.clone(), ty.clone())),
                _ => return Err(Error::new_spanned(input, "an argument needs a plain name")),
            }
        }
        let reply = reply(&signature.output)?;
        if signature.asyncness.is_none() && matches!(reply, Reply::Value(_)) {
            return Err(Error::new_spanned(signature.fn_token, "a call is an `async fn`"));
        }
        let words = signature.to_token_stream().to_string();
        Ok(Self { args, context, reply, fingerprint: fingerprint(&words) })
    }
}

fn reply(output: &ReturnType) -> Result<Reply> {
    let explain = "a call returns `Result<T>`, `Result<T, E>` or `impl Stream<Item = Result<T>>`";
    let ReturnType::Type(_, ty) = output else {
        return Err(Error::new_spanned(output, explain));
    };
    if let Some(item) = stream_item(ty) {
        let inner = generics(item);
        return inner.into_iter().next().map(Reply::Parts).ok_or_else(|| Error::new_spanned(ty, explain));
    }
    if last(ty).is_none_or(|name| name != "Result") {
        return Err(Error::new_spanned(ty, explain));
    }
    let value = generics(ty).into_iter().next().ok_or_else(|| Error::new_spanned(ty, explain))?;
    Ok(Reply::Value(value))
}

/// The `Item` of an `impl Stream<Item = …>`.
fn stream_item(ty: &Type) -> Option<&Type> {
    let Type::ImplTrait(ty) = ty else { return None };
    ty.bounds.iter().find_map(|bound| {
        let syn::TypeParamBound::Trait(bound) = bound else { return None };
        let PathArguments::AngleBracketed(args) = &bound.path.segments.last()?.arguments else { return None };
        args.args.iter().find_map(|arg| match arg {
            GenericArgument::AssocType(arg) if arg.ident == "Item" => Some(&arg.ty),
            _ => None,
        })
    })
}

/// The last name of a path: `File` of `nearside::File`.
pub fn last(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|segment| &segment.ident)
}

/// The types in the angle brackets.
pub fn generics(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    let Some(segment) = path.path.segments.last() else { return Vec::new() };
    let PathArguments::AngleBracketed(args) = &segment.arguments else { return Vec::new() };
    let types = args.args.iter().filter_map(|arg| match arg {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    });
    types.collect()
}

/// FNV-1a; never 0, which means "unchecked".
fn fingerprint(words: &str) -> u32 {
    let fold = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    words.bytes().filter(|byte| !byte.is_ascii_whitespace()).fold(0x811c_9dc5, fold).max(1)
}
