// PDFium, one page at a time. What it has open it keeps until another file comes, as a reader does.

import { init } from "../npm/@embedpdf/pdfium/dist/index.browser.js";

const ANNOTATIONS = 1, REVERSED = 16; // red before blue, as a canvas wants it
let pdfium, open;

const heap = () => pdfium.pdfium.HEAPU8 ?? new Uint8Array(pdfium.pdfium.wasmMemory.buffer);
const exported = (name) => pdfium.pdfium.wasmExports?.[name] ?? pdfium.pdfium[`_${name}`];

function close() {
  if (!open) return;
  if (open.document) pdfium.FPDF_CloseDocument(open.document);
  exported("free")(open.place);
  open = undefined;
}

async function turn(file) {
  if (open?.name === file.name) return;
  close();
  const bytes = new Uint8Array(await file.arrayBuffer());
  const place = exported("malloc")(bytes.length);
  if (!place) throw new Error(`no memory for ${bytes.length} bytes`);
  heap().set(bytes, place);
  open = { name: file.name, place, document: pdfium.FPDF_LoadMemDocument(place, bytes.length, "") };
  if (open.document) return;
  const code = pdfium.FPDF_GetLastError();
  close();
  throw new Error(`it does not open: ${code}`);
}

async function draw({ file, page, scale }) {
  await turn(file);
  const number = page < 0 ? pdfium.FPDF_GetPageCount(open.document) + page : page;
  const sheet = pdfium.FPDF_LoadPage(open.document, number);
  if (!sheet) throw new Error(`it has no page ${number}`);
  const pixels = (points) => Math.max(1, Math.round(points * scale));
  const [width, height] = [pixels(pdfium.FPDF_GetPageWidthF(sheet)), pixels(pdfium.FPDF_GetPageHeightF(sheet))];
  const bitmap = pdfium.FPDFBitmap_Create(width, height, 0);
  try {
    if (!bitmap) throw new Error(`no bitmap of ${width} × ${height}`);
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    pdfium.FPDF_RenderPageBitmap(bitmap, sheet, 0, 0, width, height, 0, ANNOTATIONS | REVERSED);
    const at = pdfium.FPDFBitmap_GetBuffer(bitmap), size = width * height * 4;
    return { width, height, pixels: heap().slice(at, at + size).buffer };
  } finally {
    if (bitmap) pdfium.FPDFBitmap_Destroy(bitmap);
    pdfium.FPDF_ClosePage(sheet);
  }
}

self.onmessage = async ({ data }) => {
  try {
    if (!data.file) {
      const wasm = await fetch(new URL("../npm/@embedpdf/pdfium/dist/pdfium.wasm", import.meta.url));
      pdfium = await init({ wasmBinary: await wasm.arrayBuffer() });
      pdfium.PDFiumExt_Init();
      return postMessage({});
    }
    const start = performance.now();
    const drawn = await draw(data);
    postMessage({ ...drawn, worker: performance.now() - start }, [drawn.pixels]);
  } catch (error) {
    postMessage({ error: String(error?.message ?? error) });
  }
};
