//! What the camera wrote into the open picture: a sentence, and behind it all that people can read of it.

use image::Shot;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;

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
    let (told, asked) = (RwSignal::new(None::<Result<Vec<Line>, String>>), StoredValue::new(false));
    let look = move |_| {
        let Some(file) = desk::file(id).filter(|_| !asked.get_value()) else { return };
        asked.set_value(true);
        spawn_local(async move {
            let shot = worker::photo::shot(file).priority(Priority::Interactive).await;
            // Nobody is there to be told when another picture was opened meanwhile.
            asked.try_set_value(shot.is_ok());
            let _ = told.try_set(Some(shot.map(lines).map_err(|error| error.to_string())));
        });
    };
    let show = move || match told.get()? {
        Ok(lines) if !lines.is_empty() => {
            let line = |(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any();
            let lines = lines.into_iter().map(line).collect::<Vec<AnyView>>();
            Some(view! { <dl class="facts-list">{lines}</dl> }.into_any())
        }
        Ok(_) => Some(view! { <p class="hint">{text().shot_empty}</p> }.into_any()),
        Err(error) => Some(view! { <p class="hint">{error}</p> }.into_any()),
    };
    view! {
        <details id="shot" on:toggle=look>
            <summary class="hint">{words}</summary>
            {live(show)}
        </details>
    }
    .into_any()
}

fn lines(shot: Shot) -> Vec<Line> {
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
        (exposure, exposed(&shot)),
        // As maps take it.
        (place, shot.place.map(|(north, east)| format!("{north:.5}, {east:.5}"))),
        (caption, shot.caption),
        (author, shot.author),
        (rights, shot.rights),
        (software, shot.software),
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
