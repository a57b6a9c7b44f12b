import { zeros } from "../../numerics/doubles.js";
import type { ImplicitData, TrainedBlock } from "./data.js";
import type { Point } from "./parameters.js";

/** Degree of the pieces of a flow's curve. */
export const ORDER = 16;

/** What does not move along a flow, in doubles. */
export interface FlowSetting {
  readonly width: number;
  readonly samples: number;
  readonly inputs: number;
  readonly gamma: number;
  readonly featureScale: number;
  /** inputs x samples; empty where the features are given */
  readonly X: Float64Array;
  readonly y: Float64Array;
  /** Features near Phi where W does not move; null where they are made of W */
  readonly frozenFeatures: Float64Array | null;
  has(block: TrainedBlock): boolean;
}

/** 1 where a unit is active (row-major, width x samples): E of N = gamma A Z + Phi, and F of W X. */
export interface Pattern {
  readonly states: Uint8Array;
  readonly inputs: Uint8Array;
}

export type Coefficients = readonly Float64Array[];

/**
 * Taylor coefficients of the flow theta' = -g(theta), g the formula gradient with a fixed pattern, from a point of doubles,
 * in plain floating point: index k belongs to t^k, k = 0 .. ORDER. A proposal; flow-majorant.ts bounds what it lacks.
 * What is frozen has the one coefficient of index 0.
 */
export interface FlowSeries {
  readonly blocks: Readonly<Record<TrainedBlock, Coefficients>>;
  /** W X; Phi; N = gamma A Z + Phi; Z = E o N; P = E o (u + gamma A^T P) */
  readonly images: Coefficients;
  readonly features: Coefficients;
  readonly preactivations: Coefficients;
  readonly states: Coefficients;
  readonly adjoints: Coefficients;
  readonly residual: Coefficients;
  /** P diag(r) and F o (P + v) diag(r) */
  readonly weightedAdjoints: Coefficients;
  readonly weightedInputs: Coefficients;
  /** E o (u + gamma A^T P) - P and E o N - Z, as computed: what solving the two equations left */
  readonly adjointGaps: Coefficients;
  readonly stateGaps: Coefficients;
}

export function settingOf(data: ImplicitData, trained: readonly TrainedBlock[], features: Float64Array): FlowSetting {
  const weighted = "Phi" in data.features ? null : data.features;
  const moves = weighted !== null && trained.includes("W");
  return {
    width: data.A.rows,
    samples: data.y?.length ?? 0,
    inputs: weighted?.X.rows ?? 0,
    gamma: data.gamma,
    featureScale: weighted?.featureScale ?? 1,
    X: weighted?.X.data ?? zeros(0),
    y: data.y ?? zeros(0),
    frozenFeatures: moves ? null : features,
    has: (block) => trained.includes(block),
  };
}

