//! CRC-32, the checksum of archives and of the log of this browser's files.
//!
//! Written here, because crc32fast brings 16 KiB of tables, which no compressor makes smaller: a twentieth of the app's and of the
//! storage worker's download. These are made when they are first needed, in less time than it takes to open a file.

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

/// CRC-32 of `bytes`, continuing `chain`: that of what came before, or 0.
pub fn crc(chain: u32, bytes: &[u8]) -> u32 {
    let tables = TABLES.get_or_init(tables);
    let (blocks, rest) = bytes.as_chunks::<8>();
    let mut sum = !chain;
    for [a, b, c, d, e, f, g, h] in blocks {
        let [s, t, u, v] = sum.to_le_bytes();
        sum = tables[7][usize::from(a ^ s)]
            ^ tables[6][usize::from(b ^ t)]
            ^ tables[5][usize::from(c ^ u)]
            ^ tables[4][usize::from(d ^ v)]
            ^ tables[3][usize::from(*e)]
            ^ tables[2][usize::from(*f)]
            ^ tables[1][usize::from(*g)]
            ^ tables[0][usize::from(*h)];
    }
    for byte in rest {
        sum = (sum >> 8) ^ tables[0][usize::from(sum as u8 ^ byte)];
    }
    !sum
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::crc;

    #[test]
    fn it_is_the_sum_that_everybody_knows() {
        assert_eq!(crc(0, b"123456789"), 0xCBF4_3926);
        let bytes: Vec<u8> = (0..1000u32).map(|n| ((n * n) >> 3) as u8).collect();
        for end in [0, 1, 7, 8, 9, 63, 64, 1000] {
            for chain in [0, 7, u32::MAX] {
                let mut known = crc32fast::Hasher::new_with_initial(chain);
                known.update(&bytes[..end]);
                assert_eq!(crc(chain, &bytes[..end]), known.finalize(), "{end} bytes after {chain}");
            }
        }
    }

    #[test]
    fn a_sum_goes_on_where_it_was_left() {
        let bytes = b"one after the other";
        assert_eq!(crc(crc(0, &bytes[..5]), &bytes[5..]), crc(0, bytes));
    }
}
