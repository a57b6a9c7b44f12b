import { mapped } from "./doubles.js";
import { exponentOf, scaleByPowerOfTwo } from "./rounding.js";
import { largestAbsolute } from "./scaling.js";

/** Integers (as doubles) times 2^exponent. */
export interface IntegerMatrix {
  readonly size: number;
  readonly entries: Float64Array;
  readonly exponent: number;
}

const LARGEST_ENTRY = 2 ** 24;
const LARGEST_EXACT = 2 ** 53;

/** The entries as small integers (below 2^24) on one power of two, or undefined where they are not. */
export function asSmallIntegers(data: Float64Array, size: number): IntegerMatrix | undefined {
  const largest = largestAbsolute(data);
  if (largest === 0) return { size, entries: data, exponent: 0 };
  if (largest === Number.POSITIVE_INFINITY) return undefined;
  // The finest grid that keeps the largest entry below 2^24; then the coarsest common grid, for smaller integers.
  let exponent = exponentOf(largest) - 23;
  let entries = mapped(data, (x) => scaleByPowerOfTwo(x, -exponent));
  if (!entries.every((x, k) => Number.isInteger(x) && scaleByPowerOfTwo(x, exponent) === data[k])) return undefined;
  while (entries.every((x) => x % 2 === 0)) {
    entries = mapped(entries, (x) => x / 2);
    exponent++;
  }
  return largestAbsolute(entries) < LARGEST_ENTRY ? { size, entries, exponent } : undefined;
}

/**
 * The determinant of the submatrix of some rows and the same columns, exactly, as an integer times 2^(exponent * count);
 * undefined where an intermediate product leaves the integers below 2^53. Fraction-free elimination (Bareiss 1968): every
 * division is exact.
 */
export function integerMinor(matrix: IntegerMatrix, indices: readonly number[]): number | undefined {
  const n = indices.length;
  const a = indices.map((i) => Float64Array.from(indices, (j) => matrix.entries[i * matrix.size + j]));
  let previous = 1;
  let sign = 1;
  for (let k = 0; k < n - 1; k++) {
    if (a[k][k] === 0) {
      const other = a.findIndex((row, i) => i > k && row[k] !== 0);
      if (other < 0) return 0;
      [a[k], a[other]] = [a[other], a[k]];
      sign = -sign;
    }
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) {
        const left = a[i][j] * a[k][k];
        const right = a[i][k] * a[k][j];
        const difference = left - right;
        if (
          !(Math.abs(left) < LARGEST_EXACT && Math.abs(right) < LARGEST_EXACT && Math.abs(difference) < LARGEST_EXACT)
        )
          return undefined;
        a[i][j] = difference / previous;
      }
    previous = a[k][k];
  }
  return n === 0 ? 1 : sign * a[n - 1][n - 1] + 0;
}
