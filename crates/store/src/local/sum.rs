//! CRC-32, the checksum of the log.
//!
//! Written here, because crc32fast brings 16 KiB of tables, which no compressor makes smaller: they were a good part of the storage
//! worker. These are made when they are first needed, in less time than it takes to open a file.

use std::sync::OnceLock;

/// What a byte does to the sum, seen from so many bytes on.
type Tables = [[u32; 256]; 8];

static TABLES: OnceLock<Box<Tables>> = OnceLock::new();

/// Of the polynomial that zip, PNG and Ethernet use.
fn tables() -> Box<Tables> {
    let mut tables = Box::new([[0; 256]; 8]);
    for byte in 0..256 {
        tables[0][byte] = (0..8).fold(byte as u32, |sum, _| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1)));
    }
    for at in 1..8 {
        for byte in 0..256 {
            let before = tables[at - 1][byte];
            tables[at][byte] = (before >> 8) ^ tables[0][(before & 0xFF) as usize];
        }
    }
    tables
}

/// CRC-32 of `bytes`, continuing `chain`.
pub(super) fn sum(chain: u32, bytes: &[u8]) -> u32 {
    let tables = TABLES.get_or_init(tables);
    let (blocks, rest) = bytes.as_chunks::<8>();
    let whole = blocks.iter().fold(!chain, |sum, block| {
        let [a, b, c, d, e, f, g, h] = *block;
        let [s, t, u, v] = sum.to_le_bytes();
        let at = |table: usize, byte: u8| tables[table][usize::from(byte)];
        at(7, a ^ s) ^ at(6, b ^ t) ^ at(5, c ^ u) ^ at(4, d ^ v) ^ at(3, e) ^ at(2, f) ^ at(1, g) ^ at(0, h)
    });
    !rest.iter().fold(whole, |sum, byte| (sum >> 8) ^ tables[0][usize::from(sum as u8 ^ byte)])
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::sum;

    #[test]
    fn it_is_the_sum_that_everybody_knows() {
        assert_eq!(sum(0, b"123456789"), 0xCBF4_3926);
        let bytes: Vec<u8> = (0..1000u32).map(|n| ((n * n) >> 3) as u8).collect();
        for end in [0, 1, 7, 8, 9, 63, 64, 1000] {
            for chain in [0, 7, u32::MAX] {
                let mut known = crc32fast::Hasher::new_with_initial(chain);
                known.update(&bytes[..end]);
                assert_eq!(sum(chain, &bytes[..end]), known.finalize(), "{end} bytes after {chain}");
            }
        }
    }

    #[test]
    fn a_sum_goes_on_where_it_was_left() {
        let bytes = b"one after the other";
        assert_eq!(sum(sum(0, &bytes[..5]), &bytes[5..]), sum(0, bytes));
    }
}
