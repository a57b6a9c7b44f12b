// What follows a matrix that moves a little at a time: its inverse, its least eigenvalue; see ../kernels.ts.

import { cholesky } from "./cholesky";
import { product } from "./products";
import { applyPivots, luFactor, substitute } from "./solves";
import { dot, multiplyVector, scale, subtractMultiple } from "./vectors";

/** `scratch`: 2 m n + n^2 + n + 16 (n + 3) doubles. `phi` 0: no constant follows. */
export function followInverse(
  m: i32,
  n: i32,
  inverse: usize,
  p: usize,
  z: usize,
  phi: usize,
  constant: usize,
  scratch: usize,
): bool {
  const side = (<usize>m) << 3;
  const row = (<usize>n) << 3;
  const left = scratch;
  const right = left + row * m;
  const small = right + row * m;
  const pivots = small + row * n;
  const packed = n > 128 ? pivots + row : 0;
  product(n, m, m, p, 8, row, inverse, side, 8, left, false, 0);
  product(m, n, m, inverse, side, 8, z, row, 8, right, false, 0);
  product(n, n, m, left, side, 8, z, row, 8, small, false, 0);
  for (let e = small; e < pivots; e += 8) store<f64>(e, -load<f64>(e));
  for (let e = small; e < pivots; e += row + 8) store<f64>(e, load<f64>(e) + 1);
  if (!luFactor(n, small, pivots, packed)) return false;
  applyPivots(n, m, pivots, left);
  substitute(n, m, small, row, 8, left, side, true);
  const last = <usize>(n - 1);
  substitute(n, m, small + last * (row + 8), -row, -8, left + last * side, -side, false);
  product(m, m, n, right, row, 8, left, side, 8, inverse, true, 0);
  if (phi != 0) {
    product(n, n, m, right, 8, row, phi, row, 8, small, false, 0);
    product(m, n, n, left, 8, side, small, row, 8, constant, true, 0);
  }
  return true;
}

/** `scratch`: n^2 + n + 64 (n + 3) doubles. */
export function followEigenvalue(
  n: i32,
  s: usize,
  shift: f64,
  rounds: i32,
  toleranceSquared: f64,
  vector: usize,
  scratch: usize,
): f64 {
  const row = (<usize>n) << 3;
  const factor = scratch;
  const image = factor + row * n;
  memory.copy(factor, s, row * n);
  for (let e = factor; e < image; e += row + 8) store<f64>(e, load<f64>(e) - shift);
  if (!cholesky(n, factor, image + row)) return NaN;
  for (; rounds > 0; rounds--) {
    let r = factor;
    for (let place = vector; place < vector + row; place += 8, r += row + 8) {
      const x = load<f64>(place) / load<f64>(r);
      store<f64>(place, x);
      subtractMultiple(<i32>((vector + row - place) >> 3) - 1, place + 8, r + 8, x);
    }
    for (let i = n - 1; i >= 0; i--) {
      const place = vector + ((<usize>i) << 3);
      const own = factor + row * i;
      let x = load<f64>(place);
      for (let k = n - 1; k > i; k--) x -= load<f64>(own + ((<usize>k) << 3)) * load<f64>(vector + ((<usize>k) << 3));
      store<f64>(place, x / load<f64>(own + ((<usize>i) << 3)));
    }
    scale(n, 1 / sqrt(dot(n, vector, vector)), vector);
    multiplyVector(n, n, s, vector, image);
    const value = dot(n, vector, image);
    let residual: f64 = 0;
    for (let e: usize = 0; e < row; e += 8) {
      const difference = load<f64>(image + e) - value * load<f64>(vector + e);
      residual += difference * difference;
    }
    if (residual <= toleranceSquared) return value;
  }
  return NaN;
}
