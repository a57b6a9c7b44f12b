import type { ImplicitData } from "../../models/implicit-relu/data.js";
import type { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { RealMatrix } from "../real-matrix.js";
import { DyadicMatrix, RationalVector } from "../vectors.js";
import { unknowns } from "./quantities.js";

/** Rows outside the support replaced by zeros. */
export function masked(matrix: DyadicMatrix, support: readonly number[]): DyadicMatrix {
  const kept = new Set(support);
  return new DyadicMatrix(
    matrix.entries.map((row, j) => (kept.has(j) ? row : row.map(() => 0n))),
    matrix.columns,
    matrix.exponent,
  );
}

/** The layer that the instance compares with; the one without feedback where it gives none. */
export function otherOf(data: ImplicitData): ImplicitData {
  const { gamma, A, features, u, v, y, trained, steps } = data;
  return {
    ...(data.other ?? { gamma, A: A.map(() => 0), features }),
    ...(steps === undefined ? {} : { steps }),
    ...(u === undefined ? {} : { u }),
    ...(v === undefined ? {} : { v }),
    ...(y === undefined ? {} : { y }),
    ...(trained === undefined ? {} : { trained }),
  };
}

/** Unknown for vectors that are */
export function normOf(vector: RationalVector | undefined): PreciseReal {
  return vector === undefined ? PreciseReal.unknown : RealMatrix.exactly(vector.length, [vector]).norm();
}

export function entriesOf(vector: RationalVector | undefined, length: number): readonly PreciseReal[] {
  return vector === undefined
    ? unknowns(length)
    : Array.from({ length }, (_, i) => PreciseReal.rational(vector.entry(i)));
}

/** min |entry| */
export function leastAbsolute(vector: RationalVector): PreciseReal {
  let least = vector.entry(0).abs();
  for (let i = 1; i < vector.length; i++) {
    const x = vector.entry(i).abs();
    if (x.compare(least) < 0) least = x;
  }
  return PreciseReal.rational(least);
}

/** The vector of these rationals. */
export function collected(values: readonly Rational[]): RationalVector {
  return values
    .map((value, i) =>
      RationalVector.of(
        values.map((_, j) => (i === j ? value.numerator : 0n)),
        value.denominator,
        value.exponent,
      ),
    )
    .reduce((sum, part) => sum.plus(part), RationalVector.zero(values.length));
}

export function allDefined<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  return values.every((value) => value !== undefined) ? (values as readonly T[]) : undefined;
}
