//! One function over many inputs, on all cores.

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::{self, FuturesUnordered};
use serde::de::DeserializeOwned;

use crate::{Job, Result};

/// How many jobs are handed to the service at once: enough to keep every core busy while others are on their
/// way, few enough that a thousand files are not a thousand open calls.
const AHEAD: usize = 32;

/// Makes a job of every input and yields the replies as they come, each with the index of its input. One failure
/// ends nothing but itself. Dropping the stream cancels what runs.
pub fn map<I, T>(
    inputs: impl IntoIterator<Item = I>,
    mut job: impl FnMut(I) -> Job<T>,
) -> impl Stream<Item = (usize, Result<T>)>
where
    T: DeserializeOwned,
{
    let mut waiting = inputs.into_iter().enumerate();
    let mut next = move || {
        waiting.next().map(|(index, input)| {
            let job = job(input);
            async move { (index, job.await) }
        })
    };
    let running: FuturesUnordered<_> = std::iter::from_fn(&mut next).take(AHEAD).collect();
    stream::unfold((running, next), async |(mut running, mut next)| {
        let reply = running.next().await?;
        running.extend(next());
        Some((reply, (running, next)))
    })
}
