//! Every way in which a call can go: what the tests and the benchmarks of the pool call.

use std::fmt;

use futures_core::Stream;
use nearside::prelude::*;
use serde::{Deserialize, Serialize};

/// An error of a function's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TooSour {
    /// How sour.
    pub level: u32,
}

impl fmt::Display for TooSour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "It is too sour ({}).", self.level)
    }
}

/// The smallest call.
#[call]
pub async fn add(a: u32, b: u32) -> Result<u32> {
    Ok(a.wrapping_add(b))
}

/// Gives back what it got.
#[call]
pub async fn echo(file: File) -> Result<File> {
    Ok(file)
}

/// Gives it back twice.
#[call]
pub async fn twice(file: File) -> Result<(File, File)> {
    Ok((file.clone(), file))
}

/// Has another call add up its bytes, then does it itself: both sums.
#[call]
pub async fn shared(file: File, cx: &Context) -> Result<(u32, u32)> {
    let there = cx.call(crate::lab::sum(file.clone())).await?;
    Ok((there, added(&file).await?))
}

/// Works in two branches at once, each for so many milliseconds.
#[call]
pub async fn abreast(milliseconds: f64, cx: &Context) -> Result<u32> {
    let branch = || async {
        for _ in 0..(milliseconds / 4.0) as u32 {
            burn(1);
            cx.tick().await?;
        }
        Ok::<_, Error>(1)
    };
    let (one, other) = futures_util::join!(branch(), branch());
    Ok(one? + other?)
}

/// Reads the file and adds up its bytes.
#[call]
pub async fn sum(file: File) -> Result<u32> {
    added(&file).await
}

#[cfg(feature = "engines")]
async fn added(file: &File) -> Result<u32> {
    let bytes = file.bytes().await?;
    Ok(bytes.iter().fold(0, |sum: u32, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte))))
}

/// Works for about so many milliseconds in steps, telling how far it is.
#[call]
pub async fn work(milliseconds: f64, cx: &Context) -> Result<u32> {
    let steps = (milliseconds / 2.0).ceil().max(1.0) as u32;
    let mut state = 1;
    for step in 0..steps {
        state = burn(state);
        cx.progress(f64::from(step + 1) / f64::from(steps));
        cx.tick().await?;
    }
    Ok(state)
}

/// About two milliseconds of arithmetic.
#[cfg(feature = "engines")]
fn burn(seed: u32) -> u32 {
    (0..2_000_000_u32)
        .fold(seed, |state, step| std::hint::black_box(state.wrapping_mul(1_664_525).wrapping_add(step)))
}

/// Counts, in parts.
#[call]
pub fn count(to: u32) -> impl Stream<Item = Result<u32>> {
    futures_util::stream::iter((0..to).map(Ok))
}

/// Counts, and fails at the end.
#[call]
pub fn stumble(to: u32) -> impl Stream<Item = Result<u32>> {
    let end = Err(Error::new(Kind::Failed, "It stumbled."));
    futures_util::stream::iter((0..to).map(Ok).chain([end]))
}

/// Has [`work`] done by another worker, and panics before it is, if it is told to.
#[call]
pub async fn leave(milliseconds: f64, panics: bool, cx: &Context) -> Result<u32> {
    let work = cx.call(crate::lab::work(milliseconds));
    let leave = async {
        if panics {
            // The call must be under way.
            for _ in 0..10 {
                burn(1);
                cx.tick().await?;
            }
            panic!("left");
        }
        Ok::<_, Error>(())
    };
    let (done, left) = futures_util::join!(work, leave);
    left?;
    done
}

/// Calls [`add`] through the pool.
#[call]
pub async fn nest(depth: u32, cx: &Context) -> Result<u32> {
    let below = if depth == 0 {
        cx.call(crate::lab::add(0, 1)).await?
    } else {
        cx.call(crate::lab::nest(depth - 1)).await?
    };
    Ok(below + 1)
}

/// How often this instance was asked for this key.
#[call]
pub async fn recall(key: String, cx: &Context) -> Result<u32> {
    let count = cx.cached(&key, || std::cell::Cell::new(0_u32));
    count.set(count.get() + 1);
    Ok(count.get())
}

/// Fails with its own error.
#[call]
pub async fn fail(level: u32) -> Result<u32, TooSour> {
    Err(TooSour { level })
}

/// Panics.
#[call]
pub async fn panic(message: String) -> Result<u32> {
    panic!("{message}")
}

/// Panics after it has waited.
#[call]
pub async fn panic_late(cx: &Context) -> Result<u32> {
    for _ in 0..20 {
        burn(1);
        cx.tick().await?;
    }
    panic!("late")
}

/// Executes what traps.
#[call]
pub async fn trap() -> Result<u32> {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    Err(Error::new(Kind::Trapped, "Only wasm traps."))
}

/// Overflows the stack.
#[call]
pub async fn stack() -> Result<u32> {
    Ok(deep(1))
}

