import * as fc from "fast-check";
import { counterStream } from "../numerics/random.js";

/**
 * The value of one trial: a pure function of the arbitrary, the key and the index, whatever was drawn before.
 * The bias towards small and edge values is the one that fast-check gives its own runs: strong at first, fading with
 * the index.
 */
export function drawTrial<T>(arbitrary: fc.Arbitrary<T>, key: bigint, index: number): T {
  return arbitrary.generate(new fc.Random(counterStream(key, index)), biasFactor(index)).value;
}

/** One in so many values is drawn at an edge: 2 for the first 9 trials, 3 for the first 99, and so on. */
function biasFactor(index: number): number {
  let factor = 2;
  for (let bound = 10; bound <= index + 1; bound *= 10) factor++;
  return factor;
}
