// wasm-vips, one photo or one picture at a time.

import Vips from "./npm/wasm-vips/lib/vips-es6.js";
import { pixels } from "./pixels.js";
import { time } from "./stage.js";

let vips;

/** As vips makes thumbnails: its decoder scales a JPEG down by itself from four times the size on. */
async function photo({ file, size: [width, height], quality }) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const small = vips.Image.thumbnailBuffer(bytes, width, { height, size: "force" });
  const jpeg = small.jpegsaveBuffer({ Q: quality });
  small.delete();
  return { blob: new Blob([jpeg]) };
}

async function resample({ from: [width, height], to, opaque, times }) {
  const rgba = new Uint8Array(pixels(width, height, opaque).buffer);
  const run = () => {
    const steps = [vips.Image.newFromMemory(rgba, width, height, 4, "uchar")];
    const then = (step) => steps[steps.push(step(steps.at(-1))) - 1];
    then((image) => image.copy({ interpretation: "srgb" }));
    if (!opaque) then((image) => image.premultiply());
    then((image) => image.resize(to[0] / width, { vscale: to[1] / height, kernel: "lanczos3" }));
    if (!opaque) then((image) => image.unpremultiply());
    const pixels = then((image) => image.cast("uchar")).writeToMemory();
    for (const image of steps) image.delete(); // its memory is nobody's else
    return pixels;
  };
  const small = run();
  const took = await time(() => { for (let n = 0; n < times; n++) run(); });
  return { milliseconds: took / times, sample: [...small.subarray(0, 4000)] };
}

self.onmessage = async ({ data }) => {
  try {
    if (data.threads) {
      vips = await Vips({ dynamicLibraries: [], locateFile: (name) => new URL(`npm/wasm-vips/lib/${name}`, import.meta.url).href });
      vips.concurrency(data.threads);
      vips.Cache.max(0); // else it would remember the photos of the round before
      return postMessage({});
    }
    postMessage(await (data.file ? photo : resample)(data));
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};
