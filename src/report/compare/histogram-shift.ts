import type { TightnessHistogram } from "../../engine/run-record.js";

/** Mean tightness of two histograms whose difference is more than noise. */
export interface HistogramShift {
  readonly before: number;
  readonly after: number;
}

/** Cells with fewer counts in both together are pooled with the next: below five the approximation by chi-square is poor. */
const LEAST_COUNT = 10;
/** ln(10^6): what is noise passes for a shift once in a million comparisons. */
const CERTAINTY = 13.82;

/** All counts, those below zero first. */
const cellsOf = ({ below, bins }: TightnessHistogram): readonly number[] => [below, ...bins];

function meanOf({ below, bins }: TightnessHistogram): number {
  const total = below + bins.reduce((sum, count) => sum + count, 0);
  return bins.reduce((sum, count, index) => sum + count * ((index + 0.5) / bins.length), 0) / total;
}

/**
 * Whether two histograms of tightness differ by more than the noise of drawing: Pearson's test of homogeneity, with the
 * bound P(X >= k + 2 sqrt(k x) + 2 x) <= e^-x on a chi-square variable X of k degrees of freedom (Laurent and Massart 2000,
 * lemma 1). Null where they do not, where one is empty, or where their bins differ. For reading, never for a verdict.
 */
export function histogramShift(before: TightnessHistogram, after: TightnessHistogram): HistogramShift | null {
  const [first, second] = [cellsOf(before), cellsOf(after)];
  const total = (cells: readonly number[]): number => cells.reduce((sum, count) => sum + count, 0);
  const [drawn, drawnAfter] = [total(first), total(second)];
  if (drawn === 0 || drawnAfter === 0 || first.length !== second.length) return null;
  let [statistic, cells, pooled, pooledAfter] = [0, 0, 0, 0];
  for (const [index, count] of first.entries()) {
    pooled += count;
    pooledAfter += second[index];
    const both = pooled + pooledAfter;
    if (both < LEAST_COUNT && index < first.length - 1) continue;
    if (both === 0) continue;
    const difference = pooled * Math.sqrt(drawnAfter / drawn) - pooledAfter * Math.sqrt(drawn / drawnAfter);
    statistic += (difference * difference) / both;
    cells++;
    [pooled, pooledAfter] = [0, 0];
  }
  const freedom = cells - 1;
  if (freedom < 1 || statistic < freedom + 2 * Math.sqrt(freedom * CERTAINTY) + 2 * CERTAINTY) return null;
  return { before: meanOf(before), after: meanOf(after) };
}
