import { exponentialOf } from "../../numerics/elementary.js";
import { Matrix } from "../../numerics/matrix.js";
import { addUp, gammaFactor, UNIT_ROUNDOFF } from "../../numerics/rounding.js";
import { euclideanNormUpperBound } from "../../numerics/scaling.js";

/**
 * One certified step of the flow dU/dt = M V, dV/dt = M'U, M = K - S U V' with K = X'Y, S = X'X (that is -grad L).
 *
 * z(t) = sum_{k <= p} z_k t^k with doubles z_k close to the flow's Taylor coefficients. Its defect d = F(z) - dz/dt is a
 * polynomial; |d(t)| <= sum_k |d_k| tau^k on [0, tau], where for k < p only rounding is left in d_k, and for k >= p the
 * norms of the coefficients bound it. The error e = x - z of the true flow x obeys d|e|/dt <= mu |e| + |d|, as
 * <F(x) - F(z), e> <= mu |e|^2 with mu >= ||X'R|| on the segment (the Hessian of L is >= -||X'R||). Hence
 * |e(tau)| <= e^(mu tau) (|e(0)| + tau sup |d|): no global error estimate, a proof.
 */
export interface FlowField {
  /** D x D and D x m midpoints, with bounds of their Frobenius errors */
  readonly S: Matrix;
  readonly K: Matrix;
  readonly errorS: number;
  readonly errorK: number;
  /** >= ||X'X|| */
  readonly smoothness: number;
}

export interface FlowState {
  readonly U: Matrix;
  readonly V: Matrix;
  /** |true - (U, V)| <= rad */
  readonly rad: number;
}

const ORDER = 16;
/** Covers the roundings of fewer than 2^20 operations on numbers >= 0. */
const ROUNDED_UP = 1 + 2 ** -32;
const TINY = 2 ** -1000;

interface Coefficients {
  readonly U: readonly Matrix[];
  readonly V: readonly Matrix[];
  readonly M: readonly Matrix[];
}

/** The state after min(limit, what the order allows), and the time it took; undefined where no step can be certified. */
export function flowStep(
  field: FlowField,
  state: FlowState,
  limit: number,
): { readonly state: FlowState; readonly elapsed: number } | undefined {
  const coefficients = taylor(field, state);
  const norms = coefficientNorms(field, coefficients);
  const size = norms.z[0];
  let tau = limit;
  for (const k of [ORDER, ORDER - 1]) {
    const ratio = norms.z[k] / (size === 0 ? 1 : size);
    if (ratio > 0) tau = Math.min(tau, sixteenthRoot(2 ** -54 / ratio));
  }
  for (let attempt = 0; attempt < 40; attempt++) {
    const rad = radiusAfter(field, norms, state.rad, tau);
    // A defect of more than a few roundings is paid for with shorter steps as long as that helps.
    if (rad !== undefined && (rad.truncation <= 8 * rad.rounding || attempt > 30)) {
      const end = evaluate(coefficients, norms, tau);
      return { state: { U: end.U, V: end.V, rad: addUp(rad.total, end.rounding) }, elapsed: tau };
    }
    tau *= 0.75;
    if (!(tau > limit * 2 ** -40)) return undefined;
  }
  return undefined;
}

/** Four square roots: the same on every machine. The power 1/16 stands in for 1/15 as well; it is only a proposal. */
function sixteenthRoot(x: number): number {
  return Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(x))));
}

function taylor({ S, K }: FlowField, { U, V }: FlowState): Coefficients {
  const us = [U];
  const vs = [V];
  const ms: Matrix[] = [];
  for (let k = 0; k <= ORDER; k++) {
    const W = new Matrix(U.rows, V.rows);
    for (let i = 0; i <= k; i++) accumulate(W, us[i], vs[k - i], "ABt");
    const M = k === 0 ? new Matrix(K.rows, K.columns, K.data.slice()) : new Matrix(K.rows, K.columns);
    accumulate(M, S, W, "AB", -1);
    ms.push(M);
    if (k === ORDER) break;
    const nextU = new Matrix(U.rows, U.columns);
    const nextV = new Matrix(V.rows, V.columns);
    for (let i = 0; i <= k; i++) {
      accumulate(nextU, ms[i], vs[k - i], "AB");
      accumulate(nextV, ms[i], us[k - i], "AtB");
    }
    us.push(nextU.map((x) => x / (k + 1)));
    vs.push(nextV.map((x) => x / (k + 1)));
  }
  return { U: us, V: vs, M: ms };
}

interface Norms {
  /** Upper bounds of |(U_k, V_k)|, k <= p */
  readonly z: readonly number[];
  readonly M: readonly number[];
  /** Upper bounds of |F_k| for k >= p, and of the rounding of F_k - (k + 1) z_{k+1} for k < p; index k */
  readonly defect: readonly number[];
  /** Upper bounds of the Taylor coefficients of ||X'R(z(t))|| */
  readonly curvature: readonly number[];
}

