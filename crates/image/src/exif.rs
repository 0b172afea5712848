//! The few things that the engine reads from and changes in EXIF, in place.
//!
//! EXIF is copied byte for byte, never parsed and written anew: maker notes hold absolute offsets that any rewriting
//! breaks. The layout is that of TIFF 6.0; tags are from the Exif 3.0 standard.

mod shot;

pub(crate) use shot::shot;

const ORIENTATION: u16 = 0x0112;
/// Where the bytes of a small picture are, and how many: of a JPEG, and of bare pixels in strips.
const PREVIEWS: [[u16; 2]; 2] = [[0x0201, 0x0202], [0x0111, 0x0117]];
const GPS: u16 = 0x8825;
const ENTRY: usize = 12;

/// The orientation, 1 to 8, if there is a valid one.
pub(crate) fn orientation(exif: &[u8]) -> Option<u8> {
    let tiff = Tiff::new(exif)?;
    let entry = tiff.find(exif, tiff.first, ORIENTATION)?;
    let value = tiff.u16(exif, entry + 8)?;
    (1..=8).contains(&value).then_some(value as u8)
}

/// Says that the picture stands upright, if there was an orientation.
pub(crate) fn set_upright(exif: &mut [u8]) {
    let place = Tiff::new(exif).and_then(|tiff| Some((tiff, tiff.find(exif, tiff.first, ORIENTATION)? + 8)));
    if let Some((tiff, place)) = place
        && let Some(value) = exif.get_mut(place..place + 2)
    {
        value.copy_from_slice(if tiff.big { &[0, 1] } else { &[1, 0] });
    }
}

/// Whether it says where the picture was taken.
pub(crate) fn has_location(exif: &[u8]) -> bool {
    Tiff::new(exif).is_some_and(|tiff| tiff.find(exif, tiff.first, GPS).is_some())
}

/// Removes the place: the values, their directory and the entry that points to it. Returns `false` if the structure
/// is too damaged to be sure, in which case the whole of it should go.
pub(crate) fn drop_location(exif: &mut [u8]) -> bool {
    let Some(tiff) = Tiff::new(exif) else { return false };
    let mut directory = Some(tiff.first);
    // The main picture and its thumbnail; a chain that is longer, or a loop, is cut off.
    for _ in 0..4 {
        let Some(place) = directory.filter(|&place| place != 0) else { return true };
        if tiff.u16(exif, place).is_none() {
            return false;
        }
        while let Some(entry) = tiff.find(exif, place, GPS) {
            let Some(gps) = tiff.u32(exif, entry + 8) else { return false };
            tiff.erase_directory(exif, gps as usize);
            if !tiff.remove_entry(exif, place, entry) {
                return false;
            }
        }
        directory = tiff.next(exif, place);
    }
    true
}

/// Removes the small pictures that cameras add, which show what was cropped away since: their bytes, their directories
/// and the link to them. Returns `false` if the structure is too damaged to be sure, in which case the whole of it should go.
pub(crate) fn drop_thumbnail(exif: &mut [u8]) -> bool {
    Tiff::new(exif).is_some_and(|tiff| tiff.drop_others(exif).is_some())
}

/// The byte order of a TIFF structure and the place of its first directory.
#[derive(Clone, Copy)]
struct Tiff {
    big: bool,
    first: usize,
}

impl Tiff {
    fn new(bytes: &[u8]) -> Option<Self> {
        let big = match bytes.get(..4)? {
            b"II*\0" => false,
            b"MM\0*" => true,
            _ => return None,
        };
        let tiff = Self { big, first: 0 };
        let first = tiff.u32(bytes, 4)? as usize;
        Some(Self { big, first })
    }

    fn u16(self, bytes: &[u8], place: usize) -> Option<u16> {
        let raw: [u8; 2] = bytes.get(place..place.checked_add(2)?)?.try_into().ok()?;
        Some(if self.big { u16::from_be_bytes(raw) } else { u16::from_le_bytes(raw) })
    }