/** Undefined where a system of equations is singular to working precision. */
export function flowSeries(setting: FlowSetting, point: Point, pattern: Pattern): FlowSeries | undefined {
  const { width: m, samples: n, inputs: d, gamma, featureScale: s, X, y, has } = setting;
  const solvers = inverses(setting, point.A, pattern.states);
  if (solvers === undefined) return undefined;
  const blocks = { u: [point.u], v: [point.v], A: [point.A], W: [point.W] };
  const images: Float64Array[] = [];
  const features: Float64Array[] = [];
  const preactivations: Float64Array[] = [];
  const states: Float64Array[] = [];
  const adjoints: Float64Array[] = [];
  const residual: Float64Array[] = [];
  const weightedAdjoints: Float64Array[] = [];
  const weightedInputs: Float64Array[] = [];
  const stateGaps: Float64Array[] = [];
  const adjointGaps: Float64Array[] = [];
  const size = m * n;
  for (let k = 0; k <= ORDER; k++) {
    // Phi_k
    const phi = zeros(size);
    if (setting.frozenFeatures !== null) {
      if (k === 0) phi.set(setting.frozenFeatures);
    } else {
      const image = zeros(size);
      if (k < blocks.W.length) addProduct(image, blocks.W[k], X, m, d, n);
      images.push(image);
      for (let e = 0; e < size; e++) phi[e] = pattern.inputs[e] === 1 ? s * image[e] : 0;
    }
    features.push(phi);
    // Z_k = K b, b = Phi_k + gamma sum_{j >= 1} A_j Z_{k-j}
    const b = zeros(size);
    for (let j = 1; j < blocks.A.length && j <= k; j++) addProduct(b, blocks.A[j], states[k - j], m, m, n);
    for (let e = 0; e < size; e++) b[e] = phi[e] + gamma * b[e];
    const z = zeros(size);
    const c = zeros(size);
    for (let j = 1; j < blocks.A.length && j <= k; j++) addTransposedProduct(c, blocks.A[j], adjoints[k - j], m, n);
    const u = blocks.u[k];
    for (let e = 0; e < size; e++) c[e] = gamma * c[e] + (u === undefined ? 0 : u[Math.floor(e / n)]);
    const p = zeros(size);
    applyInverses(solvers, b, c, z, p, m, n);
    states.push(z);
    adjoints.push(p);
    // N_k, and what is left of both equations
    const N = zeros(size);
    addProduct(N, point.A, z, m, m, n);
    const gap = zeros(size);
    const q = zeros(size);
    addTransposedProduct(q, point.A, p, m, n);
    for (let e = 0; e < size; e++) {
      N[e] = b[e] + gamma * N[e];
      const on = pattern.states[e] === 1;
      gap[e] = on ? N[e] - z[e] : 0;
      q[e] = on ? c[e] + gamma * q[e] - p[e] : 0;
    }
    preactivations.push(N);
    stateGaps.push(gap);
    adjointGaps.push(q);
    // r_k = sum_j Z_j^T u_{k-j} + Phi_j^T v_{k-j} - y
    const r = zeros(n);
    for (const [weights, vectors] of [
      [blocks.u, states],
      [blocks.v, features],
    ] as const)
      for (let j = 0; j < weights.length && j <= k; j++) {
        const w = weights[j];
        const V = vectors[k - j];
        for (let a = 0; a < m; a++) if (w[a] !== 0) for (let i = 0; i < n; i++) r[i] += w[a] * V[a * n + i];
      }
    if (k === 0) for (let i = 0; i < n; i++) r[i] -= y[i];
    residual.push(r);
    const pr = zeros(size);
    for (let j = 0; j <= k; j++) addWeighted(pr, adjoints[j], residual[k - j], n);
    weightedAdjoints.push(pr);
    const qr = zeros(size);
    if (has("W")) {
      for (let j = 0; j < blocks.v.length && j <= k; j++) addOuter(qr, blocks.v[j], residual[k - j], n);
      for (let e = 0; e < size; e++) qr[e] = pattern.inputs[e] === 1 ? qr[e] + pr[e] : 0;
    }
    weightedInputs.push(qr);
    if (k === ORDER) break;
    const factor = -1 / (k + 1);
    if (has("u")) blocks.u.push(rowSums(states, residual, k, m, n, factor));
    if (has("v")) blocks.v.push(rowSums(features, residual, k, m, n, factor));
    if (has("A")) {
      const next = zeros(m * m);
      for (let j = 0; j <= k; j++) addProductTransposed(next, weightedAdjoints[j], states[k - j], m, n, m);
      for (let e = 0; e < next.length; e++) next[e] *= gamma * factor;
      blocks.A.push(next);
    }
    if (has("W")) {
      const next = zeros(m * d);
      addProductTransposed(next, qr, X, m, n, d);
      for (let e = 0; e < next.length; e++) next[e] *= s * factor;
      blocks.W.push(next);
    }
  }
  return {
    blocks,
    images,
    features,
    preactivations,
    states,
    adjoints,
    residual,
    weightedAdjoints,
    weightedInputs,
    adjointGaps,
    stateGaps,
  };
}

/** For each sample (equal ones shared) (I - gamma A)_SS^{-1} between zeros, S its active units. */
function inverses(
  { width: m, samples: n, gamma }: FlowSetting,
  A: Float64Array,
  active: Uint8Array,
): readonly Float64Array[] | undefined {
  const known = new Map<string, Float64Array>();
  const result: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const S: number[] = [];
    for (let j = 0; j < m; j++) if (active[j * n + i] === 1) S.push(j);
    const key = S.join();
    let inverse = known.get(key);
    if (inverse === undefined) {
      inverse = inverseOn(S, A, m, gamma);
      if (inverse === undefined) return undefined;
      known.set(key, inverse);
    }
    result.push(inverse);
  }
  return result;
}

