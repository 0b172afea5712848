//! The lab's ways to break (`worker/src/lab.rs`), without Nearside around them: for the libraries beside it.

/// About as many milliseconds of the lab's arithmetic. The answer depends on nothing else.
pub fn work(milliseconds: f64) -> u32 {
    let steps = (milliseconds / 2.0).ceil().max(1.0) as u32;
    (0..steps).fold(1, |state, _| burn(state))
}

fn burn(seed: u32) -> u32 {
    (0..2_000_000_u32)
        .fold(seed, |state, step| std::hint::black_box(state.wrapping_mul(1_664_525).wrapping_add(step)))
}

/// Breaks in the way that is named; answers nothing, ever.
pub fn fail(how: &str) -> u32 {
    match how {
        "panic" => panic!("on purpose"),
        "stack" => deep(1),
        "memory" => {
            let mut held = Vec::new();
            loop {
                held.push(vec![1_u8; 8 << 20]);
                std::hint::black_box(&held);
            }
        }
        "spin" => loop {
            std::hint::black_box(1);
        },
        "throw" => thrown(),
        _ => trap(),
    }
}

#[inline(never)]
#[allow(unconditional_recursion)]
fn deep(level: u32) -> u32 {
    let room = std::hint::black_box([level; 64]);
    deep(level.wrapping_add(room[7])).wrapping_add(std::hint::black_box(room[3]))
}

fn trap() -> u32 {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    0
}

fn thrown() -> u32 {
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen::throw_str("thrown by JavaScript");
    #[cfg(not(target_arch = "wasm32"))]
    0
}
