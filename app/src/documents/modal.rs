//! A dialog of the reader, which the browser traps the focus in and gives it back from.

use leptos::html;
use leptos::prelude::*;

use crate::app::focus_on;

/// A dialog with a title. `first` is what takes the focus; `cancel` hears Escape.
pub fn modal(
    id: &'static str,
    title: &'static str,
    first: &'static str,
    cancel: impl Fn() + 'static,
    inside: AnyView,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        // It is in the page after this turn; opening fails only when it is open already.
        request_animation_frame(move || {
            if dialog.is_connected() && dialog.show_modal().is_ok() {
                focus_on(first);
            }
        });
    });
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <dialog
            node_ref=node
            class="dialog"
            id=id
            aria-labelledby=labelled
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                cancel();
            }
        >
            <h2 id=heading>{title}</h2>
            {inside}
        </dialog>
    }
    .into_any()
}
