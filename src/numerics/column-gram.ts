import { Ball } from "./ball.js";
import { CompensatedSum } from "./compensated.js";
import { zeros } from "./doubles.js";
import { widenNonnegative } from "./nonnegative.js";
import { orthogonalityDefect, reorthogonalized } from "./orthogonality.js";
import { addUp, divideUp, LEAST_SUBNORMAL, multiplyDown, multiplyUp, scaleUp } from "./rounding.js";
import { euclideanNormUpperBound, largestAbsolute, scaleToUnit } from "./scaling.js";
import { type Columns, singleNonzero, transposed, unitColumns } from "./structure.js";

/** Columns B, each known up to a vector of norm `errors[j]`. */
export interface ColumnImage {
  readonly columns: Columns;
  readonly errors: Float64Array;
}

/** A V column by column, where the columns of A are known up to `given`. */
export function multiplyColumns(a: Columns, v: Columns, sum: CompensatedSum, given?: Float64Array): ColumnImage {
  const rows = transposed(a);
  const errors = zeros(v.length);
  const columns = v.map((column, j) => {
    const rounding = zeros(rows.length);
    const result = zeros(rows.length);
    for (let i = 0; i < rows.length; i++) {
      sum.reset().addProducts(rows[i], 0, 1, column, 0, 1, column.length);
      rounding[i] = sum.error();
      result[i] = sum.value();
    }
    errors[j] = euclideanNormUpperBound(rounding);
    for (let k = 0; given !== undefined && k < given.length; k++)
      errors[j] = addUp(errors[j], multiplyUp(given[k], Math.abs(column[k])));
    return result;
  });
  return { columns, errors };
}

/** What is certain of B'B = D (I + E) D, E of diagonal 0; all but the norms is free of the columns' scales. */
export interface ColumnGram {
  readonly norms: readonly Ball[];
  /** Approximations and bounds of |e_jk|, j and k different. */
  readonly coupling: readonly Float64Array[];
  readonly bounds: readonly Float64Array[];
}

/** Norms and couplings of an image's columns, with every rounding and the columns' own errors in them. */
export function columnGram(image: ColumnImage, sum: CompensatedSum): ColumnGram {
  const n = image.columns.length;
  const length = image.columns[0].length;
  const coupling = image.columns.map(() => zeros(n));
  const bounds = image.columns.map(() => zeros(n));
  // Each column at its own scale: products of short columns don't underflow.
  const scaled = image.columns.map((column, j) => unitColumn(column, image.errors[j]));
  const norms = scaled.map(({ column, error }) => {
    return widenNonnegative(euclideanNorm([column]), error);
  });
  for (let j = 0; j < n; j++)
    for (let k = 0; k < j; k++) {
      sum.reset().addProducts(scaled[j].column, 0, 1, scaled[k].column, 0, 1, length);
      const inner = sum.value();
      coupling[j][k] = coupling[k][j] = inner / (norms[j].mid * norms[k].mid) || 0;
      const drift = addUp(
        multiplyUp(scaled[j].error, addUp(norms[k].upper(), scaled[k].error)),
        multiplyUp(scaled[k].error, addUp(norms[j].upper(), scaled[j].error)),
      );
      const bound = addUp(addUp(Math.abs(inner), sum.error()), drift);
      const scale = multiplyDown(Math.max(0, norms[j].lower()), Math.max(0, norms[k].lower()));
      // |e_jk| <= 1 by Cauchy and Schwarz.
      bounds[j][k] = bounds[k][j] = bound === 0 ? 0 : Math.min(1, divideUp(bound, scale));
    }
  return { norms: norms.map((norm, j) => norm.timesPowerOfTwo(scaled[j].exponent)), coupling, bounds };
}

function unitColumn(column: Float64Array, error: number) {
  if (largestAbsolute(column) === 0) return { column, error, exponent: 0 };
  const { data, exponent, rounded } = scaleToUnit(column);
  return { column: data, exponent, error: addUp(scaleUp(error, -exponent), multiplyUp(rounded, LEAST_SUBNORMAL)) };
}

/**
 * A nearly orthogonal matrix I + K, K antisymmetric and small, such that (I + K)' B'B (I + K) is diagonal to first order,
 * with a bound of its defect; undefined where nothing is left to gain.
 */
export function smallRotation(
  gram: ColumnGram,
  sum: CompensatedSum,
): { readonly columns: Columns; readonly defect: number } | undefined {
  const n = gram.norms.length;
  const columns = unitColumns(n);
  const angles = zeros(n * n);
  let isWorthIt = false;
  for (let j = 0; j < n; j++)
    for (let k = j + 1; k < n; k++) {
      const ratio = gram.norms[k].mid / gram.norms[j].mid;
      if (!(ratio < 0.5)) continue;
      // c_jk + (d_j^2 - d_k^2) K_jk = 0
      const angle = (-gram.coupling[j][k] * ratio) / (1 - ratio * ratio);
      if (!(Math.abs(angle) < 1e-3)) continue;
      columns[k][j] = angles[k * n + j] = angle;
      columns[j][k] = angles[j * n + k] = -angle;
      if (Math.abs(gram.coupling[j][k]) > 1e-14) isWorthIt = true;
    }
  if (!isWorthIt) return undefined;
  // (I + K)'(I + K) = I + K'K: for tiny K its norm is a good bound of the defect, else the columns are mended first.
  const norm = euclideanNormUpperBound(angles);
  if (norm < 1e-9) return { columns, defect: multiplyUp(norm, norm) };
  const mended = reorthogonalized(columns, sum);
  return { columns: mended, defect: orthogonalityDefect(mended, sum) };
}

/** Norm of all entries of some columns of size about 1; exact for a single nonzero entry. */
export function euclideanNorm(columns: Columns): Ball {
  const sum = new CompensatedSum();
  for (const column of columns) sum.addProducts(column, 0, 1, column, 0, 1, column.length);
  const square = new Ball(sum.value(), sum.error());
  if (square.rad === 0) return square.sqrt();
  const single = singleNonzero(columns);
  return single === undefined ? square.sqrt() : Ball.exact(Math.abs(single));
}
