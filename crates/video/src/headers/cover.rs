//! The picture of a piece of music or a film: JPEG or PNG, in the forms that containers have for it.

/// The front of it, among the kinds of pictures that ID3 counts and FLAC has from there.
const FRONT: u8 = 3;

/// These bytes, if they are a picture of a kind that all containers name.
pub(crate) fn of(bytes: &[u8]) -> Option<Vec<u8>> {
    mime(bytes).map(|_| bytes.to_vec())
}

pub(crate) fn mime(cover: &[u8]) -> Option<&'static str> {
    match cover {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        _ => None,
    }
}

/// Reads FLAC's block: kind, type, description, four numbers, then the picture, each length before its text.
pub(crate) fn read(block: &[u8]) -> Option<Vec<u8>> {
    let text = |rest: &[u8]| {
        let (length, rest) = rest.split_first_chunk()?;
        rest.split_at_checked(u32::from_be_bytes(*length) as usize)
            .map(|(text, rest)| (text.to_vec(), rest.to_vec()))
    };
    let (_, rest) = text(block.get(4..)?)?;
    let (_, rest) = text(&rest)?;
    of(&text(rest.get(16..)?)?.0)
}

/// Writes FLAC's block. How large the picture is, it says itself.
pub(crate) fn write(cover: &[u8]) -> Vec<u8> {
    let mime = mime(cover).unwrap_or_default();
    let mut out = vec![0, 0, 0, FRONT];
    out.extend_from_slice(&(mime.len() as u32).to_be_bytes());
    out.extend_from_slice(mime.as_bytes());
    out.extend_from_slice(&[0; 20]);
    out.extend_from_slice(&(cover.len() as u32).to_be_bytes());
    out.extend_from_slice(cover);
    out
}

/// Reads the frame of ID3: the encoding of its texts, the type, the kind, a description, the picture. In version 2 the type has three
/// letters and no end.
pub(crate) fn of_id3(frame: &[u8], old: bool) -> Option<Vec<u8>> {
    let (encoding, rest) = frame.split_first()?;
    let typed = if old { 3 } else { rest.iter().position(|byte| *byte == 0)? + 1 };
    let rest = rest.get(typed + 1..)?;
    let end = match encoding {
        1 | 2 => 2 * rest.chunks_exact(2).position(|unit| unit == [0, 0])? + 2,
        _ => rest.iter().position(|byte| *byte == 0)? + 1,
    };
    of(&rest[end..])
}

/// The frame of ID3.
pub(crate) fn id3(cover: &[u8]) -> Vec<u8> {
    [b"\0", mime(cover).unwrap_or_default().as_bytes(), &[0, FRONT, 0], cover].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_read_back() {
        let cover = b"\x89PNG and more\0";
        assert_eq!(read(&write(cover)).as_deref(), Some(&cover[..]));
        assert_eq!(of_id3(&id3(cover), false).as_deref(), Some(&cover[..]));
        assert_eq!(of_id3(b"\x01JPG\x03a\0\0\0\xff\xd8\xffx", true).as_deref(), Some(&b"\xff\xd8\xffx"[..]));
        for length in 0..write(cover).len() {
            assert_eq!(
                (read(&write(cover)[..length]), of_id3(&id3(cover)[..length.min(12)], false)),
                (None, None)
            );
        }
    }
}
