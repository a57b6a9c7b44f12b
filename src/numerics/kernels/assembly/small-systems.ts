// Systems N_SS x = b for sets S of indices, a few to a few dozen; the order of operations is that of
// ../typescript/active-sets.ts.
//
// The small systems are factored four rows at a time. Before its turn such a panel of rows first .. first + 3 stands in two
// places: columns before `first` in `lower`, four rows side by side (column k of the panel at its start + 32 k), the others
// row by row in `upper`. So the vector lanes run over rows there, over columns here, and every entry takes its terms in
// ascending order while it stays in a register. Sizes are rounded up to `side` = 4 * ceil(p / 4): the rows and columns
// added are those of the identity.

/** x - y z. */
// @ts-expect-error: decorator
@inline
function less(x: v128, y: v128, z: v128): v128 {
  return f64x2.sub(x, f64x2.mul(y, z));
}

/** Columns 0 … first - 1 of L in the panel at `panel`: X U = A, X's columns four at a time. */
// @ts-expect-error: decorator
@inline
function solvePanel(first: i32, panel: usize, upper: usize, row: usize): void {
  let corner = upper;
  let target = panel;
  for (let j = 0; j < first; j += 4, target += 128, corner += (row << 2) + 32) {
    let a0 = v128.load(target);
    let b0 = v128.load(target, 16);
    let a1 = v128.load(target, 32);
    let b1 = v128.load(target, 48);
    let a2 = v128.load(target, 64);
    let b2 = v128.load(target, 80);
    let a3 = v128.load(target, 96);
    let b3 = v128.load(target, 112);
    let u = upper + ((<usize>j) << 3);
    for (let x = panel; x < target; x += 32, u += row) {
      const a = v128.load(x);
      const b = v128.load(x, 16);
      const u0 = v128.load_splat<f64>(u);
      a0 = less(a0, a, u0);
      b0 = less(b0, b, u0);
      const u1 = v128.load_splat<f64>(u, 8);
      a1 = less(a1, a, u1);
      b1 = less(b1, b, u1);
      const u2 = v128.load_splat<f64>(u, 16);
      a2 = less(a2, a, u2);
      b2 = less(b2, b, u2);
      const u3 = v128.load_splat<f64>(u, 24);
      a3 = less(a3, a, u3);
      b3 = less(b3, b, u3);
    }
    let d = v128.load_splat<f64>(corner);
    a0 = f64x2.mul(a0, d);
    b0 = f64x2.mul(b0, d);
    v128.store(target, a0);
    v128.store(target, b0, 16);
    let w = v128.load_splat<f64>(corner, 8);
    d = v128.load_splat<f64>(corner + row, 8);
    a1 = f64x2.mul(less(a1, a0, w), d);
    b1 = f64x2.mul(less(b1, b0, w), d);
    v128.store(target, a1, 32);
    v128.store(target, b1, 48);
    w = v128.load_splat<f64>(corner, 16);
    let x = v128.load_splat<f64>(corner + row, 16);
    d = v128.load_splat<f64>(corner + (row << 1), 16);
    a2 = f64x2.mul(less(less(a2, a0, w), a1, x), d);
    b2 = f64x2.mul(less(less(b2, b0, w), b1, x), d);
    v128.store(target, a2, 64);
    v128.store(target, b2, 80);
    w = v128.load_splat<f64>(corner, 24);
    x = v128.load_splat<f64>(corner + row, 24);
    const y = v128.load_splat<f64>(corner + (row << 1), 24);
    d = v128.load_splat<f64>(corner + row * 3, 24);
    a3 = f64x2.mul(less(less(less(a3, a0, w), a1, x), a2, y), d);
    b3 = f64x2.mul(less(less(less(b3, b0, w), b1, x), b2, y), d);
    v128.store(target, a3, 96);
    v128.store(target, b3, 112);
  }
}

/** One entry below the diagonal in a panel: that of its row s, column `column`. */
// @ts-expect-error: decorator
@inline
function entryOf(column: usize, s: i32): usize {
  return column + ((<usize>s) << 3);
}

