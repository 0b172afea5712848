//! The picture under the playhead as it would become, made by the worker with the very settings of a conversion.
//!
//! It is made while the file stands still and something is set for the picture: the first at once, the following ones when a
//! slider rests.

use futures_util::future::{AbortHandle, abortable};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Kind;
use video::settings::{Convert, Video, VideoCodec};
use worker::video as call;

use super::paint;
use super::state::Studio;
use crate::text::studio::fault;
use crate::wait;

/// Who drags a slider waits so long for a picture, in milliseconds.
const REST: u32 = 150;
/// The longer side of the picture, at most.
const SIDE: f64 = 1280.0;

/// What is seen of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The picture as it is.
    Before,
    /// Both, with a line between them.
    Both,
    /// The picture as it becomes.
    After,
}

/// The picture as it would become.
#[derive(Clone, Copy)]
pub struct Preview {
    /// Where it is drawn.
    pub canvas: NodeRef<html::Canvas>,
    /// Whether it is to be seen.
    pub shown: RwSignal<bool>,
    /// Whether it is being made.
    pub busy: RwSignal<bool>,
    /// Why there is none.
    pub fault: RwSignal<Option<String>>,
    /// What is seen of the two.
    pub side: RwSignal<Side>,
}

/// Makes previews from now on.
pub fn start(studio: Studio) -> Preview {
    let preview = Preview {
        canvas: NodeRef::new(),
        shown: RwSignal::new(false),
        busy: RwSignal::new(false),
        fault: RwSignal::new(None),
        side: RwSignal::new(Side::After),
    };
    let wanted = Memo::new(move |_| wanted(studio));
    let running = StoredValue::new(None::<AbortHandle>);
    let stop = move || {
        running.try_update_value(|running| {
            if let Some(handle) = running.take() {
                handle.abort();
            }
        });
    };
    Effect::new(move |_| {
        let wanted = wanted.get();
        stop();
        preview.fault.set(None);
        let Some((time, convert)) = wanted else {
            preview.shown.set(false);
            return preview.busy.set(false);
        };
        let first = !preview.shown.get_untracked();
        preview.busy.set(true);
        let (work, handle) = abortable(async move {
            if !first {
                wait(REST).await;
            }
            make(studio, preview, time, convert).await;
            preview.busy.try_set(false);
        });
        running.set_value(Some(handle));
        spawn_local(async move {
            // Whether it ended or a newer wish took its place.
            let _ = work.await;
        });
    });
    on_cleanup(stop);
    preview
}

/// What is to be seen: a moment, to the thousandth of a second, and the settings. Nothing while it plays, or where nothing is set.
fn wanted(studio: Studio) -> Option<(f64, Convert)> {
    if !studio.has_pictures()
        || studio.cropping.get()
        || studio.player.plays()
        || !studio.task.get().shows_picture()
    {
        return None;
    }
    let lut = studio.lut_place();
    let encode = studio.plan.with(|plan| {
        let changes = plan.look.is_seen() || plan.burn.is_some();
        changes.then(|| plan.encode(VideoCodec::H264, lut))
    })?;
    let time = (studio.player.time.get() * 1000.0).round() / 1000.0;
    Some((time, Convert { video: Video::Encode(Box::new(encode)), ..Convert::default() }))
}

async fn make(studio: Studio, preview: Preview, time: f64, convert: Convert) {
    let side = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(SIDE);
    let side = (side * window().device_pixel_ratio().min(2.0)).min(SIDE) as u32;
    let made = studio.ask(call::preview(studio.file(), time, side, convert, studio.files())).await;
    match made {
        Ok(frame) => {
            let Some(canvas) = preview.canvas.try_get_untracked().flatten() else { return };
            if paint::lay(&frame, &canvas).await.is_some() {
                preview.shown.try_set(true);
            }
        }
        Err(error) if error.kind() == Kind::Cancelled => {}
        Err(error) => {
            preview.shown.try_set(false);
            preview.fault.try_set(Some(fault(&error)));
        }
    }
}
