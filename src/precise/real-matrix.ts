import { DyadicBall } from "./dyadic-ball.js";
import { Rational } from "./rational.js";
import { PreciseReal } from "./real.js";
import type { DyadicMatrix, RationalVector } from "./vectors.js";

/** Norms whose squares take more bits than this are enclosed, not written down. */
const EXACT_NORM_BITS = 12_000;

/** Balls by columns. */
export type BallColumns = readonly (readonly DyadicBall[])[];

/** A matrix of real numbers by columns: exact rationals, or enclosures that are refined on demand. Immutable. */
export class RealMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly exact: readonly RationalVector[] | undefined;
  readonly #balls: (bits: number) => BallColumns;
  #known: { readonly bits: number; readonly columns: BallColumns } | undefined;

  private constructor(
    rows: number,
    columns: number,
    exact: readonly RationalVector[] | undefined,
    balls: (bits: number) => BallColumns,
  ) {
    this.rows = rows;
    this.columns = columns;
    this.exact = exact;
    this.#balls = balls;
  }

  static exactly(rows: number, columns: readonly RationalVector[]): RealMatrix {
    return new RealMatrix(rows, columns.length, columns, (bits) =>
      columns.map((column) => column.numerators.map((_, i) => column.ball(i, bits))),
    );
  }

  static enclosed(rows: number, columns: number, balls: (bits: number) => BallColumns): RealMatrix {
    return new RealMatrix(rows, columns, undefined, balls);
  }

  balls(bits: number): BallColumns {
    if (this.#known === undefined || this.#known.bits !== bits) this.#known = { bits, columns: this.#balls(bits) };
    return this.#known.columns;
  }

  /** Entrywise. */
  minus(other: RealMatrix): RealMatrix {
    if (this.exact !== undefined && other.exact !== undefined) {
      const right = other.exact;
      return RealMatrix.exactly(
        this.rows,
        this.exact.map((column, j) => column.minus(right[j])),
      );
    }
    return RealMatrix.enclosed(this.rows, this.columns, (bits) => {
      const right = other.balls(bits);
      return this.balls(bits).map((column, j) => column.map((x, i) => x.minus(right[j][i], bits)));
    });
  }

  /** Entrywise. */
  abs(): RealMatrix {
    if (this.exact !== undefined)
      return RealMatrix.exactly(
        this.rows,
        this.exact.map((column) => column.abs()),
      );
    return RealMatrix.enclosed(this.rows, this.columns, (bits) =>
      this.balls(bits).map((column) => column.map((x) => x.abs())),
    );
  }

  /** matrix * this */
  multipliedBy(matrix: DyadicMatrix): RealMatrix {
    if (this.exact !== undefined)
      return RealMatrix.exactly(
        matrix.rows,
        this.exact.map((column) => matrix.timesVector(column)),
      );
    return RealMatrix.enclosed(matrix.rows, this.columns, (bits) =>
      this.balls(bits).map((column) => timesBalls(matrix, column, bits)),
    );
  }

  /** One column. */
  column(j: number): RealMatrix {
    if (this.exact !== undefined) return RealMatrix.exactly(this.rows, [this.exact[j]]);
    return RealMatrix.enclosed(this.rows, 1, (bits) => [this.balls(bits)[j]]);
  }

  /** Frobenius norm: exact while its square is short enough to be written down. */
  norm(): PreciseReal {
    if (this.exact !== undefined) {
      const columns = this.exact;
      const bits = columns.reduce((sum, column) => sum + column.entryBits, 0);
      if (2 * bits <= EXACT_NORM_BITS)
        return PreciseReal.rootOf(columns.reduce((sum, column) => sum.plus(column.normSquared()), Rational.zero));
      return PreciseReal.enclosed((b) => {
        let sum = DyadicBall.zero;
        for (const column of columns) sum = sum.plus(DyadicBall.fromRational(column.normSquared(), b + 8), b + 8);
        return sum.sqrt(b);
      }, "nonNegative");
    }
    return PreciseReal.enclosed((bits) => {
      let sum = DyadicBall.zero;
      for (const column of this.balls(bits)) for (const x of column) sum = sum.plus(x.times(x, bits), bits);
      return sum.sqrt(bits);
    }, "nonNegative");
  }

  entry(i: number, j: number): PreciseReal {
    if (this.exact !== undefined) return PreciseReal.rational(this.exact[j].entry(i));
    return PreciseReal.enclosed((bits) => this.balls(bits)[j][i]);
  }

  /** All entries, row by row; `sign` says what is known of all of them. */
  entries(sign: "any" | "nonNegative" = "any"): PreciseReal[] {
    const all: PreciseReal[] = [];
    for (let i = 0; i < this.rows; i++)
      for (let j = 0; j < this.columns; j++)
        all.push(
          this.exact !== undefined ? this.entry(i, j) : PreciseReal.enclosed((bits) => this.balls(bits)[j][i], sign),
        );
    return all;
  }
}

/** matrix * column in balls. */
export function timesBalls(matrix: DyadicMatrix, column: readonly DyadicBall[], bits: number): DyadicBall[] {
  return matrix.entries.map((row) => {
    let sum = DyadicBall.zero;
    for (let j = 0; j < row.length; j++)
      if (row[j] !== 0n) sum = sum.plus(column[j].times(DyadicBall.of(row[j], matrix.exponent), bits), bits);
    return sum;
  });
}
