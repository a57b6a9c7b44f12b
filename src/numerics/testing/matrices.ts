import { Matrix } from "../matrix.js";
import type { Sampler } from "./sampler.js";

/** h_ij = 1 / (i + j + 1), rounded: condition number 5e2, 1.5e4, 4.8e5, 1.5e7 at n = 3, 4, 5, 6. */
export function hilbertMatrix(n: number): Matrix {
  return new Matrix(
    n,
    n,
    new Float64Array(n * n).map((_, k) => 1 / (Math.floor(k / n) + (k % n) + 1)),
  );
}

/** Matrices of the kinds that break norm and eigenvalue code, rows x columns, cycling with `kind`. */
export function awkwardMatrix(sampler: Sampler, rows: number, columns: number, kind: number): Matrix {
  const dense = (entry: () => number): Matrix => sampler.matrix(rows, columns, entry);
  switch (kind % 10) {
    case 0:
      return dense(() => sampler.signed());
    case 1:
      return dense(() => sampler.integer(-5, 5));
    case 2: // graded columns
      return new Matrix(
        rows,
        columns,
        dense(() => sampler.signed()).data.map((x, k) => x * 10 ** (-4 * (k % columns))),
      );
    case 3: {
      const scale = 10 ** (sampler.integer(0, 1) * 300 - 150);
      return dense(() => sampler.signed() * scale);
    }
    case 4: {
      // a repeated column, sometimes negated
      const result = dense(() => sampler.signed());
      const sign = sampler.unit() < 0.5 ? 1 : -1;
      for (let i = 0; i < rows; i++) result.data[i * columns + columns - 1] = sign * result.data[i * columns];
      return result;
    }
    case 5: {
      // nearly rank one
      const x = sampler.matrix(rows, 1, () => sampler.signed()).data;
      const y = sampler.matrix(columns, 1, () => sampler.signed()).data;
      const noise = 10 ** -sampler.integer(3, 15);
      return new Matrix(
        rows,
        columns,
        new Float64Array(rows * columns).map(
          (_, k) => x[Math.floor(k / columns)] * y[k % columns] + noise * sampler.signed(),
        ),
      );
    }
    case 6: // sparse, whole exponent range
      return dense(() => (sampler.unit() < 0.5 ? 0 : sampler.signed() * 2 ** sampler.integer(-600, 300)));
    case 7: {
      // scaled permutation
      const result = new Matrix(rows, columns);
      for (let i = 0; i < Math.min(rows, columns); i++)
        result.data[i * columns + ((i + 1) % columns)] = sampler.signed();
      return result;
    }
    case 8: // subnormal
      return dense(() => sampler.integer(-9, 9) * 2 ** -1074);
    default: {
      // one row, column or block much larger
      const large = sampler.integer(0, rows * columns - 1);
      return new Matrix(
        rows,
        columns,
        dense(() => sampler.signed()).data.map((x, k) => (k === large ? x * 1e12 : x)),
      );
    }
  }
}

/** A nearly orthogonal matrix: a product of n plane rotations per pair. */
export function rotations(sampler: Sampler, n: number): Matrix {
  const result = Matrix.identity(n);
  for (let p = 0; p < n; p++)
    for (let q = p + 1; q < n; q++) {
      const t = sampler.signed();
      const cosine = 1 / Math.sqrt(1 + t * t);
      for (let j = 0; j < n; j++) {
        const a = result.data[p * n + j];
        const b = result.data[q * n + j];
        result.data[p * n + j] = cosine * (a - t * b);
        result.data[q * n + j] = cosine * (t * a + b);
      }
    }
  return result;
}
