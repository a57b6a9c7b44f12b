import { arctangent } from "../../numerics/angle.js";
import { Ball, float64Arithmetic } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { zeros } from "../../numerics/doubles.js";
import { exactRank } from "../../numerics/exact-rank.js";
import { Matrix } from "../../numerics/matrix.js";
import type { Real } from "../../numerics/real.js";
import { gramEigenvalues, symmetricEigenvalues } from "../../numerics/symmetric-eigenvalues.js";
import { TapeNumber } from "../../numerics/taylor-tape.js";
import { cosine, sine } from "../../numerics/trigonometric.js";
import type { Algebra } from "./algebra.js";

/** Float64 balls, with the certified eigenvalues of numerics/; sines also of numbers on a tape. */
export const float64Algebra: Algebra = {
  arithmetic: float64Arithmetic,
  gramEigenvalues,
  symmetricEigenvalues,
  rank: (matrix) => exactRank(matrix)?.rank,
  between: (low, high) => Ball.between(low, high),
  arctangent: (x) => (x instanceof Ball ? arctangent(x) : Ball.unknown()),
  sine(x) {
    if (x instanceof TapeNumber) return x.sine();
    return x instanceof Ball ? sine(x) : Ball.unknown();
  },
  cosine(x) {
    if (x instanceof TapeNumber) return x.cosine();
    return x instanceof Ball ? cosine(x) : Ball.unknown();
  },
  rowGramEigenvalues,
};

function rowGramEigenvalues(rows: readonly (readonly Real[])[]): Ball[] {
  const [n, p] = [rows.length, rows[0].length];
  // One column for each row: the eigenvalues of (M')'M'.
  const mid = new Matrix(p, n);
  const radii = zeros(p * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < p; j++) {
      const ball = rows[i][j].toBall();
      if (!rows[i][j].known) return Array.from({ length: n }, () => Ball.unknown());
      mid.data[j * n + i] = ball.mid;
      radii[j * n + i] = ball.rad;
    }
  return gramEigenvalues(BallMatrix.withEntryRadii(mid, radii));
}
