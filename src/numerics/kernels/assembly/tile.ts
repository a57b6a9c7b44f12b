// Register tiles: up to 4 x 4 elements of C, two columns to a vector. Every element takes its terms in the order of k
// whatever the tile's shape, which is what makes the result independent of blocking.
//
// AssemblyScript has no integer type parameters; a type's size stands for the number.

/** Static numbers. */
export type One = u8;
export type Two = u16;
export type Four = u32;

/** What becomes of a tile's sums. */
export type Store = u8;
export type Relu = u16;
export type Mask = u32;

/** Terms are added to the sums, or subtracted. */
export type Plus = u8;
export type Minus = u16;

/** Operands of the Relu and Mask epilogues; all matrices there share C's row stride. */
export let constantOffset: usize = 0;
export let previousOffset: usize = 0;
export let maskOffset: usize = 0;

/** Byte distances from an element of C to the same element of the constant, the previous iterate and the mask. */
export function setEpilogue(constant: usize, previous: usize, mask: usize): void {
  constantOffset = constant;
  previousOffset = previous;
  maskOffset = mask;
}

// @ts-expect-error: decorator
@inline
function loadColumns<C>(address: usize): v128 {
  return sizeof<C>() == 1 ? v128.load_zero<f64>(address) : v128.load(address);
}

// @ts-expect-error: decorator
@inline
function storeColumns<C>(address: usize, value: v128): void {
  if (sizeof<C>() == 1) v128.store_lane<f64>(address, value, 0);
  else v128.store(address, value);
}

// @ts-expect-error: decorator
@inline
function term<O>(sum: v128, a: v128, b: v128): v128 {
  return sizeof<O>() == 1 ? f64x2.add(sum, f64x2.mul(a, b)) : f64x2.sub(sum, f64x2.mul(a, b));
}

/** Finishes one vector of the tile: stores it, and for the fixed-point epilogues returns squares + (new - previous)^2. */
// @ts-expect-error: decorator
@inline
function finish<C, E>(address: usize, sum: v128, squares: v128, constant: usize, previous: usize, mask: usize): v128 {
  if (sizeof<E>() == 1) {
    storeColumns<C>(address, sum);
    return squares;
  }
  let value = f64x2.add(sum, loadColumns<C>(address + constant));
  if (sizeof<E>() == 2) value = f64x2.pmax(value, f64x2.splat(0));
  else value = f64x2.mul(value, loadColumns<C>(address + mask));
  storeColumns<C>(address, value);
  const step = f64x2.sub(value, loadColumns<C>(address + previous));
  return f64x2.add(squares, f64x2.mul(step, step));
}

/**
 * C (R x C at address c) = (accumulate ? C : 0) ± sum over k of A(., k) B(k, .), then the epilogue; strides in bytes.
 * `squares` is the address of the column sums of the epilogue (unused by Store). Of four rows the first `rows` >= 2 are
 * read and written; the others repeat the last one's terms and are dropped.
 *
 * Four terms stand in the loop's body, each followed by an exit: the compiler of the engine keeps the products of a term
 * next to its loads only within such a block, else it loads all operands first and has no registers left for the sums.
 */
