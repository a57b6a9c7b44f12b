// Pieces of a gradient flow: the linear network's gradient, and the stages' combination of a Runge-Kutta step.
import { product } from "./products";

/**
 * dU = P V, dV = P^T U with P = C - S (U V^T); U d x h, V o x h, S d x d, C and P d x o. `scratch`: 2 d o doubles and
 * room to pack V (h x o, o rounded up to four).
 */
export function linearNetworkDescent(
  d: i32,
  o: i32,
  h: i32,
  s: usize,
  c: usize,
  u: usize,
  v: usize,
  du: usize,
  dv: usize,
  scratch: usize,
): void {
  const bytes = (<usize>(d * o)) << 3;
  const p = scratch;
  const uv = scratch + bytes;
  const packed = uv + bytes;
  const hRow = (<usize>h) << 3;
  const oRow = (<usize>o) << 3;
  const dRow = (<usize>d) << 3;
  product(d, o, h, u, hRow, 8, v, 8, hRow, uv, false, packed);
  product(d, o, d, s, dRow, 8, uv, oRow, 8, p, false, 0);
  for (let k: usize = 0; k < bytes; k += 8) store<f64>(p + k, load<f64>(c + k) - load<f64>(p + k));
  product(d, h, o, p, oRow, 8, v, hRow, 8, du, false, 0);
  product(o, h, d, p, 8, oRow, u, hRow, 8, dv, false, 0);
}

/** out = base + h (sum over s of weights[s] stages[s]), s ascending from +0; stages are rows of length n. */
export function combineStages(
  n: i32,
  count: i32,
  weights: usize,
  h: f64,
  base: usize,
  stages: usize,
  out: usize,
): void {
  const row = (<usize>n) << 3;
  const hs = f64x2.splat(h);
  let i = n;
  for (; i >= 4; i -= 4, base += 32, stages += 32, out += 32) {
    let x = f64x2.splat(0);
    let y = x;
    let stage = stages;
    let weight = weights;
    for (let s = 0; s < count; s++, stage += row, weight += 8) {
      const w = v128.load_splat<f64>(weight);
      x = f64x2.add(x, f64x2.mul(w, v128.load(stage)));
      y = f64x2.add(y, f64x2.mul(w, v128.load(stage, 16)));
    }
    v128.store(out, f64x2.add(v128.load(base), f64x2.mul(hs, x)));
    v128.store(out, f64x2.add(v128.load(base, 16), f64x2.mul(hs, y)), 16);
  }
  for (; i > 0; i--, base += 8, stages += 8, out += 8) {
    let x: f64 = 0;
    let stage = stages;
    let weight = weights;
    for (let s = 0; s < count; s++, stage += row, weight += 8) x += load<f64>(weight) * load<f64>(stage);
    store<f64>(out, load<f64>(base) + h * x);
  }
}

/** See `linearNetworkStages` in ../kernels.ts; `scratch` as in linearNetworkDescent. */
export function linearNetworkStages(
  d: i32,
  o: i32,
  h: i32,
  s: usize,
  c: usize,
  count: i32,
  weights: usize,
  step: f64,
  state: usize,
  stages: usize,
  point: usize,
  scratch: usize,
): void {
  const n = (d + o) * h;
  const v = (<usize>(d * h)) << 3;
  const row = (<usize>n) << 3;
  let stage = stages;
  for (let k = 1; k < count; k++) {
    weights += (<usize>count) << 3;
    stage += row;
    combineStages(n, k, weights, step, state, stages, point);
    linearNetworkDescent(d, o, h, s, c, point, point + v, stage, stage + v, scratch);
  }
}
