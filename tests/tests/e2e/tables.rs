//! Tables: opened, scrolled, sorted, filtered, counted and exported, at sizes that no page could hold.

use anyhow::{Result, ensure};
use nearside_testing::Engine::Chromium;
use tests::Workbench;

/// The count above the grid, once the worker rests.
const COUNT: &str = "document.querySelector('#table-grid[aria-busy=\"false\"]') && document.querySelector('#table-count').textContent";
/// The rows on the screen, from the top: their numbers in the file and their cells.
const ROWS: &str = r#"
    const shown = [...document.querySelectorAll('#table-grid .line:not(.gone, .waiting)')];
    const grid = document.querySelector('#table-grid').getBoundingClientRect();
    const inside = shown.filter((line) => {
      const box = line.getBoundingClientRect();
      return box.bottom > grid.top + 36 && box.top < grid.bottom;
    });
    inside.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    return inside.map((line) =>
      [line.querySelector('.number'), ...line.querySelectorAll('.cell:not(.gone)')].map((cell) => cell.textContent));"#;

/// A table of so many rows: a number that runs through all of them out of order, a city, a price.
fn stock(rows: usize) -> String {
    let cities = ["Aachen", "Köln", "Bonn", "Münster", "Soest"];
    let mut text = String::from("id,city,price,remark\r\n");
    for row in 0..rows {
        let id = (row * 7919) % rows;
        let city = cities[(row * 31) % cities.len()];
        text.push_str(&format!("{id},{city},{}.{:02},\"so, \"\"{row}\"\"\"\r\n", id % 1000, row % 100));
    }
    text
}

async fn opened(name: &str, text: &str) -> Result<Workbench> {
    let workbench = Workbench::open(Chromium).await?;
    let file = workbench.file(name, text)?;
    workbench.add(&[file]).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for("document.querySelector('#table-grid .line .cell')").await?;
    workbench.browser.wait_for(COUNT).await?;
    Ok(workbench)
}

async fn count(workbench: &Workbench, wanted: &str) -> Result<()> {
    workbench.browser.wait_for(&format!("({COUNT}) === {}", serde_json::to_string(wanted)?)).await.map(drop)
}

async fn rows(workbench: &Workbench) -> Result<Vec<Vec<String>>> {
    workbench.browser.js(ROWS, ()).await
}

/// Waits until the upper row on the screen begins like this.
async fn topped(workbench: &Workbench, number: &str, first: &str) -> Result<()> {
    let test = format!(
        "(() => {{ {} }})()[0]?.slice(0, 2).join() === {}",
        ROWS,
        serde_json::to_string(&format!("{number},{first}"))?
    );
    workbench.browser.wait_for(&test).await.map(drop)
}

