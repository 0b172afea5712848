// The chunks of the app: what its `#[lazy]` functions call to have their code fetched. It ends the app's glue, whose
// `wasm` it knows; `nearsideChunk` is boot's. The wasm hands over a callback, to be told once whether the code is there.
const NEARSIDE_IMPORT = (() => {
  const started = new Map();

  const start = (chunk) => {
    let it = started.get(chunk);
    if (!it) {
      const arrived = nearsideChunk(chunk).then((response) => response.arrayBuffer());
      it = arrived.then((code) => WebAssembly.instantiate(code, { __wasm_split: wasm }));
      it.catch(() => started.delete(chunk)); // the next call asks again
      started.set(chunk, it);
    }
    return it;
  };

  const load = (chunks) => async (callback, data) => {
    let there = true;
    try {
      await Promise.all(chunks.map(start));
    } catch (error) {
      console.warn(error);
      there = false;
    }
    wasm.__indirect_function_table.get(callback)(data, there);
  };

  const names = NEARSIDE_CHUNKS;
  return Object.fromEntries(Object.entries(names).map(([name, chunks]) => [`__wasm_split_load_${name}`, load(chunks)]));
})();
