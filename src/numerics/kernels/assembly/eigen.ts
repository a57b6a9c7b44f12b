// Symmetric eigenvalues: Householder tridiagonalisation of the lower triangle, then implicit QL; scaled by the caller's
// powers of two. The order of operations is that of ../typescript/eigen.ts.
import { combine, dot, subtractMultiple, swapRows } from "./vectors";

const maximalSweeps: i32 = 60;
/** 2^-400 and its square; see the twin. */
const negligible: f64 = 3.872591914849318e-121;

/** p[k] += factor * row[k] for k < n; returns the eight-lane dot product of row and u, read in the same pass. */
// @ts-expect-error: decorator
@inline
function multiplyRow(n: i32, row: usize, u: usize, p: usize, factor: f64): f64 {
  const f = f64x2.splat(factor);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; n >= 8; n -= 8, row += 64, u += 64, p += 64) {
    const r0 = v128.load(row);
    const r1 = v128.load(row, 16);
    const r2 = v128.load(row, 32);
    const r3 = v128.load(row, 48);
    s0 = f64x2.add(s0, f64x2.mul(r0, v128.load(u)));
    s1 = f64x2.add(s1, f64x2.mul(r1, v128.load(u, 16)));
    s2 = f64x2.add(s2, f64x2.mul(r2, v128.load(u, 32)));
    s3 = f64x2.add(s3, f64x2.mul(r3, v128.load(u, 48)));
    v128.store(p, f64x2.add(v128.load(p), f64x2.mul(r0, f)));
    v128.store(p, f64x2.add(v128.load(p, 16), f64x2.mul(r1, f)), 16);
    v128.store(p, f64x2.add(v128.load(p, 32), f64x2.mul(r2, f)), 32);
    v128.store(p, f64x2.add(v128.load(p, 48), f64x2.mul(r3, f)), 48);
  }
  if (n >= 2) {
    const r = v128.load(row);
    s0 = f64x2.add(s0, f64x2.mul(r, v128.load(u)));
    v128.store(p, f64x2.add(v128.load(p), f64x2.mul(r, f)));
  }
  if (n >= 4) {
    const r = v128.load(row, 16);
    s1 = f64x2.add(s1, f64x2.mul(r, v128.load(u, 16)));
    v128.store(p, f64x2.add(v128.load(p, 16), f64x2.mul(r, f)), 16);
  }
  if (n >= 6) {
    const r = v128.load(row, 32);
    s2 = f64x2.add(s2, f64x2.mul(r, v128.load(u, 32)));
    v128.store(p, f64x2.add(v128.load(p, 32), f64x2.mul(r, f)), 32);
  }
  if (n & 1) {
    const last = (<usize>(n - 1)) << 3;
    const r = v128.load_zero<f64>(row + last);
    const t = f64x2.mul(r, v128.load_zero<f64>(u + last));
    v128.store_lane<f64>(p + last, f64x2.add(v128.load_zero<f64>(p + last), f64x2.mul(r, f)), 0);
    if (n == 1) s0 = f64x2.add(s0, t);
    else if (n == 3) s1 = f64x2.add(s1, t);
    else if (n == 5) s2 = f64x2.add(s2, t);
    else s3 = f64x2.add(s3, t);
  }
  return combine(s0, s1, s2, s3);
}

/** row[k] = (row[k] - x p[k]) - y u[k] for k < n. */
// @ts-expect-error: decorator
@inline
function updateRow(n: i32, row: usize, p: usize, u: usize, x: f64, y: f64): void {
  const xs = f64x2.splat(x);
  const ys = f64x2.splat(y);
  for (; n >= 2; n -= 2, row += 16, p += 16, u += 16)
    v128.store(
      row,
      f64x2.sub(f64x2.sub(v128.load(row), f64x2.mul(xs, v128.load(p))), f64x2.mul(ys, v128.load(u))),
    );
  if (n > 0) store<f64>(row, load<f64>(row) - x * load<f64>(p) - y * load<f64>(u));
}

function tridiagonalise(n: i32, a: usize, d: usize, e: usize, p: usize, scale: usize): void {
  const stride = (<usize>n) << 3;
  for (let i = n - 1; i > 0; i--) {
    const shift = (<usize>i) << 3;
    const u = a + stride * i;
    const last = load<f64>(u + shift - 8);
    store<f64>(d + shift, load<f64>(u + shift));
    const tail = dot(i - 1, u, u);
    if (tail < negligible * negligible) {
      store<f64>(scale + shift, 0);
      store<f64>(e + shift - 8, last);
      continue;
    }
    const norm = sqrt(tail + last * last);
    const g = last >= 0 ? -norm : norm;
    store<f64>(e + shift - 8, g);
    store<f64>(u + shift - 8, last - g);
    const h = tail + last * last - last * g;
    store<f64>(scale + shift, h);
    let row = a;
    for (let j = 0; j < i; j++, row += stride) {
      const place = (<usize>j) << 3;
      const factor = load<f64>(u + place);
      const own = multiplyRow(j, row, u, p, factor) + load<f64>(row + place) * factor;
      store<f64>(p + place, own);
    }
    for (let j = 0; j < i; j++) store<f64>(p + ((<usize>j) << 3), load<f64>(p + ((<usize>j) << 3)) / h);
    const half = dot(i, u, p) / (h + h);
    subtractMultiple(i, p, u, half);
    row = a;
    for (let j = 0; j < i; j++, row += stride) {
      const place = (<usize>j) << 3;
      updateRow(j + 1, row, p, u, load<f64>(u + place), load<f64>(p + place));
    }
  }
  if (n > 0) store<f64>(d, load<f64>(a));
}

