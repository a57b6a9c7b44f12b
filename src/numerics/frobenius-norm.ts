import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { CompensatedSum } from "./compensated.js";
import type { Matrix } from "./matrix.js";
import { widenNonnegative } from "./nonnegative.js";
import { LEAST_SUBNORMAL, multiplyUp } from "./rounding.js";
import { largestAbsolute, scaleToUnit } from "./scaling.js";
import { singleNonzero } from "./structure.js";

/**
 * ||M||_F. For doubles: within 2 units in the last place, exact where the sum of squares is an exact square (3, 4 -> 5).
 * Unknown for entries that are not finite. Scaled by a power of two, so nothing over- or underflows on the way: an entry
 * lost in scaling changes the scaled sum of squares, whose largest term is at least 1, by less than 2^-1072.
 */
export function frobeniusNorm(matrix: Matrix | BallMatrix): Ball {
  if (matrix instanceof BallMatrix)
    return matrix.known ? widenNonnegative(frobeniusNorm(matrix.mid), matrix.rad) : Ball.unknown();
  const largest = largestAbsolute(matrix.data);
  if (largest === 0) return Ball.exact(0);
  if (largest === Number.POSITIVE_INFINITY) return Ball.unknown();
  if (singleNonzero([matrix.data]) !== undefined) return Ball.exact(largest);
  const { data, exponent, rounded } = scaleToUnit(matrix.data);
  const sum = new CompensatedSum().addProducts(data, 0, 1, data, 0, 1, data.length);
  const square = widenNonnegative(new Ball(sum.value(), sum.error()), multiplyUp(8 * rounded, LEAST_SUBNORMAL));
  return square.sqrt().timesPowerOfTwo(exponent);
}
