// The page of the storage: the shipped storage worker by the calls that the Workbench makes, and what browsers have without it.

import { connect } from "../nearside.js";
import { files } from "./files.js";
import { publish } from "./stage.js";

const near = await connect();
const { base, app } = globalThis.nearsideBuild;
const rust = await import(new URL(app.js, base).href); // the instance that runs already

const about = async () => ({
  cores: navigator.hardwareConcurrency,
  agent: navigator.userAgent,
  isolated: crossOriginIsolated,
  visible: document.visibilityState,
});

publish({ about, ...files(near, rust) });
