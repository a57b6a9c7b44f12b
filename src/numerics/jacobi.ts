import { copyOf } from "./doubles.js";
import { type Columns, unitColumns } from "./structure.js";

const MAX_SWEEPS = 40;

/**
 * Proposes V, nearly orthogonal, such that the columns of A V are nearly orthogonal and fall in norm: one-sided Jacobi
 * rotations (Hestenes 1958), at most 40 sweeps. A proposal only: nothing about its accuracy is promised. Where the columns
 * of A are orthogonal already, to rounding, V is exactly a permutation. Entries of A should be of size at most about 1.
 */
export function orthogonalizingRotations(a: Columns): { readonly v: Columns; readonly isPermutation: boolean } {
  const count = a.length;
  const length = count === 0 ? 0 : a[0].length;
  const w = a.map((column) => copyOf(column));
  const v = unitColumns(count);
  const squares = w.map((column) => dot(column, column));
  const tolerance = 2 ** -52 * Math.max(4, length);
  let isPermutation = true;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < count - 1; p++) {
      moveLargestTo(p, squares, w, v);
      for (let q = p + 1; q < count; q++) {
        const alpha = squares[p];
        const beta = squares[q];
        const gamma = dot(w[p], w[q]);
        if (!(Math.abs(gamma) > tolerance * Math.sqrt(alpha) * Math.sqrt(beta))) continue;
        const zeta = (beta - alpha) / (2 * gamma);
        const tangent = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        const sine = cosine * tangent;
        if (sine === 0) continue;
        squares[q] = rotate(w[p], w[q], cosine, sine);
        rotate(v[p], v[q], cosine, sine);
        squares[p] = dot(w[p], w[p]);
        rotated = true;
        isPermutation = false;
      }
    }
    if (!rotated) break;
  }
  return { v, isPermutation };
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** Rotates the two columns and returns the square of the second one's norm. */
function rotate(x: Float64Array, y: Float64Array, cosine: number, sine: number): number {
  let square = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i];
    const b = y[i];
    const moved = sine * a + cosine * b;
    x[i] = cosine * a - sine * b;
    y[i] = moved;
    square += moved * moved;
  }
  return square;
}

/** De Rijk's pivoting: the longest of the columns p, p + 1, ... comes to place p. */
function moveLargestTo(p: number, squares: number[], w: Float64Array[], v: Float64Array[]): void {
  let best = p;
  for (let q = p + 1; q < squares.length; q++) if (squares[q] > squares[best]) best = q;
  if (best === p) return;
  [squares[p], squares[best]] = [squares[best], squares[p]];
  [w[p], w[best]] = [w[best], w[p]];
  [v[p], v[best]] = [v[best], v[p]];
}
