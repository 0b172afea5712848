//! Pages that never come to an end of painting.

use super::super::pdf::Pdf;
use super::{DEEP, MANY, Named, noise};

/// Surfaces that never end.
pub fn patterns() -> Named {
    const ALL: &str = "/Pattern cs /P scn 0 0 595 842 re f";
    let tile = |entries: &str, content: &str| {
        let entries = format!("/PatternType 1/PaintType 1/TilingType 1{entries}");
        Pdf::page(ALL, "/Pattern<</P 6 0 R>>").stream(&entries, content).bytes()
    };
    let shade = |shading: &str, function: Pdf| {
        function.with(6, format!("<</PatternType 2/Shading<<{shading}>>>>")).bytes()
    };
    let start = || Pdf::page(ALL, "/Pattern<</P 6 0 R>>").and("");
    let axial = "/ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 595 842]/Function 7 0 R/Extend[true true]";
    let stitch = format!(
        "<</FunctionType 3/Domain[0 1]/Functions[{}]/Bounds[{}]/Encode[{}]>>",
        "8 0 R ".repeat(DEEP),
        (1..DEEP).map(|n| format!("{} ", n as f64 / DEEP as f64)).collect::<String>(),
        "0 1 ".repeat(DEEP)
    );
    let ramp = "<</FunctionType 2/Domain[0 1]/C0[0 0 0]/C1[1 1 1]/N 1>>";
    let program = |text: String| start().stream("/FunctionType 4/Domain[0 1]/Range[0 1 0 1 0 1]", text);
    let mesh = |kind: u8| {
        let entries = format!(
            "/ShadingType {kind}/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8/Decode[0 595 0 842 0 1 0 1 0 1]"
        );
        let mut data = noise(3 * MANY);
        // Flags that begin a new one, where they are looked for in triangles.
        data.iter_mut().step_by(6).for_each(|flag| *flag = 0);
        Pdf::page("/S sh", "/Shading<</S 6 0 R>>").stream(&entries, data).bytes()
    };
    vec![
        ("tiles-small", tile("/BBox[0 0 1 1]/XStep .00001/YStep .00001", "0 0 1 1 re f")),
        ("tiles-none", tile("/BBox[0 0 9 9]/XStep 0/YStep 0", "0 0 9 9 re f")),
        (
            "tiles-large",
            tile("/BBox[0 0 999999999 999999999]/XStep 999999999/YStep 999999999", "0 0 9 9 re f"),
        ),
        ("tiles-overlap", tile("/BBox[0 0 595 842]/XStep .5/YStep .5", "0 0 595 842 re f")),
        (
            "tiles-themselves",
            tile(
                "/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<</Pattern<</P 6 0 R>>>>",
                "/Pattern cs /P scn 0 0 9 9 re f",
            ),
        ),
        (
            "shade-itself",
            shade(
                axial,
                start()
                    .and("<</FunctionType 3/Domain[0 1]/Functions[7 0 R 7 0 R]/Bounds[.5]/Encode[0 1 0 1]>>"),
            ),
        ),
        ("shade-stitched", shade(axial, start().and(stitch).and(ramp))),
        ("shade-deep", shade(axial, program("{".repeat(DEEP) + &"}".repeat(DEEP)))),
        ("shade-long", shade(axial, program(format!("{{{} dup dup}}", "1 add ".repeat(MANY))))),
        (
            "shade-sampled",
            shade(
                axial,
                start().stream(
                    "/FunctionType 0/Domain[0 1]/Range[0 1 0 1 0 1]/Size[2147483647]/BitsPerSample 32",
                    b"x",
                ),
            ),
        ),
        ("mesh-triangles", mesh(4)),
        ("mesh-patches", mesh(7)),
    ]
}

