// A file that means harm, and whether everything else goes on.

import { taken } from "./hands.js";
import { PATIENCE, ask, check, files, fresh } from "./sheets.js";
import { ensure } from "./stage.js";

/** Past its deadline a call is still given this long. */
const GRACE = 500;

export function hostile(near) {
  const draw = (file, options) => taken(() => ask(near, file, 0, { near: undefined, ...options }));

  return {
    /** What became of the first page, opened and drawn, and after how many milliseconds; then a good one is drawn. */
    async harm({ at }) {
      const file = fresh(files("hostile")[at]);
      let timer;
      const late = new Promise((done) => (timer = setTimeout(done, PATIENCE + GRACE, { late: true })));
      const start = performance.now();
      const drawn = draw(file).then(
        ({ width, height, pixels }) => {
          ensure(pixels.byteLength === width * height * 4, `${pixels.byteLength} bytes for ${width} × ${height}`);
          return {};
        },
        (error) => ({ kind: error.kind ?? "", told: error.message }),
      );
      const verdict = { late: false, ...(await Promise.race([drawn, late])) };
      verdict.milliseconds = performance.now() - start;
      clearTimeout(timer);
      gc(); // drawings that only this page had are none of the reader's memory
      await check(await draw(files("text")[0]), 0);
      verdict.workers = near.status().workers.map(({ engine, memory }) => `${engine} ${memory >> 20}`);
      return verdict;
    },
  };
}
