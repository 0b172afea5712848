// The lab's calls behind Comlink: plain ones in JavaScript, hostile ones in the same Rust as the lab's.
import * as Comlink from "../npm/comlink/dist/esm/comlink.mjs";

let lab;
Comlink.expose({
  add: (a, b) => a + b,
  echo: (buffer) => buffer,
  move: (buffer) => Comlink.transfer(buffer, [buffer]),
  async digest(file) {
    let sum = 0;
    for (let at = 0; at < file.size; at += 4 << 20) {
      for (const byte of new Uint8Array(await file.slice(at, at + (4 << 20)).arrayBuffer())) sum += byte;
    }
    return sum;
  },
  async start(glue) {
    lab = await import(glue);
    await lab.default();
  },
  work: (milliseconds) => lab.work(milliseconds),
  fail: (how) => (how === "malformed" ? lab.add("one", 2) : lab.fail(how)),
});