/// Fonts that are noise, or call themselves.
pub fn fonts() -> Named {
    const HELLO: &str = "BT /F 12 Tf 72 700 Td (Hello) Tj ET";
    let file = |kind: &str, entry: &str, head: &[u8]| {
        let data = [head, &noise(99_999)].concat();
        Pdf::page(HELLO, "")
            .with(
                5,
                format!(
                    "<</Type/Font/Subtype/{kind}/BaseFont/A/FontDescriptor 6 0 R/FirstChar 0/LastChar 255>>"
                ),
            )
            .and(format!("<</Type/FontDescriptor/FontName/A/Flags 32/{entry} 7 0 R>>"))
            .stream("/Subtype/Type1C/Length1 999999999/Length2 999999999", data)
            .bytes()
    };
    let third = |proc: &str| {
        let font = "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 72/LastChar 72/Widths[9] \
            /Encoding<</Differences[72/H]>>/CharProcs<</H 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>";
        Pdf::page(HELLO, "").with(5, font).stream("", proc).bytes()
    };
    let wide = format!(
        "<</Type/Font/Subtype/Type1/BaseFont/A/FirstChar 0/LastChar 1000000000/Widths[{}]>>",
        "9 ".repeat(MANY)
    );
    let composite =
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding 6 0 R/DescendantFonts[5 0 R]/ToUnicode 6 0 R>>";
    let map = "1 begincodespacerange <00> <ffffffff> endcodespacerange 1 begincidrange <00000000> <ffffffff> 0 endcidrange \
        1 beginbfrange <00000000> <ffffffff> <0041> endbfrange";
    vec![
        ("font-truetype", file("TrueType", "FontFile2", b"\0\x01\0\0\xff\xff\0\0\0\0\0\0glyf")),
        ("font-cff", file("Type1", "FontFile3", b"\x01\0\x04\x04\0\x01\x01\x01\x02A\0\xff\xff\x04")),
        ("font-type1", file("Type1", "FontFile", b"%!PS-AdobeFont-1.0: A\n/Private 999999999 dict eexec ")),
        ("font-wide", Pdf::page(HELLO, "").with(5, wide).bytes()),
        (
            "font-map",
            Pdf::page(HELLO, "")
                .with(5, composite)
                .stream("/Type/CMap/CMapName/A/UseCMap 6 0 R", map)
                .bytes(),
        ),
        ("letter-itself", third("9 0 d0 BT /F 9 Tf (HHHHHHHHHH) Tj ET")),
    ]
}

/// More paint than a page can take.
pub fn paint() -> Named {
    let content = |text: String| Pdf::page(text, "").bytes();
    let group = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/I true/K true>>/Resources<</XObject<</X # 0 R>>>>";
    let groups = (6..2006).fold(Pdf::page("/X Do", "/XObject<</X 6 0 R>>"), |pdf, number| {
        pdf.stream(&group.replace('#', &(number + 1).to_string()), "0 0 595 842 re f /X Do")
    });
    let mask = "<</SMask<</S/Luminosity/G 7 0 R>>>>";
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency>>/Resources<</ExtGState<</G 6 0 R>>>>";
    let masked = Pdf::page("/G gs 0 0 595 842 re f", "/ExtGState<</G 6 0 R>>").and(mask);
    vec![
        ("paint-dashes", content("[.00001 .00001] 0 d 0 0 m 595 842 l S ".repeat(9))),
        ("paint-curves", content("0 0 m 595 842 0 842 595 0 c 90 w S ".repeat(100_000))),
        ("paint-one-path", content("595 0 m ".to_owned() + &"0 842 l 595 842 l ".repeat(MANY) + "f*")),
        ("paint-clips", content("0 0 595 842 re W n ".repeat(MANY / 5) + "0 0 9 9 re f")),
        ("paint-letters", content(format!("BT /F 90 Tf 72 700 Td ({}) Tj ET", "Hello ".repeat(MANY)))),
        (
            "paint-large",
            content(
                "BT /F 1e30 Tf (H) Tj ET 1e30 w 0 0 m 1e38 1e38 l S 1e30 0 0 1e30 0 0 cm 0 0 1e30 1e30 re f"
                    .repeat(99),
            ),
        ),
        ("paint-groups", groups.bytes()),
        ("paint-mask-itself", masked.stream(form, "/G gs 0 0 595 842 re f").bytes()),
    ]
}
