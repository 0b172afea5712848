// Files in this browser and on their way to a bucket: Nearside's storage worker, sync access handles, createWritable, IndexedDB,
// fetch, Amazon's own client. Every word of a file is its place in it, so that whatever is torn or elsewhere is seen.

import * as aws from "./aws.js";
import { dice, ensure, ready, time } from "./stage.js";

const MIB = 1 << 20;
const PART = 8 * MIB; // as the storage worker cuts large files
const browser = { id: "browser", name: "This browser", kind: "browser", origin: null, can: {}, sealed: "" };

/** A Blob whose words are their places. */
function pattern(megabytes) {
  const parts = [];
  for (let at = 0; at < megabytes; at += 16) {
    const words = new Uint32Array((Math.min(16, megabytes - at) * MIB) / 4);
    for (let n = 0, first = (at * MIB) / 4; n < words.length; n++) words[n] = first + n;
    parts.push(new Blob([words]));
  }
  return new File(parts, "pattern");
}

/** Looks at a word of every 64 KiB. */
function check(bytes, start = 0) {
  const words = new Uint32Array(bytes, 0, bytes.byteLength >> 2);
  for (let n = 0; n < words.length; n += 16384) ensure(words[n] === start / 4 + n, `${words[n]} at ${start + 4 * n}`);
  const last = words.length - 1;
  ensure(words[last] === start / 4 + last, `${words[last]} at the end`);
}

/** A worker that answers one question after the other. */
async function helper(name) {
  const worker = new Worker(new URL(name, import.meta.url), { type: "module" });
  await ready(worker);
  return (question, transfer = []) =>
    new Promise((done, fail) => {
      worker.onmessage = ({ data }) => (data.error ? fail(new Error(data.error)) : done(data.value));
      worker.postMessage(question, transfer);
    });
}

