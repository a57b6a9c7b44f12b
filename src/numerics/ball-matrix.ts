import { Ball } from "./ball.js";
import { zeros } from "./doubles.js";
import { Matrix } from "./matrix.js";
import { euclideanNormUpperBound, largestAbsolute } from "./scaling.js";

/**
 * A real matrix known to lie within Frobenius distance `rad` of `mid`. Where `entryRad` is given, every entry k of the
 * row-major data is known to lie within entryRad[k] of mid.data[k] as well. `rad` Infinity: nothing is known. Immutable.
 */
export class BallMatrix {
  readonly mid: Matrix;
  readonly rad: number;
  readonly entryRad?: Float64Array;

  /** A radius that is not >= 0, or a midpoint with a NaN or an infinity, means that nothing is known. */
  constructor(mid: Matrix, rad: number, entryRad?: Float64Array) {
    const known = rad >= 0 && rad < Number.POSITIVE_INFINITY && largestAbsolute(mid.data) < Number.POSITIVE_INFINITY;
    this.mid = known ? mid : new Matrix(mid.rows, mid.columns);
    this.rad = known ? rad : Number.POSITIVE_INFINITY;
    if (known && entryRad !== undefined) this.entryRad = entryRad;
  }

  static exact(mid: Matrix): BallMatrix {
    return new BallMatrix(mid, 0);
  }

  /** From a bound of the Frobenius norm of the error. */
  static of(mid: Matrix, rad: number): BallMatrix {
    return new BallMatrix(mid, rad);
  }

  /** From bounds of the entries' errors, row-major; entries that are not >= 0 and finite make all unknown. */
  static withEntryRadii(mid: Matrix, entryRad: Float64Array): BallMatrix {
    if (entryRad.length !== mid.data.length)
      throw new RangeError(`${mid.data.length} entries need as many radii, got ${entryRad.length}`);
    if (entryRad.some((r) => !(r >= 0))) return BallMatrix.unknown(mid.rows, mid.columns);
    return new BallMatrix(mid, euclideanNormUpperBound(entryRad), entryRad);
  }

  static unknown(rows: number, columns: number): BallMatrix {
    return new BallMatrix(new Matrix(rows, columns), Number.POSITIVE_INFINITY);
  }

  /** The matrix itself, or an exact one. */
  static from(matrix: Matrix | BallMatrix): BallMatrix {
    return matrix instanceof BallMatrix ? matrix : BallMatrix.exact(matrix);
  }

  get rows(): number {
    return this.mid.rows;
  }

  get columns(): number {
    return this.mid.columns;
  }

  get known(): boolean {
    return this.rad < Number.POSITIVE_INFINITY;
  }

  /** Bound of the error of entry k of the row-major data. */
  entryRadius(k: number): number {
    return this.entryRad === undefined ? this.rad : Math.min(this.entryRad[k], this.rad);
  }

  /** Entry (row, column). */
  at(row: number, column: number): Ball {
    const k = row * this.mid.columns + column;
    return new Ball(this.mid.data[k], this.entryRadius(k));
  }

  /** Bounds of the entries' errors, row-major; a new array. */
  entryRadii(): Float64Array {
    const radii = zeros(this.mid.data.length);
    for (let k = 0; k < radii.length; k++) radii[k] = this.entryRadius(k);
    return radii;
  }

  /** One column, as a matrix of one column. */
  column(index: number): BallMatrix {
    const mid = new Matrix(this.rows, 1, this.mid.column(index));
    if (!this.known) return BallMatrix.unknown(this.rows, 1);
    if (this.entryRad === undefined) return new BallMatrix(mid, this.rad);
    const radii = zeros(this.rows);
    for (let i = 0; i < radii.length; i++) radii[i] = this.entryRadius(i * this.columns + index);
    return new BallMatrix(mid, Math.min(this.rad, euclideanNormUpperBound(radii)), radii);
  }

  transpose(): BallMatrix {
    const radii = this.entryRad && new Matrix(this.rows, this.columns, this.entryRad).transpose().data;
    return new BallMatrix(this.mid.transpose(), this.rad, radii);
  }
}
