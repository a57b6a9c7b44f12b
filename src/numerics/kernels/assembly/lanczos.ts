// Largest eigenvalue of a positive semidefinite matrix by Lanczos; the order of operations is that of
// ../typescript/lanczos.ts.
import { multiplyTransposedVector } from "./products";
import { divideBy, dot } from "./vectors";

const maximalSteps: i32 = 96;
const stepsBetweenLooks: i32 = 4;
/** 2^-36, 2^-44, 2^-50 */
const agreement: f64 = 1.4551915228366852e-11;
const exhaustion: f64 = 5.684341886080802e-14;
const leastStep: f64 = 8.881784197001252e-16;

@inline
function at(address: usize, i: i32): f64 {
  return load<f64>(address + ((<usize>i) << 3));
}

function largestZero(k: i32, d: usize, f: usize): f64 {
  let x: f64 = 0;
  for (let i = 0; i < k; i++) {
    const reach = at(d, i) + sqrt(i > 0 ? at(f, i - 1) : 0) + sqrt(i < k - 1 ? at(f, i) : 0);
    if (reach > x) x = reach;
  }
  const scale = 1 / x;
  if (!(scale < Infinity)) return x;
  const square = scale * scale;
  let y: f64 = 1;
  const degree = <f64>k;
  for (let iteration = 0; iteration < 60; iteration++) {
    let before: f64 = 1;
    let slopeBefore: f64 = 0;
    let bendBefore: f64 = 0;
    let value = y - at(d, 0) * scale;
    let slope: f64 = 1;
    let bend: f64 = 0;
    for (let i = 1; i < k; i++) {
      const factor = y - at(d, i) * scale;
      const coupling = at(f, i - 1) * square;
      const next = factor * value - coupling * before;
      const nextSlope = factor * slope - coupling * slopeBefore + value;
      const nextBend = factor * bend - coupling * bendBefore + 2 * slope;
      before = value;
      value = next;
      slopeBefore = slope;
      slope = nextSlope;
      bendBefore = bend;
      bend = nextBend;
    }
    if (!(value > 0)) break;
    const sum = slope / value;
    const squares = sum * sum - bend / value;
    const spread = (degree - 1) * (degree * squares - sum * sum);
    const step = degree / (sum + sqrt(spread > 0 ? spread : 0));
    if (!(step > leastStep)) break;
    y -= step;
  }
  return y * x;
}

/** next[i] = (next[i] - alpha current[i]) - beta previous[i]. */
function orthogonalise(n: i32, next: usize, current: usize, alpha: f64, previous: usize, beta: f64): void {
  const x = f64x2.splat(alpha);
  const y = f64x2.splat(beta);
  for (; n >= 2; n -= 2, next += 16, current += 16, previous += 16)
    v128.store(
      next,
      f64x2.sub(f64x2.sub(v128.load(next), f64x2.mul(x, v128.load(current))), f64x2.mul(y, v128.load(previous))),
    );
  if (n > 0) store<f64>(next, load<f64>(next) - alpha * load<f64>(current) - beta * load<f64>(previous));
}

/** `scratch`: 3 n + 192 doubles. */
export function largestEigenvalue(n: i32, a: usize, scratch: usize): f64 {
  if (n == 0) return 0;
  const row = (<usize>n) << 3;
  const d = scratch;
  const f = d + (maximalSteps << 3);
  let current = f + (maximalSteps << 3);
  let previous = current + row;
  let next = previous + row;
  for (let i = 0; i < n; i++) store<f64>(current + ((<usize>i) << 3), 1 + <f64>((i * 7) & 15) / 16);
  memory.fill(previous, 0, row);
  divideBy(n, current, sqrt(dot(n, current, current)));
  let beta: f64 = 0;
  let estimate: f64 = 0;
  let largestAlpha: f64 = 0;
  const limit = min(n, maximalSteps);
  for (let k = 0; k < limit; k++) {
    multiplyTransposedVector(n, n, a, current, next); // A is symmetric
    const alpha = dot(n, next, current);
    orthogonalise(n, next, current, alpha, previous, beta);
    const square = dot(n, next, next);
    store<f64>(d + ((<usize>k) << 3), alpha);
    store<f64>(f + ((<usize>k) << 3), square);
    beta = sqrt(square);
    if (alpha > largestAlpha) largestAlpha = alpha;
    const last = k == limit - 1 || !(beta > exhaustion * largestAlpha);
    if (last || k % stepsBetweenLooks == stepsBetweenLooks - 1) {
      const look = largestZero(k + 1, d, f);
      if (last || look - estimate <= agreement * look) return look;
      estimate = look;
    }
    const spare = previous;
    previous = current;
    current = next;
    next = spare;
    divideBy(n, current, beta);
  }
  return estimate;
}
