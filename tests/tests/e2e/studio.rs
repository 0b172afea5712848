//! Video and sound: opened, played, cut by keys, converted, made into pictures that move, and refused in a sentence.

use std::time::Duration;

use anyhow::{Result, ensure};
use nearside_testing::Engine::Chromium;
use tests::Workbench;
use tests::film::{LONG, READY, ffmpeg, film, go_to, opened, probed, saved};
use tests::flows::passes_axe;

async fn with_film(seconds: u32) -> Result<Workbench> {
    let workbench = Workbench::open(Chromium).await?;
    let file = film(workbench.folder.path(), "film.mp4", seconds)?;
    opened(&[file], workbench).await
}

async fn time(workbench: &Workbench) -> Result<f64> {
    workbench.browser.js("return document.querySelector('.studio-stage video').currentTime", ()).await
}

#[tokio::test]
async fn a_film_tells_what_it_is_and_plays() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let file = film(workbench.folder.path(), "film.mp4", 12)?;
    workbench.add(&[file]).await?;
    workbench
        .browser
        .wait_for("document.querySelector('li.file .about').textContent.includes('320 × 180')")
        .await?;
    let about: String =
        workbench.browser.js("return document.querySelector('li.file .about').textContent", ()).await?;
    assert!(about.contains("0:12") && about.contains("H.264 + AAC"), "{about}");
    workbench.browser.wait_for("document.querySelector('li.file .thumb img')?.naturalWidth > 0").await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for(READY).await?;
    // What plays is ours and not the file that was opened.
    workbench.browser.press(&["Space"]).await?;
    workbench.browser.wait_for("document.querySelector('.studio-stage video').currentTime > 0.5").await?;
    workbench.browser.press(&["k"]).await?;
    workbench.browser.wait_for("document.querySelector('.studio-stage video').paused").await?;
    go_to(&workbench, "0:05.0").await?;
    workbench.browser.press(&["."]).await?;
    workbench.browser.wait_for("!document.querySelector('.studio-stage video').seeking").await?;
    let forth = time(&workbench).await?;
    assert!((5.04..5.08).contains(&forth), "one picture after 5 s is {forth}");
    workbench.browser.press(&[","]).await?;
    workbench.browser.wait_for("document.querySelector('.studio-stage video').currentTime < 5.03").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn the_palette_knows_what_the_studio_can_do() -> Result<()> {
    let workbench = with_film(4).await?;
    workbench.palette("gif").await?;
    workbench
        .browser
        .wait_for("document.querySelector('#task-gif[aria-selected=true]') === document.activeElement")
        .await?;
    go_to(&workbench, "0:02.0").await?;
    workbench.palette("split").await?;
    workbench.browser.wait_for("document.querySelectorAll('.stretch').length === 2").await?;
    // The app's own commands are there as well, and nothing is once the studio is left.
    workbench.palette("go to files").await?;
    workbench.browser.wait_for("!document.querySelector('.studio')").await?;
    workbench.browser.press(&["Control+k"]).await?;
    workbench.browser.wait_for("document.querySelectorAll('.palette-list > *').length > 9").await?;
    workbench.browser.write("split").await?;
    let none = "document.querySelectorAll('.palette-list > *').length === 0 && document.querySelector('.palette-none').textContent";
    workbench.browser.wait_for(none).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn the_timeline_shows_pictures_and_sound() -> Result<()> {
    let workbench = with_film(12).await?;
    workbench.browser.wait_for("document.querySelectorAll('.strip canvas').length > 4").await?;
    // A tone has a shape that is not flat: somewhere above the middle something is drawn.
    let drawn = "(() => { const c = document.querySelector('canvas.wave'); if (!c.width) return false;
        const row = c.getContext('2d').getImageData(0, Math.round(c.height * 0.45), c.width, 1).data;
        return row.filter((_, i) => i % 4 === 3 && row[i] > 0).length > c.width / 4 })()";
    workbench.browser.wait_for(drawn).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn the_middle_is_cut_out_with_keys_and_undone() -> Result<()> {
    let workbench = with_film(12).await?;
    let parts = "document.querySelectorAll('#studio-parts li').length";
    go_to(&workbench, "0:04.0").await?;
    workbench.browser.press(&["s"]).await?;
    go_to(&workbench, "0:08.0").await?;
    workbench.browser.press(&["s"]).await?;
    workbench.browser.wait_for(&format!("{parts} === 3")).await?;
    go_to(&workbench, "0:06.0").await?;
    workbench.browser.press(&["Delete"]).await?;
    workbench.browser.wait_for(&format!("{parts} === 2")).await?;
    workbench.browser.press(&["Control+z"]).await?;
    workbench.browser.wait_for(&format!("{parts} === 3")).await?;
    workbench.browser.press(&["Control+Shift+z"]).await?;
    workbench.browser.wait_for(&format!("{parts} === 2")).await?;
    workbench.browser.click("#studio-cut-now").await?;
    let path = saved(&workbench).await?;
    assert!(path.ends_with("film-cut.mp4"), "{}", path.display());
    let (duration, codecs) = probed(&path)?;
    assert!((duration - 8.0).abs() < 0.2, "8 s should stay, {duration} do");
    assert_eq!(codecs, ["h264", "aac"]);
    workbench.no_errors().await
}

