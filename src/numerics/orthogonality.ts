import type { CompensatedSum } from "./compensated.js";
import { mapped, zeros } from "./doubles.js";
import { addUp } from "./rounding.js";
import { euclideanNormUpperBound } from "./scaling.js";
import type { Columns } from "./structure.js";

/** V - V (V'V - I) / 2: nearer to orthogonal (one Newton-Schulz step). */
export function reorthogonalized(v: Columns, sum: CompensatedSum): Columns {
  const n = v.length;
  const defect = v.map(() => zeros(n));
  for (let j = 0; j < n; j++)
    for (let k = 0; k <= j; k++) {
      sum.reset().add(j === k ? -1 : 0);
      defect[j][k] = defect[k][j] = sum.addProducts(v[j], 0, 1, v[k], 0, 1, n).value() / 2;
    }
  return v.map((column, j) =>
    mapped(column, (x, i) => {
      let change = 0;
      for (let k = 0; k < n; k++) change += v[k][i] * defect[j][k];
      return x - change;
    }),
  );
}

/** Upper bound of ||V'V - I||_F. */
export function orthogonalityDefect(v: Columns, sum: CompensatedSum): number {
  const n = v.length;
  const entries = zeros(n * n);
  for (let j = 0; j < n; j++)
    for (let k = 0; k <= j; k++) {
      sum
        .reset()
        .add(j === k ? -1 : 0)
        .addProducts(v[j], 0, 1, v[k], 0, 1, n);
      entries[j * n + k] = entries[k * n + j] = addUp(Math.abs(sum.value()), sum.error());
    }
  return euclideanNormUpperBound(entries);
}
