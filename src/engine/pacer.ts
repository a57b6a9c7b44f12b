/** Work between two rests, in milliseconds: short enough for Ctrl-C and the progress line, long enough to cost nothing. */
const SLICE = 25;

/**
 * Lets the event loop run now and then during long synchronous work, so that signals and progress are served. The clock
 * decides only when to rest, never what is computed.
 */
export class Pacer {
  #rested = performance.now();

  /** True when it is time to rest. */
  get due(): boolean {
    return performance.now() - this.#rested > SLICE;
  }

  /** Gives way to everything that waits in the event loop. */
  async rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.#rested = performance.now();
  }
}
