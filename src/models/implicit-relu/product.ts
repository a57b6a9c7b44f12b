import { BallMatrix } from "../../numerics/ball-matrix.js";
import type { Matrix } from "../../numerics/matrix.js";
import { multiply } from "../../numerics/products.js";
import { exponentOf, scaleByPowerOfTwo, scaleUp } from "../../numerics/rounding.js";
import { largestAbsolute } from "../../numerics/scaling.js";
import { mapEntries } from "./entries.js";

/**
 * a b with entrywise radii, see `multiply`. Both factors are first scaled by powers of two where that is exact, so that
 * products of entries like 1e150 do not overflow on the way.
 */
export function product(a: Matrix, b: Matrix | BallMatrix): BallMatrix {
  const right = BallMatrix.from(b);
  if (!right.known) return BallMatrix.unknown(a.rows, right.columns);
  const left = scaledMatrix(a);
  const mid = scaledMatrix(right.mid);
  const scale = (rad: number) => (rad === 0 ? 0 : scaleUp(rad, -mid.exponent));
  const scaled = mid.exponent === 0 ? right : new BallMatrix(mid.matrix, scale(right.rad), right.entryRad?.map(scale));
  const exponent = left.exponent + mid.exponent;
  const result = multiply(left.matrix, scaled);
  return exponent === 0 ? result : mapEntries(result, (x) => x.timesPowerOfTwo(exponent));
}

/** matrix * 2^exponent is the given matrix, exactly; its largest absolute entry lies in [1, 2) where that can be. */
export function scaledMatrix(matrix: Matrix): { readonly matrix: Matrix; readonly exponent: number } {
  const largest = largestAbsolute(matrix.data);
  if (largest === 0 || largest === Number.POSITIVE_INFINITY) return { matrix, exponent: 0 };
  const exponent = exponentOf(largest);
  if (exponent === 0) return { matrix, exponent };
  const scaled = matrix.map((x) => scaleByPowerOfTwo(x, -exponent));
  const isExact = scaled.data.every((x, k) => scaleByPowerOfTwo(x, exponent) === matrix.data[k]);
  return isExact ? { matrix: scaled, exponent } : { matrix, exponent: 0 };
}
