//! The rows on the screen.
//!
//! As many line elements as fit are made once and written anew while the table moves under them: a line changes only when it
//! has to show another row. Views that are described and compared cost several times as much for each step of the scroll bar.

use std::ops::Range;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::travel::ROW;

/// What a line is to show.
#[derive(Clone)]
pub struct Place<'a> {
    /// The upper edge of the viewport, in rows.
    pub top: f64,
    /// The same in pixels of the scrolled element.
    pub scrolled: f64,
    /// Rows of the view that are on the screen.
    pub rows: (u64, u64),
    /// Columns that are on the screen.
    pub columns: &'a Range<usize>,
    /// Where columns begin.
    pub edges: &'a [f64],
    /// Which columns have numbers.
    pub numbers: &'a [bool],
    /// The cell that keys move.
    pub cell: (u64, usize),
    /// Rows and columns that are chosen, if that is more than one cell.
    pub chosen: Option<(Range<u64>, Range<usize>)>,
    /// Changes whenever what was drawn is of no use any more.
    pub edition: u32,
}

/// The lines.
pub struct Body {
    root: HtmlElement,
    lines: Vec<Line>,
}

struct Line {
    element: HtmlElement,
    number: HtmlElement,
    cells: Vec<HtmlElement>,
    shown: Option<Shown>,
}

/// What a line shows now.
#[derive(Clone, PartialEq)]
struct Shown {
    row: u64,
    columns: Range<usize>,
    edition: u32,
    full: bool,
    cell: Option<usize>,
    chosen: Range<usize>,
}

impl Body {
    /// Lines inside of `root`.
    pub fn new(root: HtmlElement) -> Self {
        Self { root, lines: Vec::new() }
    }

    /// Draws the rows of a place. `look` shows a row, its number in the file and its cells, and says whether it is here.
    pub fn paint(&mut self, place: Place<'_>, look: impl Fn(u64, &mut dyn FnMut(u32, &[String])) -> bool) {
        let (first, last) = place.rows;
        let count = (last - first) as usize;
        while self.lines.len() < count {
            let Some(line) = Line::inside(&self.root) else { return };
            self.lines.push(line);
        }
        let all = self.lines.len() as u64;
        for row in first..first + all {
            let line = &mut self.lines[(row % all.max(1)) as usize];
            if row >= last {
                line.hide();
                continue;
            }
            if !look(row, &mut |number, cells| line.write(row, number, cells, &place)) {
                line.wait(row, &place);
            }
            line.put(place.scrolled + (row as f64 - place.top) * ROW);
        }
    }
}

impl Line {
    fn inside(root: &HtmlElement) -> Option<Line> {
        let element = element("div", "line")?;
        set(&element, "role", "row");
        let number = element_in(&element, "number")?;
        set(&number, "role", "rowheader");
        root.append_child(&element).ok()?;
        Some(Line { element, number, cells: Vec::new(), shown: None })
    }

    fn write(&mut self, row: u64, number: u32, cells: &[String], place: &Place<'_>) {
        let cell = (place.cell.0 == row).then_some(place.cell.1);
        let chosen = place.chosen.as_ref().filter(|(rows, _)| rows.contains(&row));
        let chosen = chosen.map_or(0..0, |(_, columns)| columns.clone());
        let (columns, edition) = (place.columns.clone(), place.edition);
        let shown = Shown { row, columns, edition, full: true, cell, chosen: chosen.clone() };
        if self.shown.as_ref() == Some(&shown) {
            return;
        }
        self.number.set_text_content(Some(&(u64::from(number) + 1).to_string()));
        set(&self.element, "aria-rowindex", &(row + 2).to_string());
        self.element.set_class_name("line");
        for (index, column) in place.columns.clone().enumerate() {
            let Some(element) = self.cell(index) else { return };
            let text = cells.get(column).map_or("", String::as_str);
            if element.text_content().as_deref() != Some(text) {
                element.set_text_content(Some(text));
            }
            let is_current = cell == Some(column);
            let is_chosen = chosen.contains(&column);
            let mut class = "cell".to_owned();
            let is_number = place.numbers.get(column) == Some(&true);
            for (holds, name) in [(is_number, " numbers"), (is_current, " current"), (is_chosen, " chosen")] {
                class.push_str(if holds { name } else { "" });
            }
            element.set_class_name(&class);
            set(element, "aria-selected", if is_chosen || is_current { "true" } else { "false" });
            // The screen reader is led by this name (aria-activedescendant).
            element.set_id(if is_current { "table-cell" } else { "" });
            set(element, "aria-colindex", &(column + 2).to_string());
            let (left, right) = (place.edges[column], place.edges[column + 1]);
            style(element, "left", &format!("{left}px"));
            style(element, "width", &format!("{}px", right - left));
        }
        let spare = self.cells.iter().skip(place.columns.len());
        spare.for_each(|element| element.set_class_name("cell gone"));
        self.shown = Some(shown);
    }

    /// Shows that the row is on its way.
    fn wait(&mut self, row: u64, place: &Place<'_>) {
        let (columns, edition) = (place.columns.clone(), place.edition);
        let shown = Shown { row, columns, edition, full: false, cell: None, chosen: 0..0 };
        if self.shown.as_ref() == Some(&shown) {
            return;
        }
        self.number.set_text_content(None);
        self.cells.iter().for_each(|cell| cell.set_class_name("cell gone"));
        self.element.set_class_name("line waiting");
        self.shown = Some(shown);
    }

    fn put(&self, y: f64) {
        style(&self.element, "transform", &format!("translateY({y}px)"));
    }

    fn hide(&mut self) {
        self.element.set_class_name("line gone");
        self.shown = None;
    }

    fn cell(&mut self, index: usize) -> Option<&HtmlElement> {
        if index == self.cells.len() {
            let cell = element_in(&self.element, "cell")?;
            set(&cell, "role", "gridcell");
            self.cells.push(cell);
        }
        self.cells.get(index)
    }
}

fn element(name: &str, class: &str) -> Option<HtmlElement> {
    let element: HtmlElement = document().create_element(name).ok()?.unchecked_into();
    element.set_class_name(class);
    Some(element)
}

fn element_in(parent: &HtmlElement, class: &str) -> Option<HtmlElement> {
    let child = element("div", class)?;
    parent.append_child(&child).ok()?;
    Some(child)
}

/// Names and values are well formed, so that neither of these can fail.
fn set(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

fn style(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.style().set_property(name, value);
}
