//! The processes behind a browser: a WebDriver server on a free port, for WebKit an X server too, and their certain end.
//!
//! A test that panics must not leave a browser behind: two of those on a small machine and every later timing is wrong. So the
//! end does not trust anyone: the session is closed politely, then the whole process tree is killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::browser::Engine;

/// How long a driver may take to listen; a cold disk takes seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// What every process of a driver inherits, so that those that leave its tree (crash reporters do) are found too.
const MARK: &str = "NEARSIDE_TESTING_BROWSER";

/// A running WebDriver server.
pub(crate) struct Driver {
    driver: Child,
    mark: String,
    screen: Option<Child>,
    port: u16,
    session: Option<String>,
}

impl Driver {
    /// Starts the driver of `engine` and waits until it listens.
    pub(crate) fn start(engine: Engine) -> Result<Driver> {
        let (name, package) = match engine {
            Engine::Chromium => ("chromedriver", "chromium-driver"),
            Engine::Firefox => ("geckodriver", "cargo install geckodriver"),
            Engine::WebKit => ("WebKitWebDriver", "webkit2gtk-driver"),
        };
        let screen = (engine == Engine::WebKit).then(Screen::start).transpose()?;
        // Another process may take the free port before the driver does: then it exits, and the next port is tried.
        for _ in 0..3 {
            let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let mut command = Command::new(name);
            let mark = format!("{}-{port}", std::process::id());
            command.arg(format!("--port={port}")).env(MARK, &mark);
            command.env("LANG", "en_US.UTF-8").env_remove("LANGUAGE");
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            if let Some(Screen { display, .. }) = &screen {
                command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY");
            }
            let child = command.spawn().with_context(|| {
                format!(
                    "cannot start {name}: install it ({package}; `cargo xtask setup` does) and put it on PATH"
                )
            })?;
            let mut driver = Driver { driver: child, mark, screen: None, port, session: None };
            if driver.listens()? {
                driver.screen = screen.map(|screen| screen.server);
                return Ok(driver);
            }
        }
        bail!("{name} exits as soon as it starts")
    }

    /// Where the driver listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The session to close at the end.
    pub(crate) fn set_session(&mut self, id: Option<String>) {
        self.session = id;
    }

    fn listens(&mut self) -> Result<bool> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.driver.try_wait()?.is_some() {
                return Ok(false);
            }
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(true);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        bail!("the driver does not listen on port {} after {} s", self.port, PATIENCE.as_secs())
    }

    /// Stops the browser's processes.
    pub(crate) fn freeze(&self) {
        signal("STOP", &self.all());
    }

    /// Bytes that the browser's processes hold for themselves.
    pub(crate) fn memory(&self) -> Result<u64> {
        let mut all = self.all();
        all.sort_unstable();
        all.dedup();
        // Some end between the list and the look.
        let status = all.iter().filter_map(|id| std::fs::read_to_string(format!("/proc/{id}/status")).ok());
        let own = |status: String| {
            let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
            line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
        };
        let sum: u64 = status.filter_map(own).sum();
        match sum {
            0 => bail!("this system does not tell how much memory a process holds"),
            kilobytes => Ok(kilobytes << 10),
        }
    }

    /// Bytes of those of the browser's processes that run pages and workers, shared ones by their share.
    pub(crate) fn renderers(&self) -> Result<u64> {
        let mut all = self.all();
        all.sort_unstable();
        all.dedup();
        let runs_pages = |id: &u32| {
            let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0 || *byte == b' ').any(|word| word == b"--type=renderer")
        };
        let share = |id: u32| {
            let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
        };
        match all.into_iter().filter(runs_pages).filter_map(share).sum::<u64>() {
            0 => bail!("this system does not tell how much memory the pages' processes hold"),
            kilobytes => Ok(kilobytes << 10),
        }
    }

    /// Every process of it that there is.
    fn all(&self) -> Vec<u32> {
        [descendants(self.driver.id()), marked(&self.mark)].concat()
    }

    /// Closes nothing politely when dropped: the browser is killed as it is.
    pub(crate) fn forget_session(&mut self) {
        self.session = None;
    }

    /// Asks the driver to close the browser. Plain std, because a destructor cannot wait for a future.
    fn close_session(&self) -> std::io::Result<()> {
        let Some(id) = &self.session else { return Ok(()) };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(3)))?;
        let host = format!("127.0.0.1:{}", self.port);
        stream.write_all(format!("DELETE /session/{id} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())?;
        stream.read(&mut [0; 256]).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let mut all = self.all();
        let _ = self.close_session(); // a crashed browser cannot answer: the kill below is what counts
        all.extend(self.all());
        kill(&all);
        for process in [Some(&mut self.driver), self.screen.as_mut()].into_iter().flatten() {
            let _ = process.kill(); // it may have ended by itself
            let _ = process.wait();
        }
    }
}

/// A screen that nobody sees: WebKitGTK has no headless mode.
struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    fn start() -> Result<Screen> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Xvfb: install xvfb (`cargo xtask setup` does)")?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut number)?;
        }
        if number.trim().is_empty() {
            bail!("Xvfb found no free display");
        }
        Ok(Screen { server, display: format!(":{}", number.trim()) })
    }
}

/// The processes that `root` started, and theirs. Empty where there is no `/proc`: there the driver's own tidiness must do.
fn descendants(root: u32) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let all: Vec<(u32, u32)> = entries
        .filter_map(|entry| {
            let id = entry.ok()?.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            // "id (name) state parent …": the name may hold anything, so the fields are counted from its closing bracket.
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((id, parent))
        })
        .collect();
    let mut found = vec![root];
    let mut next = 0;
    while next < found.len() {
        let this = found[next];
        found.extend(all.iter().filter(|(_, parent)| *parent == this).map(|(id, _)| *id));
        next += 1;
    }
    found.split_off(1)
}

/// The processes that were started with this [`MARK`].
fn marked(mark: &str) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let wanted = format!("{MARK}={mark}");
    let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.filter(|id| {
        let environment = std::fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|line| line == wanted.as_bytes())
    })
    .collect()
}

/// Whether a process does anything: one that is gone does not, nor does a zombie that its parent has yet to bury.
fn alive(id: u32) -> bool {
    std::fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| !line.is_empty())
}

/// Sends a signal to processes.
fn signal(name: &str, processes: &[u32]) {
    if processes.is_empty() {
        return;
    }
    let ids: Vec<String> = processes.iter().map(u32::to_string).collect();
    let line = format!("kill -{name} {} 2>/dev/null", ids.join(" "));
    let _ = Command::new("sh").args(["-c", &line]).status(); // some have ended, which is as good
}

/// Ends processes and waits until they are gone: one that is being killed still holds its files for a moment.
fn kill(processes: &[u32]) {
    signal("KILL", processes);
    let start = Instant::now();
    while processes.iter().any(|id| alive(*id)) && start.elapsed() < Duration::from_secs(3) {
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use super::{alive, descendants, kill};

    #[test]
    fn a_process_tree_is_found_and_ended() {
        let mut root = Command::new("sh")
            .args(["-c", "sh -c 'sleep 60; true'; true"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut tree = Vec::new();
        for _ in 0..100 {
            tree = descendants(root.id());
            if tree.len() == 2 {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(tree.len(), 2, "a shell and its sleep");
        kill(&tree);
        root.wait().unwrap();
        assert!(!tree.iter().any(|id| alive(*id)), "{tree:?}");
    }
}