#[cfg(feature = "engines")]
#[inline(never)]
#[allow(unconditional_recursion)]
fn deep(level: u32) -> u32 {
    let room = std::hint::black_box([level; 64]);
    deep(level.wrapping_add(room[7])).wrapping_add(std::hint::black_box(room[3]))
}

/// Takes memory until there is none.
#[call]
pub async fn memory() -> Result<u32> {
    let mut held = Vec::new();
    loop {
        held.push(vec![1_u8; 8 << 20]);
        std::hint::black_box(&held);
    }
}

/// Never ends and never ticks.
#[call]
pub async fn spin() -> Result<u32> {
    loop {
        std::hint::black_box(1);
    }
}

/// Never ends, and says so.
#[call(hard)]
pub async fn spin_hard() -> Result<u32> {
    loop {
        std::hint::black_box(1);
    }
}

/// Lets JavaScript throw.
#[call]
pub async fn throw() -> Result<u32> {
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen::throw_str("thrown by JavaScript");
    #[cfg(not(target_arch = "wasm32"))]
    Err(Error::new(Kind::Trapped, "Only JavaScript throws."))
}

/// Holds so many megabytes for a moment and says how many bytes the worker has then.
#[call]
pub async fn hold(megabytes: u32) -> Result<f64> {
    let held = vec![1_u8; (megabytes as usize) << 20];
    std::hint::black_box(&held);
    #[cfg(target_arch = "wasm32")]
    let total = nearside::serve::memory();
    #[cfg(not(target_arch = "wasm32"))]
    let total = held.len() as f64;
    Ok(total)
}

/// Makes a file of so many megabytes piece by piece, with the number of each in it, and says how many bytes the worker has then.
#[call]
pub async fn pour(megabytes: u32, cx: &Context) -> Result<(File, f64)> {
    use std::io::Write;
    let mut output = cx.output("poured.bin");
    for number in 0..megabytes {
        let piece = number.to_le_bytes().repeat(1 << 18);
        output.write_all(&piece).map_err(|error| Error::new(Kind::Failed, error.to_string()))?;
        cx.progress(f64::from(number) / f64::from(megabytes));
        cx.tick().await?;
    }
    #[cfg(target_arch = "wasm32")]
    let total = nearside::serve::memory();
    #[cfg(not(target_arch = "wasm32"))]
    let total = output.size() as f64;
    let file = output.finish().map_err(|error| Error::new(Kind::Failed, error.to_string()))?;
    Ok((file, total))
}

/// Tries to get out: asks this address for an answer and says what came, a status or the browser's refusal.
#[call]
pub async fn reach(address: String, cx: &Context) -> Result<String> {
    #[cfg(target_arch = "wasm32")]
    return cx.wait(ask(&address)).await;
    #[cfg(not(target_arch = "wasm32"))]
    {
        let _ = cx;
        Err(Error::new(Kind::Unsupported, format!("Only a browser reaches {address}.")))
    }
}

#[cfg(all(feature = "engines", target_arch = "wasm32"))]
async fn ask(address: &str) -> String {
    use wasm_bindgen::{JsCast, JsValue};
    let answer = async {
        let fetch: js_sys::Function = js_sys::Reflect::get(&js_sys::global(), &"fetch".into())?.dyn_into()?;
        let promise: js_sys::Promise = fetch.call1(&JsValue::UNDEFINED, &address.into())?.dyn_into()?;
        let response = wasm_bindgen_futures::JsFuture::from(promise).await?;
        js_sys::Reflect::get(&response, &"status".into())
    };
    match answer.await {
        Ok(status) => format!("{}", status.as_f64().unwrap_or_default()),
        Err(refusal) => format!("{refusal:?}"),
    }
}

calls![
    add, echo, twice, shared, abreast, sum, work, count, stumble, leave, nest, recall, fail, panic,
    panic_late, trap, stack, memory, spin, spin_hard, throw, hold, pour, reach
];

#[cfg(all(test, feature = "engines"))]
mod tests {
    use super::*;
    use futures_executor::block_on;
    use futures_util::StreamExt;

    #[test]
    fn calls_answer_natively() {
        assert_eq!(block_on(add(1, 2).on(calls())).unwrap(), 3);
        assert_eq!(block_on(nest(3).on(calls())).unwrap(), 5);
        assert_eq!(
            block_on(trap().on(calls())).unwrap_err().kind(),
            Kind::Trapped,
            "a call without arguments"
        );
        let error = block_on(fail(7).on(calls())).unwrap_err();
        assert_eq!(error.failed(), Some(TooSour { level: 7 }));
        let parts = count(5).with(|job| job.on(calls())).map(|part| part.unwrap());
        assert_eq!(block_on(parts.collect::<Vec<_>>()), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn an_error_comes_after_the_parts_before_it() {
        let parts = stumble(3).with(|job| job.on(calls())).map(|part| part.map_err(|error| error.kind()));
        let parts: Vec<_> = block_on(parts.collect());
        assert_eq!(parts, [Ok(0), Ok(1), Ok(2), Err(Kind::Failed)]);
    }
}
