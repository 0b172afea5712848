//! How files come in: picked, dropped, pasted, handed over by the system.
//!
//! All ways end in [`Session::open`] with the same three things: the file, the folders above it, and the handle where
//! the browser gives one, because only a handle survives a reload without a copy.

mod drop;
mod launch;
mod pick;
mod walk;

pub use drop::listen;
pub use launch::receive;
pub use pick::{click, files, folder, modern, picked, property, set};

use leptos::prelude::{GetUntracked, WithUntracked};
use leptos::task::spawn_local;

use nearside::File;

use crate::app::go;
use crate::keep;
use crate::library;
use crate::route::Route;
use crate::save::name::split;
use crate::session::{Incoming, Session};
use crate::text::text;
use crate::ui::toast;

/// Takes what came in: the library keeps it while it is on view, the desk opens it everywhere else.
fn accept(session: Session, mut incoming: Vec<Incoming>) {
    // What systems strew into folders is nobody's picture.
    incoming.retain(|one| {
        let name = one.file.name();
        !name.starts_with('.')
            && !name.eq_ignore_ascii_case("thumbs.db")
            && !name.eq_ignore_ascii_case("desktop.ini")
    });
    if incoming.is_empty() {
        return toast::show(session, text().nothing_to_open);
    }
    match session.route.get_untracked() {
        Route::Library => library::add(session, incoming),
        _ => open(session, incoming),
    }
}

/// Opens a text with nothing in it, to be written.
pub fn empty(session: Session) {
    let file = File::new(text().new_text, Vec::new()).dated(Some(js_sys::Date::now()));
    spawn_local(async move {
        keep::restored().await;
        session.open(vec![Incoming { file, folder: String::new(), handle: None }]);
        let last = session.rows.with_untracked(|rows| rows.last().map(|row| row.id));
        last.into_iter().for_each(|id| go(Route::View(id)));
    });
}

/// Whether a file is one of age, by its name.
pub fn is_age(name: &str) -> bool {
    split(name).1.eq_ignore_ascii_case("age")
}

/// Opens files on the desk, beside those that were open before, and says so. What opens those that are sealed is asked for first.
pub fn open(session: Session, incoming: Vec<Incoming>) {
    let (shut, incoming): (Vec<_>, Vec<_>) =
        incoming.into_iter().partition(|incoming| is_age(incoming.file.name()));
    if !shut.is_empty() {
        library::unseal(session, shut.into_iter().map(|incoming| incoming.file).collect());
    }
    if incoming.is_empty() {
        return;
    }
    spawn_local(async move {
        keep::restored().await;
        let count = session.open(incoming);
        // Documents that come while pages are arranged join them.
        if !matches!(session.route.get_untracked(), Route::Files | Route::Pages | Route::Seek) {
            go(Route::Files);
        }
        session.say((text().said_opened)(count));
    });
}
