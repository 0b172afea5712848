//! How much later than it went in sound comes out of an encoder and a decoder.
//!
//! An encoder of AAC begins with some silence of its own (1024 samples, or 2112, or none), and WebCodecs has no word for how much.
//! So a chirp is sent through both before the job begins: where it comes out is where the sound will come out.

use std::collections::VecDeque;

use ::video::Format;
use ::video::settings::AudioCodec;
use nearside::prelude::*;

use crate::video::codec::{Coded, Microphone, Packet, Pcm, Sounds};

/// Where the chirp begins, how long it is, and how much is sent, in samples.
const AT: usize = 4096;
const CHIRP: usize = 1024;
const ALL: usize = 16_384;
/// No encoder is later than this.
const MOST: usize = 6000;

/// The samples of each channel that come before the sound; 0 where it cannot be found out.
pub(super) async fn lag(
    codec: AudioCodec,
    (channels, rate): (usize, u32),
    bitrate: u32,
    cx: &Context,
) -> u32 {
    heard(codec, channels, rate, bitrate, cx).await.ok().and_then(|heard| late(&heard)).unwrap_or(0)
}

/// What comes of the chirp, one channel of it, put where its times say.
async fn heard(
    codec: AudioCodec,
    channels: usize,
    rate: u32,
    bitrate: u32,
    cx: &Context,
) -> Result<Vec<f32>> {
    let mut encoder = Microphone::open(codec, rate, channels as u16, bitrate).await?;
    let sent: Vec<f32> = sent().flat_map(|sample| std::iter::repeat_n(sample, channels)).collect();
    encoder.encode(cx, &sent, 0).await?;
    let (mut packets, mut format) = (VecDeque::new(), None);
    while let Some(Coded { time, key, bytes, config, .. }) = encoder.rest(cx).await? {
        if let (Some((name, config)), None) = (config, &format) {
            format = Some(Format::new(codec.codec(), name, config));
        }
        packets.push_back(Packet { time, key, bytes });
    }
    let format = format.unwrap_or_else(|| Format::new(codec.codec(), "", Vec::new()));
    let mut decoder = Sounds::open("What was encoded", &format, rate, channels as u16).await?;
    let mut heard = vec![0.0; ALL + MOST];
    while let Some(Pcm { time, channels, samples, .. }) = decoder.next(cx, || Ok(packets.pop_front())).await?
    {
        let at = (time as f64 * f64::from(rate) / 1e6).round() as i64;
        for (nth, sample) in samples.iter().step_by(channels.max(1)).enumerate() {
            let place = usize::try_from(at + nth as i64).ok();
            if let Some(place) = place.and_then(|place| heard.get_mut(place)) {
                *place = *sample;
            }
        }
    }
    Ok(heard)
}

/// Silence with a chirp in it, whose tones any rate of bits keeps.
fn sent() -> impl Iterator<Item = f32> {
    (0..ALL).map(|n| match n.checked_sub(AT).filter(|n| *n < CHIRP) {
        Some(n) => {
            let at = n as f64 / CHIRP as f64;
            let window = (std::f64::consts::PI * at).sin().powi(2);
            (0.5 * window * (std::f64::consts::TAU * (8.0 * at + 40.0 * at * at)).sin()) as f32
        }
        None => 0.0,
    })
}

/// Where the chirp is, counted from where it was sent; `None` if it is nowhere.
fn late(heard: &[f32]) -> Option<u32> {
    let chirp: Vec<f64> = sent().skip(AT).take(CHIRP).map(f64::from).collect();
    let strength = |list: &[f64]| list.iter().map(|sample| sample * sample).sum::<f64>();
    let likeness = |lag: usize| {
        let window: Vec<f64> =
            heard.get(AT + lag..AT + lag + CHIRP)?.iter().copied().map(f64::from).collect();
        let product: f64 = window.iter().zip(&chirp).map(|(a, b)| a * b).sum();
        Some(product / (strength(&window) * strength(&chirp)).sqrt().max(1e-9))
    };
    let found = (0..MOST).filter_map(|lag| Some((likeness(lag)?, lag))).max_by(|a, b| a.0.total_cmp(&b.0));
    found.filter(|(likeness, _)| *likeness > 0.8).map(|(_, lag)| lag as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chirp_is_found_where_it_comes_out() {
        for lag in [0, 1, 312, 1024, 2112, 5999] {
            let mut heard = vec![0.0; lag];
            // Quieter, and not clean, as codecs leave it.
            let noise = (0..).map(|n: u64| (n.wrapping_mul(2_654_435_761) >> 16 & 0xff) as f32 / 25_500.0);
            heard.extend(sent().zip(noise).map(|(sample, noise)| sample * 0.7 + noise));
            heard.resize(ALL + MOST, 0.0);
            assert_eq!(late(&heard), Some(lag as u32));
        }
        assert_eq!(late(&vec![0.0; ALL + MOST]), None);
        assert_eq!(late(&[]), None);
    }
}
