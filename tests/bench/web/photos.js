// Photos and pictures through Nearside and through jSquash.

import { crew } from "./crew.js";
import { check, sizeOf } from "./pixels.js";
import { ensure, time } from "./stage.js";

export function photos(near, rust, glue) {
  const url = (name) => new URL(name, import.meta.url);
  let squash, resizer;

  const contestants = {
    near: (files, { recipe, cores }) => rust.nearPhotos(files, JSON.stringify(recipe), cores),
    async jsquash(files, { size: [width, height], quality }) {
      const replies = await squash.map(files.map((file) => ({ file, width, height, quality })));
      return replies.map(({ blob }) => blob);
    },
  };

  return {
    /** Milliseconds for all photos, and the bytes of the results. */
    async photos({ who, size, ...options }) {
      const files = [...document.querySelector("#photos").files];
      squash ??= await crew(url("jsquash-worker.js"), navigator.hardwareConcurrency);
      const run = (files) => contestants[who](files, { size, ...options });
      await run(files.slice(0, 2 * navigator.hardwareConcurrency)); // workers start, code is compiled
      let results;
      const milliseconds = await time(async () => (results = await run(files)));
      await check(files, results, size);
      return { milliseconds, bytes: results.reduce((sum, { size }) => sum + size, 0) };
    },
    /** Milliseconds for one picture. */
    async resample({ who, ...options }) {
      squash ??= await crew(url("jsquash-worker.js"), navigator.hardwareConcurrency);
      resizer ??= await crew(url("resize-worker.js"), 1, { glue: glue("resize") });
      return await (who === "near" ? resizer : squash).ask(options);
    },
    /** Milliseconds for a photo of 100 megapixels, and the worker's bytes of WebAssembly memory after it. */
    async large({ recipe, size }) {
      const [file] = document.querySelector("#large").files;
      const [result, memory, milliseconds] = await rust.nearLarge(file, JSON.stringify(recipe));
      const [width, height] = await sizeOf(result);
      ensure(width === size[0] && height === size[1], `${width} × ${height}`);
      return { milliseconds, memory };
    },
  };
}
