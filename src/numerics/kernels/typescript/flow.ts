import { gemm } from "./products.js";

export function linearNetworkDescent(
  d: number,
  o: number,
  h: number,
  s: Float64Array,
  c: Float64Array,
  state: Float64Array,
  derivative: Float64Array,
): void {
  const v = state.subarray(d * h);
  const uv = new Float64Array(d * o);
  const p = new Float64Array(d * o);
  gemm("ABt", d, o, h, state, v, uv);
  gemm("AB", d, o, d, s, uv, p);
  for (let k = 0; k < d * o; k++) p[k] = c[k] - p[k];
  gemm("AB", d, h, o, p, v, derivative);
  gemm("AtB", o, h, d, p, state, derivative.subarray(d * h));
}

export function combineStages(
  n: number,
  count: number,
  weights: Float64Array,
  h: number,
  base: Float64Array,
  stages: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let s = 0; s < count; s++) sum += weights[s] * stages[s * n + i];
    out[i] = base[i] + h * sum;
  }
}

export function linearNetworkStages(
  d: number,
  o: number,
  h: number,
  s: Float64Array,
  c: Float64Array,
  count: number,
  weights: Float64Array,
  step: number,
  state: Float64Array,
  stages: Float64Array,
  point: Float64Array,
): void {
  const n = (d + o) * h;
  for (let k = 1; k < count; k++) {
    combineStages(n, k, weights.subarray(k * count, (k + 1) * count), step, state, stages, point);
    linearNetworkDescent(d, o, h, s, c, point, stages.subarray(k * n, (k + 1) * n));
  }
}
