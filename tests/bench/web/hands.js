// What the Workbench gets of a drawing is the buffer that its worker let go of. A script gets a File around it, which the browser
// copies into another process first. Here the buffer is taken out before that, so that drawings are counted as the Workbench has
// them: no Blob is made, not even an empty one, as each is a question to another process. The cost of the File has a row of its
// own.

const { Blob, File } = globalThis;
let open = 0;

/** Instead of a Blob of one buffer, while a drawing is awaited, what says which buffer that is; the same for a File around it. */
function stand(Kind, kept) {
  function Stand(...given) {
    const buffer = open > 0 && given[0]?.length === 1 ? kept(given[0][0]) : undefined;
    return buffer ? { buffer } : new Kind(...given);
  }
  Stand.prototype = Kind.prototype;
  return Stand;
}

globalThis.Blob = stand(Blob, (part) => part instanceof ArrayBuffer && part);
globalThis.File = stand(File, (part) => !(part instanceof Blob) && part.buffer);

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
