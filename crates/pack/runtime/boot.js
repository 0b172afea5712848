// Starts a nearside app. Trunk's `pattern_script` names this file; `nearside-pack` writes it and the manifest it reads.
//
// Order matters here. The service worker is registered while the policy still allows it; then `worker-src` shrinks to
// `blob:`, so that no code on this page, nor in its workers, can start a worker that escapes the page's policy. Only
// then does the app run. Everything fetched is retried: a CDN in the middle of a deploy answers 404 or half a file.
// The block around it all makes a truncated copy a syntax error instead of half a start.
{
  const base = document.baseURI;
  const manifest = document.getElementById("nearside-build");
  const build = { ...JSON.parse(manifest.textContent), base };

  const english = {
    loading: "Loading",
    crashed: "The app stopped",
    failed: "The app could not start",
    safe: "Your files are still on this device.",
    reload: "Reload",
    again: "Reload the page with your browser's own button: behind the air gap it cannot do so itself.",
    copy: "Copy details",
    copied: "Copied",
    load: "A part of the app could not be loaded. The connection may be down, or a new version is just being published. Reload in a moment.",
    wasm: "This browser cannot run WebAssembly, which does all the work here. Use a current version of Firefox, Chrome, Edge or Safari.",
    secure: "This page was opened over an insecure address. Open it with https:// (or on localhost), where browsers allow what the app needs.",
    worker: "This browser cannot run module workers, which do all the work here. Use a current version of Firefox, Chrome, Edge or Safari.",
  };
  // An app translates these in a script of type application/json with the id nearside-text: {"de": {"reload": "Neu laden", …}}.
  const others = JSON.parse(document.getElementById("nearside-text")?.textContent ?? "{}");
  const spoken = navigator.languages?.map((l) => l.split("-")[0]).find((l) => l === "en" || l in others);
  const text = { ...english, ...others[spoken] };

  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const element = (name, content = "", more = {}) =>
    Object.assign(document.createElement(name), { textContent: content }, more);

  /** Tries up to nine times with growing pauses, about seven seconds in all. `attempt` gets the number of the try. */
  async function persist(attempt) {
    for (let n = 0; ; n++) {
      try {
        return await attempt(n);
      } catch (error) {
        if (n === 8) throw error;
        await sleep(150 * 2 ** Math.min(n, 3) * (0.5 + Math.random()));
      }
    }
  }

  /** The address of a file of this build; a retry asks around caches that hold a bad copy. */
  const address = (path, n) => {
    const url = new URL(path, base);
    if (n && url.protocol !== "blob:") url.search = `?retry=${n}`;
    return url.href;
  };

  // What is told before the app listens waits until it does.
  let listening = false;
  const untold = [];
  const tell = (name, detail) =>
    listening ? dispatchEvent(new CustomEvent(name, { detail })) : untold.push([name, detail]);

  // A start that takes its time shows a thin bar; a fast one shows nothing.
  const bar = element("progress", "", { className: "nearside-bar" });
  bar.setAttribute("aria-label", text.loading);
  const slow = setTimeout(() => document.body.append(bar), 500);
  function quiet() {
    clearTimeout(slow);
    bar.remove();
  }

  // ---- the crash screen: no wasm, no framework, no file of its own, so that it works when nothing else does

  const looks = `
    .nearside-bar { position: fixed; inset: 0 0 auto; width: 100%; height: 3px; border: 0; z-index: 1000 }
    .nearside-crash { max-width: min(32rem, calc(100vw - 2rem)); box-sizing: border-box; padding: 1.5rem; border: 1px solid #8886;
      border-radius: .75rem; color: CanvasText; background: Canvas; font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark }
    .nearside-crash::backdrop { background: Canvas; opacity: .85 }
    .nearside-crash h1 { margin: 0 0 .5rem; font-size: 1.25rem }
    .nearside-crash p { margin: 0 0 .75rem; overflow-wrap: anywhere }
    .nearside-crash pre { max-height: 12rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem }
    .nearside-crash button { font: inherit; min-height: 2.75rem; padding: .25rem 1rem; margin: .25rem .5rem 0 0 }`;

  /** Scripts may style a page whose policy forbids inline styles, through the object model. */
  function dress() {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(looks);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    } catch {
      // Without constructed sheets the screen is plain, and still says everything.
    }
  }

  let crash; // the details already on screen
  globalThis.nearsideCrash = (message, detail = "") => {
    const more = [message, detail].filter(Boolean).join("\n");
    if (crash) return void (crash.textContent += `\n\n${more}`);
    quiet();
    nearsideCrash.message = message; // for whoever asks later
    dispatchEvent(new CustomEvent("nearside:crash", { detail: { message } }));
    crash = element("pre", `${more}\n\nbuild ${build.build}\n${navigator.userAgent}\n${new Date().toISOString()}`, { tabIndex: 0 });
    const screen = element("dialog", "", { className: "nearside-crash" });
    const heading = element("h1", listening ? text.crashed : text.failed, { id: "nearside-crash" });
    const copy = element("button", text.copy, { type: "button" });
    copy.onclick = async () => {
      try {
        await navigator.clipboard.writeText(crash.textContent);
        copy.textContent = text.copied;
      } catch {
        getSelection().selectAllChildren(crash); // the person can still press the keys
      }
    };
    const reload = build.air
      ? element("p", text.again)
      : element("button", text.reload, { type: "button", autofocus: true, onclick: () => location.reload() });
    screen.setAttribute("role", "alertdialog");
    screen.setAttribute("aria-labelledby", heading.id);
    crash.setAttribute("aria-label", text.copy);
    screen.oncancel = (event) => event.preventDefault();
    // Where in the code it stopped is for those who mend it: it stands below.
    const sentence = /^panicked at /.test(message) ? [] : [element("p", message)];
    screen.append(heading, ...sentence, element("p", text.safe), reload, copy, crash);
    document.body.append(screen);
    screen.showModal?.();
  };

  // ---- Trusted Types: the page's only policy

  const forbidden = /(^|:)(script|iframe|frame|frameset|object|embed|applet|link|meta|base|style|noscript|xmp|plaintext|portal|fencedframe|set|animate\w*)$/i;
  const addresses = /(^|:)(href|src|srcset|action|formaction|data|poster|ping|background|cite)$/i;
  const harmless = /^(?:(?:https?|mailto|blob):|data:image\/|(?:[^:&]|&amp;)*$)/i;
  const piece = /<!(?:--[^<>]*--)?>|<\/?([a-z][\w:-]*)((?:\s+[\w:.@-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]+))?)*)\s*\/?>|[^<]+/giy;
  const attribute = /([\w:.@-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+)))?/g;

  /**
   * True for markup that cannot run or load anything: text, plain tags, quoted attributes; nothing to guess about.
   * That is what Leptos makes of a `view!`. It is a list of what is understood, not a sanitiser: the rest is refused.
   */
  function isStatic(html) {
    let end = 0;
    for (const [all, name, attributes] of html.matchAll(piece)) {
      end += all.length;
      if (!name) continue;
      if (forbidden.test(name)) return false;
      for (const [, key, ...values] of attributes.matchAll(attribute)) {
        const value = values.find((v) => v !== undefined) ?? "";
        if (/^on|^srcdoc$/i.test(key) || (addresses.test(key) && !harmless.test(value))) return false;
      }
    }
    return end === html.length; // the expression is sticky: it stops at the first thing it does not know
  }

  let confined = false; // from then on workers come from blobs only
  globalThis.trustedTypes?.createPolicy("default", {
    createHTML: (html) => (isStatic(html) ? html : null),
    createScriptURL: (url) => (url.startsWith(`blob:${location.origin}/`) || (!confined && url === "sw.js") ? url : null),
  });

  // ---- the service worker

  const told = new Set();
  function hear({ data }) {
    if (data?.nearside !== "status") return;
    const event = data.build !== build.build ? "nearside:update" : data.offline ? "nearside:offline-ready" : undefined;
    if (!event || told.has(event)) return;
    told.add(event);
    tell(event, { build: data.build, first: Boolean(data.first) });
  }

  async function guard() {
    const sw = navigator.serviceWorker;
    if (!sw) return; // some private windows have none; the app works without
    if (build.dev) {
      // A release that was served from this address before must not answer in the place of what is being developed.
      const old = await sw.getRegistration();
      if (old?.scope === new URL("./", base).href) await old.unregister();
      return;
    }
    sw.addEventListener("message", hear);
    sw.startMessages();
    sw.controller?.postMessage({ nearside: "status" });
    if (build.air) return; // nothing may be asked of the network, not even for a newer build
    const known = sw.controller && (await sw.getRegistration());
    const registration = known || (await sw.register("sw.js", { updateViaCache: "none" }));
    // A new build is looked for when the app has started, and when a tab that stayed open comes back after an hour.
    let last = known ? 0 : Date.now();
    const look = () => {
      if (document.hidden || Date.now() - last < 3_600_000) return;
      last = Date.now();
      // The service worker looks by itself: once the policy is narrow, the page may not load its script any more.
      registration.active?.postMessage({ nearside: "look" });
    };
    addEventListener("nearside:ready", look, { once: true });
    // A build that is ready takes over when this page and its service worker have nothing else to do with each other.
    const relieve = async () => {
      await sleep(1500);
      registration.waiting?.postMessage({ nearside: "take over" });
    };
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", relieve));
    addEventListener("nearside:ready", relieve, { once: true });
    document.addEventListener("visibilitychange", look);
  }

  function confine() {
    confined = true;
    document.head.append(element("meta", "", { httpEquiv: "Content-Security-Policy", content: "worker-src blob:" }));
  }

  // ---- the app

  /** What this browser lacks, as a sentence, or nothing. */
  function missing() {
    if (!isSecureContext || !crypto.subtle) return text.secure;
    if (typeof WebAssembly !== "object") return text.wasm;
    let asked = false;
    try {
      // A browser that knows module workers reads `type`; throwing there keeps it from starting one.
      new Worker("", { get type() { asked = true; throw undefined; } });
    } catch {}
    if (!asked) return text.worker;
  }


  /** A style sheet that a CDN refused is asked for again; an app without its styles is hardly a start. */
  async function styles() {
    // Browsers differ: a sheet that failed is null or has no rules.
    const links = [...document.querySelectorAll('link[rel="stylesheet"]')].filter((link) => !link.sheet?.cssRules.length);
    await Promise.allSettled(links.map((link) => persist((n) => new Promise((done, fail) => {
      const again = link.cloneNode();
      again.onload = done;
      again.onerror = () => (again.remove(), fail());
      again.href = address(link.getAttribute("href"), n + 1);
      link.after(again);
    }))));
  }

  /**
   * In air-gap mode the browser refuses this document every address, its own origin's included. What is left is the
   * cache that the service worker filled: the manifest's paths become blob URLs of what is in there.
   */
  async function fromCache() {
    const held = (path) => caches.match(new URL(path, base));
    const module = async (path) => {
      let code = await (await held(path)).text();
      for (const [, snippet] of code.matchAll(/["']\.\/(snippets\/[^"']+)["']/g)) {
        code = code.replaceAll(`./${snippet}`, await module(new URL(snippet, new URL(path, base))));
      }
      return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    };
    const wasm = async (part) => {
      part.wasm = URL.createObjectURL(await (await held(part.wasm)).blob());
    };
    for (const part of [build.app, ...Object.values(build.workers)]) {
      part.js = await module(part.js);
      await wasm(part);
    }
    for (const chunk of Object.values(build.app.chunks ?? {})) await wasm(chunk);
    build.selftest = await module(build.selftest);
    // Not into the script element: even a data block's text is guarded by Trusted Types.
    manifest.replaceWith(element("data", JSON.stringify(build), { id: manifest.id, hidden: true }));
  }

  /** The wasm of an app, a chunk of it: verified, and asked for again past any cache. */
  const fetchWasm = ({ wasm, integrity }) =>
    persist((n) => fetch(address(wasm, n), { integrity, cache: n ? "no-store" : "default" }));

  /** What the app's glue calls (see chunks.js). */
  globalThis.nearsideChunk = (name) => fetchWasm(build.app.chunks[name]);

  async function load() {
    if (build.air) await fromCache();
    const glue = persist(async (n) => {
      const module = await import(address(build.app.js, n));
      if (typeof module.default !== "function") throw new Error(`${build.app.js} arrived incomplete`);
      return module;
    });
    return Promise.all([glue, fetchWasm(build.app), styles()]);
  }

  /** What outlives a reload. A browser that is told to keep nothing for the site throws at its mere name. */
  function session() {
    try {
      return sessionStorage;
    } catch {
      return null;
    }
  }

  /**
   * A module that failed inside the glue's imports stays failed for this document, under whatever address the glue is
   * asked for again. So such a start is repeated whole, twice at most, after fetching the snippets past any cache.
   */
  async function startOver() {
    const snippets = document.querySelectorAll('link[rel="modulepreload"][href*="/snippets/"]');
    const kept = session();
    const tries = Number(kept?.nearsideStart ?? 0);
    if (!kept || !snippets.length || tries > 1 || !navigator.onLine) return false;
    kept.nearsideStart = tries + 1;
    await Promise.allSettled([...snippets].map(({ href, integrity }) => persist(() => fetch(href, { integrity, cache: "reload" }))));
    location.reload();
    return true;
  }

  dress();
  const lack = missing();
  if (lack) nearsideCrash(lack);
  else {
    globalThis.nearsideBuild = build;
    const loading = load();
    loading.catch(() => {}); // looked at below, after the service worker
    // A registration that hangs must not hold the app; one that fails leaves an app without offline use.
    await Promise.race([guard().catch(() => {}), sleep(5000)]);
    confine();
    let parts;
    try {
      parts = await loading;
      session()?.removeItem("nearsideStart");
    } catch (error) {
      if (!(await startOver())) nearsideCrash(text.load, String(error?.stack ?? error));
    }
    if (parts) {
      const [glue, wasm] = parts;
      try {
        await glue.default({ module_or_path: wasm });
        listening = true;
        for (const [name, detail] of untold.splice(0)) tell(name, detail);
      } catch (error) {
        nearsideCrash(String(error?.message ?? error), error?.stack);
      }
    }
    quiet();
  }
}