/** Gauss–Jordan elimination with pivots of largest magnitude. */
function inverseOn(S: readonly number[], A: Float64Array, m: number, gamma: number): Float64Array | undefined {
  const size = S.length;
  const width = 2 * size;
  const T = zeros(size * width);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) T[a * width + b] = (a === b ? 1 : 0) - gamma * A[S[a] * m + S[b]];
    T[a * width + size + a] = 1;
  }
  for (let k = 0; k < size; k++) {
    let best = k;
    for (let a = k + 1; a < size; a++) if (Math.abs(T[a * width + k]) > Math.abs(T[best * width + k])) best = a;
    const pivot = T[best * width + k];
    if (!(Math.abs(pivot) > 0)) return undefined;
    for (let b = 0; b < width; b++) {
      const x = T[best * width + b];
      T[best * width + b] = T[k * width + b];
      T[k * width + b] = x / pivot;
    }
    for (let a = 0; a < size; a++) {
      const factor = T[a * width + k];
      if (a === k || factor === 0) continue;
      for (let b = k; b < width; b++) T[a * width + b] -= factor * T[k * width + b];
    }
  }
  const result = zeros(m * m);
  for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) result[S[a] * m + S[b]] = T[a * width + size + b];
  return result;
}

/** z_i = K_i b_i and p_i = K_i^T c_i for each column */
function applyInverses(
  K: readonly Float64Array[],
  b: Float64Array,
  c: Float64Array,
  z: Float64Array,
  p: Float64Array,
  m: number,
  n: number,
): void {
  for (let i = 0; i < n; i++) {
    const inverse = K[i];
    for (let j = 0; j < m; j++)
      for (let l = 0; l < m; l++) {
        const x = inverse[j * m + l];
        if (x === 0) continue;
        z[j * n + i] += x * b[l * n + i];
        p[l * n + i] += x * c[j * n + i];
      }
  }
}

/** target (rows x columns) += A B, A rows x inner */
function addProduct(
  target: Float64Array,
  A: Float64Array,
  B: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): void {
  for (let j = 0; j < rows; j++)
    for (let l = 0; l < inner; l++) {
      const a = A[j * inner + l];
      if (a !== 0) for (let i = 0; i < columns; i++) target[j * columns + i] += a * B[l * columns + i];
    }
}

/** target (m x n) += A^T B, A m x m */
function addTransposedProduct(target: Float64Array, A: Float64Array, B: Float64Array, m: number, n: number): void {
  for (let l = 0; l < m; l++)
    for (let j = 0; j < m; j++) {
      const a = A[l * m + j];
      if (a !== 0) for (let i = 0; i < n; i++) target[j * n + i] += a * B[l * n + i];
    }
}

/** target (rows x columns) += A B^T, A rows x n, B columns x n */
function addProductTransposed(
  target: Float64Array,
  A: Float64Array,
  B: Float64Array,
  rows: number,
  n: number,
  columns: number,
): void {
  for (let j = 0; j < rows; j++)
    for (let l = 0; l < columns; l++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += A[j * n + i] * B[l * n + i];
      target[j * columns + l] += sum;
    }
}

/** target += V diag(r) */
function addWeighted(target: Float64Array, V: Float64Array, r: Float64Array, n: number): void {
  for (let e = 0; e < target.length; e++) target[e] += V[e] * r[e % n];
}

/** target += v r^T */
function addOuter(target: Float64Array, v: Float64Array, r: Float64Array, n: number): void {
  for (let j = 0; j < v.length; j++) if (v[j] !== 0) for (let i = 0; i < n; i++) target[j * n + i] += v[j] * r[i];
}

/** factor sum_j V_j r_{k-j} */
function rowSums(V: Coefficients, r: Coefficients, k: number, m: number, n: number, factor: number): Float64Array {
  const result = zeros(m);
  for (let j = 0; j <= k; j++)
    for (let a = 0; a < m; a++) for (let i = 0; i < n; i++) result[a] += V[j][a * n + i] * r[k - j][i];
  for (let a = 0; a < m; a++) result[a] *= factor;
  return result;
}
