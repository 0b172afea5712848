//! The shorter suite in WebKitGTK: what an engine lacks must degrade to a sentence or to wasm, not to a broken app.

use anyhow::Result;
use nearside_testing::Engine::WebKit;
use tests::flows;

#[tokio::test]
async fn a_batch_is_converted_in_webkit() -> Result<()> {
    flows::converts_a_batch(WebKit, 6).await
}

#[tokio::test]
async fn a_picture_that_a_camera_turned_is_saved_upright() -> Result<()> {
    flows::turns_upright(WebKit).await
}

#[tokio::test]
async fn cancel_works_in_webkit() -> Result<()> {
    flows::cancels(WebKit).await
}

#[tokio::test]
async fn a_panic_is_survived_in_webkit() -> Result<()> {
    flows::survives_a_panic(WebKit).await
}

#[tokio::test]
async fn a_reload_keeps_the_session_in_webkit() -> Result<()> {
    flows::keeps_the_session(WebKit).await
}

#[tokio::test]
async fn a_document_is_read_in_webkit() -> Result<()> {
    flows::reads_a_document(WebKit).await
}

#[tokio::test]
async fn a_text_is_written_in_webkit() -> Result<()> {
    flows::writes_a_text(WebKit).await
}

#[tokio::test]
async fn a_film_is_cut_in_webkit() -> Result<()> {
    flows::cuts_a_film(WebKit).await
}

#[tokio::test]
async fn axe_finds_nothing_in_webkit() -> Result<()> {
    flows::is_accessible(WebKit, None).await
}
