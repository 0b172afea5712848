//! Names of files inside a store.
//!
//! One form for all stores: `holiday/2026/beach.jpg`. No leading slash, no empty, `.` or `..` parts, no control characters,
//! so that a name can never point out of its folder, whatever a server or an archive sent.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Kind, Result};

/// A file or folder inside a store. The root folder is the empty path.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Path(String);

/// Longer names are refused by one store or another.
const LONGEST: usize = 1024;

impl Path {
    /// Checks a path. Slashes at both ends are taken off.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for a part that is empty, `.` or `..`, for control characters and for more than 1,024 bytes.
    pub fn new(path: impl AsRef<str>) -> Result<Self> {
        let path = path.as_ref().trim_matches('/');
        let odd =
            |part: &str| part.is_empty() || part == "." || part == ".." || part.contains(char::is_control);
        if path.len() > LONGEST || (!path.is_empty() && path.split('/').any(odd)) {
            let shown: String = path.chars().filter(|c| !c.is_control()).take(80).collect();
            return Err(Error::new(
                Kind::Invalid,
                format!("\u{201c}{shown}\u{201d} cannot be the name of a file. Rename it and try again."),
            ));
        }
        Ok(Self(path.to_owned()))
    }

    /// The folder that holds everything.
    pub fn root() -> Self {
        Self::default()
    }

    /// Whether this is the folder that holds everything.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path as text, without slashes at its ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: what a person calls the file.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The folder that it is in; the root is in itself.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned()))
    }

    /// A file or folder below this one.
    ///
    /// # Errors
    /// As [`Path::new`].
    pub fn join(&self, below: impl AsRef<str>) -> Result<Self> {
        match self.is_root() {
            true => Self::new(below),
            false => Self::new(format!("{}/{}", self.0, below.as_ref().trim_matches('/'))),
        }
    }

    /// What is left of it inside `folder`; `None` if it is not in there.
    pub fn within(&self, folder: &Path) -> Option<&str> {
        match folder.is_root() {
            true => Some(&self.0),
            false => self.0.strip_prefix(&folder.0)?.strip_prefix('/'),
        }
    }
}

/// Ordered maps of paths can be searched with text, such as the beginning of many paths.
impl Borrow<str> for Path {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Path {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Path {
    type Error = Error;
    fn try_from(path: String) -> Result<Self> {
        Self::new(path)
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_its_folder() {
        for bad in ["..", "a/../b", "a//b", "./a", "a\0b", "a/\n", &"x".repeat(2000)] {
            assert_eq!(Path::new(bad).unwrap_err().kind(), Kind::Invalid, "{bad:?}");
        }
        assert!(Path::new("a").unwrap().join("../b").is_err());
        assert_eq!(Path::new("/a/b/").unwrap().as_str(), "a/b");
    }

    #[test]
    fn parts_of_a_path() {
        let path = Path::new("a/b/c.txt").unwrap();
        assert_eq!((path.name(), path.parent().as_str()), ("c.txt", "a/b"));
        assert_eq!(path.within(&Path::new("a").unwrap()), Some("b/c.txt"));
        assert_eq!(path.within(&Path::new("a/b/c").unwrap()), None);
        assert_eq!(Path::root().join("x").unwrap().parent(), Path::root());
    }
}
