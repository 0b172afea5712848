//! What a document brings along is the same, whether its file is small enough to be read whole or not.
#![cfg(feature = "view")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::rc::Rc;

use nearside_document::view::{Book, Limits, WHOLE};
use nearside_document::{Document, Kind};
use support::*;

/// Six pages with labels, layers and attachments; `fill` bytes that nothing refers to lie in between.
fn file(fill: usize) -> Vec<u8> {
    let pages: String = (0..6).map(|n| format!("{} 0 R ", n + 10)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R/PageLabels<</Kids[16 0 R 17 0 R]>>
            /OCProperties<</OCGs[3 0 R 4 0 R]/D<</OFF[4 0 R]>>>>
            /Names<</EmbeddedFiles<</Names[(a) 5 0 R (b) 6 0 R]>>>>>>"
            .to_owned(),
        format!("<</Type/Pages/Kids[{pages}]/Count 6/MediaBox[0 0 200 200]>>"),
        "<</Type/OCG/Name(Walls)>>".into(),
        "<</Type/OCG/Name(W\\344nde)>>".into(),
        "<</Type/Filespec/F(data.txt)/UF(../../data.txt)/Desc(Some data)/EF<</F 7 0 R>>>>".into(),
        "<</Type/Filespec/F(elsewhere.txt)>>".into(),
        "<</Type/EmbeddedFile/Params<</Size 5>>/Length 5>>\nstream\nhello\nendstream".into(),
        "<</Type/Filespec/F(pin.txt)/EF<</F 9 0 R>>>>".into(),
        "<</Type/EmbeddedFile/Filter/ASCIIHexDecode/Length 7>>\nstream\n70696e>\nendstream".into(),
    ];
    for page in 0..6 {
        let pin = if page == 3 { "/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]/FS 8 0 R>>]" } else { "" };
        objects.push(format!("<</Type/Page/Parent 2 0 R{pin}>>"));
    }
    objects.push("<</Nums[0<</S/r>>2<</S/D/St 7/P(A-)>>]>>".into());
    objects.push("<</Nums[4<</P(End)>>]>>".into());
    let (mut file, mut starts) = (b"%PDF-1.7\n".to_vec(), Vec::new());
    file.resize(file.len() + fill, b'\n');
    for (at, object) in objects.iter().enumerate() {
        starts.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    starts.iter().for_each(|start| file.extend(format!("{start:010} 00000 n \n").bytes()));
    file.extend(
        format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", objects.len() + 1).bytes(),
    );
    file
}

fn open(bytes: Vec<u8>) -> (Book, Document) {
    let book = Book::open(Rc::new(bytes), "", Limits::default()).unwrap();
    let document = book.document().unwrap();
    (book, document)
}

#[test]
fn labels_layers_and_attachments_are_those_of_a_small_file() {
    let (small, large) = (open(file(0)), open(file(WHOLE as usize)));
    assert_eq!(large.1.labels, ["i", "ii", "A-7", "A-8", "End", "End"]);
    let layers: Vec<_> = large.1.layers.iter().map(|layer| (&layer.name[..], layer.shown)).collect();
    assert_eq!(layers, [("Walls", true), ("Wände", false)]);
    let files: Vec<_> =
        large.1.attachments.iter().map(|file| (&file.name[..], file.size, file.page)).collect();
    assert_eq!(
        files,
        [("data.txt", Some(5), None), ("elsewhere.txt", None, None), ("pin.txt", None, Some(3))]
    );
    assert_eq!((&small.1.labels, &small.1.layers), (&large.1.labels, &large.1.layers));
    assert_eq!(small.1.attachments, large.1.attachments);
    for (book, _) in [small, large] {
        assert_eq!(book.attachment(0).unwrap(), ("data.txt".into(), b"hello".to_vec()));
        assert_eq!(book.attachment(2).unwrap(), ("pin.txt".into(), b"pin".to_vec()));
        assert_eq!(book.attachment(1).unwrap_err().kind, Kind::Missing);
        assert_eq!(book.attachment(3).unwrap_err().kind, Kind::Missing);
    }
}

#[test]
fn what_is_brought_along_is_read_by_ranges() {
    let source = Rc::new(Counted { bytes: file(WHOLE as usize), read: 0.into() });
    let book = Book::open(source.clone(), "", Limits::default()).unwrap();
    book.document().unwrap();
    book.attachment(0).unwrap();
    assert!(source.read.get() < 2 << 20, "{} bytes were read", source.read.get());
}
