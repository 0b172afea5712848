//! The examination: connecting while somebody takes notes, then asking what the notes leave open.

use std::rc::Rc;
use std::time::Duration;

use super::witness::Witness;
use super::{Diagnosis, Finding, Snippet, fixes};
use crate::address::is_local;
use crate::http::{Http, Request};
use crate::s3::{self, S3};
use crate::webdav::{self, WebDav};
use crate::{Address, Can, Error, Kind, Path, Result, Store};

const MINUTE: f64 = 60e3;
const DAY: f64 = 24.0 * 60.0 * MINUTE;
/// A signed address is good for a week, so one that was signed three days ago shows whether the clock alone is wrong: it is
/// good for a device that is up to three days fast or four days slow.
const WEEK: Duration = Duration::from_secs(7 * 86400);
/// A clock that is wrong by more is worth a word, in milliseconds.
const NOTABLE: f64 = 5.0 * MINUTE;

/// Examines a bucket for a page of the origin `page` (`https://app.example.org`): what is wrong, the worst first, and nothing
/// for a bucket that works as it should. A small object is written and removed again.
pub async fn bucket(settings: &s3::Settings, page: &str, http: Rc<dyn Http>) -> Vec<Diagnosis> {
    let place = match settings.place() {
        Ok(place) => place,
        Err(error) => return vec![broken(Finding::Path, error.to_string())],
    };
    let patient = Patient::new(settings.shown(), place, page, fixes::bucket(page), http);
    let connect = async || S3::connect(settings.clone(), patient.http.clone()).await;
    let error = match patient.connect(connect).await {
        Ok(store) => return patient.warnings(&store.can(), store.skew()),
        Err(error) => error,
    };
    if error.kind() == Kind::Denied && patient.http.unanswered().is_none() && patient.is_clock(settings).await
    {
        let text = format!(
            "{} refuses requests because of this device\u{2019}s clock: the same keys work at another time. Set the clock, \
             and try again.",
            patient.name
        );
        return vec![broken(Finding::Clock, text)];
    }
    vec![patient.explain(&error).await]
}

/// Examines a WebDAV folder for a page of the origin `page`: what is wrong, the worst first, and nothing for a folder that
/// works as it should. Small files are written and removed again.
pub async fn folder(settings: &webdav::Settings, page: &str, http: Rc<dyn Http>) -> Vec<Diagnosis> {
    let place = match Address::new(&settings.address) {
        Ok(place) => place,
        Err(error) => return vec![broken(Finding::Path, error.to_string())],
    };
    let name = if settings.name.is_empty() { place.host.clone() } else { settings.name.clone() };
    let paste = fixes::folder(page, &place.folder);
    let patient = Patient::new(name, place, page, paste, http);
    let connect = async || WebDav::connect(settings, patient.http.clone()).await;
    match patient.connect(connect).await {
        Ok(store) if !store.can().list && !store.can().write => {
            let text = format!(
                "{} answers at this address, but as a web server, not as WebDAV. Look up the address for WebDAV in its help: \
                 it often ends in /dav or /remote.php/dav/files/<name>.",
                patient.name
            );
            vec![broken(Finding::Path, text)]
        }
        Ok(store) => patient.warnings(&store.can(), 0.0),
        Err(error) => vec![patient.explain(&error).await],
    }
}

/// A connection under examination.
struct Patient {
    name: String,
    place: Address,
    page: String,
    /// What gives the page leave.
    paste: Vec<Snippet>,
    http: Rc<Witness>,
}

impl Patient {
    fn new(name: String, place: Address, page: &str, paste: Vec<Snippet>, http: Rc<dyn Http>) -> Self {
        Self { name, place, page: page.to_owned(), paste, http: Witness::new(http) }
    }

    /// Connects, and once more when a request was not answered: a connection may break once, a missing rule stays missing.
    async fn connect<S>(&self, connect: impl AsyncFn() -> Result<S>) -> Result<S> {
        match connect().await {
            Err(_) if self.http.unanswered().is_some() => {
                self.http.forget();
                connect().await
            }
            done => done,
        }
    }

