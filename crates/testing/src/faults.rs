//! What a server may do to a deploy: the faults that [`Cdn`](crate::Cdn) can be told to show.
//!
//! Each one has been seen on a real host: edges that hold two builds at once, answers cut off (noticed by the browser) or cut
//! short (not noticed by anybody), files not there yet, and error pages sent with 200.

use std::path::PathBuf;
use std::time::Duration;

use crate::chance::draw;

/// Misbehaviour of a [`Cdn`](crate::Cdn). Shares are chances per request, from 0.0 to 1.0; the default is a faultless server.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// Chooses which requests are hit. The same seed hits the same requests.
    pub seed: u64,
    /// Another dist folder, from which every second request (on average) is answered: a half-finished deploy.
    pub mixed_with: Option<PathBuf>,
    /// Share of requests answered 404.
    pub missing: f64,
    /// Share of requests answered 503.
    pub broken: f64,
    /// Share of requests whose body ends early and whose connection is closed: a browser can tell.
    pub cut_off: f64,
    /// Share of requests whose body is short and whose length says so: only a checksum can tell.
    pub cut_short: f64,
    /// Files (by the end of their path) that are not there.
    pub gone: Vec<String>,
    /// Files (by the end of their path) that always arrive, though from either build.
    pub spared: Vec<String>,
    /// Answers 200 with `index.html` for files that are not there, as servers set up for single-page apps do.
    pub spa: bool,
    /// Waits before every answer.
    pub delay: Option<Duration>,
}

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Served,
    Missing,
    Broken,
    CutOff,
    CutShort,
}

impl Faults {
    /// The fate of the `turn`-th request for `path`.
    pub(crate) fn fate(&self, path: &str, turn: u64) -> Fate {
        let among = |ends: &[String]| ends.iter().any(|end| path.ends_with(end.as_str()));
        if among(&self.gone) {
            return Fate::Missing;
        }
        if among(&self.spared) {
            return Fate::Served;
        }
        let mut left = draw(self.seed, path, turn, 0);
        for (share, fate) in [
            (self.missing, Fate::Missing),
            (self.broken, Fate::Broken),
            (self.cut_off, Fate::CutOff),
            (self.cut_short, Fate::CutShort),
        ] {
            if left < share {
                return fate;
            }
            left -= share;
        }
        Fate::Served
    }

    /// The other build's folder, when this request meets an edge that holds it.
    pub(crate) fn other(&self, path: &str, turn: u64) -> Option<&PathBuf> {
        self.mixed_with.as_ref().filter(|_| draw(self.seed, path, turn, 1) < 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, Faults};

    #[test]
    fn a_faultless_server_serves() {
        assert!((0..100).all(|turn| Faults::default().fate("a", turn) == Fate::Served));
    }

    #[test]
    fn shares_are_kept() {
        let faults = Faults { seed: 5, missing: 0.2, cut_short: 0.1, ..Faults::default() };
        let count = |fate| (0..5000).filter(|turn| faults.fate("x.wasm", *turn) == fate).count();
        assert!((850..1150).contains(&count(Fate::Missing)));
        assert!((400..600).contains(&count(Fate::CutShort)));
        assert_eq!(count(Fate::Broken), 0);
    }

    #[test]
    fn a_file_that_is_gone_is_gone_for_good() {
        let faults = Faults { gone: vec!["photo_bg.wasm".into()], ..Faults::default() };
        assert_eq!(faults.fate("w/0123/photo_bg.wasm", 0), Fate::Missing);
        assert_eq!(faults.fate("w/0123/photo.js", 0), Fate::Served);
    }

    #[test]
    fn a_file_that_is_spared_arrives() {
        let faults = Faults { missing: 1.0, spared: vec!["index.html".into()], ..Faults::default() };
        assert_eq!(faults.fate("index.html", 0), Fate::Served);
        assert_eq!(faults.fate("sw.js", 0), Fate::Missing);
    }
}
