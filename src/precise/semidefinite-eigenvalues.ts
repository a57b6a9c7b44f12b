import type { BallRows } from "./ball-matrix.js";
import type { Budget } from "./budget.js";
import { DyadicBall } from "./dyadic-ball.js";
import { components } from "./graph.js";
import { type IntegerRows, rankOf } from "./integer-matrix.js";
import { bitLength, exactSquareRoot } from "./integers.js";
import { fullRankModulo } from "./modular.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import { RootSum } from "./root-sum.js";
import { SymmetricSpectrum } from "./symmetric-spectrum.js";

/**
 * A positive semidefinite matrix with exact entries: entry (i, j) is
 * numerators[i][j] / (denominators[i] denominators[j]) * 2^exponent.
 */
export interface SemidefiniteMatrix {
  readonly numerators: IntegerRows;
  readonly denominators: readonly bigint[];
  readonly exponent: number;
}

/** Precision at which eigenvalues are looked at for being integers or quadratic irrationals. */
const RECOGNITION_BITS = 192;
/** Longest entries that are looked at, by size: recognition is for small, exactly representable matrices. */
const RECOGNITION_LIMIT = (size: number): number => (size <= 6 ? 80 : size <= 12 ? 44 : 0);

/**
 * All eigenvalues, with multiplicity, in groups that are each ascending and not empty. Exact where the matrix falls into blocks of size 1 or 2,
 * and where an eigenvalue is zero, rational or quadratic (for integer matrices up to 12 x 12 with short entries);
 * enclosures that refine themselves elsewhere.
 */
export function semidefiniteEigenvalues(matrix: SemidefiniteMatrix, budget: Budget): PreciseReal[][] {
  const { numerators, denominators, exponent } = matrix;
  return components(numerators.length, (i, j) => numerators[i][j] !== 0n).map((block) => {
    const entry = (i: number, j: number): Rational =>
      Rational.of(numerators[block[i]][block[j]], denominators[block[i]] * denominators[block[j]], exponent);
    if (block.length === 1) return [PreciseReal.rational(entry(0, 0))];
    if (block.length === 2) return quadraticPair(entry(0, 0), entry(0, 1), entry(1, 1));
    return irreducible(
      {
        numerators: block.map((i) => block.map((j) => numerators[i][j])),
        denominators: block.map((i) => denominators[i]),
        exponent,
      },
      budget,
    );
  });
}

/** Eigenvalues of [[a, b], [b, d]]: (a + d)/2 -+ sqrt(((a - d)/2)^2 + b^2). */
function quadraticPair(a: Rational, b: Rational, d: Rational): PreciseReal[] {
  const half = Rational.of(1n, 1n, -1);
  const mean = PreciseReal.rational(a.plus(d).times(half));
  const difference = a.minus(d).times(half);
  const root = PreciseReal.rootOf(difference.times(difference).plus(b.times(b)));
  return [mean.minus(root), mean.plus(root)];
}

function irreducible(matrix: SemidefiniteMatrix, budget: Budget): PreciseReal[] {
  const { numerators, denominators, exponent } = matrix;
  const n = numerators.length;
  const balls = (bits: number): BallRows => {
    budget.spendProducts(n * n, bits);
    return numerators.map((row, i) =>
      row.map((x, j) =>
        denominators[i] === 1n && denominators[j] === 1n
          ? DyadicBall.rounded(x, 0n, exponent, bits)
          : DyadicBall.quotient(x, denominators[i] * denominators[j], exponent, bits),
      ),
    );
  };
  const spectrum = new SymmetricSpectrum(n, balls, budget);
  const nullity = knownNullity(numerators, budget);
  const exact = denominators.every((d) => d === 1n) ? recognise(numerators, exponent, budget) : undefined;
  return Array.from({ length: n }, (_, k) => {
    if (k < nullity) return PreciseReal.rational(Rational.zero);
    const value = exact?.[k];
    if (value !== undefined) return PreciseReal.exactly(value);
    return PreciseReal.enclosed((bits) => spectrum.enclosure(k, bits).relu(), "nonNegative");
  });
}

/** How many eigenvalues are certainly zero: the dimension of the kernel, where it is cheap to know, else 0. */
function knownNullity(matrix: IntegerRows, budget: Budget): number {
  const n = matrix.length;
  if (fullRankModulo(matrix, n) || longest(matrix) * n > 40_000) return 0;
  return n - rankOf(matrix, budget);
}

function longest(matrix: IntegerRows): number {
  return matrix.reduce((most, row) => row.reduce((m, x) => Math.max(m, bitLength(x)), most), 0);
}

