//! Everything that a key or a button of the studio does, in one list.
//!
//! It is a list of its own, and no part of the app's commands, because it travels with the studio and not with the app.

use leptos::prelude::*;

use super::captions;
use super::icons;
use super::state::Studio;
use crate::app::focus_on;
use crate::command::Key;
use crate::keys;
use crate::text::studio::studio as words;
use crate::ui::icon::{Icon, drawn};
use crate::ui::live::{Live, live};

/// How far one press enlarges.
const ENLARGE: f64 = 1.6;

/// Something that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Play,
    Stop,
    Forth,
    Back,
    FrameBack,
    FrameForth,
    SecondBack,
    SecondForth,
    FarBack,
    FarForth,
    EdgeBack,
    EdgeForth,
    Start,
    End,
    In,
    Out,
    Split,
    Take,
    Undo,
    Redo,
    Mute,
    Captions,
    Full,
    Skip,
    ZoomIn,
    ZoomOut,
    ZoomFit,
}

const fn plain(key: &'static str) -> Key {
    Key { command: false, shift: false, key }
}
const fn shift(key: &'static str) -> Key {
    Key { command: false, shift: true, key }
}

impl Deed {
    /// All of them.
    pub const ALL: [Deed; 27] = {
        use Deed::*;
        [
            Play,
            Stop,
            Forth,
            Back,
            FrameBack,
            FrameForth,
            SecondBack,
            SecondForth,
            FarBack,
            FarForth,
            EdgeBack,
            EdgeForth,
            Start,
            End,
            In,
            Out,
            Split,
            Take,
            Undo,
            Redo,
            Mute,
            Captions,
            Full,
            Skip,
            ZoomIn,
            ZoomOut,
            ZoomFit,
        ]
    };

