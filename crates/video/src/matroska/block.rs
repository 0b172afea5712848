//! A block: which track, when, and the frames that are laced into it.

use super::ebml::number;

/// The header of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The number of its track.
    pub track: u64,
    /// When it is shown, in ticks from the beginning of its cluster.
    pub time: i16,
    /// Whether decoding can begin with it; only simple blocks say so.
    pub key: bool,
    /// How its frames are told apart.
    pub lacing: Lacing,
    /// How many bytes the header has.
    pub length: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lacing {
    None,
    Xiph,
    Fixed,
    Ebml,
}

impl Block {
    /// Reads the header.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (track, length) = number(bytes)?;
        let &[high, low, flags] = bytes.get(length..)?.first_chunk()?;
        Some(Self {
            track,
            time: i16::from_be_bytes([high, low]),
            key: flags & 0x80 != 0,
            lacing: [Lacing::None, Lacing::Xiph, Lacing::Fixed, Lacing::Ebml][usize::from(flags >> 1 & 3)],
            length: length as u64 + 3,
        })
    }
}

impl Lacing {
    /// The sizes of the frames that share this many bytes, and how many of them the list of sizes takes. What follows the
    /// block's header begins with that list. `None` if the list contradicts itself.
    pub fn sizes(self, bytes: &[u8], total: u64) -> Option<(Vec<u64>, u64)> {
        if self == Self::None {
            return Some((vec![total], 0));
        }
        let (count, mut at) = (usize::from(*bytes.first()?) + 1, 1);
        let mut sizes: Vec<u64> = Vec::with_capacity(count);
        match self {
            Self::Fixed => {
                let rest = total.checked_sub(1)?;
                // Empty frames would cost nothing: a small file could have billions.
                let full = rest >= count as u64;
                return (full && rest.is_multiple_of(count as u64))
                    .then(|| (vec![rest / count as u64; count], 1));
            }
            Self::Xiph => {
                for _ in 1..count {
                    let mut size = 0;
                    loop {
                        let byte = *bytes.get(at)?;
                        at += 1;
                        size += u64::from(byte);
                        if byte < 255 {
                            break;
                        }
                    }
                    sizes.push(size);
                }
            }
            _ => {
                for nth in 1..count {
                    let (value, length) = number(bytes.get(at..)?)?;
                    at += length;
                    // All but the first are differences, centred around 0.
                    let size = match sizes.last() {
                        Some(last) if nth > 1 => {
                            let middle = (1_i64 << (7 * length - 1)) - 1;
                            last.checked_add_signed((value as i64).checked_sub(middle)?)?
                        }
                        _ => value,
                    };
                    sizes.push(size);
                }
            }
        }
        let known = sizes.iter().try_fold(at as u64, |sum, size| sum.checked_add(*size))?;
        sizes.push(total.checked_sub(known)?);
        Some((sizes, at as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lace_is_taken_apart() {
        // The examples of RFC 9559, section 10.3: frames of 800, 500 and 1000 bytes.
        let xiph = [2, 255, 255, 255, 35, 255, 245];
        assert_eq!(Lacing::Xiph.sizes(&xiph, 2307), Some((vec![800, 500, 1000], 7)));
        let ebml = [2, 0x43, 0x20, 0x5e, 0xd3];
        assert_eq!(Lacing::Ebml.sizes(&ebml, 2305), Some((vec![800, 500, 1000], 5)));
        assert_eq!(Lacing::Fixed.sizes(&[2], 2401), Some((vec![800; 3], 1)));
        assert_eq!(Lacing::Fixed.sizes(&[2], 2402), None);
        assert_eq!(Lacing::Fixed.sizes(&[255], 1), None);
        assert_eq!(Lacing::Xiph.sizes(&[1, 200], 100), None);
        // A difference of nine bytes that no sum has room for.
        let far = [2, 0x81, 0, 0x80, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(Lacing::Ebml.sizes(&far, 100), None);
    }
}
