import type { TriangularForm } from "../kernels.js";

/** row i of c (from column `from` on) minus factor times row k, entry by entry. */
function subtractMultiple(
  c: Float64Array,
  target: number,
  source: Float64Array,
  start: number,
  count: number,
  factor: number,
): void {
  for (let j = 0; j < count; j++) c[target + j] -= factor * source[start + j];
}

export function cholesky(n: number, a: Float64Array): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let k = 0; k < i; k++) subtractMultiple(a, row + i, a, k * n + i, n - i, a[k * n + i]);
    const pivot = a[row + i];
    if (!(pivot > 0 && pivot < Number.POSITIVE_INFINITY)) return false;
    const root = Math.sqrt(pivot);
    a[row + i] = root;
    for (let j = i + 1; j < n; j++) a[row + j] /= root;
  }
  return true;
}

/** Solves with rows taken in the order first, first + step, …; T(i, k) = t[i rowStride + k columnStride]. */
function substitute(
  n: number,
  columns: number,
  t: Float64Array,
  rowStride: number,
  columnStride: number,
  b: Float64Array,
  forward: boolean,
  unit: boolean,
): void {
  const first = forward ? 0 : n - 1;
  const step = forward ? 1 : -1;
  for (let i = first, count = 0; count < n; i += step, count++) {
    for (let k = first; k !== i; k += step)
      subtractMultiple(b, i * columns, b, k * columns, columns, t[i * rowStride + k * columnStride]);
    if (unit) continue;
    const diagonal = t[i * rowStride + i * columnStride];
    for (let j = i * columns; j < (i + 1) * columns; j++) b[j] /= diagonal;
  }
}

export function solveTriangular(
  form: TriangularForm,
  n: number,
  columns: number,
  t: Float64Array,
  b: Float64Array,
): void {
  if (form === "upper") substitute(n, columns, t, n, 1, b, false, false);
  else if (form === "upperTransposed") substitute(n, columns, t, 1, n, b, true, false);
  else if (form === "lowerTransposed") substitute(n, columns, t, 1, n, b, false, false);
  else substitute(n, columns, t, n, 1, b, true, form === "unitLower");
}

function swapRows(a: Float64Array, columns: number, i: number, k: number): void {
  if (i === k) return;
  for (let j = 0; j < columns; j++) {
    const entry = a[i * columns + j];
    a[i * columns + j] = a[k * columns + j];
    a[k * columns + j] = entry;
  }
}

export function luFactor(n: number, a: Float64Array, pivots: Int32Array): boolean {
  for (let k = 0; k < n; k++) {
    let best = 0;
    let row = k;
    for (let i = k; i < n; i++) {
      const magnitude = Math.abs(a[i * n + k]);
      // Written so that NaN fails at once: it compares false with everything.
      if (!(magnitude < Number.POSITIVE_INFINITY)) return false;
      if (magnitude > best) {
        best = magnitude;
        row = i;
      }
    }
    if (best === 0) return false;
    pivots[k] = row;
    swapRows(a, n, k, row);
    const pivot = a[k * n + k];
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / pivot;
      a[i * n + k] = factor;
      subtractMultiple(a, i * n + k + 1, a, k * n + k + 1, n - k - 1, factor);
    }
  }
  return true;
}

export function luSolve(n: number, columns: number, lu: Float64Array, pivots: Int32Array, b: Float64Array): void {
  for (let k = 0; k < n; k++) swapRows(b, columns, k, pivots[k]);
  solveTriangular("unitLower", n, columns, lu, b);
  solveTriangular("upper", n, columns, lu, b);
}

/** Columns of the identity that are solved for together. */
const inverseBlock = 8;

export function luInverse(n: number, lu: Float64Array, pivots: Int32Array, inverse: Float64Array): void {
  inverse.fill(0, 0, n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  for (let start = 0; start < n; start += inverseBlock) {
    const width = Math.min(inverseBlock, n - start);
    for (let i = start; i < n; i++)
      for (let k = start; k < i; k++)
        subtractMultiple(inverse, i * n + start, inverse, k * n + start, width, lu[i * n + k]);
  }
  solveTriangular("upper", n, n, lu, inverse);
  for (let k = n - 1; k >= 0; k--) {
    const other = pivots[k];
    if (other === k) continue;
    for (let i = 0, row = 0; i < n; i++, row += n) {
      const entry = inverse[row + k];
      inverse[row + k] = inverse[row + other];
      inverse[row + other] = entry;
    }
  }
}
