//! Passkeys: secrets that a device keeps, and uses for whom it knows by a finger, a face or a number.
//!
//! Of WebAuthn only the extension that derives a secret (PRF) matters here: nobody has to be told who somebody is, so challenges
//! and signatures are not looked at.

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use leptos::prelude::window;
use store::PRF_INPUT;
use wasm_bindgen::prelude::*;

use crate::open::{property, set};
use crate::text::text;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "credentials"], catch)]
    async fn create(options: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["navigator", "credentials"], catch)]
    async fn get(options: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn random_values(into: &Uint8Array);
}

/// The algorithms of WebAuthn that all authenticators know one of: ES256, EdDSA, RS256.
const ALGORITHMS: [i32; 3] = [-7, -8, -257];

/// A passkey that was made.
pub struct Passkey {
    /// Its id, by which it is asked for again.
    pub credential: String,
    /// What it gives.
    pub output: [u8; 32],
}

/// Whether this browser has any.
pub fn there() -> bool {
    Reflect::has(&window(), &"PublicKeyCredential".into()).unwrap_or(false)
}

/// Makes one, on a device that has none of the `others`. A sentence if there is none in the end.
pub async fn make(label: &str, others: &[String]) -> Result<Passkey, String> {
    let user = object(&[("id", random(16)), ("name", label.into()), ("displayName", label.into())]);
    let kind = |algorithm: i32| object(&[("type", "public-key".into()), ("alg", algorithm.into())]);
    let how = object(&[("residentKey", "preferred".into()), ("userVerification", "required".into())]);
    let options = [
        ("rp", object(&[("name", "Nearside".into())])),
        ("user", user),
        ("pubKeyCredParams", ALGORITHMS.into_iter().map(kind).collect::<Array>().into()),
        ("authenticatorSelection", how),
        ("excludeCredentials", listed(others)),
    ];
    let made = create(&request(&options)).await.map_err(refused)?;
    let credential = property(&made, "id").as_string().ok_or_else(plain)?;
    let output = match (output(&made), property(&results(&made), "enabled").is_truthy()) {
        (Some(output), _) => output,
        // Some give it only when they are asked again.
        (None, true) => ask(std::slice::from_ref(&credential)).await?,
        (None, false) => return Err(plain()),
    };
    Ok(Passkey { credential, output })
}

/// Asks for what one of these gives.
pub async fn ask(credentials: &[String]) -> Result<[u8; 32], String> {
    let options = [("allowCredentials", listed(credentials)), ("userVerification", "required".into())];
    let given = get(&request(&options)).await.map_err(refused)?;
    output(&given).ok_or_else(plain)
}

/// These, as WebAuthn takes them.
fn listed(credentials: &[String]) -> JsValue {
    let all = credentials.iter().filter_map(|credential| {
        // As `id` spells it: base64 for addresses.
        let bytes = window().atob(&credential.replace('-', "+").replace('_', "/")).ok()?;
        let bytes: Vec<u8> = bytes.chars().map(|letter| letter as u8).collect();
        let id = Uint8Array::from(bytes.as_slice());
        Some(object(&[("type", "public-key".into()), ("id", id.into())]))
    });
    all.collect::<Array>().into()
}

/// The options, with a challenge and a wish for a secret.
fn request(options: &[(&str, JsValue)]) -> Object {
    let first = object(&[("first", Uint8Array::from(PRF_INPUT).into())]);
    let all = object(options);
    let bag = all.unchecked_ref();
    set(bag, "challenge", random(32));
    set(bag, "extensions", object(&[("prf", object(&[("eval", first)]))]));
    object(&[("publicKey", all)]).unchecked_into()
}

fn results(credential: &JsValue) -> JsValue {
    let ask: Result<Function, _> = property(credential, "getClientExtensionResults").dyn_into();
    let results = ask.ok().and_then(|ask| ask.call0(credential).ok()).unwrap_or_default();
    property(&results, "prf")
}

fn output(credential: &JsValue) -> Option<[u8; 32]> {
    let first = property(&property(&results(credential), "results"), "first");
    if first.is_undefined() {
        return None;
    }
    Uint8Array::new(&first).to_vec().try_into().ok()
}

fn plain() -> String {
    text().library.passkey_plain.into()
}

fn refused(error: JsValue) -> String {
    web_sys::console::warn_1(&error);
    let t = &text().library;
    match property(&error, "name").as_string().as_deref() {
        Some("NotAllowedError") => t.passkey_none,
        Some("InvalidStateError") => t.passkey_there,
        _ => t.passkey_refused,
    }
    .into()
}

fn random(size: u32) -> JsValue {
    let bytes = Uint8Array::new_with_length(size);
    random_values(&bytes);
    bytes.into()
}

fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    entries.iter().for_each(|(key, value)| set(&object, key, value.clone()));
    object.into()
}
