// Makes the photos that are measured: `node photos.mjs <folder> <count> <corpus>`. Always the same ones, whatever the machine.
//
// Each is a part of a real photo of the corpus, scaled and mirrored to 12 megapixels, with a sensor's noise on top, because scaling
// leaves none and noise is what a JPEG decoder spends its time on. Without a corpus, hills of colour take the photos' place.

import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { availableParallelism } from "node:os";
import sharp from "sharp";

const [folder, count, corpus] = process.argv.slice(2);
const SIZE = [4000, 3000];
const LARGE = [12000, 8400];

/** Numbers from 0 to 1 that look random and never change. */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sources = ["clic", "kodak"].flatMap((name) => {
  const path = `${corpus}/${name}`;
  return existsSync(path) ? readdirSync(path).filter((file) => file.endsWith(".png")).sort().map((file) => `${path}/${file}`) : [];
});

async function scene(roll, [width, height]) {
  if (!sources.length) return hills(roll, [width, height]);
  const source = sharp(sources[Math.floor(roll() * sources.length)]);
  const { width: w, height: h } = await source.metadata();
  // A quarter of the result, cut out of the source at about the source's own scale, then mirrored into the other three.
  const [tw, th] = [width / 2, height / 2];
  const share = Math.min(1, Math.max(0.5, roll() + 0.3));
  const cut = { width: Math.floor(w * share), height: Math.min(h, Math.floor((w * share * th) / tw)) };
  const left = Math.floor(roll() * (w - cut.width)), top = Math.floor(roll() * (h - cut.height));
  const tile = source.removeAlpha().toColourspace("srgb").extract({ left, top, ...cut }).resize(tw, th, { fit: "cover", kernel: "lanczos3" });
  const { data } = await tile.raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width: tw, height: th, channels: 3 } }).extend({ right: tw, bottom: th, extendWith: "mirror" }).raw().toBuffer();
}

function hills(roll, [width, height]) {
  const waves = Array.from({ length: 24 }, (_, n) => [(roll() - 0.5) * 0.004 * 1.5 ** (n % 12), (roll() - 0.5) * 0.004 * 1.5 ** (n % 12), roll() * 6, 60 / 1.35 ** (n % 12), n % 3]);
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const sum = [128, 128, 128];
      for (const [fx, fy, phase, high, channel] of waves) sum[channel] += high * Math.sin(x * fx + y * fy + phase);
      for (let c = 0; c < 3; c++) data[at + c] = Math.max(0, Math.min(255, sum[c]));
    }
  }
  return data;
}

/** About Gaussian, five levels wide, the same for the three channels: what is left of a sensor's noise at ISO 400. */
function grain(data, roll) {
  const table = Int8Array.from({ length: 4096 }, () => Math.round((roll() + roll() + roll() + roll() - 2) * 8));
  let state = Math.floor(roll() * 2 ** 32) >>> 0;
  for (let at = 0; at < data.length; at += 3) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = table[state >>> 20];
    for (let c = at; c < at + 3; c++) data[c] = Math.max(0, Math.min(255, data[c] + noise));
  }
  return data;
}

async function make(path, seed, [width, height]) {
  if (existsSync(path)) return;
  const roll = dice(seed);
  const data = grain(await scene(roll, [width, height]), roll);
  const picture = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  await picture.jpeg({ quality: 92, chromaSubsampling: "4:2:0" }).toFile(`${path}.part`);
  renameSync(`${path}.part`, path); // a run that was stopped leaves no half a photo
}

mkdirSync(folder, { recursive: true });
const jobs = Array.from({ length: Number(count) }, (_, n) => [`${folder}/photo-${String(n).padStart(3, "0")}.jpg`, n + 1, SIZE]);
jobs.push([`${folder}/large.jpg`, 4711, LARGE]);
sharp.concurrency(1);
await Promise.all(Array.from({ length: availableParallelism() }, async () => {
  for (let job; (job = jobs.shift()); ) await make(...job);
}));
