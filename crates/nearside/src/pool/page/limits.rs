//! What this browser can be asked to do.

use super::Limits;
use crate::browser::get;

/// A phone's share of memory for the running jobs, in bytes: it ends tabs that take more.
const PHONE: u64 = 512 << 20;

pub(super) fn of_browser() -> Limits {
    let navigator = get(&js_sys::global(), "navigator");
    let number = |key: &str| get(&navigator, key).as_f64();
    let agent = get(&navigator, "userAgent").as_string().unwrap_or_default();
    let phone = ["Mobi", "Android", "iPhone", "iPad"].iter().any(|word| agent.contains(word));
    let cores = number("hardwareConcurrency").map_or(2, |cores| cores as usize).max(1);
    // In GiB, rounded and at most 8; only Chromium tells. Half of it, as a tab is not alone.
    let memory = number("deviceMemory").map_or(2 << 30, |memory| (memory * (1 << 29) as f64) as u64);
    let limits = Limits { cores, memory: memory.clamp(PHONE, 4 << 30), ..Limits::default() };
    if phone { Limits { memory: PHONE, standby: false, high_water: PHONE / 2, ..limits } } else { limits }
}
