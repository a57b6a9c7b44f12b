// Fixed points by active sets; the order of operations is that of ../typescript/active-sets.ts.

import { subtractMultiple } from "./vectors";

/**
 * L U = A in place of A, p rows of an even `stride` of doubles, no pivoting: the unit lower factor below, 1 / u_kk on the
 * diagonal. Rows are updated in whole pairs: what a pair holds before column k + 1 is put right after it.
 */
function factor(p: i32, a: usize, stride: usize): bool {
  let row = a;
  for (let k = 0; k < p; k++, row += stride) {
    const shift = (<usize>k) << 3;
    const pivot = load<f64>(row + shift);
    if (!(pivot > 0 && pivot < Infinity)) return false;
    const inverse: f64 = 1 / pivot;
    const first = (<usize>((k + 1) & ~1)) << 3;
    let below = row + stride;
    let i = p - k - 1;
    for (; i >= 2; i -= 2, below += stride << 1) {
      const m0 = load<f64>(below + shift) * inverse;
      const m1 = load<f64>(below + stride + shift) * inverse;
      const f0 = f64x2.splat(m0);
      const f1 = f64x2.splat(m1);
      for (let j = first; j < stride; j += 16) {
        const source = v128.load(row + j);
        const place = below + j;
        v128.store(place, f64x2.sub(v128.load(place), f64x2.mul(f0, source)));
        v128.store(place + stride, f64x2.sub(v128.load(place + stride), f64x2.mul(f1, source)));
      }
      store<f64>(below + shift, m0);
      store<f64>(below + stride + shift, m1);
    }
    if (i > 0) {
      const m0 = load<f64>(below + shift) * inverse;
      const f0 = f64x2.splat(m0);
      for (let j = first; j < stride; j += 16)
        v128.store(below + j, f64x2.sub(v128.load(below + j), f64x2.mul(f0, v128.load(row + j))));
      store<f64>(below + shift, m0);
    }
    store<f64>(row + shift, inverse);
  }
  return true;
}

/** Solves A x = b in place of b; each component takes its terms as they become known. */
function substitute(p: i32, lu: usize, stride: usize, b: usize): void {
  let column = lu;
  for (let k = 0; k < p; k++, column += 8) {
    const x = load<f64>(b + ((<usize>k) << 3));
    let entry = column + stride * (k + 1);
    for (let place = b + ((<usize>(k + 1)) << 3); place < b + ((<usize>p) << 3); place += 8, entry += stride)
      store<f64>(place, load<f64>(place) - load<f64>(entry) * x);
  }
  for (let k = p - 1; k >= 0; k--) {
    column -= 8;
    const own = b + ((<usize>k) << 3);
    const x = load<f64>(own) * load<f64>(column + stride * k);
    store<f64>(own, x);
    let entry = column;
    for (let place = b; place < own; place += 8, entry += stride) store<f64>(place, load<f64>(place) - load<f64>(entry) * x);
  }
}

/** The same for A^T x = b. */
function substituteTransposed(p: i32, lu: usize, stride: usize, b: usize): void {
  let row = lu;
  for (let k = 0; k < p; k++, row += stride) {
    const own = b + ((<usize>k) << 3);
    const x = load<f64>(own) * load<f64>(row + ((<usize>k) << 3));
    store<f64>(own, x);
    subtractMultiple(p - k - 1, own + 8, row + ((<usize>(k + 1)) << 3), x);
  }
  for (let k = p - 1; k >= 0; k--) {
    row -= stride;
    const own = b + ((<usize>k) << 3);
    subtractMultiple(k, b, row, load<f64>(own));
  }
}

/** Entry a of the list of indices, in bytes of a double. */
// @ts-expect-error: decorator
@inline
function indexAt(set: usize, a: i32): usize {
  return (<usize>load<i32>(set + ((<usize>a) << 2))) << 3;
}

