//! Connecting a place: a bucket, a folder of a server, one of this disk. When it does not work, the doctor says why and what to
//! paste where.
//!
//! What is entered here goes to the worker of the keys and nowhere else: it comes back sealed.

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{Job, Pool};
use serde::de::DeserializeOwned;
use store::doctor::{Diagnosis, Snippet};
use store::{Path, Place, PlaceKind, Settings, folder};
use wasm_bindgen_futures::JsFuture;
use worker::keys as calls;

use super::load::{fault, kind, places};
use super::shelf::Where;
use crate::session::Session;
use crate::text::text;
use crate::ui::dialog::head;
use crate::ui::field::{check, entry, select};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};
use crate::ui::toast;

/// What services without regions take.
const REGION: &str = "us-east-1";

/// The kinds that can be connected, by the names of their options.
const KINDS: [(PlaceKind, &str); 5] = [
    (PlaceKind::Bucket, "bucket"),
    (PlaceKind::WebDav, "webdav"),
    (PlaceKind::Azure, "azure"),
    (PlaceKind::Web, "web"),
    (PlaceKind::Folder, "folder"),
];

/// What is being entered. The fields of all kinds live side by side: who changes the kind and back finds them again.
#[derive(Clone, Copy)]
struct Entered {
    kind: RwSignal<PlaceKind>,
    name: RwSignal<String>,
    address: RwSignal<String>,
    region: RwSignal<String>,
    bucket: RwSignal<String>,
    folder: RwSignal<String>,
    user: RwSignal<String>,
    secret: RwSignal<String>,
    hosted: RwSignal<bool>,
    private: RwSignal<bool>,
}

/// How far connecting is.
#[derive(Clone, PartialEq)]
enum Stage {
    Entering,
    Busy,
    Failed(String, Vec<Diagnosis>),
}

impl Entered {
    fn new() -> Entered {
        let empty = || RwSignal::new(String::new());
        Entered {
            kind: RwSignal::new(PlaceKind::Bucket),
            name: empty(),
            address: empty(),
            region: empty(),
            bucket: empty(),
            folder: empty(),
            user: empty(),
            secret: empty(),
            hosted: RwSignal::new(false),
            private: RwSignal::new(false),
        }
    }

    /// Whether it shall be a private place, of those kinds that can be one.
    fn is_private(self) -> bool {
        self.private.get_untracked()
            && !matches!(self.kind.get_untracked(), PlaceKind::Folder | PlaceKind::Web)
    }

    /// What was entered. The picker of folders opens here.
    async fn settings(self) -> store::Result<Settings> {
        let get = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        let mut address = get(self.address);
        if !address.contains("://") {
            address.insert_str(0, "https://");
        }
        let named = |other: String| Some(get(self.name)).filter(|name| !name.is_empty()).unwrap_or(other);
        // A secret may begin or end with a space.
        let secret = self.secret.get_untracked();
        let host = || store::Address::new(&address).map(|address| address.host);
        Ok(match self.kind.get_untracked() {
            PlaceKind::WebDav => {
                Settings::WebDav { name: named(host()?), address, user: get(self.user), password: secret }
            }
            PlaceKind::Azure => Settings::Azure { name: named(host()?), address },
            PlaceKind::Web => Settings::Web { name: named(host()?), address },
            PlaceKind::Folder => match folder::pick().await? {
                Settings::Folder { name, key } => Settings::Folder { name: named(name), key },
                other => other,
            },
            PlaceKind::Bucket | PlaceKind::Browser => Settings::Bucket {
                name: named(get(self.bucket)),
                endpoint: address,
                region: Some(get(self.region))
                    .filter(|region| !region.is_empty())
                    .unwrap_or_else(|| REGION.into()),
                bucket: get(self.bucket),
                folder: Path::new(get(self.folder))?,
                key: get(self.user),
                secret,
                hosted: self.hosted.get_untracked(),
            },
        })
    }
}

