//! A power cut takes away nothing that was said to survive one.
//!
//! The profile lies on a file system of its own, in an image. Every process of the browser is stopped and the image copied: what
//! the browser had written and nobody had flushed is not in the copy, as it is not on a disk whose power was cut. The copy is
//! mounted, a browser started on it, and everything read.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use nearside_testing::{Engine::Chromium, Options};
use tempfile::TempDir;
use tests::Workbench;
use tests::scribe::{Pace, nothing_is_lost, told, write};

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
    /// An empty one.
    fn make(image: &Path, folder: PathBuf) -> Result<Disk> {
        std::fs::File::create(image)?.set_len(400 << 20)?;
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

    /// Takes the copy of a disk whose power was cut to life again: the browser believes that it is still running.
    fn forget_the_living(&self) -> Result<()> {
        for entry in std::fs::read_dir(self.folder.join("profile"))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("Singleton") {
                std::fs::remove_file(entry.path())?;
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
async fn cut(folder: &TempDir, disk: Disk, image: &Path, wait: u64, how: &str) -> Result<usize> {
    let workbench = tokio::time::timeout(PATIENCE, Workbench::open_with(disk.options())).await??;
    let first = 10_000;
    write(&workbench, Pace { lanes: 3, first, pause: 20 }).await?;
    tokio::time::sleep(Duration::from_millis(wait)).await;
    workbench.browser.freeze();
    // What was on its way to the server has arrived.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let saved = told(&workbench);
    let weak: Vec<_> = saved.iter().filter(|(_, (_, durability))| durability != "flushed").collect();
    let copy = folder.path().join("copy.img");
    run("cp", &["--sparse=always", &text(image), &text(&copy)])?;
    let after = Disk::mount(&copy, folder.path().join("after"))?;
    after.forget_the_living()?;
    let workbench = workbench.kill_and_open(after.options());
    let workbench = tokio::time::timeout(PATIENCE, workbench).await??;
    drop(disk);
    let looked = tokio::time::timeout(PATIENCE, nothing_is_lost(&workbench, how)).await?;
    workbench.browser.kill();
    drop(after);
    // Else nothing was promised, and nothing proved.
    ensure!(weak.is_empty(), "{how}: these were not promised to survive it: {weak:?}");
    looked
}

#[tokio::test]
async fn power_cuts_lose_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let base = at("base.img");
    let disk = match Disk::make(&base, at("base")) {
        Ok(disk) => disk,
        Err(error) => {
            println!("NOT RUN: power cuts need root and loop devices ({error:#})");
            return Ok(());
        }
    };
    // A profile with some documents, put aside to grow old.
    let workbench = tokio::time::timeout(PATIENCE, Workbench::open_with(disk.options())).await??;
    write(&workbench, Pace { lanes: 3, first: 0, pause: 20 }).await?;
    // The store makes its files ready a second after it was opened.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    workbench.browser.kill();
    run("sync", &["-f", &text(&disk.folder)])?;
    drop(disk);
    let born = Instant::now();

    let image = at("disk.img");
    let mut documents = 0;
    for (round, wait) in YOUNG.into_iter().enumerate() {
        let how = format!("cut {round}, {wait} ms after the first save on a fresh profile");
        documents += cut(&folder, Disk::make(&image, at("disk"))?, &image, wait, &how).await?;
    }
    tokio::time::sleep(AGE.saturating_sub(born.elapsed())).await;
    for (round, wait) in OLD.into_iter().enumerate() {
        run("cp", &["--sparse=always", &text(&base), &text(&image)])?;
        let disk = Disk::mount(&image, at("disk"))?;
        disk.forget_the_living()?;
        let how = format!("cut {round}, {wait} ms after the first save on an old profile");
        documents += cut(&folder, disk, &image, wait, &how).await?;
    }
    println!("{} power cuts, {documents} documents looked at, none lost", YOUNG.len() + OLD.len());
    Ok(())
}
