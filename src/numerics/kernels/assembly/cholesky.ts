// Cholesky, A = R^T R on the upper triangle: blocks of rows, in them panels of four rows that first take the updates of
// the block's earlier rows (a tile product) and are then finished row by row.

import { packPanels } from "./pack";
import { Four, Minus, One, Store, tileRow } from "./tile";
import { divideBy, subtractMultiple } from "./vectors";

/** Rows finished before the rest of the matrix is updated by them. */
const block: i32 = 64;

/** Rows first … first + 3 (as many as `height`), from the diagonal on, minus the rows from `start` to `first` above them. */
function updatePanel(n: i32, a: usize, start: i32, first: i32, height: i32): void {
  const row = (<usize>n) << 3;
  const inner = first - start;
  const source = a + row * start;
  for (let r = 0; r < height; r++) {
    const column = (<usize>(first + r)) << 3;
    const width = min(4, n - first) - r;
    tileRow<One, Minus, Store>(1, 
      width,
      inner,
      source + column,
      8,
      row,
      source + column,
      row,
      32,
      a + row * (first + r) + column,
      row,
      true,
      0,
    );
  }
  const rest = n - first - 4;
  if (rest <= 0) return;
  const column = (<usize>(first + 4)) << 3;
  const left = source + ((<usize>first) << 3);
  if (height == 4) {
    tileRow<Four, Minus, Store>(4, 
      rest,
      inner,
      left,
      8,
      row,
      source + column,
      row,
      32,
      a + row * first + column,
      row,
      true,
      0,
    );
    return;
  }
  for (let r = 0; r < height; r++)
    tileRow<One, Minus, Store>(1, 
      rest,
      inner,
      left + (r << 3),
      8,
      row,
      source + column,
      row,
      32,
      a + row * (first + r) + column,
      row,
      true,
      0,
    );
}

/** Factors rows start … end - 1, already updated by all rows before `start`. */
function factorRows(n: i32, a: usize, start: i32, end: i32): bool {
  const row = (<usize>n) << 3;
  for (let first = start; first < end; first += 4) {
    const height = min(4, end - first);
    if (first > start) updatePanel(n, a, start, first, height);
    for (let i = first; i < first + height; i++) {
      const diagonal = a + row * i + ((<usize>i) << 3);
      for (let k = first; k < i; k++) {
        const source = a + row * k + ((<usize>i) << 3);
        subtractMultiple(n - i, diagonal, source, load<f64>(source));
      }
      const pivot = load<f64>(diagonal);
      if (!(pivot > 0 && pivot < Infinity)) return false;
      const root = sqrt(pivot);
      store<f64>(diagonal, root);
      divideBy(n - i - 1, diagonal + 8, root);
    }
  }
  return true;
}

/** Rows from `end` on, on and above the diagonal, minus the product of rows start … end - 1, packed at `scratch`. */
function updateRest(n: i32, a: usize, start: i32, end: i32, scratch: usize): void {
  const row = (<usize>n) << 3;
  const inner = end - start;
  const panel = (<usize>inner) << 5;
  packPanels(n - end, inner, a + row * start + ((<usize>end) << 3), row, 8, scratch);
  let left = scratch;
  for (let i = end; i < n; i += 4, left += panel) {
    const height = min(4, n - i);
    const target = a + row * i + ((<usize>i) << 3);
    for (let r = 0; r < height; r++) {
      const shift = (<usize>r) << 3;
      tileRow<One, Minus, Store>(1, 
        height - r,
        inner,
        left + shift,
        8,
        32,
        left + shift,
        32,
        32,
        target + row * r + shift,
        row,
        true,
        0,
      );
    }
    if (n - i > 4)
      tileRow<Four, Minus, Store>(4, n - i - 4, inner, left, 8, 32, left + panel, 32, panel, target + 32, row, true, 0);
  }
}

/** `scratch`: 64 x n doubles (n rounded up to four) where n > 64. */
export function cholesky(n: i32, a: usize, scratch: usize): bool {
  for (let start = 0; start < n; start += block) {
    const end = min(start + block, n);
    if (!factorRows(n, a, start, end)) return false;
    if (end < n) updateRest(n, a, start, end, scratch);
  }
  return true;
}
