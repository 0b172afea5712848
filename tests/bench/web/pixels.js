// Pictures to resize and to compare.

import { dice, ensure } from "./stage.js";

/** Soft shapes with grain as RGBA, opaque or not: the same for everybody. */
export function pixels(width, height, opaque) {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const roll = dice(7);
  const grain = Int8Array.from({ length: 65536 }, () => roll() * 24 - 12);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const noise = grain[(x * 7 + y * 613) & 65535];
      rgba[at] = 128 + 90 * Math.sin(x / 97) + noise;
      rgba[at + 1] = 128 + 90 * Math.sin(y / 61) + noise;
      rgba[at + 2] = 128 + 90 * Math.sin((x + y) / 139) + noise;
      rgba[at + 3] = opaque ? 255 : 150 + 100 * Math.sin((x - y) / 211);
    }
  }
  return rgba;
}

/** Width and height as a JPEG's header has them. */
export async function sizeOf(jpeg) {
  const bytes = new DataView(await jpeg.slice(0, 65536).arrayBuffer());
  ensure(bytes.getUint16(0) === 0xffd8, "no JPEG");
  for (let at = 2; at < bytes.byteLength - 9; at += 2 + bytes.getUint16(at + 2)) {
    const marker = bytes.getUint16(at);
    if (marker >= 0xffc0 && marker <= 0xffc2) return [bytes.getUint16(at + 7), bytes.getUint16(at + 5)];
  }
  throw new Error("a JPEG without a size");
}

/** The mean difference of two pictures' samples, averaged over tiles: there compression and filters no longer matter. */
export async function difference(one, other) {
  const [here, there] = await Promise.all([averages(one), averages(other)]);
  return here.reduce((sum, sample, at) => sum + Math.abs(sample - there[at]), 0) / here.length;
}

/** The mean of each channel in each tile of a picture. The browser's own scaling would do it by other steps for another size. */
async function averages(blob) {
  const [columns, rows] = [32, 24];
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const sums = new Float64Array(columns * rows * 3);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height) * columns;
    for (let x = 0; x < width; x++, at += 4) {
      const tile = (row + Math.floor((x * columns) / width)) * 3;
      for (let channel = 0; channel < 3; channel++) sums[tile + channel] += data[at + channel];
    }
  }
  return sums.map((sum) => sum / ((width * height) / (columns * rows)));
}

/** Checks what came of the photos, after the time was taken: every size, and three of them by their look. */
export async function check(photos, results, [width, height]) {
  ensure(results.length === photos.length, `${results.length} results`);
  for (const result of results) {
    const [w, h] = await sizeOf(result);
    ensure(w === width && h === height, `${w} × ${h}`);
  }
  for (const at of new Set([0, photos.length >> 1, photos.length - 1])) {
    const off = await difference(photos[at], results[at]);
    ensure(off < 3, `photo ${at} is off by ${off}`);
  }
}
