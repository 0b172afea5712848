//! A document as rows, and what belongs to these.

use super::face::Faces;
use super::row::Row;
use super::tag::Tags;

/// Where a link leads.
pub enum Link {
    /// Out of the document.
    Out(String),
    /// To one of its [places](Set::places).
    Within(usize),
}

/// A document as rows.
pub struct Set {
    pub faces: Faces,
    pub tags: Tags,
    pub rows: Vec<Row>,
    /// Rows that are said again on the next page, as the heads of tables are.
    pub heads: Vec<Vec<Row>>,
    /// Where links lead, with the place in the structure of each. Those to nowhere are none.
    pub links: Vec<Option<Link>>,
    /// How many places there are that something leads to.
    pub places: usize,
    /// Headings: their levels, what they say and their places.
    pub outline: Vec<(u8, String, usize)>,
}
