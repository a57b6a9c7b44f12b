// The fixed-point maps solved column by column: every column stops by itself, and those that go on are moved together.

import { step } from "./iterations";

/** Row by row, the columns of `source` (stride `width`) that `places` names, `count` of them, to `target` (stride `count`). */
function gather(m: i32, count: i32, places: usize, source: usize, width: i32, target: usize): void {
  const row = (<usize>width) << 3;
  for (let j = 0; j < m; j++, source += row)
    for (let c = 0; c < count; c++, target += 8)
      store<f64>(target, load<f64>(source + ((<usize>load<i32>(places + ((<usize>c) << 2))) << 3)));
}

/** Column c of `source` (stride `width`) to the column at `target` (stride n). */
function copyColumn(m: i32, source: usize, width: i32, c: i32, target: usize, n: i32): void {
  source += (<usize>c) << 3;
  for (let j = 0; j < m; j++, source += (<usize>width) << 3, target += (<usize>n) << 3)
    store<f64>(target, load<f64>(source));
}

/** target = the transpose of A (m x m). */
function transpose(m: i32, a: usize, target: usize): void {
  const row = (<usize>m) << 3;
  for (let i = 0; i < m; i++, a += row, target += 8) {
    let place = target;
    for (let j = 0; j < m; j++, place += row) store<f64>(place, load<f64>(a + ((<usize>j) << 3)));
  }
}

/** max(sum + constant, 0), or (sum + constant) * mask, of two rows. */
@inline
function finished(sum: v128, offset: usize, constant: usize, mask: usize): v128 {
  const value = f64x2.add(sum, v128.load(constant + offset));
  return mask == 0 ? f64x2.pmax(value, f64x2.splat(0)) : f64x2.mul(value, v128.load(mask + offset));
}

/**
 * Rows of one step for one column, contiguous: out[j] from the sum over k of T(k, j) z[k], for the sixteen j from the
 * byte `offset` on. T is the transposed matrix, so that neighbouring rows of the result stand in neighbouring lanes.
 */
@inline
function sixteenRows(m: i32, t: usize, z: usize, constant: usize, mask: usize, out: usize, offset: usize): void {
  const row = (<usize>m) << 3;
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  t += offset;
  for (let k = m; k > 0; k--, t += row, z += 8) {
    const x = v128.load_splat<f64>(z);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(t), x));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(t, 16), x));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(t, 32), x));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(t, 48), x));
    s4 = f64x2.add(s4, f64x2.mul(v128.load(t, 64), x));
    s5 = f64x2.add(s5, f64x2.mul(v128.load(t, 80), x));
    s6 = f64x2.add(s6, f64x2.mul(v128.load(t, 96), x));
    s7 = f64x2.add(s7, f64x2.mul(v128.load(t, 112), x));
  }
  v128.store(out + offset, finished(s0, offset, constant, mask));
  v128.store(out + offset, finished(s1, offset + 16, constant, mask), 16);
  v128.store(out + offset, finished(s2, offset + 32, constant, mask), 32);
  v128.store(out + offset, finished(s3, offset + 48, constant, mask), 48);
  v128.store(out + offset, finished(s4, offset + 64, constant, mask), 64);
  v128.store(out + offset, finished(s5, offset + 80, constant, mask), 80);
  v128.store(out + offset, finished(s6, offset + 96, constant, mask), 96);
  v128.store(out + offset, finished(s7, offset + 112, constant, mask), 112);
}

@inline
function eightRows(m: i32, t: usize, z: usize, constant: usize, mask: usize, out: usize, offset: usize): void {
  const row = (<usize>m) << 3;
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  t += offset;
  for (let k = m; k > 0; k--, t += row, z += 8) {
    const x = v128.load_splat<f64>(z);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(t), x));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(t, 16), x));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(t, 32), x));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(t, 48), x));
  }
  v128.store(out + offset, finished(s0, offset, constant, mask));
  v128.store(out + offset, finished(s1, offset + 16, constant, mask), 16);
  v128.store(out + offset, finished(s2, offset + 32, constant, mask), 32);
  v128.store(out + offset, finished(s3, offset + 48, constant, mask), 48);
}

/** One step for one column of at least eight rows; the last tile overlaps the one before it where eight don't divide m. */
function columnStep(m: i32, t: usize, z: usize, constant: usize, mask: usize, out: usize): f64 {
  let j = 0;
  for (; j + 16 <= m; j += 16) sixteenRows(m, t, z, constant, mask, out, (<usize>j) << 3);
  if (j + 8 <= m) {
    eightRows(m, t, z, constant, mask, out, (<usize>j) << 3);
    j += 8;
  }
  if (j < m) eightRows(m, t, z, constant, mask, out, (<usize>(m - 8)) << 3);
  let square: f64 = 0;
  for (j = 0; j < m; j++, out += 8, z += 8) {
    const change = load<f64>(out) - load<f64>(z);
    square += change * change;
  }
  return square;
}

