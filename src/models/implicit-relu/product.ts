import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { CompensatedSum } from "../../numerics/compensated.js";
import type { Matrix } from "../../numerics/matrix.js";
import { addUp, exponentOf, multiplyUp, scaleByPowerOfTwo } from "../../numerics/rounding.js";
import { largestAbsolute } from "../../numerics/scaling.js";
import { fromEntries } from "./entries.js";

/**
 * a b, entry by entry: a compensated sum with its own error bound, plus |a| times the radii of b. Both factors are first
 * scaled by powers of two where that is exact, so that products of entries like 1e150 do not overflow.
 */
export function product(a: Matrix, b: Matrix | BallMatrix): BallMatrix {
  const right = BallMatrix.from(b);
  if (!right.known) return BallMatrix.unknown(a.rows, right.columns);
  const left = scaledMatrix(a);
  const mid = scaledMatrix(right.mid);
  const radii = right.rad === 0 ? null : right.entryRadii();
  const { rows, columns: length } = a;
  const { columns } = right;
  const sum = new CompensatedSum();
  const entries: Ball[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      sum.reset().addProducts(left.matrix.data, i * length, 1, mid.matrix.data, j, columns, length);
      const entry = new Ball(sum.value(), sum.error()).timesPowerOfTwo(left.exponent + mid.exponent);
      let spread = 0;
      if (radii !== null)
        for (let k = 0; k < length; k++)
          spread = addUp(spread, multiplyUp(Math.abs(a.data[i * length + k]), radii[k * columns + j]));
      entries.push(spread === 0 ? entry : new Ball(entry.mid, addUp(entry.rad, spread)));
    }
  return fromEntries(rows, columns, entries);
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
