//! The side: pages, outline, notes, attachments, layers, what is known of the document, and what was found. One at a time.

use leptos::prelude::*;

use super::deed::Deed;
use super::reader::Reader;
use super::toolbar::{Face, button};
use super::{comments, facts, hits, outline, thumbnails};
use crate::text::documents::text;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// What the side shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Small pictures of the pages.
    Pages,
    /// The table of contents.
    Outline,
    /// What people wrote on the pages.
    Comments,
    /// Files inside the document.
    Attachments,
    /// What can be shown and hidden.
    Layers,
    /// Title, author and the like.
    About,
    /// What was found.
    Hits,
}

impl Tab {
    /// What a person most likely wants of this document.
    pub fn first(reader: Reader) -> Tab {
        if Deed::Outline.is_offered(reader) { Tab::Outline } else { Tab::Pages }
    }
}

/// The side, if it is open.
pub fn side(reader: Reader) -> AnyView {
    let t = text();
    // A document of one sort of things stays on view while others are chosen.
    let tab = Memo::new(move |_| reader.tab.get());
    live(move || {
        let Some(tab) = tab.get() else { return ().into_any() };
        let tabs = Deed::TABS.into_iter().filter(|deed| deed.is_offered(reader));
        let tabs: Vec<AnyView> = tabs.map(|deed| button(reader, deed, Face::Icon, "quiet")).collect();
        let (title, inside) = untrack(|| match tab {
            Tab::Pages => ((t.deed)(Deed::Pages), thumbnails::thumbnails(reader)),
            Tab::Outline => ((t.deed)(Deed::Outline), outline::outline(reader)),
            Tab::Comments => ((t.deed)(Deed::Comments), comments::list(reader)),
            Tab::Attachments => ((t.deed)(Deed::Attachments), facts::attachments(reader)),
            Tab::Layers => ((t.deed)(Deed::Layers), facts::layers(reader)),
            Tab::About => ((t.deed)(Deed::About), facts::about(reader)),
            Tab::Hits => (t.find_list, hits::hits(reader)),
        });
        view! {
            <aside class="reader-side" id="reader-side" aria-labelledby="side-title">
                <div class="side-tabs">
                    {tabs}
                    <span class="grow"></span>
                    <button
                        type="button"
                        class="quiet icon-only"
                        title=t.side_close
                        aria-label=t.side_close
                        on:click=move |_| reader.tab.set(None)
                    >
                        {icon(Icon::Close).into_any()}
                    </button>
                </div>
                <h2 id="side-title">{title}</h2>
                {inside}
            </aside>
        }
        .into_any()
    })
    .into_any()
}
