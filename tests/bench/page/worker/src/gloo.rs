//! The lab's calls as a oneshot worker of gloo-worker 0.6.

use gloo_worker::oneshot::oneshot;
use serde::{Deserialize, Serialize};

/// A call.
#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {
    Add(u32, u32),
    Work(f64),
    Fail(String),
    Echo(Vec<u8>),
}

/// A reply.
#[derive(Debug, Serialize, Deserialize)]
pub enum Told {
    Number(u32),
    Bytes(Vec<u8>),
}

#[oneshot]
pub async fn Lab(ask: Ask) -> Told {
    match ask {
        Ask::Add(a, b) => Told::Number(a.wrapping_add(b)),
        Ask::Work(milliseconds) => Told::Number(crate::hostile::work(milliseconds)),
        Ask::Fail(how) => Told::Number(crate::hostile::fail(&how)),
        Ask::Echo(bytes) => Told::Bytes(bytes),
    }
}
