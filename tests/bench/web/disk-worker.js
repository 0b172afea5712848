// What browsers have without a library, written as carefully as it goes: sync access handles, createWritable, IndexedDB, fetch.

const BLOCK = 4 << 20, LANES = 4;
const root = await navigator.storage.getDirectory();
const folder = await root.getDirectoryHandle("raw", { create: true });
const handle = (name) => folder.getFileHandle(name, { create: true });

async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Block by block, the next one on its way while one is written. */
async function copy(file, access) {
  const read = (at) => (at < file.size ? file.slice(at, at + BLOCK).arrayBuffer() : null);
  let next = read(0);
  for (let at = 0; next; at += BLOCK) {
    const block = new Uint8Array(await next);
    next = read(at + BLOCK);
    access.write(block, { at });
  }
}

/** Files that existed before, because new ones would not survive a power cut, and are empty, because after a kill in the middle
 *  of overwriting there would be neither the old nor the new. As many as the store keeps for its readers, so that the operating
 *  system hands out new memory as often. */
const slots = await Promise.all(Array.from({ length: 9 }, (_, n) => handle(`slot-${n}`)));
let turn = 0;

async function database() {
  const request = indexedDB.open("raw", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("records");
  return await new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

const asks = {
  async write({ bytes }) {
    const access = await slots[turn % slots.length].createSyncAccessHandle();
    access.truncate(bytes.byteLength);
    access.write(bytes, { at: 0 });
    access.flush();
    access.close();
  },
  async clear() {
    const access = await slots[++turn % slots.length].createSyncAccessHandle();
    access.truncate(0);
    access.flush();
    access.close();
  },
  async writable({ bytes, chunk }) {
    const writable = await (await handle("writable")).createWritable();
    for (let at = 0; at < bytes.byteLength; at += chunk) await writable.write(new Uint8Array(bytes, at, chunk));
    await writable.close();
  },
  async keep({ file }) {
    const access = await (await handle("kept")).createSyncAccessHandle();
    await copy(file, access);
    access.flush();
    access.close();
  },
  async read() {
    const access = await (await handle("kept")).createSyncAccessHandle({ mode: "read-only" });
    const bytes = new Uint8Array(access.getSize());
    access.read(bytes, { at: 0 });
    access.close();
    return bytes.buffer;
  },
  /** A file for each record, as whoever has no database does it. */
  async files({ count, size }) {
    const records = await folder.getDirectoryHandle("records", { create: true });
    const spent = await time(async () => {
      for (let n = 0; n < count; n++) {
        const writable = await (await records.getFileHandle(`${n}`, { create: true })).createWritable();
        await writable.write(new Uint8Array(size).fill(n));
        await writable.close();
      }
    });
    await folder.removeEntry("records", { recursive: true });
    return spent;
  },
  async records({ count, size, batch }) {
    const db = await database();
    const spent = await time(async () => {
      for (let first = 0; first < count; first += batch) {
        const change = db.transaction("records", "readwrite", { durability: "strict" });
        const table = change.objectStore("records");
        for (let n = first; n < first + batch; n++) table.put(new Uint8Array(size).fill(n), `records/${n}`);
        await new Promise((done, fail) => {
          change.oncomplete = done;
          change.onabort = () => fail(change.error);
        });
      }
    });
    const look = db.transaction("records").objectStore("records").count();
    await new Promise((done) => (look.onsuccess = done));
    if (look.result !== count) throw new Error(`${look.result} records`);
    db.close();
    // For the next time.
    await new Promise((done) => (indexedDB.deleteDatabase("raw").onsuccess = done));
    return spent;
  },
  /** The parts of a file by fetch, as handles, four at a time. */
  async upload({ file, url, part }) {
    return await time(async () => {
      const made = await (await fetch(`${url}?uploads`, { method: "POST" })).text();
      const id = made.match(/<UploadId>(.*?)</)[1];
      let next = 0;
      const lane = async () => {
        for (let n; (n = next++) * part < file.size; ) {
          const body = file.slice(n * part, (n + 1) * part);
          const { ok } = await fetch(`${url}?partNumber=${n + 1}&uploadId=${id}`, { method: "PUT", body });
          if (!ok) throw new Error(`part ${n}`);
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      const { ok } = await fetch(`${url}?uploadId=${id}`, { method: "POST", body: "<CompleteMultipartUpload/>" });
      if (!ok) throw new Error("not completed");
    });
  },
};

self.onmessage = async ({ data }) => {
  try {
    const value = await asks[data.ask](data);
    postMessage({ value }, value instanceof ArrayBuffer ? [value] : []);
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};
postMessage("ready");
