// ffmpeg.wasm's core without threads, which need headers that pages of any host have not. The file is mounted, not copied.

let core, last = [];

function run(...words) {
  last = [];
  core.reset();
  const code = core.exec(...words);
  if (code !== 0) throw new Error(`ffmpeg.wasm ended with ${code}: ${last.slice(-4).join(" ")}`);
}

function mounted(file, work) {
  core.FS.mkdir("/in");
  core.FS.mount(core.FS.filesystems.WORKERFS, { blobs: [{ name: "in", data: file }] }, "/in");
  try {
    return work("/in/in");
  } finally {
    core.FS.unmount("/in");
    core.FS.rmdir("/in");
  }
}

function made({ file, words, name }) {
  mounted(file, (path) => run("-i", path, ...words, name));
  const bytes = core.FS.readFile(name);
  core.FS.unlink(name);
  return { file: new Blob([bytes]) };
}

self.onmessage = async ({ data }) => {
  try {
    if (!data.ask) {
      const { default: create } = await import("../npm/@ffmpeg/core/dist/esm/ffmpeg-core.js");
      core = await create();
      core.setLogger(({ message }) => last.push(message));
      return postMessage({});
    }
    postMessage(made(data));
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};
