// A word is taken out of a file for good.

import { FILE, files, fresh } from "./sheets.js";

/** An edit of all pages may take so many milliseconds. */
const LONG = 120_000;

export function redaction(near) {
  return {
    /** Removes a word wherever it stands, gives the result to the browser to keep, and tells what we read in it. */
    async redact({ at, word, name }) {
      const file = fresh(files("corpus")[at]);
      const call = near.call("pages/redact", [FILE, "", { words: [{ text: word }] }], [file], { hard: true, deadline: LONG });
      let made, certificate;
      try {
        [made, certificate] = (await call).value;
      } catch (error) {
        return { told: `${error.kind ?? ""} ${error.message}` };
      }
      const link = document.createElement("a");
      link.href = URL.createObjectURL(made);
      link.download = name;
      link.click();
      const plain = (await near.call("document/plain", [FILE, "", []], [made], { deadline: LONG })).value;
      const [{ removed, left }] = certificate.words;
      return { removed, left, plain: await plain.text() };
    },
  };
}
