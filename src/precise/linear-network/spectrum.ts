import type { BallRows } from "../ball-matrix.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { characteristicPolynomial } from "../integer-matrix.js";
import { bitLength } from "../integers.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { semidefiniteEigenvalues } from "../semidefinite-eigenvalues.js";
import { merged } from "../singular-values.js";
import { SymmetricSpectrum } from "../symmetric-spectrum.js";
import type { FractionMatrix } from "./fraction-matrix.js";
import { product, transposed } from "./rows.js";

/** Longest characteristic polynomials (order times bits) that are written down to count signs. */
const MAX_POLYNOMIAL = 20_000;

/**
 * Eigenvalues of a symmetric matrix of rationals, descending. The matrix is shifted to a semidefinite one, whose eigenvalues
 * are found (exactly where they are rational or quadratic); how many are 0 follows from the signs of the characteristic
 * polynomial's coefficients (Descartes' rule is exact where all roots are real).
 */
export function symmetricEigenvalues(matrix: FractionMatrix, budget: Budget): PreciseReal[] {
  const entries = matrix.integers;
  const n = matrix.rows;
  let reach = 0n;
  for (const row of entries) {
    const sum = row.reduce((total, x) => total + (x < 0n ? -x : x), 0n);
    if (sum > reach) reach = sum;
  }
  const isDiagonal = entries.every((row, i) => row.every((x, j) => i === j || x === 0n));
  const shift = isDiagonal ? reach : 1n << BigInt(bitLength(reach));
  const values = semidefiniteEigenvalues(
    {
      numerators: entries.map((row, i) => row.map((x, j) => (i === j ? x + shift : x))),
      denominators: entries.map(() => 1n),
      exponent: 0,
    },
    budget,
  ).reduce(merged, []);
  const unit = PreciseReal.rational(Rational.of(1n, matrix.flat.denominator, matrix.flat.exponent));
  const offset = PreciseReal.rational(Rational.of(shift));
  const zero = PreciseReal.rational(Rational.zero);
  const signs = isDiagonal ? undefined : inertia(matrix, budget);
  return values
    .map((value, k) => {
      if (signs !== undefined && k >= signs.negative && k < n - signs.positive) return zero;
      return value.minus(offset).times(unit);
    })
    .reverse();
}

function inertia(matrix: FractionMatrix, budget: Budget): { positive: number; negative: number } | undefined {
  if (matrix.rows * matrix.longest > MAX_POLYNOMIAL) return undefined;
  const coefficients = characteristicPolynomial(matrix.integers, budget);
  const changes = (list: readonly bigint[]): number => {
    const nonzero = list.filter((x) => x !== 0n);
    return nonzero.filter((x, i) => i > 0 && x > 0n !== nonzero[i - 1] > 0n).length;
  };
  const degree = coefficients.length - 1;
  const reflected = coefficients.map((x, i) => ((degree - i) % 2 === 0 ? x : -x));
  return { positive: changes(coefficients), negative: changes(reflected) };
}

/**
 * Eigenvalues of A'JA, descending, for h > rows(A) columns, from G = AA' and a symmetric J with `negative` negative
 * eigenvalues, both regular: the nonzero ones are those of K'JK for the Cholesky factor K of G.
 */
export function compressedEigenvalues(
  gram: FractionMatrix,
  J: FractionMatrix,
  negative: number,
  width: number,
  budget: Budget,
): PreciseReal[] {
  const n = gram.rows;
  const balls = (bits: number): BallRows => {
    const work = 2 * bits + 64;
    budget.spendProducts(4 * n ** 3, work);
    const K = cholesky(gram.balls(work), work);
    return product(transposed(K), product(J.balls(work), K, work), work);
  };
  const spectrum = new SymmetricSpectrum(n, symmetrised(balls), budget);
  const value = (k: number): PreciseReal => PreciseReal.enclosed((bits) => spectrum.enclosure(k, bits));
  const positive = Array.from({ length: n - negative }, (_, k) =>
    PreciseReal.enclosed((bits) => spectrum.enclosure(n - 1 - k, bits).relu(), "nonNegative"),
  );
  const zeros = Array.from({ length: width - n }, () => PreciseReal.rational(Rational.zero));
  return [...positive, ...zeros, ...Array.from({ length: negative }, (_, k) => value(negative - 1 - k))];
}

/** The lower triangle stands for both. */
export function symmetrised(balls: (bits: number) => BallRows): (bits: number) => BallRows {
  return (bits) => {
    const rows = balls(bits);
    return rows.map((row, i) => row.map((x, j) => (j > i ? rows[j][i] : x)));
  };
}

function cholesky(matrix: BallRows, bits: number): DyadicBall[][] {
  const n = matrix.length;
  const K = matrix.map((row) => row.map(() => DyadicBall.zero));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j];
      for (let k = 0; k < j; k++) sum = sum.minus(K[i][k].times(K[j][k], bits), bits);
      if (i === j && sum.sign !== 1) return matrix.map((row) => row.map(() => DyadicBall.everything));
      K[i][j] = i === j ? sum.sqrt(bits) : sum.over(K[j][j], bits);
    }
  return K;
}

/** ||M|| of a matrix of enclosures, as the root of the largest eigenvalue of its smaller Gram matrix. */
export function spectralNormOf(balls: (bits: number) => BallRows, budget: Budget): PreciseReal {
  const first = balls(64);
  const order = Math.min(first.length, first[0]?.length ?? 0);
  if (order === 0) return PreciseReal.rational(Rational.zero);
  const gram = (bits: number): BallRows => {
    const rows = balls(2 * bits + 32);
    const wide = rows.length <= rows[0].length ? rows : transposed(rows);
    return product(wide, transposed(wide), 2 * bits + 32);
  };
  const spectrum = new SymmetricSpectrum(order, symmetrised(gram), budget);
  return PreciseReal.enclosed((bits) => spectrum.enclosure(order - 1, bits).relu(), "nonNegative").sqrt();
}