// @ts-expect-error: decorator
@inline
export function tile<R, C, O, E>(
  rows: i32,
  inner: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
  squares: usize,
): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const d1 = c + cRow;
  const d2 = d1 + cRow;
  const d3 = d2 + cRow;
  if (accumulate) {
    c00 = loadColumns<C>(c);
    if (sizeof<C>() == 4) c01 = v128.load(c, 16);
    if (sizeof<R>() == 4) {
      c10 = loadColumns<C>(d1);
      if (sizeof<C>() == 4) c11 = v128.load(d1, 16);
      if (rows > 2) {
        c20 = loadColumns<C>(d2);
        if (sizeof<C>() == 4) c21 = v128.load(d2, 16);
      }
      if (rows > 3) {
        c30 = loadColumns<C>(d3);
        if (sizeof<C>() == 4) c31 = v128.load(d3, 16);
      }
    }
  }
  let p0 = a;
  let p1 = p0 + aRow;
  let p2 = p1;
  if (sizeof<R>() == 4 && rows > 2) p2 += aRow;
  let p3 = p2;
  if (sizeof<R>() == 4 && rows > 3) p3 += aRow;
  let q = b;
  if (sizeof<R>() != 4) {
    for (let k = inner; k > 0; k--) {
      const b0 = loadColumns<C>(q);
      const x = v128.load_splat<f64>(p0);
      c00 = term<O>(c00, x, b0);
      if (sizeof<C>() == 4) c01 = term<O>(c01, x, v128.load(q, 16));
      p0 += aStep;
      q += bStep;
    }
  } else if (inner > 0) {
    for (let k = inner; ; k -= 4) {
      let b0: v128;
      let b1: v128;
      let x: v128;
      b0 = loadColumns<C>(q);
      if (sizeof<C>() == 4) b1 = v128.load(q, 16);
      q += bStep;
      x = v128.load_splat<f64>(p0);
      p0 += aStep;
      c00 = term<O>(c00, x, b0);
      if (sizeof<C>() == 4) c01 = term<O>(c01, x, b1);
      x = v128.load_splat<f64>(p1);
      p1 += aStep;
      c10 = term<O>(c10, x, b0);
      if (sizeof<C>() == 4) c11 = term<O>(c11, x, b1);
      x = v128.load_splat<f64>(p2);
      p2 += aStep;
      c20 = term<O>(c20, x, b0);
      if (sizeof<C>() == 4) c21 = term<O>(c21, x, b1);
      x = v128.load_splat<f64>(p3);
      p3 += aStep;
      c30 = term<O>(c30, x, b0);
      if (sizeof<C>() == 4) c31 = term<O>(c31, x, b1);
      if (k == 1) break;
      b0 = loadColumns<C>(q);
      if (sizeof<C>() == 4) b1 = v128.load(q, 16);
      q += bStep;
      x = v128.load_splat<f64>(p0);
      p0 += aStep;
      c00 = term<O>(c00, x, b0);
      if (sizeof<C>() == 4) c01 = term<O>(c01, x, b1);
      x = v128.load_splat<f64>(p1);
      p1 += aStep;
      c10 = term<O>(c10, x, b0);
      if (sizeof<C>() == 4) c11 = term<O>(c11, x, b1);
      x = v128.load_splat<f64>(p2);
      p2 += aStep;
      c20 = term<O>(c20, x, b0);
      if (sizeof<C>() == 4) c21 = term<O>(c21, x, b1);
      x = v128.load_splat<f64>(p3);
      p3 += aStep;
      c30 = term<O>(c30, x, b0);
      if (sizeof<C>() == 4) c31 = term<O>(c31, x, b1);
      if (k == 2) break;
      b0 = loadColumns<C>(q);
      if (sizeof<C>() == 4) b1 = v128.load(q, 16);
      q += bStep;
      x = v128.load_splat<f64>(p0);
      p0 += aStep;
      c00 = term<O>(c00, x, b0);
      if (sizeof<C>() == 4) c01 = term<O>(c01, x, b1);
      x = v128.load_splat<f64>(p1);
      p1 += aStep;
      c10 = term<O>(c10, x, b0);
      if (sizeof<C>() == 4) c11 = term<O>(c11, x, b1);
      x = v128.load_splat<f64>(p2);
      p2 += aStep;
      c20 = term<O>(c20, x, b0);
      if (sizeof<C>() == 4) c21 = term<O>(c21, x, b1);
      x = v128.load_splat<f64>(p3);
      p3 += aStep;
      c30 = term<O>(c30, x, b0);
      if (sizeof<C>() == 4) c31 = term<O>(c31, x, b1);
      if (k == 3) break;
      b0 = loadColumns<C>(q);
      if (sizeof<C>() == 4) b1 = v128.load(q, 16);
      q += bStep;
      x = v128.load_splat<f64>(p0);
      p0 += aStep;
      c00 = term<O>(c00, x, b0);
      if (sizeof<C>() == 4) c01 = term<O>(c01, x, b1);
      x = v128.load_splat<f64>(p1);
      p1 += aStep;
      c10 = term<O>(c10, x, b0);
      if (sizeof<C>() == 4) c11 = term<O>(c11, x, b1);
      x = v128.load_splat<f64>(p2);
      p2 += aStep;
      c20 = term<O>(c20, x, b0);
      if (sizeof<C>() == 4) c21 = term<O>(c21, x, b1);
      x = v128.load_splat<f64>(p3);
      p3 += aStep;
      c30 = term<O>(c30, x, b0);
      if (sizeof<C>() == 4) c31 = term<O>(c31, x, b1);
      if (k == 4) break;
    }
  }
  const constant: usize = sizeof<E>() == 1 ? 0 : constantOffset;
  const previous: usize = sizeof<E>() == 1 ? 0 : previousOffset;
  const mask: usize = sizeof<E>() == 4 ? maskOffset : 0;
  let s0 = c00;
  if (sizeof<E>() != 1) s0 = loadColumns<C>(squares);
  s0 = finish<C, E>(c, c00, s0, constant, previous, mask);
  if (sizeof<R>() == 4) {
    s0 = finish<C, E>(d1, c10, s0, constant, previous, mask);
    if (rows > 2) s0 = finish<C, E>(d2, c20, s0, constant, previous, mask);
    if (rows > 3) s0 = finish<C, E>(d3, c30, s0, constant, previous, mask);
  }
  if (sizeof<E>() != 1) storeColumns<C>(squares, s0);
  if (sizeof<C>() == 4) {
    let s1 = c01;
    if (sizeof<E>() != 1) s1 = v128.load(squares, 16);
    s1 = finish<C, E>(c + 16, c01, s1, constant, previous, mask);
    if (sizeof<R>() == 4) {
      s1 = finish<C, E>(d1 + 16, c11, s1, constant, previous, mask);
      if (rows > 2) s1 = finish<C, E>(d2 + 16, c21, s1, constant, previous, mask);
      if (rows > 3) s1 = finish<C, E>(d3 + 16, c31, s1, constant, previous, mask);
    }
    if (sizeof<E>() != 1) v128.store(squares, s1, 16);
  }
}