    /// The keys that do it; the first one is shown.
    pub const fn keys(self) -> &'static [Key] {
        match self {
            Deed::Play => const { &[plain(" ")] },
            Deed::Stop => const { &[plain("k")] },
            Deed::Forth => const { &[plain("l")] },
            Deed::Back => const { &[plain("j")] },
            Deed::FrameBack => const { &[plain(",")] },
            Deed::FrameForth => const { &[plain(".")] },
            Deed::SecondBack => const { &[plain("arrowleft")] },
            Deed::SecondForth => const { &[plain("arrowright")] },
            Deed::FarBack => const { &[shift("arrowleft"), plain("pagedown")] },
            Deed::FarForth => const { &[shift("arrowright"), plain("pageup")] },
            Deed::EdgeBack => const { &[plain("arrowup")] },
            Deed::EdgeForth => const { &[plain("arrowdown")] },
            Deed::Start => const { &[plain("home")] },
            Deed::End => const { &[plain("end")] },
            Deed::In => const { &[plain("i")] },
            Deed::Out => const { &[plain("o")] },
            Deed::Split => const { &[plain("s")] },
            Deed::Take => const { &[plain("delete"), plain("backspace")] },
            Deed::Undo => const { &[Key { command: true, shift: false, key: "z" }] },
            Deed::Redo => {
                const {
                    &[
                        Key { command: true, shift: true, key: "z" },
                        Key { command: true, shift: false, key: "y" },
                    ]
                }
            }
            Deed::Mute => const { &[plain("m")] },
            Deed::Captions => const { &[plain("c")] },
            Deed::Full => const { &[plain("f")] },
            Deed::Skip => &[],
            Deed::ZoomIn => const { &[plain("+"), plain("=")] },
            Deed::ZoomOut => const { &[plain("-")] },
            Deed::ZoomFit => const { &[plain("0")] },
        }
    }

    /// Whether it makes sense now, tracked.
    pub fn is_possible(self, studio: Studio) -> bool {
        let kept = |test: fn(&super::plan::kept::Kept, f64) -> bool| {
            let time = studio.player.time.get();
            studio.plan.with(|plan| test(&plan.kept, time))
        };
        match self {
            Deed::Play | Deed::Forth | Deed::Back | Deed::Skip | Deed::Mute => studio.player.can_play(),
            Deed::Captions => !captions::all(studio).is_empty(),
            Deed::Split => kept(|kept, time| kept.can_split(time)),
            Deed::Take => kept(|kept, time| kept.at(time).is_none() || kept.stretches().len() > 1),
            Deed::Undo => studio.history.get().0,
            Deed::Redo => studio.history.get().1,
            Deed::ZoomIn => {
                let scale = studio.lane.scale();
                scale.zoom < scale.most() * 0.999
            }
            Deed::ZoomOut | Deed::ZoomFit => studio.lane.zoom.get() > 1.001,
            _ => true,
        }
    }

    /// Does it.
    pub fn run(self, studio: Studio) {
        let (player, lane) = (studio.player, studio.lane);
        let time = player.time.get_untracked();
        let by = |seconds: f64| {
            let plays = player.shuttle.get_untracked();
            player.seek(time + seconds);
            if plays < 0.0 {
                player.stop();
            }
        };
        let to_edge = |forth: bool| {
            let edges = studio.plan.with_untracked(|plan| plan.kept.edges());
            let next = match forth {
                true => edges.into_iter().find(|edge| *edge > time + 1e-3),
                false => edges.into_iter().rev().find(|edge| *edge < time - 1e-3),
            };
            player.stop();
            player.seek(next.unwrap_or(if forth { player.duration.get_untracked() } else { 0.0 }));
        };
        match self {
            Deed::Play => {
                // After the end of what stays comes its beginning.
                let first = studio.plan.with_untracked(|plan| plan.kept.first_if_over(time));
                if let Some(first) =
                    first.filter(|_| studio.skips.get_untracked() && !untrack(|| player.plays()))
                {
                    player.seek(first);
                }
                player.toggle();
            }
            Deed::Stop => player.stop(),
            Deed::Forth => player.faster(1.0),
            Deed::Back => player.faster(-1.0),
            Deed::FrameBack => player.step(-1.0),
            Deed::FrameForth => player.step(1.0),
            Deed::SecondBack => by(-1.0),
            Deed::SecondForth => by(1.0),
            Deed::FarBack => by(-10.0),
            Deed::FarForth => by(10.0),
            Deed::EdgeBack => to_edge(false),
            Deed::EdgeForth => to_edge(true),
            Deed::Start => player.seek(0.0),
            Deed::End => player.seek(player.duration.get_untracked()),
            Deed::In => {
                let time = studio.snapped(time, true, false);
                studio.edit("in", |plan| plan.kept.begin(time));
            }
            Deed::Out => studio.edit("out", |plan| plan.kept.end(time)),
            Deed::Split => {
                let time = studio.snapped(time, true, true);
                studio.edit("split", |plan| plan.kept.split(time));
            }
            Deed::Take => studio.edit("take", |plan| plan.kept.toggle(time)),
            Deed::Undo => studio.walk(true),
            Deed::Redo => studio.walk(false),
            Deed::Mute => player.mute(),
            Deed::Captions => studio.captions.toggle(),
            Deed::Full => super::stage::full(),
            Deed::Skip => studio.skips.update(|skips| *skips = !*skips),
            Deed::ZoomIn => lane.zoom_by(ENLARGE, time),
            Deed::ZoomOut => lane.zoom_by(1.0 / ENLARGE, time),
            Deed::ZoomFit => lane.zoom_to(1.0, time),
        }
        if matches!(self, Deed::In | Deed::Out | Deed::Split | Deed::Take) {
            self.tell(studio);
        }
    }

    /// Says what came of a cut to those who do not see it.
    fn tell(self, studio: Studio) {
        let t = words();
        let plan = studio.plan.get_untracked();
        let length = super::clock::length(plan.kept.length());
        studio.session.say((t.said_kept)(plan.kept.stretches().len(), &length));
        // The edge that had the focus may go with its part.
        let on_edge = document().active_element().is_some_and(|it| it.class_list().contains("handle"));
        request_animation_frame(move || {
            let lost = document().active_element().is_none_or(|it| it.tag_name() == "BODY");
            if on_edge && lost {
                focus_on("#playhead");
            }
        });
    }

    /// What it is called now, tracked.
    pub fn name(self, studio: Studio) -> &'static str {
        let t = words();
        match self {
            Deed::Play if studio.player.plays() => t.pause,
            Deed::Mute if studio.player.muted.get() => t.unmute,
            Deed::Take => {
                let time = studio.player.time.get();
                match studio.plan.with(|plan| plan.kept.at(time).is_none()) {
                    true => t.bring_back,
                    false => (t.deed)(self),
                }
            }
            _ => (t.deed)(self),
        }
    }

    /// Its icon now, tracked, as a path on the grid of the icons.
    pub fn path(self, studio: Studio) -> &'static str {
        let icon = match self {
            Deed::Play if studio.player.plays() => Icon::Pause,
            Deed::Play => Icon::Play,
            Deed::Take => {
                let time = studio.player.time.get();
                let gone = studio.plan.with(|plan| plan.kept.at(time).is_none());
                if gone { Icon::Reset } else { Icon::Trash }
            }
            Deed::Stop => Icon::Pause,
            Deed::Undo => Icon::Undo,
            Deed::Redo => Icon::Redo,
            Deed::ZoomFit => Icon::Fit,
            Deed::Mute if studio.player.muted.get() || studio.player.volume.get() == 0.0 => {
                return icons::MUTED;
            }
            Deed::Mute => return icons::LOUD,
            Deed::Captions => return icons::CAPTIONS,
            Deed::In => return icons::MARK_IN,
            Deed::Out => return icons::MARK_OUT,
            Deed::Split => return icons::SPLIT,
            Deed::Full => return icons::FULL,
            Deed::Skip => return icons::SKIP,
            Deed::ZoomIn => return icons::ZOOM_IN,
            Deed::ZoomOut => return icons::ZOOM_OUT,
            Deed::Back
            | Deed::FrameBack
            | Deed::SecondBack
            | Deed::FarBack
            | Deed::EdgeBack
            | Deed::Start => {
                return icons::FRAME_BACK;
            }
            _ => return icons::FRAME_FORTH,
        };
        icon.path()
    }
}