function coefficientNorms(field: FlowField, { U, V, M }: Coefficients): Norms {
  const u = U.map((m) => euclideanNormUpperBound(m.data));
  const v = V.map((m) => euclideanNormUpperBound(m.data));
  const z = u.map((x, k) => Math.sqrt(x * x + v[k] * v[k]) * ROUNDED_UP + TINY);
  const s = euclideanNormUpperBound(field.S.data);
  const kNorm = euclideanNormUpperBound(field.K.data);
  const [rows, width] = [field.S.rows, U[0].columns];
  // |fl(F_k) - F_k| <= gamma_N sum of absolute terms, N the longest chain of additions, one more for the division
  const gamma = gammaFactor((ORDER + 2) * (width + field.K.columns + rows) + rows + 8);
  const w: number[] = [];
  const absolute: number[] = [];
  const curvature: number[] = [];
  for (let k = 0; k <= 2 * ORDER; k++) {
    let sum = 0;
    for (let i = Math.max(0, k - ORDER); i <= Math.min(k, ORDER); i++) sum += u[i] * v[k - i];
    w.push(sum * ROUNDED_UP + TINY);
    absolute.push(((k === 0 ? kNorm : 0) + s * w[k]) * ROUNDED_UP + TINY);
    const dataError = (k === 0 ? field.errorK : 0) + field.errorS * w[k];
    const own = k <= ORDER ? euclideanNormUpperBound(M[k].data) + gamma * absolute[k] : absolute[k];
    curvature.push((own + dataError) * ROUNDED_UP + TINY);
  }
  const defect: number[] = [];
  for (let k = 0; k <= 3 * ORDER; k++) {
    let exact = 0;
    let rounding = 0;
    for (let i = Math.max(0, k - ORDER); i <= Math.min(k, 2 * ORDER); i++) {
      const dataError = (i === 0 ? field.errorK : 0) + field.errorS * w[i];
      exact += curvature[i] * z[k - i];
      rounding += (gamma * absolute[i] + dataError) * z[k - i];
    }
    if (k < ORDER) rounding += 4 * UNIT_ROUNDOFF * (k + 1) * z[k + 1];
    defect.push((k < ORDER ? rounding : exact) * ROUNDED_UP + TINY);
  }
  return { z, M: curvature, defect, curvature };
}

function radiusAfter(
  { smoothness }: FlowField,
  norms: Norms,
  rad: number,
  tau: number,
): { readonly total: number; readonly rounding: number; readonly truncation: number } | undefined {
  const rounding = polynomialBound(norms.defect.slice(0, ORDER), tau);
  let power = 1;
  for (let k = 0; k < ORDER; k++) power *= tau;
  const truncation = polynomialBound(norms.defect.slice(ORDER), tau) * power * ROUNDED_UP;
  const start = (rad + tau * (rounding + truncation)) * ROUNDED_UP;
  const reach = polynomialBound(norms.z, tau);
  const assumed = 4 * start;
  // On the segment to z: |X'R(x) - X'R(z)| <= smoothness (|z| rho + rho^2)
  const mu = (polynomialBound(norms.curvature, tau) + smoothness * assumed * (reach + assumed)) * ROUNDED_UP;
  const growth = mu * tau * ROUNDED_UP;
  if (!(growth < 1)) return undefined;
  const { mid, rad: error } = exponentialOf(growth);
  const total = addUp(mid, error) * start * ROUNDED_UP;
  return total < assumed ? { total, rounding, truncation } : undefined;
}

/** sum c_k tau^k, rounded up */
function polynomialBound(coefficients: readonly number[], tau: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * tau + coefficients[k];
  return sum * ROUNDED_UP + TINY;
}

function evaluate({ U, V }: Coefficients, norms: Norms, tau: number) {
  const horner = (list: readonly Matrix[]): Matrix => {
    const result = new Matrix(list[0].rows, list[0].columns);
    for (let k = ORDER; k >= 0; k--)
      for (let i = 0; i < result.data.length; i++) result.data[i] = result.data[i] * tau + list[k].data[i];
    return result;
  };
  // Horner: |error| <= gamma_(2p) sum |z_k| tau^k, but the leading term is only added to, so its share is small.
  const tail = polynomialBound(norms.z.slice(1), tau) * tau;
  const rounding = (gammaFactor(2 * ORDER + 2) * tail + 2 * UNIT_ROUNDOFF * (norms.z[0] + tail)) * ROUNDED_UP + TINY;
  return { U: horner(U), V: horner(V), rounding };
}

/** target += sign * (A B, A'B or A B') */
function accumulate(target: Matrix, a: Matrix, b: Matrix, form: "AB" | "AtB" | "ABt", sign = 1): void {
  const { rows, columns, data } = target;
  const inner = form === "AtB" ? a.rows : a.columns;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++)
        sum +=
          (form === "AtB" ? a.data[k * a.columns + i] : a.data[i * a.columns + k]) *
          (form === "ABt" ? b.data[j * b.columns + k] : b.data[k * b.columns + j]);
      data[i * columns + j] += sign * sum;
    }
}
