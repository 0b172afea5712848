//! Video and sound: opened, played, cut by keys, converted, made into pictures that move, and refused in a sentence.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
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

/// A film of four seconds as Matroska with two tracks of words, the second for the first two seconds only.
fn spoken(workbench: &Workbench) -> Result<std::path::PathBuf> {
    let folder = workbench.folder.path();
    let plain = film(folder, "plain.mp4", 4)?;
    let english = workbench.file("en.srt", "1\n00:00:00,000 --> 00:00:01,500\n<i>Hello</i>\n<img src=x onerror=alert(1)>\n\n2\n00:00:02,000 --> 00:00:04,000\nGood bye\n")?;
    let german = workbench.file("de.srt", "1\n00:00:00,000 --> 00:00:02,000\nHallo\n")?;
    let path = folder.join("film.mkv");
    let inputs = [plain.display().to_string(), english.display().to_string(), german.display().to_string()];
    let inputs: Vec<&str> = inputs.iter().flat_map(|input| ["-i", input]).collect();
    let maps = ["-map", "0", "-map", "1", "-map", "2", "-c", "copy", "-c:s", "srt"];
    let told = ["-metadata:s:s:0", "language=eng", "-metadata:s:s:1", "language=ger"];
    ffmpeg(&[&inputs[..], &maps[..], &told[..]].concat(), &path)?;
    Ok(path)
}

fn says(words: &str) -> String {
    format!("document.querySelector('.captions')?.innerText.trim() === {words:?}")
}

#[tokio::test]
async fn subtitles_of_a_track_are_shown_and_switched() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let file = spoken(&workbench)?;
    let workbench = opened(&[file], workbench).await?;
    let browser = &workbench.browser;
    // What the container moves by a picture or two stays away from the edges of words.
    go_to(&workbench, "0:01.0").await?;
    browser.wait_for(&says("Hello")).await?;
    ensure!(browser.js::<bool>("return !!document.querySelector('.captions .italic') && !document.querySelector('.captions img')", ()).await?);
    // They lie on the picture, at its foot.
    let foot = "const words = document.querySelector('.captions p').getBoundingClientRect(), stage = document.querySelector('.studio-stage').getBoundingClientRect();
        return words.top > stage.top + stage.height / 2 && words.bottom < stage.bottom && words.height > 10";
    ensure!(browser.js::<bool>(foot, ()).await?);
    go_to(&workbench, "0:01.7").await?;
    browser.wait_for(&says("")).await?;
    go_to(&workbench, "0:03.0").await?;
    browser.wait_for(&says("Good bye")).await?;
    browser.press(&["c"]).await?;
    browser.wait_for(&says("")).await?;
    browser.wait_for("document.querySelector('#studio-captions') && document.querySelector('.transport #studio-captions-of') === null").await?;
    browser.wait_for("document.querySelector('#studio-captions[aria-pressed=false]')").await?;
    browser.click("#studio-captions").await?;
    browser.wait_for(&says("Good bye")).await?;
    workbench.choose("#studio-captions-of", "1").await?;
    browser.wait_for(&says("")).await?;
    go_to(&workbench, "0:01.0").await?;
    browser.wait_for(&says("Hallo")).await?;
    // They go with the time while it plays.
    browser.press(&["Space"]).await?;
    browser.wait_for(&says("")).await?;
    browser.press(&["k"]).await?;
    // What was chosen is there after a reload.
    go_to(&workbench, "0:01.0").await?;
    browser.wait_for("localStorage['nearside-studio']?.includes('\"Track\":3')").await?;
    workbench.kept().await?;
    browser.reload().await?;
    browser.wait_for(READY).await?;
    browser.wait_for(&says("Hallo")).await?;
    passes_axe(&workbench, "subtitles").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn subtitles_of_a_file_are_shown_where_they_stand_and_broken_ones_block_nothing() -> Result<()> {
    let workbench = with_film(4).await?;
    let browser = &workbench.browser;
    ensure!(browser.js::<bool>("return !document.querySelector('#studio-captions')", ()).await?);
    let words = "[Script Info]\nPlayResX: 320\nPlayResY: 180\n[V4+ Styles]\nFormat: Name, PrimaryColour, Alignment\nStyle: Default,&H0000FFFF,8\n\
        [Events]\nFormat: Layer, Start, End, Style, Text\nDialogue: 0,0:00:00.00,0:00:04.00,Default,Above\n\
        Dialogue: 0,0:00:00.00,0:00:04.00,Default,{\\an7\\pos(160,90)}There\n";
    let broken = workbench.file("broken.srt", "no words at all")?;
    let words = workbench.file("words.ass", words)?;
    browser.click("#task-subtitles").await?;
    browser.upload("#studio-subtitles", &[broken]).await?;
    workbench.choose("#studio-burn", "").await?;
    let told = "document.querySelector('.studio-stage .problem')?.textContent.startsWith('The subtitles of broken.srt are not shown. No subtitles were found')";
    browser.wait_for(told).await?;
    browser.click("#studio-play").await?;
    browser.wait_for("document.querySelector('.studio-stage video').currentTime > 0.3").await?;
    browser.press(&["k"]).await?;
    browser.press(&["c"]).await?;
    browser.wait_for("!document.querySelector('.studio-stage .problem')").await?;
    browser.upload("#studio-subtitles", &[words]).await?;
    browser.wait_for("document.querySelector('#studio-burn').value === 'file'").await?;
    workbench.choose("#studio-burn", "").await?;
    browser
        .wait_for("document.querySelector('.captions-edge[data-place=\"8\"]')?.innerText.trim() === 'Above'")
        .await?;
    let place = "const point = document.querySelector('.captions-point'), box = document.querySelector('.captions').getBoundingClientRect(), at = point.getBoundingClientRect();
        return point.innerText.trim() === 'There' && Math.abs(at.left - box.left - box.width / 2) < 2 && Math.abs(at.top - box.top - box.height / 2) < 2 && getComputedStyle(point.querySelector('p span span')).color === 'rgb(255, 255, 0)'";
    ensure!(browser.js::<bool>(place, ()).await?);
    workbench.no_errors().await
}

