// What the measures of video share: the files that were chosen, the door's calls, the others' workers, and what came of it.

import { crew } from "./crew.js";
import { ensure } from "./stage.js";

export const FILE = { $file: 0 };

let last = 0;

/** A chosen file under a name that nobody knows yet, so that nobody remembers its index. */
export function chosen(at = 0) {
  const file = document.querySelector("#file").files[at];
  ensure(file, `there is no file ${at}`);
  return new File([file], `${++last} ${file.name}`, { lastModified: file.lastModified });
}

/** Asks our worker about a file; always the same worker. */
export const ask = (near, call, args, file, options) =>
  near.call(`video/${call}`, [FILE, ...args], [file], { near: "bench", ...options });

const crews = {};

/** Asks a rival's worker, which has started and compiled its code before the clock runs. */
export async function rival(who) {
  crews[who] ??= crew(new URL(`${who}-worker.js`, import.meta.url), 1);
  const one = await crews[who];
  return (message) => one.ask(message);
}

/** Lets go of the rivals' workers. */
export async function dismiss() {
  for (const who of Object.keys(crews)) {
    (await crews[who]).end();
    delete crews[who];
  }
}

/** Our own worker is there, and has done nothing yet. */
export const warm = (near) => near.call("video/open", [], [], { near: "bench" });

/** What a file holds, its packets counted. */
export async function told(near, file) {
  const named = new File([file], `${++last} ${file.name ?? "made"}`);
  await ask(near, "keys", [], named); // goes through the packets, where only they tell how many they are
  return (await ask(near, "look", [], named)).value;
}

export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
