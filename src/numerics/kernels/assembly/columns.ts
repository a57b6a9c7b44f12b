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

/**
 * Returns the steps of all columns together; column i's last squared step is left in stepSquares[i].
 * `buffers`: 4 m n + n doubles and 2 n 32-bit integers (3 m n would do without a mask).
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
  let from = z;
  let to = buffers;
  let other = buffers + bytes;
  let width = n;
  let active = n;
  let total = 0;
  for (let i = 0; i < n; i++) store<i32>(indices + ((<usize>i) << 2), i);
  for (let steps = 1; active > 0 && steps <= limit; steps++) {
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