/**
 * Goes on with one column alone, whose current iterate and data are column c of arrays of stride `width`; the result goes
 * to the column at `z` (stride n). `t` is the transposed matrix; `buffers` holds 4 m doubles. Returns its further steps.
 */
function solveLast(
  m: i32,
  t: usize,
  constant: usize,
  mask: usize,
  iterate: usize,
  width: i32,
  c: i32,
  z: usize,
  n: i32,
  limit: i32,
  toleranceSquared: f64,
  stepSquare: usize,
  buffers: usize,
): i32 {
  const bytes = (<usize>m) << 3;
  const ownConstant = buffers + (bytes << 1);
  const ownMask = ownConstant + bytes;
  let from = buffers;
  let to = buffers + bytes;
  copyColumn(m, iterate, width, c, from, 1);
  copyColumn(m, constant, width, c, ownConstant, 1);
  if (mask != 0) copyColumn(m, mask, width, c, ownMask, 1);
  let square: f64 = 0;
  let steps = 0;
  do {
    square = columnStep(m, t, from, ownConstant, mask == 0 ? 0 : ownMask, to);
    steps++;
    const spare = from;
    from = to;
    to = spare;
  } while (square > toleranceSquared && square < Infinity && steps < limit);
  copyColumn(m, from, 1, 0, z, n);
  store<f64>(stepSquare, square);
  return steps;
}

/**
 * Returns the steps of all columns together; column i's last squared step is left in stepSquares[i].
 * `buffers`: 4 m n + 2 n doubles, and m^2 + 4 m more where m <= 160.
 */
export function solveColumns(
  m: i32,
  n: i32,
  matrix: usize,
  transposed: bool,
  constant: usize,
  mask: usize,
  z: usize,
  limit: i32,
  toleranceSquared: f64,
  stepSquares: usize,
  buffers: usize,
  scratch: usize,
): i32 {
  const bytes = (<usize>(m * n)) << 3;
  const packedConstant = buffers + (bytes << 1);
  const packedMask = packedConstant + bytes;
  const squares = packedMask + bytes;
  const indices = squares + ((<usize>n) << 3);
  const places = indices + ((<usize>n) << 2);
  const transposedMatrix = places + ((<usize>n) << 2);
  let from = z;
  let to = buffers;
  let other = buffers + bytes;
  let width = n;
  let active = n;
  let total = 0;
  for (let i = 0; i < n; i++) store<i32>(indices + ((<usize>i) << 2), i);
  for (let steps = 1; active > 0 && steps <= limit; steps++) {
    if (active == 1 && m >= 8 && m <= 160) {
      let c = 0;
      while (load<i32>(indices + ((<usize>c) << 2)) < 0) c++;
      const shift = (<usize>load<i32>(indices + ((<usize>c) << 2))) << 3;
      let t = matrix;
      if (!transposed) {
        t = transposedMatrix;
        transpose(m, matrix, t);
      }
      const left = limit - steps + 1;
      const last = transposedMatrix + ((<usize>(m * m)) << 3);
      return (
        total +
        solveLast(m, t, constant, mask, from, width, c, z + shift, n, left, toleranceSquared, stepSquares + shift, last)
      );
    }
    step(m, width, matrix, transposed, constant, mask, from, to, squares, scratch);
    total += active;
    for (let c = 0; c < width; c++) {
      const place = indices + ((<usize>c) << 2);
      const i = load<i32>(place);
      if (i < 0) continue;
      const square = load<f64>(squares + ((<usize>c) << 3));
      if (square > toleranceSquared && square < Infinity && steps < limit) continue;
      store<f64>(stepSquares + ((<usize>i) << 3), square);
      copyColumn(m, to, width, c, z + ((<usize>i) << 3), n);
      store<i32>(place, -1);
      active--;
    }
    if (from == z) from = other;
    if (active > 0 && active * 4 <= width * 3) {
      let count = 0;
      for (let c = 0; c < width; c++) {
        const i = load<i32>(indices + ((<usize>c) << 2));
        if (i < 0) continue;
        store<i32>(places + ((<usize>count) << 2), c);
        store<i32>(indices + ((<usize>count) << 2), i);
        count++;
      }
      gather(m, count, places, to, width, to);
      gather(m, count, places, constant, width, packedConstant);
      constant = packedConstant;
      if (mask != 0) {
        gather(m, count, places, mask, width, packedMask);
        mask = packedMask;
      }
      width = count;
    }
    const spare = from;
    from = to;
    to = spare;
  }
  return total;
}
