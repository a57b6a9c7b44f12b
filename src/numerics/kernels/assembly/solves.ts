// Triangular solves and LU with partial pivoting.

import { packedTiles } from "./products";
import { Four, Minus, One, Store, tileRow, tiles } from "./tile";
import { divideBy, subtractMultiple, swapRows } from "./vectors";

/**
 * Solves T X = B in place of B (n x columns): row i of B minus T(i, k) times the rows k before it, then divided by T(i, i).
 * `t` is the address of T(0, 0), `b` that of B's first row to be solved; back substitution passes the last ones and
 * negative strides (addresses wrap around).
 */
// @ts-expect-error: decorator
@inline
function substituteColumns(
  n: i32,
  columns: i32,
  t: usize,
  tRow: usize,
  tColumn: usize,
  b: usize,
  bRow: usize,
  unit: bool,
): void {
  for (let first = 0; first < n; first += 4) {
    const height = min(4, n - first);
    const target = b + bRow * first;
    const left = t + tRow * first;
    if (first > 0) {
      if (height > 1)
        tileRow<Four, Minus, Store>(height, columns, first, left, tRow, tColumn, b, bRow, 32, target, bRow, true, 0);
      else tileRow<One, Minus, Store>(1, columns, first, left, tRow, tColumn, b, bRow, 32, target, bRow, true, 0);
    }
    const corner = left + tColumn * first;
    for (let r = 0; r < height; r++) {
      const row = target + bRow * r;
      for (let s = 0; s < r; s++)
        subtractMultiple(columns, row, target + bRow * s, load<f64>(corner + tRow * r + tColumn * s));
      if (!unit) divideBy(columns, row, load<f64>(corner + tRow * r + tColumn * r));
    }
  }
}

/** The same with B's columns in blocks, so that a block of B stays in the second-level cache. */
export function substitute(
  n: i32,
  columns: i32,
  t: usize,
  tRow: usize,
  tColumn: usize,
  b: usize,
  bRow: usize,
  unit: bool,
): void {
  for (let j = 0; j < columns; j += 64)
    substituteColumns(n, min(64, columns - j), t, tRow, tColumn, b + ((<usize>j) << 3), bRow, unit);
}

/** Columns factored before the rest of the matrix is updated by them. */
const block: i32 = 16;

/** Factors columns start … end - 1 below and on the diagonal; exchanges whole rows. */
function factorColumns(n: i32, a: usize, pivots: usize, start: i32, end: i32): bool {
  const row = (<usize>n) << 3;
  for (let k = start; k < end; k++) {
    const shift = (<usize>k) << 3;
    let best: f64 = 0;
    let chosen = k;
    let place = a + row * k + shift;
    for (let i = k; i < n; i++, place += row) {
      const magnitude = abs(load<f64>(place));
      if (!(magnitude < Infinity)) return false;
      if (magnitude > best) {
        best = magnitude;
        chosen = i;
      }
    }
    if (best == 0) return false;
    store<i32>(pivots + ((<usize>k) << 2), chosen);
    if (chosen != k) swapRows(n, a + row * k, a + row * chosen);
    const source = a + row * k + shift;
    const pivot = load<f64>(source);
    place = source + row;
    for (let i = k + 1; i < n; i++, place += row) {
      const factor = load<f64>(place) / pivot;
      store<f64>(place, factor);
      subtractMultiple(end - k - 1, place + 8, source + 8, factor);
    }
  }
  return true;
}

/** `scratch`: 16 x n doubles (n rounded up to four) where n > 128, else 0. */
export function luFactor(n: i32, a: usize, pivots: usize, scratch: usize): bool {
  const row = (<usize>n) << 3;
  for (let start = 0; start < n; start += block) {
    const end = min(start + block, n);
    if (!factorColumns(n, a, pivots, start, end)) return false;
    const rest = n - end;
    if (rest == 0) break;
    const corner = a + row * start + ((<usize>start) << 3);
    const right = a + row * start + ((<usize>end) << 3);
    substitute(end - start, rest, corner, row, 8, right, row, true);
    const below = a + row * end + ((<usize>start) << 3);
    const target = a + row * end + ((<usize>end) << 3);
    if (scratch == 0) tiles<Minus, Store>(rest, rest, end - start, below, row, 8, row << 2, right, row, 32, target, row, true, 0);
    else packedTiles<Minus, Store>(rest, rest, end - start, below, row, 8, right, row, 8, target, row, true, 0, scratch);
  }
  return true;
}

/** B's rows exchanged as luFactor exchanged A's. */
export function applyPivots(n: i32, columns: i32, pivots: usize, b: usize): void {
  const row = (<usize>columns) << 3;
  for (let k = 0; k < n; k++) {
    const chosen = load<i32>(pivots + ((<usize>k) << 2));
    if (chosen != k) swapRows(columns, b + row * k, b + row * chosen);
  }
}

/** Columns of the identity that are solved for together: two tiles. */
const inverseBlock: i32 = 8;

/** The inverse of the unit lower triangle of `lu`, into B (n x n): each block of columns from its first row on. */
export function invertLower(n: i32, lu: usize, b: usize): void {
  const row = (<usize>n) << 3;
  memory.fill(b, 0, row * n);
  for (let i = 0, place = b; i < n; i++, place += row + 8) store<f64>(place, 1);
  for (let start = 0; start < n; start += inverseBlock) {
    const corner = (row + 8) * start;
    substituteColumns(n - start, min(inverseBlock, n - start), lu + corner, row, 8, b + corner, row, true);
  }
}

/** B's columns (n x n) exchanged as an inverse's are: the last exchange of luFactor first. */
export function exchangeColumns(n: i32, pivots: usize, b: usize): void {
  const row = (<usize>n) << 3;
  for (let k = n - 1; k >= 0; k--) {
    const chosen = load<i32>(pivots + ((<usize>k) << 2));
    if (chosen == k) continue;
    let place = b + ((<usize>k) << 3);
    let other = b + ((<usize>chosen) << 3);
    for (let i = 0; i < n; i++, place += row, other += row) {
      const entry = load<f64>(place);
      store<f64>(place, load<f64>(other));
      store<f64>(other, entry);
    }
  }
}
