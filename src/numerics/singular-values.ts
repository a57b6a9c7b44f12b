import { Ball } from "./ball.js";
import { BallMatrix } from "./ball-matrix.js";
import { columnGram, euclideanNorm, multiplyColumns, smallRotation } from "./column-gram.js";
import { CompensatedSum } from "./compensated.js";
import { zeros } from "./doubles.js";
import { orthogonalizingRotations } from "./jacobi.js";
import type { Matrix } from "./matrix.js";
import { widenNonnegative } from "./nonnegative.js";
import { orthogonalityDefect, reorthogonalized } from "./orthogonality.js";
import { addUp, LEAST_SUBNORMAL, multiplyUp } from "./rounding.js";
import { largestAbsolute, scaleToUnit } from "./scaling.js";
import { singularValuesOf } from "./singular-value-bounds.js";
import { type Columns, distinctColumns, isRankOne, nonzeroPart, transposed } from "./structure.js";

const MAX_CORRECTIONS = 3;

const cache = new WeakMap<Matrix, readonly Ball[]>();

/**
 * All singular values, descending, min(rows, columns) of them, each with a certified radius; unknown where an entry is
 * not finite. For a matrix of doubles the relative error is about n 2^-53 for large and small singular values alike while
 * the condition number stays below about 1e14; exact where the columns (or rows) are orthogonal with exact norms, and
 * exactly 0 where a zero or repeated row or column forces it. For a BallMatrix its radius is added (Weyl).
 *
 * Method. One-sided Jacobi proposes V; B = A V is computed with compensated dot products, so that each column errs by
 * about u of its own norm, likewise the defect ||V'V - I||_F and B'B; then `singularValuesOf`. So a small singular value is
 * as good as a large one as long as B's columns are orthogonal relative to their norms, which small rotations see to.
 */
export function singularValues(matrix: Matrix | BallMatrix): readonly Ball[] {
  if (matrix instanceof BallMatrix) {
    if (!matrix.known) return new Array<Ball>(Math.min(matrix.rows, matrix.columns)).fill(Ball.unknown());
    return singularValues(matrix.mid).map((sigma) => widenNonnegative(sigma, matrix.rad));
  }
  let result = cache.get(matrix);
  if (result === undefined) {
    result = compute(matrix);
    cache.set(matrix, result);
  }
  return result;
}

function compute(matrix: Matrix): readonly Ball[] {
  const total = Math.min(matrix.rows, matrix.columns);
  const largest = largestAbsolute(matrix.data);
  if (largest === Number.POSITIVE_INFINITY) return new Array<Ball>(total).fill(Ball.unknown());
  if (largest === 0) return new Array<Ball>(total).fill(Ball.exact(0));
  const scaled = scaleToUnit(matrix.data);
  // Zero rows and columns change nothing but the number of zeros; the shorter side becomes the columns.
  const columns = nonzeroPart(scaled.data, matrix.rows, matrix.columns);
  const lost = scaled.rounded === 0 ? 0 : multiplyUp(scaled.rounded, LEAST_SUBNORMAL); // >= sqrt(rounded) 2^-1075
  const values = isRankOne(columns) ? [euclideanNorm(columns)] : ofColumns(columns);
  const rank = Math.min(values.length, distinctColumns(columns), distinctColumns(transposed(columns)));
  return Array.from({ length: total }, (_, i) => {
    if (i < rank) return widenNonnegative(values[i], lost).timesPowerOfTwo(scaled.exponent);
    // Entries lost in scaling could hide a rank that the scaled matrix does not show.
    return Ball.between(0, lost).timesPowerOfTwo(scaled.exponent);
  });
}

function ofColumns(given: Columns): readonly Ball[] {
  const isWide = given.length > given[0].length;
  const isSquare = given.length === given[0].length;
  const columns = isWide || (isSquare && haveOrthogonalRows(given)) ? transposed(given) : given;
  const sum = new CompensatedSum();
  const { v, isPermutation } = orthogonalizingRotations(columns);
  if (isPermutation) {
    const image = { columns: v.map((unit) => columns[unit.indexOf(1)]), errors: zeros(v.length) };
    return singularValuesOf(columnGram(image, sum), 0);
  }
  const basis = reorthogonalized(v, sum);
  let defect = orthogonalityDefect(basis, sum);
  let image = multiplyColumns(columns, basis, sum);
  let gram = columnGram(image, sum);
  // Rounding V moves a little of the long columns into the short ones: first-order rotations I + K take it out.
  for (let pass = 0; pass < MAX_CORRECTIONS; pass++) {
    const correction = smallRotation(gram, sum);
    if (correction === undefined) break;
    image = multiplyColumns(image.columns, correction.columns, sum, image.errors);
    gram = columnGram(image, sum);
    defect = addUp(defect, multiplyUp(addUp(1, defect), correction.defect));
  }
  return singularValuesOf(gram, defect);
}

function haveOrthogonalRows(columns: Columns): boolean {
  const rows = transposed(columns);
  const lengths = rows.map((row) => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)));
  return rows.every((row, i) =>
    rows.every((other, j) => {
      if (j >= i) return true;
      const inner = row.reduce((sum, x, k) => sum + x * other[k], 0);
      return Math.abs(inner) <= 2 ** -50 * lengths[i] * lengths[j];
    }),
  );
}
