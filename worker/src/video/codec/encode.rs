//! Encoders.

use ::video::settings::AudioCodec;
use js_sys::{Object, Uint8Array};
use nearside::{Context, Error, Kind, Result};
use wasm_bindgen::{JsCast, JsValue};

use super::decode::supported;
use super::js;
use super::machine::{Machine, missing};
use super::picture::Picture;
use super::sound;
use super::{Coded, Shape, config};

/// An encoder of pictures.
pub struct Camera {
    machine: Machine<Coded>,
    /// The quality that each picture is encoded with, where the encoder wants it told so: its key and number.
    quantizer: Option<(&'static str, u32)>,
}

impl Camera {
    /// Begins to encode.
    ///
    /// # Errors
    /// The browser cannot, as a sentence.
    pub async fn open(shape: &Shape) -> Result<Self> {
        let name = format!("Encoding {}", config::title(shape.codec));
        if js::class("VideoEncoder").is_none() {
            return Err(missing(&name));
        }
        for (config, quantizer) in config::candidates(shape) {
            if supported("VideoEncoder", &config).await {
                let machine =
                    Machine::begin("VideoEncoder", &name, &config, (shape.width, shape.height), read)?;
                return Ok(Self { machine, quantizer });
            }
        }
        let text = format!(
            "This browser cannot encode {} at {} × {} pixels. Choose another codec or size.",
            config::title(shape.codec),
            shape.width,
            shape.height
        );
        Err(Error::new(Kind::Unsupported, text))
    }

    /// Begins to encode so that the result fits to packets of this name, such as `avc1.64001f`.
    ///
    /// # Errors
    /// The browser cannot, as a sentence.
    pub async fn like(name: &str, shape: &Shape) -> Result<Self> {
        let mut tried = config::candidates(shape);
        for (config, _) in &mut tried {
            js::set(config, "codec", &name.into());
        }
        for (config, quantizer) in tried {
            if supported("VideoEncoder", &config).await {
                let machine =
                    Machine::begin("VideoEncoder", name, &config, (shape.width, shape.height), read)?;
                return Ok(Self { machine, quantizer });
            }
        }
        Self::open(shape).await
    }

    /// Encodes a picture, which can be let go of afterwards.
    ///
    /// # Errors
    /// Those of the browser, or the job is not wanted any more.
    pub async fn encode(&mut self, cx: &Context, picture: &Picture, key: bool) -> Result<()> {
        let options = js::object(&[("keyFrame", key.into())]);
        if let Some((codec, quantizer)) = self.quantizer {
            js::set(&options, codec, &js::object(&[("quantizer", quantizer.into())]));
        }
        self.machine.encode(cx, &picture.0, &options).await
    }

    /// What has come out, if anything.
    ///
    /// # Errors
    /// Those of the browser.
    pub fn take(&self) -> Result<Option<Coded>> {
        self.machine.take()
    }

    /// The next packet after the last picture; `None` when there are no more.
    ///
    /// # Errors
    /// Those of the browser, or the job is not wanted any more.
    pub async fn rest(&mut self, cx: &Context) -> Result<Option<Coded>> {
        self.machine.rest(cx).await
    }
}

/// An encoder of sound.
pub struct Microphone {
    machine: Machine<Coded>,
    rate: u32,
    channels: usize,
}

impl Microphone {
    /// Begins to encode.
    ///
    /// # Errors
    /// The browser cannot, as a sentence.
    pub async fn open(codec: AudioCodec, rate: u32, channels: u16, bitrate: u32) -> Result<Self> {
        let name = format!("Encoding {}", config::sound_title(codec));
        if js::class("AudioEncoder").is_none() {
            return Err(missing(&name));
        }
        let config = config::sound(codec, rate, channels, bitrate);
        if !supported("AudioEncoder", &config).await {
            let text = format!(
                "This browser cannot encode {} with {channels} channels at {rate} Hz. Choose another codec, such as Opus.",
                config::sound_title(codec)
            );
            return Err(Error::new(Kind::Unsupported, text));
        }
        let machine = Machine::begin("AudioEncoder", &name, &config, (0, 0), read)?;
        Ok(Self { machine, rate, channels: usize::from(channels) })
    }

    /// Encodes sound, channels interleaved, from `time` in microseconds on.
    ///
    /// # Errors
    /// Those of the browser, or the job is not wanted any more.
    pub async fn encode(&mut self, cx: &Context, samples: &[f32], time: i64) -> Result<()> {
        let data = sound::write(samples, self.channels, self.rate, time)?;
        self.machine.encode(cx, &data, &Object::new()).await
    }

    /// What has come out, if anything.
    ///
    /// # Errors
    /// Those of the browser.
    pub fn take(&self) -> Result<Option<Coded>> {
        self.machine.take()
    }

    /// The next packet after the last sound; `None` when there are no more.
    ///
    /// # Errors
    /// Those of the browser, or the job is not wanted any more.
    pub async fn rest(&mut self, cx: &Context) -> Result<Option<Coded>> {
        self.machine.rest(cx).await
    }
}

/// Whether pictures of this shape can be encoded, and by a chip as far as the browser says.
pub async fn hardware(shape: &Shape) -> Option<bool> {
    for (config, _) in config::candidates(shape) {
        if supported("VideoEncoder", &config).await {
            js::set(&config, "hardwareAcceleration", &"prefer-hardware".into());
            return Some(supported("VideoEncoder", &config).await);
        }
    }
    None
}

/// A packet of an encoder, and what a decoder has to know where the encoder tells it.
fn read(chunk: JsValue, about: JsValue) -> Option<Coded> {
    let chunk: js::Chunk = chunk.unchecked_into();
    let mut bytes = vec![0; chunk.size() as usize];
    chunk.copy_to(&js::into(&mut bytes));
    let told = js::get(&about, "decoderConfig");
    let config = told.is_object().then(|| {
        let description = js::get(&told, "description");
        let bytes = if description.is_object() { as_bytes(&description) } else { Vec::new() };
        (js::get(&told, "codec").as_string().unwrap_or_default(), bytes)
    });
    Some(Coded {
        time: chunk.timestamp() as i64,
        duration: chunk.duration().unwrap_or_default() as i64,
        key: chunk.kind() == "key",
        bytes,
        config,
    })
}

/// A buffer or a view of one.
fn as_bytes(source: &JsValue) -> Vec<u8> {
    match source.dyn_ref::<Uint8Array>() {
        Some(view) => view.to_vec(),
        None => {
            let buffer = js::get(source, "buffer");
            if buffer.is_undefined() {
                return Uint8Array::new(source).to_vec();
            }
            let number = |key: &str| js::get(source, key).as_f64().unwrap_or_default() as u32;
            Uint8Array::new_with_byte_offset_and_length(&buffer, number("byteOffset"), number("byteLength"))
                .to_vec()
        }
    }
}
