//! Containers against ffmpeg and mkvmerge: files that they make are read as they read them, and files made here are read by them.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod across;
mod avi;
mod hostile;
mod kinds;
mod matroska;
mod ogg;
mod sound;
mod support;
