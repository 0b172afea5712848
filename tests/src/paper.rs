//! Documents made in code: PDFs of as many pages as a test wants, with an outline, links and a lock.
//!
//! They say what they hold, so that a test can ask for it: page 7 has the line "Page 7".

use md5::{Digest, Md5};

/// What a password is filled up with (ISO 32000-1, 7.6.3.3).
const PAD: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e,
    0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];
const NAME: &[u8] = b"nearside-testing";

/// A document that is to be written.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    pages: Vec<Vec<String>>,
    outline: Vec<(String, usize)>,
    inner: Option<usize>,
    outer: Option<String>,
    password: Option<String>,
    form: bool,
}

impl Paper {
    /// So many pages. Each has a heading, "Page 1" and so on, and two lines of which the second one goes on with a hyphen.
    pub fn of(pages: usize) -> Paper {
        let lines = |page: usize| {
            vec![
                format!("Page {page}"),
                "The quick brown fox is search-".into(),
                "ing for the lazy dog.".into(),
            ]
        };
        Paper { pages: (1..=pages).map(lines).collect(), ..Paper::default() }
    }

    /// Another line on a page, counted from 1.
    #[must_use]
    pub fn line(mut self, page: usize, line: &str) -> Paper {
        self.pages[page - 1].push(line.into());
        self
    }

    /// A line of the outline that leads to a page, counted from 1.
    #[must_use]
    pub fn chapter(mut self, title: &str, page: usize) -> Paper {
        self.outline.push((title.into(), page));
        self
    }

    /// Two links on the first page: to a page and to an address.
    #[must_use]
    pub fn links(mut self, page: usize, address: &str) -> Paper {
        (self.inner, self.outer) = (Some(page), Some(address.into()));
        self
    }

    /// A form on the first page: a field for a text, "name", and a check box, "agreed".
    #[must_use]
    pub fn form(mut self) -> Paper {
        self.form = true;
        self
    }

    /// A lock that this password opens.
    #[must_use]
    pub fn locked(mut self, password: &str) -> Paper {
        self.password = Some(password.into());
        self
    }

    /// The file.
    pub fn pdf(&self) -> Vec<u8> {
        let lock = self.password.as_deref().map(Lock::new);
        let mut file = Writer { bytes: b"%PDF-1.7\n".to_vec(), starts: Vec::new() };
        let count = self.pages.len();
        let page_at = |page: usize| 4 + 2 * (page - 1);
        let free = 4 + 2 * count;
        let outlines = if self.outline.is_empty() { String::new() } else { format!("/Outlines {free} 0 R") };
        // The fields come last.
        let lines = if self.outline.is_empty() { 0 } else { self.outline.len() + 1 };
        let (name, agreed) = (free + lines, free + lines + 1);
        let form = match self.form {
            true => format!(
                "/AcroForm<</Fields[{name} 0 R {agreed} 0 R]/DR<</Font<</F 3 0 R>>>>/DA(/F 12 Tf 0 g)>>"
            ),
            false => String::new(),
        };
        file.object(format!("<</Type/Catalog/Pages 2 0 R{outlines}{form}>>").as_bytes());
        let kids: Vec<String> = (1..=count).map(|page| format!("{} 0 R", page_at(page))).collect();
        file.object(format!("<</Type/Pages/Kids[{}]/Count {count}>>", kids.join(" ")).as_bytes());
        file.object(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
        for (index, lines) in self.pages.iter().enumerate() {
            let links = if index == 0 { self.annotations(page_at, name) } else { String::new() };
            let content = page_at(index + 1) + 1;
            file.object(
                format!(
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {content} 0 R{links}>>"
                )
                .as_bytes(),
            );
            let mut text = String::from("BT /F 24 Tf 72 740 Td ");
            for (at, line) in lines.iter().enumerate() {
                let size = if at == 0 { "" } else { "/F 14 Tf 0 -24 Td " };
                let escaped = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
                text.push_str(&format!("{size}({escaped}) Tj "));
            }
            text.push_str("ET");
            let text =
                lock.as_ref().map_or(text.clone().into_bytes(), |lock| lock.seal(content, text.as_bytes()));
            let mut stream = format!("<</Length {}>>\nstream\n", text.len()).into_bytes();
            stream.extend(text);
            stream.extend(b"\nendstream");
            file.object(&stream);
        }
        let lines = self.outline.len();
        if lines > 0 {
            file.object(
                format!("<</Count {lines}/First {} 0 R/Last {} 0 R>>", free + 1, free + lines).as_bytes(),
            );
        }
        for (at, (title, page)) in self.outline.iter().enumerate() {
            let number = free + 1 + at;
            let next = if at + 1 < lines { format!("/Next {} 0 R", number + 1) } else { String::new() };
            let before = if at > 0 { format!("/Prev {} 0 R", number - 1) } else { String::new() };
            let target = page_at(*page);
            file.object(
                format!("<</Title({title})/Parent {free} 0 R/Dest[{target} 0 R/XYZ 0 842 0]{next}{before}>>")
                    .as_bytes(),
            );
        }
        if self.form {
            let field = |rest: &str| format!("<</Type/Annot/Subtype/Widget/F 4/P 4 0 R{rest}>>");
            file.object(
                field("/FT/Tx/T(name)/TU(Your name)/Rect[72 600 272 622]/DA(/F 12 Tf 0 g)/V()").as_bytes(),
            );
            let look = "/AP<</N<</On {on} 0 R/Off {off} 0 R>>>>";
            let look = look.replace("{on}", &(agreed + 1).to_string());
            let look = look.replace("{off}", &(agreed + 2).to_string());
            file.object(
                field(&format!("/FT/Btn/T(agreed)/TU(I agree)/Rect[72 570 86 584]/V/Off/AS/Off{look}"))
                    .as_bytes(),
            );
            for content in ["0 0 14 14 re f", ""] {
                let length = content.len();
                file.object(
                    format!("<</Type/XObject/Subtype/Form/BBox[0 0 14 14]/Length {length}>>\nstream\n{content}\nendstream").as_bytes(),
                );
            }
        }
        let encrypt = lock.map(|lock| file.object(lock.dictionary().as_bytes()));
        file.finish(encrypt)
    }

    fn annotations(&self, page_at: impl Fn(usize) -> usize, name: usize) -> String {
        let link = |x: u32, rest: String| {
            format!("<</Type/Annot/Subtype/Link/Border[0 0 0]/Rect[{x} 500 {} 540]{rest}>>", x + 120)
        };
        let inner = self.inner.map(|page| link(72, format!("/Dest[{} 0 R/XYZ 0 842 0]", page_at(page))));
        let outer = self.outer.as_ref().map(|address| link(240, format!("/A<</S/URI/URI({address})>>")));
        let fields = self.form.then(|| format!("{name} 0 R {} 0 R", name + 1));
        let all: String = inner.into_iter().chain(outer).chain(fields).collect();
        if all.is_empty() { all } else { format!("/Annots[{all}]") }
    }
}

struct Writer {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl Writer {
    fn object(&mut self, body: &[u8]) -> usize {
        self.starts.push(self.bytes.len());
        let number = self.starts.len();
        self.bytes.extend(format!("{number} 0 obj\n").bytes());
        self.bytes.extend(body);
        self.bytes.extend(b"\nendobj\n");
        number
    }