/** column[j] += sum over a of weights[a] R(set[a], j), a ascending: neighbouring j in neighbouring lanes. */
function addRows(m: i32, p: i32, inverse: usize, side: usize, set: usize, weights: usize, column: usize): void {
  let j = m;
  for (; j >= 8; j -= 8, column += 64, inverse += 64) {
    let s0 = v128.load(column);
    let s1 = v128.load(column, 16);
    let s2 = v128.load(column, 32);
    let s3 = v128.load(column, 48);
    for (let a = 0; a < p; a++) {
      const w = v128.load_splat<f64>(weights + ((<usize>a) << 3));
      const row = inverse + side * load<i32>(set + ((<usize>a) << 2));
      s0 = f64x2.add(s0, f64x2.mul(w, v128.load(row)));
      s1 = f64x2.add(s1, f64x2.mul(w, v128.load(row, 16)));
      s2 = f64x2.add(s2, f64x2.mul(w, v128.load(row, 32)));
      s3 = f64x2.add(s3, f64x2.mul(w, v128.load(row, 48)));
    }
    v128.store(column, s0);
    v128.store(column, s1, 16);
    v128.store(column, s2, 32);
    v128.store(column, s3, 48);
  }
  for (; j >= 2; j -= 2, column += 16, inverse += 16) {
    let s0 = v128.load(column);
    for (let a = 0; a < p; a++) {
      const w = v128.load_splat<f64>(weights + ((<usize>a) << 3));
      const row = inverse + side * load<i32>(set + ((<usize>a) << 2));
      s0 = f64x2.add(s0, f64x2.mul(w, v128.load(row)));
    }
    v128.store(column, s0);
  }
  if (j > 0) {
    let s = load<f64>(column);
    for (let a = 0; a < p; a++)
      s += load<f64>(weights + ((<usize>a) << 3)) * load<f64>(inverse + side * load<i32>(set + ((<usize>a) << 2)));
    store<f64>(column, s);
  }
}

/** column[j] += sum over a of weights[a] R(j, set[a]), a ascending: four j at a time. */
function addColumns(m: i32, p: i32, inverse: usize, side: usize, set: usize, weights: usize, column: usize): void {
  let j = m;
  for (; j >= 4; j -= 4, column += 32, inverse += side << 2) {
    let s0 = load<f64>(column);
    let s1 = load<f64>(column, 8);
    let s2 = load<f64>(column, 16);
    let s3 = load<f64>(column, 24);
    for (let a = 0; a < p; a++) {
      const w = load<f64>(weights + ((<usize>a) << 3));
      const place = inverse + indexAt(set, a);
      s0 += w * load<f64>(place);
      s1 += w * load<f64>(place + side);
      s2 += w * load<f64>(place + (side << 1));
      s3 += w * load<f64>(place + side * 3);
    }
    store<f64>(column, s0);
    store<f64>(column, s1, 8);
    store<f64>(column, s2, 16);
    store<f64>(column, s3, 24);
  }
  for (; j > 0; j--, column += 8, inverse += side) {
    let s = load<f64>(column);
    for (let a = 0; a < p; a++) s += load<f64>(weights + ((<usize>a) << 3)) * load<f64>(inverse + indexAt(set, a));
    store<f64>(column, s);
  }
}

/** The set after the one at `set`, written to `next`: its size, or -1 where it is the same. */
function nextSet(m: i32, p: i32, set: usize, weights: usize, column: usize, next: usize): i32 {
  let a = 0;
  let count = 0;
  let changes = 0;
  for (let j = 0; j < m; j++, column += 8) {
    let stays: bool = false;
    if (a < p && load<i32>(set + ((<usize>a) << 2)) == j) {
      stays = !(load<f64>(weights + ((<usize>a) << 3)) < 0);
      if (!stays) changes++;
      a++;
    } else if (load<f64>(column) < 0) {
      stays = true;
      changes++;
    }
    store<i32>(next + ((<usize>count) << 2), j);
    if (stays) count++;
  }
  return changes == 0 ? -1 : count;
}

