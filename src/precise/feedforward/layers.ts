import type { Matrix } from "../../numerics/matrix.js";
import { pairing, real, realRing } from "../objective/ring.js";
import type { PreciseReal } from "../real.js";
import type { ExactActivation } from "./activation.js";

export type Row = readonly PreciseReal[];
export type Rows = readonly Row[];

export const rowsOf = (M: Matrix): Rows => M.toRows().map((row) => row.map(real));

/** Weights laid out one after another, row by row */
export const flattened = (weights: readonly Matrix[]): PreciseReal[] =>
  weights.flatMap((W) => Array.from(W.data, real));

/** The same weights as matrices of the given shapes */
export function unflattened(flat: Row, shapes: readonly Matrix[]): Rows[] {
  let place = 0;
  return shapes.map(({ rows, columns }) =>
    Array.from({ length: rows }, () => {
      place += columns;
      return flat.slice(place - columns, place);
    }),
  );
}

export const transposedRows = (M: Rows): Rows => M[0].map((_, j) => M.map((row) => row[j]));

export const applied = (M: Rows, x: Row): PreciseReal[] => M.map((row) => pairing(realRing, row, x));

/** What one input leaves behind: the output minus the target, what enters each layer, and d output / d (W_l z) for each layer l. */
export interface Trace {
  readonly error: PreciseReal;
  readonly entering: Rows;
  readonly sensitivity: Rows;
}

/** The output is linear: its own sensitivity is 1. Further down, multiply by the transposed weights and by the slopes. */
export function traceOf(weights: readonly Rows[], activation: ExactActivation, x: Row, y: PreciseReal): Trace {
  const entering: Row[] = [x];
  const signals: Row[] = [];
  for (const W of weights.slice(0, -1)) {
    const signal = applied(W, entering[entering.length - 1]);
    signals.push(signal);
    entering.push(signal.map((z) => activation.value(z)));
  }
  const output = applied(weights[weights.length - 1], entering[entering.length - 1])[0];
  const sensitivity: Row[] = [[real(1)]];
  for (let l = signals.length - 1; l >= 0; l--) {
    const pulled = applied(transposedRows(weights[l + 1]), sensitivity[0]);
    sensitivity.unshift(pulled.map((entry, k) => entry.times(activation.slope(signals[l][k]))));
  }
  return { error: output.minus(y), entering, sensitivity };
}

/** The blocks of the gradient of the sum of squared errors, each row by row */
export function lossGradient(traces: readonly Trace[]): PreciseReal[][] {
  return traces[0].entering.map((_, l) => {
    const block: PreciseReal[] = [];
    for (let k = 0; k < traces[0].sensitivity[l].length; k++)
      for (let j = 0; j < traces[0].entering[l].length; j++) {
        const parts = traces.map(({ entering, sensitivity }) => sensitivity[l][k].times(entering[l][j]));
        const errors = traces.map(({ error }) => error);
        const half = pairing(realRing, parts, errors);
        block.push(half.plus(half));
      }
    return block;
  });
}
