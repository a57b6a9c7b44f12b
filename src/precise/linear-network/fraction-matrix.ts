import type { Matrix } from "../../numerics/matrix.js";
import type { BallRows } from "../ball-matrix.js";
import type { Budget } from "../budget.js";
import { type IntegerRows, solve } from "../integer-matrix.js";
import { bitLength } from "../integers.js";
import type { Rational } from "../rational.js";
import { RationalVector } from "../vectors.js";

/** A matrix of rationals over one common denominator. Immutable. */
export class FractionMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Entries row by row. */
  readonly flat: RationalVector;

  private constructor(rows: number, columns: number, flat: RationalVector) {
    this.rows = rows;
    this.columns = columns;
    this.flat = flat;
  }

  /** The matrix that is exactly these doubles. @throws RangeError for NaN and infinities. */
  static fromDoubles(matrix: Matrix): FractionMatrix {
    return new FractionMatrix(matrix.rows, matrix.columns, RationalVector.fromNumbers(matrix.data));
  }

  static of(rows: number, columns: number, flat: RationalVector): FractionMatrix {
    if (flat.length !== rows * columns) throw new RangeError(`${rows} x ${columns} entries, got ${flat.length}`);
    return new FractionMatrix(rows, columns, flat);
  }

  static zero(rows: number, columns: number): FractionMatrix {
    return new FractionMatrix(rows, columns, RationalVector.zero(rows * columns));
  }

  /** Entry (i, j) is integers[i][j] / denominator * 2^exponent. */
  get integers(): IntegerRows {
    return Array.from({ length: this.rows }, (_, i) =>
      this.flat.numerators.slice(i * this.columns, (i + 1) * this.columns),
    );
  }

  get bits(): number {
    return this.flat.entryBits;
  }

  entry(i: number, j: number): Rational {
    return this.flat.entry(i * this.columns + j);
  }

  plus(other: FractionMatrix): FractionMatrix {
    return new FractionMatrix(this.rows, this.columns, this.flat.plus(other.flat));
  }

  minus(other: FractionMatrix): FractionMatrix {
    return new FractionMatrix(this.rows, this.columns, this.flat.minus(other.flat));
  }

  scaled(factor: Rational): FractionMatrix {
    return new FractionMatrix(this.rows, this.columns, this.flat.scaled(factor));
  }

  times(other: FractionMatrix, budget: Budget): FractionMatrix {
    if (this.columns !== other.rows) throw new RangeError("the inner dimensions of a product differ");
    budget.spendProducts(this.rows * this.columns * other.columns, this.bits, other.bits);
    const a = this.integers;
    const b = other.transpose().integers;
    const numerators = a.flatMap((row) =>
      b.map((column) => {
        let sum = 0n;
        for (let k = 0; k < row.length; k++) sum += row[k] * column[k];
        return sum;
      }),
    );
    const flat = RationalVector.of(
      numerators,
      this.flat.denominator * other.flat.denominator,
      this.flat.exponent + other.flat.exponent,
    );
    return new FractionMatrix(this.rows, other.columns, flat);
  }

  transpose(): FractionMatrix {
    const { rows, columns, flat } = this;
    const numerators = Array.from({ length: rows * columns }, (_, k) => {
      const i = k % rows;
      return flat.numerators[i * columns + (k - i) / rows];
    });
    return new FractionMatrix(columns, rows, RationalVector.of(numerators, flat.denominator, flat.exponent));
  }

  above(other: FractionMatrix): FractionMatrix {
    const exponent = Math.min(this.flat.exponent, other.flat.exponent);
    const lifted = (a: RationalVector, b: RationalVector): bigint[] =>
      a.numerators.map((x) => (x * b.denominator) << BigInt(a.exponent - exponent));
    const flat = RationalVector.of(
      [...lifted(this.flat, other.flat), ...lifted(other.flat, this.flat)],
      this.flat.denominator * other.flat.denominator,
      exponent,
    );
    return new FractionMatrix(this.rows + other.rows, this.columns, flat);
  }

  /** The rows with these numbers. */
  select(chosen: readonly number[]): FractionMatrix {
    const all = this.integers;
    const flat = RationalVector.of(
      chosen.flatMap((i) => [...all[i]]),
      this.flat.denominator,
      this.flat.exponent,
    );
    return new FractionMatrix(chosen.length, this.columns, flat);
  }

  /** this^-1 b for a regular square matrix. @throws RangeError where it is singular. */
  solve(b: FractionMatrix, budget: Budget): FractionMatrix {
    const columns = b.transpose().integers;
    const solution = solve(this.integers, columns, budget);
    if (solution === undefined) throw new RangeError("a linear system is singular");
    // (A / d 2^e)^-1 (B / g 2^f) = (d / g) 2^(f - e) A^-1 B
    const numerators = Array.from({ length: this.rows }, (_, i) =>
      solution.numerators.map((column) => column[i] * this.flat.denominator),
    ).flat();
    const flat = RationalVector.of(
      numerators,
      solution.denominator * b.flat.denominator,
      b.flat.exponent - this.flat.exponent,
    );
    return new FractionMatrix(this.rows, b.columns, flat);
  }

  /** Columns, each a vector. */
  get vectors(): RationalVector[] {
    const columns = this.transpose().integers;
    return columns.map((column) => RationalVector.of(column, this.flat.denominator, this.flat.exponent));
  }

  square(): Rational {
    return this.flat.normSquared();
  }

  get isZero(): boolean {
    return this.flat.isZero;
  }

  /** Longest integer, for deciding whether exact arithmetic stays affordable. */
  get longest(): number {
    return this.flat.numerators.reduce((most, x) => Math.max(most, bitLength(x)), 0);
  }

  balls(bits: number): BallRows {
    return Array.from({ length: this.rows }, (_, i) =>
      Array.from({ length: this.columns }, (_, j) => this.flat.ball(i * this.columns + j, bits)),
    );
  }
}

/** The identity matrix times a rational. */
export function scalarMatrix(size: number, value: Rational): FractionMatrix {
  const numerators = Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? value.numerator : 0n));
  return FractionMatrix.of(size, size, RationalVector.of(numerators, value.denominator, value.exponent));
}
