//! Opus (RFC 6716, RFC 7845): the identification header, and how long a packet lasts.

/// Opus always counts in 48,000ths of a second.
pub(crate) const RATE: u32 = 48_000;

/// The identification header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// How many channels it gives.
    pub channels: u16,
    /// How many samples at the beginning are not played.
    pub skip: u16,
}

impl Head {
    /// Reads `OpusHead`.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"OpusHead")?;
        let skip = u16::from_le_bytes(*rest.get(2..)?.first_chunk()?);
        Some(Self { channels: u16::from(*rest.get(1)?), skip })
    }
}

/// How many samples a packet lasts (RFC 6716, section 3.1), by its first two bytes.
pub(crate) fn duration(packet: &[u8]) -> Option<u32> {
    let &toc = packet.first()?;
    let frame = match toc >> 3 {
        mode @ 0..12 => [480, 960, 1920, 2880][usize::from(mode % 4)],
        mode @ 12..16 => [480, 960][usize::from(mode % 2)],
        mode => [120, 240, 480, 960][usize::from(mode % 4)],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u32::from(packet.get(1)? & 0x3f),
    };
    Some(frame * frames)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_last_as_long_as_their_first_bytes_say() {
        assert_eq!(duration(&[0xfc]), Some(960));
        assert_eq!(duration(&[0xfd]), Some(1920));
        assert_eq!(duration(&[0x18]), Some(2880));
        assert_eq!(duration(&[0x83, 0x03]), Some(360));
        assert_eq!(duration(&[0x83]), None);
    }
}
