// mupdf, one page at a time: only its look is asked for.

let mupdf;

async function draw({ file, page, scale }) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const opened = mupdf.Document.openDocument(bytes, "application/pdf");
  try {
    if (opened.needsPassword()) throw new Error("it is locked");
    const sheet = opened.loadPage(page);
    const drawn = sheet.toPixmap([scale, 0, 0, scale, 0, 0], mupdf.ColorSpace.DeviceRGB, false, true);
    const [width, height, stride] = [drawn.getWidth(), drawn.getHeight(), drawn.getStride()];
    const rgb = drawn.getPixels(), pixels = new Uint8Array(width * height * 4).fill(255);
    for (let y = 0, to = 0; y < height; y++) {
      for (let x = 0, from = y * stride; x < width; x++, from += 3, to += 4) {
        pixels[to] = rgb[from];
        pixels[to + 1] = rgb[from + 1];
        pixels[to + 2] = rgb[from + 2];
      }
    }
    for (const one of [drawn, sheet]) one.destroy();
    return { width, height, pixels: pixels.buffer };
  } finally {
    opened.destroy();
  }
}

self.onmessage = async ({ data }) => {
  try {
    if (!data.file) {
      mupdf = await import("../npm/mupdf/dist/mupdf.js");
      return postMessage({});
    }
    const drawn = await draw(data);
    postMessage(drawn, [drawn.pixels]);
  } catch (error) {
    postMessage({ error: String(error?.message ?? error) });
  }
};
