//! Bounds of memory, so that a worker that wants too much fails by itself and not with its tab.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rustc-link-arg-bin=photo=--max-memory=2147483648");
        println!("cargo::rustc-link-arg-bin=heic=--max-memory=2147483648");
        println!("cargo::rustc-link-arg-bin=document=--max-memory=1073741824");
        println!("cargo::rustc-link-arg-bin=pages=--max-memory=1073741824");
        println!("cargo::rustc-link-arg-bin=video=--max-memory=1073741824");
        println!("cargo::rustc-link-arg-bin=lab=--max-memory=134217728");
    }
}
