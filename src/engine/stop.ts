/** A signal that stops the drawing of trials: at Ctrl-C, or when the time is over. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Forgets the clock. */
  clear(): void;
}

/** Aborts with the given signal, and `milliseconds` from now where a limit is given. */
export function deadline(signal: AbortSignal | undefined, milliseconds: number | undefined): Stop {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  if (signal?.aborted === true || (milliseconds !== undefined && milliseconds <= 0)) stop();
  signal?.addEventListener("abort", stop, { once: true });
  const timer = milliseconds === undefined ? undefined : setTimeout(stop, milliseconds);
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    },
  };
}