/// How far the colours of a picture, or of the first of several, are from gray at most.
fn colour(path: &std::path::Path) -> Result<u8> {
    let raw = ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
    let made =
        std::process::Command::new("ffmpeg").args(["-v", "error", "-i"]).arg(path).args(raw).output()?;
    let pixels = made.stdout.as_chunks::<3>().0;
    ensure!(!pixels.is_empty(), "{} is no picture", path.display());
    let apart = |[red, green, blue]: &[u8; 3]| red.abs_diff(*green).max(green.abs_diff(*blue));
    Ok(pixels.iter().map(apart).max().unwrap_or_default())
}

#[tokio::test]
async fn stills_sheets_and_gifs_look_as_is_set() -> Result<()> {
    let workbench = with_film(2).await?;
    let browser = &workbench.browser;
    for (gray, turned) in [(false, false), (true, true)] {
        if gray {
            browser.click("#task-picture").await?;
            browser.click("#studio-gray").await?;
            browser.click("#turn-right").await?;
        }
        for (task, button) in
            [("stills", "#studio-still-now"), ("stills", "#studio-sheet-now"), ("gif", "#studio-gif-now")]
        {
            browser.click(&format!("#task-{task}")).await?;
            browser.click(button).await?;
            let path = saved(&workbench).await?;
            let most = colour(&path)?;
            ensure!((most < 12) == gray, "{button} is {most} away from gray");
            let asked = ["-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0"];
            let size = std::process::Command::new("ffprobe").args(asked).arg(&path).output()?.stdout;
            let size = String::from_utf8(size)?;
            let (width, height) = size.trim().split_once(',').context("a size")?;
            let upright = height.parse::<u32>()? > width.parse::<u32>()?;
            ensure!(upright == turned, "{button} is {size}");
        }
    }
    workbench.no_errors().await
}

