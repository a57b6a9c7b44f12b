// The fixed-point maps Z -> max(M Z + Phi, 0) and Z -> mask * (M Z + C), one step or many.

import { packedTiles } from "./products";
import { Mask, Plus, Relu, setEpilogue, tiles } from "./tile";

/**
 * One step; returns nothing, but leaves in squares[i] the squared norm of column i of out - z (rows ascending from +0).
 * `mask` 0 means ReLU. `scratch` 0 means that B is read where it is.
 */
export function step(
  m: i32,
  n: i32,
  matrix: usize,
  transposed: bool,
  constant: usize,
  mask: usize,
  z: usize,
  out: usize,
  squares: usize,
  scratch: usize,
): void {
  const row = (<usize>n) << 3;
  const side = (<usize>m) << 3;
  const aRow: usize = transposed ? 8 : side;
  const aStep: usize = transposed ? side : 8;
  memory.fill(squares, 0, row);
  setEpilogue(constant - out, z - out, mask - out);
  if (scratch == 0) {
    if (mask == 0) tiles<Plus, Relu>(m, n, m, matrix, aRow, aStep, aRow << 2, z, row, 32, out, row, false, squares);
    else tiles<Plus, Mask>(m, n, m, matrix, aRow, aStep, aRow << 2, z, row, 32, out, row, false, squares);
  } else {
    if (mask == 0) packedTiles<Plus, Relu>(m, n, m, matrix, aRow, aStep, z, row, 8, out, row, false, squares, scratch);
    else packedTiles<Plus, Mask>(m, n, m, matrix, aRow, aStep, z, row, 8, out, row, false, squares, scratch);
  }
}

/** The end of a step whose product stands in `out`: a product of no terms, added to it. */
export function finishAffine(
  m: i32,
  n: i32,
  constant: usize,
  mask: usize,
  z: usize,
  out: usize,
  squares: usize,
): void {
  const row = (<usize>n) << 3;
  memory.fill(squares, 0, row);
  setEpilogue(constant - out, z - out, mask - out);
  if (mask == 0) tiles<Plus, Relu>(m, n, 0, z, row, 8, row << 2, z, row, 32, out, row, true, squares);
  else tiles<Plus, Mask>(m, n, 0, z, row, 8, row << 2, z, row, 32, out, row, true, squares);
}

function sum(n: i32, x: usize): f64 {
  let total: f64 = 0;
  for (; n > 0; n--, x += 8) total += load<f64>(x);
  return total;
}

/** One step; returns the sum of `squares`, ascending. */
export function affineStep(
  m: i32,
  n: i32,
  matrix: usize,
  transposed: bool,
  constant: usize,
  mask: usize,
  z: usize,
  out: usize,
  squares: usize,
  scratch: usize,
): f64 {
  step(m, n, matrix, transposed, constant, mask, z, out, squares, scratch);
  return sum(n, squares);
}

/**
 * Steps until every group's squared step is at most `toleranceSquared`, one is not finite, or `limit` is reached. Returns
 * the number of steps; the last iterate is in z, the one before in `previous`.
 */
export function iterate(
  m: i32,
  n: i32,
  groups: i32,
  matrix: usize,
  transposed: bool,
  constant: usize,
  mask: usize,
  z: usize,
  previous: usize,
  limit: i32,
  toleranceSquared: f64,
  history: usize,
  squares: usize,
  scratch: usize,
): i32 {
  const width = n / groups;
  const bytes = (<usize>(m * n)) << 3;
  let from = z;
  let to = previous;
  let steps = 0;
  while (steps < limit) {
    step(m, n, matrix, transposed, constant, mask, from, to, squares, scratch);
    steps++;
    const spare = from;
    from = to;
    to = spare;
    let finished = true;
    let finite = true;
    for (let g = 0; g < groups; g++, history += 8) {
      const square = sum(width, squares + ((<usize>(g * width)) << 3));
      store<f64>(history, square);
      if (!(square <= toleranceSquared)) finished = false;
      if (!(square < Infinity)) finite = false;
    }
    if (finished || !finite) break;
  }
  if (from != z)
    for (let k: usize = 0; k < bytes; k += 8) {
      const last = load<f64>(previous + k);
      store<f64>(previous + k, load<f64>(z + k));
      store<f64>(z + k, last);
    }
  return steps;
}
