import { arctangent } from "../../numerics/angle.js";
import { Ball, float64Arithmetic } from "../../numerics/ball.js";
import { exactRank } from "../../numerics/exact-rank.js";
import { gramEigenvalues, symmetricEigenvalues } from "../../numerics/symmetric-eigenvalues.js";
import type { Algebra } from "./algebra.js";

/** Float64 balls, with the certified eigenvalues of numerics/. */
export const float64Algebra: Algebra = {
  arithmetic: float64Arithmetic,
  isExact: false,
  gramEigenvalues,
  symmetricEigenvalues,
  rank: (matrix) => exactRank(matrix)?.rank,
  between: (low, high) => Ball.between(low, high),
  arctangent: (x) => (x instanceof Ball ? arctangent(x) : Ball.unknown()),
};
