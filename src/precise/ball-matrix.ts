import type { Budget } from "./budget.js";
import type { DyadicBall } from "./dyadic-ball.js";
import type { IntegerRows } from "./integer-matrix.js";
import { bitLength, integerSquareRoot, magnitude } from "./integers.js";

/** A matrix of balls, by rows. */
export type BallRows = readonly (readonly DyadicBall[])[];

/**
 * The number of eigenvalues of a symmetric matrix below `shift`: the number of negative pivots of matrix - shift I
 * (Sylvester's law of inertia), eliminated in balls with diagonal pivots. Undefined where a pivot's sign is not certain.
 */
export function countBelow(matrix: BallRows, shift: DyadicBall, bits: number, budget: Budget): number | undefined {
  const n = matrix.length;
  const work = matrix.map((row, i) => row.map((x, j) => (i === j ? x.minus(shift, bits) : x)));
  budget.spendProducts((n * n * n) / 3 + n * n, 4 * bits);
  const left = Array.from({ length: n }, (_, i) => i);
  let negative = 0;
  while (left.length > 0) {
    // The pivot of largest magnitude among those of certain sign.
    let best = -1;
    for (let i = 0; i < left.length; i++) {
      const candidate = work[left[i]][left[i]];
      if (candidate.sign !== 1 && candidate.sign !== -1) continue;
      if (best === -1 || candidate.magnitudeBits > work[left[best]][left[best]].magnitudeBits) best = i;
    }
    if (best === -1) return undefined;
    const [p] = left.splice(best, 1);
    const pivot = work[p][p];
    if (pivot.sign === -1) negative++;
    for (let a = 0; a < left.length; a++) {
      const i = left[a];
      const factor = work[i][p].over(pivot, bits);
      if (factor.known && factor.mid === 0n && factor.rad === 0n) continue;
      for (let b = a; b < left.length; b++) {
        const j = left[b];
        work[i][j] = work[i][j].minus(factor.times(work[p][j], bits), bits);
        work[j][i] = work[i][j];
      }
    }
  }
  return negative;
}

/**
 * Approximate eigenvalues, ascending, of a symmetric matrix of integers: Jacobi's cyclic rotations, with sines and
 * cosines in fixed point of so many bits. Nothing is promised about the error; `countBelow` certifies.
 */
export function approximateEigenvalues(matrix: IntegerRows, fraction: number, budget: Budget): bigint[] {
  const n = matrix.length;
  const t = matrix.map((row) => [...row]);
  const unit = BigInt(fraction);
  const one = 1n << unit;
  for (let sweep = 0; sweep < 24; sweep++) {
    budget.spendProducts(2 * n * n * n, 2 * fraction);
    let rotated = false;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const off = t[p][q];
        if (magnitude(off) <= 4n) continue;
        rotated = true;
        const gap = t[q][q] - t[p][p];
        const root = integerSquareRoot(gap * gap + 4n * off * off);
        const tangent = ((gap < 0n ? -2n * off : 2n * off) << unit) / (magnitude(gap) + root);
        const cosine = (one << unit) / integerSquareRoot(tangent * tangent + (one << unit));
        const sine = (tangent * cosine) >> unit;
        for (let k = 0; k < n; k++) {
          if (k === p || k === q) continue;
          const a = t[k][p];
          const b = t[k][q];
          t[k][p] = (cosine * a - sine * b) >> unit;
          t[k][q] = (sine * a + cosine * b) >> unit;
          t[p][k] = t[k][p];
          t[q][k] = t[k][q];
        }
        const moved = (tangent * off) >> unit;
        t[p][p] -= moved;
        t[q][q] += moved;
        t[p][q] = 0n;
        t[q][p] = 0n;
      }
    if (!rotated) break;
  }
  return t.map((row, i) => row[i]).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The ball's midpoint in units of 2^-fraction, rounded down. */
export function toFixedPoint(ball: DyadicBall, fraction: number): bigint {
  const shift = ball.exponent + fraction;
  return shift >= 0 ? ball.mid << BigInt(shift) : ball.mid >> BigInt(-shift);
}

/** A number k with |entry| < 2^k for all midpoints; -Infinity for the zero matrix. */
export function magnitudeOf(matrix: BallRows): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const row of matrix)
    for (const { mid, exponent } of row) if (mid !== 0n) most = Math.max(most, bitLength(mid) + exponent);
  return most;
}
