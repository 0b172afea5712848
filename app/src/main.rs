//! The Workbench: opens, views, edits and converts files without uploading them anywhere.
//!
//! Only the parts that know no browser are compiled natively, for `cargo test -p app`.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod browser;
mod crop;
mod documents;
mod library;
mod pages;
mod route;
mod save;
mod seek;
mod studio;
mod tables;
mod undo;
mod writer;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod awake;
#[cfg(target_arch = "wasm32")]
mod command;
#[cfg(target_arch = "wasm32")]
mod desk;
#[cfg(target_arch = "wasm32")]
mod keep;
#[cfg(target_arch = "wasm32")]
mod keys;
#[cfg(target_arch = "wasm32")]
mod link;
#[cfg(target_arch = "wasm32")]
mod look;
#[cfg(target_arch = "wasm32")]
mod number;
#[cfg(target_arch = "wasm32")]
mod open;
#[cfg(target_arch = "wasm32")]
mod panel;
#[cfg(target_arch = "wasm32")]
mod prefs;
#[cfg(target_arch = "wasm32")]
mod row;
#[cfg(target_arch = "wasm32")]
mod run;
#[cfg(target_arch = "wasm32")]
mod session;
#[cfg(target_arch = "wasm32")]
mod text;
#[cfg(target_arch = "wasm32")]
mod tool;
#[cfg(target_arch = "wasm32")]
mod ui;
#[cfg(target_arch = "wasm32")]
mod wait;

#[cfg(target_arch = "wasm32")]
use wait::wait;

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        store::session::keep();
        nearside::start(|| {
            wasm_bindgen_futures::spawn_local(async {
                // A language that does not arrive now is there at the next start; till then it is English.
                if let Ok(words) = text::fetch(prefs::Prefs::load().language.as_deref()).await {
                    text::choose(words);
                }
                leptos::mount::mount_to_body(app::App);
            });
        });
    }
}
