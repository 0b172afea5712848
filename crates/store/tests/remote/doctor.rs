//! The doctor at real sickbeds: each server is broken in one way, the doctor names it, and what it tells to paste heals it.

use std::rc::Rc;
use std::time::Duration;

use futures_executor::block_on;
use nearside::File;
use nearside_store::doctor::{self, Diagnosis, Finding};
use nearside_store::http::{Http, Native, Request, Response, date};
use nearside_store::s3::S3;
use nearside_store::webdav::Auth;
use nearside_store::{Kind, Path, Result, Store, When};
use nearside_testing::Proxy;
use nearside_testing::proxy::Trouble;
use nearside_testing::servers::Server;

use crate::places::{bucket, folder, native};

const PAGE: &str = "https://app.example.org";
const HOUR: f64 = 3_600e3;

/// What a page can reach.
fn page() -> Rc<dyn Http> {
    Rc::new(Native::new(Duration::from_secs(20)).page(PAGE))
}

fn dav(server: &Server) -> String {
    format!("{}/dav", server.origin())
}

fn of_folder(address: &str, http: Rc<dyn Http>) -> Vec<Diagnosis> {
    block_on(doctor::folder(&folder(address), PAGE, http))
}

fn of_bucket(origin: &str, http: Rc<dyn Http>) -> Vec<Diagnosis> {
    block_on(doctor::bucket(&bucket(origin), PAGE, http))
}

/// The one thing that is wrong.
#[track_caller]
fn only(found: Vec<Diagnosis>, what: Finding) -> Diagnosis {
    let [diagnosis] = found.try_into().unwrap();
    assert_eq!(diagnosis.what, what, "{}", diagnosis.says);
    assert!(diagnosis.says.ends_with('.'), "{}", diagnosis.says);
    diagnosis
}

#[test]
fn a_folder_without_cors_is_healed_by_pasting_the_lines_for_apache() {
    let server = Server::apache("").unwrap();
    let sick = only(of_folder(&dav(&server), page()), Finding::Cors);
    assert!(!sick.usable && sick.says.contains(PAGE), "{}", sick.says);
    let lines = sick.fixes.iter().find(|fix| fix.place.starts_with("Apache")).unwrap();
    let healed = Server::apache(&lines.text).unwrap();
    assert_eq!(of_folder(&dav(&healed), page()), []);
}

#[test]
fn a_folder_that_wants_a_password_before_it_is_asked_for_leave_is_named() {
    // The commonest half of a rule: headers, but OPTIONS needs a password.
    let half =
        format!("<Location /dav>\nHeader always set Access-Control-Allow-Origin \"{PAGE}\"\n</Location>");
    let server = Server::apache(&half).unwrap();
    let sick = only(of_folder(&dav(&server), page()), Finding::Cors);
    assert!(sick.says.contains("OPTIONS"), "{}", sick.says);
}

/// A bucket whose line obeys the policy that is pasted.
fn policed() -> (Server, Proxy) {
    let server = Server::moto().unwrap();
    let proxy = Proxy::before(&server.origin()).unwrap();
    (server, proxy)
}

#[test]
fn a_bucket_without_cors_is_healed_by_pasting_the_rule() {
    let (_server, proxy) = policed();
    let sick = only(of_bucket(&proxy.origin(), page()), Finding::Cors);
    assert!(!sick.usable && sick.says.contains(PAGE), "{}", sick.says);
    proxy.allow(&sick.fixes[0].text).unwrap();
    assert_eq!(of_bucket(&proxy.origin(), page()), []);
}

#[test]
fn a_bucket_that_may_only_be_read_by_pages_is_named() {
    let (_server, proxy) = policed();
    let rule = format!(
        r#"[{{"AllowedOrigins": ["{PAGE}"], "AllowedMethods": ["GET", "HEAD"], "AllowedHeaders": ["*"]}}]"#
    );
    proxy.allow(&rule).unwrap();
    let sick = only(of_bucket(&proxy.origin(), page()), Finding::Cors);
    assert!(sick.says.contains("PUT") && !sick.fixes.is_empty(), "{}", sick.says);
}

#[test]
fn wrong_keys_and_passwords_are_named() {
    let server = Server::s3s().unwrap();
    let mut settings = bucket(&server.origin());
    settings.secret.push('x');
    only(block_on(doctor::bucket(&settings, PAGE, native())), Finding::Auth);
    let server = Server::apache("").unwrap();
    let mut settings = folder(&dav(&server));
    settings.auth = Auth::Basic { user: "ada".into(), password: "wrong".into() };
    only(block_on(doctor::folder(&settings, PAGE, native())), Finding::Auth);
}

#[test]
fn a_wrong_clock_is_told_from_wrong_keys() {
    let server = Server::s3s().unwrap();
    for hours in [-30.0, 2.0] {
        let http = Rc::new(Native::default().skewed(hours * HOUR));
        let found = of_bucket(&server.origin(), http);
        assert!(found.iter().any(|diagnosis| diagnosis.what == Finding::Clock), "{hours} hours: {found:?}");
        assert!(found.iter().all(|diagnosis| diagnosis.what != Finding::Auth), "{hours} hours: {found:?}");
    }
}

