//! Texts for the writer, and what a person does in it.

use anyhow::Result;
use serde_json::json;

use crate::Workbench;

/// A text that tries everything.
pub const HOSTILE: &str = concat!(
    "# <script>window.hit = 1</script>\n\n<script>window.hit = 2</script>\n\n<img src=x onerror=\"window.hit = 3\">\n\n",
    "a <b onclick=\"window.hit = 4\">b</b> <svg/onload=window.hit=5> <style>* { display: none }</style>\n\n",
    "[one](javascript:window.hit=6) [two](data:text/html,x) [three](https://a.example/?q=1) [four](//evil.example)\n\n",
    "![five](https://evil.example/x.png) ![six](javascript:window.hit=7 \"t\\\" onerror=1\")\n\n",
    "```\"><script>window.hit=8</script>\n</code></pre><script>window.hit = 9</script>\n```\n\n",
    "| <iframe src=//evil.example> |\n|---|\n| <object data=x> |\n\n<iframe src=\"https://evil.example\"></iframe>\n",
);

/// Markdown of about so many bytes, of all kinds.
pub fn long(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 1000);
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        text.push_str(&format!(
            "# Heading {number}\n\nLorem ipsum dolor sit amet, *consectetur* adipiscing elit, sed do `eiusmod` tempor \
             incididunt ut labore et dolore **magna** aliqua. Ut enim ad minim [veniam](https://a.example/{number}), quis \
             nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.\n\nDuis aute irure dolor in \
             reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur.\n\n- one\n- two\n  - three\n\n"
        ));
        if number % 5 == 0 {
            text.push_str("```rust\nfn main() {\n    println!(\"{}\", 42); // the answer\n}\n```\n\n");
        }
        if number % 7 == 0 {
            text.push_str(
                "| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n\n> quoted, and\n> again\n\n",
            );
        }
    }
    text
}

/// Opens a text and waits until it can be written.
pub async fn open(workbench: &Workbench, name: &str, text: &str) -> Result<()> {
    let file = workbench.file(name, text)?;
    workbench.add(&[file]).await?;
    workbench.browser.click("li.file:last-child .open").await?;
    workbench
        .browser
        .wait_for("document.querySelector('.writer')?.dataset.state === 'open' && document.activeElement?.id === 'source'")
        .await
        .map(drop)
}

/// Types a text, with the Enter key at the ends of its lines.
pub async fn write(workbench: &Workbench, text: &str) -> Result<()> {
    const ENTER: &str = "\u{e007}";
    workbench.browser.write(&text.replace('\n', ENTER)).await
}

/// Puts the caret at the end of a line of the source, counted from 0.
pub async fn to_line(workbench: &Workbench, line: usize) -> Result<()> {
    workbench
        .browser
        .js::<()>(
            "let left = args[0];
             for (const chunk of document.querySelector('#source').children) {
               const lines = chunk.textContent.split('\\n');
               if (left < lines.length - 1) {
                 const at = lines.slice(0, left + 1).join('\\n').length;
                 chunk.scrollIntoView();
                 getSelection().collapse(chunk.firstChild, at);
                 document.querySelector('#source').dispatchEvent(new WheelEvent('wheel'));
                 return;
               }
               left -= lines.length - 1;
             }",
            json!([line]),
        )
        .await?;
    // Both panes come to rest.
    workbench
        .browser
        .wait_for("await new Promise((done) => { const tops = () => [...document.querySelectorAll('#source, #preview')].map((pane) => pane.scrollTop).join(); const before = tops(); setTimeout(() => done(before === tops()), 400) })")
        .await
        .map(drop)
}

/// Types letters one by one. For each, the milliseconds from the key to the picture that shows it in the preview.
pub async fn keystrokes(workbench: &Workbench, count: usize) -> Result<Vec<f64>> {
    workbench
        .browser
        .js::<()>(
            "window.strokes = [];
             let began = 0;
             document.querySelector('#source').addEventListener('keydown', () => { began = performance.now() }, { capture: true });
             new MutationObserver(() => {
               if (!began) return;
               const from = began;
               began = 0;
               // The frame that shows it is drawn when a message sent before it arrives.
               requestAnimationFrame(() => {
                 const { port1, port2 } = new MessageChannel();
                 port1.onmessage = () => window.strokes.push(performance.now() - from);
                 port2.postMessage(0);
               });
             }).observe(document.querySelector('.prose'), { childList: true, subtree: true, characterData: true });",
            (),
        )
        .await?;
    for stroke in 1..=count {
        workbench.browser.press(&[["a", "b", "c", "d"][stroke % 4]]).await?;
        workbench.browser.wait_for(&format!("window.strokes.length >= {stroke}")).await?;
    }
    workbench.browser.js("return window.strokes", ()).await
}
