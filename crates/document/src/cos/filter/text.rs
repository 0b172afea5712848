//! Bytes written as letters, and runs of bytes.

use super::super::lex::is_space;

/// Two digits for a byte, until `>`.
pub(super) fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|byte| char::from(*byte).to_digit(16).map(|digit| digit as u8))
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

/// Five letters for four bytes, until `~>`.
pub(super) fn base85(bytes: &[u8]) -> Vec<u8> {
    let bytes = bytes.strip_prefix(b"<~").unwrap_or(bytes);
    let mut out = Vec::with_capacity(bytes.len() / 5 * 4 + 4);
    let (mut group, mut count) = (0u32, 0);
    for byte in bytes.iter().filter(|byte| !is_space(**byte)) {
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(group.to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(&group.to_be_bytes()[..count - 1]);
    }
    out
}

/// A length and a byte, or a length and that many bytes. `None` if there is more than the limit.
pub(super) fn runs(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(len) = bytes.get(at).map(|len| usize::from(*len)) {
        match len {
            128 => break,
            0..=127 => {
                let end = (at + 2 + len).min(bytes.len());
                out.extend_from_slice(&bytes[at + 1..end]);
                at += 2 + len;
            }
            _ => {
                let Some(byte) = bytes.get(at + 1) else { break };
                out.resize(out.len() + 257 - len, *byte);
                at += 2;
            }
        }
        if out.len() > limit {
            return None;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_bytes() {
        assert_eq!(hexadecimal(b"4a 4B5>zz"), b"JKP");
        assert_eq!(base85(b"<~87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(base85(b"87cUR"), b"Hell");
        assert_eq!(base85(b"87cURDZ~>"), b"Hello");
        assert_eq!(runs(&[2, 1, 2, 3, 254, 9, 128, 7], 99).unwrap(), [1, 2, 3, 9, 9, 9]);
        assert_eq!(runs(&[129, 0].repeat(9), 99), None);
    }
}
