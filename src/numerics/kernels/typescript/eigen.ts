import { scaling } from "../scaling.js";
import { dotAt } from "./products.js";

/** QL sweeps allowed for one eigenvalue; two or three are usual. */
const maximalSweeps = 60;
/** Off-diagonal entries below this are dropped; the matrix is scaled to largest entry in [1/2, 1), so it costs 2^-400 ||A||. */
const negligible = 2 ** -400;

/**
 * Reduces the lower triangle of a to tridiagonal form by Householder reflections, from the last row upward.
 * Row i keeps its reflection's vector u (entries 0 … i-1) and scale[i] = u^T u / 2 (0: no reflection).
 */
function tridiagonalise(
  n: number,
  a: Float64Array,
  d: Float64Array,
  e: Float64Array,
  p: Float64Array,
  scale: Float64Array,
): void {
  for (let i = n - 1; i > 0; i--) {
    const u = i * n;
    const last = a[u + i - 1];
    d[i] = a[u + i];
    const tail = dotAt(i - 1, a, u, a, u);
    if (tail < negligible * negligible) {
      scale[i] = 0;
      e[i - 1] = last;
      continue;
    }
    const norm = Math.sqrt(tail + last * last);
    const g = last >= 0 ? -norm : norm;
    e[i - 1] = g;
    a[u + i - 1] = last - g;
    const h = tail + last * last - last * g;
    scale[i] = h;
    // p = A u / h: row j adds its own dot product to p[j] and, by symmetry, its multiple to p[0 … j-1].
    for (let j = 0; j < i; j++) {
      const row = j * n;
      const factor = a[u + j];
      p[j] = dotAt(j, a, row, a, u) + a[row + j] * factor;
      for (let k = 0; k < j; k++) p[k] += a[row + k] * factor;
    }
    for (let j = 0; j < i; j++) p[j] /= h;
    const half = dotAt(i, a, u, p, 0) / (h + h);
    for (let j = 0; j < i; j++) p[j] -= half * a[u + j];
    for (let j = 0; j < i; j++) {
      const row = j * n;
      const uj = a[u + j];
      const pj = p[j];
      for (let k = 0; k <= j; k++) a[row + k] = a[row + k] - uj * p[k] - pj * a[u + k];
    }
  }
  if (n > 0) d[0] = a[0];
}

/** vectors = the product of the reflections, transposed (row k will become the k-th eigenvector). */
function accumulateReflections(n: number, a: Float64Array, scale: Float64Array, vectors: Float64Array): void {
  vectors.fill(0, 0, n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let i = 1; i < n; i++) {
    if (scale[i] === 0) continue;
    // The leading i x i block of Q^T (rows = basis vectors) times I - u u^T / h.
    for (let r = 0; r < i; r++) {
      const factor = dotAt(i, vectors, r * n, a, i * n) / scale[i];
      for (let k = 0; k < i; k++) vectors[r * n + k] -= factor * a[i * n + k];
    }
  }
}

/** Implicit QL with Wilkinson's shift on the tridiagonal (d, e); rotates the rows of `vectors` along. */
function implicitQl(n: number, d: Float64Array, e: Float64Array, vectors: Float64Array | undefined): boolean {
  for (let l = 0; l < n; l++) {
    for (let sweeps = 0; ; sweeps++) {
      let m = l;
      while (m < n - 1) {
        const size = Math.abs(e[m]);
        if (size <= Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1])) || size < negligible) break;
        m++;
      }
      if (m === l) break;
      if (sweeps === maximalSweeps) return false;
      const slope = (d[l + 1] - d[l]) / (2 * e[l]);
      const root = Math.sqrt(slope * slope + 1);
      let g = d[m] - d[l] + e[l] / (slope + (slope >= 0 ? root : -root));
      let s = 1;
      let c = 1;
      let p = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        const r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r === 0) break;
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        const t = (d[i] - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
        if (vectors !== undefined) {
          const upper = i * n;
          const lower = upper + n;
          for (let k = 0; k < n; k++) {
            const x = vectors[upper + k];
            const y = vectors[lower + k];
            vectors[lower + k] = s * x + c * y;
            vectors[upper + k] = c * x - s * y;
          }
        }
      }
      if (i >= l) {
        d[i + 1] -= p;
        e[m] = 0;
        continue;
      }
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
  return true;
}

/** Selection sort, ascending, first of equals first; moves the rows of `vectors` along. */
function sortAscending(n: number, values: Float64Array, vectors: Float64Array | undefined): void {
  for (let i = 0; i < n - 1; i++) {
    let least = i;
    for (let j = i + 1; j < n; j++) if (values[j] < values[least]) least = j;
    if (least === i) continue;
    const value = values[i];
    values[i] = values[least];
    values[least] = value;
    if (vectors === undefined) continue;
    for (let k = 0; k < n; k++) {
      const entry = vectors[i * n + k];
      vectors[i * n + k] = vectors[least * n + k];
      vectors[least * n + k] = entry;
    }
  }
}

export function symmetricEigen(n: number, a: Float64Array, values: Float64Array, vectors?: Float64Array): boolean {
  let largest = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const magnitude = Math.abs(a[i * n + j]);
      if (!(magnitude < Number.POSITIVE_INFINITY)) return false;
      if (magnitude > largest) largest = magnitude;
    }
  const [first, second] = largest === 0 ? [1, 1] : scaling(largest);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[i * n + j] * first * second;
  const e = new Float64Array(n);
  const p = new Float64Array(n);
  const scale = new Float64Array(n);
  tridiagonalise(n, a, values, e, p, scale);
  if (vectors !== undefined) accumulateReflections(n, a, scale, vectors);
  if (!implicitQl(n, values, e, vectors)) return false;
  sortAscending(n, values, vectors);
  for (let i = 0; i < n; i++) values[i] = values[i] / first / second;
  return true;
}
