// Media told, packets gone through, remuxed, pictures made small and looked at, sound measured.

import { ask, base64, chosen, dismiss, rival, told, warm } from "./film.js";
import { ensure, time } from "./stage.js";

/** How pictures are made small, by codec: the container and the names that others have for it. */
const KINDS = {
  vp9: { container: "webM", type: "video/webm" },
  h264: { container: "mp4", type: "video/mp4" },
};
const RATE = 500_000;

export function video(near) {
  let kept; // the last file that was made

  const look = {
    async near(file) {
      const { duration, tracks } = (await ask(near, "look", [], file)).value;
      const { role } = tracks[0];
      return { duration, width: role.video.width, height: role.video.height, codecs: tracks.map((track) => track.codecString) };
    },
    mediabunny: async (file) => (await rival("mediabunny"))({ ask: "info", file }),
    headers: async (file) => (await rival("mediabunny"))({ ask: "info", file, headers: true }),
  };

  const go = {
    async near(file) {
      const keys = (await ask(near, "keys", [], file)).value;
      const { tracks } = (await ask(near, "look", [], file)).value; // the same worker has the index
      return { packets: tracks[0].packets, keys };
    },
    mediabunny: async (file) => (await rival("mediabunny"))({ ask: "table", file }),
  };

  const remux = {
    async near(file) {
      const how = { container: "webM", video: "none", audio: "copy" };
      return (await ask(near, "convert", [how, []], file)).value.file;
    },
    mediabunny: async (file) => (await (await rival("mediabunny"))({ ask: "remux", file })).file,
    ffmpeg: async (file) =>
      (await (await rival("ffmpeg"))({ ask: "run", file, words: ["-map", "0:a", "-c", "copy"], name: "made.webm" })).file,
  };

  const shrink = {
    async near(file, codec, { width, height }) {
      const encode = { codec, bits: { bits: RATE }, keys: 5, resize: { exact: { width, height } } };
      const how = { container: KINDS[codec].container, video: { encode }, audio: "none" };
      return (await ask(near, "convert", [how, []], file)).value.file;
    },
    mediabunny: async (file, codec, size) =>
      (await (await rival("mediabunny"))({ ask: "shrink", file, codec, rate: RATE, ...size })).file,
    async ffmpeg(file, codec, { width, height }) {
      const words = {
        vp9: ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "16"], // VP8: its encoder of VP9 ends in a trap
        h264: ["-c:v", "libx264", "-preset", "ultrafast"],
      }[codec];
      const all = ["-an", "-vf", `scale=${width}:${height}:flags=area`, ...words, "-b:v", `${RATE}`, "-g", "150"];
      return (await (await rival("ffmpeg"))({ ask: "run", file, words: all, name: codec === "h264" ? "made.mp4" : "made.webm" })).file;
    },
  };

  const stills = {
    async near(file, { times, width, height }) {
      const made = [];
      const onpart = ({ value }) => made.push(value);
      await ask(near, "stills", [{ at: { times }, width, height, exact: false }], file, { onpart });
      return await Promise.all(made.map(async ({ pixels, width, height }) => {
        return { pixels: new Uint8ClampedArray(await pixels.arrayBuffer()), width, height };
      }));
    },
    async mediabunny(file, options) {
      const { bitmaps } = await (await rival("mediabunny"))({ ask: "stills", file, ...options });
      return bitmaps;
    },
    async every(file, options) {
      const { bitmaps } = await (await rival("mediabunny"))({ ask: "stills", file, exact: true, ...options });
      return bitmaps;
    },
  };

  /** Mean colours of the 4 × 4 fields of a picture. */
  function fields(picture) {
    let { pixels, width, height } = picture;
    if (!pixels) {
      const context = new OffscreenCanvas(width, height).getContext("2d");
      context.drawImage(picture, 0, 0);
      pixels = context.getImageData(0, 0, width, height).data;
      picture.close();
    }
    const sums = new Array(48).fill(0), fields = (width * height) / 16;
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += 4) {
        const field = 3 * (4 * Math.floor((4 * y) / height) + Math.floor((4 * x) / width));
        for (let n = 0; n < 3; n++) sums[field + n] += pixels[at + n];
      }
    }
    return sums.map((sum) => Math.round(sum / fields));
  }

  async function ready(who) {
    if (who === "near") return await warm(near);
    await rival(who === "ffmpeg" ? who : "mediabunny");
  }

  return {
    /** Milliseconds to be told of a file so many times. */
    async info({ who, count, duration }) {
      await ready(who);
      const all = Array.from({ length: count }, () => chosen());
      return await time(async () => {
        for (const file of all) {
          const found = await look[who](file);
          ensure(Math.abs(found.duration - duration) < 0.2, `${found.duration} s instead of ${duration}`);
          ensure(found.width === 1920 && found.height === 1080, `${found.width} × ${found.height}`);
          ensure(/^avc1\.\w+,mp4a\.40\.2$/.test(found.codecs.join()), `codecs ${found.codecs}`);
        }
      });
    },
    /** Milliseconds to open a file and go through all packets of its pictures. */
    async table({ who, packets, keys }) {
      await ready(who);
      const file = chosen();
      return await time(async () => {
        const found = await go[who](file);
        ensure(found.packets === packets, `${found.packets} of ${packets} packets`);
        ensure(found.keys.length === keys.count, `${found.keys.length} of ${keys.count} keys`);
        const right = (key, nth) => Math.abs(key - nth * keys.apart) < 0.01;
        ensure(found.keys.every(right), `keys at ${found.keys.slice(0, 5)}`);
      });
    },
    /** Milliseconds from one container of sound to another. */
    async remux({ who, packets }) {
      await ready(who);
      const file = chosen();
      const milliseconds = await time(async () => (kept = await remux[who](file)));
      const { container, tracks } = await told(near, kept);
      ensure(container === "webM" && tracks.length === 1, `${container}, ${tracks.length} tracks`);
      ensure(tracks[0].packets === packets, `${tracks[0].packets} of ${packets} packets`);
      return milliseconds;
    },
    /** Gives the last file that was made to the browser to keep. */
    save({ name }) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(kept);
      link.download = name;
      link.click();
      return kept.size;
    },
    /** Milliseconds for small pictures in another codec, and what came of it. */
    async shrink({ who, codec, pictures, width, height }) {
      await ready(who);
      const file = chosen();
      let made;
      const milliseconds = await time(async () => (made = await shrink[who](file, codec, { width, height })));
      const { tracks } = await told(near, made);
      const { role } = tracks[0];
      ensure(role.video.width === width && role.video.height === height, `${role.video.width} × ${role.video.height}`);
      ensure(tracks[0].packets === pictures, `${tracks[0].packets} of ${pictures} pictures`);
      return { milliseconds, bytes: await base64(made) };
    },
    /** Milliseconds until small pictures of these moments are there, and what is on them. */
    async stills({ who, ...options }) {
      await ready(who);
      const file = chosen();
      let made;
      const milliseconds = await time(async () => {
        made = await stills[who](file, options);
        ensure(made.length === options.times.length, `${made.length} pictures`);
        ensure(made.every(({ width }) => width === options.width), `${made[0].width} pixels wide`);
      });
      return { milliseconds, fields: made.map(fields) };
    },
    /** How loud each chosen file is. */
    async loudness({ count }) {
      const all = [];
      for (let at = 0; at < count; at++) all.push((await ask(near, "loudness", [null], chosen(at))).value);
      return all;
    },
    dismiss,
  };
}
