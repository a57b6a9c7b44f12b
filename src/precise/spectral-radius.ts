import type { Budget } from "./budget.js";
import { DyadicBall } from "./dyadic-ball.js";
import { strongComponents } from "./graph.js";
import { characteristicPolynomial, type IntegerRows } from "./integer-matrix.js";
import { bitLength, magnitude } from "./integers.js";
import { mayBeNilpotent } from "./modular.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import { RootBracket, type RootTest } from "./root-bracket.js";
import { spectralNorm } from "./singular-values.js";
import { type DyadicMatrix, RationalVector } from "./vectors.js";

/**
 * The largest |eigenvalue| of a square matrix: the largest over its strongly connected blocks. Exact for blocks of size
 * 1 and 2, normal matrices with exact ||.||_2, rank one, nilpotent blocks, non-negative blocks with constant row or column
 * sums or another rational Perron root; elsewhere bisected by an exact or certified test on the characteristic polynomial.
 */
export function spectralRadius(matrix: DyadicMatrix, budget: Budget): PreciseReal {
  const { entries } = matrix;
  const unit = PreciseReal.rational(Rational.of(1n, 1n, matrix.exponent));
  return strongComponents(matrix.rows, (i, j) => entries[i][j] !== 0n)
    .map((block) =>
      blockRadius(
        block.map((i) => block.map((j) => entries[i][j])),
        budget,
      ),
    )
    .reduce((a, b) => a.max(b), PreciseReal.rational(Rational.zero))
    .times(unit);
}

function blockRadius(block: IntegerRows, budget: Budget): PreciseReal {
  if (block.length === 1) return PreciseReal.rational(Rational.of(block[0][0])).abs();
  if (block.length === 2) return quadraticRadius(block);
  const isNonNegative = block.every((row) => row.every((x) => x >= 0n));
  const sum = isNonNegative ? (constantRowSum(block) ?? constantRowSum(columnsFirst(block))) : undefined;
  if (sum !== undefined) return PreciseReal.rational(Rational.of(sum));
  const trace = block.reduce((total, row, i) => total + row[i], 0n);
  if (isRankOne(block)) return PreciseReal.rational(Rational.of(trace)).abs();
  if (isNormal(block, budget)) return spectralNorm(columnsOf(block), budget);
  const polynomial = characteristicPolynomial(block, budget);
  if (mayBeNilpotent(block) && polynomial.every((c, i) => i === 0 || c === 0n))
    return PreciseReal.rational(Rational.zero);
  if (isNonNegative) return perronRoot(block, polynomial, budget);
  const bracket = new RootBracket(largestRowSum(block), schurCohnTest(polynomial, budget));
  return PreciseReal.enclosed((bits) => bracket.enclosure(bits), "nonNegative");
}

/** Eigenvalues t/2 +- sqrt(t^2 - 4 d)/2; a complex pair has modulus sqrt(d). */
function quadraticRadius([[a, b], [c, d]]: IntegerRows): PreciseReal {
  const trace = a + d;
  const det = a * d - b * c;
  const discriminant = trace * trace - 4n * det;
  if (discriminant < 0n) return PreciseReal.rootOf(Rational.of(det));
  const sum = PreciseReal.rational(Rational.of(trace))
    .abs()
    .plus(PreciseReal.rootOf(Rational.of(discriminant)));
  return sum.times(PreciseReal.rational(Rational.of(1n, 1n, -1)));
}

/** B^T B = B B^T: then the spectral radius is the spectral norm (symmetric, skew, orthogonal, circulant matrices). */
export function isNormal(block: IntegerRows, budget: Budget): boolean {
  const n = block.length;
  budget.spendProducts(n * n, 128);
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      let difference = 0n;
      for (let k = 0; k < n; k++) difference += block[k][i] * block[k][j] - block[i][k] * block[j][k];
      if (difference !== 0n) return false;
    }
  return true;
}

function isRankOne(block: IntegerRows): boolean {
  const first = block[0];
  const j = first.findIndex((x) => x !== 0n);
  return block.every((row) => row.every((x, k) => x * first[j] === first[k] * row[j]));
}

function columnsOf(block: IntegerRows): RationalVector[] {
  return block.map((_, j) => RationalVector.of(block.map((row) => row[j])));
}

function columnsFirst(block: IntegerRows): bigint[][] {
  return block.map((_, j) => block.map((row) => row[j]));
}

/** The sum of each row where all agree: then (1, ..., 1) is a positive eigenvector, and the sum the Perron root. */
function constantRowSum(block: IntegerRows): bigint | undefined {
  const [first, ...others] = block.map((row) => row.reduce((sum, x) => sum + x, 0n));
  return others.every((sum) => sum === first) ? first : undefined;
}

