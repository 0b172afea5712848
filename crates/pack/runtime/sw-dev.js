// Stands in for sw.js in development: a release served from this address before leaves a service worker behind,
// which would go on answering with its old build. This one replaces it, cleans up and goes.
{
  const ours = `nearside:${registration.scope}:`;
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(ours)) await caches.delete(name);
    await registration.unregister();
    for (const client of await clients.matchAll({ type: "window" })) client.navigate(client.url);
  })()));
}
