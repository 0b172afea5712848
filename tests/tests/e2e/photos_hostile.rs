//! A hundred pictures that mean harm: each gets a typed answer in ten seconds, and the app works on.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use image::Recipe;
use nearside::{File, Kind};
use nearside_testing::Engine::Chromium;
use tests::pictures::Picture;
use tests::{Workbench, corpus, hostile};

const LIMIT: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_hundred_hostile_pictures_each_get_an_answer() -> Result<()> {
    let mut pictures = hostile::pictures()?;
    if let Some(folder) = corpus("photos/hostile") {
        let mut paths: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            pictures.push((name, std::fs::read(path)?));
        }
    }
    let workbench = Workbench::open(Chromium).await?;
    let (mut answers, mut wrong) = (std::collections::BTreeMap::new(), Vec::new());
    for (name, bytes) in pictures {
        let start = Instant::now();
        let answer = worker::photo::convert(File::new(name.clone(), bytes), Recipe::default())
            .on(workbench.browser.page())
            .await;
        let took = start.elapsed();
        let word = match &answer {
            Ok(_) => "made".to_owned(),
            Err(error) => format!("{:?}", error.kind()),
        };
        match &answer {
            _ if took > LIMIT => wrong.push(format!("{name}: {word} after {took:?}")),
            Ok(made) if made.file.size() == 0 => wrong.push(format!("{name}: an empty result")),
            Err(error)
                if !matches!(error.kind(), Kind::Failed | Kind::BudgetExceeded | Kind::Unsupported) =>
            {
                wrong.push(format!("{name}: {error:?}"));
            }
            Err(error) if error.message().len() < 10 => wrong.push(format!("{name}: no sentence: {error:?}")),
            _ => {}
        }
        *answers.entry(word).or_insert(0) += 1;
    }
    println!("{answers:?}");
    ensure!(wrong.is_empty(), "{} of {answers:?} went wrong:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[tokio::test]
async fn hostile_files_fail_in_their_rows_and_the_others_finish() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let mut files = Vec::new();
    for (name, bytes) in hostile::pictures()?.into_iter().take(12) {
        files.push(workbench.file(&name, bytes)?);
    }
    files.push(workbench.file("sound.png", Picture::gradient(200, 100, 3).png()?)?);
    workbench.add(&files).await?;
    workbench.convert().await?;
    workbench.settled().await?;
    let states = workbench.states().await?;
    ensure!(states[..12].iter().all(|state| state == "failed"), "{states:?}");
    ensure!(states[12] == "done", "the sound one is {}", states[12]);
    for problem in workbench.problems().await? {
        ensure!(problem.len() > 15 && problem.contains('.'), "no sentence: {problem}");
    }
    workbench.no_errors().await
}
