/** See `extrapolate` in ../kernels.ts. */
export function extrapolate(
  m: number,
  n: number,
  levels: number,
  known: number,
  table: Float64Array,
  z: Float64Array,
  next: Float64Array,
): void {
  const level = m * n;
  const count = Math.min(known, levels - 1);
  const norms = new Float64Array((levels + 1) * n);
  for (let k = 0; k < level; k++) {
    let t = z[k];
    for (let l = 0; l < count; l++) {
      const difference = t - table[l * level + k];
      table[l * level + k] = t;
      t = difference;
      norms[(l + 1) * n + (k % n)] += t * t;
    }
    table[count * level + k] = t;
  }
  for (let i = 0; i < n; i++) {
    let order = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let l = 1; l <= count; l++)
      if (norms[l * n + i] < least) {
        least = norms[l * n + i];
        order = l - 1;
      }
    for (let k = i; k < level; k += n) {
      let sum = table[k];
      for (let l = 1; l <= order; l++) sum += table[l * level + k];
      next[k] = sum;
    }
  }
}
