import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import type { Rational } from "../rational.js";
import { upperEnd } from "./bounds.js";

type Rows = bigint[][];

/** A matrix of integers times 2^exponent. */
export interface FixedMatrix {
  readonly entries: readonly (readonly bigint[])[];
  readonly exponent: number;
}

/**
 * Taylor coefficients of the flow dU/ds = tau M V, dV/ds = tau M'U, M = K - S U V' over one step, s in [0, 1], in units of 2^-F.
 * The coefficients are rounded to these units; everything else is exact integer arithmetic, so that the defect needs no
 * rounding analysis: F_k is exact, and so is what remains of tau F_k - (k + 1) z_{k+1}.
 */
export interface TaylorStep {
  readonly U: readonly Rows[];
  readonly V: readonly Rows[];
  /** Upper bounds: |(U_k, V_k)|; coefficients of |M|; coefficients of the defect, for k < order from the exact remainder */
  readonly norms: readonly DyadicBall[];
  readonly curvature: readonly DyadicBall[];
  readonly remainders: readonly DyadicBall[];
}

export function taylorStep(
  field: { readonly S: FixedMatrix; readonly K: FixedMatrix },
  state: { readonly U: Rows; readonly V: Rows },
  tau: Rational,
  order: number,
  fraction: number,
  budget: Budget,
): TaylorStep {
  const { S, K } = field;
  const cells = S.entries.length * K.entries[0].length * state.U[0].length;
  budget.spendProducts(order * order * cells, 3 * fraction, fraction);
  // M in units of 2^unit: both S W (W in units of 2^-2F) and K are multiples of it
  const unit = Math.min(S.exponent - 2 * fraction, K.exponent);
  const liftS = BigInt(S.exponent - 2 * fraction - unit);
  const liftK = BigInt(K.exponent - unit);
  const U = [state.U];
  const V = [state.V];
  const M: Rows[] = [];
  const remainders: DyadicBall[] = [];
  const rows = state.U.length;
  const outputs = state.V.length;
  const width = state.U[0].length;
  for (let k = 0; k <= order; k++) {
    const W = zeros(rows, outputs);
    for (let i = 0; i <= k; i++) addOuter(W, U[i], V[k - i]);
    const next = K.entries.map((row) => row.map((x) => (k === 0 ? x << liftK : 0n)));
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < outputs; j++) {
        let sum = 0n;
        for (let l = 0; l < rows; l++) sum += S.entries[i][l] * W[l][j];
        next[i][j] -= sum << liftS;
      }
    M.push(next);
    if (k === order) break;
    const nextU = zeros(rows, width);
    const nextV = zeros(outputs, width);
    for (let i = 0; i <= k; i++) addFlow(nextU, nextV, M[i], U[k - i], V[k - i]);
    // tau F_k in units of 2^(tau.exponent + unit - F); the coefficient in units of 2^-F
    const shift = tau.exponent + unit;
    let square = 0n;
    const rounded = (matrix: Rows): Rows =>
      matrix.map((row) =>
        row.map((x) => {
          const scaled = x * tau.numerator;
          const divisor = BigInt(k + 1);
          const exact = shift >= 0 ? scaled << BigInt(shift) : scaled;
          const coefficient = shift >= 0 ? exact / divisor : (exact / divisor) >> BigInt(-shift);
          const back = shift >= 0 ? coefficient * divisor : (coefficient * divisor) << BigInt(-shift);
          const left = exact - back;
          square += left * left;
          return coefficient;
        }),
      );
    U.push(rounded(nextU));
    V.push(rounded(nextV));
    remainders.push(rootBound(square, 2 * (Math.min(shift, 0) - fraction)));
  }
  const norms = U.map((u, k) => rootBound(squareSum(u) + squareSum(V[k]), -2 * fraction));
  const curvature = M.map((m) => rootBound(squareSum(m), 2 * unit));
  return { U, V, norms, curvature, remainders };
}

function zeros(rows: number, columns: number): Rows {
  return Array.from({ length: rows }, () => new Array<bigint>(columns).fill(0n));
}

/** target += u v' */
function addOuter(target: Rows, u: Rows, v: Rows): void {
  for (let i = 0; i < u.length; i++)
    for (let j = 0; j < v.length; j++) {
      let sum = target[i][j];
      for (let l = 0; l < u[i].length; l++) sum += u[i][l] * v[j][l];
      target[i][j] = sum;
    }
}

/** nextU += M v, nextV += M' u */
function addFlow(nextU: Rows, nextV: Rows, M: Rows, u: Rows, v: Rows): void {
  for (let i = 0; i < M.length; i++)
    for (let j = 0; j < M[i].length; j++) {
      const x = M[i][j];
      if (x === 0n) continue;
      for (let l = 0; l < u[i].length; l++) {
        nextU[i][l] += x * v[j][l];
        nextV[j][l] += x * u[i][l];
      }
    }
}

function squareSum(rows: Rows): bigint {
  let sum = 0n;
  for (const row of rows) for (const x of row) sum += x * x;
  return sum;
}

/** An upper bound of sqrt(square * 2^exponent). */
function rootBound(square: bigint, exponent: number): DyadicBall {
  return upperEnd(DyadicBall.of(square, exponent).sqrt(48));
}
