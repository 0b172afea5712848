//! Any bytes that can be opened: what Matroska takes of them is packed anew, and can be opened again.

#![no_main]

use std::rc::Rc;

use libfuzzer_sys::fuzz_target;
use nearside_video::index::Sample;
use nearside_video::{Container, Data, Mux, Packet, Piece, Pieces, Reader, matroska, open};

fuzz_target!(|bytes: &[u8]| {
    let source = Reader::new(Rc::new(bytes.to_vec()));
    let Ok(mut movie) = open(&source) else { return };
    movie.media.container = Container::Matroska;
    let Ok(mut mux) = matroska::Writer::new(&movie) else { return };
    let mut body = Pieces::default();
    for (track, stream) in movie.streams.iter().enumerate() {
        for Sample { offset, size, pts, dts, duration, key, format } in stream.index.iter().take(1000) {
            let Ok(bytes) = source.read(offset..offset + u64::from(size)) else { return };
            let data = Data::Bytes(&bytes);
            if mux.packet(&Packet { track, pts, dts, duration, key, format, data }, &mut body).is_err() {
                return;
            }
        }
    }
    let Ok(mut file) = mux.finish(&mut body) else { return };
    for piece in body.take() {
        if let Piece::Bytes(bytes) = piece {
            file.extend(bytes);
        }
    }
    assert!(open(&Reader::new(Rc::new(file))).is_ok() || movie.streams.is_empty());
});