/** The first `height` rows of a panel's 4 x 4 block on the diagonal, at `corner`, and its multiples (column r at 32 r). */
// @ts-expect-error: decorator
@inline
function factorCorner(height: i32, corner: usize, row: usize, multiples: usize): bool {
  memory.fill(multiples, 0, 128);
  for (let r = 0; r < height; r++) {
    const place = corner + row * r + ((<usize>r) << 3);
    const pivot = load<f64>(place);
    if (!(pivot > 0 && pivot < Infinity)) return false;
    const inverse: f64 = 1 / pivot;
    store<f64>(place, inverse);
    for (let s = r + 1; s < height; s++) {
      const below = corner + row * s;
      const multiple = load<f64>(below + ((<usize>r) << 3)) * inverse;
      store<f64>(entryOf(multiples + ((<usize>r) << 5), s), multiple);
      for (let j = r + 1; j < 4; j++) {
        const shift = (<usize>j) << 3;
        store<f64>(below + shift, load<f64>(below + shift) - multiple * load<f64>(corner + row * r + shift));
      }
    }
  }
  return true;
}

/** Four columns of the panel's rows at `target` minus the rows above them (those of U at `u`) times L. */
// @ts-expect-error: decorator
@inline
function updateTile(first: i32, panel: usize, u: usize, row: usize, target: usize, finish: bool): void {
  const t1 = target + row;
  const t2 = t1 + row;
  const t3 = t2 + row;
  let a0 = v128.load(target);
  let b0 = v128.load(target, 16);
  let a1 = v128.load(t1);
  let b1 = v128.load(t1, 16);
  let a2 = v128.load(t2);
  let b2 = v128.load(t2, 16);
  let a3 = v128.load(t3);
  let b3 = v128.load(t3, 16);
  let x = panel;
  for (let k = first; k > 0; k--, x += 32, u += row) {
    const a = v128.load(u);
    const b = v128.load(u, 16);
    const x0 = v128.load_splat<f64>(x);
    a0 = less(a0, x0, a);
    b0 = less(b0, x0, b);
    const x1 = v128.load_splat<f64>(x, 8);
    a1 = less(a1, x1, a);
    b1 = less(b1, x1, b);
    const x2 = v128.load_splat<f64>(x, 16);
    a2 = less(a2, x2, a);
    b2 = less(b2, x2, b);
    const x3 = v128.load_splat<f64>(x, 24);
    a3 = less(a3, x3, a);
    b3 = less(b3, x3, b);
  }
  if (finish) {
    // The panel's own rows; x stands at their multiples now.
    let f = v128.load_splat<f64>(x, 8);
    a1 = less(a1, f, a0);
    b1 = less(b1, f, b0);
    f = v128.load_splat<f64>(x, 16);
    a2 = less(a2, f, a0);
    b2 = less(b2, f, b0);
    f = v128.load_splat<f64>(x, 48);
    a2 = less(a2, f, a1);
    b2 = less(b2, f, b1);
    f = v128.load_splat<f64>(x, 24);
    a3 = less(a3, f, a0);
    b3 = less(b3, f, b0);
    f = v128.load_splat<f64>(x, 56);
    a3 = less(a3, f, a1);
    b3 = less(b3, f, b1);
    f = v128.load_splat<f64>(x, 88);
    a3 = less(a3, f, a2);
    b3 = less(b3, f, b2);
  }
  v128.store(target, a0);
  v128.store(target, b0, 16);
  v128.store(t1, a1);
  v128.store(t1, b1, 16);
  v128.store(t2, a2);
  v128.store(t2, b2, 16);
  v128.store(t3, a3);
  v128.store(t3, b3, 16);
}

/** L U = A of size p, no pivoting, 1 / u_kk on U's diagonal. A panel of L takes as much room as four rows of U. */
export function factor(p: i32, lower: usize, upper: usize): bool {
  const side = (p + 3) & ~3;
  const row = (<usize>side) << 3;
  let panel = lower;
  for (let first = 0; first < side; first += 4, panel += row << 2) {
    solvePanel(first, panel, upper, row);
    let u = upper + ((<usize>first) << 3);
    let target = u + row * first;
    updateTile(first, panel, u, row, target, false);
    if (!factorCorner(min(4, p - first), target, row, panel + ((<usize>first) << 5))) return false;
    for (let j = first + 4; j < side; j += 4) {
      u += 32;
      target += 32;
      updateTile(first, panel, u, row, target, true);
    }
  }
  return true;
}