#[tokio::test]
async fn what_was_set_is_there_after_a_reload() -> Result<()> {
    let workbench = with_film(12).await?;
    go_to(&workbench, "0:03.0").await?;
    workbench.browser.press(&["i"]).await?;
    go_to(&workbench, "0:09.0").await?;
    workbench.browser.press(&["o"]).await?;
    let part = "document.querySelector('#studio-parts li')?.textContent.startsWith('0:03.0 – 0:09.0')";
    workbench.browser.wait_for(part).await?;
    workbench.browser.wait_for("localStorage['nearside-studio']?.includes('\"from\":3')").await?;
    workbench.kept().await?;
    workbench.browser.reload().await?;
    workbench.browser.wait_for(part).await?;
    workbench
        .browser
        .wait_for("document.querySelector('#studio-time').value.startsWith('0:09.0')")
        .await
        .map(drop)
}

#[tokio::test]
async fn subtitles_that_were_chosen_are_there_after_a_reload() -> Result<()> {
    let workbench = with_film(4).await?;
    let words = workbench.file("words.srt", "1\n00:00:00,000 --> 00:00:04,000\nStill here\n")?;
    workbench.browser.click("#task-subtitles").await?;
    workbench.browser.upload("#studio-subtitles", &[words]).await?;
    let burnt = "document.querySelector('#studio-burn')?.selectedOptions[0]?.textContent === 'words.srt'";
    workbench.browser.wait_for(burnt).await?;
    workbench
        .browser
        .wait_for(r#"localStorage['nearside-studio']?.includes('"beside":{"subtitles":""')"#)
        .await?;
    // It leaves no names behind.
    ensure!(
        !workbench.browser.js::<bool>("return localStorage['nearside-studio'].includes('words')", ()).await?
    );
    workbench.kept().await?;
    workbench.browser.reload().await?;
    workbench.browser.wait_for(READY).await?;
    workbench.browser.wait_for(burnt).await?;
    workbench.browser.wait_for("document.querySelector('#studio-convert-now:not(:disabled)')").await?;
    workbench.browser.click("#studio-convert-now").await?;
    let path = saved(&workbench).await?;
    assert!(path.ends_with("film-subtitled.mp4"), "{}", path.display());
    workbench.no_errors().await
}

#[tokio::test]
async fn what_stays_of_films_is_joined() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let folder = workbench.folder.path().to_owned();
    let files = [film(&folder, "one.mp4", 6)?, film(&folder, "two.mp4", 3)?];
    let workbench = opened(&files, workbench).await?;
    go_to(&workbench, "0:02.0").await?;
    workbench.browser.press(&["o"]).await?;
    workbench.browser.click("#task-join").await?;
    workbench
        .browser
        .wait_for("document.querySelector('#studio-join li small')?.textContent.endsWith('Cut to 0:02.0')")
        .await?;
    workbench.browser.click("#studio-join-now").await?;
    let path = saved(&workbench).await?;
    assert!(path.ends_with("one-joined.mp4"), "{}", path.display());
    let (duration, _) = probed(&path)?;
    assert!((duration - 5.0).abs() < 0.2, "2 s and 3 s are {duration}");
    workbench.no_errors().await
}

/// Whoever left while it played, from its clock, or right after something was set, stopped the whole app.
#[tokio::test]
async fn the_studio_can_be_left_at_any_moment() -> Result<()> {
    let workbench = with_film(12).await?;
    let browser = &workbench.browser;
    let leave = "location.hash = '#/'";
    let doings = [
        "document.querySelector('#studio-play').click()",
        "document.querySelector('#studio-time').focus()",
        "document.querySelector('#task-convert').click()",
    ];
    for doing in doings {
        browser.js::<()>(doing, ()).await?;
        if doing.contains("play") {
            browser.wait_for("document.querySelector('.studio-stage video').currentTime > 0.5").await?;
        }
        browser.js::<()>(leave, ()).await?;
        browser.wait_for("document.querySelector('li.file .open')").await?;
        // What is remembered, and what the browser is asked, is late.
        tokio::time::sleep(Duration::from_millis(800)).await;
        browser.js::<()>("document.querySelector('li.file .open').click()", ()).await?;
        browser.wait_for(READY).await?;
    }
    browser.js::<()>(leave, ()).await?;
    browser.wait_for("document.querySelector('li.file .open')").await?;
    browser.js::<()>("document.querySelector('li.file .open').click()", ()).await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    browser.js::<()>(leave, ()).await?;
    tokio::time::sleep(Duration::from_millis(800)).await;
    workbench.no_errors().await
}

