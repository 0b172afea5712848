// The engine's resampler, one picture at a time, by a plain export: only the resampling is measured.

import { pixels } from "./pixels.js";
import { time } from "./stage.js";

let engine;
self.onmessage = async ({ data: { glue, from: [width, height] = [], to = [], opaque, times } }) => {
  try {
    if (glue) {
      engine = await import(glue);
      await engine.default();
      return postMessage({});
    }
    const rgba = new Uint8Array(pixels(width, height, opaque).buffer);
    const small = engine.resize(rgba, width, height, ...to);
    const took = await time(() => { for (let n = 0; n < times; n++) engine.resize(rgba, width, height, ...to); });
    postMessage({ milliseconds: took / times, sample: [...small.subarray(0, 4000)] });
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};
