//! What plays: one media element and the signals that the rest of the studio follows.
//!
//! The element never sees the file that a person opened: its source is what our own muxer wrote around the packets. Seeking while
//! a seek is under way only remembers the newest wish, so that dragging the playhead shows as many pictures as the browser can
//! decode and never lags behind. No browser plays backwards: that is a row of seeks.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::File;
use wasm_bindgen_futures::JsFuture;

use crate::desk::Url;

/// The fastest that keys go, and that browsers still play.
const FASTEST: f64 = 8.0;

/// What plays.
#[derive(Clone, Copy)]
pub struct Player {
    /// The element.
    pub node: NodeRef<html::Video>,
    /// What it plays.
    pub source: RwSignal<Option<String>>,
    /// Where the playhead is, in seconds.
    pub time: RwSignal<f64>,
    /// How long the file is, in seconds.
    pub duration: RwSignal<f64>,
    /// Pictures per second.
    pub rate: RwSignal<f64>,
    /// How fast it goes: 0 stands, less goes back.
    pub shuttle: RwSignal<f64>,
    /// How fast it goes when it plays.
    pub speed: RwSignal<f64>,
    /// 0 to 1.
    pub volume: RwSignal<f64>,
    /// Whether it is silent.
    pub muted: RwSignal<bool>,
    /// Whether the element has something to show.
    pub ready: RwSignal<bool>,
    /// Whether the element gave up.
    pub failed: RwSignal<bool>,
    url: StoredValue<Option<Url>, LocalStorage>,
    wanted: StoredValue<Option<f64>>,
    looping: StoredValue<bool>,
}

impl Player {
    /// A player of nothing.
    pub fn new() -> Player {
        Player {
            node: NodeRef::new(),
            source: RwSignal::new(None),
            time: RwSignal::new(0.0),
            duration: RwSignal::new(0.0),
            rate: RwSignal::new(25.0),
            shuttle: RwSignal::new(0.0),
            speed: RwSignal::new(1.0),
            volume: RwSignal::new(1.0),
            muted: RwSignal::new(false),
            ready: RwSignal::new(false),
            failed: RwSignal::new(false),
            url: StoredValue::new_local(None),
            wanted: StoredValue::new(None),
            looping: StoredValue::new(false),
        }
    }

    /// Plays this file from now on: one that our own muxer wrote.
    pub fn load(self, file: &File) {
        let url = Url::of(file);
        self.source.set(url.as_ref().map(Url::href));
        self.url.set_value(url);
    }

    /// Whether it plays, tracked.
    pub fn plays(self) -> bool {
        self.shuttle.get() != 0.0
    }

    /// Whether it can play, tracked.
    pub fn can_play(self) -> bool {
        self.source.with(Option::is_some) && !self.failed.get()
    }

    /// Goes to a moment.
    pub fn seek(self, time: f64) {
        let time = time.clamp(0.0, self.duration.get_untracked());
        self.time.set(time);
        self.show(time);
    }

    fn show(self, time: f64) {
        let Some(node) = self.node.get_untracked() else { return };
        if node.ready_state() == 0 || node.seeking() {
            return self.wanted.set_value(Some(time));
        }
        if node.current_time() != time {
            node.set_current_time(time);
        }
    }

    /// A seek is over, or the first picture is there: the newest wish comes next.
    pub fn settled(self) {
        self.ready.set(true);
        if let Some(time) = self.wanted.try_update_value(Option::take).flatten() {
            self.show(time);
        }
    }

    /// Plays, or stands still.
    pub fn toggle(self) {
        match self.shuttle.get_untracked() == 0.0 {
            true => self.go(self.speed.get_untracked()),
            false => self.stop(),
        }
    }

    /// Faster in a direction: from standing at normal speed, then twice as fast each time; against the direction it turns.
    pub fn faster(self, direction: f64) {
        let now = self.shuttle.get_untracked();
        let next = if now * direction > 0.0 { (now.abs() * 2.0).min(FASTEST) } else { 1.0 };
        self.go(next * direction);
    }

