import type { Matrix } from "../../numerics/matrix.js";
import type { Arithmetic, Real } from "../../numerics/real.js";

/** What a family's formulas need beyond + - * / and roots, of balls and of numbers on a tape. */
export interface Algebra {
  readonly arithmetic: Arithmetic;
  /** Eigenvalues of M'M, ascending, one for each column */
  gramEigenvalues(matrix: Matrix): readonly Real[];
  /** Eigenvalues of a symmetric matrix, ascending */
  symmetricEigenvalues(matrix: Matrix): readonly Real[];
  /** Decided exactly; undefined where that would take too long */
  rank(matrix: Matrix): number | undefined;
  /** A number of which only low <= x <= high is known */
  readonly between: (low: number, high: number) => Real;
  /** Arctangent */
  arctangent(x: Real): Real;
  sine(x: Real): Real;
  cosine(x: Real): Real;
  /** Eigenvalues of M M' of a matrix of numbers, ascending, one for each row */
  rowGramEigenvalues(rows: readonly (readonly Real[])[]): readonly Real[];
}