#[tokio::test]
async fn a_table_is_scrolled_sorted_filtered_and_counted() -> Result<()> {
    let workbench = opened("stock.csv", &stock(20_000)).await?;
    count(&workbench, "20,000 rows · 4 columns").await?;
    let first = rows(&workbench).await?;
    assert_eq!(first[0], ["1", "0", "Aachen", "0.00", "so, \"0\""]);
    ensure!(first.len() > 10, "only {} rows are on the screen", first.len());
    // To the end, with the key that goes there.
    workbench.browser.js::<()>("document.querySelector('#table-grid').focus()", ()).await?;
    workbench.browser.press(&["Control+End"]).await?;
    workbench
        .browser
        .wait_for("document.querySelector('#table-cell')?.parentElement.querySelector('.number').textContent === '20000'")
        .await?;
    let last = rows(&workbench).await?;
    assert_eq!(last.last().map(|row| row[0].as_str()), Some("20000"));
    // Sorted by number, not by letters, down and up.
    let head = "[aria-colindex='2'][role='columnheader'] .name";
    workbench.browser.click(head).await?;
    topped(&workbench, "1", "0").await?;
    workbench.browser.click(head).await?;
    workbench.browser.wait_for("document.querySelector('[aria-sort=\"descending\"]')").await?;
    // The head says it at once, the rows when the worker has them.
    workbench.browser.wait_for(&format!("(() => {{ {ROWS} }})()[0]?.[1] === '19999'")).await?;
    let sorted = rows(&workbench).await?;
    let ids: Vec<&str> = sorted.iter().take(3).map(|row| row[1].as_str()).collect();
    assert_eq!(ids, ["19999", "19998", "19997"]);
    // Searched in all columns, with letters beyond ASCII.
    workbench.browser.click("#table-search").await?;
    workbench.browser.write("köln").await?;
    count(&workbench, "4,000 of 20,000 rows").await?;
    assert!(rows(&workbench).await?.iter().all(|row| row[2] == "Köln"));
    // A column's figures are those of the rows on view, and a common cell is a filter.
    workbench.browser.click("[aria-colindex='3'][role='columnheader']").await?;
    workbench.browser.click("[aria-colindex='3'][role='columnheader'] .about").await?;
    let figures: String = {
        workbench.browser.wait_for("document.querySelector('.column .figures')").await?;
        workbench.browser.js("return document.querySelector('.column .figures').textContent", ()).await?
    };
    assert!(figures.starts_with("Cells4,000") && figures.contains("Different1"), "{figures}");
    workbench.no_errors().await
}

#[tokio::test]
async fn the_rows_on_view_are_exported() -> Result<()> {
    let workbench = opened("stock.csv", &stock(3_000)).await?;
    workbench.browser.click("#table-search").await?;
    workbench.browser.write("Soest").await?;
    count(&workbench, "600 of 3,000 rows").await?;
    workbench.browser.click("#export-table").await?;
    workbench.browser.click("#table-export button:last-child").await?;
    let made = std::fs::read_to_string(workbench.browser.download("stock.jsonl").await?)?;
    let lines: Vec<serde_json::Value> =
        made.lines().map(serde_json::from_str).collect::<Result<_, serde_json::Error>>()?;
    assert_eq!(lines.len(), 600);
    assert!(lines.iter().all(|line| line["city"] == "Soest" && line["id"].is_u64()), "{}", lines[0]);
    workbench.no_errors().await
}

