// Reductions in eight-lane order: lane l of eight takes the terms with k = l (mod 8); see ../kernels.ts.

/** The fixed combination of the eight lanes. */
// @ts-expect-error: decorator
@inline
export function combine(s0: v128, s1: v128, s2: v128, s3: v128): f64 {
  const sum = f64x2.add(f64x2.add(s0, s2), f64x2.add(s1, s3));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Sum of x[k] y[k]. A last single term brings +0 * +0 into its neighbour lane, which leaves that lane as it is. */
export function dot(n: i32, x: usize, y: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; n >= 8; n -= 8, x += 64, y += 64) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(x), v128.load(y)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(x, 32), v128.load(y, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(x, 48), v128.load(y, 48)));
  }
  if (n >= 2) s0 = f64x2.add(s0, f64x2.mul(v128.load(x), v128.load(y)));
  if (n >= 4) s1 = f64x2.add(s1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
  if (n >= 6) s2 = f64x2.add(s2, f64x2.mul(v128.load(x, 32), v128.load(y, 32)));
  if (n & 1) {
    const last = (<usize>(n - 1)) << 3;
    const t = f64x2.mul(v128.load_zero<f64>(x + last), v128.load_zero<f64>(y + last));
    if (n == 1) s0 = f64x2.add(s0, t);
    else if (n == 3) s1 = f64x2.add(s1, t);
    else if (n == 5) s2 = f64x2.add(s2, t);
    else s3 = f64x2.add(s3, t);
  }
  return combine(s0, s1, s2, s3);
}

// @ts-expect-error: decorator
@inline
function square(x: v128, y: v128): v128 {
  const d = f64x2.sub(x, y);
  return f64x2.mul(d, d);
}

/** Sum of (x[k] - y[k])^2. */
export function squaredDistance(n: i32, x: usize, y: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; n >= 8; n -= 8, x += 64, y += 64) {
    s0 = f64x2.add(s0, square(v128.load(x), v128.load(y)));
    s1 = f64x2.add(s1, square(v128.load(x, 16), v128.load(y, 16)));
    s2 = f64x2.add(s2, square(v128.load(x, 32), v128.load(y, 32)));
    s3 = f64x2.add(s3, square(v128.load(x, 48), v128.load(y, 48)));
  }
  if (n >= 2) s0 = f64x2.add(s0, square(v128.load(x), v128.load(y)));
  if (n >= 4) s1 = f64x2.add(s1, square(v128.load(x, 16), v128.load(y, 16)));
  if (n >= 6) s2 = f64x2.add(s2, square(v128.load(x, 32), v128.load(y, 32)));
  if (n & 1) {
    const last = (<usize>(n - 1)) << 3;
    const t = square(v128.load_zero<f64>(x + last), v128.load_zero<f64>(y + last));
    if (n == 1) s0 = f64x2.add(s0, t);
    else if (n == 3) s1 = f64x2.add(s1, t);
    else if (n == 5) s2 = f64x2.add(s2, t);
    else s3 = f64x2.add(s3, t);
  }
  return combine(s0, s1, s2, s3);
}

@inline
function multiplyAdd(sum: v128, x: v128, y: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, y));
}

