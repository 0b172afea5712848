//! What only Chromium lets a test do, through chromedriver's door to the DevTools protocol.
//!
//! Every method fails in another engine instead of doing nothing: a test that believes it is offline must be.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::Url;

use crate::browser::{Browser, Engine};

/// Notes what goes wrong in a document from its first script on: a listener added later misses the start.
/// It says `window` and not `globalThis`, as every script here does: in Firefox a WebDriver script has a global object of its own.
pub(crate) const PRELOAD: &str = r#"
if (!window.nearsideSeen) {
  const seen = [];
  Object.defineProperty(window, "nearsideSeen", { value: seen });
  addEventListener("securitypolicyviolation", e =>
    seen.push(`policy: ${e.effectiveDirective} blocked ${e.blockedURI || "inline code"} (${e.sourceFile}:${e.lineNumber})`));
  addEventListener("error", e => seen.push(`error: ${e.message || "a resource of the page did not load"}`), true);
  addEventListener("unhandledrejection", e => seen.push(`unhandled: ${e.reason && e.reason.stack || e.reason}`));
  const report = console.error;
  console.error = (...words) => { seen.push(`console: ${words.map(String).join(" ")}`); report.apply(console, words); };
}
"#;

/// A command that WebDriver has no standard name for.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

impl Browser {
    pub(crate) async fn prepare_chromium(&self) -> Result<()> {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": PRELOAD })).await?;
        let folder = json!({ "behavior": "allow", "downloadPath": self.downloads(), "eventsEnabled": true });
        self.devtools("Browser.setDownloadBehavior", folder).await.map(drop)
    }

    /// Sends one DevTools command to the tab (Chromium).
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        ensure!(self.engine() == Engine::Chromium, "only Chromium understands {command}");
        let body = json!({ "cmd": command, "params": parameters });
        let sent = self.client.issue_cmd(Vendor { path: "goog/cdp/execute", body });
        // A crashed tab never answers.
        tokio::time::timeout(Duration::from_secs(20), sent)
            .await
            .with_context(|| format!("{command} got no answer in 20 s"))?
            .with_context(|| format!("{command} failed"))
    }

    /// Runs `script` in every document of this tab before the document's own scripts (Chromium).
    pub async fn preload(&self, script: &str) -> Result<()> {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await.map(drop)
    }

    /// Tells the tab that it is offline, or online again: `navigator.onLine`, its events, and its requests (Chromium). A service
    /// worker has connections of its own: to cut those too, use [`Cdn::set_offline`](crate::Cdn::set_offline).
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.emulateNetworkConditions", conditions).await.map(drop)
    }

    /// Lets the page see a dark or a light system (Chromium).
    pub async fn set_dark(&self, dark: bool) -> Result<()> {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await.map(drop)
    }

    /// Gives the page a screen of this size in CSS pixels, however small (Chromium). Windows have a smallest width, phones none.
    pub async fn set_viewport(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
    }

    /// Puts a device with passkeys at the browser's side, which knows its owner and never asks (Chromium). Passkeys belong to a
    /// name such as `localhost`: at an address of numbers there are none.
    pub async fn add_authenticator(&self) -> Result<()> {
        self.devtools("WebAuthn.enable", json!({})).await?;
        let device = json!({
            "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": true, "hasPrf": true,
            "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true,
        });
        self.devtools("WebAuthn.addVirtualAuthenticator", json!({ "options": device })).await.map(drop)
    }

    /// Lets `origin` store at most `bytes` (Chromium).
    pub async fn set_quota(&self, origin: &str, bytes: u64) -> Result<()> {
        let quota = json!({ "origin": origin, "quotaSize": bytes });
        self.devtools("Storage.overrideQuotaForOrigin", quota).await.map(drop)
    }

    /// Kills the tab's process, as running out of memory does (Chromium), and opens a new tab in its place.
    pub async fn crash(&self) -> Result<()> {
        let tab = self.client.window().await?;
        let fresh = self.client.new_window(true).await?.handle;
        self.client.switch_to_window(tab).await?;
        let command = Vendor { path: "goog/cdp/execute", body: json!({ "cmd": "Page.crash", "params": {} }) };
        // The dead tab cannot answer; the command ends by its timeout or with an error, and both mean that it worked.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.issue_cmd(command)).await;
        self.client.switch_to_window(fresh).await.context("the browser itself died")?;
        self.prepare_chromium().await
    }

    /// Takes the lines that Chromium wrote to its console as errors, those of the browser itself among them.
    pub(crate) async fn console(&self) -> Result<Vec<String>> {
        let log =
            self.client.issue_cmd(Vendor { path: "se/log", body: json!({ "type": "browser" }) }).await?;
        let lines = log.as_array().cloned().unwrap_or_default();
        let severe = lines.iter().filter(|line| line["level"] == "SEVERE");
        Ok(severe.filter_map(|line| Some(format!("console: {}", line["message"].as_str()?))).collect())
    }
}
