//! Counting.

use nearside::prelude::*;
use serde::{Deserialize, Serialize};

/// What is in a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Count {
    pub words: usize,
    pub lines: usize,
}

/// Counts the words and lines of a text file.
#[call]
pub async fn count(file: File) -> Result<Count> {
    let text = String::from_utf8(file.bytes().await?)?;
    Ok(Count { words: text.split_whitespace().count(), lines: text.lines().count() })
}

calls![count];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted() {
        let file = File::new("a.txt", b"one two\nthree".to_vec());
        let count = futures_executor::block_on(count(file).on(calls())).unwrap();
        assert_eq!(count, Count { words: 3, lines: 2 });
    }
}