    fn u32(self, bytes: &[u8], place: usize) -> Option<u32> {
        let raw: [u8; 4] = bytes.get(place..place.checked_add(4)?)?.try_into().ok()?;
        Some(if self.big { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) })
    }

    /// The place of the entry with this tag in the directory at `directory`.
    fn find(self, bytes: &[u8], directory: usize, tag: u16) -> Option<usize> {
        let count = usize::from(self.u16(bytes, directory)?);
        (0..count).map(|i| directory + 2 + i * ENTRY).find(|&entry| self.u16(bytes, entry) == Some(tag))
    }

    /// The place of the directory after this one, 0 if it is the last.
    fn next(self, bytes: &[u8], directory: usize) -> Option<usize> {
        let count = usize::from(self.u16(bytes, directory)?);
        Some(self.u32(bytes, directory + 2 + count * ENTRY)? as usize)
    }

    /// Removes all directories behind the first one, and the pictures in them. `None` if that cannot be done for sure.
    fn drop_others(self, bytes: &mut [u8]) -> Option<()> {
        let link = self.first.checked_add(2 + usize::from(self.u16(bytes, self.first)?) * ENTRY)?;
        // Nothing that a hostile entry says may reach the first directory.
        let main = self.first..link.checked_add(4)?;
        let mut directory = self.u32(bytes, link)? as usize;
        // One small picture, as a rule; a longer chain or a loop is damage.
        for _ in 0..4 {
            if directory == 0 {
                fill(bytes, link, 4);
                return Some(());
            }
            let next = self.next(bytes, directory)?;
            if main.contains(&directory) {
                return None;
            }
            for [from, length] in PREVIEWS {
                let (from, length) =
                    (self.values(bytes, directory, from)?, self.values(bytes, directory, length)?);
                // More bytes than there are would be damage, and endless work if there are many strips.
                let total = length.iter().fold(0, |sum: usize, length| sum.saturating_add(*length));
                if from.len() != length.len() || total > bytes.len() {
                    return None;
                }
                for (from, length) in from.into_iter().zip(length) {
                    let apart = from >= main.end || from.checked_add(length)? <= main.start;
                    if from < 8 || from >= bytes.len() || !apart {
                        return None;
                    }
                    fill(bytes, from, length);
                }
            }
            // The values of the other entries tell nothing, and may be shared with the first directory. A place may not stay.
            let gps = self.values(bytes, directory, GPS)?;
            if gps != self.values(bytes, self.first, GPS)? {
                gps.into_iter().for_each(|gps| self.erase_directory(bytes, gps));
            }
            let count = usize::from(self.u16(bytes, directory)?);
            fill(bytes, directory, 2 + count * ENTRY + 4);
            directory = next;
        }
        None
    }

    /// The whole numbers of the entry with this tag; none if there is no such entry, `None` if they lie nowhere.
    fn values(self, bytes: &[u8], directory: usize, tag: u16) -> Option<Vec<usize>> {
        let Some(entry) = self.find(bytes, directory, tag) else { return Some(Vec::new()) };
        let count = self.u32(bytes, entry + 4)? as usize;
        let short = self.u16(bytes, entry + 2)? == 3;
        let size = if short { 2 } else { 4 };
        let inside = count.checked_mul(size)? <= 4;
        let place = if inside { entry + 8 } else { self.u32(bytes, entry + 8)? as usize };
        // More of them than there are bytes end at once.
        (0..count)
            .map(|i| {
                let place = place.checked_add(i.checked_mul(size)?)?;
                if short {
                    self.u16(bytes, place).map(usize::from)
                } else {
                    self.u32(bytes, place).map(|v| v as usize)
                }
            })
            .collect()
    }

    /// Overwrites a directory and all its values with zeros.
    fn erase_directory(self, bytes: &mut [u8], directory: usize) {
        let count = usize::from(self.u16(bytes, directory).unwrap_or(0));
        for i in 0..count {
            let Some(entry) = directory.checked_add(2 + i * ENTRY) else { return };
            let size = match self.u16(bytes, entry + 2) {
                Some(3 | 8) => 2,
                Some(4 | 9 | 11) => 4,
                Some(5 | 10 | 12) => 8,
                _ => 1,
            };
            let length = (self.u32(bytes, entry + 4).unwrap_or(0) as usize).saturating_mul(size);
            let value = self.u32(bytes, entry + 8).unwrap_or(0) as usize;
            // A hostile entry could point anywhere: eight bytes of header stay, the rest may be lost.
            if length > 4 && value >= 8 {
                fill(bytes, value, length);
            }
            fill(bytes, entry, ENTRY);
        }
        fill(bytes, directory, 2);
    }

    /// Takes an entry out of its directory; the ones after it, and the link to the next directory, move up.
    fn remove_entry(self, bytes: &mut [u8], directory: usize, entry: usize) -> bool {
        let Some(count) = self.u16(bytes, directory).filter(|&count| count > 0) else { return false };
        let end = directory + 2 + usize::from(count) * ENTRY + 4;
        if end > bytes.len() || entry + ENTRY > end {
            return false;
        }
        bytes.copy_within(entry + ENTRY..end, entry);
        fill(bytes, end - ENTRY, ENTRY);
        let count = count - 1;
        let raw = if self.big { count.to_be_bytes() } else { count.to_le_bytes() };
        bytes[directory..directory + 2].copy_from_slice(&raw);
        true
    }
}

/// Zeros, as far as the bytes reach.
fn fill(bytes: &mut [u8], from: usize, length: usize) {
    let end = from.saturating_add(length).min(bytes.len());
    if let Some(part) = bytes.get_mut(from..end) {
        part.fill(0);
    }
}
