// A worker, as every engine's worker begins: a blob of this text, because a worker from a blob inherits the page's
// policy and one from the network does not. JavaScript owns the messages and Rust's future is polled by an export:
// only so does every way in which an instance can break end in a reply. See src/serve.rs.

let engine, names, running = 0, woken = false, panic = null, up = [], texts = "", files = [], transfer = [], breaths = [];
const breath = new MessageChannel();
breath.port1.onmessage = () => { const all = breaths; breaths = []; all.forEach(done => done()) };

// What Rust calls.
self.nearUp = (messages, values) => { up.push(messages); texts += values };
self.nearFiles = (some, moved) => { files.push(...some); transfer.push(...moved) };
self.nearBegin = job => { running = job };
self.nearPost = () => flush();
self.nearPanic = message => { panic = { message, stack: new Error().stack } };
self.nearWake = () => { if (!woken) { woken = true; queueMicrotask(step) } };
self.nearBreathe = () => {
  flush();
  // A message to ourselves lets those in that came before it; a timer would take five milliseconds.
  return new Promise(done => { if (breaths.push(done) === 1) breath.port2.postMessage(0) });
};

self.onmessage = ({ data }) => data.module ? start(data) : attempt(() => engine.nearAccept(data.text ?? data, data.files));
self.addEventListener("error", event => { event.preventDefault(); stray(event.error ?? event.message) });
self.addEventListener("unhandledrejection", event => { event.preventDefault(); stray(event.reason) });

async function start({ module, js, id, names: address }) {
  names = address;
  try {
    const glue = await import(js);
    if (glue.nearsideId !== id) {
      return refuse("VersionMismatch", "The server has a newer version of this app. Reload the page to get it.");
    }
    await glue.default({ module_or_path: module });
    if (!glue.nearCheck()) {
      return refuse("Unsupported", "This browser miscalculates in WebAssembly. Update it or use another one.");
    }
    engine = glue;
    up.push('"Ready"');
    // With what the instance holds already: one that stands by may wait long for its first call.
    ask(() => engine.nearHandOver());
    flush();
  } catch (error) {
    refuse("WorkerLost", `The worker could not start (${error?.message ?? error}). Check the connection and try again.`);
  }
}

function refuse(kind, message) {
  up.push(JSON.stringify({ Unready: { kind, message } }));
  flush();
}

function step() {
  woken = false;
  attempt(() => { if (engine.nearPoll()) self.nearBreathe().then(self.nearWake) });
  flush();
}

function attempt(work) {
  try { work() } catch (error) { broke(error) }
}

// An exception that came by the event loop: of the running job, unless a closure of a dead instance was called.
function stray(error) {
  if (engine && running && !/previous WASM instance/i.test(error?.message ?? error)) { broke(error); flush() }
}

function broke(error) {
  // An instance whose stack is used up may not even answer this: then the jobs that it had done start again.
  ask(() => engine.nearHandOver());
  const missed = ask(() => engine.nearMissed());
  const held = ask(() => engine.nearMemory());
  const fault = { id: running || null, error: explain(error, missed), revived: false, held };
  fault.revived = !missed && ask(() => { engine.nearRevive(); return engine.nearMemory() }) > 0;
  [running, panic] = [0, null];
  up.push(JSON.stringify({ Broke: fault }));
  // What the fresh instance holds.
  if (fault.revived) ask(() => engine.nearHandOver());
}

function ask(question) {
  try { return question() } catch { return 0 }
}

function explain(error, missed) {
  const stack = readable(String(panic?.stack ?? error?.stack ?? ""));
  const of = (kind, message) => ({ kind, message, stack });
  if (panic) return of("Panicked", panic.message);
  if (missed) return of("OutOfMemory", `There was no memory for ${missed} bytes more. Close other tabs or use a smaller file.`);
  const text = error?.message ?? String(error);
  const deep = error instanceof RangeError || /recursion|stack/i.test(text);
  if (deep || error instanceof WebAssembly.RuntimeError) return of("Trapped", deep ? "The stack overflowed." : text);
  return of("Trapped", `JavaScript threw: ${text}`);
}

// The names of wasm functions are fetched when there is a stack to tell, synchronously, as it is told at once.
function readable(stack) {
  if (typeof names === "string" && /wasm-function\[/.test(stack)) {
    const request = new XMLHttpRequest();
    try {
      request.open("GET", names, false);
      request.timeout = 1000;
      request.send();
    } catch { /* then the stack has numbers */ }
    names = request.status === 200 ? request.responseText.split("\n") : [];
  }
  return stack.replace(/^.*wasm-function\[(\d+)\].*$/gm, (line, index) => names?.[index] ? `    at ${names[index]}` : line);
}

function flush() {
  if (!up.length) return;
  const messages = `[${up}]`, text = messages + texts, moved = transfer;
  const message = files.length ? { text, files } : text;
  [up, texts, files, transfer] = [[], "", [], []];
  try { postMessage(message, moved) } catch (error) { postWithout(messages, error) }
}

// What cannot be posted is said to be so: a reply fails, a job that hands out a part or asks for something breaks, and what speaks
// of no value goes as it is.
function postWithout(messages, error) {
  const told = { kind: "Malformed", message: `The reply could not be handed over (${error?.message ?? error}).` };
  const ended = one => one.Done ? { Failed: { id: one.Done.id, run: one.Done.run, error: told } }
    : one.Part || one.Ask ? { Broke: { id: one.Part?.id ?? one.Ask.job, error: told, revived: false, held: 0 } } : one;
  postMessage(JSON.stringify(JSON.parse(messages).map(ended)));
}
