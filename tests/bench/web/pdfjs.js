// pdf.js as it is shipped: one worker reads, and the page itself draws.

import { HEIGHT, LINE, SCALE, WIDTH, number } from "./paper.js";
import { ensure } from "./stage.js";

const at = (path) => new URL(`../npm/pdfjs-dist/${path}`, import.meta.url).href;
let library, open;

async function turn(file) {
  if (open?.name === file.name) return open.document;
  await open?.document.loadingTask.destroy();
  library ??= await import(at("build/pdf.min.mjs"));
  library.GlobalWorkerOptions.workerSrc = at("build/pdf.worker.min.mjs");
  const folders = { cMapUrl: at("cmaps/"), standardFontDataUrl: at("standard_fonts/"), wasmUrl: at("wasm/") };
  const opened = await library.getDocument({ data: await file.arrayBuffer(), ...folders }).promise;
  open = { name: file.name, document: opened };
  return opened;
}

/** Draws all pages, each on a canvas of its own that goes again. */
export async function drawAll(file, pages) {
  const opened = await turn(file);
  for (let page = 0; page < pages; page++) {
    const sheet = await opened.getPage(page + 1);
    const viewport = sheet.getViewport({ scale: SCALE });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [WIDTH, HEIGHT];
    await sheet.render({ canvas, viewport }).promise;
    // What is drawn on a canvas is pixels only when somebody looks.
    const { data } = canvas.getContext("2d").getImageData(0, LINE, WIDTH, 1);
    ensure(number(data) === page + 1, `page ${page + 1} shows ${number(data)}`);
    sheet.cleanup();
    canvas.width = 0;
  }
}
