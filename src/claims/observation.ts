import type { Operand } from "./arithmetic.js";

/**
 * A quantity that is watched on the trials that held, and never judged: reports show its least, median and greatest
 * value ("actual / predicted rate"). null, or an unknown number, where an instance has none.
 */
export type Observation<View> = (view: View) => Operand | null;

/** One place on a curve: what the instance does there, and what the theorem promises. */
export interface CurvePoint {
  /** Time, or number of steps */
  readonly x: Operand;
  readonly actual: Operand;
  readonly promised: Operand;
}

/** A run of an instance beside the envelope that a theorem promises; shown in reports, and never judged. */
export interface Curve<View> {
  /** Names of the axes: "step", "time"; "loss" */
  readonly x: string;
  readonly y: string;
  /** Whether the vertical axis is logarithmic; true where left out. */
  readonly log?: boolean;
  /** Ascending in x, the start first; empty where the instance has no run. */
  readonly points: (view: View) => readonly CurvePoint[];
  /** Of the trials, those with the greatest size are shown rather than others (number of samples); all alike where left out. */
  readonly size?: (view: View) => Operand;
}
