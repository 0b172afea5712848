//! EBML (RFC 8794): numbers that say how long they are, and elements made of a number, a size and a body.

/// The beginning of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// Which element.
    pub id: u32,
    /// How many bytes its body has; `None` if it ends where another begins.
    pub size: Option<u64>,
    /// How many bytes the beginning has.
    pub length: u64,
}

impl Start {
    /// Reads the beginning of an element; at most 12 bytes.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let wide = bytes.first()?.leading_zeros() as usize + 1;
        if wide > 4 {
            return None;
        }
        let id = bytes.get(..wide)?.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
        let (size, length) = number(bytes.get(wide..)?)?;
        let size = (size != (1 << (7 * length)) - 1).then_some(size);
        Some(Self { id, size, length: (wide + length) as u64 })
    }
}

/// A number that says how long it is, without its marker, and its length.
pub(super) fn number(bytes: &[u8]) -> Option<(u64, usize)> {
    let &first = bytes.first()?;
    let length = first.leading_zeros() as usize + 1;
    let rest = bytes.get(1..length)?;
    let start = u64::from(first) & (0x7f >> (length - 1).min(7));
    Some((rest.iter().fold(start, |value, byte| value << 8 | u64::from(*byte)), length))
}

/// The elements in a body: number and body of each. One that says that it is longer than what is left ends with that.
pub(super) struct Elements<'a>(pub &'a [u8]);

impl<'a> Iterator for Elements<'a> {
    type Item = (u32, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = Start::read(self.0)?;
        let rest = self.0.get(start.length as usize..)?;
        let size = start.size.and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
        let (body, rest) = rest.split_at(size.min(rest.len()));
        self.0 = rest;
        Some((start.id, body))
    }
}

/// An unsigned integer; the last eight bytes of more.
pub(super) fn uint(body: &[u8]) -> u64 {
    body.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// A signed integer.
pub(super) fn int(body: &[u8]) -> i64 {
    let start = if body.first().is_some_and(|byte| byte & 0x80 != 0) { -1 } else { 0 };
    body.iter().fold(start, |value, byte| value << 8 | i64::from(*byte))
}

/// A floating-point number of four or eight bytes; 0 for all others and for what is none.
pub(super) fn float(body: &[u8]) -> f64 {
    let value = match body.len() {
        4 => f64::from(f32::from_bits(uint(body) as u32)),
        8 => f64::from_bits(uint(body)),
        _ => 0.0,
    };
    if value.is_finite() { value } else { 0.0 }
}

/// A text, which ends with its first zero.
pub(super) fn text(body: &[u8]) -> String {
    let end = body.iter().position(|byte| *byte == 0).unwrap_or(body.len());
    String::from_utf8_lossy(&body[..end]).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_with_and_without_a_size() {
        let start =
            Start::read(&[0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).unwrap();
        assert_eq!(start, Start { id: 0x1f43_b675, size: None, length: 12 });
        assert_eq!(Start::read(&[0xa3, 0x40, 0x02]).unwrap(), Start { id: 0xa3, size: Some(2), length: 3 });
        assert_eq!(Start::read(&[0x08, 0x81]), None);
        let all: Vec<_> = Elements(&[0xd7, 0x81, 5, 0x83, 0x85, 1]).collect();
        assert_eq!(all, [(0xd7, &[5][..]), (0x83, &[1][..])]);
        assert_eq!(int(&[0xff, 0xfe]), -2);
    }
}
