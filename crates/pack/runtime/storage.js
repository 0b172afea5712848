// The gate to storage that a person has connected: a hidden document whose workers reach the origins behind the # sign
// and no others. The page that opens it, and the engines, keep their own policy, which lets nothing out.
//
// Policies only ever narrow: this document's own one allows every host, and the one that is appended here, before
// anybody can ask for a worker, leaves those that were named.
{
  const named = decodeURIComponent(location.hash.slice(1)).split(" ").filter(Boolean);
  const origins = named.map((address) => new URL(address)).filter(({ protocol }) => /^https?:$/.test(protocol)).map(({ origin }) => origin);
  const policy = { httpEquiv: "Content-Security-Policy", content: `connect-src 'self' ${origins.join(" ")}` };
  document.head.append(Object.assign(document.createElement("meta"), policy));

  const own = (url) => (url.startsWith(`blob:${location.origin}/`) ? url : null);
  const types = globalThis.trustedTypes?.createPolicy("gate", { createScriptURL: own }) ?? { createScriptURL: own };

  /** Starts a worker of this text. The blob is made here, so that it has this document's policy in every browser. */
  const start = (text) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    return new Worker(types.createScriptURL(url), { type: "module" });
  };
  if (parent !== globalThis && frameElement) {
    globalThis.nearsideGate = start;
    frameElement.dispatchEvent(new Event("nearside:gate"));
  }
}
