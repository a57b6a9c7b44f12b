import { EXIT, type Output } from "./context.js";
import { exitNow } from "./exit-guard.js";

/**
 * Runs some work under a signal that Ctrl-C (or SIGTERM) aborts: the work stops soon and saves what it found. A second
 * Ctrl-C ends the process at once.
 */
export async function interruptible<T>(output: Output, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) exitNow(EXIT.interrupted);
    controller.abort();
    output.note("lemmacheck: interrupted; saving what was found (Ctrl-C again ends at once)");
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