#[tokio::test]
async fn an_instant_cut_begins_on_a_key_frame_and_says_so() -> Result<()> {
    let workbench = with_film(12).await?;
    workbench.browser.click("[name=studio-exact]:not(:checked)").await?;
    go_to(&workbench, "0:03.4").await?;
    workbench.browser.press(&["i"]).await?;
    workbench
        .browser
        .wait_for("document.querySelector('#studio-parts li')?.textContent.startsWith('0:03.0')")
        .await?;
    workbench.browser.click("#studio-cut-now").await?;
    let (duration, _) = probed(&saved(&workbench).await?)?;
    assert!((duration - 9.0).abs() < 0.2, "9 s should stay, {duration} do");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_preset_makes_a_small_webm() -> Result<()> {
    let workbench = with_film(4).await?;
    workbench.browser.click("#task-convert").await?;
    workbench.browser.click("#preset-web").await?;
    // It is said before it starts what will differ.
    workbench.browser.wait_for("document.querySelector('#studio-convert-now:not(:disabled)')").await?;
    workbench.browser.click("#studio-convert-now").await?;
    workbench.browser.wait_for("document.querySelector('.work-line progress')").await?;
    let (duration, codecs) = probed(&saved(&workbench).await?)?;
    assert!((duration - 4.0).abs() < 0.2, "{duration}");
    assert_eq!(codecs, ["vp9", "opus"]);
    workbench.no_errors().await
}

#[tokio::test]
async fn what_a_browser_cannot_encode_is_said_before_it_starts() -> Result<()> {
    let workbench = with_film(4).await?;
    workbench.browser.click("#task-convert").await?;
    workbench.browser.wait_for("document.querySelector('#studio-remarks')").await?;
    let disabled: Vec<String> = workbench
        .browser
        .js("return [...document.querySelectorAll('#studio-video option:disabled, #studio-audio option:disabled')].map(o => o.textContent)", ())
        .await?;
    // Chromium of Debian encodes neither H.265 nor AAC, and MP4 holds no VP8.
    for name in ["H.265 – not in this browser", "VP8 – not in MP4", "PCM – not in MP4"] {
        assert!(disabled.iter().any(|option| option == name), "{name} is not among {disabled:?}");
    }
    // What is copied needs no encoder.
    let remark: String =
        workbench.browser.js("return document.querySelector('#studio-remarks').textContent", ()).await?;
    assert!(remark.starts_with("Nothing is encoded"), "{remark}");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_part_becomes_a_gif() -> Result<()> {
    let workbench = with_film(4).await?;
    go_to(&workbench, "0:01.0").await?;
    workbench.browser.press(&["i"]).await?;
    go_to(&workbench, "0:02.0").await?;
    workbench.browser.press(&["o"]).await?;
    workbench.browser.click("#task-gif").await?;
    workbench
        .browser
        .wait_for("document.querySelector('#gif-part').textContent.startsWith('0:01.0 to 0:02.0')")
        .await?;
    workbench.browser.click("#studio-gif-now").await?;
    let path = saved(&workbench).await?;
    assert!(std::fs::read(&path)?.starts_with(b"GIF89a"));
    let (duration, codecs) = probed(&path)?;
    assert!((duration - 1.0).abs() < 0.15 && codecs == ["gif"], "{duration} {codecs:?}");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_conversion_is_cancelled_at_once() -> Result<()> {
    let workbench = with_film(60).await?;
    workbench.browser.click("#task-convert").await?;
    workbench.choose("#studio-video", "AV1").await?;
    workbench.browser.click("#studio-convert-now").await?;
    workbench.browser.wait_for("document.querySelector('.work-line[data-state=running]')").await?;
    workbench.browser.click(".work-line .work-stop").await?;
    workbench.browser.wait_for("document.querySelector('.work-line[data-state=cancelled]')").await?;
    let idle = "nearside.status().running === 0 && nearside.status().queued === 0";
    workbench.browser.wait_within(idle, Duration::from_secs(10)).await?;
    // The row in the list is as it was.
    workbench.browser.click("#back").await?;
    workbench.browser.wait_for("document.querySelector('li.file[data-state=waiting]')").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_picture_is_seen_as_it_becomes() -> Result<()> {
    let workbench = with_film(4).await?;
    workbench.browser.click("#task-picture").await?;
    go_to(&workbench, "0:01.0").await?;
    workbench.browser.click("#studio-gray").await?;
    let gray = "(() => { const c = document.querySelector('canvas.after:not(.gone)'); if (!c || !c.width) return false;
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        for (let i = 0; i < d.length; i += 4) if (Math.abs(d[i] - d[i + 1]) > 6 || Math.abs(d[i] - d[i + 2]) > 6) return false;
        return d.some((value) => value > 60) })()";
    workbench.browser.wait_for(gray).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn sound_alone_has_its_own_tasks_and_is_taken_out() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let path = workbench.folder.path().join("tone.m4a");
    ffmpeg(&["-f", "lavfi", "-i", "sine=f=330:d=5:r=48000", "-c:a", "aac"], &path)?;
    let workbench = opened(&[path], workbench).await?;
    let tasks: Vec<String> = workbench
        .browser
        .js("return [...document.querySelectorAll('[role=tab]')].map(tab => tab.id)", ())
        .await?;
    assert_eq!(tasks, ["task-cut", "task-convert", "task-sound", "task-join", "task-info"]);
    workbench.browser.click("#task-sound").await?;
    workbench.browser.click("#studio-measure").await?;
    workbench
        .browser
        .wait_within("document.querySelector('#studio-loudness')?.textContent.includes('LUFS')", LONG)
        .await?;
    workbench.choose("#studio-audio", "FLAC").await?;
    workbench.browser.click("#studio-extract").await?;
    let (duration, codecs) = probed(&saved(&workbench).await?)?;
    assert!((duration - 5.0).abs() < 0.2 && codecs == ["flac"], "{duration} {codecs:?}");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_task_is_done_to_all_films_of_the_desk() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let folder = workbench.folder.path().to_owned();
    let files = [film(&folder, "one.mp4", 2)?, film(&folder, "two.mp4", 2)?];
    let workbench = opened(&files, workbench).await?;
    workbench.browser.click("#task-convert").await?;
    workbench.choose("#studio-container", "mkv").await?;
    workbench.browser.click("[name=studio-scope]:not(:checked)").await?;
    workbench.browser.click("#studio-convert-now").await?;
    let both = "document.querySelectorAll('.work-line[data-state=done]').length === 2";
    workbench.browser.wait_within(both, LONG).await?;
    let names: Vec<String> = workbench
        .browser
        .js("return [...document.querySelectorAll('.work-name')].map(name => name.textContent).sort()", ())
        .await?;
    assert_eq!(names, ["one.mkv", "two.mkv"]);
    workbench.no_errors().await
}

#[tokio::test]
async fn a_file_that_is_no_film_says_so() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let mut files = Vec::new();
    let sound = std::fs::read(film(workbench.folder.path(), "film.mp4", 2)?)?;
    files.push(workbench.file("letter.mp4", "this is a letter and no film")?);
    files.push(workbench.file("half.mp4", &sound[..sound.len() / 3])?);
    files.push(workbench.file("empty.mkv", "")?);
    workbench.add(&files).await?;
    for row in 1..=files.len() {
        let told = format!(
            "document.querySelector('li.file:nth-of-type({row}) .problem p')?.textContent.endsWith('.')"
        );
        workbench.browser.wait_for(&told).await?;
    }
    workbench.browser.click("li.file .open").await?;
    workbench
        .browser
        .wait_for("document.querySelector('.studio .problem[role=alert] p')?.textContent.endsWith('.')")
        .await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn every_task_passes_axe_and_fits_a_phone() -> Result<()> {
    let workbench = with_film(4).await?;
    workbench.browser.press(&["s"]).await?;
    for dark in [false, true] {
        workbench.browser.set_dark(dark).await?;
        for task in ["cut", "convert", "picture", "sound", "subtitles", "gif", "stills", "join", "info"] {
            workbench.browser.js::<()>("document.querySelector(`#task-${args}`).click()", task).await?;
            workbench
                .browser
                .wait_for(&format!("document.querySelector('#studio-task[aria-labelledby=task-{task}]')"))
                .await?;
            passes_axe(&workbench, task).await?;
        }
    }
    workbench.browser.set_viewport(320, 640).await?;
    for task in ["cut", "convert", "picture", "sound", "subtitles", "gif", "stills", "join", "info"] {
        workbench.browser.js::<()>("document.querySelector(`#task-${args}`).click()", task).await?;
        workbench
            .browser
            .wait_for(&format!("document.querySelector('#studio-task[aria-labelledby=task-{task}]')"))
            .await?;
        let over: f64 =
            workbench.browser.js("return document.scrollingElement.scrollWidth - innerWidth", ()).await?;
        ensure!(over <= 0.0, "{task} is {over} pixels too wide");
    }
    workbench.no_errors().await
}
