// Some workers that take work one by one from a common queue: what a careful user of a library without a pool writes.

import { ready } from "./stage.js";

export async function crew(url, count, first) {
  const start = async () => {
    const worker = new Worker(url, { type: "module" });
    const started = ready(worker);
    worker.postMessage(first ?? {});
    return await started;
  };
  const workers = await Promise.all(Array.from({ length: count }, start));
  const ask = (worker, message) =>
    new Promise((done, fail) => {
      worker.onmessage = ({ data }) => (data.error ? fail(new Error(data.error)) : done(data));
      worker.postMessage(message);
    });
  return {
    ask: (message) => ask(workers[0], message),
    async map(messages) {
      const queue = messages.entries(), replies = [];
      await Promise.all(workers.map(async (worker) => {
        for (const [at, message] of queue) replies[at] = await ask(worker, message);
      }));
      return replies;
    },
    /** Looks at each reply and keeps none. How many there were. */
    async each(messages, look) {
      const queue = messages.entries();
      let count = 0;
      await Promise.all(workers.map(async (worker) => {
        for (const [at, message] of queue) {
          await look(await ask(worker, message), at);
          count++;
        }
      }));
      return count;
    },
    end: () => workers.forEach((worker) => worker.terminate()),
  };
}
