//! What the panel says, for apps that speak another language than English.

/// Every text of the panel, and how it writes numbers.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is the text of `ENGLISH`")]
pub struct Words {
    pub running: &'static str,
    pub waiting: &'static str,
    pub workers: &'static str,
    pub memory: &'static str,
    pub worker: &'static str,
    pub status: &'static str,
    /// Of `starting`, `idle`, `busy`.
    pub state: fn(&'static str) -> &'static str,
    pub settled: &'static str,
    pub no_workers: &'static str,
    pub calls: &'static str,
    pub call: &'static str,
    pub count: &'static str,
    pub failed: &'static str,
    pub waited: &'static str,
    pub ran: &'static str,
    pub no_calls: &'static str,
    pub failures: &'static str,
    pub no_failures: &'static str,
    pub details: &'static str,
    pub save_trace: &'static str,
    /// Whole numbers.
    pub number: fn(f64) -> String,
    /// Sizes in bytes.
    pub bytes: fn(f64) -> String,
    /// Times in milliseconds.
    pub time: fn(f64) -> String,
}

impl Words {
    /// In English.
    pub const ENGLISH: Self = Self {
        running: "Running",
        waiting: "Waiting",
        workers: "Workers",
        memory: "Memory",
        worker: "Worker",
        status: "State",
        state: |state| state,
        settled: "Jobs",
        no_workers: "No worker is running. The first job starts one.",
        calls: "Calls",
        call: "Call",
        count: "Calls",
        failed: "Failed",
        waited: "Waited",
        ran: "Ran",
        no_calls: "Nothing was called yet.",
        failures: "Failures",
        no_failures: "Nothing went wrong.",
        details: "Details",
        save_trace: "Save a trace",
        number: |value| format!("{value:.0}"),
        bytes: |size| match size {
            size if size < 1e6 => format!("{:.0} kB", size / 1e3),
            size => format!("{:.1} MB", size / 1e6),
        },
        time: |millis| match millis {
            millis if millis < 10.0 => format!("{millis:.1} ms"),
            millis if millis < 1000.0 => format!("{millis:.0} ms"),
            millis => format!("{:.1} s", millis / 1000.0),
        },
    };
}
