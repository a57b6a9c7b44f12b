import type { Budget } from "./budget.js";
import { DyadicBall } from "./dyadic-ball.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import { SymmetricSpectrum } from "./symmetric-spectrum.js";

/** ||M||_2 of a symmetric matrix of rationals: exact up to size 2, an enclosure that refines itself beyond. */
export function symmetricNorm(matrix: readonly (readonly Rational[])[], budget: Budget): PreciseReal {
  const n = matrix.length;
  if (n === 1) return PreciseReal.rational(matrix[0][0].abs());
  if (n === 2) {
    // |mean| + half the distance of the two eigenvalues
    const half = Rational.of(1n, 1n, -1);
    const mean = matrix[0][0].plus(matrix[1][1]).times(half);
    const gap = matrix[0][0].minus(matrix[1][1]).times(half);
    const off = matrix[0][1];
    return PreciseReal.rational(mean.abs()).plus(PreciseReal.rootOf(gap.times(gap).plus(off.times(off))));
  }
  if (matrix.every((row) => row.every((x) => x.isZero))) return PreciseReal.rational(Rational.zero);
  const balls = (bits: number): DyadicBall[][] => {
    budget.spendProducts(n * n, bits);
    return matrix.map((row) => row.map((x) => DyadicBall.fromRational(x, bits)));
  };
  const spectrum = new SymmetricSpectrum(n, balls, budget);
  return PreciseReal.enclosed(
    (bits) =>
      spectrum
        .enclosure(0, bits)
        .abs()
        .max(spectrum.enclosure(n - 1, bits).abs(), bits),
    "nonNegative",
  );
}