#[test]
fn a_bucket_and_a_folder_that_are_not_there_are_named() {
    let server = Server::moto().unwrap();
    let mut settings = bucket(&server.origin());
    settings.bucket = "elsewhere".into();
    only(block_on(doctor::bucket(&settings, PAGE, native())), Finding::Path);
    let server = Server::apache("").unwrap();
    only(of_folder(&format!("{}/dav/absent", server.origin()), native()), Finding::Path);
    // A web server that is none of WebDAV.
    std::fs::write(server.folder().join("files/home"), "<p>home</p>").unwrap();
    let sick = only(of_folder(&format!("{}/home", server.origin()), native()), Finding::Path);
    assert!(sick.says.contains("not as WebDAV"), "{}", sick.says);
}

#[test]
fn silence_is_named() {
    let server = Server::rclone().unwrap();
    let origin = server.origin();
    drop(server);
    only(of_folder(&origin, page()), Finding::Network);
    only(of_bucket(&origin, page()), Finding::Network);
}

#[test]
fn a_server_without_encryption_is_named_to_a_page_with_it() {
    let sick = only(of_folder("http://files.invalid/dav", page()), Finding::Network);
    assert!(sick.says.contains("certificate"), "{}", sick.says);
}

#[test]
fn a_server_that_ignores_conditions_is_usable_with_a_warning() {
    let server = Server::rclone().unwrap();
    let sick = only(of_folder(&server.origin(), native()), Finding::Conditions);
    assert!(sick.usable);
}

#[test]
fn a_busy_server_is_not_blamed_on_the_person() {
    let server = Server::apache("").unwrap();
    let proxy = Proxy::before(&server.origin()).unwrap();
    proxy.misbehave(Trouble { busy: 1.0, ..Trouble::default() });
    only(of_folder(&format!("{}/dav", proxy.origin()), native()), Finding::Server);
    only(of_bucket(&proxy.origin(), native()), Finding::Server);
}

#[test]
fn what_works_needs_no_doctor() {
    let (moto, apache) = (Server::moto().unwrap(), Server::apache("").unwrap());
    assert_eq!(of_bucket(&moto.origin(), native()), []);
    assert_eq!(of_folder(&dav(&apache), native()), []);
}

/// A line on which nothing may be deleted, as keys for backups have it.
struct Keeping(Rc<dyn Http>);

#[async_trait::async_trait(?Send)]
impl Http for Keeping {
    async fn send(&self, request: Request) -> Result<Response> {
        if request.method != "DELETE" {
            return self.0.send(request).await;
        }
        let body = File::new("", b"<Error><Code>AccessDenied</Code></Error>".to_vec());
        Ok(Response { status: 403, headers: Vec::new(), body })
    }

    async fn reaches(&self, url: &str) -> Option<bool> {
        self.0.reaches(url).await
    }

    fn now(&self) -> f64 {
        self.0.now()
    }

    fn nonce(&self) -> String {
        self.0.nonce()
    }
}

#[test]
fn keys_that_may_write_and_not_delete_are_good_for_backups() {
    let server = Server::moto().unwrap();
    let http: Rc<dyn Http> = Rc::new(Keeping(native()));
    let sick = only(of_bucket(&server.origin(), http.clone()), Finding::Keeps);
    assert!(sick.usable && sick.says.contains("s3:DeleteObject"), "{}", sick.says);
    block_on(async {
        let store = S3::connect(bucket(&server.origin()), http).await.unwrap();
        assert!(store.can().write && store.can().keeps);
        let [path, other] = ["a.txt", "b.txt"].map(|name| Path::new(name).unwrap());
        store.write(&path, File::new("a.txt", b"kept".to_vec()), When::Always).await.unwrap();
        for refused in [store.delete(&path).await, store.rename(&path, &other, When::Always).await] {
            let refused = refused.unwrap_err();
            assert!(refused.kind() == Kind::Denied && refused.to_string().contains("neither"), "{refused}");
        }
        assert_eq!(store.stat(&other).await.unwrap_err().kind(), Kind::NotFound, "it was not half moved");
    });
}

#[test]
fn an_upload_that_nobody_has_noted_is_found_by_its_file() {
    let server = Server::moto().unwrap();
    block_on(async {
        let store = S3::connect(bucket(&server.origin()), native()).await.unwrap();
        let [path, longer] = ["film", "film.mp4"].map(|name| Path::new(name).unwrap());
        // This server says of all uploads that they were begun then.
        let begun = date::parse("2010-11-10T20:48:33.000Z").unwrap() + 60e3;
        let stray = store.begin(&path, 20 << 20, When::Always).await.unwrap();
        let busy = store.begin(&path, 20 << 20, When::Always).await.unwrap();
        store.begin(&longer, 20 << 20, When::Always).await.unwrap();
        store.put(&busy, 0, File::new("", vec![1; 8 << 20])).await.unwrap();
        let found = store.strays(&path, begun).await.unwrap();
        let [found] = found.try_into().unwrap();
        assert_eq!(found.id.split_once('.').unwrap().1, stray.id.split_once('.').unwrap().1);
        assert_eq!(store.strays(&path, begun - 2.0 * HOUR).await.unwrap(), []);
        store.abort(&found).await.unwrap();
        assert_eq!(store.strays(&path, begun).await.unwrap(), []);
        assert_eq!(store.parts(&busy).await.unwrap().len(), 1);
    });
}