/** The components that rounding p up added are 0, whatever infinities stand before them. */
// @ts-expect-error: decorator
@inline
function clearRest(p: i32, b: usize): void {
  for (let k = p; (k & 3) != 0; k++) store<f64>(b + ((<usize>k) << 3), 0);
}

/** Solves A x = b in place of b, p rounded up to four entries, the last ones 0; each component takes its terms as they become known. */
export function substitute(p: i32, lower: usize, upper: usize, b: usize): void {
  const side = (p + 3) & ~3;
  const row = (<usize>side) << 3;
  let panel = lower;
  for (let first = 0; first < side; first += 4, panel += row << 2) {
    const own = b + ((<usize>first) << 3);
    let s0 = v128.load(own);
    let s1 = v128.load(own, 16);
    let x = panel;
    for (let known = b; known < own; known += 8, x += 32) {
      const y = v128.load_splat<f64>(known);
      s0 = less(s0, v128.load(x), y);
      s1 = less(s1, v128.load(x, 16), y);
    }
    const y0 = f64x2.extract_lane(s0, 0);
    const y1 = f64x2.extract_lane(s0, 1) - load<f64>(x, 8) * y0;
    const y2 = f64x2.extract_lane(s1, 0) - load<f64>(x, 16) * y0 - load<f64>(x, 48) * y1;
    const y3 = f64x2.extract_lane(s1, 1) - load<f64>(x, 24) * y0 - load<f64>(x, 56) * y1 - load<f64>(x, 88) * y2;
    store<f64>(own, y0);
    store<f64>(own, y1, 8);
    store<f64>(own, y2, 16);
    store<f64>(own, y3, 24);
  }
  clearRest(p, b);
  const end = b + row;
  for (let first = side - 4; first >= 0; first -= 4) {
    const own = b + ((<usize>first) << 3);
    const r0 = upper + row * first;
    const r1 = r0 + row;
    const r2 = r1 + row;
    const r3 = r2 + row;
    let s0 = load<f64>(own);
    let s1 = load<f64>(own, 8);
    let s2 = load<f64>(own, 16);
    let s3 = load<f64>(own, 24);
    let shift = row - 8;
    for (let known = end - 8; known > own + 24; known -= 8, shift -= 8) {
      const x = load<f64>(known);
      s0 -= load<f64>(r0 + shift) * x;
      s1 -= load<f64>(r1 + shift) * x;
      s2 -= load<f64>(r2 + shift) * x;
      s3 -= load<f64>(r3 + shift) * x;
    }
    s3 *= load<f64>(r3 + shift);
    s2 -= load<f64>(r2 + shift) * s3;
    s1 -= load<f64>(r1 + shift) * s3;
    s0 -= load<f64>(r0 + shift) * s3;
    shift -= 8;
    s2 *= load<f64>(r2 + shift);
    s1 -= load<f64>(r1 + shift) * s2;
    s0 -= load<f64>(r0 + shift) * s2;
    shift -= 8;
    s1 *= load<f64>(r1 + shift);
    s0 -= load<f64>(r0 + shift) * s1;
    s0 *= load<f64>(r0 + shift - 8);
    store<f64>(own, s0);
    store<f64>(own, s1, 8);
    store<f64>(own, s2, 16);
    store<f64>(own, s3, 24);
  }
}

