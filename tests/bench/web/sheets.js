// What the measures of documents share: the files that were chosen, the door's call for a page, and a look at what came.

import { HEIGHT, LINE, SCALE, WIDTH, number } from "./paper.js";
import { ensure } from "./stage.js";

export const PATIENCE = 10_000;
export const FILE = { $file: 0 };

export const files = (id) => [...document.querySelector(`#${id}`).files];

let last = 0;

/** The same file under a name that nobody knows yet. */
export const fresh = (file) => new File([file], `${++last} ${file.name}`, { lastModified: file.lastModified });

/** Asks for a page, counted from 0. */
export function ask(near, file, page, options) {
  const all = { deadline: PATIENCE, hard: true, near: "bench", ...options };
  return near.call("document/page", [FILE, "", page, { scale: SCALE }], [file], all);
}

/** Fails unless a drawing is that of a page of the bench's own, counted from 0. */
export async function check({ pixels, width, height }, page) {
  ensure(width === WIDTH && height === HEIGHT, `page ${page} is ${width} × ${height}`);
  const [start, size] = [LINE * width * 4, width * 4];
  const part = pixels.slice(start, start + size);
  const row = new Uint8Array(part.arrayBuffer ? await part.arrayBuffer() : part);
  ensure(number(row) === page + 1, `page ${page + 1} shows ${number(row)}`);
}
