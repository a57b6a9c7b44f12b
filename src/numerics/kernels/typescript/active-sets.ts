import { gemm } from "./products.js";

/** See `solveActiveSets` in ../kernels.ts. */
export function solveActiveSets(
  m: number,
  n: number,
  inverse: Float64Array,
  transposed: boolean,
  constant: Float64Array,
  signs: Float64Array,
  rounds: number,
  x: Float64Array,
  adjointConstant: Float64Array | null,
  adjoint: Float64Array | null,
): number {
  const [rowStep, columnStep] = transposed ? [1, m] : [m, 1];
  const column = new Float64Array(m);
  const weights = new Float64Array(m);
  const system = new Float64Array(m * m);
  let set: number[] = [];
  let unsettled = 0;
  const spread = new Float64Array(m * n);
  const marked: number[] = [];
  for (let i = 0; i < n; i++) {
    set = [];
    for (let j = 0; j < m; j++) if (!(signs[j * n + i] > 0)) set.push(j);
    let factored = true;
    for (let round = 1; ; round++) {
      const p = set.length;
      for (let a = 0; a < p; a++) {
        for (let b = 0; b < p; b++) system[a * p + b] = inverse[set[a] * rowStep + set[b] * columnStep];
        weights[a] = -constant[set[a] * n + i];
      }
      factored = factor(p, system);
      if (!factored) {
        unsettled++;
        column.fill(Number.NaN);
        break;
      }
      substitute(p, system, weights);
      for (let j = 0; j < m; j++) {
        let sum = constant[j * n + i];
        for (let a = 0; a < p; a++) sum += weights[a] * inverse[j * rowStep + set[a] * columnStep];
        column[j] = sum;
      }
      for (let a = 0; a < p; a++) column[set[a]] = 0;
      if (rounds === 0) break;
      const next: number[] = [];
      let changes = 0;
      for (let j = 0, a = 0; j < m; j++)
        if (a < p && set[a] === j) {
          if (weights[a] < 0) changes++;
          else next.push(j);
          a++;
        } else if (column[j] < 0) {
          next.push(j);
          changes++;
        }
      if (changes === 0) break;
      if (round === rounds) {
        unsettled++;
        break;
      }
      set = next;
    }
    for (let j = 0; j < m; j++) x[j * n + i] = column[j];
    if (adjointConstant === null || adjoint === null) continue;
    for (let j = 0; j < m; j++) adjoint[j * n + i] = factored ? adjointConstant[j] : Number.NaN;
    if (!factored) continue;
    for (const [a, j] of set.entries()) weights[a] = -adjointConstant[j];
    substituteTransposed(set.length, system, weights);
    for (const [a, j] of set.entries()) {
      spread[j * n + i] = weights[a];
      marked.push(j * n + i);
    }
  }
  if (adjoint === null) return unsettled;
  // N^T times all columns' weights, at once.
  gemm(transposed ? "AB" : "AtB", m, n, m, inverse, spread, adjoint, true);
  for (const e of marked) adjoint[e] = 0;
  return unsettled;
}

/** L U = A in place of A (p x p), no pivoting: the unit lower factor below, 1 / u_kk on the diagonal. */
function factor(p: number, a: Float64Array): boolean {
  for (let k = 0; k < p; k++) {
    const pivot = a[k * p + k];
    if (!(pivot > 0 && pivot < Number.POSITIVE_INFINITY)) return false;
    const inverse = 1 / pivot;
    a[k * p + k] = inverse;
    for (let i = k + 1; i < p; i++) {
      const multiple = a[i * p + k] * inverse;
      a[i * p + k] = multiple;
      for (let j = k + 1; j < p; j++) a[i * p + j] -= multiple * a[k * p + j];
    }
  }
  return true;
}

/** Solves A x = b in place of b; each component takes its terms as they become known. */
function substitute(p: number, lu: Float64Array, b: Float64Array): void {
  for (let k = 0; k < p; k++) for (let i = k + 1; i < p; i++) b[i] -= lu[i * p + k] * b[k];
  for (let k = p - 1; k >= 0; k--) {
    b[k] *= lu[k * p + k];
    for (let i = 0; i < k; i++) b[i] -= lu[i * p + k] * b[k];
  }
}

/** The same for A^T x = b. */
function substituteTransposed(p: number, lu: Float64Array, b: Float64Array): void {
  for (let k = 0; k < p; k++) {
    b[k] *= lu[k * p + k];
    for (let i = k + 1; i < p; i++) b[i] -= lu[k * p + i] * b[k];
  }
  for (let k = p - 1; k >= 0; k--) for (let i = 0; i < k; i++) b[i] -= lu[k * p + i] * b[k];
}
