import type { Budget } from "./budget.js";
import { bitLength } from "./integers.js";

/** A square or rectangular matrix of integers, by rows. */
export type IntegerRows = readonly (readonly bigint[])[];

/** The result of fraction-free elimination of an n x n system with some right-hand sides. */
export interface FractionFreeSolution {
  /** The determinant, or one of its multiples by -1: solution k is numerators[k] / denominator. */
  readonly denominator: bigint;
  readonly numerators: readonly (readonly bigint[])[];
}

function longest(rows: IntegerRows): number {
  let most = 0;
  for (const row of rows) for (const x of row) most = Math.max(most, bitLength(x));
  return most;
}

/**
 * Bareiss' elimination in place: every entry stays a minor of the matrix, every division is exact (Sylvester's identity).
 * Returns the rank found in the first `columns` columns, the last pivot and the sign of the row exchanges;
 * stops at the first column without a pivot when `full` is set.
 */
function eliminate(
  rows: bigint[][],
  columns: number,
  full: boolean,
  budget: Budget,
): { rank: number; pivot: bigint; sign: bigint } {
  const width = rows[0]?.length ?? 0;
  const bits = longest(rows);
  let rank = 0;
  let previous = 1n;
  let sign = 1n;
  for (let column = 0; column < columns && rank < rows.length; column++) {
    const place = rows.findIndex((row, i) => i >= rank && row[column] !== 0n);
    if (place === -1) {
      if (full) return { rank, pivot: 0n, sign };
      continue;
    }
    if (place !== rank) {
      [rows[rank], rows[place]] = [rows[place], rows[rank]];
      sign = -sign;
    }
    const top = rows[rank];
    const pivot = top[column];
    budget.spendProducts(3 * (rows.length - rank - 1) * (width - column), (rank + 1) * bits);
    for (let i = rank + 1; i < rows.length; i++) {
      const row = rows[i];
      const factor = row[column];
      for (let j = column + 1; j < width; j++) row[j] = (pivot * row[j] - factor * top[j]) / previous;
      row[column] = 0n;
    }
    previous = pivot;
    rank++;
  }
  return { rank, pivot: previous, sign };
}

/** Determinant of an n x n matrix; 1 for n = 0. */
export function determinant(matrix: IntegerRows, budget: Budget): bigint {
  if (matrix.length === 0) return 1n;
  const rows = matrix.map((row) => [...row]);
  const { pivot, sign } = eliminate(rows, rows.length, true, budget);
  return sign * pivot;
}

/** Rank of any matrix. */
export function rankOf(matrix: IntegerRows, budget: Budget): number {
  const rows = matrix.map((row) => [...row]);
  return eliminate(rows, rows[0]?.length ?? 0, false, budget).rank;
}

/** Solves matrix x = b for each right-hand side b; undefined when the matrix is singular. */
export function solve(
  matrix: IntegerRows,
  rightHandSides: readonly (readonly bigint[])[],
  budget: Budget,
): FractionFreeSolution | undefined {
  const n = matrix.length;
  if (n === 0) return { denominator: 1n, numerators: rightHandSides.map(() => []) };
  const rows = matrix.map((row, i) => [...row, ...rightHandSides.map((b) => b[i])]);
  const { pivot } = eliminate(rows, n, true, budget);
  if (pivot === 0n) return undefined;
  budget.spendProducts((rightHandSides.length * n * (n + 5)) / 2, 2 * bitLength(pivot));
  const numerators = rightHandSides.map((_, k) => {
    const y = new Array<bigint>(n).fill(0n);
    for (let i = n - 1; i >= 0; i--) {
      let sum = pivot * rows[i][n + k];
      for (let j = i + 1; j < n; j++) sum -= rows[i][j] * y[j];
      // By Cramer's rule pivot * x_i is an integer, so the division is exact.
      y[i] = sum / rows[i][i];
    }
    return y;
  });
  return { denominator: pivot, numerators };
}

/**
 * The coefficients of det(x I - matrix), highest power first, by Berkowitz' algorithm: additions and multiplications
 * of integers only (S. J. Berkowitz, Inf. Process. Lett. 18, 1984).
 */
export function characteristicPolynomial(matrix: IntegerRows, budget: Budget): bigint[] {
  const n = matrix.length;
  const bits = longest(matrix);
  let polynomial = [1n];
  for (let r = 0; r < n; r++) {
    // First column of the Toeplitz factor: 1, -a_rr, -R C, -R M C, ..., M the leading r x r block.
    const factor = [1n, -matrix[r][r]];
    let vector = matrix.slice(0, r).map((row) => row[r]);
    const last = matrix[r];
    budget.spendProducts(r * r * r + r * r, bits * (1 + r / 2));
    for (let power = 0; power < r; power++) {
      let sum = 0n;
      for (let j = 0; j < r; j++) sum += last[j] * vector[j];
      factor.push(-sum);
      if (power < r - 1)
        vector = matrix.slice(0, r).map((row) => {
          let entry = 0n;
          for (let j = 0; j < r; j++) entry += row[j] * vector[j];
          return entry;
        });
    }
    const next = new Array<bigint>(r + 2).fill(0n);
    for (let i = 0; i < next.length; i++)
      for (let j = 0; j < polynomial.length && j <= i; j++) next[i] += factor[i - j] * polynomial[j];
    polynomial = next;
  }
  return polynomial;
}

/**
 * All 2^n - 1 principal minors, each handed to `visit` with the size of its index set. Recursion on Schur complements
 * (Griffin and Tsatsomeros 2006), here fraction-free: with the index or without it.
 */
export function visitPrincipalMinors(
  matrix: IntegerRows,
  visit: (minor: bigint, size: number) => void,
  budget: Budget,
): void {
  const bits = longest(matrix);
  const descend = (
    rest: IntegerRows,
    previous: bigint,
    size: number,
    original: readonly number[],
    chosen: readonly number[],
  ): void => {
    if (rest.length === 0) return;
    const pivot = rest[0][0];
    visit(pivot, size + 1);
    const others = original.slice(1);
    descend(
      rest.slice(1).map((row) => row.slice(1)),
      previous,
      size,
      others,
      chosen,
    );
    const withFirst = [...chosen, original[0]];
    if (pivot !== 0n) {
      budget.spendProducts(3 * others.length * others.length + 3, (size + 1) * bits);
      const next = rest
        .slice(1)
        .map((row) => row.slice(1).map((x, j) => (pivot * x - row[0] * rest[0][j + 1]) / previous));
      descend(next, pivot, size + 1, others, withFirst);
      return;
    }
    // No Schur complement of a singular block: the minors that contain it are computed one by one.
    for (let mask = 1; mask < 2 ** others.length; mask++) {
      const indices = [...withFirst, ...others.filter((_, i) => (mask >> i) & 1)];
      visit(
        determinant(
          indices.map((i) => indices.map((j) => matrix[i][j])),
          budget,
        ),
        indices.length,
      );
    }
  };
  descend(
    matrix,
    1n,
    0,
    Array.from({ length: matrix.length }, (_, i) => i),
    [],
  );
}
