/** Scales every column of X (d x n) to unit length; a zero column becomes e_1. */
export function unitColumns(d: number, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let j = 0; j < d; j++) square += x[j * n + i] * x[j * n + i];
    if (square === 0) x[i] = square = 1;
    const length = Math.sqrt(square);
    for (let j = 0; j < d; j++) x[j * n + i] /= length;
  }
}