/**
 * The eigenvalues (ascending) of a symmetric integer matrix that are integers or roots of x^2 - p x + r with integer p, r;
 * undefined for the others. Eigenvalues of an integer matrix are algebraic integers, so there are no other rational
 * ones, and conjugates come together. An approximation proposes p and r. The kernel of N - c I (or of N^2 - p N + r I,
 * half of it for either root, as irrational conjugates have equal multiplicity) tells how often c is an eigenvalue;
 * if just as many eigenvalues lie in the enclosure of lambda_k, and c lies in it, then lambda_k = c.
 */
function recognise(matrix: IntegerRows, exponent: number, budget: Budget): (RootSum | undefined)[] | undefined {
  if (longest(matrix) > RECOGNITION_LIMIT(matrix.length)) return undefined;
  const n = matrix.length;
  const balls = (): BallRows => matrix.map((row) => row.map((x) => DyadicBall.of(x)));
  const spectrum = new SymmetricSpectrum(n, balls, budget);
  const enclosures = matrix.map((_, k) => spectrum.enclosure(k, RECOGNITION_BITS));
  if (enclosures.some((ball) => !ball.known)) return undefined;
  const unit = RootSum.rational(Rational.of(1n, 1n, exponent));
  return enclosures.map((ball, k) => {
    const value =
      recogniseInteger(matrix, ball, spectrum, budget) ?? recogniseQuadratic(matrix, enclosures, k, spectrum, budget);
    return value?.times(unit);
  });
}

/** The only integer in the ball, if there is exactly one. */
function onlyInteger(ball: DyadicBall): bigint | undefined {
  if (!ball.known || ball.exponent >= 0)
    return ball.known && ball.rad === 0n ? ball.mid << BigInt(ball.exponent) : undefined;
  const shift = BigInt(-ball.exponent);
  const low = -(-ball.low >> shift);
  return low === ball.high >> shift ? low : undefined;
}

function recogniseInteger(
  matrix: IntegerRows,
  ball: DyadicBall,
  spectrum: SymmetricSpectrum,
  budget: Budget,
): RootSum | undefined {
  const candidate = onlyInteger(ball);
  if (candidate === undefined || !contains(ball, RootSum.rational(Rational.of(candidate)))) return undefined;
  const shifted = matrix.map((row, i) => row.map((x, j) => (i === j ? x - candidate : x)));
  const multiplicity = matrix.length - rankOf(shifted, budget);
  if (multiplicity === 0 || spectrum.countWithin(ball, RECOGNITION_BITS) !== multiplicity) return undefined;
  return RootSum.rational(Rational.of(candidate));
}

function recogniseQuadratic(
  matrix: IntegerRows,
  enclosures: readonly DyadicBall[],
  k: number,
  spectrum: SymmetricSpectrum,
  budget: Budget,
): RootSum | undefined {
  const n = matrix.length;
  for (let other = 0; other < n; other++) {
    const p = onlyInteger(enclosures[k].plus(enclosures[other], 2 * RECOGNITION_BITS));
    const r = onlyInteger(enclosures[k].times(enclosures[other], 2 * RECOGNITION_BITS));
    if (other === k || p === undefined || r === undefined) continue;
    const discriminant = p * p - 4n * r;
    if (discriminant <= 0n || exactSquareRoot(discriminant) !== undefined) continue;
    const polynomial = matrix.map((row, i) =>
      row.map((x, j) => {
        let square = 0n;
        for (let l = 0; l < n; l++) square += row[l] * matrix[l][j];
        return square - p * x + (i === j ? r : 0n);
      }),
    );
    const kernel = n - rankOf(polynomial, budget);
    if (kernel === 0 || spectrum.countWithin(enclosures[k], RECOGNITION_BITS) !== kernel / 2) continue;
    const root = RootSum.squareRoot(Rational.of(discriminant));
    const candidates = [root, root.negate()].map((x) => x.plus(RootSum.rational(Rational.of(p)))?.times(HALF));
    const inside = candidates.filter((c) => c !== undefined && contains(enclosures[k], c));
    if (inside.length === 1) return inside[0];
  }
  return undefined;
}

const HALF = RootSum.rational(Rational.of(1n, 1n, -1));

/** Whether the value lies in [low, high): the interval that countWithin counts in. */
function contains(ball: DyadicBall, value: RootSum): boolean {
  const end = (x: bigint): RootSum => RootSum.rational(Rational.of(x, 1n, ball.exponent));
  const above = value.minus(end(ball.low))?.sign;
  const below = end(ball.high).minus(value)?.sign;
  return above !== undefined && above >= 0 && below !== undefined && below > 0;
}
