// The service worker of a nearside app: offline use, whole builds, and the privacy header that a CDN cannot send.
//
// One build is one cache. It is filled and verified before this worker takes over, so a page is never answered from
// two builds; the build before is kept for tabs that still run it. Documents travel inside this file: nothing that a
// CDN does to HTML can break them. On any error the network answers as if this worker were not there. The block
// around it all makes a truncated copy a syntax error, which browsers refuse, instead of half a worker.
{
  const BUILD = NEARSIDE_BUILD; // {build, policy, files: {path: [sha256, size]}, pages: {path: html}, air}
  const SCOPE = registration.scope;
  const OURS = `nearside:${SCOPE}:`; // several apps can share one origin, each under its own path
  const NAME = OURS + BUILD.build;
  const SETTINGS = `${OURS}settings`;
  const MARK = `${SCOPE}.nearside-complete`;
  const TYPES = { js: "text/javascript", wasm: "application/wasm", css: "text/css", html: "text/html; charset=utf-8", json: "application/json", svg: "image/svg+xml" };

  /** The address of a file: its name may hold what an address may not. */
  const at = (path) => SCOPE + path.split("/").map(encodeURIComponent).join("/");
  const typeOf = (path) => TYPES[path.split(".").pop()];
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  /** What is asked of the cache, or `otherwise` when it stays silent: a page must not wait for a cache that is stuck. */
  const soon = (ms, asked, otherwise) => Promise.race([asked, sleep(ms).then(() => otherwise)]);
  const builds = async () => (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== SETTINGS);
  /** When the build in this cache became complete, or undefined. */
  const completed = async (name) => (await caches.match(MARK, { cacheName: name }))?.text();

  async function sha256(response) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
    return btoa(String.fromCharCode(...hash));
  }

  /** One file from the network, verified by the browser. The page's own download is reused; retries go around caches. */
  async function download(path, hash) {
    for (let n = 0; ; n++) {
      try {
        return await fetch(at(path) + (n ? `?${BUILD.build}-${n}` : ""), {
          integrity: `sha256-${hash}`,
          cache: n ? "no-store" : "force-cache",
        });
      } catch (error) {
        if (n === 5) throw error;
        await sleep(200 * 2 ** n * (0.5 + Math.random()));
      }
    }
  }

  async function obtain(cache, older, path, hash) {
    if (await cache.match(at(path))) return; // an earlier attempt got this far; only verified files get in
    for (const name of older) {
      const same = await caches.match(at(path), { cacheName: name });
      if (same && (await sha256(same.clone())) === hash) return cache.put(at(path), same);
    }
    const fresh = await download(path, hash);
    const type = typeOf(path) ?? fresh.headers.get("content-type") ?? "application/octet-stream";
    await cache.put(at(path), new Response(await fresh.blob(), { headers: { "content-type": type } }));
  }

  /** Makes this build's cache complete, or throws. Safe to repeat. */
  async function fill() {
    const older = (await builds()).filter((name) => name !== NAME);
    const cache = await caches.open(NAME);
    const queue = Object.entries(BUILD.files);
    const lane = async () => {
      try {
        for (let next; (next = queue.shift()); ) await obtain(cache, older, next[0], next[1][0]);
      } catch (error) {
        queue.length = 0; // the other lanes stop too
        throw error;
      }
    };
    // All lanes end before this does: a browser that discards a worker in the middle of a `put` can keep the cache locked.
    const failed = (await Promise.allSettled([lane(), lane(), lane(), lane()])).find(({ reason }) => reason);
    if (failed) throw failed.reason;
    for (const [path, html] of Object.entries(BUILD.pages)) {
      await cache.put(at(path), new Response(html, { headers: { "content-type": typeOf("html") } }));
    }
    await cache.put(MARK, new Response(String(Date.now())));
  }

  /** Completes this build if there is room. Without room there is no offline use, but the privacy header still works. */
  async function store() {
    try {
      if (!(await completed(NAME))) await fill();
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
      await caches.delete(NAME);
    }
  }

  /** Navigations wait until this is over, so it takes the time that it takes, but never long. */
  const activate = () => soon(3000, takeOver());

  async function takeOver() {
    const dated = await Promise.all((await builds()).map(async (name) => [Number((await completed(name)) ?? 0), name]));
    const others = dated.filter(([, name]) => name !== NAME).sort((a, b) => b[0] - a[0]);
    const first = !others.length;
    for (const [time, name] of others) if (!time || name !== others[0][1]) await caches.delete(name);
    await clients.claim();
    await announce(first);
  }

  async function announce(first) {
    for (const client of await clients.matchAll({ includeUncontrolled: true, type: "window" })) await report(client, first);
  }

  async function report(client, first) {
    client.postMessage({ nearside: "status", build: BUILD.build, offline: Boolean(await completed(NAME)), air: await airGapped(), first });
  }

  // ---- documents and what they may connect to

  const airGapped = async () => Boolean(await caches.match(`${SCOPE}air`, { cacheName: SETTINGS }));

  /** Gates are the documents with an outside contact; each has its own list. Every other document gets its own origin. */
  const GATES = {
    "out.html": (url) => {
      try {
        const { protocol, host } = new URL(decodeURIComponent(url.hash.slice(1)));
        if (protocol === "http:" || protocol === "https:") return `(response-origin "${protocol}//${host}/*")`;
      } catch {
        // no address, nowhere to go
      }
      return "(response-origin)";
    },
    "storage.html": (url) => {
      try {
        const origins = decodeURIComponent(url.hash.slice(1)).split(" ").filter(Boolean).map((address) => new URL(address));
        const lists = origins.filter(({ protocol }) => /^https?:$/.test(protocol)).map(({ origin }) => `"${origin}/*"`);
        return `(response-origin ${lists.join(" ")})`;
      } catch {
        return "(response-origin)";
      }
    },
    "airless.html": () => "()",
  };

  /** Fills a cache that was cleared by hand, or had no room before. */
  let mending;
  const mend = () =>
    (mending ??= store()
      .then(() => announce(false))
      .catch(() => {}) // the next visit tries again
      .finally(() => (mending = undefined)));

  async function page(event, url, path) {
    const index = path === "index.html";
    const offline = await soon(3000, completed(NAME), "silent");
    if (!offline) event.waitUntil(mend());
    const air = index && offline && (url.searchParams.has("airgap") || (await soon(3000, airGapped(), false)));
    let html;
    if (air) html = await (await caches.match(at(BUILD.air), { cacheName: NAME })).text();
    else if (offline) html = BUILD.pages[path];
    else html = (await live(event.request)) ?? (await lastWhole(path)) ?? BUILD.pages[path];
    const headers = { "content-type": typeOf("html"), "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" };
    headers["connection-allowlist"] = air ? "()" : (GATES[path]?.(url) ?? "(response-origin)");
    // The policy names this build's boot script, so it goes with this build's document only; another brings its own.
    if (index && html === BUILD.pages[path]) headers["content-security-policy"] = BUILD.policy;
    return new Response(html, { headers });
  }

  /** The document as the network has it, if it does and is one of ours. */
  async function live(request) {
    try {
      const response = await fetch(request);
      const html = response.ok && (await response.text());
      if (html && html.trimEnd().endsWith("</html>")) return html;
    } catch {
      // offline
    }
  }

  /** The document of the newest build that is complete, for when this one is not and the network is down. */
  async function lastWhole(path) {
    let newest = 0, html;
    for (const name of await builds()) {
      const time = Number((await completed(name)) ?? 0);
      if (time <= newest) continue;
      newest = time;
      html = await (await caches.match(at(path), { cacheName: name }))?.text();
    }
    return html;
  }

  async function file(request, path) {
    const url = at(path);
    const held = async () => (await caches.match(url, { cacheName: NAME })) ?? (await caches.match(url));
    return (await soon(5000, held())) ?? fetch(request);
  }

  /** Paths that carry a hash of their content mean the same bytes in every build. */
  const hashed = (path) => /^[anw]\/[0-9a-f]{16}\/|-[0-9a-f]{12,16}[._]/.test(path);

  // If that fails, the worker before this one stays and the browser tries again.
  addEventListener("install", (event) => event.waitUntil(store()));
  addEventListener("activate", (event) => event.waitUntil(activate()));
  addEventListener("message", (event) => {
    const { data, source } = event;
    if (data?.nearside === "status") event.waitUntil(report(source));
    // Not at the end of the installation: Chromium loses a navigation that begins between `skipWaiting` and the end of what
    // the worker before is still busy with, and the tab loads for ever. The page asks for it in a quiet moment.
    if (data?.nearside === "take over") event.waitUntil(skipWaiting());
    if (data?.nearside === "look") event.waitUntil(registration.update().catch(() => {})); // offline: the next time will do
    if (data?.nearside === "air") {
      event.waitUntil((async () => {
        const settings = await caches.open(SETTINGS);
        if (data.on) await settings.put(`${SCOPE}air`, new Response("on"));
        else await settings.delete(`${SCOPE}air`);
        await report(source);
      })());
    }
  });
  addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || request.headers.has("range")) return;
    if (!url.href.startsWith(SCOPE)) return; // other origins and other apps are not this worker's business
    let path = decodeURIComponent(url.pathname.slice(new URL(SCOPE).pathname.length));
    if (!path || path.endsWith("/")) path += "index.html";
    if (path.startsWith(".well-known/")) return;
    const answer = request.mode === "navigate"
      ? path in BUILD.pages && page(event, url, path)
      : (path in BUILD.files || hashed(path)) && file(request, path);
    if (answer) event.respondWith(answer.catch(() => fetch(request)));
  });
}
