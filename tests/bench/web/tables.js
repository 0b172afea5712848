// Tables through the table worker: the first rows, all of them, sorted, and a window that is scrolled.

import { ensure, time } from "./stage.js";

const FILE = { $file: 0 };
const STEP = 60; // rows of a window

export function tables(near) {
  const plain = { filters: [], sort: [] };
  const sorted = { filters: [], sort: [{ column: 1, descending: false }] };
  let last = 0;
  const key = { near: "bench table", hard: true };

  return {
    /** Milliseconds for the first rows, for all, for the first rows by a column, and for each of some steps. */
    async table({ rows }) {
      const [chosen] = document.querySelector("#table").files;
      const file = new File([chosen], `${++last}.csv`, { lastModified: chosen.lastModified }); // nobody knows it yet
      const window = async (view, from) => (await near.call("table/rows", [FILE, null, view, from, STEP], [file], key)).value;
      let told;
      const peek = await time(async () => (told = (await near.call("table/peek", [FILE, null], [file], key)).value));
      ensure(told.window.rows.length === 200 && told.window.rows[7][0] === "7", "other first rows");
      const open = await time(async () => (told = (await near.call("table/open", [FILE, null], [file], key)).value));
      ensure(told.rows === rows, `${told.rows} rows`);
      let first;
      const sort = await time(async () => (first = await window(sorted, 0)));
      const numbers = first.rows.map((row) => Number(row[1]));
      ensure(first.total === rows && numbers.every((number, at) => number === at), "another order");
      const steps = [];
      for (let n = 0; n < 50; n++) {
        const from = Math.floor((rows / 50) * n);
        let seen;
        steps.push(await time(async () => (seen = await window(plain, from))));
        ensure(seen.rows[0][0] === String(from) && seen.rows.length === Math.min(STEP, rows - from), `row ${from}`);
      }
      return { peek, open, sort, steps };
    },
  };
}
