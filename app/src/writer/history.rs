//! Undo and redo of a text: what was replaced by what.

/// One change: at a place, a text that went and one that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where, in bytes.
    pub at: usize,
    /// What went.
    pub removed: String,
    /// What came.
    pub inserted: String,
}

/// A change that is to be made now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Where, in bytes.
    pub at: usize,
    /// How many bytes go.
    pub removed: usize,
    /// What comes.
    pub inserted: String,
}

/// All that can be undone and redone.
#[derive(Default)]
pub struct History {
    back: Vec<Step>,
    forth: Vec<Step>,
    /// When the last change was, in milliseconds; letters that follow soon join it.
    last: f64,
}

/// Letters that follow within this time join what was written before, in milliseconds.
const SOON: f64 = 1500.0;
/// So many bytes of texts are remembered.
const MOST: usize = 64 << 20;

impl History {
    /// Remembers a change.
    pub fn remember(&mut self, step: Step, now: f64) {
        self.forth.clear();
        let soon = now - self.last < SOON;
        self.last = now;
        if let Some(before) = self.back.last_mut().filter(|_| soon)
            && before.takes(&step)
        {
            return;
        }
        self.back.push(step);
        let mut size: usize = self.back.iter().map(Step::size).sum();
        while size > MOST && self.back.len() > 1 {
            size -= self.back.remove(0).size();
        }
    }

    /// Begins a new step: what follows is undone by itself.
    pub fn part(&mut self) {
        self.last = 0.0;
    }

    /// Takes the last change back.
    pub fn undo(&mut self) -> Option<Turn> {
        let step = self.back.pop()?;
        let turn = Turn { at: step.at, removed: step.inserted.len(), inserted: step.removed.clone() };
        self.forth.push(step);
        self.part();
        Some(turn)
    }

    /// Makes the last undone change again.
    pub fn redo(&mut self) -> Option<Turn> {
        let step = self.forth.pop()?;
        let turn = Turn { at: step.at, removed: step.removed.len(), inserted: step.inserted.clone() };
        self.back.push(step);
        self.part();
        Some(turn)
    }

    /// Whether there is something to undo, and to redo.
    pub fn can(&self) -> (bool, bool) {
        (!self.back.is_empty(), !self.forth.is_empty())
    }
}

impl Step {
    fn size(&self) -> usize {
        self.removed.len() + self.inserted.len()
    }

    /// Takes in a change that goes on where this one ended. A new line, or a new word, is a step of its own.
    fn takes(&mut self, next: &Step) -> bool {
        let writes = next.removed.is_empty()
            && !next.inserted.contains('\n')
            && next.at == self.at + self.inserted.len()
            && (self.removed.is_empty() || !self.inserted.is_empty())
            && !(next.inserted.trim().is_empty() && self.inserted.ends_with(' '));
        if writes && !self.inserted.ends_with('\n') {
            self.inserted.push_str(&next.inserted);
            return true;
        }
        let erases = next.inserted.is_empty() && self.inserted.is_empty() && !next.removed.contains('\n');
        if erases && next.at + next.removed.len() == self.at {
            self.removed.insert_str(0, &next.removed);
            self.at = next.at;
            return true;
        }
        if erases && next.at == self.at {
            self.removed.push_str(&next.removed);
            return true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(at: usize, removed: &str, inserted: &str) -> Step {
        Step { at, removed: removed.into(), inserted: inserted.into() }
    }

    fn turned(turn: Option<Turn>) -> Option<(usize, usize, String)> {
        turn.map(|turn| (turn.at, turn.removed, turn.inserted))
    }

    #[test]
    fn letters_that_follow_soon_are_one_step() {
        let mut history = History::default();
        for (at, letter) in ["a", "b", "c"].into_iter().enumerate() {
            history.remember(step(at, "", letter), 1000.0 + at as f64);
        }
        history.remember(step(3, "", "d"), 9000.0);
        assert_eq!(turned(history.undo()), Some((3, 1, String::new())));
        assert_eq!(turned(history.undo()), Some((0, 3, String::new())));
        assert_eq!((history.undo(), history.can()), (None, (false, true)));
        assert_eq!(turned(history.redo()), Some((0, 0, "abc".into())));
    }

    #[test]
    fn letters_that_are_erased_come_back_together() {
        let mut history = History::default();
        history.remember(step(2, "c", ""), 1.0);
        history.remember(step(1, "b", ""), 2.0);
        history.remember(step(1, "d", ""), 3.0);
        assert_eq!(turned(history.undo()), Some((1, 0, "bcd".into())));
    }

    #[test]
    fn a_new_change_forgets_what_was_undone() {
        let mut history = History::default();
        history.remember(step(0, "", "a"), 1.0);
        history.remember(step(1, "", "\n"), 2.0);
        assert_eq!(turned(history.undo()), Some((1, 1, String::new())));
        history.remember(step(1, "", "b"), 3.0);
        assert_eq!((history.redo(), history.can()), (None, (true, false)));
    }
}
