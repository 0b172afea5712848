//! The shorter suite in Firefox: what an engine lacks must degrade to a sentence or to wasm, not to a broken app.

use anyhow::Result;
use nearside_testing::Engine::Firefox;
use tests::flows;

#[tokio::test]
async fn a_batch_is_converted_in_firefox() -> Result<()> {
    flows::converts_a_batch(Firefox, 6).await
}

#[tokio::test]
async fn a_picture_that_a_camera_turned_is_saved_upright() -> Result<()> {
    flows::turns_upright(Firefox).await
}

#[tokio::test]
async fn cancel_works_in_firefox() -> Result<()> {
    flows::cancels(Firefox).await
}

#[tokio::test]
async fn a_panic_is_survived_in_firefox() -> Result<()> {
    flows::survives_a_panic(Firefox).await
}

#[tokio::test]
async fn a_reload_keeps_the_session_in_firefox() -> Result<()> {
    flows::keeps_the_session(Firefox).await
}

#[tokio::test]
async fn a_document_is_read_in_firefox() -> Result<()> {
    flows::reads_a_document(Firefox).await
}

#[tokio::test]
async fn a_text_is_written_in_firefox() -> Result<()> {
    flows::writes_a_text(Firefox).await
}

#[tokio::test]
async fn a_film_is_cut_in_firefox() -> Result<()> {
    flows::cuts_a_film(Firefox).await
}

#[tokio::test]
async fn axe_finds_nothing_in_firefox() -> Result<()> {
    flows::is_accessible(Firefox, None).await
}
