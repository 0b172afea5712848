//! Little that becomes much: streams, pictures and pages that are larger than any memory.

use anyhow::Result;

use super::super::pdf::{Pdf, packed, zeros};
use super::{MANY, Named, noise, plain};

/// A few bytes that unpack to gigabytes.
pub fn bombs() -> Result<Named> {
    const FLATE: &str = "/Filter/FlateDecode";
    let (giga, half) = (zeros(4096)?, zeros(512)?);
    let twice = packed(&giga)?;
    let lines = packed("0 0 m 595 842 l S\n".repeat(12 << 20 >> 1).as_bytes())?;
    let chain = format!("/Filter[{}]", "/ASCIIHexDecode".repeat(1000));
    let image = |width: u32, height: u32, space: &str, bits: u8| {
        let (space, size) = (format!("/ColorSpace/{space}/BitsPerComponent {bits}"), width.to_string());
        format!("/Type/XObject/Subtype/Image/Width {size}/Height {height}{space}{FLATE}")
    };
    let shown = |entries: &str, data: &[u8]| {
        Pdf::page("500 0 0 500 0 0 cm /X Do", "/XObject<</X 6 0 R>>").stream(entries, data).bytes()
    };
    let font = |entries: &str, data: &[u8]| {
        let font = format!("<</Type/Font/Subtype/TrueType/BaseFont/A{entries}>>");
        let about = "<</Type/FontDescriptor/FontName/A/Flags 32/FontFile2 7 0 R>>";
        Pdf::page("BT /F 12 Tf 72 700 Td (Hello) Tj ET", "")
            .with(5, font)
            .and(about)
            .stream(FLATE, data)
            .bytes()
    };
    let content = |entries: &str, data: &[u8]| {
        let head = format!("<<{entries}/Length {}>>stream\n", data.len());
        plain().with(4, [head.as_bytes(), data, b"\nendstream"].concat()).bytes()
    };
    let table = format!("/Type/XRef/W[1 4 2]/Size 600000000/Root 1 0 R{FLATE}");
    Ok(vec![
        ("bomb-content", content(FLATE, &giga)),
        ("bomb-content-twice", content("/Filter[/FlateDecode/FlateDecode]", &twice)),
        ("bomb-operators", content(FLATE, &lines)),
        ("bomb-filters", content(&chain, b"41>")),
        (
            "bomb-objects",
            plain().with(2, "6 0 R").stream(&format!("/Type/ObjStm/N 9/First 99{FLATE}"), &giga).bytes(),
        ),
        ("bomb-table", plain().stream(&table, &giga).trailer("/XRefStm 640").bytes()),
        ("bomb-bits", shown(&image(180_000, 180_000, "DeviceGray", 1), &giga)),
        ("bomb-colours", shown(&image(20_000, 20_000, "DeviceRGB", 8), &zeros(1145)?)),
        ("bomb-inks", shown(&image(10_000, 10_000, "DeviceCMYK", 16), &zeros(763)?)),
        ("bomb-font", font("/FontDescriptor 6 0 R", &half)),
        ("bomb-letters", font("/ToUnicode 7 0 R", &half)),
        (
            "bomb-predictor",
            content(
                &format!(
                    "{FLATE}/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32/BitsPerComponent 16>>"
                ),
                &half,
            ),
        ),
    ])
}

/// Pictures that say they are larger than anything, and are noise.
pub fn pictures() -> Named {
    let shown = |entries: &str, data: &[u8]| {
        let entries = format!("/Type/XObject/Subtype/Image{entries}");
        Pdf::page("500 0 0 500 0 0 cm /X Do", "/XObject<</X 6 0 R>>").stream(&entries, data).bytes()
    };
    let size = |side: u64, rest: &str| format!("/Width {side}/Height {side}/BitsPerComponent 8{rest}");
    // Frame header of 65,500 × 65,500 in three colours, then noise.
    let jpeg = [
        b"\xff\xd8\xff\xc2\0\x11\x08\xff\xdc\xff\xdc\x03\x01\x22\0\x02\x11\0\x03\x11\0".as_slice(),
        &noise(9999),
    ];
    // SIZ: 2³¹ − 1 in both directions, one tile.
    let far = [0x7f, 0xff, 0xff, 0xff];
    let jpx = [
        b"\xff\x4f\xff\x51\0\x29\0\0".as_slice(),
        &far,
        &far,
        &[0; 8],
        &far,
        &far,
        &[0; 8],
        &[0, 1, 7, 1, 1],
        &noise(9999),
    ];
    // A page information segment of 2³² − 1 in both directions, then noise.
    let jbig = [b"\0\0\0\0\x30\0\x01\0\0\0\x13".as_slice(), &[0xff; 8], &[0; 11], &noise(9999)];
    let gray = "/ColorSpace/DeviceGray";
    let stamp = Pdf::page("q 90 0 0 90 0 0 cm /X Do Q ".repeat(50_000), "/XObject<</X 6 0 R>>");
    let stamp = stamp.stream(&format!("/Type/XObject/Subtype/Image{}", size(1000, gray)), noise(MANY));
    let inline = format!("BI /W 100000 /H 100000 /BPC 8 /CS /G ID {} EI", "x".repeat(999));
    vec![
        ("picture-size", shown(&size(2_147_483_647, gray), b"x")),
        ("picture-endless", shown(&size(99_999_999_999_999, gray), b"x")),
        ("picture-mask-itself", shown(&size(9, "/ColorSpace/DeviceGray/SMask 6 0 R"), &[9; 81])),
        ("picture-space-itself", shown(&size(9, "/ColorSpace[/Indexed 7 0 R 255 7 0 R]"), &[9; 81])),
        ("picture-jpeg", shown(&size(65_500, "/ColorSpace/DeviceRGB/Filter/DCTDecode"), &jpeg.concat())),
        ("picture-jpx", shown(&size(65_500, "/Filter/JPXDecode"), &jpx.concat())),
        ("picture-jbig2", shown(&size(65_500, "/ColorSpace/DeviceGray/Filter/JBIG2Decode"), &jbig.concat())),
        (
            "picture-fax",
            shown(
                &size(
                    65_500,
                    "/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2000000000/Rows 2000000000>>",
                ),
                &noise(9999),
            ),
        ),
        ("picture-inline", Pdf::page(inline, "").bytes()),
        ("picture-stamped", stamp.bytes()),
    ]
}

/// Pages of impossible sizes.
pub fn sizes() -> Named {
    let page = |entries: &str| {
        let page =
            format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>{entries}>>");
        plain().with(3, page).bytes()
    };
    vec![
        ("size-large", page("/MediaBox[0 0 1000000000 1000000000]")),
        ("size-endless", page(&format!("/MediaBox[0 0 {0} {0}]", "9".repeat(60)))),
        ("size-wide", page("/MediaBox[0 0 100000000 1]")),
        ("size-none", page("/MediaBox[0 0 0 0]")),
        ("size-tiny", page("/MediaBox[0 0 .0000001 .0000001]")),
        ("size-back", page("/MediaBox[99999 99999 -99999 -99999]/CropBox[5 5 4 4]/Rotate 123456789")),
        ("size-unit", page("/UserUnit 1000000000")),
    ]
}