    /// Goes at this speed.
    pub fn go(self, speed: f64) {
        let Some(node) = self.node.get_untracked().filter(|_| untrack(|| self.can_play())) else { return };
        let end = self.duration.get_untracked();
        if speed > 0.0 && self.time.get_untracked() >= end - 0.05 {
            self.seek(0.0);
        }
        self.shuttle.set(speed);
        if speed > 0.0 {
            node.set_playback_rate(speed);
            if let Ok(promise) = node.play() {
                spawn_local(async move {
                    // A browser that wants a click first says no; then it stands.
                    if JsFuture::from(promise).await.is_err() {
                        self.shuttle.try_update(|shuttle| {
                            if *shuttle > 0.0 && self.node.get_untracked().is_none_or(|node| node.paused()) {
                                *shuttle = 0.0;
                            }
                        });
                    }
                });
            }
        } else {
            self.pause();
        }
        self.follow();
    }

    /// Stands still, at the picture that is shown.
    pub fn stop(self) {
        let went = self.shuttle.get_untracked() > 0.0;
        self.shuttle.set(0.0);
        self.pause();
        if let Some(node) = self.node.get_untracked().filter(|node| went && !node.seeking()) {
            self.time.set(node.current_time().min(self.duration.get_untracked()));
        }
    }

    fn pause(self) {
        if let Some(node) = self.node.get_untracked() {
            // It fails for an element without a source, which stands anyway.
            let _ = node.pause();
        }
    }

    /// By so many pictures.
    pub fn step(self, pictures: f64) {
        self.stop();
        let rate = self.rate.get_untracked();
        // Into the middle of the picture, so that nothing is rounded into the one before.
        let picture = (self.time.get_untracked() * rate + 1e-3).floor() + pictures;
        self.seek(((picture + 0.02) / rate).max(0.0));
    }

    /// At another speed from now on.
    pub fn set_speed(self, speed: f64) {
        self.speed.set(speed);
        if self.shuttle.get_untracked() > 0.0 {
            self.go(speed);
        }
    }

    /// How loud.
    pub fn set_volume(self, volume: f64) {
        self.volume.set(volume);
        self.muted.set(false);
        self.sound();
    }

    /// Silent, or not any more.
    pub fn mute(self) {
        self.muted.update(|muted| *muted = !*muted);
        self.sound();
    }

    fn sound(self) {
        if let Some(node) = self.node.get_untracked() {
            node.set_volume(self.volume.get_untracked());
            node.set_muted(self.muted.get_untracked());
        }
    }

    /// The end is reached.
    pub fn ended(self) {
        if let Some(duration) = self.duration.try_get_untracked() {
            self.shuttle.set(0.0);
            self.time.set(duration);
        }
    }

    /// Follows the element from picture to picture while it goes.
    fn follow(self) {
        if self.looping.get_value() {
            return;
        }
        self.looping.set_value(true);
        self.frame(js_sys::Date::now());
    }

    fn frame(self, before: f64) {
        request_animation_frame(move || {
            let Some(shuttle) = self.shuttle.try_get_untracked() else { return };
            let now = js_sys::Date::now();
            match (self.node.get_untracked(), shuttle) {
                (None, _) | (_, 0.0) => return self.looping.set_value(false),
                (Some(node), forth) if forth > 0.0 => {
                    // A jump that is still under way is where the playhead is already.
                    if !node.seeking() && self.wanted.with_value(Option::is_none) {
                        let time = node.current_time().min(self.duration.get_untracked());
                        self.time.maybe_update(|now| std::mem::replace(now, time) != time);
                    }
                }
                (_, back) => {
                    let time = self.time.get_untracked() + back * (now - before) / 1000.0;
                    self.seek(time);
                    if time <= 0.0 {
                        self.stop();
                    }
                }
            }
            self.frame(now);
        });
    }
}
