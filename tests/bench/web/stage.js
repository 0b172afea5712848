// How the driver talks to a page: it begins a measure by name and looks from time to time whether it is done. A WebDriver
// command that waited instead would end at its own time limit.

export function publish(measures) {
  let state;
  window.bench = {
    begin(name, options) {
      const mine = (state = { done: null });
      Promise.resolve(options).then((options) => measures[name](options)).then(
        (value) => (mine.done = { value: value ?? null }),
        (error) => (mine.done = { error: String(error?.stack ?? error) }),
      );
    },
    look: () => state.done,
  };
}

/** Milliseconds that the work takes. */
export async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

export function ensure(right, what) {
  if (!right) throw new Error(`wrong: ${what}`);
}

/** Numbers from 0 to 1 that look random and never change. */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The first answer of a worker that says when it is ready. */
export const ready = (worker) =>
  new Promise((done, fail) => {
    worker.addEventListener("message", () => done(worker), { once: true });
    worker.addEventListener("error", (event) => fail(new Error(event.message ?? "a worker did not start")), { once: true });
  });
