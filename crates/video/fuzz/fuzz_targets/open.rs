//! Any bytes: they are opened, looked at and walked through, or refused; what is found lies within the file.

#![no_main]

use std::rc::Rc;

use libfuzzer_sys::fuzz_target;
use nearside_video::{Reader, open, peek};

fuzz_target!(|bytes: &[u8]| {
    let source = Reader::new(Rc::new(bytes.to_vec()));
    let _ = peek(&source);
    let Ok(movie) = open(&source) else { return };
    for stream in &movie.streams {
        assert!(stream.index.memory() <= 8 * bytes.len() + 4096);
        for sample in stream.index.iter() {
            let end = sample.offset + u64::from(sample.size);
            assert!(end <= source.size());
            if let Ok(packet) = source.read(sample.offset..end) {
                let _ = stream.formats[usize::from(sample.format)].packing.unpack(&packet);
            }
        }
    }
});
