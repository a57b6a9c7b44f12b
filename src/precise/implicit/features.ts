import type { FeatureData } from "../../models/implicit-relu/data.js";
import { Rational } from "../rational.js";
import { DyadicMatrix, type RationalVector } from "../vectors.js";

/** The columns of Phi, exactly: Phi itself, or featureScale * relu(W X) of the doubles as they stand. */
export function featureColumns(features: FeatureData): RationalVector[] {
  if ("Phi" in features) return DyadicMatrix.fromDoubles(features.Phi).toColumns();
  const weights = DyadicMatrix.fromDoubles(features.W);
  const scale = Rational.fromNumber(features.featureScale);
  return DyadicMatrix.fromDoubles(features.X)
    .toColumns()
    .map((input) => weights.timesVector(input).relu().scaled(scale));
}
