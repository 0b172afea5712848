//! A signature: drawn or typed in a dialog, and from then on a picture that is put on pages.

use js_sys::Promise;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::File;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, PointerEvent};

use super::pictures;
use super::tool::Tool;
use crate::app::focus_on;
use crate::documents::modal::modal;
use crate::documents::reader::Reader;
use crate::text::documents::edit::edit as text;
use crate::text::documents::text as words;
use crate::ui::live::{live, when};
use crate::ui::toast;

/// The pad, and width of its pen, in pixels of the drawing.
const PAD: (f64, f64) = (800.0, 320.0);
const PEN: f64 = 5.0;
/// Room around what was written.
const ROOM: f64 = 8.0;
/// What a typed name is set in.
const FACE: &str =
    "italic 96px 'Snell Roundhand', 'Segoe Script', 'Brush Script MT', 'URW Chancery L', cursive";
const COLOUR: &str = "#101a5c";

type Strokes = Vec<Vec<(f64, f64)>>;

/// The dialog, while it is needed.
pub fn form(reader: Reader) -> AnyView {
    when(move || reader.edits.signing.get(), move || untrack(|| dialog(reader)))
}

fn dialog(reader: Reader) -> AnyView {
    let t = text();
    let pad = NodeRef::<html::Canvas>::new();
    let name = NodeRef::<html::Input>::new();
    let strokes = StoredValue::new(Strokes::new());
    let (down, typed) = (RwSignal::new(false), RwSignal::new(false));
    let drawn = move || {
        down.track();
        !strokes.with_value(Vec::is_empty)
    };
    let close = move || {
        reader.edits.signing.set(false);
        if pictures::last().is_none() {
            reader.edits.take(None);
        }
        // Nothing outside takes the focus before the dialog is gone.
        request_animation_frame(|| focus_on("#pages"));
    };
    let at = move |event: &PointerEvent| {
        let bounds = pad.get_untracked()?.get_bounding_client_rect();
        Some((
            (f64::from(event.client_x()) - bounds.left()) / bounds.width() * PAD.0,
            (f64::from(event.client_y()) - bounds.top()) / bounds.height() * PAD.1,
        ))
    };
    let paint = move || {
        if let Some(context) = pad.get_untracked().and_then(|pad| context(&pad)) {
            context.clear_rect(0.0, 0.0, PAD.0, PAD.1);
            strokes.with_value(|strokes| draw(&context, strokes, (0.0, 0.0)));
        }
    };
    let begin = move |event: PointerEvent| {
        let (Some(point), Some(pad)) = (at(&event), pad.get_untracked()) else { return };
        event.prevent_default();
        // A pointer that is down can be held.
        let _ = pad.set_pointer_capture(event.pointer_id());
        strokes.update_value(|strokes| strokes.push(vec![point]));
        down.set(true);
        paint();
    };
    let moved = move |event: PointerEvent| {
        if let Some(point) = at(&event).filter(|_| down.get_untracked()) {
            strokes
                .update_value(|strokes| strokes.last_mut().into_iter().for_each(|stroke| stroke.push(point)));
            paint();
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().map(|field| field.value()).unwrap_or_default();
        let strokes = strokes.get_value();
        let made = if strokes.is_empty() { typed_canvas(typed.trim()) } else { drawn_canvas(&strokes) };
        let Some(canvas) = made else {
            return reader.session.say(t.sign_empty);
        };
        spawn_local(async move {
            let Some(blob) = png(&canvas).await else {
                return toast::show(reader.session, crate::text::text().fault_memory);
            };
            let shape = f64::from(canvas.height()) / f64::from(canvas.width().max(1));
            pictures::keep(File::from_blob("signature.png", blob), shape as f32);
            if !reader.edits.signing.is_disposed() {
                close();
                reader.edits.take(Some(Tool::Sign));
                reader.session.say(t.sign_place);
            }
        });
    };
    modal(
        "sign-dialog",
        t.sign_title,
        "#sign-name",
        close,
        view! {
            <form class="stack" on:submit=submit>
                <p class="hint">{t.sign_text}</p>
                <canvas
                    node_ref=pad
                    id="sign-pad"
                    width=PAD.0
                    height=PAD.1
                    role="img"
                    aria-label=t.sign_pad
                    on:pointerdown=begin
                    on:pointermove=moved
                    on:pointerup=move |_| down.set(false)
                    on:pointercancel=move |_| down.set(false)
                ></canvas>
                <label class="stack">
                    <span>{t.sign_name}</span>
                    <input
                        node_ref=name
                        id="sign-name"
                        type="text"
                        autocomplete="name"
                        spellcheck="false"
                        maxlength="80"
                        on:input=move |event| typed.set(!event_target_value(&event).trim().is_empty())
                    />
                </label>
                <div class="actions">
                    <button type="submit" class="primary" id="sign-use" disabled=live(move || !drawn() && !typed.get())>
                        {t.sign_use}
                    </button>
                    <button
                        type="button"
                        disabled=live(move || !drawn())
                        on:click=move |_| {
                            strokes.set_value(Vec::new());
                            down.set(false);
                            paint();
                        }
                    >
                        {t.sign_clear}
                    </button>
                    <button type="button" on:click=move |_| close()>{words().cancel}</button>
                </div>
            </form>
        }
        .into_any(),
    )
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

fn canvas(width: f64, height: f64) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width.ceil().max(1.0) as u32);
    canvas.set_height(height.ceil().max(1.0) as u32);
    let context = context(&canvas)?;
    Some((canvas, context))
}