/**
 * One row of tiles: one row of C, or the first `rows` (2 to 4) of four, all columns. `bPanel` is the distance between the starts of B's groups of four columns:
 * 32 for an ordinary row-major B, 32 * inner for one packed by `packPanels`.
 */
export function tileRow<R, O, E>(
  rows: i32,
  columns: i32,
  inner: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bPanel: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
  squares: usize,
): void {
  let j = columns;
  for (; j >= 4; j -= 4, b += bPanel, c += 32, squares += 32)
    tile<R, Four, O, E>(rows, inner, a, aRow, aStep, b, bStep, c, cRow, accumulate, squares);
  if (j >= 2) {
    tile<R, Two, O, E>(rows, inner, a, aRow, aStep, b, bStep, c, cRow, accumulate, squares);
    j -= 2;
    b += 16;
    c += 16;
    squares += 16;
  }
  if (j > 0) tile<R, One, O, E>(rows, inner, a, aRow, aStep, b, bStep, c, cRow, accumulate, squares);
}

/**
 * The whole product in tiles; rows of C are contiguous. `aPanel` is the distance between A's groups of four rows: 4 aRow for
 * an ordinary A, 32 * inner for one packed by `packPanels`.
 */
// @ts-expect-error: decorator
@inline
export function tiles<O, E>(
  rows: i32,
  columns: i32,
  inner: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  aPanel: usize,
  b: usize,
  bStep: usize,
  bPanel: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
  squares: usize,
): void {
  let i = rows;
  for (; i >= 2; i -= 4, a += aPanel, c += cRow << 2)
    tileRow<Four, O, E>(min(i, 4), columns, inner, a, aRow, aStep, b, bStep, bPanel, c, cRow, accumulate, squares);
  if (i == 1)
    tileRow<One, O, E>(1, columns, inner, a, aRow, aStep, b, bStep, bPanel, c, cRow, accumulate, squares);
}