/** The same for A^T x = b. */
export function substituteTransposed(p: i32, lower: usize, upper: usize, b: usize): void {
  const side = (p + 3) & ~3;
  const row = (<usize>side) << 3;
  for (let first = 0; first < side; first += 4) {
    const shift = (<usize>first) << 3;
    const own = b + shift;
    let s0 = v128.load(own);
    let s1 = v128.load(own, 16);
    let u = upper + shift;
    for (let known = b; known < own; known += 8, u += row) {
      const y = v128.load_splat<f64>(known);
      s0 = less(s0, v128.load(u), y);
      s1 = less(s1, v128.load(u, 16), y);
    }
    const y0 = f64x2.extract_lane(s0, 0) * load<f64>(u);
    const y1 = (f64x2.extract_lane(s0, 1) - load<f64>(u, 8) * y0) * load<f64>(u + row, 8);
    const u2 = u + (row << 1);
    const y2 = (f64x2.extract_lane(s1, 0) - load<f64>(u, 16) * y0 - load<f64>(u + row, 16) * y1) * load<f64>(u2, 16);
    const y3 =
      (f64x2.extract_lane(s1, 1) - load<f64>(u, 24) * y0 - load<f64>(u + row, 24) * y1 - load<f64>(u2, 24) * y2) *
      load<f64>(u2 + row, 24);
    store<f64>(own, y0);
    store<f64>(own, y1, 8);
    store<f64>(own, y2, 16);
    store<f64>(own, y3, 24);
  }
  clearRest(p, b);
  for (let first = side - 4; first >= 0; first -= 4) {
    const own = b + ((<usize>first) << 3);
    let x = lower + row * first;
    const m = x + ((<usize>first) << 5);
    const x3 = load<f64>(own, 24);
    const x2 = load<f64>(own, 16) - load<f64>(m, 88) * x3;
    const x1 = load<f64>(own, 8) - load<f64>(m, 56) * x3 - load<f64>(m, 48) * x2;
    const x0 = load<f64>(own) - load<f64>(m, 24) * x3 - load<f64>(m, 16) * x2 - load<f64>(m, 8) * x1;
    store<f64>(own, x0);
    store<f64>(own, x1, 8);
    store<f64>(own, x2, 16);
    for (let place = b; place < own; place += 8, x += 32) {
      const s = load<f64>(place) - load<f64>(x, 24) * x3 - load<f64>(x, 16) * x2;
      store<f64>(place, s - load<f64>(x, 8) * x1 - load<f64>(x) * x0);
    }
  }
}

/**
 * The system of a set of p indices: entries N(set[a], set[b]) in `lower` and `upper` as `factor` wants them. Rows of N are rowStep bytes
 * apart, columns columnStep.
 */
export function gather(
  p: i32,
  set: usize,
  inverse: usize,
  rowStep: usize,
  columnStep: usize,
  lower: usize,
  upper: usize,
): void {
  const side = (p + 3) & ~3;
  const row = (<usize>side) << 3;
  let panel = lower;
  let target = upper;
  for (let first = 0; first < side; first += 4, panel += row << 2, target += row << 2) {
    const height = min(4, p - first);
    const own = set + ((<usize>first) << 2);
    const r0 = inverse + rowStep * load<i32>(own);
    const r1 = height > 1 ? inverse + rowStep * load<i32>(own, 4) : r0;
    const r2 = height > 2 ? inverse + rowStep * load<i32>(own, 8) : r0;
    const r3 = height > 3 ? inverse + rowStep * load<i32>(own, 12) : r0;
    let column = set;
    let place = panel;
    for (let b = 0; b < first; b++, column += 4, place += 32) {
      const shift = columnStep * load<i32>(column);
      store<f64>(place, load<f64>(r0 + shift));
      store<f64>(place, load<f64>(r1 + shift), 8);
      store<f64>(place, load<f64>(r2 + shift), 16);
      store<f64>(place, load<f64>(r3 + shift), 24);
    }
    place = target + ((<usize>first) << 3);
    for (let b = first; b < p; b++, column += 4, place += 8) {
      const shift = columnStep * load<i32>(column);
      store<f64>(place, load<f64>(r0 + shift));
      store<f64>(place + row, load<f64>(r1 + shift));
      store<f64>(place + (row << 1), load<f64>(r2 + shift));
      store<f64>(place + row * 3, load<f64>(r3 + shift));
    }
    for (let b = p; b < side; b++, place += 8)
      for (let r = 0; r < 4; r++) store<f64>(place + row * r, first + r == b ? 1 : 0);
    for (let r = height; r < 4; r++) {
      for (let b = 0; b < first; b++) store<f64>(panel + ((<usize>b) << 5) + ((<usize>r) << 3), 0);
      for (let b = first; b < p; b++) store<f64>(target + row * r + ((<usize>b) << 3), 0);
    }
  }
}
