// What the Workbench gets of a drawing is the buffer that its worker let go of. A script gets a File around it, which the browser
// copies into another process first. Here the buffer is taken out before that, so that drawings are counted as the Workbench has
// them. The cost of the File has a row of its own.

const { Blob, File } = globalThis;
let open = 0;

class Kept extends Blob {
  constructor(parts, options) {
    const [buffer] = parts ?? [];
    const mine = open > 0 && parts.length === 1 && buffer instanceof ArrayBuffer;
    super(mine ? [] : parts ?? [], options);
    if (mine) this.buffer = buffer;
  }
}

class Named extends File {
  constructor(parts, name, options) {
    super(parts, name, options);
    if (parts.length === 1 && parts[0].buffer instanceof ArrayBuffer) this.buffer = parts[0].buffer;
  }
}

[globalThis.Blob, globalThis.File] = [Kept, Named];

/** The pixels of a drawing as a buffer, instead of in a File. */
export async function taken(call) {
  open++;
  try {
    const drawn = (await call()).value;
    if (!drawn.pixels.buffer) throw new Error("wrong: the drawing came in no buffer");
    return { ...drawn, pixels: drawn.pixels.buffer };
  } finally {
    open--;
  }
}
