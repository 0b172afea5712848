//! The pieces of a document in groups, of which the preview builds those that are on the screen.

use document::markdown::{Change, Piece};

/// A group that has more pieces than this is divided.
const MOST: usize = 48;
/// New groups have so many.
const SIZE: usize = 24;

/// All pieces.
#[derive(Default)]
pub struct Groups {
    groups: Vec<Group>,
    next: u32,
}

/// Some pieces that follow each other.
pub struct Group {
    /// Its number, which no other group of this document ever had.
    pub id: u32,
    /// Its pieces.
    pub pieces: Vec<Piece>,
}

impl Group {
    /// How many lines it has.
    pub fn lines(&self) -> u32 {
        self.pieces.iter().map(|piece| piece.lines).sum()
    }
}

/// What a change has done to groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Groups that are no more, by their numbers.
    pub gone: Vec<u32>,
    /// Groups that are new, or have new pieces, by their places.
    pub new: Vec<usize>,
    /// A group that has the same pieces but some: its place, the first that is another one, how many went and how many came.
    pub same: Option<(usize, usize, usize, usize)>,
}

impl Groups {
    /// All pieces of a document.
    pub fn of(pieces: &[Piece]) -> Groups {
        let mut groups = Groups::default();
        groups.groups = groups.divide(pieces);
        groups
    }

    fn divide(&mut self, pieces: &[Piece]) -> Vec<Group> {
        let group = |pieces: &[Piece]| {
            self.next += 1;
            Group { id: self.next, pieces: pieces.to_vec() }
        };
        pieces.chunks(SIZE).map(group).collect()
    }

    /// All groups.
    pub fn all(&self) -> &[Group] {
        &self.groups
    }

    /// The place of the group with this number.
    pub fn find(&self, id: u32) -> Option<usize> {
        self.groups.iter().position(|group| group.id == id)
    }

    /// The number of the first piece of a group.
    pub fn first(&self, index: usize) -> usize {
        self.groups[..index].iter().map(|group| group.pieces.len()).sum()
    }

    /// The group that a piece is in, and how many pieces come before it there. The one behind the last is in the last group.
    pub fn locate(&self, piece: usize) -> (usize, usize) {
        let mut first = 0;
        for (index, group) in self.groups.iter().enumerate() {
            if piece < first + group.pieces.len() {
                return (index, piece - first);
            }
            first += group.pieces.len();
        }
        let last = self.groups.len().saturating_sub(1);
        (last, self.groups.last().map_or(0, |group| group.pieces.len()))
    }

    /// The piece that a line is in, and how far that line is through it, from 0 to 1.
    pub fn at_line(&self, line: f64) -> (usize, f64) {
        let (mut number, mut begins) = (0, 0.0);
        for piece in self.groups.iter().flat_map(|group| &group.pieces) {
            let lines = f64::from(piece.lines).max(1.0);
            if line < begins + lines {
                return (number, (line - begins) / lines);
            }
            begins += lines;
            number += 1;
        }
        (number.max(1) - 1, 1.0)
    }

    /// The first line of a piece, and how many it has.
    pub fn lines(&self, piece: usize) -> (u32, u32) {
        let mut begins = 0;
        for (number, one) in self.groups.iter().flat_map(|group| &group.pieces).enumerate() {
            if number == piece {
                return (begins, one.lines);
            }
            begins += one.lines;
        }
        (begins, 0)
    }

    /// Follows a change.
    pub fn apply(&mut self, change: &Change) -> Shift {
        if self.groups.is_empty() {
            self.groups = self.divide(&change.inserted);
            return Shift { new: (0..self.groups.len()).collect(), ..Shift::default() };
        }
        let (first, from) = self.locate(change.at);
        let (mut last, mut to) = self.locate(change.at + change.removed);
        if to == 0 && last > first {
            last -= 1;
            to = self.groups[last].pieces.len();
        }
        let count = self.groups[first].pieces.len() + change.inserted.len();
        if first == last && count - change.removed <= MOST && count > change.removed {
            let group = &mut self.groups[first];
            group.pieces.splice(from..to, change.inserted.iter().copied());
            let same = Some((first, from, change.removed, change.inserted.len()));
            return Shift { same, ..Shift::default() };
        }
        let mut pieces = self.groups[first].pieces[..from].to_vec();
        pieces.extend(&change.inserted);
        pieces.extend(&self.groups[last].pieces[to..]);
        let groups = self.divide(&pieces);
        let new = (first..first + groups.len()).collect();
        let gone = self.groups.splice(first..=last, groups).map(|group| group.id).collect();
        Shift { gone, new, same: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(lines: u32) -> Piece {
        Piece { lines, bytes: 10 * lines }
    }

    fn flat(groups: &Groups) -> Vec<Piece> {
        groups.all().iter().flat_map(|group| group.pieces.iter().copied()).collect()
    }

    #[test]
    fn any_change_leaves_the_pieces_that_it_tells() {
        let mut pieces: Vec<Piece> = (0..500).map(|index| piece(index % 7 + 1)).collect();
        let mut groups = Groups::of(&pieces);
        let mut seed = 3u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below.max(1)
        };
        for step in 0..3000 {
            let at = random(pieces.len() + 1);
            let removed = random(if step % 20 == 0 { 200 } else { 4 }).min(pieces.len() - at);
            let inserted: Vec<Piece> = (0..random(if step % 30 == 0 { 200 } else { 4 }))
                .map(|index| piece(index as u32 + 1))
                .collect();
            let before: Vec<u32> = groups.all().iter().map(|group| group.id).collect();
            let shift = groups.apply(&Change { at, removed, inserted: inserted.clone(), everywhere: false });
            pieces.splice(at..at + removed, inserted);
            assert_eq!(flat(&groups), pieces, "step {step}");
            assert!(groups.all().iter().all(|group| (1..=MOST).contains(&group.pieces.len())), "step {step}");
            // Who follows what is told has the same groups.
            let mut told: Vec<u32> = before.into_iter().filter(|id| !shift.gone.contains(id)).collect();
            shift.new.iter().for_each(|index| told.insert(*index, groups.all()[*index].id));
            let all: Vec<u32> = groups.all().iter().map(|group| group.id).collect();
            assert_eq!(told, all, "step {step}");
        }
    }

    #[test]
    fn lines_and_pieces_find_each_other() {
        let groups = Groups::of(&(0..100).map(|_| piece(4)).collect::<Vec<_>>());
        assert_eq!(groups.at_line(41.0), (10, 0.25));
        assert_eq!(groups.lines(10), (40, 4));
        assert_eq!(groups.at_line(1e9), (99, 1.0));
        assert_eq!(groups.locate(30), (1, 6));
        assert_eq!(groups.first(1) + 6, 30);
        assert_eq!(Groups::of(&[]).at_line(5.0), (0, 1.0));
    }
}
