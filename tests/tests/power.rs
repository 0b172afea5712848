//! A power cut takes away nothing that was said to survive one.
//!
//! The profile lies on a file system of its own, in an image. Every process of the browser is stopped and the image copied: what
//! the browser had written and nobody had flushed is not in the copy, as it is not on a disk whose power was cut. The copy is
//! mounted, a browser started on it, and everything read.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use nearside_testing::{Engine::Chromium, Options};
use tempfile::TempDir;
use tests::Workbench;
use tests::scribe::{Pace, nothing_is_lost, told, write};

const NAME: &str = "power_cuts_lose_nothing";
/// Milliseconds from the first acknowledged document on a fresh profile to the cut.
const YOUNG: [u64; 10] = [0, 1000, 1000, 1000, 200, 500, 1500, 2000, 3000, 4000];
/// The same on a profile whose files were made long ago.
const OLD: [u64; 10] = [0, 300, 600, 1000, 1300, 1600, 2000, 2500, 3000, 4000];
/// So old are the files of such a profile; the store believes in them after two minutes.
const AGE: Duration = Duration::from_secs(125);
/// As long as any step may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A file system in an image, mounted until it is dropped.
struct Disk {
    folder: PathBuf,
    mounted: bool,
}

impl Disk {
    /// An empty one. Browsers need some room to start in; what is not used of it takes none.
    fn make(image: &Path, folder: PathBuf) -> Result<Disk> {
        std::fs::File::create(image)?.set_len(2 << 30)?;
        run("mkfs.ext4", &["-q", "-F", &text(image)])?;
        Disk::mount(image, folder)
    }

    fn mount(image: &Path, folder: PathBuf) -> Result<Disk> {
        std::fs::create_dir_all(&folder)?;
        run("mount", &["-o", "loop", &text(image), &text(&folder)])?;
        Ok(Disk { folder, mounted: true })
    }

    /// A browser that lives on it.
    fn options(&self) -> Options {
        Options { profile: Some(self.folder.join("profile")), ..Options::new(Chromium) }
    }

