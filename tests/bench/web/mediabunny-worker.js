// mediabunny, one thing at a time, by the ways that its documentation shows.

let all;

const open = (file) => new all.Input({ source: new all.BlobSource(file), formats: all.ALL_FORMATS });

const tasks = {
  /** What a player or a list wants to know; the duration from the packets, or from the headers alone. */
  async info({ file, headers }) {
    const input = open(file);
    await input.getFormat();
    const duration = await (headers ? input.getDurationFromMetadata() : input.computeDuration());
    await input.getMetadataTags();
    const found = { duration, codecs: [] };
    for (const track of await input.getTracks()) {
      found.codecs.push(await track.getCodecParameterString());
      await track.getLanguageCode();
      if (track.isVideoTrack()) {
        [found.width, found.height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
        await track.getRotation();
      } else {
        [found.channels, found.rate] = [await track.getNumberOfChannels(), await track.getSampleRate()];
      }
    }
    input.dispose();
    return found;
  },
  async table({ file }) {
    const input = open(file), keys = [];
    let packets = 0;
    const sink = new all.EncodedPacketSink(await input.getPrimaryVideoTrack());
    for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
      packets++;
      if (packet.type === "key") keys.push(packet.timestamp);
    }
    input.dispose();
    return { packets, keys };
  },
  async remux({ file }) {
    const target = await convert(file, new all.WebMOutputFormat(), new all.BufferTarget(), { copy: { mode: "forced" } });
    return { file: new Blob([target.buffer], { type: "video/webm" }) };
  },
  /** As far as key frames allow, without decoding, onto the disk. */
  async trim({ file, name, from, to, sync }) {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle(name, { create: true });
    const stream = await (sync ? direct(handle) : handle.createWritable());
    const target = new all.StreamTarget(stream, { chunked: true });
    const options = { trim: { start: from, end: to }, copy: { mode: "forced", shiftTolerance: Infinity } };
    await convert(file, new all.Mp4OutputFormat({ fastStart: false }), target, options);
    return {};
  },
  async shrink({ file, codec, rate, width, height }) {
    const format = codec === "vp9" ? new all.WebMOutputFormat() : new all.Mp4OutputFormat();
    const video = { codec: codec === "h264" ? "avc" : codec, width, height, fit: "fill", bitrate: rate, forceTranscode: true };
    const target = await convert(file, format, new all.BufferTarget(), { video, audio: { discard: true } });
    return { file: new Blob([target.buffer]) };
  },
  /** Pictures of these moments, or of the key frames before them: those are looked up first and cost one decoding each. */
  async stills({ file, times, width, height, exact }) {
    const input = open(file), bitmaps = [];
    const track = await input.getPrimaryVideoTrack();
    const packets = new all.EncodedPacketSink(track);
    const key = async (time) => (await packets.getKeyPacket(time, { metadataOnly: true })).timestamp;
    const moments = exact ? times : await Promise.all(times.map(key));
    const sink = new all.CanvasSink(track, { width, height, fit: "fill", poolSize: 1 });
    for await (const { canvas } of sink.canvasesAtTimestamps(moments)) bitmaps.push(canvas.transferToImageBitmap());
    input.dispose();
    return { bitmaps };
  },
};

async function convert(file, format, target, options) {
  const input = open(file);
  const output = new all.Output({ format, target });
  const conversion = await all.Conversion.init({ input, output, ...options });
  if (!conversion.isValid) throw new Error(`mediabunny discards ${conversion.discardedTracks.map(({ reason }) => reason)}`);
  await conversion.execute();
  input.dispose();
  return target;
}

/** A stream into a sync access handle, which writes sooner than createWritable does. */
async function direct(handle) {
  const access = await handle.createSyncAccessHandle();
  access.truncate(0);
  return new WritableStream({
    write: ({ data, position }) => void access.write(data, { at: position }),
    close() {
      access.flush();
      access.close();
    },
  });
}

self.onmessage = async ({ data }) => {
  try {
    if (!data.ask) {
      all = await import("../npm/mediabunny/dist/bundles/mediabunny.min.mjs");
      return postMessage({});
    }
    const reply = await tasks[data.ask](data);
    postMessage(reply, reply.bitmaps ?? []);
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};