fn draw(context: &CanvasRenderingContext2d, strokes: &Strokes, (left, top): (f64, f64)) {
    context.set_stroke_style_str(COLOUR);
    context.set_line_width(PEN);
    context.set_line_cap("round");
    context.set_line_join("round");
    for stroke in strokes {
        context.begin_path();
        for (at, (x, y)) in stroke.iter().enumerate() {
            let (x, y) = (x - left, y - top);
            if at == 0 {
                context.move_to(x, y);
                // A dot is a stroke, too.
                context.line_to(x + 0.1, y);
            } else {
                context.line_to(x, y);
            }
        }
        context.stroke();
    }
}

/// What was drawn, without the empty rest of the pad.
fn drawn_canvas(strokes: &Strokes) -> Option<HtmlCanvasElement> {
    let all = || strokes.iter().flatten();
    let least = |pick: fn(&(f64, f64)) -> f64| all().map(pick).fold(f64::MAX, f64::min);
    let most = |pick: fn(&(f64, f64)) -> f64| all().map(pick).fold(f64::MIN, f64::max);
    let (left, top) = (least(|at| at.0) - ROOM, least(|at| at.1) - ROOM);
    let (right, low) = (most(|at| at.0) + ROOM, most(|at| at.1) + ROOM);
    let (canvas, context) = canvas(right - left, low - top)?;
    draw(&context, strokes, (left, top));
    Some(canvas)
}

/// A name, as if it were written by hand.
fn typed_canvas(name: &str) -> Option<HtmlCanvasElement> {
    if name.is_empty() {
        return None;
    }
    let (_, ruler) = canvas(1.0, 1.0)?;
    ruler.set_font(FACE);
    let width = ruler.measure_text(name).ok()?.width();
    let (canvas, context) = canvas(width + 6.0 * ROOM, 150.0)?;
    context.set_font(FACE);
    context.set_fill_style_str(COLOUR);
    context.fill_text(name, 3.0 * ROOM, 104.0).ok()?;
    Some(canvas)
}

/// A drawing as a PNG file. None if the browser has no memory for it.
async fn png(canvas: &HtmlCanvasElement) -> Option<Blob> {
    let made = Promise::new(&mut |done, _| {
        let give = Closure::once_into_js(move |blob: JsValue| {
            // Telling a promise that waits cannot fail.
            drop(done.call1(&JsValue::NULL, &blob));
        });
        // A canvas of our own drawing can be read.
        let _ = canvas.to_blob(give.unchecked_ref());
    });
    JsFuture::from(made).await.ok()?.dyn_into().ok()
}
