// Products; see ../kernels.ts for the order in which every element takes its terms.

import { innerBlock, packPanels } from "./pack";
import { Four, One, Plus, Store, tileRow, tiles } from "./tile";

/** Rows of A handled with one panel of B before the next panel: 64 x 256 doubles (128 kB) stay in the second-level cache. */
const rowBlock: i32 = 64;

/**
 * C = A B or C += A B by blocks of the inner index, B packed at `scratch` (256 x columns, rounded up to four columns), and
 * behind it, where A is given transposed (aRow 8), 64 rows of A. O, E as in tile; the epilogue runs with the last block.
 * Blocks only interrupt an element's sum, they don't reorder it.
 */
@inline
export function packedTiles<O, E>(
  rows: i32,
  columns: i32,
  inner: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bColumn: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
  squares: usize,
  scratch: usize,
): void {
  let start = 0;
  const packA = aRow == 8 && aStep != 8;
  do {
    const count = min(innerBlock, inner - start);
    packPanels(columns, count, b + bStep * start, bStep, bColumn, scratch);
    const panel = (<usize>count) << 5;
    const packed = scratch + panel * ((columns + 3) >> 2);
    const continued = accumulate || start > 0;
    const last = start + count >= inner;
    for (let i = 0; i < rows; i += rowBlock) {
      const height = min(rowBlock, rows - i);
      let ai = a + aRow * i + aStep * start;
      let step = aStep;
      let aPanel = aRow << 2;
      if (packA) {
        packPanels(height, count, ai, aStep, 8, packed);
        ai = packed;
        step = 32;
        aPanel = panel;
      }
      let place = scratch;
      for (let j = 0; j < columns; j += 4, place += panel) {
        const width = min(4, columns - j);
        const cij = c + cRow * i + ((<usize>j) << 3);
        const sums = squares + ((<usize>j) << 3);
        if (last) tiles<O, E>(height, width, count, ai, aRow, step, aPanel, place, 32, panel, cij, cRow, continued, sums);
        else tiles<O, Store>(height, width, count, ai, aRow, step, aPanel, place, 32, panel, cij, cRow, continued, sums);
      }
    }
    start += innerBlock;
  } while (start < inner);
}

/** Strides in bytes; `bColumn` is 8 unless B is given transposed. Packs where B is transposed or large. */
export function product(
  rows: i32,
  columns: i32,
  inner: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bColumn: usize,
  c: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const cRow = (<usize>columns) << 3;
  if (scratch == 0) tiles<Plus, Store>(rows, columns, inner, a, aRow, aStep, aRow << 2, b, bStep, 32, c, cRow, accumulate, 0);
  else
    packedTiles<Plus, Store>(
      rows, columns, inner, a, aRow, aStep, b, bStep, bColumn, c, cRow, accumulate, 0, scratch,
    );
}

/** G = A^T A for A, inner x n with row stride aStep: tiles on and above the diagonal, then mirrored. */
export function gram(n: i32, inner: i32, a: usize, aStep: usize, g: usize): void {
  const row = (<usize>n) << 3;
  let i = 0;
  let offset: usize = 0;
  for (; i + 2 <= n; i += 4, offset += 32)
    tileRow<Four, Plus, Store>(min(4, n - i), n - i, inner, a + offset, 8, aStep, a + offset, aStep, 32, g + row * i + offset, row, false, 0);
  if (i < n)
    tileRow<One, Plus, Store>(1, n - i, inner, a + offset, 8, aStep, a + offset, aStep, 32, g + row * i + offset, row, false, 0);
  mirrorUpper(n, g);
}

/** The same with A packed block by block at `scratch`. */
export function gramPacked(
  n: i32,
  inner: i32,
  a: usize,
  aStep: usize,
  aColumn: usize,
  g: usize,
  scratch: usize,
): void {
  const row = (<usize>n) << 3;
  let start = 0;
  do {
    const count = min(innerBlock, inner - start);
    packPanels(n, count, a + aStep * start, aStep, aColumn, scratch);
    const panel = (<usize>count) << 5;
    for (let i = 0; i < n; i += rowBlock) {
      const end = min(i + rowBlock, n);
      let place = scratch + panel * (i >> 2);
      for (let j = i; j < n; j += 4, place += panel) {
        const width = min(4, n - j);
        let left = scratch + panel * (i >> 2);
        for (let r = i; r < end && r <= j; r += 4, left += panel) {
          const target = g + row * r + ((<usize>j) << 3);
          if (n - r >= 4) tileRow<Four, Plus, Store>(4, width, count, left, 8, 32, place, 32, 32, target, row, start > 0, 0);
          else
            for (let s = 0; r + s < n; s++)
              tileRow<One, Plus, Store>(1, width, count, left + (s << 3), 8, 32, place, 32, 32, target + row * s, row, start > 0, 0);
        }
      }
    }
    start += innerBlock;
  } while (start < inner);
  mirrorUpper(n, g);
}

function mirrorUpper(n: i32, g: usize): void {
  const row = (<usize>n) << 3;
  for (let i = 1; i < n; i++) {
    let source = g + ((<usize>i) << 3);
    let target = g + row * i;
    for (let j = 0; j < i; j++, source += row, target += 8) store<f64>(target, load<f64>(source));
  }
}

@inline
function term(sum: v128, x: v128, a: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, a));
}

/** Twelve neighbouring sums of A^T x: an entry of x is spread once for all of them, and the sums stay in registers. */
function twelveSums(rows: i32, a: usize, row: usize, x: usize, y: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  for (let k = rows; k > 0; k--, a += row, x += 8) {
    const factor = v128.load_splat<f64>(x);
    s0 = term(s0, factor, v128.load(a));
    s1 = term(s1, factor, v128.load(a, 16));
    s2 = term(s2, factor, v128.load(a, 32));
    s3 = term(s3, factor, v128.load(a, 48));
    s4 = term(s4, factor, v128.load(a, 64));
    s5 = term(s5, factor, v128.load(a, 80));
  }
  v128.store(y, s0);
  v128.store(y, s1, 16);
  v128.store(y, s2, 32);
  v128.store(y, s3, 48);
  v128.store(y, s4, 64);
  v128.store(y, s5, 80);
}

/** y = A^T x, rows of A ascending: a product of the one row x with A. */
export function multiplyTransposedVector(rows: i32, columns: i32, a: usize, x: usize, y: usize): void {
  const row = (<usize>columns) << 3;
  let left = columns;
  for (; left >= 12; left -= 12, a += 96, y += 96) twelveSums(rows, a, row, x, y);
  if (left > 0) tileRow<One, Plus, Store>(1, left, rows, x, 0, 8, a, row, 32, y, 0, false, 0);
}
