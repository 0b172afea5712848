//! What the camera wrote into the open picture: a sentence, and behind it all that people can read of it.

use image::Shot;
use leptos::prelude::*;
use nearside::Priority;
use nearside_leptos::use_job;

use crate::desk;
use crate::number;
use crate::route::Route;
use crate::session::Session;
use crate::text::text;
use crate::ui::live::live;

/// A name and what is told under it.
type Line = (&'static str, String);

/// Shown while a picture is open, of which it is known what there is to keep.
pub fn shot(session: Session) -> AnyView {
    let t = text();
    let open = Memo::new(move |_| {
        let Route::View(id) = session.route.get() else { return None };
        let info = session.row(id)?.info.get()?;
        let words = if info.location { t.metadata_placed } else { (t.metadata_there)(info.exif || info.xmp) };
        Some((id, words, info.exif))
    });
    live(move || match open.get() {
        None => ().into_any(),
        Some((_, words, false)) => view! { <p class="hint">{words}</p> }.into_any(),
        Some((id, words, true)) => list(id, words),
    })
    .into_any()
}

/// The sentence, which opens the list. It is asked for when it is opened.
fn list(id: u32, words: &'static str) -> AnyView {
    let asked = RwSignal::new(false);
    let shot = use_job(move || {
        let file = asked.get().then(|| desk::file(id))??;
        Some(worker::photo::shot(file).priority(Priority::Interactive))
    });
    let look = move |_| {
        asked.set(true);
        if untrack(|| shot.with(|told| matches!(told, Some(Err(_))))) {
            shot.again();
        }
    };
    let show = move || {
        shot.with(|told| match told?.as_ref().map(lines) {
            Ok(lines) if !lines.is_empty() => {
                let line = |(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any();
                let lines = lines.into_iter().map(line).collect::<Vec<AnyView>>();
                Some(view! { <dl class="facts-list">{lines}</dl> }.into_any())
            }
            Ok(_) => Some(view! { <p class="hint">{text().shot_empty}</p> }.into_any()),
            Err(error) => Some(view! { <p class="hint">{error.to_string()}</p> }.into_any()),
        })
    };
    view! {
        <details id="shot" on:toggle=look>
            <summary class="hint">{words}</summary>
            {live(show)}
        </details>
    }
    .into_any()
}

fn lines(shot: &Shot) -> Vec<Line> {
    let [camera, lens, taken, exposure, place, caption, author, rights, software] = text().shot;
    let lines = [
        (camera, shot.camera.clone()),
        (lens, shot.lens.clone()),
        (
            taken,
            shot.taken
                .as_deref()
                .map(js_sys::Date::parse)
                .filter(|taken| taken.is_finite())
                .map(number::date),
        ),
        (exposure, exposed(shot)),
        // As maps take it.
        (place, shot.place.map(|(north, east)| format!("{north:.5}, {east:.5}"))),
        (caption, shot.caption.clone()),
        (author, shot.author.clone()),
        (rights, shot.rights.clone()),
        (software, shot.software.clone()),
    ];
    lines.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// `1/250 s · f/1.8 · ISO 400 · 26 mm`
fn exposed(shot: &Shot) -> Option<String> {
    let tenths = |value: f64| number::plain((value * 10.0).round() / 10.0);
    let parts = [
        shot.exposure.map(|seconds| match seconds < 0.3 {
            true => format!("1/{} s", (1.0 / seconds).round()),
            false => format!("{} s", tenths(seconds)),
        }),
        shot.aperture.map(|stop| format!("f/{}", tenths(stop))),
        shot.sensitivity.map(|iso| format!("ISO {iso}")),
        shot.focal.map(|length| format!("{} mm", tenths(length))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}
