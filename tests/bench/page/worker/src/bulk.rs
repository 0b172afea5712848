//! A file that is read whole, but never held whole.

use nearside::prelude::*;

/// How much is read at a time.
#[cfg(feature = "engines")]
const BLOCK: u64 = 4 << 20;

/// Adds up the bytes of a file of any size.
#[call]
pub async fn digest(file: File, cx: &Context) -> Result<f64> {
    let mut sum = 0_u64;
    let mut at = 0;
    while at < file.size() {
        let end = (at + BLOCK).min(file.size());
        sum += file.range(at..end).bytes().await?.iter().map(|byte| u64::from(*byte)).sum::<u64>();
        cx.progress(end as f64 / file.size() as f64);
        cx.tick().await?;
        at = end;
    }
    Ok(sum as f64)
}

calls![digest];
