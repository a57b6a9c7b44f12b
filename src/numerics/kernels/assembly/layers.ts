// What surrounds the products of a descent step on a layer, columns being samples: one pass each; see ../kernels.ts.

/** constant + image where z > 0, else +0. */
// @ts-expect-error: decorator
@inline
function masked(z: v128, image: v128, constant: v128): v128 {
  return v128.and(f64x2.gt(z, f64x2.splat(0)), f64x2.add(image, constant));
}

/**
 * u = image + constant (one entry a row) where z > 0, else 0; returns the squared change of u, columns summed row by row and
 * then added up. Pairs of columns stand in the lanes; the last odd one goes alone.
 */
export function finishAdjoint(m: i32, n: i32, constant: usize, z: usize, image: usize, u: usize): f64 {
  const row = (<usize>n) << 3;
  let total: f64 = 0;
  let i: usize = 0;
  for (; i + 32 <= row; i += 32) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let place = i;
    for (let j = 0; j < m; j++, place += row) {
      const c = v128.load_splat<f64>(constant + ((<usize>j) << 3));
      const v0 = masked(v128.load(z + place), v128.load(image + place), c);
      const v1 = masked(v128.load(z + place, 16), v128.load(image + place, 16), c);
      const d0 = f64x2.sub(v0, v128.load(u + place));
      const d1 = f64x2.sub(v1, v128.load(u + place, 16));
      s0 = f64x2.add(s0, f64x2.mul(d0, d0));
      s1 = f64x2.add(s1, f64x2.mul(d1, d1));
      v128.store(u + place, v0);
      v128.store(u + place, v1, 16);
    }
    total += f64x2.extract_lane(s0, 0);
    total += f64x2.extract_lane(s0, 1);
    total += f64x2.extract_lane(s1, 0);
    total += f64x2.extract_lane(s1, 1);
  }
  for (; i < row; i += 8) {
    let s: f64 = 0;
    let place = i;
    for (let j = 0; j < m; j++, place += row) {
      const v = load<f64>(z + place) > 0 ? load<f64>(image + place) + load<f64>(constant + ((<usize>j) << 3)) : 0;
      const d = v - load<f64>(u + place);
      s += d * d;
      store<f64>(u + place, v);
    }
    total += s;
  }
  return total;
}

/** 1 where exactly one of x, y is > 0, else 0. */
// @ts-expect-error: decorator
@inline
function flipped(x: v128, y: v128): v128 {
  const zero = f64x2.splat(0);
  return v128.and(v128.xor(f64x2.gt(x, zero), f64x2.gt(y, zero)), f64x2.splat(1));
}

/** Column by column: the squared distance of x and y, row by row, and how many rows have exactly one of them > 0. */
export function compareColumns(m: i32, n: i32, x: usize, y: usize, squares: usize, flips: usize): f64 {
  const row = (<usize>n) << 3;
  let total: f64 = 0;
  let i: usize = 0;
  for (; i + 16 <= row; i += 16) {
    let s = f64x2.splat(0);
    let f = s;
    let place = i;
    for (let j = 0; j < m; j++, place += row) {
      const a = v128.load(x + place);
      const b = v128.load(y + place);
      const d = f64x2.sub(b, a);
      s = f64x2.add(s, f64x2.mul(d, d));
      f = f64x2.add(f, flipped(a, b));
    }
    v128.store(squares + i, s);
    v128.store(flips + i, f);
    total += f64x2.extract_lane(f, 0) + f64x2.extract_lane(f, 1);
  }
  if (i < row) {
    let s: f64 = 0;
    let f: f64 = 0;
    let place = i;
    for (let j = 0; j < m; j++, place += row) {
      const a = load<f64>(x + place);
      const b = load<f64>(y + place);
      const d = b - a;
      s += d * d;
      if (a > 0 != b > 0) f += 1;
    }
    store<f64>(squares + i, s);
    store<f64>(flips + i, f);
    total += f;
  }
  return total;
}

/** out = factor (x weight), a weight to each column. */
export function scaleColumns(m: i32, n: i32, factor: f64, x: usize, weights: usize, out: usize): void {
  const row = (<usize>n) << 3;
  const f = f64x2.splat(factor);
  for (let j = 0; j < m; j++, x += row, out += row) {
    let i: usize = 0;
    for (; i + 16 <= row; i += 16)
      v128.store(out + i, f64x2.mul(f, f64x2.mul(v128.load(x + i), v128.load(weights + i))));
    if (i < row) store<f64>(out + i, factor * (load<f64>(x + i) * load<f64>(weights + i)));
  }
}
