import { seededStream, type CounterStream } from "../../src/numerics/random.js";

/** The peers' sizes (bench/peer/README.md): closed ranges of width m, samples n, input dimension d, outputs o. */
export type SizeName = "small" | "medium" | "large";
const ranges: Record<SizeName, readonly [number, number][]> = {
  small: [[1, 64], [1, 16], [1, 16], [1, 4]],
  medium: [[224, 288], [28, 36], [32, 64], [2, 6]],
  large: [[960, 1088], [120, 136], [128, 256], [4, 8]],
};

export interface Dimensions {
  readonly m: number;
  readonly n: number;
  readonly d: number;
  readonly o: number;
}

/** The largest sizes that can be drawn: what buffers are made for. */
export function largestDimensions(size: SizeName): Dimensions {
  const [m, n, d, o] = ranges[size].map((range) => range[1]);
  return { m, n, d, o };
}

/** Sizes of one case, uniform, and the stream that its entries are drawn from. */
export function drawDimensions(size: SizeName, seed: number): Dimensions & { stream: CounterStream } {
  const stream = seededStream(seed);
  const [m, n, d, o] = ranges[size].map(([least, most]) => stream.integer(least, most));
  return { m, n, d, o, stream };
}

/** What one case gives: how many statements held, were undecided, were violated, and how many iterations it took. */
export interface CaseOutcome {
  readonly iterations: number;
  readonly held: number;
  readonly undecided: number;
  readonly violated: number;
}

/** A work for one size: buffers made once, then case after case. */
export interface Work {
  run(seed: number): CaseOutcome & { m: number; n: number };
}
