//! Where there is no browser: codecs that cannot be begun.

use std::convert::Infallible;

use ::video::pixels::Frame;
use ::video::settings::AudioCodec;
use ::video::subtitle::Cue;
use ::video::{Format, Track};
use nearside::{Context, Error, File, Kind, Result};

use super::{Coded, Packet, Pcm, Shape};
use crate::video::{Abilities, Need, Open};

fn missing<T>(name: &str) -> Result<T> {
    Err(Error::new(Kind::Unsupported, format!("{name} needs WebCodecs, which only browsers have.")))
}

/// A picture that the browser holds.
pub struct Picture(Infallible);

impl Picture {
    pub fn of(_: &Frame, _: i64, _: i64) -> Result<Self> {
        missing("A picture")
    }

    pub fn at(&self, _: i64, _: i64) -> Result<Self> {
        match self.0 {}
    }

    pub fn time(&self) -> i64 {
        match self.0 {}
    }

    pub fn size(&self) -> (u32, u32) {
        match self.0 {}
    }

    pub fn is_common(&self) -> bool {
        match self.0 {}
    }

    pub async fn copy(&self, _: &mut Frame) -> Result<()> {
        match self.0 {}
    }
}

/// A decoder of pictures.
pub struct Pictures(Infallible);

impl Pictures {
    pub async fn open(name: &str, _: &Format, _: (u32, u32), _: bool) -> Result<Self> {
        missing(name)
    }

    pub async fn next(
        &mut self,
        _: &Context,
        _: impl FnMut() -> Result<Option<Packet>>,
    ) -> Result<Option<Picture>> {
        match self.0 {}
    }
}

/// A decoder of sound.
pub struct Sounds(Infallible);

impl Sounds {
    pub async fn open(name: &str, _: &Format, _: u32, _: u16) -> Result<Self> {
        missing(name)
    }

    pub async fn next(
        &mut self,
        _: &Context,
        _: impl FnMut() -> Result<Option<Packet>>,
    ) -> Result<Option<Pcm>> {
        match self.0 {}
    }
}

/// An encoder of pictures.
pub struct Camera(Infallible);

impl Camera {
    pub async fn open(_: &Shape) -> Result<Self> {
        missing("Encoding")
    }

    pub async fn like(name: &str, _: &Shape) -> Result<Self> {
        missing(name)
    }

    pub async fn encode(&mut self, _: &Context, _: &Picture, _: bool) -> Result<()> {
        match self.0 {}
    }

    pub fn take(&self) -> Result<Option<Coded>> {
        match self.0 {}
    }

    pub async fn rest(&mut self, _: &Context) -> Result<Option<Coded>> {
        match self.0 {}
    }
}

/// An encoder of sound.
pub struct Microphone(Infallible);

impl Microphone {
    pub async fn open(_: AudioCodec, _: u32, _: u16, _: u32) -> Result<Self> {
        missing("Encoding")
    }

    pub async fn encode(&mut self, _: &Context, _: &[f32], _: i64) -> Result<()> {
        match self.0 {}
    }

    pub fn take(&self) -> Result<Option<Coded>> {
        match self.0 {}
    }

    pub async fn rest(&mut self, _: &Context) -> Result<Option<Coded>> {
        match self.0 {}
    }
}

pub async fn decodes(_: &Format, _: &Track) -> bool {
    false
}

/// Who writes pictures.
pub struct Printer(Infallible);

impl Printer {
    pub fn new(_: u32, _: u32, kind: &'static str) -> Result<Self> {
        missing(kind)
    }

    pub async fn print(&mut self, _: &[u8], _: f64, _: &Context) -> Result<Vec<u8>> {
        match self.0 {}
    }
}

pub async fn decoded(file: &File, _: &Context) -> Result<Frame> {
    missing(file.name())
}

pub fn lettered(_: &str, _: u32) -> Result<Frame> {
    missing("Text")
}

pub fn written(_: &Cue, _: u32, _: u32) -> Result<Frame> {
    missing("Text")
}

pub async fn abilities(_: &Need) -> Abilities {
    Abilities::default()
}

pub fn open() -> Open {
    Open::default()
}
