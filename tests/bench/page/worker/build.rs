//! The memory that the Workbench's lab has, for those that are measured against it.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rustc-link-arg-bin=gloo=--max-memory=1073741824");
        println!("cargo::rustc-link-arg-bin=plain=--max-memory=134217728");
    }
}