#[tokio::test]
async fn curves_are_bent_by_keys_and_pointer_and_seen_at_once() -> Result<()> {
    let workbench = with_film(2).await?;
    let browser = &workbench.browser;
    browser.click("#task-picture").await?;
    browser.wait_for("document.querySelectorAll('.curve-point').length === 2").await?;
    browser.click("#curve-add").await?;
    browser.wait_for("document.activeElement.dataset.at === '1'").await?;
    browser.press(&["Shift+ArrowUp"]).await?;
    browser.press(&["ArrowLeft"]).await?;
    let told = "document.activeElement.getAttribute('aria-valuetext') === '49% becomes 60%' && document.querySelector('#studio-curves').value === 'own'";
    browser.wait_for(told).await?;
    browser.wait_for("document.querySelector('canvas.after:not(.gone)')?.width > 0").await?;
    browser.press(&["Delete"]).await?;
    browser.wait_for("document.querySelectorAll('.curve-point').length === 2 && document.querySelector('#studio-curves').value === ''").await?;
    browser.wait_for("document.querySelector('canvas.after.gone')").await?;
    // A click on the pad is a new point.
    browser.js::<()>("document.querySelector('.curve-pad').scrollIntoView({ block: 'center' })", ()).await?;
    browser.click(".curve-pad").await?;
    browser.wait_for("document.querySelectorAll('.curve-point').length === 3").await?;
    browser.press(&["Control+z"]).await?;
    browser.wait_for("document.querySelectorAll('.curve-point').length === 2").await?;
    // A negative: what was lightest is darkest.
    let light =
        "(() => { const c = document.querySelector('canvas.after:not(.gone)'); if (!c || !c.width) return -1;
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let sum = 0;
        for (let i = 0; i < d.length; i += 4) sum += d[i]; return sum / d.length * 4 })()";
    workbench.choose("#studio-curves", "darker").await?;
    browser.wait_for(&format!("{light} > 0")).await?;
    let dark: f64 = browser.js(&format!("return {light}"), ()).await?;
    workbench.choose("#studio-curves", "negative").await?;
    browser.wait_for("document.querySelector('[name=studio-curve-of]') && document.querySelectorAll('path.curve:not(.gone)').length === 4").await?;
    browser.wait_for(&format!("{light} > 0 && Math.abs({light} - {dark}) > 3")).await?;
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
async fn all_films_are_cut_alike_and_each_says_what_went_wrong() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let folder = workbench.folder.path().to_owned();
    let files = [film(&folder, "one.mp4", 4)?, film(&folder, "two.mp4", 6)?, film(&folder, "short.mp4", 1)?];
    let workbench = opened(&files, workbench).await?;
    let browser = &workbench.browser;
    go_to(&workbench, "0:02.0").await?;
    browser.press(&["i"]).await?;
    browser.click("[name=studio-scope]:not(:checked)").await?;
    browser.click("#studio-cut-now").await?;
    let over = "document.querySelector('#studio-batch .work-what')?.textContent === '2 of 3 done, 1 failed'";
    browser.wait_within(over, LONG).await?;
    let told: String = browser
        .js("return document.querySelector('.work-line[data-state=failed] .bad').textContent", ())
        .await?;
    ensure!(told.starts_with("short.mp4 plays only 0:01"), "{told}");
    passes_axe(&workbench, "a batch").await?;
    browser.click("#batch-save").await?;
    let zip = browser.download("films.zip").await?;
    // As of every result, it is said and it can be kept.
    browser.wait_for("[...document.querySelectorAll('.toast')].some(one => one.textContent.includes('films.zip') && one.querySelectorAll('button').length > 1)").await?;
    let unpacked = folder.join("unpacked");
    let done =
        std::process::Command::new("unzip").args(["-q", "-o"]).arg(&zip).arg("-d").arg(&unpacked).status()?;
    ensure!(done.success(), "unzip does not read it");
    for (name, length) in [("one-cut.mp4", 2.0), ("two-cut.mp4", 4.0)] {
        let (duration, _) = probed(&unpacked.join(name))?;
        ensure!((duration - length).abs() < 0.2, "{name} is {duration} s");
    }
    workbench.no_errors().await
}

