//! The walk through a file, element by element.

use std::collections::BTreeMap;

use super::block::{Block, Lacing};
use super::ebml::{Elements, Start, int, text, uint};
use super::head::Head;
use super::ids::*;
use super::lane::{Frame, Lane};
use crate::window::Window;
use crate::{Reader, Result};

/// No head, and nothing else that is read as a whole, is larger.
const LARGEST: u64 = 32 << 20;
/// Of how much of a block the beginning is looked at, for the headers in it.
const AHEAD: usize = 300;
/// The sizes of 256 laced frames fit in here.
const LACE: u64 = 1 << 17;

/// Where the walk is, and what it has found.
pub(super) struct Scan<'a> {
    window: Window<'a>,
    at: u64,
    /// Where the body of the segment begins.
    body: u64,
    pub head: Head,
    pub lanes: Vec<Lane>,
    numbers: BTreeMap<u64, usize>,
    /// The time of the cluster.
    time: i64,
    group: Option<Group>,
    /// Where the first cluster is, and the index.
    pub first: Option<u64>,
    pub cues: Option<u64>,
    /// Where an element that cannot be is, and whether the file ends within one.
    pub damage: Option<u64>,
    pub cut: bool,
    /// Where another file follows.
    pub another: Option<u64>,
}

/// A block with what is said about it.
struct Group {
    end: u64,
    block: Option<(u64, u64)>,
    duration: Option<u64>,
    refers: bool,
    discard: i64,
}

impl<'a> Scan<'a> {
    /// At the beginning of a file.
    pub fn new(source: &'a Reader) -> Self {
        Self {
            window: Window::new(source),
            at: 0,
            body: 0,
            head: Head::default(),
            lanes: Vec::new(),
            numbers: BTreeMap::new(),
            time: 0,
            group: None,
            first: None,
            cues: None,
            damage: None,
            cut: false,
            another: None,
        }
    }

    /// Walks to the end.
    pub fn all(&mut self) -> Result<()> {
        while self.step()? {}
        self.close()
    }

    /// Walks through the head and so much of the first clusters that each track has a packet, if it has one early; then reads
    /// what stands elsewhere, and if nobody says how long it plays, the end.
    pub fn some(&mut self, enough: u64) -> Result<()> {
        while self.first.is_none_or(|first| {
            self.at < first.saturating_add(enough) && self.lanes.iter().any(|lane| lane.raw.is_empty())
        }) {
            if !self.step()? {
                return self.close();
            }
        }
        self.close()?;
        let mut next = 0;
        while let Some(&(id, position)) = self.head.seeks.get(next) {
            next += 1;
            self.at = self.body.saturating_add(position);
            let here = self.window.at(self.at, 12)?;
            let found = Start::read(here).is_some_and(|start| start.id == id);
            let wanted = matches!(id, INFO | TRACKS | CHAPTERS | TAGS | ATTACHMENTS | CUES | SEEK_HEAD);
            // A list of seeks may name another list, and that one the first again.
            if found && wanted && next < 100 && !self.head.seen.contains(&id) {
                self.step()?;
            }
        }
        if self.head.duration == 0.0 {
            let end = self.window.size();
            let from = end.saturating_sub(4 * enough).max(self.at);
            if let Some(cluster) = self.window.find(&CLUSTER.to_be_bytes(), from, end)? {
                self.at = cluster;
                return self.all();
            }
        }
        Ok(())
    }

    /// Reads one element. `false` at the end.
    fn step(&mut self) -> Result<bool> {
        if self.group.as_ref().is_some_and(|group| self.at >= group.end) {
            self.close()?;
        }
        let left = self.window.size().saturating_sub(self.at);
        let Some(start) = Start::read(self.window.at(self.at, AHEAD)?) else {
            return if left < 2 { Ok(false) } else { self.skip_damage() };
        };
        let body = self.at + start.length;
        match start.id {
            SEGMENT => {
                self.body = body;
                self.at = body;
                return Ok(true);
            }
            CLUSTER => {
                self.close()?;
                self.first.get_or_insert(self.at);
                self.at = body;
                return Ok(true);
            }
            EBML if self.body > 0 => {
                self.another = Some(self.at);
                return Ok(false);
            }
            _ => {}
        }
        let Some(size) = start.size else { return self.skip_damage() };
        if size > left.saturating_sub(start.length) {
            return self.too_long(start.id);
        }
        self.element(start.id, body, size)
    }

