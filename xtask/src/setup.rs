//! Installing what is missing, from the registries that everybody reaches: crates.io, npm, and the system's packages.
//!
//! Nothing is downloaded as a prebuilt binary from elsewhere: machines behind a wall cannot, and nobody should have to trust it.
//! A thing that cannot be installed here is named in one line that says how to get it.

use std::{fs, thread};

use anyhow::{Context, Result, anyhow, bail};

use crate::servers;
use crate::shell::{command, has, output, root, run, step, target};

/// The Trunk that Trunk.toml is written for.
const TRUNK: &str = "0.21.14";
/// What checks accessibility in the tests (MPL-2.0: installed, never shipped).
const AXE: &str = "4.14.1";

/// What `serve` and `build` need.
pub fn builder() -> Result<()> {
    toolchain()?;
    if output("trunk --version").as_deref() != Some(&format!("trunk {TRUNK}")) {
        step("install trunk", || {
            let mut cargo = command(&format!("cargo install trunk --version {TRUNK} --locked --force"));
            // It starts other programs and copies files: nothing is gained by optimising it for minutes.
            run(cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"))
        })?;
    }
    wasm_bindgen()
}

/// Everything: what waits for the network beside what waits for the compiler.
pub fn everything() -> Result<()> {
    thread::scope(|scope| {
        let fetched = scope.spawn(fetched);
        let compiled = compiled();
        fetched.join().map_err(|_| anyhow!("the setup broke off"))?.and(compiled)
    })
}

fn fetched() -> Result<()> {
    system_packages()?;
    servers::fetched()?;
    npm("axe-core", AXE)
}

fn compiled() -> Result<()> {
    builder()?;
    if !has("geckodriver") {
        step("install geckodriver", || run(&mut command("cargo install geckodriver --locked")))?;
    }
    servers::compiled()
}

/// rust-toolchain.toml names the wasm target, but rustup fetches it only when it installs the toolchain itself.
fn toolchain() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let library = output("rustc --print sysroot")
        .context("there is no rustc: install rustup from your system's packages")?;
    if std::path::Path::new(&library).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    step("install the wasm target", || run(&mut command(&format!("rustup target add {TARGET}"))))
}

/// The version of wasm-bindgen's command must be that of its library, which Cargo.lock holds.
fn wasm_bindgen() -> Result<()> {
    let wanted = locked("wasm-bindgen")?;
    if output("wasm-bindgen --version").as_deref() == Some(&format!("wasm-bindgen {wanted}"))
        && has("wasm-bindgen-test-runner")
    {
        return Ok(());
    }
    step("install wasm-bindgen-cli", || {
        let line = format!("cargo install wasm-bindgen-cli --version {wanted} --force");
        // Its lock file may name a crate version that a registry does not hold yet.
        run(&mut command(&format!("{line} --locked"))).or_else(|_| run(&mut command(&line)))
    })
}

/// The version of a package in Cargo.lock.
fn locked(package: &str) -> Result<String> {
    let lock = fs::read_to_string(root().join("Cargo.lock"));
    let lock = match lock {
        Ok(lock) => lock,
        Err(_) => {
            run(&mut command("cargo generate-lockfile"))?;
            fs::read_to_string(root().join("Cargo.lock")).context("there is no Cargo.lock")?
        }
    };
    version_in(&lock, package).with_context(|| format!("Cargo.lock holds no {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let entry = lock.split("[[package]]").find(|entry| entry.contains(&format!("name = \"{package}\"\n")))?;
    Some(entry.split_once("version = \"")?.1.split('"').next()?.to_owned())
}

/// Browsers, their drivers, servers and small tools, by the program that shows that a Debian package is there.
const PACKAGES: &[(&str, &str, &str)] = &[
    ("chromium", "chromium", "Chromium"),
    ("chromedriver", "chromium-driver", "chromedriver of Chromium's version"),
    ("firefox-esr", "firefox-esr", "Firefox"),
    ("WebKitWebDriver", "webkit2gtk-driver", "WebKitGTK's WebKitWebDriver and MiniBrowser"),
    ("Xvfb", "xvfb", "Xvfb"),
    ("brotli", "brotli", "brotli"),
    ("qpdf", "qpdf", "qpdf"),
    ("pdftotext", "poppler-utils", "poppler's pdftotext"),
    ("mutool", "mupdf-tools", "mutool"),
    ("ffmpeg", "ffmpeg", "ffmpeg with ffprobe"),
    ("mkvmerge", "mkvtoolnix", "mkvmerge"),
    ("npm", "npm", "Node.js with npm"),
    ("apache2", "apache2-bin", "Apache with mod_dav"),
    ("rclone", "rclone", "rclone"),
    ("age", "age", "age"),
    ("script", "bsdutils", "script of util-linux"),
    (PIP, "python3-venv", "Python with venv"),
];

/// No program shows that Python can make an environment with pip in it.
const PIP: &str = "python3 -m ensurepip --version";

/// Programs that serve instead of the one that Debian names.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("chromium", &["google-chrome", "google-chrome-stable", "chromium-browser"]),
    ("firefox-esr", &["firefox"]),
];

fn present(program: &str) -> bool {
    let others = OTHER_NAMES.iter().filter(|(name, _)| *name == program).flat_map(|(_, others)| *others);
    // Users other than root often lack the folder of servers in their PATH.
    let server = || std::path::Path::new("/usr/sbin").join(program).is_file();
    match program {
        PIP => output(PIP).is_some(),
        _ => has(program) || server() || others.into_iter().any(|other| has(other)),
    }
}

fn system_packages() -> Result<()> {
    let missing: Vec<_> = PACKAGES.iter().filter(|(program, ..)| !present(program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|(_, package, _)| *package).collect();
    // A fresh machine often updates itself at the same time: wait for it instead of failing.
    let line = format!(
        "apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 {}",
        packages.join(" ")
    );
    if !has("apt-get") {
        let names: Vec<&str> = missing.iter().map(|(.., name)| *name).collect();
        bail!("the tests need these on PATH, please install them: {}", names.join(", "));
    }
    let root = output("id -u").as_deref() == Some("0");
    if !root && !has("sudo") {
        bail!("the tests need more packages; as root, please run: apt-get update && {line}");
    }
    let prefix = if root { "" } else { "sudo " };
    step(&format!("install {}", packages.join(", ")), || {
        run(command(&format!("{prefix}apt-get update -q")).env("DEBIAN_FRONTEND", "noninteractive"))?;
        run(command(&format!("{prefix}{line} -q")).env("DEBIAN_FRONTEND", "noninteractive"))
    })
}

/// Installs a package of npm into a folder of its own in `target/npm`, for tests and benches only: in one that it shared, npm
/// would take the others away.
pub fn npm(package: &str, version: &str) -> Result<()> {
    let folder = target().join("npm").join(package);
    let manifest = folder.join("node_modules").join(package).join("package.json");
    let installed = fs::read_to_string(manifest).unwrap_or_default();
    if installed.contains(&format!("\"version\": \"{version}\"")) {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    step(&format!("install {package} {version} from npm"), || {
        let line = format!(
            "npm install --no-audit --no-fund --no-save --ignore-scripts {package}@{version} --prefix"
        );
        run(command(&line).arg(&folder))
    })
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn versions_are_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
