//! Decoders.

use ::video::{Format, Track};
use js_sys::Object;
use nearside::{Context, Error, Kind, Result};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::canvas;
use super::js;
use super::machine::{Machine, missing};
use super::open::Guard;
use super::picture::Picture;
use super::{Packet, Pcm, sound};

/// A decoder of pictures.
pub struct Pictures(Way);

enum Way {
    /// By the browser's decoder.
    Coded(Machine<Picture>),
    /// Each is a JPEG. It has this name, and whether one of them could be drawn.
    Drawn(String, bool),
}

/// A decoder of sound.
pub struct Sounds(Machine<Pcm>);

impl Pictures {
    /// Begins to decode a track. Its pictures are best in memory if they are `looked` at, and best where they are if they only go
    /// to an encoder.
    ///
    /// # Errors
    /// The browser cannot, as a sentence.
    pub async fn open(name: &str, format: &Format, size: (u32, u32), looked: bool) -> Result<Self> {
        if draws(format) {
            return Ok(Self(Way::Drawn(name.to_owned(), false)));
        }
        let config = described(format);
        js::set(&config, "codedWidth", &size.0.into());
        js::set(&config, "codedHeight", &size.1.into());
        if looked {
            js::set(&config, "hardwareAcceleration", &"prefer-software".into());
            if !supported("VideoDecoder", &config).await {
                js::set(&config, "hardwareAcceleration", &"no-preference".into());
            }
        }
        admit("VideoDecoder", name, format, &config).await?;
        let read = |data: wasm_bindgen::JsValue, _| Some(Picture(Guard::new(data.unchecked_into())));
        Machine::begin("VideoDecoder", name, &config, size, read).map(|machine| Self(Way::Coded(machine)))
    }

    /// The next picture in the order in which they are shown. Its packet's time is that which `feed` gave it.
    ///
    /// # Errors
    /// Those of the browser and of `feed`.
    pub async fn next(
        &mut self,
        cx: &Context,
        mut feed: impl FnMut() -> Result<Option<Packet>>,
    ) -> Result<Option<Picture>> {
        let (name, begun) = match &mut self.0 {
            Way::Coded(machine) => {
                let feed = || feed()?.map(|packet| chunk("EncodedVideoChunk", &packet)).transpose();
                return machine.next(cx, feed).await;
            }
            Way::Drawn(name, begun) => (name, begun),
        };
        // What is damaged, or empty because nothing has changed, leaves the picture before in its place.
        let mut damaged = false;
        while let Some(packet) = feed()? {
            cx.tick().await?;
            if let Some(picture) = canvas::drawn(&packet.bytes, packet.time, cx).await? {
                *begun = true;
                return Ok(Some(picture));
            }
            damaged = true;
        }
        match damaged && !*begun {
            true => Err(Error::new(
                Kind::Failed,
                format!(
                    "None of the pictures of {name} can be drawn: they are damaged. The track can still be copied."
                ),
            )),
            false => Ok(None),
        }
    }
}

impl Sounds {
    /// Begins to decode a track.
    ///
    /// # Errors
    /// The browser cannot, as a sentence.
    pub async fn open(name: &str, format: &Format, rate: u32, channels: u16) -> Result<Self> {
        let config = described(format);
        js::set(&config, "sampleRate", &rate.into());
        js::set(&config, "numberOfChannels", &channels.into());
        admit("AudioDecoder", name, format, &config).await?;
        let read = |data: wasm_bindgen::JsValue, _| sound::read(data.unchecked_into());
        Machine::begin("AudioDecoder", name, &config, (0, 0), read).map(Self)
    }

    /// The next sound.
    ///
    /// # Errors
    /// Those of the browser and of `feed`.
    pub async fn next(
        &mut self,
        cx: &Context,
        mut feed: impl FnMut() -> Result<Option<Packet>>,
    ) -> Result<Option<Pcm>> {
        self.0.next(cx, || feed()?.map(|packet| chunk("EncodedAudioChunk", &packet)).transpose()).await
    }
}

/// Whether this browser decodes a track.
pub async fn decodes(format: &Format, track: &Track) -> bool {
    let config = described(format);
    match &track.role {
        _ if track.encrypted => false,
        ::video::Role::Video(_) if draws(format) => true,
        ::video::Role::Video(picture) => {
            js::set(&config, "codedWidth", &picture.width.into());
            js::set(&config, "codedHeight", &picture.height.into());
            supported("VideoDecoder", &config).await
        }
        ::video::Role::Audio(sound) => {
            js::set(&config, "sampleRate", &sound.rate.into());
            js::set(&config, "numberOfChannels", &sound.channels.into());
            supported("AudioDecoder", &config).await
        }
        _ => false,
    }
}

/// Whether pictures are drawn one by one.
fn draws(format: &Format) -> bool {
    format.codec.is_jpeg() && js::class("VideoFrame").is_some()
}

/// A configuration as the track describes itself.
fn described(format: &Format) -> Object {
    let config = js::object(&[("codec", format.name.as_str().into())]);
    if !format.config.is_empty() {
        js::set(&config, "description", &js_sys::Uint8Array::from(format.config.as_slice()));
    }
    config
}

/// Asks the browser; what it does not have it does not support.
pub async fn supported(class: &str, config: &Object) -> bool {
    let Some(Ok(answer)) = js::class(class).map(|class| class.supports(config)) else { return false };
    let answer = JsFuture::from(answer).await.unwrap_or_default();
    js::get(&answer, "supported").is_truthy()
}

async fn admit(class: &str, name: &str, format: &Format, config: &Object) -> Result<()> {
    if js::class(class).is_none() {
        return Err(missing(name));
    }
    if format.name.is_empty() || !supported(class, config).await {
        let text = format!(
            "{name} cannot be decoded by this browser. It can be copied as it is, or try another browser."
        );
        return Err(Error::new(Kind::Unsupported, text));
    }
    Ok(())
}

fn chunk(class: &str, packet: &Packet) -> Result<js::Chunk> {
    let init = js::object(&[
        ("type", if packet.key { "key" } else { "delta" }.into()),
        ("timestamp", (packet.time as f64).into()),
        ("data", js::from(&packet.bytes).into()),
    ]);
    js::construct(class, &init).map_err(|thrown| {
        Error::new(
            Kind::Failed,
            format!("The browser takes no packet ({}).", js::words(&thrown).trim_end_matches('.')),
        )
    })
}
