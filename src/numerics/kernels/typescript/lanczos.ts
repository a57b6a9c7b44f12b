import { dotAt, multiplyTransposedVector } from "./products.js";

/** Steps at most; more than enough for the relative accuracy asked for unless the top eigenvalues are a tight cluster. */
export const maximalLanczosSteps = 96;
/** Steps between two looks at the tridiagonal matrix's largest eigenvalue. */
const stepsBetweenLooks = 4;
/** Two looks that agree to this end the iteration. */
const agreement = 2 ** -36;
/** An off-diagonal entry this small against the largest diagonal one is rounding: the Krylov space is exhausted. */
const exhaustion = 2 ** -44;

/**
 * Largest zero of the characteristic polynomial p of the leading k x k block of the tridiagonal matrix with diagonal d and
 * squared off-diagonal entries f, by Laguerre's method from the right: as all zeros y_i are real it comes down monotonically,
 * a step being k / (S + sqrt((k - 1) (k T - S^2))) with S = p'/p, the sum of all 1/(y - y_i), and T that of their squares.
 */
export function largestZero(k: number, d: Float64Array, f: Float64Array): number {
  let x = 0;
  for (let i = 0; i < k; i++) {
    const reach = d[i] + Math.sqrt(i > 0 ? f[i - 1] : 0) + Math.sqrt(i < k - 1 ? f[i] : 0);
    if (reach > x) x = reach;
  }
  const scale = 1 / x;
  if (!(scale < Number.POSITIVE_INFINITY)) return x;
  const square = scale * scale;
  let y = 1;
  for (let iteration = 0; iteration < 60; iteration++) {
    // p, p' and p'' of the leading blocks, two in a row.
    let [before, slopeBefore, bendBefore] = [1, 0, 0];
    let [value, slope, bend] = [y - d[0] * scale, 1, 0];
    for (let i = 1; i < k; i++) {
      const factor = y - d[i] * scale;
      const coupling = f[i - 1] * square;
      const next = factor * value - coupling * before;
      const nextSlope = factor * slope - coupling * slopeBefore + value;
      const nextBend = factor * bend - coupling * bendBefore + 2 * slope;
      [before, slopeBefore, bendBefore] = [value, slope, bend];
      [value, slope, bend] = [next, nextSlope, nextBend];
    }
    if (!(value > 0)) break;
    const sum = slope / value;
    const squares = sum * sum - bend / value;
    const spread = (k - 1) * (k * squares - sum * sum);
    const step = k / (sum + Math.sqrt(spread > 0 ? spread : 0));
    if (!(step > 2 ** -50)) break;
    y -= step;
  }
  return y * x;
}

export function largestEigenvalue(n: number, a: Float64Array): number {
  if (n === 0) return 0;
  let current = Float64Array.from({ length: n }, (_, i) => 1 + ((i * 7) % 16) / 16);
  let previous = new Float64Array(n);
  let next = new Float64Array(n);
  const d = new Float64Array(maximalLanczosSteps);
  const f = new Float64Array(maximalLanczosSteps);
  const start = Math.sqrt(dotAt(n, current, 0, current, 0));
  for (let i = 0; i < n; i++) current[i] /= start;
  let beta = 0;
  let estimate = 0;
  let largestAlpha = 0;
  const limit = Math.min(n, maximalLanczosSteps);
  for (let k = 0; k < limit; k++) {
    multiplyTransposedVector(n, n, a, current, next); // A is symmetric
    const alpha = dotAt(n, next, 0, current, 0);
    for (let i = 0; i < n; i++) next[i] = next[i] - alpha * current[i] - beta * previous[i];
    const square = dotAt(n, next, 0, next, 0);
    d[k] = alpha;
    f[k] = square;
    beta = Math.sqrt(square);
    if (alpha > largestAlpha) largestAlpha = alpha;
    const last = k === limit - 1 || !(beta > exhaustion * largestAlpha);
    if (last || k % stepsBetweenLooks === stepsBetweenLooks - 1) {
      const look = largestZero(k + 1, d, f);
      if (last || look - estimate <= agreement * look) return look;
      estimate = look;
    }
    const spare = previous;
    previous = current;
    current = next;
    next = spare;
    for (let i = 0; i < n; i++) current[i] /= beta;
  }
  return estimate;
}
