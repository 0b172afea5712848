//! A gate leads to the origins that a person has connected, and to no others; nothing else leads anywhere.

use anyhow::{Result, anyhow, ensure};
use nearside::Kind;
use nearside_testing::{Cdn, Engine, Outside};
use tests::Workbench;

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

/// Before and under the service worker.
async fn a_gate_leads_where_it_is_said_to(engine: Engine) -> Result<()> {
    let workbench = Workbench::open(engine).await?;
    let (ours, other) = (Cdn::open(&tests::dist()?)?, Cdn::open(&tests::dist()?)?);
    let outside = Outside::listen()?;
    for round in ["before the service worker", "under the service worker"] {
        let refused = worker::lab::reach(ours.url()).gate(ours.origin()).on(workbench.browser.page()).await;
        ensure!(
            refused.as_ref().is_err_and(|error| error.kind() == Kind::Unsupported),
            "{round} a gate opens that nobody has connected: {refused:?}"
        );
        workbench.browser.js::<()>("window.nearside.openGate(args)", ours.origin()).await?;
        ensure!(
            reaches(&workbench, Some(&ours.origin()), &ours.url()).await?,
            "{round} the gate leads nowhere"
        );
        ensure!(
            !reaches(&workbench, Some(&ours.origin()), &other.url()).await?,
            "{round} the gate leads to another origin"
        );
        ensure!(!reaches(&workbench, None, &ours.url()).await?, "{round} a worker needs no gate");
        for address in outside.addresses() {
            ensure!(
                !reaches(&workbench, Some(&ours.origin()), &format!("http://{address}/secret")).await?,
                "{round} the gate leads out"
            );
        }
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
