// What a drawing is, in 64 digits.

import { taken } from "./hands.js";
import { ask, files, fresh } from "./sheets.js";

const LONG = 120_000;

export function hashes(near) {
  async function hash({ width, height, pixels }) {
    const bytes = new Uint8Array(8 + pixels.byteLength), head = new DataView(bytes.buffer);
    head.setUint32(0, width, true);
    head.setUint32(4, height, true);
    bytes.set(new Uint8Array(pixels), 8);
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Workers that draw at this moment. */
  const busy = () => near.status().workers.filter(({ engine, state }) => engine === "document" && state === "busy").length;

  return {
    /** The hashes of all first pages, asked for at once, or what was said instead; and how many workers drew at one time. */
    async hashes() {
      let most = 0;
      const one = async (file) => {
        try {
          const drawn = await taken(() => ask(near, fresh(file), 0, { near: undefined, deadline: LONG }));
          return await hash(drawn);
        } catch (error) {
          return error.kind ?? String(error);
        } finally {
          most = Math.max(most, busy());
        }
      };
      const pages = await Promise.all(files("corpus").map(one));
      return { workers: most, pages };
    },
  };
}
