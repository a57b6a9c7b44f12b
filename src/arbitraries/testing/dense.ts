import type { FeatureData } from "../../models/implicit-relu/data.js";
import { Matrix } from "../../numerics/matrix.js";

/** Plain float64 computations for tests of what is drawn: small, slow and apart from numerics/. */

/** Determinant by elimination with pivoting. */
export function determinant(rows: readonly (readonly number[])[]): number {
  const a = rows.map((row) => [...row]);
  let result = 1;
  for (let k = 0; k < a.length; k++) {
    let pivot = k;
    for (let i = k + 1; i < a.length; i++) if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) pivot = i;
    if (a[pivot][k] === 0) return 0;
    if (pivot !== k) {
      [a[pivot], a[k]] = [a[k], a[pivot]];
      result = -result;
    }
    result *= a[k][k];
    for (let i = k + 1; i < a.length; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j < a.length; j++) a[i][j] -= factor * a[k][j];
    }
  }
  return result;
}

/** Principal submatrices of I - gamma A, over all non-empty sets of units. */
export function* principalSubmatrices(gamma: number, A: Matrix): Iterable<number[][]> {
  for (let set = 1; set < 2 ** A.rows; set++) {
    const units = Array.from({ length: A.rows }, (_, i) => i).filter((i) => (set >> i) & 1);
    yield units.map((i) => units.map((j) => (i === j ? 1 : 0) - gamma * A.at(i, j)));
  }
}

/** Phi itself, or s relu(W X). */
export function featureMatrix(features: FeatureData): Matrix {
  if ("Phi" in features) return features.Phi;
  const { W, X, featureScale } = features;
  const result = new Matrix(W.rows, X.columns);
  for (let i = 0; i < W.rows; i++)
    for (let j = 0; j < X.columns; j++) {
      let sum = 0;
      for (let k = 0; k < X.rows; k++) sum += W.at(i, k) * X.at(k, j);
      result.data[i * X.columns + j] = featureScale * Math.max(0, sum);
    }
  return result;
}

/** relu(gamma A z + phi) */
export function layerStep(gamma: number, A: Matrix, z: readonly number[], phi: readonly number[]): number[] {
  return phi.map((value, i) => Math.max(0, value + gamma * z.reduce((sum, v, j) => sum + A.at(i, j) * v, 0)));
}

/** Significant bits of a finite double: the length of its odd part. */
export function significantBits(x: number): number {
  if (x === 0) return 0;
  let odd = Math.abs(x);
  while (!Number.isInteger(odd)) odd *= 2;
  while (odd >= 2 ** 53) odd /= 2;
  while (odd % 2 === 0) odd /= 2;
  return Math.floor(Math.log2(odd)) + 1;
}
