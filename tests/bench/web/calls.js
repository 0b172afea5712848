// Small calls, buffers, a large file, calls that break: the same work for Nearside, Comlink, gloo-worker and bare messages.

import * as Comlink from "../npm/comlink/dist/esm/comlink.mjs";
import { dice, ensure, median, time } from "./stage.js";

const WIDTH = 64; // calls in flight
const BURST = 1000; // calls in one microtask

export async function calls(near, rust, glue) {
  const worker = new Worker(new URL("./comlink-worker.js", import.meta.url), { type: "module" });
  const comlink = Comlink.wrap(worker);
  rust.glooStart(glue("gloo"), BURST);
  const raw = bare();
  const byHand = {
    raw: (n) => raw({ a: n, b: 7 }).then(({ sum }) => ensure(sum === n + 7, sum)),
    comlink: (n) => comlink.add(n, 7).then((sum) => ensure(sum === n + 7, sum)),
  };

  const sequential = (who) => async (calls) => {
    for (let n = 0; n < calls; n++) await byHand[who](n);
  };
  const flight = (who) => (calls) => Promise.all(Array.from({ length: WIDTH }, () => sequential(who)(calls / WIDTH)));
  const burst = (who) => (calls) => Promise.all(Array.from({ length: calls }, (_, n) => byHand[who](n)));
  const scripted = (who) => ({ sequential: sequential(who), flight: flight(who), burst: burst(who) });
  const contestants = {
    near: { sequential: rust.nearSequential, flight: (calls) => rust.nearFlight(calls, WIDTH), burst: rust.nearBurst },
    gloo: { sequential: rust.glooSequential, flight: (calls) => rust.glooFlight(calls, WIDTH), burst: rust.glooBurst },
    raw: scripted("raw"),
    comlink: scripted("comlink"),
  };

  const echoes = {
    near: (buffer) => rust.nearEcho(buffer, 10),
    async comlink(buffer) {
      const { byteLength } = buffer;
      const turn = async () => {
        buffer = await comlink.move(Comlink.transfer(buffer, [buffer]));
        ensure(buffer.byteLength === byteLength, buffer.byteLength);
      };
      return (await time(async () => { for (let n = 0; n < 10; n++) await turn(); })) / 10;
    },
    comlinkCopy: (buffer) => time(async () => ensure((await comlink.echo(buffer)).byteLength === buffer.byteLength, "size")),
    gloo: (buffer) => rust.glooEcho(buffer),
  };

  /** The longest time that the page could not do anything else while the call was under way. */
  async function blocked(call) {
    const { port1, port2 } = new MessageChannel();
    let longest = 0, last = performance.now(), going = true;
    port2.onmessage = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (going) port1.postMessage(0);
    };
    port1.postMessage(0);
    const value = await call();
    await new Promise((done) => setTimeout(done, 20));
    going = false;
    return [longest, value];
  }

  return {
    /** Microseconds of one call after the other: the median of batches, because the clock's step is as long as a call. */
    async sequential({ who }) {
      const run = contestants[who].sequential, batches = [];
      await run(200);
      for (let n = 0; n < 50; n++) batches.push((await time(() => run(20))) / 20);
      return median(batches) * 1e3;
    },
    /** Calls in a second with 64 under way. */
    async flight({ who, calls }) {
      const run = contestants[who].flight;
      await run(WIDTH * 10);
      return calls / (await time(() => run(calls))) * 1e3;
    },
    /** Calls in a second when a thousand start together. */
    async burst({ who, calls }) {
      const run = contestants[who].burst;
      await run(BURST);
      return calls / (await time(async () => { for (let n = 0; n < calls; n += BURST) await run(BURST); })) * 1e3;
    },
    /** Milliseconds of a buffer's way to the worker and back. */
    async echo({ who, megabytes }) {
      const bytes = new Uint8Array(megabytes << 20);
      for (let at = 0; at < bytes.length; at += 64) bytes[at] = at >> 6;
      return await echoes[who](bytes.buffer);
    },
    /** Milliseconds that the page is blocked by giving a large file to a worker, which reads all of it. */
    async blocked({ who, sum }) {
      const [file] = document.querySelector("#gigabyte").files;
      const digest = who === "near" ? () => rust.nearDigest(file) : () => comlink.digest(file);
      const idle = who === "nobody" ? () => new Promise((done) => setTimeout(() => done(sum), 1000)) : digest;
      const [longest, found] = await blocked(idle);
      ensure(found === sum, found);
      return longest;
    },
    /** What becomes of many calls, some of them hostile. */
    async hostile({ good, bad, work, seed }) {
      const { value: answer } = await near.call("lab/work", { milliseconds: work });
      const outcome = JSON.parse(await rust.nearHostile(plan(good, bad, seed), work, answer, 200_000));
      // A terminated endless loop burns its core for two seconds more: not in the next one's time.
      if (bad.spin) await new Promise((done) => setTimeout(done, 2500));
      return outcome;
    },
    /** How many of these calls are still pending when nothing has happened for two seconds. */
    async pending({ who, good, bad, work, seed }) {
      const ways = plan(good, bad, seed);
      // What is typed in Rust cannot be malformed.
      if (who === "gloo") return await rust.glooHostile(ways.filter((way) => way !== "malformed"), work, 2000);
      const worker = new Worker(new URL("./comlink-worker.js", import.meta.url), { type: "module" });
      const lab = Comlink.wrap(worker);
      await lab.start(glue("plain"));
      let settled = 0;
      for (const way of ways) (way === "work" ? lab.work(work) : lab.fail(way)).then(() => settled++, () => settled++);
      for (let before = -1; before < settled; await new Promise((done) => setTimeout(done, 2000))) before = settled;
      worker.terminate();
      return ways.length - settled;
    },
    /** gloo-worker's only worker is lost for good after a panic: a new page starts another. */
    cancels: async ({ hard, times }) => [...(await rust.nearCancels(hard, times))],
    revivals: async ({ times }) => [...(await rust.nearRevivals(times))],
    deadlines: async ({ times }) => [...(await rust.nearDeadlines(times))],
    /** Milliseconds that one good call works. */
    async workload({ work }) {
      const runs = [];
      for (let n = 0; n < 9; n++) runs.push(await time(() => near.call("lab/work", { milliseconds: work })));
      return median(runs);
    },
  };
}

/** `{panic: 3}` and some good ones, mixed. */
function plan(good, bad, seed) {
  const ways = Array(good).fill("work");
  for (const [way, count] of Object.entries(bad)) ways.push(...Array(count).fill(way));
  const roll = dice(seed);
  for (let n = ways.length - 1; n > 0; n--) {
    const other = Math.floor(roll() * (n + 1));
    [ways[n], ways[other]] = [ways[other], ways[n]];
  }
  return ways;
}

/** A worker without any library: a message there, a message back. */
function bare() {
  const worker = new Worker(new URL("./raw-worker.js", import.meta.url));
  const waiting = new Map();
  let last = 0;
  worker.onmessage = ({ data }) => {
    waiting.get(data.id)(data);
    waiting.delete(data.id);
  };
  return (message) =>
    new Promise((done) => {
      const id = ++last;
      waiting.set(id, done);
      worker.postMessage({ id, ...message });
    });
}
