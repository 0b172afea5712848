//! HEIC, the format of iPhones: unpacked losslessly for the photo worker.
//!
//! A worker of its own, because its decoder would double what everybody else has to download.

use nearside::prelude::*;

#[cfg(feature = "engines")]
use crate::photo::spoken;

/// The same picture as PNG, with profile, metadata and 16 bits where it has them.
#[call(hard)]
pub async fn unpack(photo: File) -> Result<File> {
    let bytes = photo.bytes().await?;
    let picture = image::decode_heic(&bytes, &image::Limits::default()).map_err(|error| spoken(&error))?;
    drop(bytes);
    let bytes = image::encode_png(picture).map_err(|error| spoken(&error))?;
    Ok(File::new("unpacked.png", bytes))
}

calls![unpack];
