//! Files whose parts lead in circles, go too deep, or are not where they should be.

use super::super::pdf::Pdf;
use super::{DEEP, MANY, Named, noise, plain};

/// Tables and trees that lead back to themselves, or promise more than there is.
pub fn structure() -> Named {
    let tree = |entries: &str| plain().with(2, format!("<</Type/Pages/MediaBox[0 0 99 99]{entries}>>"));
    let deep = (6..DEEP).fold(tree("/Kids[6 0 R]/Count 1"), |pdf, number| {
        pdf.and(format!("<</Type/Pages/Kids[{} 0 R]/Count 1>>", number + 1))
    });
    let stuffed = |entries: &str, data: &str| {
        let entries = format!("/Type/ObjStm{entries}");
        plain().with(2, "6 0 R").stream(&entries, data)
    };
    let crowd = (0..MANY).fold(plain(), |pdf, _| pdf.and("null"));
    let two = [plain().bytes(), plain().trailer("/Prev 0/XRefStm 0").bytes()].concat();
    vec![
        ("empty", Vec::new()),
        ("header", b"%PDF-1.7\n".to_vec()),
        ("letter", b"This is a letter, no document.".repeat(99)),
        ("page", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("nothing", vec![0; 1 << 20]),
        ("noise", [b"%PDF-1.7\n".as_slice(), &noise(1 << 20)].concat()),
        ("twice", two),
        ("table-itself", plain().trailer("/Prev @").bytes()),
        ("table-stream-itself", plain().trailer("/XRefStm @").bytes()),
        ("table-elsewhere", plain().trailer("/Prev 99999999999999").bytes()),
        ("table-size", plain().trailer("/Size 2147483647").bytes()),
        ("root-itself", plain().with(1, "1 0 R").bytes()),
        ("root-nowhere", plain().trailer("/Root 99 0 R").bytes()),
        ("tree-itself", tree("/Kids[2 0 R 2 0 R 3 0 R]/Count 3").bytes()),
        ("tree-count", tree("/Kids[3 0 R]/Count 1000000000").bytes()),
        ("tree-negative", tree("/Kids[3 0 R]/Count -1000000000").bytes()),
        ("tree-wide", tree(&format!("/Kids[{}]/Count {MANY}", "3 0 R ".repeat(MANY))).bytes()),
        ("tree-deep", deep.and("3 0 R").bytes()),
        ("length-itself", plain().with(4, "<</Length 4 0 R>>stream\nq Q\nendstream").bytes()),
        ("length-lies", plain().with(4, "<</Length 4000000000>>stream\nq Q\nendstream").bytes()),
        ("stuffed-itself", stuffed("/N 1/First 4/Extends 6 0 R", "6 0 6 0 R").bytes()),
        ("stuffed-count", stuffed("/N 1000000000/First 2000000000", "2 0").bytes()),
        ("crowd", crowd.bytes()),
    ]
}

/// More levels than any stack has.
pub fn nesting() -> Named {
    let object = |body: String| plain().and(body).catalog("/Lang 6 0 R/OpenAction 6 0 R/Names 6 0 R").bytes();
    let content = |text: String| Pdf::page(text, "").bytes();
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R/Y 7 0 R>>>>";
    let level = |next: usize| {
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X # 0 R>>>>"
            .replace('#', &next.to_string())
    };
    let laughs = (6..26).fold(Pdf::page("/X Do", "/XObject<</X 6 0 R>>"), |pdf, number| {
        pdf.stream(&level(number + 1), "/X Do ".repeat(10))
    });
    let chain = (6..5000).fold(Pdf::page("/X Do", "/XObject<</X 6 0 R>>"), |pdf, number| {
        pdf.stream(&level(number + 1), "q /X Do Q")
    });
    vec![
        ("deep-arrays", object("[".repeat(MANY) + &"]".repeat(MANY))),
        ("deep-dictionaries", object("<</A".repeat(MANY) + " 1" + &">>".repeat(MANY))),
        ("deep-open", object("[<</A".repeat(MANY))),
        ("deep-states", content("q ".repeat(MANY))),
        ("deep-states-back", content("Q ".repeat(MANY))),
        ("deep-marks", content("/A BMC ".repeat(MANY))),
        ("deep-strings", content("(".repeat(MANY))),
        ("deep-content", content("[".repeat(MANY))),
        (
            "form-itself",
            Pdf::page("/X Do", "/XObject<</X 6 0 R>>").stream(form, "0 0 9 9 re f /X Do /X Do").bytes(),
        ),
        (
            "forms-to-and-fro",
            Pdf::page("/X Do", "/XObject<</X 6 0 R>>")
                .stream(form, "/Y Do ".repeat(9))
                .stream(form, "/X Do ".repeat(9))
                .bytes(),
        ),
        ("forms-laugh", laughs.stream(form, "0 0 9 9 re f").bytes()),
        ("forms-chain", chain.stream(form, "0 0 9 9 re f").bytes()),
    ]
}

/// What is beside the pages.
pub fn elsewhere() -> Named {
    let lock = |entries: &str| plain().trailer(&format!("/ID[<00><00>]/Encrypt{entries}")).bytes();
    let keys = "00".repeat(48);
    let notes = format!("<</Type/Page/Parent 2 0 R/Annots[{}]>>", "6 0 R ".repeat(DEEP));
    let note = "<</Type/Annot/Subtype/Stamp/Rect[0 0 595 842]/AP<</N 7 0 R>>>>";
    let look = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 7 0 R>>>>";
    vec![
        ("lock-itself", lock(" 6 0 R")),
        ("lock-noise", lock("<</Filter/Standard/V 99/R 99/O(x)/U(x)/P 1/Length 999999999>>")),
        (
            "lock-new",
            lock(&format!(
                "<</Filter/Standard/V 5/R 6/Length 256/P -4/O<{keys}>/U<{keys}>/OE<00>/UE<00>/Perms<00>>>"
            )),
        ),
        (
            "outline-itself",
            plain()
                .catalog("/Outlines 6 0 R")
                .and("<</First 7 0 R/Last 7 0 R/Count 1000000000>>")
                .and("<</Title(A)/Next 7 0 R/First 7 0 R/Parent 7 0 R>>")
                .bytes(),
        ),
        (
            "names-themselves",
            plain()
                .catalog("/Names<</Dests 6 0 R/EmbeddedFiles 6 0 R>>")
                .and("<</Kids[6 0 R 6 0 R]/Limits[(a)(z)]>>")
                .bytes(),
        ),
        (
            "layers-themselves",
            plain()
                .catalog("/OCProperties<</OCGs[6 0 R]/D<</Order[6 0 R]/ON 6 0 R>>>>")
                .and("[6 0 R 6 0 R]")
                .bytes(),
        ),
        (
            "form-fields",
            plain()
                .catalog("/AcroForm<</Fields[6 0 R]>>")
                .and("<</T(a)/Kids[6 0 R 6 0 R]/Parent 6 0 R>>")
                .bytes(),
        ),
        ("notes", plain().with(3, notes).and(note).stream(look, "0 0 595 842 re f /X Do").bytes()),
    ]
}