/** An upper bound of the spectral radius. */
function largestRowSum(block: IntegerRows): bigint {
  let most = 0n;
  for (const row of block) {
    const sum = row.reduce((s, x) => s + magnitude(x), 0n);
    if (sum > most) most = sum;
  }
  return most;
}

/**
 * The Perron root of an irreducible non-negative block. It dominates every real part, so that rho <= t just when all
 * coefficients of p(x + t) are >= 0 (p the characteristic polynomial: its linear and quadratic real factors then have
 * non-negative coefficients; conversely such a polynomial has no positive root). The test is exact for dyadic t.
 */
function perronRoot(block: IntegerRows, polynomial: readonly bigint[], budget: Budget): PreciseReal {
  const atMost = (t: bigint, exponent: number): boolean => {
    const shifted = taylorShift(polynomial, t, exponent, budget);
    return shifted.every((c) => c >= 0n);
  };
  const bracket = new RootBracket(largestRowSum(block), atMost);
  // The eigenvalues of an integer matrix are algebraic integers: a rational one is an integer.
  const bits = bitLength(largestRowSum(block));
  if (bits > 128) return PreciseReal.enclosed((b) => bracket.enclosure(b), "nonNegative");
  const ball = bracket.enclosure(bits + 2);
  const nearest = Rational.of((ball.low + ball.high) >> 1n, 1n, ball.exponent);
  for (const candidate of integersNear(nearest)) {
    if (!isRootOf(polynomial, candidate) || !atMost(candidate, 0)) continue;
    return PreciseReal.rational(Rational.of(candidate));
  }
  return PreciseReal.enclosed((b) => bracket.enclosure(b), "nonNegative");
}

function integersNear(value: Rational): bigint[] {
  const floor =
    value.exponent >= 0 ? value.numerator << BigInt(value.exponent) : value.numerator >> BigInt(-value.exponent);
  return [floor, floor + 1n];
}

function isRootOf(polynomial: readonly bigint[], x: bigint): boolean {
  return polynomial.reduce((value, c) => value * x + c, 0n) === 0n;
}

/** The coefficients of p(x + t 2^exponent), highest power first, times a positive power of two each. */
function taylorShift(polynomial: readonly bigint[], t: bigint, exponent: number, budget: Budget): bigint[] {
  const n = polynomial.length - 1;
  // With t = T 2^-s: 2^(s n) p((x + T)/2^s) has the coefficients a_j 2^(s j), shifted by the integer T.
  const s = BigInt(Math.max(0, -exponent));
  const shift = exponent > 0 ? t << BigInt(exponent) : t;
  const coefficients = polynomial.map((a, j) => a << (s * BigInt(j)));
  budget.spendProducts((n * n) / 2, n * bitLength(shift), bitLength(shift));
  for (let last = n; last > 0; last--) for (let j = 1; j <= last; j++) coefficients[j] += shift * coefficients[j - 1];
  return coefficients;
}

/**
 * Whether all roots lie in |z| < t (true) or not (false), by the Schur-Cohn recursion on p(t z) in balls: all do just
 * when |last| < |first| coefficient and the same holds of (first p - last p*)/z, p* the reversed polynomial.
 */
function schurCohnTest(polynomial: readonly bigint[], budget: Budget): RootTest {
  const n = polynomial.length - 1;
  const longest = polynomial.reduce((most, c) => Math.max(most, bitLength(c)), 0);
  const attempt = (t: bigint, exponent: number, bits: number): boolean | undefined => {
    budget.spendProducts(n * n, 3 * bits);
    const scale = DyadicBall.of(t, exponent);
    let power = DyadicBall.one;
    let p: DyadicBall[] = [];
    // p(t z) has the coefficient a_j t^(n - j) of z^(n - j).
    for (let j = n; j >= 0; j--) {
      p[j] = DyadicBall.of(polynomial[j]).times(power, bits);
      power = power.times(scale, bits);
    }
    while (p.length > 1) {
      const first = p[0];
      const last = p[p.length - 1];
      const comparison = first.abs().minus(last.abs(), bits).sign;
      if (comparison === undefined) return undefined;
      if (comparison <= 0) return false;
      const length = p.length;
      const current = p;
      p = current
        .slice(0, -1)
        .map((c, j) => first.times(c, bits).minus(last.times(current[length - 1 - j], bits), bits));
    }
    return true;
  };
  return (t, exponent) => {
    for (const bits of [128, 512, 2048 + 2 * longest]) {
      const result = attempt(t, exponent, bits + 4 * n);
      if (result !== undefined) return result;
    }
    return undefined;
  };
}