#[tokio::test]
async fn all_films_have_their_words_saved_and_pictures_taken() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let spoken = spoken(&workbench)?;
    let files = [spoken, film(workbench.folder.path(), "silent.mp4", 2)?];
    let workbench = opened(&files, workbench).await?;
    let browser = &workbench.browser;
    browser.click("#task-subtitles").await?;
    browser.click("[name=studio-scope]:not(:checked)").await?;
    browser.click("#studio-all-subtitles").await?;
    browser.wait_within("document.querySelector('.work-line[data-state=done]') && document.querySelector('.work-line[data-state=failed]')", LONG).await?;
    let told: String = browser
        .js("return document.querySelector('.work-line[data-state=failed] .bad').textContent", ())
        .await?;
    ensure!(told.starts_with("silent.mp4 has no subtitles"), "{told}");
    browser.click("#task-stills").await?;
    browser.click("#studio-still-now").await?;
    let both = "document.querySelectorAll('.work-line[data-state=done] .work-picture').length === 2";
    browser.wait_within(both, LONG).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_recipe_is_saved_applied_renamed_and_deleted() -> Result<()> {
    let workbench = with_film(2).await?;
    let browser = &workbench.browser;
    browser.click("#task-picture").await?;
    browser.click("#studio-gray").await?;
    browser.click("#task-convert").await?;
    workbench.choose("#studio-container", "mkv").await?;
    browser.click("#recipe-name").await?;
    browser.write("Old film").await?;
    browser.press(&["Enter"]).await?;
    let set = "document.querySelector('#studio-recipes .recipe')?.getAttribute('aria-pressed')";
    browser.wait_for(&format!("{set} === 'true'")).await?;
    passes_axe(&workbench, "recipes").await?;
    browser.click("#preset-web").await?;
    browser.wait_for(&format!("{set} === 'false'")).await?;
    browser.click("#studio-recipes .recipe").await?;
    browser
        .wait_for(&format!("{set} === 'true' && document.querySelector('#studio-container').value === 'mkv'"))
        .await?;
    browser.click("#studio-recipes li button:nth-child(2)").await?;
    browser.wait_for("document.activeElement.id === 'recipe-rename'").await?;
    browser.press(&["Control+a"]).await?;
    browser.write("Silver").await?;
    browser.press(&["Enter"]).await?;
    let named = "document.querySelector('#studio-recipes .recipe')?.textContent.trim() === 'Silver'";
    browser.wait_for(named).await?;
    // Two of one name would be told apart by nobody.
    browser.click("#recipe-name").await?;
    browser.write("Gold").await?;
    browser.press(&["Enter"]).await?;
    browser.wait_for("document.querySelectorAll('#studio-recipes li').length === 2").await?;
    browser.click("#studio-recipes li:nth-child(2) button:nth-child(2)").await?;
    browser.wait_for("document.activeElement.id === 'recipe-rename'").await?;
    browser.press(&["Control+a"]).await?;
    browser.write("Silver").await?;
    browser.press(&["Enter"]).await?;
    let taken = "document.body.textContent.includes('Another recipe is called Silver. Choose another name.')";
    browser.wait_for(taken).await?;
    let names =
        "[...document.querySelectorAll('#studio-recipes .recipe')].map(one => one.textContent.trim()).join()";
    browser.wait_for(&format!("{names} === 'Silver,Gold'")).await?;
    browser.click("#studio-recipes li:nth-child(2) button:nth-child(3)").await?;
    browser.wait_for(&format!("{names} === 'Silver'")).await?;
    // It is there for another film, after a reload.
    workbench.kept().await?;
    browser.reload().await?;
    browser.wait_for(READY).await?;
    let other = film(workbench.folder.path(), "other.mp4", 2)?;
    browser.click("#back").await?;
    workbench.add(&[other]).await?;
    browser.click("li.file:nth-of-type(2) .open").await?;
    browser.wait_for(READY).await?;
    browser.click("#task-convert").await?;
    browser.wait_for(&format!("{named} && {set} === 'false'")).await?;
    browser.click("#studio-recipes .recipe").await?;
    browser.wait_for("document.querySelector('.chips')?.textContent.includes('Colours and detail')").await?;
    browser.click("#studio-recipes li button:nth-child(3)").await?;
    browser
        .wait_for("!document.querySelector('#studio-recipes') && localStorage['nearside-recipes'] === '[]'")
        .await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_film_tells_all_of_itself() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let path = workbench.folder.path().join("told.mkv");
    let made = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x180:r=25:d=3",
        "-f",
        "lavfi",
        "-i",
        "sine=d=3:r=48000",
        "-c:v",
        "libx264",
        "-g",
        "25",
        "-bf",
        "2",
        "-pix_fmt",
        "yuv420p",
        "-profile:v",
        "high",
        "-level",
        "3.1",
    ];
    let colours = [
        "-color_primaries",
        "bt2020",
        "-color_trc",
        "smpte2084",
        "-colorspace",
        "bt2020nc",
        "-color_range",
        "tv",
    ];
    let tags = ["-c:a", "flac", "-metadata:s:a:0", "language=ger", "-metadata", "title=Sea"];
    ffmpeg(&[&made[..], &colours[..], &tags[..]].concat(), &path)?;
    let workbench = opened(&[path], workbench).await?;
    workbench.browser.click("#task-info").await?;
    workbench
        .browser
        .wait_for("document.querySelector('#studio-info')?.textContent.includes('x264 core')")
        .await?;
    let facts: std::collections::BTreeMap<String, String> = workbench
        .browser
        .js("return Object.fromEntries([...document.querySelectorAll('#studio-info dl > div')].map(line => [...line.children].map(part => part.textContent)))", ())
        .await?;
    for (name, value) in [
        ("Profile", "High, level 3.1"),
        ("Proportions", "16:9"),
        ("Scan", "progressive"),
        ("Primaries", "BT.2020"),
        ("Transfer", "PQ"),
        ("Matrix", "BT.2020"),
        ("HDR", "PQ (SMPTE ST 2084)"),
        ("Key frame every", "25 pictures"),
        ("B-pictures", "yes"),
        ("Compression", "lossless"),
        ("Language", "German (ger)"),
        ("Title", "Sea"),
    ] {
        ensure!(
            facts.get(name).is_some_and(|told| told.eq_ignore_ascii_case(value)),
            "{name}: {:?}",
            facts.get(name)
        );
    }
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
