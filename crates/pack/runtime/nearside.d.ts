/**
 * Calls into the WebAssembly workers of a Nearside app, from plain JavaScript or TypeScript on any page of its origin.
 *
 * ```js
 * import { connect } from "./nearside.js";
 * const near = await connect();
 * const [thumb] = await near.call("photo/thumbnail", { side: 256 }, [file]);
 * ```
 *
 * @packageDocumentation
 */

/**
 * Connects to the page's pool: the app's own where the app runs, else one that is started without its interface.
 * Repeated calls answer with the same connection; after a failure the next one tries again.
 *
 * @returns the pool, also found as `window.nearside` from then on
 * @throws Error when the app's files cannot be loaded or this browser cannot run them
 */
export function connect(): Promise<Near>;

/**
 * A switch with which calls stand still, and go on from there: `const pause = new Pause(); near.call(…, { pause }); pause.on = true`.
 * Meanwhile their workers take no core.
 */
export class Pause extends EventTarget {
  /** Whether its calls stand still. */
  on: boolean;
}

/** The pool of this page. Workers start when the first call needs them and leave when there is nothing to do. */
export interface Near {
  /**
   * Runs a function in a worker.
   *
   * @typeParam T - the reply's plain data
   * @param path - `"<worker>/<function>"`, for example `"photo/thumbnail"`
   * @param args - the function's arguments: an object with camelCase names, or an array in order. Files and lists of files may stand among them; else they are left out of an object, and in an array `{ $file: n }` stands for the n-th of `files`
   * @param files - the files that do not stand among the arguments, in order. Handles travel, never bytes, so a gigabyte is as fast as a byte; of buffers and views a copy travels, unless `options.transfer` lists the buffer
   * @param options - how to run it
   * @returns the reply's files, with the reply's plain data as `.value`
   * @throws {@link NearsideError} always of this shape, whatever happened in the worker
   */
  call<T = unknown>(path: string, args: object | readonly unknown[] | null | undefined, files: Files | null | undefined, options: Options<T> & { buffers: true }): Promise<Reply<T, ArrayBuffer>>;
  call<T = unknown>(path: string, args?: object | readonly unknown[] | null, files?: Files | null, options?: Options<T> & { buffers?: false }): Promise<Reply<T>>;
  call<T = unknown>(path: string, args?: object | readonly unknown[] | null, files?: Files | null, options?: Options<T>): Promise<Reply<T, File | ArrayBuffer>>;

  /** What the pool is doing now, and what it has done since it started. */
  status(): Status;

  /** Everything that was run, as JSON in Chrome's trace format: open it in `chrome://tracing` or Perfetto. */
  trace(): string;
  /** Lets calls with this `gate` reach an origin, such as `https://bucket.example`. Everything else reaches nothing. */
  openGate(origin: string): void;
  /** Takes that back for calls to come. */
  closeGate(origin: string): void;
}

/** What a file can be made of. */
export type Content = Blob | ArrayBuffer | ArrayBufferView;

/** One of these, or some: an array, the `FileList` of an input. */
export type Files = Content | Iterable<Content> | ArrayLike<Content>;

/** How to run one call. An option that is not of its type makes the call reject with kind `"Malformed"`. */
export interface Options<T = unknown> {
  /** Cancels the call: it rejects with kind `"Cancelled"` and the signal's reason as its `cause`, and its worker is freed. */
  signal?: AbortSignal;
  /** Lets the call stand still at its next step, and go on. */
  pause?: Pause;
  /** Called with the fraction done, from 0 to 1, as often as the function reports it. */
  onprogress?: (fraction: number) => void;
  /** Called with each part of a reply that comes in parts, in order. The promise then settles after the last one. */
  onpart?: (part: Reply<T>) => void;
  /** What goes first when workers are scarce. Default `"visible"`. */
  priority?: "interactive" | "visible" | "batch";
  /** Milliseconds after which the call rejects with kind `"DeadlineExceeded"`. `Infinity` is none. */
  deadline?: number;
  /** True for a function without steps: it is cancelled by ending its worker, and may stay silent longer. */
  hard?: boolean;
  /** A key; calls with the same key prefer the same worker, which may still hold what the last one computed. */
  near?: string;
  /** The origins that it may reach, separated by spaces; each must have been opened with `openGate`. */
  gate?: string;
  /** Buffers among the files, or under views of all of one, that go to the worker without being copied, as with `postMessage`: here they are empty from the call on, and should the worker be lost, they are lost with it. One that cannot be given away, as the memory of WebAssembly cannot, is copied. */
  transfer?: readonly ArrayBuffer[];
  /** The reply's files as buffers: those that the worker had in memory come without being copied. Parts of a reply stay files. */
  buffers?: boolean;
  /** The call's peak memory in bytes, when it is known: the pool admits no more work than the device can hold. */
  memory?: number;
}

/** The files of a reply, in order, with its plain data beside them; where the data speaks of a file, it is that file. */
export type Reply<T = unknown, F = File> = F[] & { value: T };

/** Why a call failed. New kinds may be added: treat one you do not know as `"Failed"`. */
export type Kind =
  | "Failed"
  | "Panicked"
  | "Trapped"
  | "OutOfMemory"
  | "Cancelled"
  | "DeadlineExceeded"
  | "BudgetExceeded"
  | "WorkerLost"
  | "Overloaded"
  | "VersionMismatch"
  | "Unsupported"
  | "Malformed";

/** A call that failed. `message` is a sentence that can be shown to a person. */
export interface NearsideError extends Error {
  name: "NearsideError";
  /** What happened. */
  kind: Kind;
  /** The function's own error as plain data, when `kind` is `"Failed"` and it returned one. */
  detail?: unknown;
  /** The worker's stack at a panic or trap, one frame per line. */
  stackTrace?: string;
}

/** A snapshot of the pool. Times are milliseconds, sizes bytes. */
export interface Status {
  /** Calls that wait for a worker. */
  queued: number;
  /** Calls that a worker has. */
  running: number;
  /** Every worker that lives now. */
  workers: { id: number; engine: string; state: "starting" | "idle" | "busy"; memory: number; jobs: number }[];
  /** Every function that was called; `wait` and `run` are averages, `longest` is the longest run. */
  paths: { path: string; calls: number; failed: number; wait: number; run: number; longest: number }[];
  /** The last failures, the latest last. */
  failures: { path: string; kind: Kind; message: string; stack: string | null }[];
  /** The origins that calls were let out to, through a gate. */
  reached: string[];
}

declare global {
  interface Window {
    /** The app's pool, set before the app shows anything. */
    nearside?: Near;
    /** Shows the crash screen. Set by the app's boot script on its own page. */
    nearsideCrash?: (message: string, detail?: string) => void;
  }
  interface WindowEventMap {
    /** The app's pool answers calls. */
    "nearside:ready": Event;
    /** The app stopped for good; the crash screen is up. */
    "nearside:crash": CustomEvent<{ message: string }>;
    /** Another build is ready: a reload starts it. */
    "nearside:update": CustomEvent<{ build: string }>;
    /** The whole build is on this device; `first` on the visit that brought it. */
    "nearside:offline-ready": CustomEvent<{ build: string; first: boolean }>;
  }
}