    fn finish(mut self, encrypt: Option<usize>) -> Vec<u8> {
        let table = self.bytes.len();
        let size = self.starts.len() + 1;
        self.bytes.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
        for start in &self.starts {
            self.bytes.extend(format!("{start:010} 00000 n \n").bytes());
        }
        let lock = encrypt.map(|number| format!("/Encrypt {number} 0 R")).unwrap_or_default();
        let name = hex(NAME);
        self.bytes.extend(
            format!(
                "trailer\n<</Size {size}/Root 1 0 R/ID[<{name}><{name}>]{lock}>>\nstartxref\n{table}\n%%EOF"
            )
            .bytes(),
        );
        self.bytes
    }
}

/// The oldest lock of PDF (revision 2, 40 bits): the shortest to write down, and every reader opens it.
struct Lock {
    owner: Vec<u8>,
    key: Vec<u8>,
}

impl Lock {
    const PERMISSIONS: i32 = -4;

    fn new(password: &str) -> Lock {
        let padded: Vec<u8> = password.bytes().chain(PAD).take(32).collect();
        let owner = rc4(&Md5::digest(&padded)[..5], &padded);
        let mut sum = Md5::new();
        sum.update(&padded);
        sum.update(&owner);
        sum.update(Self::PERMISSIONS.to_le_bytes());
        sum.update(NAME);
        Lock { owner, key: sum.finalize()[..5].to_vec() }
    }

    fn seal(&self, object: usize, bytes: &[u8]) -> Vec<u8> {
        let mut sum = Md5::new();
        sum.update(&self.key);
        sum.update(&(object as u32).to_le_bytes()[..3]);
        sum.update([0, 0]);
        rc4(&sum.finalize()[..10], bytes)
    }

    fn dictionary(&self) -> String {
        let (owner, user) = (hex(&self.owner), hex(&rc4(&self.key, &PAD)));
        format!("<</Filter/Standard/V 1/R 2/O<{owner}>/U<{user}>/P {}>>", Self::PERMISSIONS)
    }
}

fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut j = 0_usize;
    for i in 0..256 {
        j = (j + usize::from(state[i]) + usize::from(key[i % key.len()])) % 256;
        state.swap(i, j);
    }
    let (mut i, mut j) = (0, 0);
    let mut next = || {
        i = (i + 1) % 256;
        j = (j + usize::from(state[i])) % 256;
        state.swap(i, j);
        state[(usize::from(state[i]) + usize::from(state[j])) % 256]
    };
    bytes.iter().map(|byte| byte ^ next()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
