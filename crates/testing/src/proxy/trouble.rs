//! What a line may do to a request on its way to a server and to the answer on its way back.
//!
//! Each one has been seen in the field: load balancers that shed load, mobile connections that end in the middle of an upload,
//! answers that are lost after the work was done, servers that accept and then say nothing.

use std::time::Duration;

use crate::chance::draw;

/// Troubles of a [`Proxy`](super::Proxy). Shares are chances per request, from 0.0 to 1.0; the default is a faultless line.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Chooses which requests are hit. The same seed hits the same requests: the n-th of a method to an address.
    pub seed: u64,
    /// Share of requests answered 500, 502, 503 or 429 instead of the server, half of them with `Retry-After`.
    pub busy: f64,
    /// Share of requests that are reset before the server has seen anything.
    pub refused: f64,
    /// Share of requests of which the server receives half, then a reset.
    pub torn_request: f64,
    /// Share of requests that the server carries out, and of which nobody hears.
    pub lost_answer: f64,
    /// Share of requests that the server carries out and the line answers with 504.
    pub gave_up: f64,
    /// Share of answers that end in the middle of their body; every second one with a reset.
    pub torn_answer: f64,
    /// Share of requests that are taken and never answered.
    pub stalled: f64,
    /// Share of the rest that waits for `latency` first.
    pub late: f64,
    /// How long that is.
    pub latency: Duration,
    /// Bytes per second of the body of each request, at most.
    pub pace: Option<u64>,
}

impl Default for Trouble {
    fn default() -> Self {
        Self {
            seed: 0,
            busy: 0.0,
            refused: 0.0,
            torn_request: 0.0,
            lost_answer: 0.0,
            gave_up: 0.0,
            torn_answer: 0.0,
            stalled: 0.0,
            late: 0.0,
            latency: Duration::from_millis(100),
            pace: None,
        }
    }
}

/// What became of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It was answered.
    Passed,
    /// It was answered late.
    Late,
    /// It was answered with this status, perhaps with a `Retry-After`, and never reached the server.
    Busy(u16, bool),
    /// It was reset before the server saw it.
    Refused,
    /// The server saw half of it.
    TornRequest,
    /// The server carried it out, and the connection was reset.
    LostAnswer,
    /// The server carried it out, and the line answered that it had given up.
    GaveUp,
    /// The answer ended early; with a reset, or as if that were its end.
    TornAnswer(bool),
    /// It was never answered.
    Stalled,
}

impl Trouble {
    /// The fate of the `turn`-th request of a method to an address.
    pub(super) fn fate(&self, what: &str, turn: u64) -> Fate {
        let chance = |purpose| draw(self.seed, what, turn, purpose);
        let mut left = chance(0);
        let status = [500, 502, 503, 429][(chance(1) * 4.0) as usize & 3];
        for (share, fate) in [
            (self.busy, Fate::Busy(status, chance(2) < 0.5)),
            (self.refused, Fate::Refused),
            (self.torn_request, Fate::TornRequest),
            (self.lost_answer, Fate::LostAnswer),
            (self.gave_up, Fate::GaveUp),
            (self.torn_answer, Fate::TornAnswer(chance(3) < 0.5)),
            (self.stalled, Fate::Stalled),
        ] {
            if left < share {
                return fate;
            }
            left -= share;
        }
        if chance(4) < self.late { Fate::Late } else { Fate::Passed }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, Trouble};

    #[test]
    fn a_faultless_line_passes_everything() {
        assert!((0..100).all(|turn| Trouble::default().fate("GET /a", turn) == Fate::Passed));
    }

    #[test]
    fn shares_are_kept_and_every_kind_occurs() {
        let trouble = Trouble { seed: 7, busy: 0.2, stalled: 0.1, late: 0.5, ..Trouble::default() };
        let fates: Vec<Fate> = (0..5000).map(|turn| trouble.fate("PUT /a", turn)).collect();
        let count = |fits: fn(&Fate) -> bool| fates.iter().filter(|fate| fits(fate)).count();
        assert!((850..1150).contains(&count(|fate| matches!(fate, Fate::Busy(..)))));
        assert!((400..600).contains(&count(|fate| *fate == Fate::Stalled)));
        assert!((1500..2000).contains(&count(|fate| *fate == Fate::Late)));
        for status in [500, 502, 503, 429] {
            assert!(fates.contains(&Fate::Busy(status, true)) && fates.contains(&Fate::Busy(status, false)));
        }
    }
}
