// jSquash, one photo or one picture at a time.

import decode from "../npm/@jsquash/jpeg/decode.js";
import encode from "../npm/@jsquash/jpeg/encode.js";
import resize, { initResize } from "../npm/@jsquash/resize/index.js";
import { pixels } from "./pixels.js";
import { time } from "./stage.js";

// Its defaults resize in linear light, which takes three times as long and makes other pixels than everybody else here.
const PLAIN = { method: "lanczos3", premultiply: false, linearRGB: false };

async function photo({ file, width, height, quality }) {
  const picture = await decode(await file.arrayBuffer());
  const small = await resize(picture, { ...PLAIN, width, height });
  return { blob: new Blob([await encode(small, { quality })]) };
}

async function resample({ from: [width, height], to, opaque, linear, times }) {
  const picture = new ImageData(pixels(width, height, opaque), width, height);
  const options = { ...PLAIN, premultiply: !opaque, linearRGB: linear, width: to[0], height: to[1] };
  const small = await resize(picture, options);
  const took = await time(async () => { for (let n = 0; n < times; n++) await resize(picture, options); });
  return { milliseconds: took / times, sample: [...small.data.subarray(0, 4000)] };
}

self.onmessage = async ({ data }) => {
  if (!data.file && !data.from) return initResize().then(() => postMessage({}));
  try {
    postMessage(await (data.file ? photo : resample)(data));
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};
