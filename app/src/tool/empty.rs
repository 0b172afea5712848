//! The first thing that anybody sees: a place to drop files.

use leptos::prelude::*;

use crate::command::Command;
use crate::keys::{self, is_mac};
use crate::session::Session;
use crate::text::text;
use crate::ui::button::{Show, button};
use crate::ui::icon::{Icon, icon};

/// The empty Workbench.
pub fn empty(session: Session) -> impl IntoView {
    let t = text();
    let paste = if is_mac() { "⌘V" } else { "Ctrl+V" };
    let palette = Command::Palette.keys().first().map(|key| keys::shown(*key)).unwrap_or_default();
    view! {
        <section class="empty" aria-labelledby="title">
            <div class="drop-zone" id="drop-zone">
                <span class="mark" aria-hidden="true"></span>
                <h1 id="title" tabindex="-1">
                    {t.empty_title}
                </h1>
                <p class="lead">{t.empty_lead}</p>
                <div class="actions">
                    {button(session, Command::OpenFiles, Show::Words, "choose-files", "primary large")}
                    {button(session, Command::OpenFolder, Show::Words, "choose-folder", "large")}
                </div>
                <p class="hint">{(t.empty_hint)(paste)}</p>
                <div class="row-of-buttons">
                    {button(session, Command::NewText, Show::Both, "new-text", "quiet")}
                    {button(session, Command::Library, Show::Both, "to-library", "quiet")}
                </div>
            </div>
            <ul class="facts">
                <li>
                    {icon(Icon::Picture)} <div>
                        <strong>{t.fact_formats_title}</strong>
                        <span>{t.fact_formats}</span>
                    </div>
                </li>
                <li>
                    {icon(Icon::Lock)} <div>
                        <strong>{t.fact_private_title}</strong>
                        <span>{t.fact_private} " " <a href="#/privacy">{t.fact_private_link}</a></span>
                    </div>
                </li>
                <li>
                    {icon(Icon::Chip)} <div>
                        <strong>{t.fact_offline_title}</strong>
                        <span>{(t.fact_offline)(&palette)}</span>
                    </div>
                </li>
            </ul>
        </section>
    }
}
