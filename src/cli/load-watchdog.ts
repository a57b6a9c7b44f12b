import { Worker } from "node:worker_threads";

/**
 * What a thread of its own does while a claim file loads: a synchronous endless loop in the file leaves this one no say. It
 * says so after a while, and in the end interrupts the process, as Ctrl-C would.
 */
const WATCH = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const say = (text) => { try { writeSync(2, "lemmacheck: " + text + "\\n"); } catch {} };
const { file, notice, limit, pid } = workerData;
setTimeout(() => say(file + ": still loading; a claim file must only define claims (Ctrl-C ends)"), notice);
setTimeout(() => {
  say(file + ": still loading after " + limit / 1000 + " s, given up; a claim file must only define claims");
  process.kill(pid, "SIGINT");
  setTimeout(() => process.kill(pid, "SIGKILL"), 1000);
}, limit);
`;

/** Milliseconds until it is said, and until the process is interrupted. */
export interface Patience {
  readonly notice: number;
  readonly limit: number;
}

/** Runs `load` under the eyes of a thread that no endless loop stops. */
export async function watched<T>(file: string, { notice, limit }: Patience, load: () => Promise<T>): Promise<T> {
  const worker = new Worker(WATCH, {
    eval: true,
    workerData: { file, notice, limit, pid: process.pid },
    // Options of this process, such as a loader, are not the watcher's.
    execArgv: [],
    env: {},
  });
  // A machine that grants no further thread loads unwatched.
  worker.on("error", () => {});
  worker.unref();
  try {
    return await load();
  } finally {
    void worker.terminate();
  }
}
