// Fixed points by active sets; the order of operations is that of ../typescript/active-sets.ts.

import { product } from "./products";
import { factor, gather, substitute, substituteTransposed } from "./small-systems";

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

/** Whether one of n doubles is < 0. */
// @ts-expect-error: decorator
@inline
function anyNegative(n: i32, x: usize): bool {
  const zero = f64x2.splat(0);
  let found = zero;
  for (; n >= 2; n -= 2, x += 16) found = v128.or(found, f64x2.lt(v128.load(x), zero));
  if (n > 0) found = v128.or(found, f64x2.lt(v128.load_zero<f64>(x), zero));
  return v128.any_true(found);
}

/** The set after the one at `set`, written to `next`: its size, or -1 where it is the same. `column` is 0 on the set. */
function nextSet(m: i32, p: i32, set: usize, weights: usize, column: usize, next: usize): i32 {
  if (!anyNegative(p, weights) && !anyNegative(m, column)) return -1;
  let a = 0;
  let count = 0;
  for (let j = 0; j < m; j++, column += 8) {
    let stays: bool = load<f64>(column) < 0;
    if (a < p && load<i32>(set + ((<usize>a) << 2)) == j) {
      stays = !(load<f64>(weights + ((<usize>a) << 3)) < 0);
      a++;
    }
    store<i32>(next + ((<usize>count) << 2), j);
    if (stays) count++;
  }
  return count;
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

/** weights = -(the entries of `source` that the set names), and zeros up to a multiple of four. */
function negated(p: i32, set: usize, source: usize, weights: usize): void {
  for (let a = 0; a < p; a++) store<f64>(weights + ((<usize>a) << 3), -load<f64>(source + indexAt(set, a)));
  for (let a = p; (a & 3) != 0; a++) store<f64>(weights + ((<usize>a) << 3), 0);
}

/**
 * The weight in `column`, entries of which are `row` bytes apart, for every index of the set; and to the list at `places` the
 * distance of that entry from `base`. Returns the list's end.
 */
function spread(p: i32, row: usize, set: usize, weights: usize, column: usize, base: usize, places: usize): usize {
  for (let a = 0; a < p; a++, weights += 8, places += 4) {
    const place = column + row * load<i32>(set + ((<usize>a) << 2));
    store<f64>(place, load<f64>(weights));
    store<i32>(places, <i32>(place - base));
  }
  return places;
}

/** Row j of A (m x n) = entry j of `values`. */
function repeatRows(m: i32, n: i32, values: usize, a: usize): void {
  for (let j = 0; j < m; j++, values += 8) {
    const value = v128.load_splat<f64>(values);
    let i = n;
    for (; i >= 2; i -= 2, a += 16) v128.store(a, value);
    if (i > 0) {
      v128.store_lane<f64>(a, value, 0);
      a += 8;
    }
  }
}

/** See `solveActiveSets` in ../kernels.ts. `scratch`: see `activeSetScratch` in ../wasm/index.ts. `adjoint` 0: none is asked for. */
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
  const width = (<usize>((m + 3) & ~3)) << 3;
  const rowStep: usize = transposed ? 8 : side;
  const columnStep: usize = transposed ? side : 8;
  const weights = scratch;
  const column = weights + width;
  const given = column + width;
  let set = given + width;
  let next = set + ((width >> 1) + 8);
  const lower = next + ((width >> 1) + 8);
  const upper = lower + (width >> 3) * width;
  const spreadWeights = upper + (width >> 3) * width;
  const places = spreadWeights + row * m;
  let end = places;
  if (adjoint != 0) {
    memory.fill(spreadWeights, 0, row * m);
    repeatRows(m, n, adjointConstant, adjoint);
  }
  let unsettled = 0;
  for (let i: usize = 0; i < row; i += 8) {
    let p = 0;
    let place = i;
    for (let j = 0; j < m; j++, place += row) {
      store<f64>(given + ((<usize>j) << 3), load<f64>(constant + place));
      store<i32>(set + ((<usize>p) << 2), j);
      p += <i32>!(load<f64>(signs + place) > 0);
    }
    let factored: bool = true;
    for (let round = 1; ; round++) {
      gather(p, set, inverse, rowStep, columnStep, lower, upper);
      factored = factor(p, lower, upper);
      if (!factored) {
        unsettled++;
        for (let j = 0; j < m; j++) store<f64>(column + ((<usize>j) << 3), NaN);
        break;
      }
      negated(p, set, given, weights);
      substitute(p, lower, upper, weights);
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
    if (!factored) {
      scatter(m, column, adjoint + i, row);
      continue;
    }
    negated(p, set, adjointConstant, weights);
    substituteTransposed(p, lower, upper, weights);
    end = spread(p, row, set, weights, spreadWeights + i, spreadWeights, end);
  }
  if (adjoint == 0) return unsettled;
  // N^T times all columns' weights, at once.
  const packed = places + (((<usize>(m * n)) << 2) + 8);
  product(m, n, m, inverse, columnStep, rowStep, spreadWeights, row, 8, adjoint, true, m * n > 32768 ? packed : 0);
  for (let place = places; place < end; place += 4) store<f64>(adjoint + load<i32>(place), 0);
  return unsettled;
}
