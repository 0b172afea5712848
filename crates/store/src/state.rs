//! How safe the files of this browser are, as a person should see it.

use serde::{Deserialize, Serialize};

/// Where this browser keeps files, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// In files of the browser, which promised to keep them until a person deletes them.
    Safe,
    /// In files of the browser, which may clear them when the device runs out of room.
    Evictable,
    /// In a database of the browser, because it has no files for us.
    Database,
    /// In a private window: gone when it closes.
    Window,
    /// In memory: gone at any moment.
    Memory,
}

impl State {
    /// What to tell a person.
    pub fn text(self) -> &'static str {
        match self {
            Self::Safe => "Files are kept in this browser until you delete them.",
            Self::Evictable => {
                "Files are kept in this browser, which may clear them when this device runs out of room. Install the app or \
                 allow it to store data, and keep a copy elsewhere."
            }
            Self::Database => {
                "Files are kept in a database of this browser, which may clear it when this device runs out of room. Keep a \
                 copy elsewhere."
            }
            Self::Window => {
                "This is a private window: files are kept until it closes. Save what you need to another place."
            }
            Self::Memory => {
                "This browser does not let the app store anything: files are kept in memory only. Save what you need to \
                 another place."
            }
        }
    }

    /// Whether files are still there after the browser was closed.
    pub fn lasts(self) -> bool {
        matches!(self, Self::Safe | Self::Evictable | Self::Database)
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn every_state_is_a_sentence_that_says_what_to_do() {
        for state in [State::Safe, State::Evictable, State::Database, State::Window, State::Memory] {
            assert!(state.text().ends_with('.'), "{state:?}");
            assert!(
                state == State::Safe || state.text().contains(". ") || state.text().contains(": "),
                "{state:?}"
            );
        }
    }
}
