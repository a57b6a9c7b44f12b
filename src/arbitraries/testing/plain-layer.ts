import type { FeatureData, ImplicitData } from "../../models/implicit-relu/data.js";
import { Matrix } from "../../numerics/matrix.js";
import { determinant, featureMatrix, layerStep, principalSubmatrices } from "./dense.js";

/** One layer in plain float64, no error bounds: enough to see which false statements its instances refute. */

export interface PlainLayer {
  readonly gamma: number;
  readonly A: Matrix;
  readonly Phi: Matrix;
}

export function plainLayer(layer: {
  readonly gamma: number;
  readonly A: Matrix;
  readonly features: FeatureData;
}): PlainLayer {
  return { gamma: layer.gamma, A: layer.A, Phi: featureMatrix(layer.features) };
}

/** The second layer of an instance; A = 0 with the same features where it has none. */
export function plainOther(data: ImplicitData): PlainLayer {
  const { A, features, gamma } = data;
  return plainLayer(data.other ?? { gamma, A: new Matrix(A.rows, A.columns), features });
}

/** The Frobenius norm, without overflow. */
export function norm(matrix: Matrix): number {
  return Math.hypot(...matrix.data);
}

export function rectified(matrix: Matrix): Matrix {
  return matrix.map((value) => Math.max(0, value));
}

export function difference(a: Matrix, b: Matrix): Matrix {
  return new Matrix(
    a.rows,
    a.columns,
    a.data.map((value, k) => value - b.data[k]),
  );
}

/** Largest and least singular value: square roots of the eigenvalues of M^T M by Jacobi's method, scaled. */
export function singularValueRange(matrix: Matrix): readonly [number, number] {
  const size = Math.max(...matrix.data.map(Math.abs));
  if (size === 0) return [0, 0];
  const n = matrix.columns;
  const columns = Array.from({ length: n }, (_, j) => Array.from(matrix.column(j), (value) => value / size));
  // one-sided Jacobi: rotate pairs of columns until all are orthogonal
  for (let sweep = 0; sweep < 30; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const [x, y] = [columns[p], columns[q]];
        let [xx, yy, xy] = [0, 0, 0];
        for (let i = 0; i < x.length; i++) {
          xx += x[i] * x[i];
          yy += y[i] * y[i];
          xy += x[i] * y[i];
        }
        if (Math.abs(xy) <= 1e-15 * Math.sqrt(xx * yy)) continue;
        rotated = true;
        const zeta = (yy - xx) / (2 * xy);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        for (let i = 0; i < x.length; i++) {
          const [a, b] = [x[i], y[i]];
          x[i] = c * (a - t * b);
          y[i] = c * (b + t * a);
        }
      }
    if (!rotated) break;
  }
  const values = columns.map((column) => size * Math.hypot(...column));
  return [Math.max(...values), matrix.rows < n ? 0 : Math.min(...values)];
}

/** gamma ||A|| */
export function gain({ gamma, A }: PlainLayer): number {
  return gamma * singularValueRange(A)[0];
}

/** An upper bound of gamma rho(A): ||(gamma A)^64||_F^(1/64); 0 for nilpotent integer matrices. */
export function spectralRadius({ gamma, A }: PlainLayer): number {
  let power = A.map((value) => gamma * value);
  let logarithm = 0;
  for (let squaring = 0; squaring < 6; squaring++) {
    const size = norm(power);
    if (size === 0) return 0;
    logarithm = 2 * (logarithm + Math.log(size));
    const scaled = power.map((value) => value / size);
    const square = new Matrix(A.rows, A.rows);
    for (let i = 0; i < A.rows; i++)
      for (let k = 0; k < A.rows; k++)
        for (let j = 0; j < A.rows; j++) square.data[i * A.rows + j] += scaled.at(i, k) * scaled.at(k, j);
    power = square;
  }
  const size = norm(power);
  return size === 0 ? 0 : Math.exp((logarithm + Math.log(size)) / 64);
}

/** One Picard step on all columns. */
export function step({ gamma, A, Phi }: PlainLayer, Z: Matrix): Matrix {
  const result = new Matrix(Phi.rows, Phi.columns);
  for (let j = 0; j < Phi.columns; j++)
    layerStep(gamma, A, Array.from(Z.column(j)), Array.from(Phi.column(j))).forEach((value, i) => {
      result.data[i * Phi.columns + j] = value;
    });
  return result;
}

/** The iterate that Picard's iteration settles on from 0; null where it does not settle. */
export function equilibrium(layer: PlainLayer): Matrix | null {
  let Z = new Matrix(layer.Phi.rows, layer.Phi.columns);
  for (let k = 0; k < 4000; k++) {
    const next = step(layer, Z);
    const change = norm(difference(next, Z));
    if (!Number.isFinite(change)) return null;
    if (change <= 1e-14 * norm(next)) return next;
    Z = next;
  }
  return null;
}

export function picard(layer: PlainLayer, start: Matrix, steps: number): Matrix[] {
  const run = [start];
  for (let k = 0; k < steps; k++) run.push(step(layer, run[k]));
  return run;
}

/** Solution of square rows by Cramer's rule, for a few unknowns; null where nearly singular. */
export function solve(rows: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const whole = determinant(rows);
  if (Math.abs(whole) < 1e-9) return null;
  return right.map(
    (_, j) => determinant(rows.map((row, i) => row.map((value, k) => (k === j ? right[i] : value)))) / whole,
  );
}

/** Number of equilibria of the first column, by active sets; null where one of them is too close to call. */
export function equilibriumCount({ gamma, A, Phi }: PlainLayer): number | null {
  const m = A.rows;
  const phi = Array.from(Phi.column(0));
  let count = 0;
  for (let set = 0; set < 2 ** m; set++) {
    const units = Array.from({ length: m }, (_, i) => i).filter((i) => (set >> i) & 1);
    const rows = units.map((i) => units.map((j) => (i === j ? 1 : 0) - gamma * A.at(i, j)));
    const active =
      units.length === 0
        ? []
        : solve(
            rows,
            units.map((i) => phi[i]),
          );
    if (active === null) return null;
    const z = new Array<number>(m).fill(0);
    units.forEach((unit, k) => {
      z[unit] = active[k];
    });
    const fed = phi.map((value, i) => value + gamma * z.reduce((sum, v, j) => sum + A.at(i, j) * v, 0));
    const signs = fed.map((value, i) => (units.includes(i) ? z[i] : -value));
    if (signs.some((value) => Math.abs(value) < 1e-9)) return null;
    if (signs.every((value) => value > 0)) count++;
  }
  return count;
}

export function isPMatrix({ gamma, A }: PlainLayer): boolean {
  return [...principalSubmatrices(gamma, A)].every((rows) => determinant(rows) > 1e-9);
}