/// A button for a deed: sign, words and key come from it.
pub fn button(studio: Studio, deed: Deed) -> AnyView {
    let key = deed.keys().first().copied();
    let title = move || match key {
        Some(key) => format!("{} ({})", deed.name(studio), shown(key)),
        None => deed.name(studio).to_owned(),
    };
    let pressed = matches!(deed, Deed::Skip | Deed::Captions).then(|| -> Live<String> {
        live(move || match deed {
            Deed::Skip => studio.skips.get().to_string(),
            _ => studio.captions.wish.with(|wish| wish.on).to_string(),
        })
    });
    view! {
        <button
            type="button"
            class="quiet icon-only"
            id=format!("studio-{deed:?}").to_ascii_lowercase()
            title=live(title)
            aria-label=live(move || deed.name(studio))
            aria-keyshortcuts=key.map(spoken)
            aria-pressed=pressed
            disabled=live(move || !deed.is_possible(studio))
            on:click=move |_| deed.run(studio)
        >
            {face(studio, deed)}
        </button>
    }
    .into_any()
}

/// The icon is drawn anew only when it becomes another one.
fn face(studio: Studio, deed: Deed) -> AnyView {
    let path = Memo::new(move |_| deed.path(studio));
    live(move || drawn(path.get()).into_any()).into_any()
}

/// A key as a tooltip shows it.
pub fn shown(key: Key) -> String {
    match key.key {
        " " => words().space.to_owned(),
        _ => keys::shown(key),
    }
}

fn spoken(key: Key) -> String {
    match key.key {
        " " => "Space".to_owned(),
        _ => keys::spoken(key),
    }
}
