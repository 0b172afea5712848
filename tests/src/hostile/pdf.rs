//! The least that writes a PDF: objects as they are given, right or wrong, and a table of where they are.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress};

/// Objects from 1 on. The first five are the catalog, the root of the pages, a page, its content, and a font named `F`.
pub struct Pdf {
    objects: Vec<Vec<u8>>,
    trailer: String,
}

impl Pdf {
    /// A page of this content; the entries go into its resources.
    pub fn page(content: impl AsRef<[u8]>, resources: &str) -> Pdf {
        let mut pdf = Pdf { objects: Vec::new(), trailer: String::new() };
        for body in [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
            &format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{resources}>>>>"),
        ] {
            pdf = pdf.and(body);
        }
        pdf.stream("", content).and("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    }

    /// Another object.
    #[must_use]
    pub fn and(mut self, body: impl AsRef<[u8]>) -> Pdf {
        self.objects.push(body.as_ref().to_vec());
        self
    }

    /// Another object with data.
    #[must_use]
    pub fn stream(self, entries: &str, data: impl AsRef<[u8]>) -> Pdf {
        let data = data.as_ref();
        let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
        self.and([head.as_bytes(), data, b"\nendstream"].concat())
    }

    /// Another body for one of the objects.
    #[must_use]
    pub fn with(mut self, number: usize, body: impl AsRef<[u8]>) -> Pdf {
        self.objects[number - 1] = body.as_ref().to_vec();
        self
    }

    /// Another entry of the catalog.
    #[must_use]
    pub fn catalog(self, entries: &str) -> Pdf {
        self.with(1, format!("<</Type/Catalog/Pages 2 0 R{entries}>>"))
    }

    /// Entries of the trailer; `@` is where the table of the objects begins.
    #[must_use]
    pub fn trailer(mut self, entries: &str) -> Pdf {
        self.trailer = entries.to_owned();
        self
    }

    /// The file.
    pub fn bytes(self) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.objects.len() + 1);
        for (at, object) in self.objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", bytes.len());
            bytes.extend(format!("{} 0 obj\n", at + 1).bytes());
            bytes.extend(object);
            bytes.extend(b"\nendobj\n");
        }
        let start = bytes.len().to_string();
        let (size, own) = (self.objects.len() + 1, self.trailer.replace('@', &start));
        // Of two entries of a name the last one counts.
        table += &format!("trailer\n<</Size {size}/Root 1 0 R{own}>>\nstartxref\n{start}\n%%EOF\n");
        bytes.extend(table.bytes());
        bytes
    }
}

/// Deflated.
pub fn packed(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes)?;
    out.finish()
}

/// So many mebibytes of nothing, deflated, without ever being there.
pub fn zeros(mebibytes: u32) -> std::io::Result<Vec<u8>> {
    let mut block = Vec::with_capacity(1 << 16);
    let mut deflate = Compress::new(Compression::default(), false);
    deflate.compress_vec(&vec![0; 1 << 20], &mut block, FlushCompress::Full)?;
    // A block of nothing after a block of nothing is the same block; then an empty one that says that it is the last.
    let bytes = u64::from(mebibytes) << 20;
    let sum = ((bytes % 65_521) as u32) << 16 | 1;
    Ok([&[0x78, 0x9c], block.repeat(mebibytes as usize).as_slice(), &[3, 0], &sum.to_be_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::zeros;

    #[test]
    fn nothing_is_unpacked_whole() {
        let packed = zeros(5).unwrap();
        let mut bytes = Vec::new();
        flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
        assert!(packed.len() < 10_000 && bytes.len() == 5 << 20 && bytes.iter().all(|byte| *byte == 0));
    }
}
