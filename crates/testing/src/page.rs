//! What a person does with a page, and what a test asks of it: open, click, type, choose files, drop them, wait, look.
//!
//! Waiting is the heart of it. Nothing here sleeps for a guessed time: a test names what it waits for as a JavaScript expression,
//! and when that does not come, the error says what the page showed instead.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::browser::{Browser, Engine};
use crate::chromium::PRELOAD;

/// How long [`Browser::wait_for`] waits. Long enough for a loaded machine, because only failing tests wait that long.
const PATIENCE: Duration = Duration::from_secs(20);

impl Browser {
    /// Opens an address and waits until it has loaded.
    pub async fn open(&self, url: &str) -> Result<()> {
        self.client.goto(url).await.with_context(|| format!("cannot open {url}"))?;
        self.listen().await
    }

    /// Reloads the page and waits until it has loaded.
    pub async fn reload(&self) -> Result<()> {
        self.client.refresh().await.context("cannot reload")?;
        self.listen().await
    }

    /// Starts noting errors. Chromium does so before the page's first script; elsewhere the page has started already.
    async fn listen(&self) -> Result<()> {
        if self.engine() == Engine::Chromium { Ok(()) } else { self.js::<()>(PRELOAD, ()).await }
    }

    /// Runs JavaScript in the page: the body of an async function, which finds `args` in its variable `args` and may `await`.
    pub async fn js<T: DeserializeOwned>(&self, body: &str, args: impl Serialize) -> Result<T> {
        js(&self.client, body, args).await
    }

    /// Waits until a JavaScript expression is true (or anything but false, null, 0 and ""), and returns its value.
    pub async fn wait_for(&self, expression: &str) -> Result<Value> {
        self.wait_within(expression, PATIENCE).await
    }