/** y[i] is the eight-lane dot product of row i and x; two rows at a time share the loads of x. */
export function multiplyVector(rows: i32, columns: i32, a: usize, x: usize, y: usize): void {
  const row = (<usize>columns) << 3;
  let i = rows;
  for (; i >= 2; i -= 2, a += row << 1, y += 16) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let t0 = s0;
    let t1 = s0;
    let t2 = s0;
    let t3 = s0;
    let p = a;
    let q = a + row;
    let z = x;
    let n = columns;
    for (; n >= 8; n -= 8, p += 64, q += 64, z += 64) {
      const x0 = v128.load(z);
      const x1 = v128.load(z, 16);
      const x2 = v128.load(z, 32);
      const x3 = v128.load(z, 48);
      s0 = multiplyAdd(s0, v128.load(p), x0);
      t0 = multiplyAdd(t0, v128.load(q), x0);
      s1 = multiplyAdd(s1, v128.load(p, 16), x1);
      t1 = multiplyAdd(t1, v128.load(q, 16), x1);
      s2 = multiplyAdd(s2, v128.load(p, 32), x2);
      t2 = multiplyAdd(t2, v128.load(q, 32), x2);
      s3 = multiplyAdd(s3, v128.load(p, 48), x3);
      t3 = multiplyAdd(t3, v128.load(q, 48), x3);
    }
    if (n >= 2) {
      const x0 = v128.load(z);
      s0 = multiplyAdd(s0, v128.load(p), x0);
      t0 = multiplyAdd(t0, v128.load(q), x0);
    }
    if (n >= 4) {
      const x1 = v128.load(z, 16);
      s1 = multiplyAdd(s1, v128.load(p, 16), x1);
      t1 = multiplyAdd(t1, v128.load(q, 16), x1);
    }
    if (n >= 6) {
      const x2 = v128.load(z, 32);
      s2 = multiplyAdd(s2, v128.load(p, 32), x2);
      t2 = multiplyAdd(t2, v128.load(q, 32), x2);
    }
    if (n & 1) {
      const last = (<usize>(n - 1)) << 3;
      const xl = v128.load_zero<f64>(z + last);
      const s = f64x2.mul(v128.load_zero<f64>(p + last), xl);
      const t = f64x2.mul(v128.load_zero<f64>(q + last), xl);
      if (n == 1) {
        s0 = f64x2.add(s0, s);
        t0 = f64x2.add(t0, t);
      } else if (n == 3) {
        s1 = f64x2.add(s1, s);
        t1 = f64x2.add(t1, t);
      } else if (n == 5) {
        s2 = f64x2.add(s2, s);
        t2 = f64x2.add(t2, t);
      } else {
        s3 = f64x2.add(s3, s);
        t3 = f64x2.add(t3, t);
      }
    }
    store<f64>(y, combine(s0, s1, s2, s3));
    store<f64>(y, combine(t0, t1, t2, t3), 8);
  }
  if (i > 0) store<f64>(y, dot(columns, a, x));
}

/** target[k] -= factor * source[k], k < n. */
// @ts-expect-error: decorator
@inline
export function subtractMultiple(n: i32, target: usize, source: usize, factor: f64): void {
  const f = f64x2.splat(factor);
  for (; n >= 4; n -= 4, target += 32, source += 32) {
    v128.store(target, f64x2.sub(v128.load(target), f64x2.mul(f, v128.load(source))));
    v128.store(target, f64x2.sub(v128.load(target, 16), f64x2.mul(f, v128.load(source, 16))), 16);
  }
  for (; n > 0; n--, target += 8, source += 8) store<f64>(target, load<f64>(target) - factor * load<f64>(source));
}

/** target[k] /= divisor, k < n. */
// @ts-expect-error: decorator
@inline
export function divideBy(n: i32, target: usize, divisor: f64): void {
  const d = f64x2.splat(divisor);
  for (; n >= 2; n -= 2, target += 16) v128.store(target, f64x2.div(v128.load(target), d));
  if (n > 0) store<f64>(target, load<f64>(target) / divisor);
}

export function swapRows(columns: i32, x: usize, y: usize): void {
  let n = columns;
  for (; n >= 2; n -= 2, x += 16, y += 16) {
    const t = v128.load(x);
    v128.store(x, v128.load(y));
    v128.store(y, t);
  }
  if (n > 0) {
    const t = load<f64>(x);
    store<f64>(x, load<f64>(y));
    store<f64>(y, t);
  }
}

/** x[k] *= factor, k < n. */
export function scale(n: i32, factor: f64, x: usize): void {
  const f = f64x2.splat(factor);
  for (; n >= 2; n -= 2, x += 16) v128.store(x, f64x2.mul(v128.load(x), f));
  if (n > 0) store<f64>(x, load<f64>(x) * factor);
}

/** y[k] += factor * x[k], k < n. */
export function addMultiple(n: i32, factor: f64, x: usize, y: usize): void {
  const f = f64x2.splat(factor);
  for (; n >= 2; n -= 2, x += 16, y += 16)
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(f, v128.load(x))));
  if (n > 0) store<f64>(y, load<f64>(y) + factor * load<f64>(x));
}
