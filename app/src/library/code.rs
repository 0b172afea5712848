//! What the rest of the app knows of the library: functions whose code is fetched when one of them is first needed.

use leptos::task::spawn_local;
use nearside::{File, Result};

use super::{act, age, load, noted, page as place, send, transfers as corner};
use crate::command::Command;
use crate::session::{Incoming, Session};
use crate::text::text;
use crate::ui::lazy::Build;
use crate::ui::toast;

/// A form of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A place that is to be connected.
    Connect,
    /// Where copies of the chosen files shall go.
    Copy,
    /// Where the chosen files shall go.
    Move,
    /// Where the results of the desk shall go.
    Save,
    /// Where the last result of a tool shall go.
    SaveMade,
    /// Another name.
    Rename,
    /// The name of a new folder.
    Folder,
    /// What a file was before.
    Versions,
    /// The vault.
    Vault,
    /// The passphrase that the chosen file leaves with.
    SealAge,
    /// What opens files of age.
    OpenAge,
    /// How long a link to the chosen file lasts.
    Link,
}

/// The library's functions.
#[derive(Clone, Copy)]
struct Code {
    page: Build,
    form: Build,
    transfers: Build,
    begin: fn(Session),
    run: fn(Session, Command),
    add: fn(Session, Vec<Incoming>),
    unseal: fn(Session, Vec<File>),
}

#[nearside::lazy(library)]
fn code() -> Code {
    Code {
        page: place::page,
        form: send::form,
        transfers: corner::transfers,
        begin: load::begin,
        run: act::run,
        add: act::add,
        unseal: age::unseal,
    }
}

/// The page.
pub async fn page() -> Result<Build> {
    Ok(code().await?.page)
}

/// The inside of a dialog that is a [`Form`].
pub async fn form() -> Result<Build> {
    Ok(code().await?.form)
}

/// What is on its way, in a corner of every page.
pub async fn transfers() -> Result<Build> {
    Ok(code().await?.transfers)
}

/// Does what a command of the library says.
pub fn run(session: Session, command: Command) {
    ask(session, move |code| (code.run)(session, command));
}

/// Takes files that were picked or dropped while the library was open.
pub fn add(session: Session, files: Vec<Incoming>) {
    ask(session, move |code| (code.add)(session, files));
}

/// Asks for what opens files of age.
pub fn unseal(session: Session, files: Vec<File>) {
    ask(session, move |code| (code.unseal)(session, files));
}

/// Goes on with copies that a reload, a crash or a closed tab cut short.
pub fn start(session: Session) {
    if noted::is_marked() {
        ask(session, move |code| (code.begin)(session));
    }
}

fn ask(session: Session, then: impl FnOnce(Code) + 'static) {
    spawn_local(async move {
        match code().await {
            Ok(code) => then(code),
            Err(_) => toast::show(session, text().part_missing),
        }
    });
}
