/** What long work looks at between two steps: an AbortSignal, or its image on another thread. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** Both signals of a run: `stop` ends the drawing (Ctrl-C or the time limit), `interrupt` everything (Ctrl-C). */
export interface Stops<S extends StopSignal = StopSignal> {
  readonly stop?: S | undefined;
  readonly interrupt?: S | undefined;
}

/** What a task carries to its thread: memory that both sides see. */
export interface StopCells {
  /** Elements STOP and INTERRUPT: 1 once aborted. One array serves all tasks under the same signals. */
  readonly flags: Int32Array;
  /**
   * The task's own. Element BEATS counts the looks at either signal, from 1 when the work begins: its sign of life.
   * ABANDONED is 1 once nobody waits for the task any longer, which stops it.
   */
  readonly own: Int32Array;
}

const STOP = 0;
const INTERRUPT = 1;
export const BEATS = 0;
const ABANDONED = 1;

const sharedIntegers = (length: number): Int32Array =>
  new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));

/** A task's own cells: no sign of life yet, and awaited. */
export const ownCells = (): Int32Array => sharedIntegers(2);

/** Stops the task whose own cells these are. */
export const abandonTask = (own: Int32Array): void => void Atomics.store(own, ABANDONED, 1);

const flagsOfSignals = new WeakMap<AbortSignal, Map<AbortSignal | undefined, Int32Array>>();

/** Flags that follow the signals; without a signal, flags that nobody sets. */
export function flagsOf({ stop, interrupt }: Stops<AbortSignal>): Int32Array {
  const first = stop ?? interrupt;
  if (first === undefined) return sharedIntegers(2);
  const bySecond = flagsOfSignals.get(first) ?? new Map<AbortSignal | undefined, Int32Array>();
  flagsOfSignals.set(first, bySecond);
  const known = bySecond.get(interrupt);
  if (known !== undefined) return known;
  const flags = sharedIntegers(2);
  bySecond.set(interrupt, flags);
  follow(stop, flags, STOP);
  follow(interrupt, flags, INTERRUPT);
  return flags;
}

function follow(signal: AbortSignal | undefined, flags: Int32Array, element: number): void {
  const raise = (): void => void Atomics.store(flags, element, 1);
  if (signal?.aborted === true) raise();
  signal?.addEventListener("abort", raise, { once: true });
}

/** The signals as the task's thread sees them. Looking is what keeps the task alive. */
export function signalsOf({ flags, own }: StopCells): { readonly stop: StopSignal; readonly interrupt: StopSignal } {
  Atomics.add(own, BEATS, 1);
  const image = (element: number): StopSignal => ({
    get aborted() {
      Atomics.add(own, BEATS, 1);
      return Atomics.load(flags, element) === 1 || Atomics.load(own, ABANDONED) === 1;
    },
  });
  return { stop: image(STOP), interrupt: image(INTERRUPT) };
}
