//! Calls take files from any place and put what they make into any other, as a program of one's own has them do it.

use anyhow::{Result, anyhow, ensure};
use image::{Format, Recipe, Resize};
use nearside::{File, Job};
use nearside_testing::Engine::Chromium;
use serde::de::DeserializeOwned;
use store::{Path, Place, When};
use tests::pictures::{Picture, tint};
use tests::{Bucket, Workbench};
use worker::store::{self as calls, Spot, at};
use worker::{keys, photo};

fn spot(place: &Place, path: &str) -> Result<Spot> {
    Ok(Spot { place: place.clone(), path: Path::new(path)? })
}

#[tokio::test]
async fn every_picture_of_a_folder_in_a_bucket_is_resized_into_another() -> Result<()> {
    let (workbench, bucket) = (Workbench::open(Chromium).await?, Bucket::start()?);
    bucket.allow(&workbench.cdn.origin())?;
    workbench.browser.js::<()>("window.nearside.openGate(args)", bucket.origin()).await?;
    async fn run<T: DeserializeOwned>(workbench: &Workbench, job: Job<T>) -> Result<T> {
        job.on(workbench.browser.page()).await.map_err(|error| anyhow!("{error}"))
    }
    let place = run(&workbench, keys::connect(bucket.settings("Photos")).gate(bucket.origin())).await?;
    for number in 1..=3 {
        let file = File::new("photo.png", Picture::gradient(320, 200, tint(number)).png()?);
        let there = spot(&place, &format!("in/photo-{number}.png"))?;
        run(&workbench, at(&place, calls::write(there, file, When::New))).await?;
    }

    let recipe = Recipe { resize: Some(Resize::longest(32)), ..Recipe::to(Format::Png) };
    let listed = run(&workbench, at(&place, calls::list(spot(&place, "in")?, None))).await?;
    for entry in listed.entries {
        let here = Spot { place: place.clone(), path: entry.path.clone() };
        let picture = run(&workbench, at(&place, calls::read(here, None))).await?;
        let small = run(&workbench, photo::convert(picture, recipe.clone())).await?.file;
        let there = spot(&place, &format!("out/{}", entry.path.name()))?;
        run(&workbench, at(&place, calls::write(there, small, When::New))).await?;
    }

    let mut made = bucket.objects()?;
    made.retain(|(name, _)| name.contains("out/"));
    ensure!(made.len() == 3, "{} pictures arrived", made.len());
    for (number, (name, bytes)) in (1..).zip(&made) {
        let wanted = Picture::gradient(32, 20, tint(number));
        let off = Picture::decode(bytes)?.difference(&wanted)?;
        ensure!(off < 6.0, "{name} is off by {off} steps of 255");
    }
    workbench.no_errors().await
}
