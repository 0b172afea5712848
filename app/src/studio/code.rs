//! What the rest of the app knows of the studio: functions whose code is fetched when the first video or sound is opened.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use leptos::task::spawn_local;
use nearside::{File, Result};

use crate::row::Row;
use crate::session::Session;
use crate::ui::lazy::Build;

/// The studio's functions.
#[derive(Clone, Copy)]
struct Code {
    page: Build,
    look: fn(Row, File) -> LocalBoxFuture<'static, ()>,
    go_on: fn(Session) -> LocalBoxFuture<'static, ()>,
}

#[nearside::lazy(studio)]
fn code() -> Code {
    Code {
        page: super::page::page,
        look: |row, file| super::look::look(row, file).boxed_local(),
        go_on: |session| super::works::go_on(session).boxed_local(),
    }
}

/// The studio of the row that the address names.
pub async fn page() -> Result<Build> {
    Ok(code().await?.page)
}

/// Looks into a video or a sound for its row in the list. Without its code the row stays as plain as it is.
pub async fn look(row: Row, file: File) {
    if let Ok(code) = code().await {
        (code.look)(row, file).await;
    }
}

/// Goes on with works that a reload, a crash or a closed tab cut short. Without its code they wait for the next start.
pub fn go_on(session: Session) {
    spawn_local(async move {
        if let Ok(code) = code().await {
            (code.go_on)(session).await;
        }
    });
}
