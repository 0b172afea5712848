//! Locked, damaged and hostile files.

mod support;

use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use nearside_document::Kind;
use nearside_document::cos::{Document, Id, Object};
use nearside_document::view::{Book, Limits};
use support::*;

/// Every page of an open file, read to the bottom.
fn read(document: &Document) -> usize {
    let mut bytes = 0;
    for page in 0..document.page_count().unwrap_or(0).min(50) {
        bytes += document.slice(page, 64 << 20).map_or(0, |slice| slice.len());
    }
    bytes
}

#[test]
fn every_kind_of_lock_opens_with_either_password() {
    if !has("qpdf") {
        return;
    }
    let whole = texts(&["secret words", "more of them"]);
    let folder = std::env::temp_dir().join(format!("nearside-lock-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (plain, locked) = (folder.join("plain.pdf"), folder.join("locked.pdf"));
    std::fs::write(&plain, &whole).unwrap();
    let kinds: [&[&str]; 6] = [
        &["40"],
        &["128", "--use-aes=n"],
        &["128", "--use-aes=y"],
        &["128", "--use-aes=y", "--cleartext-metadata"],
        &["256", "--force-R5"],
        &["256"],
    ];
    for objects in ["disable", "generate"] {
        for kind in kinds {
            let mut command = Command::new("qpdf");
            command.arg("--allow-weak-crypto").arg(format!("--object-streams={objects}"));
            command.args(["--encrypt", "user", "owner"]).args(kind).arg("--").arg(&plain).arg(&locked);
            assert!(command.status().unwrap().success(), "{kind:?}");
            let bytes = std::fs::read(&locked).unwrap();
            for password in ["user", "owner"] {
                let document = Document::open(Rc::new(bytes.clone()), password).unwrap();
                let slice = document.slice(1, 1 << 20).unwrap();
                assert_eq!(qpdf(&slice, "").0, 0);
                assert!(pdftotext(&slice).contains("more of them"), "{kind:?} {objects}");
            }
            for password in ["", "wrong"] {
                let error = Document::open(Rc::new(bytes.clone()), password).err().unwrap();
                assert_eq!(error.kind, Kind::Locked, "{kind:?}");
            }
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_damaged_index_is_made_anew() {
    for packed in [false, true] {
        let whole = pages(9, |page| format!("BT /F1 24 Tf 72 700 Td (Page {page}) Tj ET"), packed);
        let text = String::from_utf8_lossy(&whole).into_owned();
        let start = text.rfind("startxref").unwrap();
        let mut cut = whole.clone();
        cut.truncate(whole.windows(9).rposition(|window| window == b"startxref").unwrap());
        let mut wrong = whole.clone();
        wrong.extend(b"\nstartxref\n7\n%%EOF\n");
        let shifted = [b"junk in front\n".as_slice(), &whole[..9], b"% something\n", &whole[9..]].concat();
        assert!(start > 0);
        for (name, bytes) in [("cut", cut), ("wrong", wrong), ("shifted", shifted)] {
            let document = open(&bytes).unwrap();
            assert_eq!(document.page_count().unwrap(), 9, "{name}, packed {packed}");
            assert!(document.is_repaired(), "{name}");
            let slice = document.slice(8, 1 << 20).unwrap();
            assert!(slice.windows(8).any(|window| window == b"(Page 8)"), "{name}");
        }
    }
}

#[test]
fn what_is_no_pdf_is_named_in_a_sentence() {
    assert_eq!(open(b"").err().unwrap().kind, Kind::Empty);
    for bytes in [&b"hello"[..], b"%PDF-1.7\n", &[0; 99_999], b"%PDF-1.4\ntrailer<</Root 1 0 R>>"] {
        let error = open(bytes).err().unwrap();
        assert!(error.kind == Kind::Broken && error.message.ends_with('.'), "{error}");
    }
}

#[test]
fn loops_end() {
    let objects = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 3/Kids[2 0 R 2 0 R 3 0 R]>>endobj \
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj 4 0 obj<</Length 4 0 R>>stream\nq Q\nendstream endobj",
        "1 0 obj 1 0 R endobj",
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids 2 0 R/Count 9999999999>>endobj",
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]/Count 1>>endobj \
         3 0 obj<</Kids[2 0 R]/Count 1>>endobj",
        "5 0 obj<</Type/ObjStm/N 1/First 4/Length 10>>stream\n5 0 <<>>\nendstream endobj 1 0 obj<</Type/Catalog/Pages 5 0 R>>endobj",
    ];
    for object in objects {
        let text = format!(
            "%PDF-1.7\n{object}\nxref\n0 0\ntrailer<</Root 1 0 R/Prev 3/Size 9>>\nstartxref\n3\n%%EOF"
        );
        if let Ok(document) = open(text.as_bytes()) {
            assert!(read(&document) < 9999);
        }
    }
}

#[test]
fn a_bomb_meets_its_budget() {
    let mut bomb = vec![0u8; 300 << 20];
    for _ in 0..3 {
        bomb = nearside_document::cos::deflate(&bomb);
    }
    let filters = Object::array((0..3).map(|_| Object::name("FlateDecode")));
    let dict = nearside_document::cos::Dict::new().with("Filter", filters);
    let document = open(&texts(&["x"])).unwrap();
    let Object::Stream(stream) = Object::stream(dict, bomb) else { unreachable!() };
    assert_eq!(document.decode(&stream, 64 << 20).unwrap_err().kind, Kind::BudgetExceeded);
}

/// Not proof, but a net with small meshes: thousands of files with a few wrong bytes.
#[test]
fn wrong_bytes_never_panic_or_hang() {
    let mut random = 1u64;
    let mut next = move || {
        random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (random >> 33) as usize
    };
    let begin = Instant::now();
    let own = [texts(&["one", "two"]), pages(3, |page| format!("({page}) Tj"), true)];
    let files = own.into_iter().chain(corpus().into_iter().map(|path| std::fs::read(path).unwrap()));
    for (file, bytes) in files.enumerate() {
        for _ in 0..if file < 2 { 300 } else { 8 } {
            let mut damaged = bytes.clone();
            for _ in 0..1 + next() % 20 {
                let at = next() % damaged.len();
                damaged[at] = next() as u8;
            }
            if next() % 4 == 0 {
                damaged.truncate(next() % damaged.len());
            }
            let start = Instant::now();
            if let Ok(document) = open(&damaged) {
                read(&document);
            }
            assert!(start.elapsed() < Duration::from_secs(10), "file {file} took {:?}", start.elapsed());
        }
    }
    println!("{:?}", begin.elapsed());
}

#[test]
fn locked_attachments_leave_the_pages_open() {
    let whole = texts(&["open words"]);
    let at = whole.windows(7).rposition(|part| part == b"trailer").unwrap();
    let dict = at + whole[at..].windows(2).position(|part| part == b"<<").unwrap() + 2;
    let zeros = "00".repeat(48);
    let lock = format!(
        "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O <{zeros}> /U <{zeros}> \
         /OE <{zeros}> /UE <{zeros}> /Perms <{zeros}> /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> \
         /StmF /Identity /StrF /Identity /EFF /StdCF >>"
    );
    let locked = [&whole[..dict], lock.as_bytes(), &whole[dict..]].concat();
    let book = Book::open(Rc::new(locked), "", Limits::default()).unwrap();
    assert!(book.plain(0).unwrap().contains("open words"));
}

/// A file of these objects, and where each begins.
fn written(objects: &[&str]) -> (String, Vec<usize>) {
    let mut file = "%PDF-1.5\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    (file, places)
}

const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R >>";
const PAGES: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 99 99] >>";

#[test]
fn pages_that_the_table_leaves_out_are_found() {
    let (mut file, places) = written(&[CATALOG, PAGES, "<< /Type /Page /Parent 2 0 R >>"]);
    let start = file.len();
    file += "xref\n0 3\n0000000000 65535 f \n";
    places[..2].iter().for_each(|place| file += &format!("{place:010} 00000 n \n"));
    file += &format!("trailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n{start}\n%%EOF\n");
    let document = open(file.as_bytes()).unwrap();
    assert_eq!(document.page_count().unwrap(), 1);
    assert_eq!(document.page(0).unwrap().media, [0.0, 0.0, 99.0, 99.0]);
}

#[test]
fn a_hybrid_file_keeps_its_hidden_objects_after_an_update() {
    let inner = "4 0 << /Hidden true >>";
    let packed =
        format!("<< /Type /ObjStm /N 1 /First 4 /Length {} >>\nstream\n{inner}\nendstream", inner.len());
    let (mut file, places) = written(&[CATALOG, PAGES, "<< /Type /Page /Parent 2 0 R >>", "null", &packed]);
    let hidden = file.len();
    // Object 4 is the first in stream 5; object 5 is at its place.
    let place = places[4] as u16;
    let [high, low] = place.to_be_bytes();
    let entries = [2, 0, 5, 0, 1, high, low, 0].map(|byte| format!("{byte:02x}")).concat();
    file += &format!(
        "6 0 obj\n<< /Type /XRef /Size 7 /W [1 2 1] /Index [4 2] /Filter /ASCIIHexDecode /Length {} >>\nstream\n{entries}>\nendstream\nendobj\n",
        entries.len() + 1
    );
    let table = file.len();
    file += "xref\n0 6\n0000000000 65535 f \n";
    places[..3].iter().for_each(|place| file += &format!("{place:010} 00000 n \n"));
    file += "0000000000 00000 f \n0000000000 00000 f \n";
    file += &format!("trailer\n<< /Root 1 0 R /Size 7 /XRefStm {hidden} >>\nstartxref\n{table}\n%%EOF\n");
    let again = file.len();
    file += "3 0 obj\n<< /Type /Page /Parent 2 0 R /Rotate 90 >>\nendobj\n";
    let newest = file.len();
    file += &format!("xref\n3 1\n{again:010} 00000 n \n");
    file += &format!("trailer\n<< /Root 1 0 R /Size 7 /Prev {table} >>\nstartxref\n{newest}\n%%EOF\n");
    let document = open(file.as_bytes()).unwrap();
    assert_eq!(document.page(0).unwrap().turn, 1);
    let object = document.load(Id { number: 4, generation: 0 }).unwrap();
    assert!(object.dict().is_some_and(|dict| dict.has("Hidden")), "{object:?}");
}

#[test]
fn names_that_lead_to_themselves_end() {
    let catalog = "<< /Type /Catalog /Pages 2 0 R /Names << /Dests 4 0 R >> >>";
    let (file, _) =
        written(&[catalog, PAGES, "<< /Type /Page /Parent 2 0 R >>", "<< /Kids [4 0 R 4 0 R] >>"]);
    let document = open(file.as_bytes()).unwrap();
    let begun = Instant::now();
    assert!(document.destination(b"nowhere").unwrap().is_null());
    assert!(begun.elapsed() < Duration::from_secs(5));
}
