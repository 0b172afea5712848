//! Cuts a stretch out of a film at keys, and says how long that took: `cut FILE FROM TO [NEW FILE]`.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::rc::Rc;
use std::time::Instant;

use nearside_video::cut::{self, Input, Settings, Stretch};
use nearside_video::{Mux, Piece, Pieces, Reader, Source, mp4};

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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [name, from, to, target @ ..] = &args[..] else { return Err("cut FILE FROM TO [NEW FILE]".into()) };
    let disk = Rc::new(Disk(name.into(), std::fs::metadata(name)?.len()));
    let started = Instant::now();
    let reader = Reader::new(disk.clone());
    let movie = mp4::open(&reader)?;
    let opened = started.elapsed();
    let inputs = [Input { movie: &movie, reader: &reader }];
    let stretch = Stretch { input: 0, range: from.parse()?..to.parse()? };
    let plan = cut::plan(&inputs, &[stretch], &Settings::default())?;
    let (planned, kept) = (started.elapsed(), plan.kept.clone());
    let made = plan.finish(&inputs)?;
    let mut writer = mp4::Writer::new(made.movie())?;
    let mut body = Pieces::default();
    for packet in made.packets() {
        writer.packet(&packet, &mut body)?;
    }
    let head = writer.finish(&mut body)?;
    let size = head.len() as u64 + body.size();
    let pieces = body.take();
    let done = started.elapsed();
    println!("{kept:?}: {size} bytes, a head of {} and {} pieces", head.len(), pieces.len());
    println!("opened after {opened:?}, planned after {planned:?}, ready after {done:?}");
    if let [target] = target {
        let mut file = File::create(target)?;
        file.write_all(&head)?;
        for piece in pieces {
            match piece {
                Piece::Bytes(bytes) => file.write_all(&bytes)?,
                Piece::Range { range, .. } => file.write_all(&disk.read(range)?)?,
            }
        }
    }
    Ok(())
}
