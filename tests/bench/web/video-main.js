// The page of video: the release's own worker through its door for scripts, mediabunny and ffmpeg.wasm in workers of their own.

import { connect } from "../nearside.js";
import { cuts } from "./cuts.js";
import { publish } from "./stage.js";
import { video } from "./video.js";

const near = await connect();

const about = async () => ({
  cores: navigator.hardwareConcurrency,
  agent: navigator.userAgent,
  isolated: crossOriginIsolated,
  visible: document.visibilityState,
});

publish({ about, ...video(near), ...cuts(near) });
