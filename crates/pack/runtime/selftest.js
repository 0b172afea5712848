// Tries every way out of the page that is known, and says which of them this browser closes.
//
// The targets cannot be reached from anywhere (192.0.2.1 is reserved for documentation), so an open channel gives
// nothing away. A channel counts as blocked only with proof: the browser reported the violation, threw, or was seen to
// enforce the Connection-Allowlist header on a document of the same service worker.

const NOWHERE = "https://192.0.2.1/nearside-selftest-";
const SELF = import.meta.url; // a blob in air-gap mode
const AIRLESS = new URL("airless.html", globalThis.document?.baseURI ?? SELF).href;
/** How a verdict is known: the sentence of each reason, some with a detail. */
const HOW = {
  policy: (directive) => `Stopped by the content policy (${directive}).`,
  data: () => "Stopped by the content policy: not even a data: address was admitted.",
  refused: (thrown) => `Refused: ${thrown}`,
  unstarted: () => "It did not start.",
  started: () => "It started.",
  nothing: () => "Nothing stopped it.",
  missing: () => "This browser does not have it.",
  airgap: () => "Not even its own origin can be reached from this document (air gap).",
  listed: () => "Connection-Allowlist: a document with an empty list could not even reach its own origin.",
  ended: () => "Asking a server ended at once. Connection-Allowlist: a document with an empty list could not even reach its own origin.",
  serverless: () => "There is no service worker yet, which adds the header. Reload once.",
  unknown: () => "This browser does not know the Connection-Allowlist header.",
  early: () => "This page came before the service worker, so without the header. Reload once.",
};
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const settled = (work, ms = 1000) => Promise.race([work, sleep(ms)]);

/** Does one thing and reports {directive} if the policy stopped it, {thrown} if it was refused outright, or {}. */
async function attempt(scope, url, act, ms = 1000) {
  let directive, thrown;
  const hear = (event) => {
    // For a frame the browser reports no more than the origin.
    if (event.blockedURI.includes(new URL(url).host)) directive = event.effectiveDirective || event.violatedDirective;
  };
  scope.addEventListener("securitypolicyviolation", hear);
  try {
    await Promise.race([act(url), new Promise((done) => setTimeout(done, ms))]);
  } catch (error) {
    thrown = String(error);
  }
  await new Promise((done) => setTimeout(done, 100)); // reports come after the failure they report
  scope.removeEventListener("securitypolicyviolation", hear);
  return { directive, thrown };
}

const element = (name, more) => Object.assign(document.createElement(name), more);
const inserted = (node) =>
  new Promise((done) => {
    node.onload = node.onerror = done;
    document.head.append(node);
  }).finally(() => node.remove());

async function framed(more, act = () => sleep(500)) {
  const frame = element("iframe", { hidden: true, name: `nearside-${Math.random()}`, ...more });
  document.body.append(frame);
  try {
    return await act(frame);
  } finally {
    frame.remove();
  }
}

const opened = (it, type = "open") =>
  new Promise((done) => {
    it.addEventListener(type, done);
    it.addEventListener("error", done);
  }).finally(() => it.close());

/** What a content security policy can close. Where an interface is missing there is nothing to close. */
const channels = {
  fetch: [() => globalThis.fetch, (url) => fetch(url, { mode: "no-cors" })],
  XMLHttpRequest: [() => globalThis.XMLHttpRequest, (url) => new Promise((done) => {
    const request = new XMLHttpRequest();
    request.onloadend = done;
    request.open("GET", url);
    request.send();
  })],
  WebSocket: [() => globalThis.WebSocket, (url) => opened(new WebSocket(url.replace("https", "wss")))],
  WebTransport: [() => globalThis.WebTransport, (url) => new WebTransport(url).ready],
  EventSource: [() => globalThis.EventSource, (url) => opened(new EventSource(url))],
  beacon: [() => navigator.sendBeacon, (url) => navigator.sendBeacon(url, "x")],
  image: [() => globalThis.Image, (url) => inserted(element("img", { src: url }))],
  media: [() => globalThis.HTMLVideoElement, (url) => inserted(element("video", { src: url, preload: "auto" }))],
  "style sheet": [() => globalThis.HTMLLinkElement, (url) => inserted(element("link", { rel: "stylesheet", href: url }))],
  font: [() => globalThis.FontFace, (url) => new FontFace("nearside", `url("${url}")`).load()],
  import: [() => true, (url) => import(url)],
  frame: [() => true, (url) => framed({ src: url })],
  form: [() => true, (url) => framed({}, async (frame) => {
    const form = element("form", { method: "post", action: url, target: frame.name, hidden: true });
    document.body.append(form);
    form.submit();
    await sleep(300);
    form.remove();
  })],
};

