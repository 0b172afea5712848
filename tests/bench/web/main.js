// The page of everything but wasm-vips: Nearside by its Rust half, the others by theirs.

import { connect } from "../nearside.js";
import { calls } from "./calls.js";
import { photos } from "./photos.js";
import { publish } from "./stage.js";

const near = await connect();
const { base, app, workers } = globalThis.nearsideBuild;
const rust = await import(new URL(app.js, base).href); // the instance that runs already
const glue = (name) => new URL(workers[name].js, base).href;

const about = async () => ({
  cores: navigator.hardwareConcurrency,
  agent: navigator.userAgent,
  isolated: crossOriginIsolated,
  visible: document.visibilityState,
});

publish({ about, ...(await calls(near, rust, glue)), ...photos(near, rust, glue) });
