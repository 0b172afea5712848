//! The vault in a browser: what it keeps from whom, what opens it, and that everything can be taken away.

use anyhow::{Context, Result, anyhow, ensure};
use nearside::{File, Job};
use nearside_testing::Engine;
use nearside_testing::servers::{KEY, PASSWORD};
use serde::de::DeserializeOwned;
use store::{Kind, LockState, Path, Place, Secret, Settings, When};
use tests::{Bucket, Workbench, flows};
use worker::store::{self as calls, Spot, at, between};
use worker::{archive, keys};

const PHRASE: &str = "correct horse battery";
const TREASURE: &str = "The treasure lies under the old oak tree. ";
/// Larger than what is written in one request.
const LARGE: usize = 18 << 20;

/// A browser with the app, before a bucket that it may reach.
struct Scene {
    workbench: Workbench,
    bucket: Bucket,
}

impl Scene {
    async fn open(engine: Engine) -> Result<Scene> {
        Scene::before(engine, Bucket::start()?).await
    }

    /// A fresh browser before a bucket that is there.
    async fn before(engine: Engine, bucket: Bucket) -> Result<Scene> {
        let workbench = Workbench::open(engine).await?;
        bucket.allow(&workbench.cdn.origin())?;
        let scene = Scene { workbench, bucket };
        scene.open_gate().await?;
        Ok(scene)
    }

    async fn open_gate(&self) -> Result<()> {
        self.workbench.browser.js("window.nearside.openGate(args)", self.bucket.origin()).await
    }

    async fn reload(&self) -> Result<()> {
        self.workbench.reload().await?;
        self.open_gate().await
    }

    fn settings(&self) -> Settings {
        self.bucket.settings("Films")
    }

    async fn run<T: DeserializeOwned>(&self, job: Job<T>) -> Result<T> {
        job.on(self.workbench.browser.page()).await.map_err(|error| anyhow!("{error}"))
    }

    /// Why a call fails: its kind, and a sentence.
    async fn fails<T: DeserializeOwned>(&self, job: Job<T>) -> Result<Kind> {
        let error = job.on(self.workbench.browser.page()).await.err().context("the call worked")?;
        let error = error.failed::<store::Error>().with_context(|| format!("{error}"))?;
        ensure!(error.to_string().ends_with('.'), "this is no sentence: {error}");
        Ok(error.kind())
    }

    async fn connect_private(&self) -> Result<Place> {
        let place = self.run(keys::connect_private(self.settings()).gate(self.bucket.origin())).await?;
        self.run(keys::remember(place.clone())).await?;
        Ok(place)
    }

    async fn names(&self, place: &Place, folder: &str) -> Result<Vec<String>> {
        let page = self.run(at(place, calls::list(spot(place, folder)?, None))).await?;
        let mut names: Vec<String> = page.entries.into_iter().map(|entry| entry.path.to_string()).collect();
        names.sort();
        Ok(names)
    }
}

fn spot(place: &Place, path: &str) -> Result<Spot> {
    Ok(Spot { place: place.clone(), path: Path::new(path)? })
}

fn phrase(text: &str) -> Secret {
    Secret::Passphrase(text.into())
}

