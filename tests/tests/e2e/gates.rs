//! A gate leads to the origins that a person has connected, and to no others; nothing else leads anywhere, not even while a file
//! goes through a gate.

use std::time::Duration;

use anyhow::{Result, anyhow, bail, ensure};
use nearside::Kind;
use nearside_testing::proxy::Trouble;
use nearside_testing::{Cdn, Engine, Outside};
use store::{Place, Settings};
use tests::{Bucket, Workbench};
use worker::keys;

/// Whether a call behind `gate` gets an answer of `address`.
async fn reaches(workbench: &Workbench, gate: Option<&str>, address: &str) -> Result<bool> {
    let job = worker::lab::reach(address.to_owned());
    let job = match gate {
        Some(gate) => job.gate(gate),
        None => job,
    };
    let said = job.on(workbench.browser.page()).await.map_err(|error| anyhow!("{error}"))?;
    ensure!(said == "200" || !said.starts_with(char::is_numeric), "{address} answers {said}");
    Ok(said == "200")
}

/// The name of what is sent while everybody tries to get out, and its bytes: more than go in one request.
const FILM: &str = "summer/ü 100%.bin";
const SIZE: usize = 20 << 20;

/// Begins to send a file into a bucket, so slowly that there is time to try what else gets out.
async fn send(workbench: &Workbench, bucket: &Bucket, place: &Place) -> Result<()> {
    bucket.line().clear_log();
    bucket.line().misbehave(Trouble { pace: Some(1 << 20), ..Trouble::default() });
    let script = "window.sent = 'on its way';
        const [place, path, size] = args, film = new File([new Uint8Array(size)], 'film');
        const call = { spot: { place, path }, file: { $file: 0 }, when: 'always' };
        nearside.call('store/write', call, [film], { gate: place.origin })
            .then(() => window.sent = 'there', error => window.sent = error.message);";
    workbench.browser.js::<()>(script, (place, FILM, SIZE)).await?;
    for _ in 0..600 {
        if bucket.line().begun().iter().any(|request| request.starts_with("PUT ")) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("nothing is sent: {}", workbench.browser.js::<String>("return window.sent", ()).await?)
}

/// Before and under the service worker, while a file goes into a bucket.
async fn a_gate_leads_where_it_is_said_to(engine: Engine) -> Result<()> {
    let (workbench, bucket) = (Workbench::open(engine).await?, Bucket::start()?);
    let (ours, other) = (Cdn::open(&tests::dist()?)?, Cdn::open(&tests::dist()?)?);
    let outside = Outside::listen()?;
    bucket.allow(&workbench.cdn.origin())?;
    for round in ["before the service worker", "under the service worker"] {
        let refused = worker::lab::reach(ours.url()).gate(ours.origin()).on(workbench.browser.page()).await;
        ensure!(
            refused.as_ref().is_err_and(|error| error.kind() == Kind::Unsupported),
            "{round} a gate opens that nobody has connected: {refused:?}"
        );
        for origin in [ours.origin(), bucket.origin()] {
            workbench.browser.js::<()>("window.nearside.openGate(args)", origin).await?;
        }
        let job = keys::connect(bucket.settings("Films")).gate(bucket.origin());
        let place = job.on(workbench.browser.page()).await.map_err(|error| anyhow!("{error}"))?;
        send(&workbench, &bucket, &place).await?;
        ensure!(
            reaches(&workbench, Some(&ours.origin()), &ours.url()).await?,
            "{round} the gate leads nowhere"
        );
        ensure!(
            !reaches(&workbench, Some(&ours.origin()), &other.url()).await?,
            "{round} the gate leads to another origin"
        );
        ensure!(!reaches(&workbench, None, &ours.url()).await?, "{round} a worker needs no gate");
        let secret = format!("{}/secret", bucket.origin());
        ensure!(!reaches(&workbench, None, &secret).await?, "{round} an engine comes into the bucket");
        for address in outside.addresses() {
            ensure!(
                !reaches(&workbench, Some(&ours.origin()), &format!("http://{address}/secret")).await?,
                "{round} the gate leads out"
            );
        }
        // The storage worker itself, behind the gate that it has.
        let away = Settings::Web { name: "Away".into(), address: other.url() };
        let away = keys::connect(away).gate(bucket.origin()).on(workbench.browser.page()).await;
        ensure!(away.is_err(), "{round} the storage comes to a server that nobody has connected");
        let sent: String = workbench.browser.js("return window.sent", ()).await?;
        ensure!(sent == "on its way", "{round} the file was not sent all the while: {sent}");
        bucket.line().misbehave(Trouble::default());
        workbench.browser.wait_for("window.sent === 'there'").await?;
        let [(name, film)] = bucket.objects()?.try_into().map_err(|_| anyhow!("there is not one file"))?;
        ensure!(name == FILM && film.len() == SIZE, "{round} {name} has {} bytes", film.len());
        let strange: Vec<_> =
            bucket.line().begun().into_iter().filter(|request| request.contains("secret")).collect();
        ensure!(strange.is_empty(), "{round} somebody came: {strange:?}");
        ensure!(other.log().is_empty(), "{round} somebody came: {:?}", other.log());
        // A browser without the allowlist may connect before its policy refuses; it must not send.
        ensure!(outside.contacts().is_empty(), "{round} somebody came: {:?}", outside.contacts());
        if round.starts_with("before") {
            workbench.offline_ready().await?;
            workbench.reload().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_gate_leads_where_it_is_said_to_in_chromium() -> Result<()> {
    a_gate_leads_where_it_is_said_to(Engine::Chromium).await
}

#[tokio::test]
async fn a_gate_leads_where_it_is_said_to_in_firefox() -> Result<()> {
    a_gate_leads_where_it_is_said_to(Engine::Firefox).await
}

#[tokio::test]
async fn a_gate_leads_where_it_is_said_to_in_webkit() -> Result<()> {
    a_gate_leads_where_it_is_said_to(Engine::WebKit).await
}
