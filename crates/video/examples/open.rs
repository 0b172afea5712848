//! Opens files and says what is in them, and how long that took.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::rc::Rc;
use std::time::Instant;

use nearside_video::{Reader, Source, mp4};

struct Disk(std::path::PathBuf, u64);

impl Source for Disk {
    fn size(&self) -> u64 {
        self.1
    }

    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.0)?;
        file.seek(SeekFrom::Start(range.start))?;
        let mut bytes = vec![0; (range.end - range.start) as usize];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

fn main() {
    for name in std::env::args().skip(1) {
        let size = std::fs::metadata(&name).map(|meta| meta.len()).unwrap_or_default();
        let started = Instant::now();
        let opened = mp4::open(&Reader::new(Rc::new(Disk(name.clone().into(), size))));
        let took = started.elapsed();
        match opened {
            Ok(movie) => {
                let packets: u64 = movie.media.tracks.iter().map(|track| track.packets).sum();
                println!("{name}: {packets} packets in {took:?}\n{:#?}", movie.media);
                for stream in &movie.streams {
                    println!("{} {:?}", stream.timescale, stream.edits);
                }
            }
            Err(error) => println!("{name}: {error}"),
        }
    }
}