#[tokio::test]
async fn columns_that_come_late_are_shown_and_several_decide_the_order() -> Result<()> {
    // Behind the part that is read first.
    let early = "b,2\na,2\n".repeat(40_000);
    let workbench = opened("late.csv", &format!("k,v\n{early}a,1,late\n")).await?;
    count(&workbench, "80,001 rows · 3 columns").await?;
    let head = |column: usize| format!("[aria-colindex='{column}'][role='columnheader'] .name");
    workbench.browser.click(&head(2)).await?;
    workbench.browser.js::<()>(&format!("document.querySelector(\"{}\").dispatchEvent(new MouseEvent('click', {{ bubbles: true, shiftKey: true }}))", head(3)), ()).await?;
    topped(&workbench, "80001", "a").await?;
    let top = rows(&workbench).await?;
    assert_eq!(top[0], ["80001", "a", "1", "late"]);
    assert_eq!(top[1][..3], ["2", "a", "2"]);
    // A bound that is no number is not taken in silence.
    workbench.browser.click("[aria-colindex='3'][role='columnheader'] .about").await?;
    workbench.browser.click(".condition input").await?;
    workbench.browser.write("1,234.5").await?;
    workbench.browser.wait_for("document.querySelector('.condition input').validity.patternMismatch").await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn several_cells_are_chosen_and_copied() -> Result<()> {
    let workbench = opened("stock.csv", &stock(3_000)).await?;
    const COPY: &str = "const data = new DataTransfer(); document.querySelector('#table-grid').dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true })); return data.getData('text/plain');";
    workbench.browser.click("#table-grid .line .cell[aria-colindex='2']").await?;
    workbench.browser.js::<()>("document.querySelector('#table-grid').focus()", ()).await?;
    workbench
        .browser
        .press(&["Control+Home", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowRight"])
        .await?;
    workbench.browser.wait_for("document.querySelectorAll('#table-grid .cell.chosen').length === 6").await?;
    let copied: String = workbench.browser.js(COPY, ()).await?;
    assert_eq!(copied, "0\tAachen\t0.00\n1919\tKöln\t919.01");
    // What was chosen is given up by the next key, and all of it is more than is on the page.
    workbench.browser.press(&["ArrowDown"]).await?;
    workbench.browser.wait_for("!document.querySelector('#table-grid .cell.chosen')").await?;
    workbench.browser.press(&["Control+a"]).await?;
    let later: String = workbench.browser.js(COPY, ()).await?;
    assert_eq!(later, "");
    // Whether the browser lets it or not, it is told.
    let told = "/clipboard|let the cells/.test(document.querySelector('.toasts').textContent)";
    workbench.browser.wait_for(told).await?;
    workbench.no_errors().await
}

#[tokio::test]
async fn a_wrong_guess_is_set_right() -> Result<()> {
    let workbench = opened("odd.csv", "a|b\n1|2\n3|4\n").await?;
    count(&workbench, "2 rows · 2 columns").await?;
    workbench.choose("#table-form", "comma").await?;
    count(&workbench, "2 rows · 1 column").await?;
    workbench.browser.click("#table-header").await?;
    count(&workbench, "3 rows · 1 column").await
}

#[tokio::test]
async fn a_table_taller_than_any_element_reaches_its_last_row() -> Result<()> {
    let text: String =
        std::iter::once("n\n".to_owned()).chain((1..=1_500_000).map(|n| format!("{n}\n"))).collect();
    let workbench = opened("tall.csv", &text).await?;
    count(&workbench, "1,500,000 rows · 1 column").await?;
    workbench
        .browser
        .js::<()>(
            "const grid = document.querySelector('#table-grid'); grid.scrollTop = grid.scrollHeight",
            (),
        )
        .await?;
    workbench
        .browser
        .wait_for("[...document.querySelectorAll('#table-grid .cell')].some((cell) => cell.textContent === '1500000')")
        .await?;
    let bottom = rows(&workbench).await?;
    assert_eq!(bottom.last().map(|row| row[1].as_str()), Some("1500000"));
    // A turn of the wheel is some rows there, not thousands.
    let before: u64 = bottom[0][0].parse()?;
    workbench
        .browser
        .js::<()>(
            "document.querySelector('#table-grid').dispatchEvent(new WheelEvent('wheel', { deltaY: -300, cancelable: true }))",
            (),
        )
        .await?;
    topped(&workbench, &(before - 10).to_string(), &(before - 10).to_string()).await
}

#[tokio::test]
async fn what_is_no_table_says_so() -> Result<()> {
    let workbench = Workbench::open(Chromium).await?;
    let file = workbench.file("picture.csv", [0u8; 400])?;
    workbench.add(&[file]).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for("document.querySelector('.table-place .problem')").await?;
    let told: String = workbench
        .browser
        .js("return document.querySelector('.table-place .problem p').textContent", ())
        .await?;
    assert_eq!(told, "picture.csv is no table of text. CSV, TSV and JSON lines can be opened here.");
    workbench.no_errors().await
}

#[tokio::test]
async fn a_screen_reader_finds_its_way_through_a_table() -> Result<()> {
    let workbench = opened("stock.csv", &stock(500)).await?;
    workbench.browser.click("[aria-colindex='3'][role='columnheader']").await?;
    workbench.browser.click("[aria-colindex='3'][role='columnheader'] .about").await?;
    workbench.browser.wait_for("document.querySelector('.column .figures')").await?;
    tests::flows::passes_axe(&workbench, "a table").await
}
