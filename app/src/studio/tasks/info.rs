//! Info: everything that is known of the file, as text that can be copied.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;
use video::Media;
use video::settings::Flow;
use wasm_bindgen_futures::JsFuture;
use worker::video as call;

use super::facts::{Section, sections};
use crate::desk::Url;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::toast;

/// Its form and its button.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    // What takes a look at every packet comes later.
    let later = RwSignal::new((None::<Media>, Vec::<Flow>::new()));
    let (asked, file) = (studio.ask(call::flow(studio.file())), studio.file());
    spawn_local(async move {
        let Ok(flows) = asked.await else { return };
        // The worker has its index now, and can count what the first look left uncounted.
        let key = call::key(&file);
        let counted = call::look(file).near(key).priority(Priority::Interactive).await;
        later.try_set((counted.ok(), flows));
    });
    let all = Memo::new(move |_| {
        let decodes = studio.decodes.get();
        later.with(|(counted, flows)| match counted {
            Some(media) => sections(media, &decodes, flows),
            None => {
                let told = |media: &Arc<Media>| sections(media, &decodes, flows);
                studio.media.with(|media| media.as_ref().map(told).unwrap_or_default())
            }
        })
    });
    let section = |(title, lines): Section| {
        let lines =
            lines.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
        view! {
            <section>
                <h3>{title}</h3>
                <dl class="facts-list">{lines.collect_view()}</dl>
            </section>
        }
    };
    let notes = move || {
        let notes =
            studio.media.with(|media| media.as_ref().map(|media| media.notes.clone()).unwrap_or_default());
        (!notes.is_empty()).then(|| {
            view! { <ul class="remarks warn">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul> }
        })
    };
    let form = view! {
        <div class="info" id="studio-info">
            {live(notes)}
            {cover(studio)}
            {live(move || all.get().into_iter().map(section).collect_view())}
        </div>
    };
    let copy = move |_| {
        let text = all.with_untracked(|all| written(&studio.row.name(), all));
        let promise = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            let said = if JsFuture::from(promise).await.is_ok() { t.copied } else { t.not_copied };
            toast::show(studio.session, said);
        });
    };
    let foot = view! {
        <button type="button" class="wide" id="studio-copy-info" on:click=copy>
            {icon(Icon::Copy)}
            <span>{t.copy_info}</span>
        </button>
    };
    (form.into_any(), foot.into_any())
}

/// The picture that stands for it, if it has one.
fn cover(studio: Studio) -> AnyView {
    let shown = RwSignal::new_local(None::<Url>);
    let asked = studio.ask(call::cover(studio.file()));
    spawn_local(async move {
        if let Ok(Some(file)) = asked.await {
            shown.try_set(Url::of(&file));
        }
    });
    let image = move || {
        let href = shown.with(|url| url.as_ref().map(Url::href))?;
        Some(view! { <img class="cover" src=href alt=words().cover /> })
    };
    live(image).into_any()
}

fn written(name: &str, all: &[Section]) -> String {
    let mut text = format!("{name}\n");
    for (title, lines) in all {
        text.push_str(&format!("\n{title}\n"));
        for (name, value) in lines {
            text.push_str(&format!("  {name}: {value}\n"));
        }
    }
    text
}