    /// As [`wait_for`](Browser::wait_for), with a time limit of the test's own.
    pub async fn wait_within(&self, expression: &str, limit: Duration) -> Result<Value> {
        let start = Instant::now();
        let body = format!("return ({expression})");
        let mut last;
        loop {
            // An error is no verdict: the page may be on its way to the next document.
            last = self.js::<Value>(&body, ()).await;
            match &last {
                Ok(Value::Null | Value::Bool(false)) | Err(_) => {}
                Ok(Value::Number(number)) if number.as_f64() == Some(0.0) => {}
                Ok(Value::String(text)) if text.is_empty() => {}
                Ok(value) => return Ok(value.clone()),
            }
            if start.elapsed() > limit {
                break;
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        let value = last.map_or_else(|error| format!("{error:#}"), |value| value.to_string());
        let seen = self.describe().await;
        Err(anyhow!("after {limit:?} this is still not so: {expression}\nit is: {value}\n{seen}"))
    }

    /// What the page looks like, for the message of a failed test.
    pub async fn describe(&self) -> String {
        const PAGE: &str = "return `${location.href} “${document.title}”\\n${(document.body?.innerText ?? '').slice(0, 1500)}`";
        static SHOT: AtomicU32 = AtomicU32::new(0);
        let page = self.js::<String>(PAGE, ()).await.unwrap_or_else(|error| format!("no answer: {error:#}"));
        let errors = self.errors().await.unwrap_or_default().join("\n");
        let number = SHOT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("nearside-{}-{number}.png", std::process::id()));
        let picture = match self.screenshot(&path).await {
            Ok(()) => format!("picture: {}", path.display()),
            Err(error) => format!("no picture: {error:#}"),
        };
        format!("page: {page}\nerrors: {errors}\n{picture}")
    }

    /// Clicks the first element that matches a CSS selector, as a person would: it must be visible and not covered. What moves
    /// in, or is drawn anew between being found and being clicked, is waited for.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let start = Instant::now();
        loop {
            let element = self.client.find(Locator::Css(selector)).await;
            let element = element.with_context(|| format!("there is no {selector}"))?;
            match element.click().await {
                Ok(()) => return Ok(()),
                Err(CmdError::Standard(error)) if passes(&error.error) && start.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(40)).await;
                }
                Err(error) => {
                    let seen = self.describe().await;
                    return Err(error).with_context(|| format!("{selector} cannot be clicked\n{seen}"));
                }
            }
        }
    }

    /// Presses keys one after the other: names ("Tab", "Enter", "ArrowDown"), characters, or either with modifiers ("Control+k").
    pub async fn press(&self, keys: &[&str]) -> Result<()> {
        for chord in keys {
            let codes: Vec<char> = chord_codes(chord)?;
            let mut actions = KeyActions::new("keyboard".into());
            for &value in &codes {
                actions = actions.then(KeyAction::Down { value });
            }
            for &value in codes.iter().rev() {
                actions = actions.then(KeyAction::Up { value });
            }
            self.client.perform_actions(actions).await.with_context(|| format!("cannot press {chord}"))?;
        }
        Ok(())
    }

    /// Types a text into whatever has the focus.
    pub async fn write(&self, text: &str) -> Result<()> {
        let mut actions = KeyActions::new("keyboard".into());
        for value in text.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Chooses files in an `<input type="file">`, as its dialog would.
    pub async fn upload<P: AsRef<Path>>(&self, selector: &str, files: &[P]) -> Result<()> {
        choose(&self.client, selector, files).await
    }

    /// Drops files onto the first element that matches a CSS selector: real files, in the events that a drag sends.
    pub async fn drop_files<P: AsRef<Path>>(&self, selector: &str, files: &[P]) -> Result<()> {
        hand_over(&self.client, "nearsideDropped", files).await?;
        let body = "
            const input = document.getElementById('nearsideDropped');
            const load = new DataTransfer();
            for (const file of input.files) load.items.add(file);
            input.remove();
            const target = document.querySelector(args);
            for (const type of ['dragenter', 'dragover', 'drop'])
              target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, composed: true, dataTransfer: load }));";
        self.js(body, selector).await
    }

    /// Saves a picture of what the tab shows, as PNG.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        let picture = self.client.screenshot().await?;
        std::fs::write(path, picture).with_context(|| format!("cannot write {}", path.display()))
    }

    /// What has gone wrong in this tab: uncaught errors, unhandled rejections, `console.error`, policy violations; in Chromium
    /// also what the browser itself reports (failed requests), over all documents since the last call. In the other engines
    /// errors before the end of [`open`](Browser::open) are missed.
    pub async fn errors(&self) -> Result<Vec<String>> {
        let mut all: Vec<String> = self.js("return (window.nearsideSeen ?? []).splice(0)", ()).await?;
        if self.engine() == Engine::Chromium {
            all.extend(self.console().await?);
        }
        Ok(all)
    }

    /// Waits until a download has arrived whole, and returns its path (Chromium and Firefox).
    pub async fn download(&self, name: &str) -> Result<PathBuf> {
        let path = self.downloads().join(name);
        let start = Instant::now();
        let mut size = 0;
        loop {
            let now = std::fs::metadata(&path).map_or(0, |file| file.len());
            let partial = self
                .arrivals()?
                .iter()
                .any(|other| other.ends_with(".part") || other.ends_with(".crdownload"));
            if now > 0 && now == size && !partial {
                return Ok(path);
            }
            size = now;
            if start.elapsed() > PATIENCE {
                bail!("no download named {name} after {PATIENCE:?}; there are {:?}", self.arrivals()?);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The names of the downloads so far, unfinished ones among them.
    pub fn arrivals(&self) -> Result<Vec<String>> {
        let entries = std::fs::read_dir(self.downloads())?;
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }
}

/// Whether a click that failed so may succeed a moment later.
fn passes(error: &ErrorStatus) -> bool {
    use ErrorStatus::{ElementClickIntercepted, ElementNotInteractable, StaleElementReference};
    matches!(error, StaleElementReference | ElementNotInteractable | ElementClickIntercepted)
}

/// Runs the body of an async function in the page of `client`.
pub(crate) async fn js<T: DeserializeOwned>(client: &Client, body: &str, args: impl Serialize) -> Result<T> {
    let script = format!(
        "const done = arguments[arguments.length - 1]; const args = arguments[0];
         (async () => {{ {body}\n }})().then(
           value => done({{ value: value === undefined ? null : value }}),
           error => done({{ error: String(error && error.stack ? `${{error}}\\n${{error.stack}}` : error) }}));"
    );
    let outcome = client.execute_async(&script, vec![serde_json::to_value(args)?]).await?;
    match outcome.get("error") {
        Some(error) => bail!("the page's script failed: {}", error.as_str().unwrap_or_default()),
        None => serde_json::from_value(outcome["value"].clone())
            .with_context(|| format!("the page answered {}", outcome["value"])),
    }
}

/// Brings files of this machine into the page, as the `files` of a hidden input with this id.
pub(crate) async fn hand_over<P: AsRef<Path>>(client: &Client, id: &str, files: &[P]) -> Result<()> {
    let body = "
        const input = document.createElement('input');
        Object.assign(input, { type: 'file', multiple: true, hidden: true, id: args });
        document.documentElement.append(input);";
    js::<()>(client, body, id).await?;
    if files.is_empty() { Ok(()) } else { choose(client, &format!("#{id}"), files).await }
}

/// Chooses files in an `<input type="file">`.
async fn choose<P: AsRef<Path>>(client: &Client, selector: &str, files: &[P]) -> Result<()> {
    let paths = files.iter().map(|file| Ok(std::fs::canonicalize(file)?.display().to_string()));
    let paths = paths.collect::<Result<Vec<String>>>()?.join("\n");
    let input = client.find(Locator::Css(selector)).await;
    let input = input.with_context(|| format!("there is no {selector}"))?;
    input.send_keys(&paths).await.with_context(|| format!("{selector} takes no files"))
}

/// The characters that WebDriver wants for a chord such as "Control+Shift+z".
fn chord_codes(chord: &str) -> Result<Vec<char>> {
    if chord == "+" {
        return Ok(vec!['+']);
    }
    chord.split('+').map(key_code).collect()
}

fn key_code(name: &str) -> Result<char> {
    let key = match name {
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Meta" => Key::Meta,
        "Tab" => Key::Tab,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Space" => return Ok(' '),
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "F2" => Key::F2,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        _ => {
            let mut letters = name.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => Ok(letter),
                _ => bail!("there is no key named {name}"),
            };
        }
    };
    Ok(key.into())
}

#[cfg(test)]
mod tests {
    use super::chord_codes;

    #[test]
    fn chords_are_read() {
        assert_eq!(chord_codes("Control+k").unwrap(), ['\u{e009}', 'k']);
        assert_eq!(chord_codes("+").unwrap(), ['+']);
        assert!(chord_codes("Hyper").is_err());
    }
}
