//! Everything that a person can do, in one list. Palette, buttons, keys, tooltips and tests are views of it.
//!
//! In the order in which the palette shows them.

use leptos::prelude::*;

use crate::app::go;
use crate::library::{self, Form};
use crate::prefs::Theme;
use crate::route::Route;
use crate::row::Row;
use crate::session::{Scope, Session};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::{keep, link, open, run, save};

/// Something that a person can do. What each one is, its text says in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    OpenFiles,
    OpenFolder,
    NewText,
    Convert,
    Cancel,
    Retry,
    SaveAll,
    SaveZip,
    SavePicture,
    Keep,
    SaveTo,
    KeepMade,
    SaveMade,
    Arrange,
    Album,
    Seek,
    Undo,
    Redo,
    SelectAll,
    SelectNone,
    Remove,
    Clear,
    Unlock,
    ResetSettings,
    CopyLink,
    SavePreset,
    Back,
    Crop,
    Next,
    Previous,
    Fit,
    Actual,
    ItemsOpen,
    Download,
    CopyTo,
    MoveTo,
    Rename,
    NewFolder,
    Versions,
    SealAge,
    OpenAge,
    ShareLink,
    Restore,
    Discard,
    EmptyTrash,
    FolderUp,
    Find,
    Refresh,
    Connect,
    Forget,
    Vault,
    Export,
    Import,
    Files,
    Library,
    Jobs,
    Network,
    Privacy,
    About,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    English,
    German,
    SingleKeys,
    Trace,
    Shortcuts,
    Palette,
}

/// A key with its modifiers. `key` is what `KeyboardEvent.key` says, in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Control, or Command on a Mac.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// The key.
    pub key: &'static str,
}

const fn plain(key: &'static str) -> Key {
    Key { command: false, shift: false, key }
}
const fn command(key: &'static str) -> Key {
    Key { command: true, shift: false, key }
}
const fn command_shift(key: &'static str) -> Key {
    Key { command: true, shift: true, key }
}

impl Command {
    /// All of them.
    pub const ALL: [Command; 68] = {
        use Command::*;
        [
            OpenFiles,
            OpenFolder,
            NewText,
            Convert,
            Cancel,
            Retry,
            SaveAll,
            SaveZip,
            SavePicture,
            Keep,
            SaveTo,
            KeepMade,
            SaveMade,
            Arrange,
            Album,
            Seek,
            Undo,
            Redo,
            SelectAll,
            SelectNone,
            Remove,
            Clear,
            Unlock,
            ResetSettings,
            CopyLink,
            SavePreset,
            Back,
            Crop,
            Next,
            Previous,
            Fit,
            Actual,
            ItemsOpen,
            Download,
            CopyTo,
            MoveTo,
            Rename,
            NewFolder,
            Versions,
            SealAge,
            OpenAge,
            ShareLink,
            Restore,
            Discard,
            EmptyTrash,
            FolderUp,
            Find,
            Refresh,
            Connect,
            Forget,
            Vault,
            Export,
            Import,
            Files,
            Library,
            Jobs,
            Network,
            Privacy,
            About,
            ThemeSystem,
            ThemeLight,
            ThemeDark,
            English,
            German,
            SingleKeys,
            Trace,
            Shortcuts,
            Palette,
        ]
    };

