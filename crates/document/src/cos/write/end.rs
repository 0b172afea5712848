//! The end of a file: where each object is, and which of them is the root.

use sha2::Digest;

use super::super::{Dict, Object, deflate, print};
use super::{Place, Writer};
use crate::Result;

impl Writer<'_> {
    /// Ends the file; the trailer needs `Root` and may have `Info`. Answers with the size.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn finish(mut self, trailer: Dict) -> Result<u64> {
        self.unload()?;
        let mut trailer = trailer;
        if let Some(dict) = self.lock.as_ref().map(|lock| lock.dict.clone()) {
            let id = self.reserve();
            self.plain(id, &dict.into())?;
            trailer.set("Encrypt", id);
        }
        let own = Object::string(&self.digest.clone().finalize()[..16]);
        trailer.set("ID", Object::array([own.clone(), own]));
        let start = self.at;
        if self.pack.is_some() {
            self.xref_stream(trailer)?;
        } else {
            self.xref_table(trailer)?;
        }
        self.write(format!("startxref\n{start}\n%%EOF\n").as_bytes())?;
        Ok(self.at)
    }

    fn xref_table(&mut self, trailer: Dict) -> Result<()> {
        let size = self.places.len();
        let mut bytes = format!("xref\n0 {size}\n").into_bytes();
        for (number, place) in self.places.iter().enumerate() {
            match place {
                Place::At(at) => bytes.extend(format!("{at:010} 00000 n \n").into_bytes()),
                _ if number == 0 => bytes.extend(b"0000000000 65535 f \n"),
                _ => bytes.extend(b"0000000000 00000 f \n"),
            }
        }
        bytes.extend(b"trailer\n");
        print(&trailer.with("Size", size as i64).into(), &mut bytes);
        bytes.push(b'\n');
        self.write(&bytes)
    }

    fn xref_stream(&mut self, trailer: Dict) -> Result<()> {
        let id = self.reserve();
        self.begin(id);
        let size = self.places.len();
        let wide = self.at > u64::from(u32::MAX);
        let mut bytes = Vec::with_capacity(size * 7);
        for place in &self.places {
            let (kind, second, third) = match place {
                Place::Nowhere => (0, 0, 0),
                Place::At(at) => (1, *at, 0),
                Place::In(stream, index) => (2, u64::from(*stream), *index as u16),
            };
            bytes.push(kind);
            bytes.extend(&second.to_be_bytes()[if wide { 0 } else { 4 }..]);
            bytes.extend(third.to_be_bytes());
        }
        let packed = deflate(&bytes);
        let dict = trailer
            .with("Type", Object::name("XRef"))
            .with("Size", size as i64)
            .with("W", Object::array([1, if wide { 8 } else { 4 }, 2].map(Object::Int)))
            .with("Filter", Object::name("FlateDecode"))
            .with("Length", packed.len() as i64);
        let mut bytes = format!("{} 0 obj\n", id.number).into_bytes();
        print(&dict.into(), &mut bytes);
        bytes.extend(b"\nstream\n");
        bytes.extend(packed);
        bytes.extend(b"\nendstream\nendobj\n");
        self.write(&bytes)
    }
}