export function files(near, rust) {
  const spot = (path, place = browser) => ({ place, path });
  const made = new Map(), places = new Map();
  let disk, burners = [], last = 0;

  const source = (megabytes) => made.get(megabytes) ?? made.set(megabytes, pattern(megabytes)).get(megabytes);
  const gated = ({ origin }) => (origin ? { gate: origin } : {});
  const write = async (file, to) => {
    const options = { ...gated(to.place), transfer: file instanceof ArrayBuffer ? [file] : [] };
    const { value } = await near.call("store/write", [to, { $file: 0 }, "new"], [file], options);
    ensure(value.durability === (to.place === browser ? "flushed" : "replicated"), value.durability);
  };
  const remove = async (path) => {
    await near.call("store/delete", [spot(path)]);
    await near.call("store/empty", []);
  };

  const writers = {
    async near(bytes) {
      const path = `written-${++last}`, size = bytes.byteLength;
      const spent = await time(() => write(bytes, spot(path)));
      const { value: found } = await near.call("store/stat", [spot(path)]);
      ensure(found.size === size, found.size);
      const [end] = await near.call("store/read", [spot(path), [size - MIB, size]]);
      check(await end.arrayBuffer(), size - MIB);
      await remove(path);
      return spent;
    },
    async raw(bytes) {
      await disk({ ask: "clear" });
      return await time(() => disk({ ask: "write", bytes }, [bytes]));
    },
    chunks: (bytes) => time(() => disk({ ask: "writable", bytes, chunk: MIB }, [bytes])),
    whole: (bytes) => time(() => disk({ ask: "writable", bytes, chunk: bytes.byteLength }, [bytes])),
  };

  const readers = {
    /** Into the memory of WebAssembly, which is one copy more. */
    wasm: (megabytes) => rust.nearLoad("kept", megabytes),
    near: async (megabytes) => {
      let bytes;
      const spent = await time(async () => {
        [bytes] = await near.call("store/load", [spot("kept"), null], [], { buffers: true });
      });
      ensure(bytes.byteLength === megabytes * MIB, bytes.byteLength);
      check(bytes);
      return spent;
    },
    raw: async () => {
      let bytes;
      const spent = await time(async () => (bytes = await disk({ ask: "read" })));
      check(bytes);
      return spent;
    },
  };

  const uploads = {
    async near(file, { key }, path) {
      const place = places.get("plain");
      return await time(async () => {
        const { value: transfer } = await near.call("store/begin", [spot(path), spot(key, place), "always"]);
        await near.call("store/resume", [transfer], [], { ...gated(place), hard: true });
      });
    },
    raw: (file, { key, origin }) => disk({ ask: "upload", file, url: `${origin}/films/${key}`, part: PART }),
    aws: (file, { key, origin, checksums }) => aws.upload({ file, origin, bucket: "films", key, part: PART, checksums }),
  };

  return {
    /** Starts what answers beside the storage worker, and lets that one open its files. */
    async begin() {
      disk ??= await helper("./disk-worker.js");
      await near.call("store/health", []);
    },
    /** Connects a bucket. */
    async connect({ name, origin, secret }) {
      near.openGate(origin);
      const settings = { kind: "bucket", name, endpoint: origin, region: "us-east-1", bucket: "films", folder: name, key: "key", secret: "secret" };
      if (secret) await near.call("keys/make_vault", [secret], [], { hard: true }).catch((error) => ensure(error.detail?.kind === "exists", error.message));
      const { value } = await near.call(secret ? "keys/connect_private" : "keys/connect", [settings], [], { gate: origin, hard: true });
      places.set(name, value);
    },
    /** Keeps a file in this browser, for those who read it. */
    async keep({ path, megabytes }) {
      await write(pattern(megabytes), spot(path));
      if (path === "kept") await disk({ ask: "keep", file: pattern(megabytes) });
    },
    /** Milliseconds until what is in memory survives a power cut, or is what createWritable calls written. */
    write: async ({ who, megabytes }) => await writers[who](await source(megabytes).arrayBuffer()),
    /** Milliseconds until the content of a file is in memory. */
    read: ({ who, megabytes }) => readers[who](megabytes),
    /** Milliseconds until so many small records survive a power cut. */
    records: ({ who, ...options }) =>
      who === "near" ? rust.nearRecords(`records-${++last}`, options.count, options.size, options.batch) : disk({ ask: who, ...options }),
    /** Keeps all cores busy, or lets them rest. */
    burn({ on }) {
      burners.forEach((worker) => worker.terminate());
      const text = "for (let n = 1;; n = Math.imul(n, 48271)) if (!n) break;";
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      burners = on ? Array.from({ length: navigator.hardwareConcurrency }, () => new Worker(url)) : [];
      return new Promise((done) => setTimeout(done, 500));
    },
    /** Milliseconds for a file from this browser to a bucket. */
    async upload({ who, path, ...options }) {
      const [file] = await near.call("store/read", [spot(path), null]);
      return await uploads[who](file, options, path);
    },
    /** Milliseconds for small parts of a large object, one after the other, from anywhere in it. */
    async ranges({ who, key, origin, megabytes, count, seed }) {
      const roll = dice(seed), size = 4096;
      const spots = Array.from({ length: count }, () => 4 * Math.floor((roll() * (megabytes * MIB - size)) / 4));
      const place = places.get("plain");
      const read = {
        near: async (at) => (await near.call("store/read", [spot(key, place), [at, at + size]], [], gated(place)))[0],
        raw: async (at) => {
          const headers = { range: `bytes=${at}-${at + size - 1}` };
          return await (await fetch(`${origin}/films/plain/${key}`, { headers })).blob();
        },
      }[who];
      return await time(async () => {
        for (const at of spots) check(await (await read(at)).arrayBuffer(), at);
      });
    },
    /** Milliseconds for a file from this browser to a bucket or a folder, sealed or not. */
    async copy({ from, place: name }) {
      const place = places.get(name), path = `copied-${++last}`;
      const spent = await time(async () => {
        const { value: transfer } = await near.call("store/begin", [spot(from), spot(path, place), "always"]);
        const { value } = await near.call("store/resume", [transfer], [], { ...gated(place), hard: true });
        ensure(["replicated", "accepted"].includes(value.durability), value.durability);
      });
      const [read] = await near.call("store/read", [spot(path, place), [MIB, 2 * MIB]], [], gated(place));
      check(await read.arrayBuffer(), MIB);
      await near.call("store/delete", [spot(path, place)], [], gated(place));
      return spent;
    },
    /** Connects a folder on disk, as the origin private file system plays one. */
    async folder({ name, secret }) {
      const root = await navigator.storage.getDirectory();
      const key = await rust.nearFolder(await root.getDirectoryHandle(name, { create: true }));
      const call = secret ? "keys/connect_private" : "keys/connect";
      const { value } = await near.call(call, [{ kind: "folder", name, key }], [], { hard: true });
      places.set(name, value);
    },
  };
}
