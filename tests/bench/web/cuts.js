// Cuts: by key frames into a Blob and onto the disk, exact ones, and a part of a file that is larger than any memory.

import { ask, base64, chosen, rival, told, warm } from "./film.js";
import { ensure, time } from "./stage.js";

export function cuts(near) {
  const root = navigator.storage.getDirectory();
  let kept; // the last large cut

  /** A cut by key frames, and that it can be read. */
  async function cut(file, stretch) {
    const { file: made } = (await ask(near, "cut", [{ stretches: [stretch], exact: false }], file)).value;
    for (const part of [made.slice(0, 65536), made.slice(made.size - 65536)]) {
      ensure((await part.arrayBuffer()).byteLength === 65536, "the cut cannot be read");
    }
    return made;
  }

  const disk = {
    async near(file, stretch, name) {
      const made = await cut(file, stretch);
      const handle = await (await root).getFileHandle(name, { create: true });
      const writer = await handle.createWritable();
      await writer.write(made);
      await writer.close();
    },
    mediabunny: async (file, stretch, name) => (await rival("mediabunny"))({ ask: "trim", file, name, ...stretch }),
    handle: async (file, stretch, name) => (await rival("mediabunny"))({ ask: "trim", file, name, sync: true, ...stretch }),
  };

  /** Fails unless a film is so long and has so many pictures. */
  async function check(file, { seconds, pictures }) {
    const { duration, tracks } = await told(near, file);
    ensure(Math.abs(duration - seconds) < 0.6, `${duration} of ${seconds} s are left`);
    ensure(tracks[0].packets === pictures && tracks.length === 2, `${tracks[0].packets} of ${pictures} pictures`);
  }

  return {
    /** Milliseconds until a cut by key frames can be read; then it is checked. */
    async ready({ from, to, ...right }) {
      await warm(near);
      const file = chosen();
      let made;
      const milliseconds = await time(async () => (made = await cut(file, { from, to })));
      await check(made, right);
      return milliseconds;
    },
    /** Milliseconds until it is on the disk; then it is checked. */
    async disk({ who, from, to, ...right }) {
      await (who === "near" ? warm(near) : rival("mediabunny"));
      const file = chosen(), name = `${who}.mp4`;
      const milliseconds = await time(() => disk[who](file, { from, to }, name));
      const made = await (await (await root).getFileHandle(name)).getFile();
      await check(made, right);
      return { milliseconds, bytes: made.size };
    },
    /** Gives a file that is on the disk to the browser to keep. */
    async fetch({ who }) {
      const made = await (await (await root).getFileHandle(`${who}.mp4`)).getFile();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(made);
      link.download = `${who}.mp4`;
      link.click();
      return made.size;
    },
    /** A cut at exactly these pictures. */
    async exact({ at, from, to }) {
      await warm(near);
      const file = chosen(at);
      let made;
      const milliseconds = await time(async () => {
        made = (await ask(near, "cut", [{ stretches: [{ from, to }], exact: true }], file)).value;
      });
      return { milliseconds, notes: made.notes, name: made.file.name, bytes: await base64(made.file) };
    },
    /** Cuts most of a file by key frames, then makes a few seconds of it anew. The cut is kept, to be checked later. */
    async part({ from, to, late, length }) {
      const whole = chosen();
      const cutting = await time(async () => (kept = await cut(whole, { from, to })));
      const how = {
        container: "mp4",
        video: { encode: { codec: "h264", bits: { bits: 2e6 }, resize: { exact: { width: 1280, height: 720 } } } },
        audio: { encode: { codec: "opus" } },
        stretches: [{ from: late, to: late + length }],
      };
      let made;
      const converting = await time(async () => (made = (await ask(near, "convert", [how, []], chosen())).value.file));
      return { cutting, converting, bytes: await base64(made) };
    },
    /** Fails unless the cut that was kept is right. */
    checked: (options) => check(kept, options),
  };
}