/** Runs inside a blob worker, which is where the engines live; `self` is its own scope. */
async function worker(attempt, nowhere, own) {
  // Not every browser reports violations in workers. The policy allows no data: addresses and those need no network,
  // so that one of them fails is proof as well.
  const refused = (work) => work.then(() => false, () => true);
  const results = {
    "fetch in a worker": await attempt(self, `${nowhere}worker`, (url) => fetch(url, { mode: "no-cors" })),
    "import in a worker": await attempt(self, `${nowhere}worker-import`, (url) => import(url)),
  };
  if (await refused(fetch("data:,x"))) results["fetch in a worker"].proof = "data";
  if (await refused(import("data:text/javascript,"))) results["import in a worker"].proof = "data";
  if (own.startsWith("blob:")) return postMessage(results); // such a worker inherits the policy
  const channel = "worker from a worker"; // it would come without the page's policy
  let started = false;
  results[channel] = await attempt(self, own, () => new Promise((done) => {
    const nested = new Worker(own, { type: "module" });
    nested.onmessage = () => done((started = true));
    nested.onerror = done;
  }), 3000);
  results[channel].open = started;
  if (!started) results[channel].proof = "unstarted";
  postMessage(results);
}

async function inWorker() {
  const source = `${attempt}; (${worker})(attempt, ${JSON.stringify(NOWHERE)}, ${JSON.stringify(SELF)})`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const engine = new Worker(address, { type: "module" });
  try {
    return await settled(new Promise((done) => (engine.onmessage = ({ data }) => done(data))), 8000);
  } finally {
    engine.terminate();
    URL.revokeObjectURL(address);
  }
}

/**
 * Whether this document's connections are limited to a list by the browser itself. The service worker gives
 * airless.html an empty list: where the browser obeys, that document cannot fetch what this one can.
 */
async function listed() {
  const reach = (scope) => scope.fetch(AIRLESS, { cache: "no-store" }).then((r) => r.ok, () => false);
  const not = (reason) => ({ enforced: false, reason });
  if (!(await reach(globalThis))) return { enforced: true, reason: "airgap" };
  if (!navigator.serviceWorker?.controller) return not("serverless");
  const obeyed = await framed({ src: AIRLESS }, async (frame) => {
    await settled(new Promise((done) => (frame.onload = done)), 3000);
    return frame.contentDocument?.URL === AIRLESS && !(await reach(frame.contentWindow));
  });
  if (!obeyed) return not("unknown");
  if (!performance.getEntriesByType("navigation")[0]?.workerStart) return not("early");
  return { enforced: true, reason: "listed" };
}

/** WebRTC asks a server for this device's address unless something forbids it. Nothing in a content policy does. */
async function webrtc() {
  if (!globalThis.RTCPeerConnection) return { missing: true };
  const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:192.0.2.1:3478" }] });
  peer.createDataChannel("x");
  await peer.setLocalDescription();
  await settled(new Promise((done) => (peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && done())), 1500);
  const ended = peer.iceGatheringState === "complete";
  peer.close();
  return { ended };
}

/**
 * Tries all channels, one after another; takes a few seconds. `how` is the sentence of the `reason` and its `detail`.
 *
 * @returns {Promise<{channel: string, verdict: "blocked" | "open" | "absent", how: string, reason: string, detail: string}[]>}
 */
export async function run() {
  const list = await listed();
  const results = [];
  const found = (channel, verdict, reason, detail = "") =>
    results.push({ channel, verdict, how: HOW[reason](detail), reason, detail });
  const judge = (channel, { directive, thrown, open, proof }) => {
    if (open) found(channel, "open", "started");
    else if (directive) found(channel, "blocked", "policy", directive);
    else if (thrown && /TrustedScriptURL|Trusted Type|SecurityError/i.test(thrown)) found(channel, "blocked", "refused", thrown);
    else if (proof) found(channel, "blocked", proof);
    else if (list.enforced) found(channel, "blocked", list.reason);
    else found(channel, "open", "nothing");
  };
  for (const [channel, [exists, act]] of Object.entries(channels)) {
    if (exists()) judge(channel, await attempt(document, NOWHERE + channel.replace(" ", "-"), act));
    else found(channel, "absent", "missing");
  }
  for (const [channel, result] of Object.entries((await inWorker()) ?? {})) judge(channel, result);
  const rtc = await webrtc();
  if (rtc.missing) found("WebRTC", "absent", "missing");
  else if (list.enforced && rtc.ended) found("WebRTC", "blocked", "ended");
  else found("WebRTC", "open", list.reason);
  // Trying these would leave the page or show nothing, so they are judged by the header alone.
  for (const channel of ["navigation to another site", "new window to another site", "preconnect and DNS prefetch"]) {
    found(channel, list.enforced ? "blocked" : "open", list.reason);
  }
  return results;
}

// Started as a worker by its own test: then nothing stopped it.
if (typeof document === "undefined") postMessage("started");
