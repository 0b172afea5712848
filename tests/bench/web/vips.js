// wasm-vips on a page of its own, which alone gets the headers that its threads need; and sharp, which runs where this page
// comes from.

import { crew } from "./crew.js";
import { check } from "./pixels.js";
import { publish, time } from "./stage.js";

const cores = navigator.hardwareConcurrency;
const team = { one: null, each: null };

/** One instance whose threads use all cores, or one instance with one thread for each core. */
const workers = async (kind) =>
  (team[kind] ??= await crew(new URL("vips-worker.js", import.meta.url), kind === "one" ? 1 : cores, { threads: kind === "one" ? cores : 1 }));

publish({
  about: () => ({ cores, isolated: crossOriginIsolated }),
  /** As on the other page. */
  async photos({ who, size, quality }) {
    const files = [...document.querySelector("#photos").files];
    const { map } = await workers(who === "vipsThreads" ? "one" : "each");
    const run = async (files) => (await map(files.map((file) => ({ file, size, quality })))).map(({ blob }) => blob);
    await run(files.slice(0, 2 * cores));
    let results;
    const milliseconds = await time(async () => (results = await run(files)));
    await check(files, results, size);
    return { milliseconds, bytes: results.reduce((sum, { size }) => sum + size, 0) };
  },
  resample: async (options) => (await workers("each")).ask(options),
  async large({ size, quality }) {
    const [file] = document.querySelector("#large").files;
    const { ask } = await workers("each");
    return { milliseconds: await time(() => ask({ file, size, quality })) };
  },
  sharp: async (options) => {
    const response = await fetch("sharp", { method: "POST", body: JSON.stringify(options) });
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  },
});