    /// What an error means, by what was answered before.
    async fn explain(&self, error: &Error) -> Diagnosis {
        if let Some(method) = self.http.unanswered() {
            return self.silence(method).await;
        }
        let what = match error.kind() {
            Kind::Denied => Finding::Auth,
            Kind::Clock => Finding::Clock,
            Kind::Temporary | Kind::Quota => Finding::Server,
            Kind::Offline => Finding::Network,
            Kind::Cors => Finding::Cors,
            _ => Finding::Path,
        };
        broken(what, error.to_string())
    }

    /// Why a request got no answer that a page may read.
    async fn silence(&self, method: &str) -> Diagnosis {
        let host = &self.place.host;
        if self.http.answered(|_| true) {
            let text = format!(
                "{} lets this page read, but not send {method} requests. Allow them with the rule below.",
                self.name
            );
            return self.forbidden(text);
        }
        // This machine counts as encrypted.
        let plain = self.place.origin.starts_with("http:") && !is_local(host);
        if self.page.starts_with("https:") && plain {
            let text = format!(
                "{host} has no encryption (http:), and browsers let a page with encryption (https:) reach only servers that \
                 have it, too. Give the server a certificate, and enter its address with https:."
            );
            return broken(Finding::Network, text);
        }
        if self.http.reaches(&self.place.origin).await == Some(false) {
            let text = format!(
                "Nothing answers at {host}. Check the address, whether the server is on, and your connection."
            );
            return broken(Finding::Network, text);
        }
        // A request that needs no leave tells whether it is the asking for leave that fails.
        let plain = self.http.send(Request::new("GET", self.place.url(&Path::root()))).await;
        self.forbidden(match plain {
            Ok(_) => format!(
                "{host} answers this page, but not the question that a browser asks before it sends {method} (OPTIONS, \
                 without a password). Let it answer with the lines below."
            ),
            Err(_) => format!(
                "{host} answers, but does not let pages of {} read what. Allow it with the rule below.",
                self.page
            ),
        })
    }

    fn forbidden(&self, says: String) -> Diagnosis {
        Diagnosis { what: Finding::Cors, usable: false, says, fixes: self.paste.clone() }
    }

    /// Whether keys that are refused now are accepted when the signature is three days old.
    async fn is_clock(&self, settings: &s3::Settings) -> bool {
        self.http.shift(-3.0 * DAY);
        let asked = async {
            let store = S3::open(settings.clone(), s3::Probed::default(), self.http.clone())?;
            let url = store.presign(&Path::new(".nearside-probe")?, WEEK).await?;
            self.http.send(Request::new("GET", url)).await
        };
        let answer = asked.await;
        self.http.shift(0.0);
        answer.is_ok_and(|answer| matches!(answer.status, 200..=299 | 404))
    }

    /// What is not as it should be with a place that works.
    fn warnings(&self, can: &Can, skew: f64) -> Vec<Diagnosis> {
        let mut found = Vec::new();
        if skew.abs() > NOTABLE {
            let minutes = (skew.abs() / MINUTE).round();
            let way = if skew > 0.0 { "slow" } else { "fast" };
            let text = format!(
                "The clock of this device is {minutes} minutes {way}. {} works all the same, because requests are signed by the \
                 server\u{2019}s clock; set yours for the sake of everything else.",
                self.name
            );
            found.push(Diagnosis { what: Finding::Clock, usable: true, says: text, fixes: Vec::new() });
        }
        if can.write && !(can.write_new && can.write_unchanged) {
            let text = format!(
                "{} works, but cannot refuse to overwrite what somebody else has just written. Do not let two devices write the \
                 same files at once, or use a server that knows conditional writes (If-Match, If-None-Match).",
                self.name
            );
            found.push(Diagnosis { what: Finding::Conditions, usable: true, says: text, fixes: Vec::new() });
        }
        if can.keeps {
            let text = format!(
                "{} works, but its keys may write and not delete (s3:DeleteObject): what is copied there stays, which is good for a \
                 backup, and can neither be moved nor be renamed. The small file of this test, .nearside-probe-\u{2026}, stays, too.",
                self.name
            );
            found.push(Diagnosis { what: Finding::Keeps, usable: true, says: text, fixes: Vec::new() });
        }
        found
    }
}

fn broken(what: Finding, says: String) -> Diagnosis {
    Diagnosis { what, usable: false, says, fixes: Vec::new() }
}
