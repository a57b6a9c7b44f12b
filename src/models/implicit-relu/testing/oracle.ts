import { all, type BigNumber, create } from "mathjs";
import type { Enclosure } from "../../../numerics/real.js";

/**
 * 60-digit decimal arithmetic for tests, on mathjs's BigNumber: shares no code with numerics/ or with the model. A
 * double becomes the decimal that it exactly is, as far as 60 digits reach (relative error 1e-60).
 */
const math = create(all, { number: "BigNumber", precision: 64 });

export type Big = BigNumber;

/** The decimal of a text, or the double itself: its integer mantissa times a power of two, not its shortest decimal. */
export function big(x: number | string): Big {
  if (typeof x === "string") return math.bignumber(x);
  let mantissa = x;
  let exponent = 0;
  while (mantissa !== 0 && Math.abs(mantissa) < 2 ** 52) {
    mantissa *= 2;
    exponent--;
  }
  while (!Number.isInteger(mantissa) || Math.abs(mantissa) >= 2 ** 53) {
    mantissa /= 2;
    exponent++;
  }
  return math.bignumber(BigInt(mantissa).toString()).times(math.bignumber(2).pow(exponent));
}

export type BigVector = Big[];
export type BigMatrix = Big[][];

export const bigMatrix = (rows: readonly (readonly number[])[]): BigMatrix => rows.map((row) => row.map(big));

export const relu = (x: Big): Big => (x.isNegative() ? big(0) : x);

export const multiply = (a: BigMatrix, b: BigMatrix): BigMatrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum.plus(x.times(b[k][j])), big(0))));

export const transpose = (a: BigMatrix): BigMatrix => a[0].map((_, j) => a.map((row) => row[j]));

export const frobenius = (a: BigMatrix): Big =>
  a
    .flat()
    .reduce((sum, x) => sum.plus(x.times(x)), big(0))
    .sqrt();

/** Solution of a x = b by Gaussian elimination with pivoting. */
export function solve(a: BigMatrix, b: BigVector): BigVector {
  const rows = a.map((row, i) => [...row, b[i]]);
  const size = rows.length;
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) if (rows[i][k].abs().greaterThan(rows[pivot][k].abs())) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = k + 1; i < size; i++) {
      const factor = rows[i][k].dividedBy(rows[k][k]);
      for (let j = k; j <= size; j++) rows[i][j] = rows[i][j].minus(factor.times(rows[k][j]));
    }
  }
  const x: BigVector = [];
  for (let i = size - 1; i >= 0; i--) {
    let rest = rows[i][size];
    for (let j = i + 1; j < size; j++) rest = rest.minus(rows[i][j].times(x[j]));
    x[i] = rest.dividedBy(rows[i][i]);
  }
  return x;
}

/**
 * Eigenvalues of a symmetric matrix, ascending, by cyclic Jacobi rotations until the rest is below 1e-58 of the whole.
 * What comes out below 1e-55 of the whole is the 0 of a singular matrix.
 */
export function symmetricEigenvalues(matrix: BigMatrix): BigVector {
  const a = matrix.map((row) => [...row]);
  const size = a.length;
  const whole = frobenius(a);
  for (let sweep = 0; sweep < 100; sweep++) {
    let rest = big(0);
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rest = rest.plus(a[p][q].abs());
    if (rest.lessThanOrEqualTo(whole.times("1e-58"))) break;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        if (a[p][q].isZero()) continue;
        const theta = a[q][q].minus(a[p][p]).dividedBy(a[p][q].times(2));
        const root = theta.times(theta).plus(1).sqrt();
        const t = big(theta.isNegative() ? -1 : 1).dividedBy(theta.abs().plus(root));
        const c = big(1).dividedBy(t.times(t).plus(1).sqrt());
        const s = t.times(c);
        for (let k = 0; k < size; k++) {
          const [x, y] = [a[k][p], a[k][q]];
          a[k][p] = c.times(x).minus(s.times(y));
          a[k][q] = s.times(x).plus(c.times(y));
        }
        for (let k = 0; k < size; k++) {
          const [x, y] = [a[p][k], a[q][k]];
          a[p][k] = c.times(x).minus(s.times(y));
          a[q][k] = s.times(x).plus(c.times(y));
        }
      }
  }
  const values = a.map((row, i) => (row[i].abs().lessThan(whole.times("1e-55")) ? big(0) : row[i]));
  return values.sort((x, y) => x.comparedTo(y));
}

/** Largest singular value. */
export function spectralNorm(a: BigMatrix): Big {
  return (symmetricEigenvalues(multiply(transpose(a), a)).at(-1) as Big).sqrt();
}

/**
 * The equilibrium of z = relu(M z + phi) by Picard iteration (a contraction is the caller's business) and then by the
 * linear system of its support, checked.
 */
export function equilibrium(m: BigMatrix, phi: BigVector, steps = 2000): BigVector {
  let approximate = phi.map(Number);
  const doubles = m.map((row) => row.map(Number));
  const features = phi.map(Number);
  for (let k = 0; k < steps; k++)
    approximate = features.map((x, i) =>
      Math.max(0, x + doubles[i].reduce((sum, y, j) => sum + y * approximate[j], 0)),
    );
  const support = approximate.flatMap((x, i) => (x > 0 ? [i] : []));
  const z = phi.map(() => big(0));
  const system = support.map((i) => support.map((j) => big(i === j ? 1 : 0).minus(m[i][j])));
  solve(
    system,
    support.map((i) => phi[i]),
  ).forEach((x, k) => {
    z[support[k]] = x;
  });
  z.forEach((x, i) => {
    const next = relu(m[i].reduce((sum, y, j) => sum.plus(y.times(z[j])), phi[i]));
    const size = z.reduce((largest, y) => (y.abs().greaterThan(largest) ? y.abs() : largest), big(0));
    if (next.minus(x).abs().greaterThan(size.times("1e-55")))
      throw new Error(`the oracle found no equilibrium: entry ${i}`);
  });
  return z;
}

/** True when the ball contains the true value. */
export function contains(ball: Enclosure | null, truth: Big): boolean {
  if (ball === null || !(ball.rad < Number.POSITIVE_INFINITY)) return true;
  return big(ball.mid)
    .minus(truth)
    .abs()
    .lessThanOrEqualTo(big(ball.rad).plus(truth.abs().times("1e-50")));
}

/** Radius relative to the true value; the radius itself where that is 0. */
export function relativeRadius(ball: Enclosure, truth: Big): number {
  return truth.isZero() ? ball.rad : Number(big(ball.rad).dividedBy(truth.abs()));
}
