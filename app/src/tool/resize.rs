//! The settings of size.

use crate::ui::live::{live, when};
use image::{Resize, Size};
use leptos::prelude::*;

use crate::session::Session;
use crate::text::text;
use crate::ui::field::{check, number, select};

const SIDES: (f64, f64) = (1.0, 65_500.0);

fn key(resize: Option<Resize>) -> &'static str {
    match resize.map(|resize| resize.to) {
        None => "keep",
        Some(Size::Longest { .. }) => "longest",
        Some(Size::Fit { .. }) => "fit",
        Some(Size::Fill { .. }) => "fill",
        Some(Size::Exact { .. }) => "exact",
        Some(Size::Percent { .. }) => "percent",
    }
}

/// The fields.
pub fn resize(session: Session) -> impl IntoView {
    let t = text();
    let mode = Memo::new(move |_| key(session.recipe().resize));
    let set = move |to: Size| {
        session.edit("resize", |recipe| {
            let enlarge = recipe.resize.is_some_and(|resize| resize.enlarge);
            recipe.resize = Some(Resize { to, enlarge });
        });
    };
    let choose = move |key: String| {
        let (width, height) = untrack(|| sides(session));
        match key.as_str() {
            "longest" => set(Size::Longest { side: width.max(height) }),
            "fit" => set(Size::Fit { width, height }),
            "fill" => set(Size::Fill { width, height }),
            "exact" => set(Size::Exact { width, height }),
            "percent" => set(Size::Percent { percent: 50.0 }),
            _ => session.edit("resize", |recipe| recipe.resize = None),
        }
    };
    let sized = move |width: f64, height: f64| {
        let (width, height) = (width as u32, height as u32);
        match untrack(|| mode.get()) {
            "fill" => set(Size::Fill { width, height }),
            "exact" => set(Size::Exact { width, height }),
            _ => set(Size::Fit { width, height }),
        }
    };
    let width = move || f64::from(sides(session).0);
    let height = move || f64::from(sides(session).1);
    let fields = move || match mode.get() {
        "longest" => number("side", t.longest, "px", SIDES, width, move |side| {
            set(Size::Longest { side: side as u32 });
        }),
        "percent" => number(
            "percent",
            t.percent,
            "%",
            (0.1, 1000.0),
            move || match session.recipe().resize.map(|resize| resize.to) {
                Some(Size::Percent { percent }) => f64::from(percent),
                _ => 50.0,
            },
            move |percent| set(Size::Percent { percent: percent as f32 }),
        ),
        "keep" => ().into_any(),
        _ => view! {
            <div class="pair">
                {number("width", t.width, "px", SIDES, width, move |w| sized(w, untrack(height)))}
                {number("height", t.height, "px", SIDES, height, move |h| sized(untrack(width), h))}
            </div>
        }
        .into_any(),
    };
    let may_enlarge = move || matches!(mode.get(), "longest" | "fit" | "fill");
    view! {
        {select(
            "resize",
            t.size,
            vec![
                ("keep", t.size_keep),
                ("longest", t.size_longest),
                ("fit", t.size_fit),
                ("fill", t.size_fill),
                ("exact", t.size_exact),
                ("percent", t.size_percent),
            ],
            move || mode.get(),
            choose,
        )}
        {live(fields)}
        {when(may_enlarge, move || view! { {check(
                "enlarge",
                t.enlarge,
                move || session.recipe().resize.is_some_and(|resize| resize.enlarge),
                move |enlarge| {
                    session
                        .edit(
                            "enlarge",
                            |recipe| {
                                if let Some(resize) = &mut recipe.resize {
                                    resize.enlarge = enlarge;
                                }
                            },
                        )
                },
            )} }.into_any())}
    }
}

/// Width and height that the fields show; sensible ones where the mode knows none.
fn sides(session: Session) -> (u32, u32) {
    match session.recipe().resize.map(|resize| resize.to) {
        Some(Size::Fit { width, height } | Size::Fill { width, height } | Size::Exact { width, height }) => {
            (width, height)
        }
        Some(Size::Longest { side }) => (side, side),
        _ => (1600, 1200),
    }
}
