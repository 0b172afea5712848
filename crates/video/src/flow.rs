//! How the packets of a track lie in time, read off its index: what a person asks who wonders why a file stutters, seeks slowly or
//! does not fit a channel.

use crate::index::Index;
use crate::settings::Flow;

/// Packets may be so many bytes longer than others and still be called even: padding.
const PADDING: u32 = 1;

impl Flow {
    /// How these packets lie, on a clock of so many ticks a second.
    pub fn of(index: &Index, timescale: u32) -> Self {
        let seconds = |ticks: i64| ticks as f64 / f64::from(timescale.max(1));
        let mut flow = Self::default();
        let (mut second, mut sum) = (i64::MIN, 0_u64);
        let (mut least, mut most) = (u32::MAX, 0);
        let (mut short, mut long) = (u32::MAX, 0);
        let (mut last_key, mut groups) = (None::<usize>, None::<(u32, u32)>);
        let (mut peak, mut latest) = (0_u64, i64::MIN);
        let count = index.len();
        for (at, sample) in index.iter().enumerate() {
            let now = sample.dts.div_euclid(i64::from(timescale.max(1)));
            if now != second {
                (peak, second, sum) = (peak.max(sum), now, 0);
            }
            sum = sum.saturating_add(u64::from(sample.size));
            flow.reordered |= sample.pts < latest;
            latest = latest.max(sample.pts);
            // The last one is what was left over.
            if at + 1 < count {
                (least, most) = (least.min(sample.size), most.max(sample.size));
                (short, long) = (short.min(sample.duration), long.max(sample.duration));
            }
            if sample.key {
                if let Some(before) = last_key {
                    let length = (at - before).min(u32::MAX as usize) as u32;
                    groups = Some(
                        groups.map_or((length, length), |(low, high)| (low.min(length), high.max(length))),
                    );
                }
                last_key = Some(at);
            }
        }
        // A track that is shorter than a second has no busiest one.
        flow.peak = (peak.max(sum) > 0 && second > 0).then(|| peak.max(sum) as f64 * 8.0);
        flow.constant = count > 2 && most - least <= PADDING && most > 0;
        flow.lasts = (count > 1).then(|| (seconds(short.into()), seconds(long.into())));
        flow.groups = groups;
        flow
    }
}

/// Which program has encoded pictures, and with which settings, where it says so in front of the first of them as x264 and x265 do.
pub fn encoder(packet: &[u8]) -> Option<(String, Option<String>)> {
    const NAMES: [&[u8]; 2] = [b"x264 - core", b"x265 (build"];
    // It stands in front of the picture, and a picture is large.
    let head = packet.get(..packet.len().min(16_384))?;
    let start = NAMES.iter().find_map(|name| head.windows(name.len()).position(|bytes| bytes == *name))?;
    let text = head.get(start..)?;
    let end = text.iter().position(|byte| !(0x20..0x7f).contains(byte)).unwrap_or(text.len());
    let text = std::str::from_utf8(text.get(..end)?).ok()?;
    let (said, settings) = match text.split_once(" - options: ") {
        Some((said, settings)) => (said, Some(settings.trim().to_owned())),
        None => (text, None),
    };
    let name = said.split(" - H.26").next().unwrap_or(said);
    Some((name.replacen(" - ", " ", 1), settings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Builder, Sample};

    fn index(packets: &[(u32, i64, u32, bool)]) -> Index {
        let mut builder = Builder::default();
        let mut dts = 0;
        for (size, pts, duration, key) in packets {
            builder.push(Sample {
                offset: 0,
                size: *size,
                dts,
                pts: *pts,
                duration: *duration,
                key: *key,
                format: 0,
            });
            dts += i64::from(*duration);
        }
        builder.finish()
    }

    #[test]
    fn groups_durations_and_the_busiest_second_are_told() {
        let packets = [
            (1000, 0, 500, true),
            (10, 500, 500, false),
            (10, 1000, 250, true),
            (20, 1250, 500, false),
            (30, 1750, 500, false),
            (500, 2250, 500, true),
        ];
        let flow = Flow::of(&index(&packets), 1000);
        assert_eq!(flow.groups, Some((2, 3)));
        assert_eq!(flow.lasts, Some((0.25, 0.5)));
        assert_eq!(flow.peak, Some(8080.0));
        assert!(!flow.constant && !flow.reordered);
    }

    #[test]
    fn packets_of_one_size_are_even_and_pictures_out_of_order_are_seen() {
        let even: Vec<_> = (0..100).map(|n| (417 + n % 2, i64::from(n) * 26, 26, true)).collect();
        assert!(Flow::of(&index(&even), 1000).constant);
        let built = [(9, 0, 40, true), (9, 120, 40, false), (9, 40, 40, false), (9, 80, 40, false)];
        assert!(Flow::of(&index(&built), 1000).reordered);
        assert_eq!(Flow::of(&Index::default(), 0), Flow::default());
    }

    #[test]
    fn an_encoder_that_says_its_name_is_heard() {
        let mut packet = vec![0, 0, 2, 160, 6, 5, 255];
        packet.extend(b"x264 - core 164 r3095 baee400 - H.264/MPEG-4 AVC codec - Copyleft 2003 - http://www.videolan.org/x264.html - options: cabac=1 ref=3\x00\x80");
        let (name, settings) = encoder(&packet).unwrap();
        assert_eq!(
            (name.as_str(), settings.as_deref()),
            ("x264 core 164 r3095 baee400", Some("cabac=1 ref=3"))
        );
        assert_eq!(encoder(b"x264 - core\xff"), Some(("x264 core".into(), None)));
        assert_eq!(encoder(b""), None);
    }
}
