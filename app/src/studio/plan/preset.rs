//! Whole plans under one name: what people come for, without a word about codecs.
//!
//! A preset sets how a file is packed and encoded. What was cut, and what was done to picture and sound, stays.

use video::Container;
use video::settings::{AudioCodec, Rate, Resize, Subtitles, VideoCodec};

use super::{Plan, Way};

/// A plan under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// MP4, as little encoded as possible.
    Everywhere,
    /// WebM, small.
    Web,
    /// Small enough for an e-mail.
    Mail,
    /// The sound alone.
    Sound,
}

/// What fits into an e-mail, in bytes.
const MAIL: u64 = 20_000_000;

impl Preset {
    /// All of them.
    pub const ALL: [Preset; 4] = [Preset::Everywhere, Preset::Web, Preset::Mail, Preset::Sound];

    /// Sets it.
    pub fn set(self, plan: &mut Plan) {
        let before = plan.clone();
        *plan = Plan {
            kept: before.kept,
            exact: before.exact,
            speed: before.speed,
            burn: before.burn,
            over: before.over,
            beside: before.beside,
            ..Plan::default()
        };
        plan.look = before.look;
        plan.look.resize = None;
        plan.tone = before.tone;
        plan.tone.bitrate = None;
        (plan.tone.adjust.channels, plan.tone.adjust.rate) = (None, None);
        let fit = |side: u32| Some(Resize::Fit { width: side, height: side });
        match self {
            Preset::Everywhere => {
                (plan.video, plan.audio) = (Some(VideoCodec::H264), Some(AudioCodec::Aac));
            }
            Preset::Web => {
                plan.container = Container::WebM;
                (plan.video, plan.bits) = (Some(VideoCodec::Vp9), Rate::Quality(45));
                (plan.audio, plan.tone.bitrate) = (Some(AudioCodec::Opus), Some(96_000));
                plan.look.resize = fit(1280);
            }
            Preset::Mail => {
                (plan.video, plan.size) = (Some(VideoCodec::H264), Some(MAIL));
                plan.tone.bitrate = Some(96_000);
                plan.look.resize = fit(1280);
            }
            Preset::Sound => {
                (plan.pictures, plan.subtitles) = (Way::Drop, Subtitles::None);
            }
        }
    }

    /// Whether a plan is as this one sets it.
    pub fn is_set(self, plan: &Plan) -> bool {
        let mut same = plan.clone();
        self.set(&mut same);
        same == *plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::plan::Look;
    use video::pixels::Filters;

    fn gray() -> Look {
        let mut filters = Filters::default();
        filters.tone.grayscale = true;
        Look { filters, resize: None }
    }

    #[test]
    fn a_preset_knows_itself_and_no_other() {
        for preset in Preset::ALL {
            let mut plan = Plan::new(60.0);
            preset.set(&mut plan);
            let known: Vec<Preset> = Preset::ALL.into_iter().filter(|other| other.is_set(&plan)).collect();
            assert_eq!(known, [preset]);
        }
    }

    #[test]
    fn a_preset_leaves_the_cut_and_the_picture_alone() {
        let mut plan = Plan { look: gray(), ..Plan::new(60.0) };
        plan.kept.begin(5.0);
        let kept = plan.kept.clone();
        Preset::Mail.set(&mut plan);
        assert!(plan.look.filters == gray().filters && plan.kept == kept);
    }
}
