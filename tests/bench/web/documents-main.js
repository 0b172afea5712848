// The page of the documents: the release's own workers through its door for scripts, and other renderers by theirs.

import { connect } from "../nearside.js";
import { documents } from "./documents.js";
import { hashes } from "./hashes.js";
import { hostile } from "./hostile.js";
import { redaction } from "./redaction.js";
import { publish } from "./stage.js";
import { tables } from "./tables.js";

// The pool has as many workers as the browser has cores, and of those it has as many as the address says.
const cores = Number(new URLSearchParams(location.search).get("cores"));
if (cores) Object.defineProperty(navigator, "hardwareConcurrency", { value: cores });

const near = await connect();

const about = async () => ({
  cores: navigator.hardwareConcurrency,
  agent: navigator.userAgent,
  isolated: crossOriginIsolated,
  visible: document.visibilityState,
});

publish({ about, ...documents(near), ...hashes(near), ...hostile(near), ...redaction(near), ...tables(near) });
