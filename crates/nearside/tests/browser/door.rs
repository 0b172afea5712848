//! What the door for JavaScript refuses, and what it takes, before any worker is asked: this page has none.

use js_sys::{Function, JSON, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// What a script returns, as JSON. Its `end` says how a call ended; one that is thrown and not rejected ends the script.
async fn told(script: &str) -> String {
    nearside::start(|| ());
    let body = format!(
        "const near = window.nearside, end = (call) => call.then(() => 'Done', ({{ kind, message }}) => kind + ': ' + message);
        return (async () => {{ {script} }})()"
    );
    let promise = Function::new_no_args(&body).call0(&JsValue::NULL).unwrap().unchecked_into::<Promise>();
    JSON::stringify(&JsFuture::from(promise).await.unwrap()).unwrap().into()
}

// A number for a path was read as the place of a text, far beyond the memory of the page's instance.
#[wasm_bindgen_test]
async fn what_is_no_call_is_refused_with_a_sentence() {
    for (call, why) in [
        ("near.call()", "begins with the path"),
        ("near.call(5)", "begins with the path"),
        ("near.call('a/b', { a: 1n })", "a/b: the arguments have no JSON"),
        ("near.call('a/b', {}, [null])", "a/b: file 1 is no File, Blob, buffer or view"),
        ("near.call('a/b', {}, [new Blob(), { getFile() {} }])", "a/b: file 2 is a handle"),
        (
            "near.call('a/b', { one: new Blob() }, [new Blob()])",
            "a/b: files stand among the arguments or beside them",
        ),
        // Of another realm: none of this page's objects by `instanceof`.
        (
            "near.call('a/b', Object.assign(new (document.body.appendChild(document.createElement('iframe')).contentWindow.Object)(), { one: new Blob() }), [new Blob()])",
            "a/b: files stand among the arguments or beside them",
        ),
        ("near.call('a/b', {}, [], { signal: new AbortController() })", "signal is not an AbortSignal"),
        ("near.call('a/b', {}, [], { priority: 'high' })", "priority is not interactive, visible or batch"),
        ("near.call('a/b', {}, [], { deadline: '5' })", "deadline is not a number"),
        ("near.call('a/b', {}, [], { deadline: NaN })", "deadline is not a number"),
        ("near.call('a/b', {}, [], { onprogress: 5 })", "onprogress is not a function"),
        ("near.call('a/b', {}, [], { pause: true })", "pause is not a Pause"),
    ] {
        let end = told(&format!("return end({call})")).await;
        assert!(
            end.starts_with("\"Malformed: ") && end.contains(why) && end.ends_with(".\""),
            "{call}: {end}"
        );
    }
    assert_eq!(told("return [near.openGate(5), near.closeGate()].length").await, "2");
}

#[wasm_bindgen_test]
async fn options_that_are_left_out_are_nothing() {
    let script = "return end(near.call('a/b', null, null, { signal: null, pause: undefined, onprogress: false, deadline: Infinity }))";
    // It goes as far as to the worker.
    assert!(told(script).await.starts_with("\"Unsupported: "), "{}", told(script).await);
}

// The second call got an empty buffer, without a word, if both waited.
#[wasm_bindgen_test]
async fn a_buffer_is_given_away_at_once_and_to_one_call() {
    let script = "
        const bytes = new Uint8Array(8), { buffer } = bytes, give = (...files) => end(near.call('a/b', {}, files, { transfer: [buffer] }));
        const refused = await give(buffer, null), kept = buffer.byteLength;
        const first = give(bytes), left = buffer.byteLength, second = await give(buffer);
        const memory = new WebAssembly.Memory({ initial: 1 }).buffer;
        const copied = await end(near.call('a/b', {}, [memory], { transfer: [memory] }));
        const twice = new ArrayBuffer(8), pair = await end(near.call('a/b', {}, [twice, twice], { transfer: [twice] }));
        return [refused.slice(0, 9), kept, (await first).slice(0, 11), left, second, copied.slice(0, 11), memory.byteLength, pair.slice(0, 11)]";
    let unsupported = "\"Unsupported\"";
    assert_eq!(
        told(script).await,
        format!(
            "[\"Malformed\",8,{unsupported},0,\"Malformed: a/b: file 1 is a buffer that was given away already.\",{unsupported},65536,{unsupported}]"
        )
    );
}

#[wasm_bindgen_test]
async fn a_signal_that_has_fired_ends_the_call_before_it_takes_anything() {
    let script = "
        const buffer = new ArrayBuffer(8), options = { signal: AbortSignal.abort('enough'), transfer: [buffer] };
        return near.call('a/b', {}, [buffer], options).catch(({ kind, cause }) => [kind, cause, buffer.byteLength])";
    assert_eq!(told(script).await, r#"["Cancelled","enough",8]"#);
}