/// The inside of its dialog.
pub fn form(session: Session) -> AnyView {
    let t = &text().library;
    let entered = Entered::new();
    let stage = RwSignal::new(Stage::Entering);
    let running = StoredValue::new_local(None::<AbortHandle>);
    let stop = move || {
        if let Some(handle) = running.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    };
    on_cleanup(stop);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        stage.set(Stage::Busy);
        let (work, handle) = abortable(async move {
            let settings = match entered.settings().await {
                Ok(settings) => settings,
                Err(error) => return Err(refused(&error)),
            };
            connect(session, settings, entered.is_private()).await
        });
        running.set_value(Some(handle));
        spawn_local(async move {
            match work.await {
                // The dialog was closed.
                Err(_) => {}
                Ok(Ok(place)) => {
                    session.dialog.set(None);
                    let told = if place.can.keeps { t.connected_for_good } else { t.connected };
                    toast::show(session, told(&place.name));
                    Where::top(&place.id).go();
                }
                Ok(Err((why, found))) => {
                    let _ = stage.try_set(Stage::Failed(why, found));
                    request_animation_frame(show_findings);
                }
            }
        });
    };
    let offered = KINDS.iter().filter(|(kind, _)| *kind != PlaceKind::Folder || folder::is_offered());
    let kinds = offered.map(|(kind, worth)| (*worth, (t.kind_of_place)(*kind))).collect();
    let worth =
        move || KINDS.iter().find(|(kind, _)| *kind == entered.kind.get()).map_or("", |(_, worth)| worth);
    let change = move |worth: String| {
        if let Some((kind, _)) = KINDS.iter().find(|(_, one)| *one == worth) {
            stage.set(Stage::Entering);
            entered.kind.set(*kind);
        }
    };
    let fields = move || {
        match entered.kind.get() {
        PlaceKind::Folder => view! { <p class="muted">{t.folder_lead}</p> }.into_any(),
        PlaceKind::Azure => view! {
            {entry("address", t.azure_address, "url", entered.address, true, "https://ada.blob.core.windows.net/files?sv=…&sig=…")}
        }
        .into_any(),
        PlaceKind::Web => view! {
            {entry("address", t.webdav_address, "url", entered.address, true, "https://files.example.org/maps")}
        }
        .into_any(),
        PlaceKind::WebDav => view! {
            {entry("address", t.webdav_address, "url", entered.address, true, "https://cloud.example.org/remote.php/dav/files/ada")}
            {entry("user", t.webdav_user, "text", entered.user, false, "")}
            {entry("secret", t.webdav_password, "password", entered.secret, false, "")}
        }
        .into_any(),
        _ => view! {
            {entry("address", t.endpoint, "url", entered.address, true, "https://s3.eu-central-1.amazonaws.com")}
            {entry("bucket", t.bucket, "text", entered.bucket, true, "")}
            <div class="pair">
                {entry("user", t.key, "text", entered.user, true, "")}
                {entry("secret", t.secret, "password", entered.secret, true, "")}
            </div>
            <details>
                <summary>{t.more}</summary>
                <div class="stack">
                    <div class="pair">
                        {entry("region", t.region, "text", entered.region, false, REGION)}
                        {entry("folder", t.bucket_folder, "text", entered.folder, false, t.to_folder_hint)}
                    </div>
                    {check("hosted", t.hosted, move || entered.hosted.get(), move |on| entered.hosted.set(on))}
                </div>
            </details>
        }
        .into_any(),
    }
    };
    let busy = move || stage.with(|stage| *stage == Stage::Busy);
    view! {
        {head(session, t.connect_title.into())}
        <form class="stack" id="connect-form" on:submit=submit>
            <p class="muted">{t.connect_lead}</p>
            {select("place-kind", t.place_kind, kinds, worth, change)}
            {live(fields)}
            {when(
                move || !matches!(entered.kind.get(), PlaceKind::Folder | PlaceKind::Web),
                move || check("private", t.private_place, move || entered.private.get(), move |on| entered.private.set(on)),
            )}
            {entry("place-name", t.place_name, "text", entered.name, false, t.place_name_hint)}
            <div class="findings" aria-live="polite">{live(move || findings(&stage.get()))}</div>
            <div class="actions">
                <button type="submit" class="primary" disabled=live(busy)>
                    {live(move || match entered.kind.get() {
                        _ if busy() => t.connecting,
                        PlaceKind::Folder => t.pick_folder,
                        _ => t.connect_now,
                    })}
                </button>
                <button type="button" on:click=move |_| session.dialog.set(None)>{t.not_now}</button>
            </div>
        </form>
    }
    .into_any()
}