/** column = given + the combination of N's columns (or rows, if `rows`) that the set names; 0 on the set. */
function combine(
  m: i32,
  p: i32,
  inverse: usize,
  rows: bool,
  set: usize,
  weights: usize,
  given: usize,
  column: usize,
): void {
  const side = (<usize>m) << 3;
  memory.copy(column, given, side);
  if (rows) addRows(m, p, inverse, side, set, weights, column);
  else addColumns(m, p, inverse, side, set, weights, column);
  for (let a = 0; a < p; a++) store<f64>(column + indexAt(set, a), 0);
}

/** The column at `source` to the one at `target`, whose entries are `row` bytes apart. */
function scatter(m: i32, source: usize, target: usize, row: usize): void {
  for (; m > 0; m--, source += 8, target += row) store<f64>(target, load<f64>(source));
}

/** See `solveActiveSets` in ../kernels.ts. `scratch`: m (m + 1) + 4 m + 4 doubles. `adjoint` 0: none is asked for. */
export function solveActiveSets(
  m: i32,
  n: i32,
  inverse: usize,
  transposed: bool,
  constant: usize,
  signs: usize,
  rounds: i32,
  x: usize,
  adjointConstant: usize,
  adjoint: usize,
  scratch: usize,
): i32 {
  const row = (<usize>n) << 3;
  const side = (<usize>m) << 3;
  const weights = scratch;
  const column = weights + side;
  const given = column + side;
  let set = given + side;
  let next = set + (((<usize>m) << 2) + 8);
  const system = next + (((<usize>m) << 2) + 8);
  let unsettled = 0;
  for (let i: usize = 0; i < row; i += 8) {
    let p = 0;
    let place = i;
    for (let j = 0; j < m; j++, place += row) {
      store<f64>(given + ((<usize>j) << 3), load<f64>(constant + place));
      store<i32>(set + ((<usize>p) << 2), j);
      if (!(load<f64>(signs + place) > 0)) p++;
    }
    let stride: usize = 0;
    let factored: bool = true;
    for (let round = 1; ; round++) {
      // Rows of even length, so that a pair of doubles stays within its row.
      stride = (<usize>((p + 1) & ~1)) << 3;
      let target = system;
      for (let a = 0; a < p; a++, target += stride) {
        const own = indexAt(set, a);
        let entry = target;
        if (transposed) {
          const source = inverse + own;
          for (let b = 0; b < p; b++, entry += 8) store<f64>(entry, load<f64>(source + indexAt(set, b) * m));
        } else {
          const source = inverse + own * m;
          for (let b = 0; b < p; b++, entry += 8) store<f64>(entry, load<f64>(source + indexAt(set, b)));
        }
        store<f64>(weights + ((<usize>a) << 3), -load<f64>(given + own));
      }
      factored = factor(p, system, stride);
      if (!factored) {
        unsettled++;
        for (let j = 0; j < m; j++) store<f64>(column + ((<usize>j) << 3), NaN);
        break;
      }
      substitute(p, system, stride, weights);
      combine(m, p, inverse, transposed, set, weights, given, column);
      if (rounds == 0) break;
      const size = nextSet(m, p, set, weights, column, next);
      if (size < 0) break;
      if (round == rounds) {
        unsettled++;
        break;
      }
      p = size;
      const spare = set;
      set = next;
      next = spare;
    }
    scatter(m, column, x + i, row);
    if (adjoint == 0) continue;
    if (factored) {
      for (let a = 0; a < p; a++)
        store<f64>(weights + ((<usize>a) << 3), -load<f64>(adjointConstant + indexAt(set, a)));
      substituteTransposed(p, system, stride, weights);
      combine(m, p, inverse, !transposed, set, weights, adjointConstant, column);
    }
    scatter(m, column, adjoint + i, row);
  }
  return unsettled;
}
