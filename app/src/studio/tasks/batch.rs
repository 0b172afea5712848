//! Several works as one: how far all of them are, one button that stops them, one that saves what they made.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::File;

use crate::number;
use crate::save::name::Taken;
use crate::save::{self, pack};
use crate::session::Session;
use crate::studio::works;
use crate::studio::works::batch::{self, Batch};
use crate::text::studio::studio as words;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{either, live, when};
use crate::ui::toast;

/// The head of the list, where there are several.
pub fn head(session: Session) -> AnyView {
    let t = words();
    let now = Memo::new(move |_| batch::batch());
    let told = move || {
        let Batch { of, done, failed, .. } = now.get();
        (t.batch_done)(done, of, failed)
    };
    let left = move || {
        let Batch { share, since, .. } = now.get();
        works::left(share, since).map(t.left_over)
    };
    let packing = RwSignal::new(false);
    let save_all = move |_| {
        let made: Vec<_> = batch::made().into_iter().filter_map(|id| Some((id, works::file(id)?))).collect();
        packing.set(true);
        spawn_local(async move {
            let mut taken = Taken::default();
            let files: Vec<_> =
                made.iter().map(|(_, file)| file.clone().renamed(taken.unique(file.name()))).collect();
            match pack(&files, |_| {}).await {
                Ok(zip) => {
                    let zip = File::from_blob(format!("{}.zip", t.batch_name), zip);
                    save::made(session, &zip, (t.said_saved)(zip.name()));
                    made.iter().for_each(|(id, _)| works::kept(session, *id));
                }
                Err(_) => toast::show(session, t.batch_unsaved),
            }
            packing.try_set(false);
        });
    };
    when(
        move || now.with(|now| now.of > 1),
        move || {
            view! {
                <div class="batch" id="studio-batch" role="group" aria-label=t.batch>
                    <div class="work-head">
                        <span class="work-what numbers" aria-live="polite">{live(told)}</span>
                        {either(
                            move || now.with(|now| now.rest() > 0),
                            move || view! {
                                <button type="button" class="quiet strong" id="batch-stop" on:click=|_| batch::stop()>
                                    {t.batch_stop}
                                </button>
                            }.into_any(),
                            move || when(move || now.with(|now| now.done > 1), move || view! {
                                <button
                                    type="button"
                                    class="quiet strong"
                                    id="batch-save"
                                    disabled=live(move || packing.get())
                                    on:click=save_all
                                >
                                    {icon(Icon::Save)}
                                    <span>{t.batch_save}</span>
                                </button>
                            }.into_any()),
                        )}
                    </div>
                    {when(move || now.with(|now| now.rest() > 0), move || view! {
                        <progress max="1" aria-label=t.batch value=live(move || now.with(|now| now.share.to_string()))></progress>
                        <p class="muted numbers work-left">
                            <span>{live(move || number::percent(now.with(|now| now.share)))}</span>
                            <span>{live(left)}</span>
                        </p>
                    }.into_any())}
                </div>
            }
            .into_any()
        },
    )
}
