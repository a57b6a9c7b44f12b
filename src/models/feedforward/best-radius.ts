import type { Enclosure, Real } from "../../numerics/real.js";
import { nextDown, nextUp } from "../../numerics/rounding.js";

/** Relative width at which the search ends, and the number of cells that it ends at in any case. */
const WIDTH = 2 ** -10;
const MOST_CELLS = 2000;

const lowEnd = ({ mid, rad }: Enclosure): number => nextDown(mid - rad);
export const highEnd = ({ mid, rad }: Enclosure): number => nextUp(mid + rad);

/**
 * Enclosure of inf f(r, r) over 0 < r < end for f(low, high) that grows with low and falls with high: every r in [low, high] has
 * f(r, r) >= f(low, high), and any f(r, r) is above the infimum. The cell of the least bound is halved until the two meet
 * within 2^-10. Undefined where nothing is known. Ends of enclosures are rounded outward by one unit: mid +- rad is one addition.
 */
export function infimumOverRadii(
  f: (low: number, high: number) => Real,
  end: number,
): { readonly low: number; readonly high: number } | undefined {
  if (!(end > 0 && Number.isFinite(end))) return undefined;
  let best = Number.POSITIVE_INFINITY;
  const cell = (low: number, high: number) => {
    const middle = low / 2 + high / 2;
    const [bound, value] = [f(low, high), f(middle, middle)];
    if (value.known) best = Math.min(best, highEnd(value.toBall()));
    return { low, high, middle, bound: bound.known ? lowEnd(bound.toBall()) : Number.NEGATIVE_INFINITY };
  };
  let cells = [cell(0, end)];
  let made = 1;
  for (;;) {
    cells = cells.filter(({ bound }) => bound < best);
    const least = cells.reduce((a, b) => (b.bound < a.bound ? b : a), { bound: best, low: 0, high: 0, middle: 0 });
    const isNarrow = best - least.bound <= WIDTH * Math.abs(best);
    if (isNarrow || made >= MOST_CELLS || !(least.low < least.middle && least.middle < least.high))
      return Number.isFinite(best) && Number.isFinite(least.bound) ? { low: least.bound, high: best } : undefined;
    const { low, middle, high } = least;
    cells = cells.filter((one) => one !== least);
    cells.push(cell(low, middle), cell(middle, high));
    made += 2;
  }
}
