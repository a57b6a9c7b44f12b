import { Matrix } from "../../numerics/matrix.js";

/** A lower triangular K with KK' close to the matrix; undefined where the rounding meets a pivot that is not positive. */
export function choleskyFactor(matrix: Matrix): Matrix | undefined {
  const n = matrix.rows;
  const K = new Matrix(n, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix.at(i, j);
      for (let k = 0; k < j; k++) sum -= K.at(i, k) * K.at(j, k);
      if (i === j) {
        if (!(sum > 0)) return undefined;
        K.data[i * n + i] = Math.sqrt(sum);
      } else K.data[i * n + j] = sum / K.at(j, j);
    }
  return K;
}