    /// Takes the copy of a disk whose power was cut to life again: the browser believes that it is still running, and its driver
    /// does not start it with settings that it cannot read, which the cut has emptied. A browser by itself begins new ones.
    fn revive(&self) -> Result<()> {
        let profile = self.folder.join("profile");
        for entry in std::fs::read_dir(&profile)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("Singleton") {
                std::fs::remove_file(entry.path())?;
            }
        }
        for settings in [profile.join("Local State"), profile.join("Default/Preferences")] {
            let text = std::fs::read(&settings).unwrap_or_default();
            if settings.exists() && serde_json::from_slice::<serde_json::Value>(&text).is_err() {
                std::fs::remove_file(settings)?;
            }
        }
        Ok(())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if !self.mounted {
            return;
        }
        // A browser that is being killed holds it for a moment; the loop device goes with the mount.
        for _ in 0..50 {
            if run("umount", &[&text(&self.folder)]).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        // Then it is taken away as soon as nobody holds it.
        let _ = run("umount", &["-l", &text(&self.folder)]);
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn run(program: &str, arguments: &[&str]) -> Result<()> {
    let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
    let done = Command::new(program).args(arguments).env("PATH", path).output();
    let done = done.with_context(|| format!("there is no {program}"))?;
    ensure!(
        done.status.success(),
        "{program} {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(())
}

/// Saves on the profile of a disk, cuts the power, and looks at what is left. Says how many documents there were.
async fn cut(disk: Disk, image: &Path, wait: u64, how: &str) -> Result<usize> {
    let workbench = tokio::time::timeout(PATIENCE, Workbench::open_with(disk.options())).await??;
    let first = 10_000;
    write(&workbench, Pace { lanes: 3, first, pause: 20 }).await?;
    tokio::time::sleep(Duration::from_millis(wait)).await;
    workbench.browser.freeze();
    // What was on its way to the server has arrived.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let saved = told(&workbench);
    let weak: Vec<_> = saved.iter().filter(|(_, (_, durability))| durability != "flushed").collect();
    let copy = image.with_extension("cut");
    run("cp", &["--sparse=always", &text(image), &text(&copy)])?;
    let after = Disk::mount(&copy, image.with_extension("after"))?;
    after.revive()?;
    let workbench = workbench.kill_and_open(after.options());
    let workbench = tokio::time::timeout(PATIENCE, workbench).await??;
    drop(disk);
    let looked = tokio::time::timeout(PATIENCE, nothing_is_lost(&workbench, how)).await?;
    workbench.browser.kill();
    drop(after);
    for image in [image, &copy] {
        std::fs::remove_file(image)?;
    }
    // Else nothing was promised, and nothing proved.
    ensure!(weak.is_empty(), "{how}: these were not promised to survive it: {weak:?}");
    looked
}

/// Twenty cuts. Says how many documents were looked at.
async fn power_cuts_lose_nothing(folder: &TempDir, base: &Path, disk: Disk) -> Result<usize> {
    let at = |name: String| folder.path().join(name);
    // A profile with some documents, put aside to grow old.
    let workbench = tokio::time::timeout(PATIENCE, Workbench::open_with(disk.options())).await??;
    write(&workbench, Pace { lanes: 3, first: 0, pause: 20 }).await?;
    // The store makes its files ready a second after it was opened.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    workbench.browser.kill();
    run("sync", &["-f", &text(&disk.folder)])?;
    drop(disk);
    let born = Instant::now();

    let mut documents = 0;
    for (round, wait) in YOUNG.into_iter().enumerate() {
        let how = format!("cut {round}, {wait} ms after the first save on a fresh profile");
        let image = at(format!("young-{round}.img"));
        let disk = Disk::make(&image, at(format!("young-{round}")))?;
        documents += cut(disk, &image, wait, &how).await.context(how)?;
    }
    tokio::time::sleep(AGE.saturating_sub(born.elapsed())).await;
    for (round, wait) in OLD.into_iter().enumerate() {
        let how = format!("cut {round}, {wait} ms after the first save on an old profile");
        let image = at(format!("old-{round}.img"));
        run("cp", &["--sparse=always", &text(base), &text(&image)])?;
        let disk = Disk::mount(&image, at(format!("old-{round}")))?;
        disk.revive()?;
        documents += cut(disk, &image, wait, &how).await.context(how)?;
    }
    Ok(documents)
}

/// A test of cargo's own kind cannot say that it was not run; this program can, in the words that the others use.
fn main() -> ExitCode {
    let filter = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let result = |word: &str, passed: u8, failed: u8, ignored: u8, filtered: u8| {
        println!(
            "\ntest result: {word}. {passed} passed; {failed} failed; {ignored} ignored; 0 measured; {filtered} filtered out\n"
        );
    };
    if filter.is_some_and(|filter| !NAME.contains(&filter)) || std::env::args().any(|word| word == "--list") {
        result("ok", 0, 0, 0, 1);
        return ExitCode::SUCCESS;
    }
    match measured() {
        Ok(Some(documents)) => {
            println!("{} power cuts, {documents} documents looked at, none lost", YOUNG.len() + OLD.len());
            println!("test {NAME} ... ok");
            result("ok", 1, 0, 0, 0);
            ExitCode::SUCCESS
        }
        Ok(None) => {
            println!("test {NAME} ... ignored");
            result("ok", 0, 0, 1, 0);
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("test {NAME} ... FAILED\n{error:?}");
            result("FAILED", 0, 1, 0, 0);
            ExitCode::FAILURE
        }
    }
}

/// Nothing where power cannot be cut.
fn measured() -> Result<Option<usize>> {
    let folder = tempfile::tempdir()?;
    let base = folder.path().join("base.img");
    let disk = match Disk::make(&base, folder.path().join("base")) {
        Ok(disk) => disk,
        Err(error) => {
            println!("not run: power cuts need root and loop devices ({error:#})");
            return Ok(None);
        }
    };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(power_cuts_lose_nothing(&folder, &base, disk)).map(Some)
}