fn noise(size: usize) -> Vec<u8> {
    (0..size as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

async fn bytes(file: &File) -> Result<Vec<u8>> {
    file.bytes().await.map_err(|error| anyhow!("{error}"))
}

/// Makes a vault and a private place, writes into it, and looks at it with the eyes of whoever keeps it.
async fn a_private_place_shows_nothing(scene: &Scene) -> Result<Place> {
    let gate = scene.bucket.origin();
    assert_eq!(scene.fails(keys::connect_private(scene.settings()).gate(&*gate)).await?, Kind::Locked);
    assert!(scene.run(keys::make_vault(PHRASE.into())).await?.is_open());
    let place = scene.connect_private().await?;
    let text = TREASURE.repeat(3000);
    let body = File::new("x", text.clone().into_bytes());
    let here = spot(&place, "secret plans/treasure.txt")?;
    scene.run(at(&place, calls::write(here.clone(), body, When::New))).await?;

    assert_eq!(scene.names(&place, "secret plans").await?, ["secret plans/treasure.txt"]);
    let start = TREASURE.len() as u64 * 2000;
    let range = [start, start + TREASURE.len() as u64];
    let part = scene.run(at(&place, calls::read(here, Some(range)))).await?;
    assert_eq!(String::from_utf8(bytes(&part).await?)?, TREASURE);

    let objects = scene.bucket.objects()?;
    ensure!(objects.len() == 2, "there is more or less than a file and a vault: {}", objects.len());
    for (name, content) in &objects {
        let shown = ["treasure", "secret plans", PHRASE, PASSWORD];
        let content = String::from_utf8_lossy(content);
        let seen = shown.iter().find(|word| name.contains(*word) || content.contains(*word));
        ensure!(seen.is_none(), "{name} shows {seen:?}");
    }
    Ok(place)
}

/// A reload locks the vault; what opens it is the passphrase, and nothing like it.
async fn a_reload_locks_it(scene: &Scene, place: &Place) -> Result<()> {
    scene.reload().await?;
    assert_eq!(scene.run(keys::vault()).await?.state, LockState::Locked);
    assert_eq!(scene.fails(at(place, calls::list(spot(place, "")?, None))).await?, Kind::Locked);
    assert_eq!(scene.fails(keys::unlock_vault(phrase("correct horse batterie"))).await?, Kind::Denied);
    assert_eq!(scene.run(keys::unlock_vault(phrase(PHRASE))).await?.state, LockState::Open);
    assert_eq!(scene.names(place, "").await?, ["secret plans"]);
    Ok(())
}

#[tokio::test]
async fn a_private_place_shows_nothing_and_opens_for_its_owner() -> Result<()> {
    let scene = Scene::open(Engine::Chromium).await?;
    let place = a_private_place_shows_nothing(&scene).await?;
    a_reload_locks_it(&scene, &place).await?;

    // In parts, and from place to place.
    let (large, browser) = (noise(LARGE), Place::browser());
    let film = spot(&place, "large.bin")?;
    scene.run(at(&place, calls::write(film.clone(), File::new("x", large.clone()), When::New))).await?;
    let copy = spot(&browser, "copy.bin")?;
    scene.run(between(&place, &browser, calls::copy(film, copy.clone(), When::New))).await?;
    let copied = scene.run(calls::read(copy, None)).await?;
    ensure!(bytes(&copied).await? == large, "what was sealed in parts comes back as something else");

    // Another browser knows nothing but the bucket and the words.
    let words = scene.run(keys::add_words(phrase(PHRASE))).await?;
    scene.run(keys::lock_vault()).await?;
    let secret = Secret::Words(words);
    assert!(scene.run(keys::unlock_vault(secret.clone())).await?.is_open());
    scene.reload().await?;
    scene.run(keys::unlock_vault(secret.clone())).await?;
    // The bucket gets the words' slot when it is opened next.
    assert_eq!(scene.names(&place, "").await?, ["large.bin", "secret plans"]);
    let Scene { workbench, bucket } = scene;
    workbench.no_errors().await?;
    drop(workbench);
    let scene = Scene::before(Engine::Chromium, bucket).await?;
    let gate = scene.bucket.origin();
    assert_eq!(scene.fails(keys::connect_private(scene.settings()).gate(&*gate)).await?, Kind::Locked);
    assert_eq!(scene.run(keys::vault()).await?.state, LockState::Locked);
    scene.run(keys::unlock_vault(secret)).await?;
    let place = scene.connect_private().await?;
    assert_eq!(scene.names(&place, "").await?, ["large.bin", "secret plans"]);
    Ok(())
}

#[tokio::test]
async fn a_private_place_shows_nothing_and_opens_for_its_owner_in_firefox() -> Result<()> {
    let scene = Scene::open(Engine::Firefox).await?;
    let place = a_private_place_shows_nothing(&scene).await?;
    a_reload_locks_it(&scene, &place).await
}

#[tokio::test]
async fn a_vault_takes_over_the_credentials_that_were_there_before_it() -> Result<()> {
    let scene = Scene::open(Engine::Chromium).await?;
    let place = scene.run(keys::connect(scene.settings()).gate(scene.bucket.origin())).await?;
    ensure!(place.vault.is_none() && !place.sealed.contains(PASSWORD), "{place:?}");
    scene.run(keys::remember(place.clone())).await?;
    scene.run(keys::make_vault(PHRASE.into())).await?;
    let kept = scene.run(calls::places()).await?;
    ensure!(kept.len() == 1 && kept[0].vault.is_some() && kept[0].sealed != place.sealed, "{kept:?}");
    assert_eq!(scene.names(&kept[0], "").await?, [""; 0]);
    scene.run(keys::lock_vault()).await?;
    assert_eq!(scene.fails(at(&kept[0], calls::list(spot(&kept[0], "")?, None))).await?, Kind::Locked);
    let text = "return JSON.stringify(localStorage) + JSON.stringify(sessionStorage)";
    let said: String = scene.workbench.browser.js(text, ()).await?;
    ensure!(
        !said.contains(PASSWORD) && !said.contains(KEY),
        "credentials are in the storage of the page: {said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_vault_is_open_or_locked_in_all_tabs() -> Result<()> {
    let scene = Scene::open(Engine::Chromium).await?;
    scene.run(keys::make_vault(PHRASE.into())).await?;
    let client = scene.workbench.browser.client();
    let first = client.window().await?;
    client.switch_to_window(client.new_window(true).await?.handle).await?;
    scene.workbench.browser.open(&scene.workbench.cdn.url()).await?;
    scene.workbench.started().await?;
    assert_eq!(scene.run(keys::vault()).await?.state, LockState::Open);
    // Another tab keeps it open while this one is reloaded.
    scene.reload().await?;
    assert_eq!(scene.run(keys::vault()).await?.state, LockState::Open);
    scene.run(keys::lock_vault()).await?;
    client.switch_to_window(first).await?;
    assert_eq!(scene.run(keys::vault()).await?.state, LockState::Locked);
    Ok(())
}

#[tokio::test]
async fn debians_age_opens_what_is_sealed_here() -> Result<()> {
    let scene = Scene::open(Engine::Chromium).await?;
    let body = noise(200_000);
    let sealed = scene.run(archive::seal(File::new("a.bin", body.clone()), PHRASE.into())).await?;
    assert_eq!(sealed.name(), "a.bin.age");
    let content = bytes(&sealed).await?;
    ensure!(tests::age::open(&content, PHRASE)? == body, "age opens something else");
    let opened = scene.run(archive::open(sealed.clone(), PHRASE.into())).await?;
    ensure!(opened.name() == "a.bin" && bytes(&opened).await? == body, "it opens as something else here");
    assert_eq!(scene.fails(archive::open(sealed, "no".into())).await?, Kind::Denied);
    Ok(())
}

#[tokio::test]
async fn a_library_comes_back_from_its_zip_in_a_fresh_browser() -> Result<()> {
    let files = [("a.txt", b"new".to_vec()), ("Fotos/Straße/ü.bin", noise(3_000_000)), ("empty", Vec::new())];
    let browser = Place::browser();
    let zip = {
        let scene = Scene::open(Engine::Chromium).await?;
        let old = File::new("x", b"old".to_vec());
        scene.run(calls::write(spot(&browser, "a.txt")?, old, When::New)).await?;
        for (path, body) in &files {
            scene
                .run(calls::write(spot(&browser, path)?, File::new("x", body.clone()), When::Always))
                .await?;
        }
        scene.run(archive::export(true, true)).await?
    };
    let mut reader = zip::ZipArchive::new(std::io::Cursor::new(bytes(&zip).await?))?;
    assert_eq!(reader.len(), 4);
    for (path, body) in &files {
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut reader.by_name(&format!("files/{path}"))?, &mut content)?;
        ensure!(content == *body, "{path} is another file in the zip");
    }
    let scene = Scene::open(Engine::Chromium).await?;
    let brought = scene.run(archive::import(zip, Path::root())).await?;
    ensure!((brought.new, brought.aside, brought.left.len()) == (3, 1, 0), "{brought:?}");
    for (path, body) in &files {
        let file = scene.run(calls::read(spot(&browser, path)?, None)).await?;
        ensure!(bytes(&file).await? == *body, "{path} comes back as another file");
    }
    assert_eq!(scene.run(calls::versions(Path::new("a.txt")?)).await?.len(), 1);
    Ok(())
}

/// Opens the dialog of the vault.
async fn ask_for_the_vault(workbench: &Workbench) -> Result<()> {
    workbench.browser.wait_for("document.querySelector('#vault')").await?;
    workbench.browser.click("#vault").await?;
    workbench
        .browser
        .wait_for("document.querySelector('#vault-form button[type=submit]:enabled')")
        .await
        .map(drop)
}

async fn vault_is(workbench: &Workbench, state: LockState) -> Result<()> {
    let asked = "window.nearside.call('keys/vault').then(({ value }) => value.state)";
    let wanted = match state {
        LockState::Absent => "absent",
        LockState::Locked => "locked",
        LockState::Open => "open",
    };
    workbench.browser.wait_for(&format!("(await {asked}) === '{wanted}'")).await.map(drop)
}

#[tokio::test]
async fn a_passkey_opens_the_vault_until_it_is_taken_away() -> Result<()> {
    let workbench = Workbench::open(Engine::Chromium).await?;
    let browser = &workbench.browser;
    browser.add_authenticator().await?;
    browser.open(&workbench.cdn.url().replace("127.0.0.1", "localhost")).await?;
    workbench.started().await?;
    browser.js::<()>("location.hash = '#/library'", ()).await?;

    ask_for_the_vault(&workbench).await?;
    browser.click("#phrase").await?;
    browser.write(PHRASE).await?;
    browser.click("#phrase-again").await?;
    browser.write(PHRASE).await?;
    browser.click("#vault-form button[type=submit]").await?;
    browser.wait_for("document.querySelector('#words')").await?;
    browser.click("#vault-form button[type=submit]").await?;
    browser.wait_for("!document.querySelector('dialog[open]')").await?;

    ask_for_the_vault(&workbench).await?;
    browser.wait_for("document.querySelectorAll('#ways li').length === 2").await?;
    browser.click("#passkeys summary").await?;
    browser.click("#known").await?;
    browser.write("not the passphrase").await?;
    browser.click("#passkey-form button[type=submit]").await?;
    browser.wait_for("document.querySelector('.problem')").await?;
    browser.js::<()>("document.querySelector('#known').select()", ()).await?;
    browser.write(PHRASE).await?;
    flows::passes_axe(&workbench, "the vault with what opens it").await?;
    browser.click("#passkey-form button[type=submit]").await?;
    browser
        .wait_for("document.querySelectorAll('#ways li').length === 3 && !document.querySelector('.problem')")
        .await?;
    browser.click("#vault-form button[type=submit]").await?;
    vault_is(&workbench, LockState::Locked).await?;

    browser.wait_for("!document.querySelector('dialog[open]')").await?;
    ask_for_the_vault(&workbench).await?;
    browser.click("#use-passkey").await?;
    vault_is(&workbench, LockState::Open).await?;

    browser.wait_for("!document.querySelector('dialog[open]')").await?;
    ask_for_the_vault(&workbench).await?;
    browser.click("#ways button").await?;
    browser.wait_for("document.querySelectorAll('#ways li').length === 2").await?;
    browser.click("#vault-form button[type=submit]").await?;
    vault_is(&workbench, LockState::Locked).await?;
    browser.wait_for("!document.querySelector('dialog[open]')").await?;
    ask_for_the_vault(&workbench).await?;
    ensure!(
        browser.js::<bool>("return !document.querySelector('#use-passkey')", ()).await?,
        "it is still offered"
    );
    Ok(())
}
