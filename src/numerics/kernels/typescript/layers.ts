/** See `finishAdjoint` in ../kernels.ts. */
export function finishAdjoint(
  m: number,
  n: number,
  constant: Float64Array,
  z: Float64Array,
  image: Float64Array,
  u: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0, e = i; j < m; j++, e += n) {
      const value = z[e] > 0 ? image[e] + constant[j] : 0;
      const change = value - u[e];
      sum += change * change;
      u[e] = value;
    }
    total += sum;
  }
  return total;
}

/** See `compareColumns` in ../kernels.ts. */
export function compareColumns(
  m: number,
  n: number,
  x: Float64Array,
  y: Float64Array,
  squares: Float64Array,
  flips: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    let count = 0;
    for (let j = 0, e = i; j < m; j++, e += n) {
      const change = y[e] - x[e];
      sum += change * change;
      if (x[e] > 0 !== y[e] > 0) count++;
    }
    squares[i] = sum;
    flips[i] = count;
    total += count;
  }
  return total;
}

/** See `scaleColumns` in ../kernels.ts. */
export function scaleColumns(
  m: number,
  n: number,
  factor: number,
  x: Float64Array,
  weights: Float64Array,
  out: Float64Array,
): void {
  for (let j = 0, e = 0; j < m; j++) for (let i = 0; i < n; i++, e++) out[e] = factor * (x[e] * weights[i]);
}