    /// The keys that call it; the first one is shown.
    pub const fn keys(self) -> &'static [Key] {
        match self {
            Command::OpenFiles => const { &[command("o")] },
            Command::OpenFolder => const { &[command_shift("o")] },
            Command::Convert => const { &[command("enter")] },
            Command::SaveAll => const { &[command("s")] },
            Command::SaveZip => const { &[command_shift("s")] },
            Command::Undo => const { &[command("z")] },
            Command::Redo => const { &[command_shift("z"), command("y")] },
            Command::SelectAll => const { &[command("a")] },
            Command::Remove => const { &[plain("delete"), plain("backspace")] },
            Command::Back => const { &[plain("escape")] },
            Command::Crop => const { &[plain("c")] },
            Command::Next => const { &[plain("arrowright"), plain("j")] },
            Command::Previous => const { &[plain("arrowleft"), plain("k")] },
            Command::Fit => const { &[plain("f")] },
            Command::Actual => const { &[plain("1")] },
            Command::ItemsOpen => const { &[plain("enter")] },
            Command::Download => const { &[command("s")] },
            Command::CopyTo => const { &[plain("c")] },
            Command::MoveTo => const { &[plain("m")] },
            Command::Rename => const { &[plain("f2")] },
            Command::Versions => const { &[plain("v")] },
            Command::Discard => const { &[plain("delete"), plain("backspace")] },
            Command::FolderUp => const { &[command("arrowup")] },
            Command::Find => const { &[plain("/")] },
            Command::Seek => const { &[command_shift("f")] },
            Command::Refresh => const { &[plain("r")] },
            Command::Shortcuts => const { &[plain("?")] },
            Command::Palette => const { &[command("k"), command_shift("p")] },
            _ => &[],
        }
    }

    /// Its icon, where a button has room for one.
    pub const fn icon(self) -> Icon {
        match self {
            Command::OpenFiles => Icon::Plus,
            Command::OpenFolder | Command::NewFolder => Icon::Folder,
            Command::NewText => Icon::Pencil,
            Command::Convert | Command::Retry => Icon::Spark,
            Command::Cancel | Command::SelectNone => Icon::Close,
            Command::SaveAll => Icon::Save,
            Command::SaveZip => Icon::Zip,
            Command::Keep | Command::KeepMade | Command::Library => Icon::Shelf,
            Command::SaveTo | Command::SaveMade | Command::MoveTo => Icon::Move,
            Command::Arrange | Command::Album => Icon::Pages,
            Command::ItemsOpen => Icon::Open,
            Command::Download | Command::SavePicture => Icon::Save,
            Command::CopyTo => Icon::Copy,
            Command::Rename => Icon::Pencil,
            Command::Versions => Icon::Clock,
            Command::Restore => Icon::Undo,
            Command::Discard | Command::EmptyTrash => Icon::Trash,
            Command::FolderUp => Icon::Up,
            Command::Find | Command::Seek => Icon::Search,
            Command::Refresh => Icon::Spark,
            Command::Connect => Icon::Plus,
            Command::Vault | Command::SealAge => Icon::Lock,
            Command::OpenAge => Icon::Key,
            Command::Forget => Icon::Close,
            Command::Export => Icon::Zip,
            Command::Import => Icon::Open,
            Command::Undo => Icon::Undo,
            Command::Redo => Icon::Redo,
            Command::SelectAll => Icon::Check,
            Command::Remove | Command::Clear => Icon::Trash,
            Command::Unlock => Icon::Lock,
            Command::ResetSettings => Icon::Reset,
            Command::CopyLink | Command::ShareLink => Icon::Link,
            Command::SavePreset => Icon::Star,
            Command::Next => Icon::Right,
            Command::Previous | Command::Back => Icon::Left,
            Command::Crop => Icon::Crop,
            Command::Fit => Icon::Fit,
            Command::Actual => Icon::Actual,
            Command::Files => Icon::Picture,
            Command::Jobs | Command::Trace => Icon::Chip,
            Command::Network => Icon::Globe,
            Command::Privacy => Icon::Lock,
            Command::About => Icon::Info,
            Command::ThemeSystem | Command::ThemeLight => Icon::Sun,
            Command::ThemeDark => Icon::Moon,
            Command::English | Command::German => Icon::Globe,
            Command::SingleKeys | Command::Shortcuts => Icon::Keyboard,
            Command::Palette => Icon::Search,
        }
    }

    /// Whether it makes sense now, tracked. What two commands share a key for, only one of them is for at a time.
    pub fn enabled(self, session: Session) -> bool {
        let tally = |test: fn(&crate::session::Tally) -> bool| session.tally.with(test);
        let on_view = || matches!(session.route.get(), Route::View(_));
        // The other tools have commands and keys of their own.
        let on_photo = || match session.route.get() {
            Route::View(id) => session.row(id).is_some_and(Row::is_picture),
            _ => false,
        };
        let on_desk = || matches!(session.route.get(), Route::View(_) | Route::Files);
        let shelf = session.shelf;
        let on_shelf = || session.route.get() == Route::Library;
        let in_trash = || shelf.at.with(|at| at.is_trash());
        let picked = || if on_shelf() { shelf.chosen.with(Vec::len) } else { 0 };
        let file = || shelf.picked().iter().all(|line| !line.item.entry.folder);
        match self {
            Command::ItemsOpen | Command::Download | Command::CopyTo => picked() > 0 && !in_trash(),
            Command::MoveTo | Command::Discard => picked() > 0 && shelf.takes(),
            Command::Rename => picked() == 1 && shelf.takes(),
            Command::NewFolder => on_shelf() && shelf.takes(),
            Command::Versions => picked() == 1 && file() && shelf.at.with(|at| at.is_browser()),
            Command::SealAge => picked() == 1 && file() && !in_trash(),
            Command::OpenAge => {
                picked() > 0
                    && !in_trash()
                    && file()
                    && shelf.picked().iter().all(|line| open::is_age(line.path().name()))
            }
            Command::ShareLink => {
                picked() == 1 && file() && shelf.place().is_some_and(|place| place.can.presign)
            }
            Command::Restore => picked() > 0 && in_trash(),
            Command::EmptyTrash => on_shelf() && in_trash() && shelf.lines.with(|lines| !lines.is_empty()),
            Command::FolderUp => on_shelf() && shelf.at.with(|at| !at.folder.is_root()),
            Command::Find | Command::Refresh | Command::Export => on_shelf(),
            Command::Import => on_shelf() && shelf.at.with(|at| at.is_browser()),
            Command::Forget => {
                on_shelf() && shelf.place().is_some_and(|place| place.kind != store::PlaceKind::Browser)
            }
            Command::OpenFiles | Command::OpenFolder => !on_shelf() || shelf.takes(),
            Command::Undo if on_shelf() => shelf.thrown.with(|thrown| !thrown.is_empty()),
            Command::Redo if on_shelf() => false,
            Command::SelectAll if on_shelf() => shelf.shown.with(Vec::len) > picked(),
            Command::SelectNone if on_shelf() => picked() > 0,
            Command::Convert => on_desk() && tally(|t| t.convertible > 0),
            Command::Cancel => tally(|t| t.busy()),
            Command::Retry => tally(|t| t.again > 0),
            Command::SaveAll | Command::SaveZip | Command::Keep | Command::SaveTo => {
                on_desk() && tally(|t| t.done > 0) && session.saving.with(Option::is_none)
            }
            Command::KeepMade | Command::SaveMade => session.made.get(),
            Command::Undo => session.history.get().0,
            Command::Redo => session.history.get().1,
            Command::SelectAll => tally(|t| t.selected < t.all),
            Command::SelectNone => tally(|t| t.selected > 0),
            Command::Remove => (on_desk() && tally(|t| t.selected > 0)) || on_photo(),
            Command::Clear => tally(|t| t.all > 0),
            Command::Unlock => tally(|t| t.locked > 0),
            Command::Arrange => on_desk() && tally(|t| t.documents > 0),
            Command::Seek => tally(|t| t.documents + t.tables + t.texts > 0),
            Command::Album => on_desk() && tally(|t| t.documents == 0 && t.pictures > 0),
            Command::Back => on_view() || matches!(session.route.get(), Route::Pages | Route::Seek),
            Command::SavePicture
            | Command::Crop
            | Command::Next
            | Command::Previous
            | Command::Fit
            | Command::Actual => on_photo(),
            _ => true,
        }
    }

    /// Does it.
    pub fn run(self, session: Session) {
        let prefer = |change: &dyn Fn(&mut crate::prefs::Prefs)| {
            session.prefs.update(change);
            session.prefs.with_untracked(|prefs| prefs.keep());
        };
        let fill = |form| session.dialog.set(Some(Dialog::Library(form)));
        let on_shelf = session.route.get_untracked() == Route::Library;
        match self {
            Command::OpenFiles => open::files(session),
            Command::OpenFolder => open::folder(session),
            Command::NewText => open::empty(session),
            Command::Convert => run::all(session),
            Command::Cancel => run::cancel_all(session),
            Command::Retry => run::retry(session),
            Command::SaveAll => save::all(session),
            Command::SaveZip => save::archive(session),
            Command::SavePicture => {
                if let Route::View(id) = session.route.get_untracked() {
                    untrack(|| session.row(id)).into_iter().for_each(|row| run::save(session, row));
                }
            }
            Command::SaveTo => fill(Form::Save),
            Command::SaveMade => fill(Form::SaveMade),
            Command::CopyTo => fill(Form::Copy),
            Command::MoveTo => fill(Form::Move),
            Command::Rename => fill(Form::Rename),
            Command::NewFolder => fill(Form::Folder),
            Command::Versions => fill(Form::Versions),
            Command::SealAge => fill(Form::SealAge),
            Command::ShareLink => fill(Form::Link),
            Command::Find => crate::app::focus_on("#seek"),
            Command::Connect => fill(Form::Connect),
            Command::Vault => fill(Form::Vault),
            Command::Arrange | Command::Album => go(Route::Pages),
            Command::Seek => go(Route::Seek),
            Command::Keep
            | Command::KeepMade
            | Command::ItemsOpen
            | Command::OpenAge
            | Command::Download
            | Command::Restore
            | Command::Discard
            | Command::EmptyTrash
            | Command::FolderUp
            | Command::Refresh
            | Command::Forget
            | Command::Export => library::run(session, self),
            Command::Import => open::click("import-zip"),
            Command::Library => go(Route::Library),
            Command::Undo if on_shelf => library::run(session, self),
            Command::SelectAll if on_shelf => session.shelf.choose_all(true),
            Command::SelectNone if on_shelf => session.shelf.choose_all(false),
            Command::Undo => session.undo(),
            Command::Redo => session.redo(),
            Command::SelectAll => session.select_all(true),
            Command::SelectNone => session.select_all(false),
            Command::Remove => {
                let scope = match session.route.get_untracked() {
                    Route::View(id) => Scope::This(id),
                    _ => Scope::Selected,
                };
                session.remove(&untrack(|| session.rows_of(scope)));
                go(Route::Files);
            }
            Command::Clear => session.remove(&session.rows.get_untracked()),
            Command::Unlock => keep::unlock(session),
            Command::ResetSettings => session.edit("reset", |recipe| *recipe = Default::default()),
            Command::CopyLink => link::copy(session),
            Command::SavePreset => session.dialog.set(Some(Dialog::SavePreset)),
            Command::Back => go(Route::Files),
            Command::Crop => {
                session.cropping.update(|on| *on = !*on);
                // What is drawn by hand on one picture is hardly meant for the others.
                if session.cropping.get_untracked() {
                    let only_this = session.only_this.get_untracked();
                    session.only_this.set(true);
                    session.uncropped.set_value((untrack(|| session.recipe().crop), only_this));
                }
            }
            Command::Next => crate::tool::preview::step(session, 1),
            Command::Previous => crate::tool::preview::step(session, -1),
            Command::Fit => crate::tool::preview::zoom(session, 0.0),
            Command::Actual => crate::tool::preview::zoom(session, 1.0),
            Command::Files => go(Route::Files),
            Command::Jobs => go(Route::Jobs),
            Command::Network => go(Route::Network),
            Command::Privacy => go(Route::Privacy),
            Command::About => go(Route::About),
            Command::ThemeSystem => prefer(&|prefs| prefs.theme = Theme::System),
            Command::ThemeLight => prefer(&|prefs| prefs.theme = Theme::Light),
            Command::ThemeDark => prefer(&|prefs| prefs.theme = Theme::Dark),
            Command::English => prefer(&|prefs| prefs.language = Some("en".into())),
            Command::German => prefer(&|prefs| prefs.language = Some("de".into())),
            Command::SingleKeys => prefer(&|prefs| prefs.keys = !prefs.keys),
            Command::Trace => nearside_leptos::save_trace(),
            Command::Shortcuts => session.dialog.set(Some(Dialog::Shortcuts)),
            Command::Palette => session.dialog.set(Some(Dialog::Palette)),
        }
    }
}
