import { gemm, stridedGemm } from "./products.js";

/** Squared norm of each column of x - y (m x n), rows ascending from +0. */
function columnSquares(m: number, n: number, x: Float64Array, y: Float64Array, squares: Float64Array): void {
  squares.fill(0);
  for (let j = 0, k = 0; j < m; j++)
    for (let i = 0; i < n; i++, k++) {
      const step = x[k] - y[k];
      squares[i] += step * step;
    }
}

function sum(x: Float64Array, start: number, count: number): number {
  let total = 0;
  for (let i = start; i < start + count; i++) total += x[i];
  return total;
}

export function reluAffine(
  m: number,
  n: number,
  matrix: Float64Array,
  z: Float64Array,
  phi: Float64Array,
  out: Float64Array,
): number {
  gemm("AB", m, n, m, matrix, z, out);
  for (let k = 0; k < m * n; k++) out[k] = Math.max(out[k] + phi[k], 0);
  const squares = new Float64Array(n);
  columnSquares(m, n, out, z, squares);
  return sum(squares, 0, n);
}

export function finishAffine(
  m: number,
  n: number,
  constant: Float64Array,
  mask: Float64Array | null,
  z: Float64Array,
  out: Float64Array,
  squares: Float64Array,
): void {
  for (let k = 0; k < m * n; k++) {
    const value = out[k] + constant[k];
    // A product of kernels is never -0; one from elsewhere may be, and stays so.
    out[k] = mask === null ? (value < 0 ? 0 : value) : value * mask[k];
  }
  columnSquares(m, n, out, z, squares);
}

/** Repeats `step` (from, to) as `iterateReluAffine` says. */
function iterate(
  m: number,
  n: number,
  groups: number,
  z: Float64Array,
  previous: Float64Array,
  limit: number,
  toleranceSquared: number,
  history: Float64Array,
  step: (from: Float64Array, to: Float64Array) => void,
): number {
  const squares = new Float64Array(n);
  const width = n / groups;
  let from = z;
  let to = previous;
  let steps = 0;
  while (steps < limit) {
    step(from, to);
    columnSquares(m, n, to, from, squares);
    [from, to] = [to, from];
    let finished = true;
    let finite = true;
    for (let g = 0; g < groups; g++) {
      const square = sum(squares, g * width, width);
      history[steps * groups + g] = square;
      if (!(square <= toleranceSquared)) finished = false;
      if (!(square < Number.POSITIVE_INFINITY)) finite = false;
    }
    steps++;
    if (finished || !finite) break;
  }
  if (from !== z)
    for (let k = 0; k < m * n; k++) {
      const last = previous[k];
      previous[k] = z[k];
      z[k] = last;
    }
  return steps;
}

export function iterateReluAffine(
  m: number,
  n: number,
  groups: number,
  matrix: Float64Array,
  phi: Float64Array,
  z: Float64Array,
  previous: Float64Array,
  limit: number,
  toleranceSquared: number,
  history: Float64Array,
): number {
  return iterate(m, n, groups, z, previous, limit, toleranceSquared, history, (from, to) => {
    gemm("AB", m, n, m, matrix, from, to);
    for (let k = 0; k < m * n; k++) to[k] = Math.max(to[k] + phi[k], 0);
  });
}

export function iterateMaskedAffine(
  m: number,
  n: number,
  groups: number,
  matrix: Float64Array,
  transposed: boolean,
  constant: Float64Array,
  mask: Float64Array,
  u: Float64Array,
  previous: Float64Array,
  limit: number,
  toleranceSquared: number,
  history: Float64Array,
): number {
  return iterate(m, n, groups, u, previous, limit, toleranceSquared, history, (from, to) => {
    stridedGemm(m, n, m, matrix, transposed ? 1 : m, transposed ? m : 1, from, n, 1, to, false);
    for (let k = 0; k < m * n; k++) to[k] = (to[k] + constant[k]) * mask[k];
  });
}

export function solveAffineColumns(
  m: number,
  n: number,
  matrix: Float64Array,
  transposed: boolean,
  constant: Float64Array,
  mask: Float64Array | null,
  z: Float64Array,
  limit: number,
  toleranceSquared: number,
  stepSquares: Float64Array,
): number {
  let from = new Float64Array(m);
  let to = new Float64Array(m);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) from[j] = z[j * n + i];
    let square = Number.POSITIVE_INFINITY;
    for (let steps = 1; steps <= limit; steps++) {
      stridedGemm(m, 1, m, matrix, transposed ? 1 : m, transposed ? m : 1, from, 1, 1, to, false);
      square = 0;
      for (let j = 0; j < m; j++) {
        const value = to[j] + constant[j * n + i];
        to[j] = mask === null ? Math.max(value, 0) : value * mask[j * n + i];
        const change = to[j] - from[j];
        square += change * change;
      }
      [from, to] = [to, from];
      total++;
      if (!(square > toleranceSquared && square < Number.POSITIVE_INFINITY)) break;
    }
    for (let j = 0; j < m; j++) z[j * n + i] = from[j];
    stepSquares[i] = square;
  }
  return total;
}
