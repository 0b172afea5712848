//! Sound between the browser and the engine: numbers, a list for each channel.

use js_sys::Object;
use nearside::{Error, Kind, Result};

use super::Pcm;
use super::js;
use super::open::Guard;

/// What the browser decoded, which it can let go of at once.
pub(super) fn read(data: js::AudioData) -> Option<Pcm> {
    let data = Guard::new(data);
    let frames = data.frames() as usize;
    let channels = (0..data.channels()).map(|channel| {
        let options = js::object(&[("planeIndex", channel.into()), ("format", "f32-planar".into())]);
        let mut samples = vec![0.0; frames];
        data.copy_to(&js::into_floats(&mut samples), &options).ok()?;
        Some(samples)
    });
    let channels = channels.collect::<Option<_>>()?;
    Some(Pcm { time: data.timestamp() as i64, rate: data.rate() as u32, channels })
}

/// Sound for an encoder; `time` in microseconds.
pub(super) fn write(samples: &[f32], channels: usize, rate: u32, time: i64) -> Result<Guard<js::AudioData>> {
    let init: Object = js::object(&[
        ("format", "f32-planar".into()),
        ("sampleRate", rate.into()),
        ("numberOfFrames", (samples.len() / channels.max(1)).into()),
        ("numberOfChannels", channels.into()),
        ("timestamp", (time as f64).into()),
        ("data", js::from_floats(samples).into()),
    ]);
    let data = js::AudioData::new(&init).map_err(|thrown| {
        let text = format!("The browser takes no such sound ({}).", js::words(&thrown).trim_end_matches('.'));
        Error::new(Kind::Failed, text)
    })?;
    Ok(Guard::new(data))
}
