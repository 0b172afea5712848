// Pages through the document worker, PDFium, mupdf and pdf.js, and what is made of documents through the pages worker.

import { crew } from "./crew.js";
import { taken } from "./hands.js";
import { SCALE } from "./paper.js";
import { drawAll } from "./pdfjs.js";
import { FILE, PATIENCE, ask, check, files, fresh } from "./sheets.js";
import { ensure, time } from "./stage.js";

export function documents(near) {
  const url = (name) => new URL(name, import.meta.url);
  const crews = {};
  const others = (who, count = 1) => (crews[`${who} ${count}`] ??= crew(url(`${who}-worker.js`), count));

  async function end(who) {
    for (const key of Object.keys(crews).filter((key) => key.startsWith(who))) {
      (await crews[key]).end();
      delete crews[key];
    }
  }

  /** A drawing is there when the page has its pixels in hand. */
  const draw = {
    async near(file, page, options) {
      return await taken(() => ask(near, file, page, options));
    },
    async door(file, page, options) {
      return (await ask(near, file, page, options)).value;
    },
    async pdfium(file, page) {
      return await (await others("pdfium")).ask({ file, page, scale: SCALE });
    },
    async mupdf(file, page) {
      return await (await others("mupdf")).ask({ file, page, scale: SCALE });
    },
  };

  const rgba = async ({ pixels }) => new Uint8Array(pixels.arrayBuffer ? await pixels.arrayBuffer() : pixels);

  /** Milliseconds that our worker has spent on drawings until now, as the pool tells. */
  const spent = () => {
    const told = near.status().paths.find(({ path }) => path === "document/page");
    return told ? told.calls * told.run : 0;
  };

  /** What a drawing ended with; one that does not end loses its worker. */
  async function verdict(who, file, page) {
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error("late")), PATIENCE + 500);
    });
    const before = spent(), start = performance.now();
    try {
      const { width, height, pixels, worker } = await Promise.race([draw[who](file, page), late]);
      const milliseconds = performance.now() - start;
      const expected = width * height * 4;
      const size = pixels.size ?? pixels.byteLength;
      ensure(size === expected, `${size} bytes for ${width} × ${height}`);
      return { milliseconds, worker: worker ?? spent() - before, width, height };
    } catch (error) {
      const slow = error.message === "late" || error.kind === "DeadlineExceeded";
      if (slow && who !== "near") await end(who);
      return { milliseconds: performance.now() - start, error: `${error.kind ?? ""} ${error.message}`, slow };
    } finally {
      clearTimeout(timer);
    }
  }

  const everyone = {
    async ours(who, file, pages) {
      let next = 0;
      const run = async () => {
        while (next < pages) {
          const page = next++;
          await check(await draw[who](file, page, { near: undefined }), page);
        }
      };
      await Promise.all(Array.from({ length: 2 * navigator.hardwareConcurrency }, run));
    },
    near: (file, pages) => everyone.ours("near", file, pages),
    door: (file, pages) => everyone.ours("door", file, pages),
    async theirs(file, pages, count) {
      const team = await others("pdfium", count);
      const asks = Array.from({ length: pages }, (_, page) => ({ file, page, scale: SCALE }));
      const drawings = await team.each(asks, check);
      ensure(drawings === pages, `${drawings} drawings`);
    },
    pdfium: (file, pages) => everyone.theirs(file, pages, 1),
    pdfiums: (file, pages) => everyone.theirs(file, pages, navigator.hardwareConcurrency),
    pdfjs: drawAll,
  };

  return {
    /** What became of the first page of every file, and how long it took, one after the other in one worker. */
    async first({ who }) {
      await draw[who](fresh(files("text")[0]), 0); // the worker starts, code is compiled
      const all = [];
      for (const file of files("corpus")) {
        all.push({ name: file.name, ...(await verdict(who, fresh(file), 0)) });
      }
      return all;
    },
    /** How a first page looks: its luma in base64, or nothing if it cannot be drawn. */
    async luma({ who, at }) {
      const file = files("corpus")[at];
      const late = new Promise((done) => setTimeout(done, PATIENCE, "late"));
      const drawn = await Promise.race([draw[who](fresh(file), 0).catch(() => null), late]);
      if (drawn === "late") await end(who);
      if (!drawn?.width || drawn.width * drawn.height > 25e6) return null;
      const colours = await rgba(drawn), luma = new Uint8Array(colours.length / 4);
      for (let n = 0, at = 0; n < luma.length; n++, at += 4) {
        luma[n] = (colours[at] * 77 + colours[at + 1] * 150 + colours[at + 2] * 29) >> 8;
      }
      return { width: drawn.width, height: drawn.height, luma: base64(luma) };
    },
    /** Milliseconds for all pages of the text. */
    async all({ who, pages }) {
      const file = fresh(files("text")[0]);
      await everyone[who](file, 2 * navigator.hardwareConcurrency); // workers start, code is compiled, the file is open
      return await time(() => everyone[who](file, pages));
    },
    /** Milliseconds from a file that nobody has seen to the pixels of one of its pages. */
    async jump({ who, input, page }) {
      const file = fresh(files(input)[0]);
      await draw[who](fresh(files("text")[0]), 0);
      const milliseconds = await time(async () => {
        if (who === "near") {
          const told = await near.call("document/open", [FILE, ""], [file], { hard: true, near: "bench" });
          ensure(told.value.pages > page, `${told.value.pages} pages`);
        }
        await check(await draw[who](file, page), page);
      });
      return milliseconds;
    },
    /** Draws the first pages of the large file, one after the other, as somebody who turns them. */
    async visit({ who, pages }) {
      const file = fresh(files("large")[0]);
      for (let page = 0; page < pages; page++) {
        await check(await draw[who](file, page), page);
        if (page % 10 === 9) gc(); // a drawing that nobody has any more is not waited for
      }
      return null;
    },
    /** Lets go of a rival's workers. */
    async dismiss({ who }) {
      await end(who);
      return null;
    },
    /** Milliseconds to make one document of all parts; it is kept for the browser to save. */
    async merge({ pages, name }) {
      const parts = files("parts");
      const plan = { pages: parts.map((_, file) => ({ all: { file, turn: 0 } })) };
      let made;
      const milliseconds = await time(async () => {
        made = (await near.call("pages/arrange", [parts.map((_, at) => ({ $file: at })), [], plan], parts, { hard: true })).value;
      });
      const told = await near.call("document/open", [FILE, ""], [made], { hard: true });
      ensure(told.value.pages === pages, `${told.value.pages} pages`);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(made);
      link.download = name;
      link.click();
      return { milliseconds, bytes: made.size };
    },
    /** The words of a file, or nothing if it does not open. */
    async words({ at }) {
      const file = fresh(files("corpus")[at]);
      const told = await near.call("document/plain", [FILE, "", []], [file], { deadline: 60_000 }).catch(() => null);
      return told && (await told.value.text());
    },
  };
}

function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