    fn element(&mut self, id: u32, body: u64, size: u64) -> Result<bool> {
        match id {
            SIMPLE_BLOCK => {
                self.close()?;
                self.block(body, size, None)?;
            }
            BLOCK_GROUP => {
                self.close()?;
                let end = body.saturating_add(size);
                self.group = Some(Group { end, block: None, duration: None, refers: false, discard: 0 });
                self.at = body;
                return Ok(true);
            }
            BLOCK => {
                if let Some(group) = &mut self.group {
                    group.block = Some((body, size));
                }
            }
            TIMESTAMP | BLOCK_DURATION | REFERENCE_BLOCK | DISCARD_PADDING if size <= 8 => {
                let bytes = self.window.at(body, size as usize)?;
                let value = &bytes[..(size as usize).min(bytes.len())];
                match (id, &mut self.group) {
                    (TIMESTAMP, _) => self.time = uint(value).min(i64::MAX as u64) as i64,
                    (BLOCK_DURATION, Some(group)) => group.duration = Some(uint(value)),
                    (DISCARD_PADDING, Some(group)) => group.discard = int(value),
                    (_, Some(group)) => group.refers = true,
                    _ => {}
                }
            }
            EBML | INFO | TRACKS | SEEK_HEAD | CHAPTERS | TAGS if size <= LARGEST => {
                let bytes = self.window.at(body, size as usize)?;
                let bytes = &bytes[..(size as usize).min(bytes.len())];
                if id == EBML {
                    let kind = Elements(bytes).find(|(id, _)| *id == DOC_TYPE);
                    self.head.webm = kind.is_some_and(|(_, kind)| text(kind) == "webm");
                } else {
                    self.head.read(id, bytes);
                }
                if id == TRACKS && self.lanes.is_empty() {
                    self.lanes = self.head.entries.drain(..).map(Lane::new).collect();
                    let numbers = self.lanes.iter().enumerate().rev();
                    self.numbers = numbers.map(|(nth, lane)| (lane.entry.number, nth)).collect();
                }
            }
            CUES => self.cues = self.cues.or(Some(self.at)),
            ATTACHMENTS => self.attachments(body, size)?,
            // The flat walk steps over whatever it does not know; but not over half of the file because of one wrong byte.
            POSITION | PREV_SIZE | VOID | CRC | INFO | TRACKS | CHAPTERS | TAGS => {}
            _ if size > LARGEST && self.group.is_none() => return self.skip_damage(),
            _ => {}
        }
        self.at = body + size;
        Ok(true)
    }

    /// The block of a group, now that all is known about it.
    fn close(&mut self) -> Result<()> {
        let Some(group) = self.group.take() else { return Ok(()) };
        match group.block {
            Some((at, size)) => self.block(at, size, Some(&group)),
            None => Ok(()),
        }
    }

    fn block(&mut self, at: u64, size: u64, group: Option<&Group>) -> Result<()> {
        let ahead = size.min(AHEAD as u64) as usize;
        let Some(block) = Block::read(self.window.at(at, ahead)?) else { return Ok(()) };
        let Some(lane) = self.numbers.get(&block.track).and_then(|nth| self.lanes.get_mut(*nth)) else {
            return Ok(());
        };
        let Some(total) = size.checked_sub(block.length) else { return Ok(()) };
        let (mut offset, scale) = (at + block.length, self.head.scale);
        let (sizes, list) = match block.lacing {
            Lacing::None => (Vec::new(), 0),
            lacing => match lacing.sizes(self.window.at(offset, total.min(LACE) as usize)?, total) {
                Some(sizes) => sizes,
                None => {
                    self.damage.get_or_insert(at);
                    return Ok(());
                }
            },
        };
        offset += list;
        let mut time = self.time.saturating_add(i64::from(block.time));
        let key = group.map_or(block.key, |group| !group.refers);
        // All packets at the end count, the last of which may not be played at all.
        lane.discard = match group.map_or(0, |group| group.discard) {
            left @ 1.. => lane.discard.saturating_add(left),
            _ => 0,
        };
        let count = sizes.len().max(1) as u64;
        let standard = lane.entry.default_duration;
        let share = match group.and_then(|group| group.duration) {
            Some(whole) => whole / count,
            None if count > 1 => standard.saturating_add(scale / 2) / scale,
            // Of single packets the next one tells, which is closer to the truth.
            None => 0,
        };
        let share = share.min(u64::from(u32::MAX)) as u32;
        let one = [total];
        for &size in if sizes.is_empty() { &one[..] } else { &sizes } {
            let wanted = lane.wants().min(size as usize);
            let bytes = self.window.at(offset, wanted)?;
            let bytes = &bytes[..bytes.len().min(size as usize)];
            let ticks = lane.push(&Frame { offset, size, bytes, key }, time, share, scale);
            time = time.saturating_add(i64::from(ticks));
            offset += size;
        }
        Ok(())
    }

    /// Names and sizes of the files that are attached, without reading them.
    fn attachments(&mut self, body: u64, size: u64) -> Result<()> {
        let (mut at, end) = (body, body + size);
        while at < end && self.head.attachments.len() < 1000 {
            let Some(start) = Start::read(self.window.at(at, 12)?) else { break };
            let inner = at + start.length;
            let Some(size) = start.size.filter(|size| *size <= end.saturating_sub(inner)) else { break };
            match start.id {
                ATTACHED_FILE => {
                    at = inner;
                    continue;
                }
                FILE_NAME => {
                    let bytes = self.window.at(inner, size.min(4096) as usize)?;
                    self.head.attachments.push(text(&bytes[..bytes.len().min(size.min(4096) as usize)]));
                }
                _ => {}
            }
            at = inner + size;
        }
        Ok(())
    }

    /// An element that says that it is longer than the file: the file was cut, or this is no element.
    fn too_long(&mut self, id: u32) -> Result<bool> {
        if matches!(id, SIMPLE_BLOCK | BLOCK_GROUP | BLOCK | CUES | TAGS | VOID | ATTACHMENTS | CHAPTERS) {
            let at = self.at;
            self.group = None;
            // Only if nothing that can be read follows it has been cut off.
            if self.window.find(&CLUSTER.to_be_bytes(), at + 1, u64::MAX)?.is_none() {
                self.cut = true;
                return Ok(false);
            }
        }
        self.skip_damage()
    }

    /// Goes on with the next cluster.
    fn skip_damage(&mut self) -> Result<bool> {
        self.close()?;
        self.damage.get_or_insert(self.at);
        match self.window.find(&CLUSTER.to_be_bytes(), self.at + 1, u64::MAX)? {
            Some(next) => {
                self.at = next;
                Ok(true)
            }
            None => Ok(false),
        }
    }
}
