//! Pictures between the browser and the engine.
//!
//! Only what must be changed is copied: a picture that goes from decoder to encoder as it is stays where the browser has it,
//! perhaps on the graphics card.

use ::video::pixels::{Frame, Meaning, Pixels, Transfer};
use js_sys::Object;
use nearside::{Error, Kind, Result};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::js;
use super::open::Guard;
use crate::video::error::spoken;

/// A picture that the browser holds.
pub struct Picture(pub(super) Guard<js::VideoFrame>);

impl Picture {
    /// A copy of the engine's frame, shown from `time` on for so long, both in microseconds.
    ///
    /// # Errors
    /// The browser takes no such picture.
    pub fn of(frame: &Frame, time: i64, duration: i64) -> Result<Self> {
        let layout: js_sys::Array = frame
            .layout()
            .iter()
            .map(|plane| js::object(&[("offset", plane.offset.into()), ("stride", plane.stride.into())]))
            .collect();
        let init = js::object(&[
            ("format", frame.format().name().into()),
            ("codedWidth", frame.width().into()),
            ("codedHeight", frame.height().into()),
            ("timestamp", (time as f64).into()),
            ("duration", (duration as f64).into()),
            ("layout", layout.into()),
            ("colorSpace", space(frame.meaning).into()),
        ]);
        Self::made(&js::from(frame.bytes()), &init)
    }

    /// The same picture at another time. Nothing is copied.
    ///
    /// # Errors
    /// The picture was closed.
    pub fn at(&self, time: i64, duration: i64) -> Result<Self> {
        let init = js::object(&[("timestamp", (time as f64).into()), ("duration", (duration as f64).into())]);
        Self::made(&self.0, &init)
    }

    /// A picture that the browser draws: a canvas or a bitmap.
    ///
    /// # Errors
    /// The browser cannot.
    pub fn drawn(source: &JsValue, time: i64) -> Result<Self> {
        Self::made(source, &js::object(&[("timestamp", (time as f64).into())]))
    }

    fn made(source: &JsValue, init: &Object) -> Result<Self> {
        let frame = js::VideoFrame::new(source, init).map_err(|thrown| {
            let reason = js::words(&thrown);
            let text = format!(
                "The browser cannot take a picture ({}). Choose another size.",
                reason.trim_end_matches('.')
            );
            Error::new(Kind::Failed, text)
        })?;
        Ok(Self(Guard::new(frame)))
    }

    /// When it is shown: the number that its packet was given.
    pub fn time(&self) -> i64 {
        self.0.timestamp() as i64
    }

    /// Width and height of what is seen of it: decoders pad pictures to multiples of something.
    pub fn size(&self) -> (u32, u32) {
        let rect = self.0.visible();
        let side = |key: &str| js::get(&rect, key).as_f64().unwrap_or_default() as u32;
        (side("width"), side("height"))
    }

    /// Copies it into the engine's frame, whose buffer is used again. What has a layout that the engine does not know becomes RGBA.
    ///
    /// # Errors
    /// It is too large, or the browser does not give it.
    pub async fn copy(&self, to: &mut Frame) -> Result<()> {
        let known = self.0.format().as_deref().and_then(Pixels::named);
        self.copy_as(known, to).await
    }

    /// The same, as RGBA.
    ///
    /// # Errors
    /// As [`copy`](Self::copy).
    pub async fn copy_rgba(&self, to: &mut Frame) -> Result<()> {
        self.copy_as(None, to).await
    }

    /// Whether an encoder takes it as it is: 8 bits, and colour that is thinned out both ways, or whatever the graphics card has.
    pub fn is_common(&self) -> bool {
        self.0.format().is_none_or(|format| format == "I420" || format == "NV12")
    }

    async fn copy_as(&self, known: Option<Pixels>, to: &mut Frame) -> Result<()> {
        let (width, height) = self.size();
        to.reshape(known.unwrap_or(Pixels::Rgba), width, height).map_err(|error| spoken(&error))?;
        to.meaning = meaning(&self.0.color(), height);
        let layout: js_sys::Array = to
            .layout()
            .iter()
            .map(|plane| js::object(&[("offset", plane.offset.into()), ("stride", plane.stride.into())]))
            .collect();
        let options = js::object(&[("layout", layout.into())]);
        if known.is_none() {
            js::set(&options, "format", &"RGBA".into());
        }
        // Memory that grows while the browser writes takes its view away; there is room now, so once more is enough.
        for last in [false, true] {
            let view = js::into(to.bytes_mut());
            let done = match self.0.copy_to(&view, &options) {
                Ok(promise) => JsFuture::from(promise).await.map(drop),
                Err(thrown) => Err(thrown),
            };
            match done {
                Ok(()) if view.length() > 0 => return Ok(()),
                Err(thrown) if last || view.length() > 0 => return Err(unreadable(&js::words(&thrown))),
                _ => {}
            }
        }
        Err(unreadable("its memory moved"))
    }
}

fn unreadable(reason: &str) -> Error {
    let text =
        format!("The browser does not give a decoded picture ({}). Try again.", reason.trim_end_matches('.'));
    Error::new(Kind::Failed, text)
}

/// What the browser says that the numbers mean.
fn meaning(space: &JsValue, height: u32) -> Meaning {
    let matrix = match js::get(space, "matrix").as_string().as_deref() {
        Some("bt709") => 1,
        Some("bt470bg" | "smpte170m") => 5,
        Some("bt2020-ncl") => 9,
        _ => 2,
    };
    let transfer = match js::get(space, "transfer").as_string().as_deref() {
        Some("pq") => 16,
        Some("hlg") => 18,
        _ => 2,
    };
    let full = js::get(space, "fullRange").as_bool().unwrap_or(false);
    Meaning::of(&::video::Color { primaries: 2, transfer, matrix, full }, height)
}

/// The same in the browser's words.
fn space(meaning: Meaning) -> Object {
    use ::video::pixels::Matrix::{Bt601, Bt709, Bt2020};
    let (primaries, transfer, matrix) = match meaning.matrix {
        Bt601 => ("smpte170m", "smpte170m", "smpte170m"),
        Bt709 => ("bt709", "bt709", "bt709"),
        Bt2020 => ("bt2020", "bt709", "bt2020-ncl"),
    };
    let transfer = match meaning.transfer {
        Transfer::Plain => transfer,
        Transfer::Pq => "pq",
        Transfer::Hlg => "hlg",
    };
    js::object(&[
        ("primaries", primaries.into()),
        ("transfer", transfer.into()),
        ("matrix", matrix.into()),
        ("fullRange", meaning.full.into()),
    ])
}
