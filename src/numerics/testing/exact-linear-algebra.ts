import type { Matrix } from "../matrix.js";
import { ONE, Rational, ZERO } from "./rational.js";

/** Square or rectangular arrays of exact rationals, for tests. */
export type RationalMatrix = Rational[][];

export function rationalMatrix(matrix: Matrix): RationalMatrix {
  return matrix.toRows().map((row) => row.map(Rational.of));
}

export function product(a: RationalMatrix, b: RationalMatrix): RationalMatrix {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum.plus(x.times(b[k][j])), ZERO).shortened()));
}

export function transpose(a: RationalMatrix): RationalMatrix {
  return a[0].map((_, j) => a.map((row) => row[j]));
}

/** det A by elimination with exact pivots. */
export function exactDeterminant(matrix: RationalMatrix): Rational {
  const a = matrix.map((row) => [...row]);
  let result = ONE;
  for (let k = 0; k < a.length; k++) {
    const pivot = a.findIndex((row, i) => i >= k && row[k].sign() !== 0);
    if (pivot < 0) return ZERO;
    if (pivot !== k) {
      [a[k], a[pivot]] = [a[pivot], a[k]];
      result = result.negate();
    }
    result = result.times(a[k][k]).shortened();
    eliminate(a, k);
  }
  return result;
}

/** x with A x = b; undefined where A is singular. */
export function exactSolve(matrix: RationalMatrix, b: readonly Rational[]): Rational[] | undefined {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, b[i]]);
  for (let k = 0; k < n; k++) {
    const pivot = a.findIndex((row, i) => i >= k && row[k].sign() !== 0);
    if (pivot < 0) return undefined;
    [a[k], a[pivot]] = [a[pivot], a[k]];
    eliminate(a, k);
  }
  const x = new Array<Rational>(n).fill(ZERO);
  for (let i = n - 1; i >= 0; i--) {
    let rest = a[i][n];
    for (let j = i + 1; j < n; j++) rest = rest.minus(a[i][j].times(x[j])).shortened();
    x[i] = rest.over(a[i][i]).shortened();
  }
  return x;
}

function eliminate(a: RationalMatrix, k: number): void {
  for (let i = k + 1; i < a.length; i++) {
    if (a[i][k].sign() === 0) continue;
    const factor = a[i][k].over(a[k][k]).shortened();
    for (let j = k; j < a[i].length; j++) a[i][j] = a[i][j].minus(factor.times(a[k][j])).shortened();
  }
}

/**
 * How many eigenvalues of a symmetric matrix are less than, and equal to, a number: Sylvester's law on A - shift I, by
 * symmetric elimination with 1 x 1 pivots, or 2 x 2 ones where the diagonal is zero.
 */
export function inertia(matrix: RationalMatrix, shift: Rational): { readonly less: number; readonly equal: number } {
  let a = matrix.map((row, i) => row.map((x, j) => (i === j ? x.minus(shift) : x)));
  let less = 0;
  while (a.length > 0) {
    const pivot = a.findIndex((row, i) => row[i].sign() !== 0);
    if (pivot >= 0) {
      a = permuted(a, [pivot]);
      if (a[0][0].sign() < 0) less++;
      a = a.slice(1).map((row, i) => {
        const factor = a[i + 1][0].over(a[0][0]);
        return row.slice(1).map((x, j) => x.minus(factor.times(a[0][j + 1])).shortened());
      });
      continue;
    }
    const row = a.findIndex((entries) => entries.some((x) => x.sign() !== 0));
    if (row < 0) return { less, equal: a.length };
    // A zero diagonal with a nonzero entry c off it: the pivot [[0, c], [c, 0]] has one negative eigenvalue.
    a = permuted(a, [row, a[row].findIndex((x) => x.sign() !== 0)]);
    less++;
    const c = a[0][1];
    a = a.slice(2).map((entries, i) =>
      entries.slice(2).map((x, j) => {
        const change = a[i + 2][0].times(a[1][j + 2]).plus(a[i + 2][1].times(a[0][j + 2]));
        return x.minus(change.over(c)).shortened();
      }),
    );
  }
  return { less, equal: 0 };
}

/** Rows and columns in a new order: the given ones first. */
function permuted(a: RationalMatrix, first: readonly number[]): RationalMatrix {
  const order = [...first, ...a.keys()].filter((index, k, all) => all.indexOf(index) === k);
  return order.map((i) => order.map((j) => a[i][j]));
}