fn refused(error: &store::Error) -> (String, Vec<Diagnosis>) {
    ((text().library.fault)(error.kind(), &error.to_string()), Vec::new())
}

/// A call that may reach the origin of a place that is not one yet.
fn through<T: DeserializeOwned>(origin: Option<&str>, job: Job<T>) -> Job<T> {
    match origin {
        Some(origin) => job.gate(origin),
        None => job,
    }
}

/// Connects and remembers, or says why not.
async fn connect(
    session: Session,
    settings: Settings,
    private: bool,
) -> Result<Place, (String, Vec<Diagnosis>)> {
    let origin = settings.origin().map_err(|error| refused(&error))?;
    let origin = origin.as_deref();
    let shelf = session.shelf;
    origin.into_iter().for_each(|origin| Pool::get().open_gate(origin));
    let call = if private { calls::connect_private } else { calls::connect };
    let failed = match through(origin, call(settings.clone())).await {
        Ok(place) => {
            calls::remember(place.clone()).await.map_err(|error| (fault(&error), Vec::new()))?;
            places(shelf).await;
            return Ok(place);
        }
        Err(error) => error,
    };
    let mut found = Vec::new();
    if kind(&failed) != Some(store::Kind::Locked) {
        let page = window().location().origin().unwrap_or_default();
        // A doctor who cannot come leaves the error to speak for itself.
        found = through(origin, calls::examine(settings, page)).await.unwrap_or_default();
    }
    let known = shelf.places.with_untracked(|all| all.iter().any(|place| place.origin.as_deref() == origin));
    if let Some(origin) = origin.filter(|_| !known) {
        Pool::get().close_gate(origin);
    }
    Err((fault(&failed), found))
}

/// Below a long form nobody would see them.
fn show_findings() {
    if let Ok(Some(findings)) = document().query_selector(".findings") {
        findings.scroll_into_view();
    }
}

/// What the doctor found, or the error where it found nothing.
fn findings(stage: &Stage) -> AnyView {
    match stage {
        Stage::Entering => ().into_any(),
        Stage::Busy => view! { <progress aria-label=text().library.connecting></progress> }.into_any(),
        Stage::Failed(why, found) if found.is_empty() => {
            view! { <div class="problem">{icon(Icon::Warn).into_any()}<p>{why.clone()}</p></div> }.into_any()
        }
        Stage::Failed(_, found) => found.iter().map(finding).collect::<Vec<AnyView>>().into_any(),
    }
}

fn finding(found: &Diagnosis) -> AnyView {
    let t = &text().library;
    let (title, says) = (t.finding)(found.what, &found.says);
    let fixes = found.fixes.iter().cloned().map(snippet).collect::<Vec<AnyView>>();
    view! {
        <div class="problem">
            {icon(Icon::Warn).into_any()}
            <div>
                <h3>{title}</h3>
                <p>{says}</p>
                {fixes}
            </div>
        </div>
    }
    .into_any()
}

/// Lines to paste, and a button that copies them.
fn snippet(fix: Snippet) -> AnyView {
    let t = &text().library;
    let (lines, words) = (fix.text.clone(), RwSignal::new(t.copy));
    let copy = move |_| {
        let lines = lines.clone();
        spawn_local(async move {
            let done = JsFuture::from(window().navigator().clipboard().write_text(&lines)).await.is_ok();
            // The dialog may be closed by now.
            words.try_set(if done { t.copied } else { text().link_not_copied });
        });
    };
    view! {
        <div class="fix">
            <p>{fix.place.clone()}</p>
            <button type="button" on:click=copy>{live(move || words.get())}</button>
            <pre tabindex="0">{fix.text}</pre>
        </div>
    }
    .into_any()
}
