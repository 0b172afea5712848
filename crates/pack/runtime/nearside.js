// The JavaScript door to the pool: the same calls as in Rust, from any page of the app's origin.
//
// There is one pool per page. Where the app runs, this is the app's own; elsewhere the app's wasm is loaded without
// its interface (`nearsideHeadless`) and answers with the same code. Types and documentation: nearside.d.ts.

const build = NEARSIDE_BUILD;
const base = new URL("./", import.meta.url).href;

async function persist(attempt) {
  for (let n = 0; ; n++) {
    try {
      return await attempt(n ? `?retry=${n}` : "");
    } catch (error) {
      if (n === 5) throw error;
      await new Promise((done) => setTimeout(done, 150 * 2 ** n));
    }
  }
}

/** The app on this page says when it is ready, or that it cannot be. */
const started = () =>
  new Promise((done, fail) => {
    const told = globalThis.nearsideCrash?.message;
    if (told) fail(new Error(told));
    addEventListener("nearside:ready", () => done(globalThis.nearside), { once: true });
    addEventListener("nearside:crash", ({ detail }) => fail(new Error(detail.message)), { once: true });
  });

async function start() {
  globalThis.nearsideHeadless = true;
  globalThis.nearsideBuild = { ...build, base };
  const glue = persist(async (again) => {
    const module = await import(new URL(build.app.js, base).href + again);
    if (typeof module.default !== "function") throw new Error(`${build.app.js} arrived incomplete`);
    return module;
  });
  const wasm = persist((again) => fetch(new URL(build.app.wasm, base).href + again, { integrity: build.app.integrity }));
  const [{ default: init }, response] = await Promise.all([glue, wasm]);
  await init({ module_or_path: response });
  if (!globalThis.nearside) throw new Error("The app started without calling nearside::start, so it has no pool to connect to.");
  return globalThis.nearside;
}

let connection;
const connect = () => {
  if (globalThis.nearside) return Promise.resolve(globalThis.nearside);
  connection ??= document.getElementById("nearside-build") ? started() : start();
  connection.catch(() => (connection = undefined)); // a later connect() tries again
  return connection;
};

class Pause extends EventTarget {
  #on = false;

  get on() {
    return this.#on;
  }

  set on(on) {
    if (this.#on === !!on) return;
    this.#on = !!on;
    this.dispatchEvent(new Event("change"));
  }
}
export { connect, Pause }; // last, so that half a file is no module at all