function accumulateReflections(n: i32, a: usize, scale: usize, vectors: usize): void {
  const stride = (<usize>n) << 3;
  memory.fill(vectors, 0, stride * n);
  for (let i = 0; i < n; i++) store<f64>(vectors + stride * i + ((<usize>i) << 3), 1);
  for (let i = 1; i < n; i++) {
    const h = load<f64>(scale + ((<usize>i) << 3));
    if (h == 0) continue;
    const u = a + stride * i;
    let row = vectors;
    for (let r = 0; r < i; r++, row += stride) subtractMultiple(i, row, u, dot(i, row, u) / h);
  }
}

/** (x, y) := (c x - s y, s x + c y) for the entries of two rows. */
// @ts-expect-error: decorator
@inline
function rotateRows(n: i32, upper: usize, lower: usize, s: f64, c: f64): void {
  const ss = f64x2.splat(s);
  const cs = f64x2.splat(c);
  for (; n >= 2; n -= 2, upper += 16, lower += 16) {
    const x = v128.load(upper);
    const y = v128.load(lower);
    v128.store(lower, f64x2.add(f64x2.mul(ss, x), f64x2.mul(cs, y)));
    v128.store(upper, f64x2.sub(f64x2.mul(cs, x), f64x2.mul(ss, y)));
  }
  if (n > 0) {
    const x = load<f64>(upper);
    const y = load<f64>(lower);
    store<f64>(lower, s * x + c * y);
    store<f64>(upper, c * x - s * y);
  }
}

// @ts-expect-error: decorator
@inline
function at(address: usize, i: i32): f64 {
  return load<f64>(address + ((<usize>i) << 3));
}

// @ts-expect-error: decorator
@inline
function put(address: usize, i: i32, value: f64): void {
  store<f64>(address + ((<usize>i) << 3), value);
}

function implicitQl(n: i32, d: usize, e: usize, vectors: usize): bool {
  const stride = (<usize>n) << 3;
  for (let l = 0; l < n; l++) {
    for (let sweeps = 0; ; sweeps++) {
      let m = l;
      while (m < n - 1) {
        const size = abs(at(e, m));
        if (size <= f64.EPSILON * (abs(at(d, m)) + abs(at(d, m + 1))) || size < negligible) break;
        m++;
      }
      if (m == l) break;
      if (sweeps == maximalSweeps) return false;
      const slope = (at(d, l + 1) - at(d, l)) / (2 * at(e, l));
      const root = sqrt(slope * slope + 1);
      let g = at(d, m) - at(d, l) + at(e, l) / (slope + (slope >= 0 ? root : -root));
      let s: f64 = 1;
      let c: f64 = 1;
      let p: f64 = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * at(e, i);
        const b = c * at(e, i);
        const r = sqrt(f * f + g * g);
        put(e, i + 1, r);
        if (r == 0) break;
        s = f / r;
        c = g / r;
        g = at(d, i + 1) - p;
        const t = (at(d, i) - g) * s + 2 * c * b;
        p = s * t;
        put(d, i + 1, g + p);
        g = c * t - b;
        if (vectors != 0) rotateRows(n, vectors + stride * i, vectors + stride * (i + 1), s, c);
      }
      if (i >= l) {
        put(d, i + 1, at(d, i + 1) - p);
        put(e, m, 0);
        continue;
      }
      put(d, l, at(d, l) - p);
      put(e, l, g);
      put(e, m, 0);
    }
  }
  return true;
}

function sortAscending(n: i32, values: usize, vectors: usize): void {
  const stride = (<usize>n) << 3;
  for (let i = 0; i < n - 1; i++) {
    let least = i;
    for (let j = i + 1; j < n; j++) if (at(values, j) < at(values, least)) least = j;
    if (least == i) continue;
    const value = at(values, i);
    put(values, i, at(values, least));
    put(values, least, value);
    if (vectors != 0) swapRows(n, vectors + stride * i, vectors + stride * least);
  }
}

/** Largest magnitude in the lower triangle; infinity where an entry is not finite. */
export function largestInLower(n: i32, a: usize): f64 {
  let largest: f64 = 0;
  const stride = (<usize>n) << 3;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const magnitude = abs(at(a + stride * i, j));
      if (!(magnitude < Infinity)) return Infinity;
      if (magnitude > largest) largest = magnitude;
    }
  return largest;
}

/** The factors' product is the power of two that brings the largest entry into [1/2, 1). `scratch`: 3 n doubles, zeroed here. */
export function symmetricEigen(
  n: i32,
  a: usize,
  values: usize,
  vectors: usize,
  first: f64,
  second: f64,
  scratch: usize,
): bool {
  const stride = (<usize>n) << 3;
  memory.fill(scratch, 0, stride * 3);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) put(a + stride * i, j, at(a + stride * i, j) * first * second);
  const e = scratch;
  const scale = scratch + stride * 2;
  tridiagonalise(n, a, values, e, scratch + stride, scale);
  if (vectors != 0) accumulateReflections(n, a, scale, vectors);
  if (!implicitQl(n, values, e, vectors)) return false;
  sortAscending(n, values, vectors);
  for (let i = 0; i < n; i++) put(values, i, at(values, i) / first / second);
  return true;
}
