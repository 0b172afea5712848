// Serves wasm-vips's page with the headers that its threads need, and runs sharp: `node host.mjs <folder of photos>`. Prints its
// address and ends with its standard input.

import { createReadStream, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const [photos] = process.argv.slice(2);
const here = fileURLToPath(new URL("..", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

function file(path) {
  const name = normalize(decodeURIComponent(path));
  return name.startsWith("/npm/") ? join(here, "node_modules", name.slice(5)) : join(here, "web", name);
}

sharp.concurrency(1);
sharp.cache(false);

/** One photo per core at a time, each with one thread: sharp's own advice for many pictures. */
async function convert({ count, size: [width, height], quality }) {
  const queue = readdirSync(photos).filter((name) => name.startsWith("photo-")).sort().slice(0, count);
  let bytes = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    for (let name; (name = queue.shift()); ) {
      const input = await readFile(join(photos, name));
      const { data, info } = await sharp(input).resize(width, height).jpeg({ quality }).toBuffer({ resolveWithObject: true });
      if (info.width !== width || info.height !== height) throw new Error(`${info.width} × ${info.height}`);
      bytes += data.length;
    }
  }));
  return { milliseconds: performance.now() - start, bytes };
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  try {
    if (request.method === "POST" && pathname === "/sharp") {
      let body = "";
      for await (const part of request) body += part;
      const reply = JSON.stringify(await convert(JSON.parse(body)));
      response.writeHead(200, { "content-type": "application/json" }).end(reply);
      return;
    }
    const path = file(pathname);
    statSync(path);
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", ...ISOLATED });
    createReadStream(path).pipe(response);
  } catch (error) {
    response.writeHead(pathname === "/sharp" ? 500 : 404).end(String(error));
  }
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
process.stdin.resume().on("end", () => process.exit());
