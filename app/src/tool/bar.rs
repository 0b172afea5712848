//! The bar below: what a click will do, how far it has come, and what can be saved.

use crate::ui::live::{live, when};
use leptos::prelude::*;

use super::settings::sheet;
use crate::command::Command;
use crate::number;
use crate::session::Session;
use crate::text::text;
use crate::ui::button::{Show, button};
use crate::ui::icon::{Icon, icon};

/// The bar.
pub fn bar(session: Session) -> impl IntoView {
    let t = text();
    let tally = session.tally;
    let busy = Memo::new(move |_| tally.with(|tally| tally.busy()));
    let saving = move || session.saving.get();
    // The whole batch: what is finished and what is still to come.
    let share = move || {
        tally.with(|tally| {
            let batch = tally.done + tally.running + tally.queued;
            if batch == 0 { 0.0 } else { tally.progress / batch as f64 }
        })
    };
    let words = move || {
        if let Some(share) = saving() {
            return (t.bar_saving)(&number::percent(share));
        }
        tally.with(|tally| {
            if tally.busy() {
                return (t.bar_busy)(tally.done, tally.done + tally.running + tally.queued);
            }
            match tally.done {
                0 => String::new(),
                done => (t.bar_done)(done, &number::bytes(tally.before), &number::bytes(tally.after)),
            }
        })
    };
    let failed = move || tally.with(|tally| (tally.failed > 0).then(|| (t.bar_failed)(tally.failed)));
    let share_saved = move || {
        tally.with(|tally| {
            (tally.done > 0 && tally.before > 0.0 && !tally.busy()).then(|| tally.after / tally.before - 1.0)
        })
    };
    let less = move || share_saved().is_none_or(|share| share <= 0.0);
    let convert = move || tally.with(|tally| (t.convert)(tally.convertible, tally.selected > 0));
    let can_convert = move || tally.with(|tally| tally.convertible > 0);
    let has_results = move || tally.with(|tally| tally.done > 0);
    view! {
        <footer class="bar">
            <progress
                class="total"
                max="1"
                aria-label=t.total
                class:idle=live(move || !busy.get() && saving().is_none())
                prop:value=live(move || saving().unwrap_or_else(share))
            ></progress>
            <button
                type="button"
                id="settings-toggle"
                class="settings-toggle"
                aria-expanded=live(move || session.sheet.get().to_string())
                aria-controls="settings"
                on:click=move |_| sheet(session, !session.sheet.get_untracked())
            >
                {icon(Icon::Sliders)}
                {t.settings}
            </button>
            <p class="words">
                <span id="summary">{live(words)}</span>
                <strong class="change" class:less=live(less) class:more=live(move || !less())>
                    {live(move || share_saved().map(number::change))}
                </strong>
                <span class="bad">{live(failed)}</span>
            </p>
            <span class="grow"></span>
            {when(move || { tally.with(|tally| tally.again > 0) && !busy.get() }, move || button(session, Command::Retry, Show::Words, "retry-failed", "").into_any())}
            {when(move || has_results() && !busy.get(), move || view! { {button(session, Command::Keep, Show::Both, "keep", "")}
                {button(session, Command::SaveTo, Show::Icon, "save-to", "")}
                {button(session, Command::SaveZip, Show::Both, "save-zip", "")}
                {button(session, Command::SaveAll, Show::Both, "save-all", "save-all")} }.into_any())}
            {when(move || busy.get(), move || button(session, Command::Cancel, Show::Words, "cancel-all", "").into_any())}
            <button
                type="button"
                id="convert-all"
                class="primary"
                class:done=live(move || !can_convert())
                disabled=live(move || !can_convert())
                title=crate::keys::shown(Command::Convert.keys()[0])
                aria-keyshortcuts=crate::keys::spoken(Command::Convert.keys()[0])
                on:click=move |_| Command::Convert.run(session)
            >
                {live(convert)}
            </button>
        </footer>
    }
}
