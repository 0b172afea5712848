//! Pictures, brought into a form that pages can have, one at a time.

use ::document::edit::{self, Album, Binder};
use nearside::prelude::*;

use super::desk::Out;
use crate::document::error::spoken;
use crate::document::hold::stem;

pub(super) async fn album(pictures: Vec<File>, album: Album, cx: &Context) -> Result<File> {
    let name = pictures.first().map_or("album.pdf".to_owned(), |first| format!("{}.pdf", stem(first)));
    let mut out = Out::new(cx.output(name), &[]);
    let mut binder = Binder::new(&mut out, &album).map_err(|error| spoken(&error))?;
    for (at, picture) in pictures.iter().enumerate() {
        let bytes = drawable(picture, cx).await?;
        binder.add(bytes, picture.name()).map_err(|error| spoken(&error))?;
        cx.progress((at + 1) as f64 / pictures.len() as f64);
        cx.tick().await?;
    }
    binder.finish().map_err(|error| spoken(&error))?;
    out.finish()
}

/// The bytes of a picture as PNG or JPEG.
async fn drawable(picture: &File, cx: &Context) -> Result<Vec<u8>> {
    let bytes = picture.bytes().await?;
    if edit::embeddable(&bytes) {
        return Ok(bytes);
    }
    drop(bytes);
    let recipe =
        |format| image::Recipe { format, metadata: image::Metadata::Drop, ..image::Recipe::default() };
    // Photographs are large as PNG; what may be transparent is not kept as JPEG.
    let info = cx.call(crate::photo::inspect(picture.clone())).await?;
    let format = if info.alpha { image::Format::Png } else { image::Format::Jpeg };
    let recipe = image::Recipe { quality: image::Quality::Level(95), ..recipe(format) };
    let made = cx.call(crate::photo::convert(picture.clone(), recipe)).await?;
    made.file.bytes().await
}

/// The bytes and names of pictures, as PNG or JPEG.
pub(super) async fn all(pictures: &[File], cx: &Context) -> Result<Vec<(Vec<u8>, String)>> {
    let mut all = Vec::new();
    for picture in pictures {
        all.push((drawable(picture, cx).await?, picture.name().to_owned()));
    }
    Ok(all)
}
