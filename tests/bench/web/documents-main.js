// The page of the documents: the release's own workers through its door for scripts, and other renderers by theirs.

import { connect } from "../nearside.js";
import { documents } from "./documents.js";
import { publish } from "./stage.js";
import { tables } from "./tables.js";

const near = await connect();

const about = async () => ({
  cores: navigator.hardwareConcurrency,
  agent: navigator.userAgent,
  isolated: crossOriginIsolated,
  visible: document.visibilityState,
});

publish({ about, ...documents(near), ...tables(near) });
