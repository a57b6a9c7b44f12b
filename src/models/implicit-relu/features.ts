import { BallMatrix } from "../../numerics/ball-matrix.js";
import type { FeatureData } from "./data.js";
import { multiple, relu } from "./entries.js";
import { product } from "./product.js";

/**
 * Phi: as given, or the real matrix s relu(W X) of the doubles W, X and s, enclosed: each entry of W X is a compensated
 * sum with its own error bound, so the enclosure is far inside gamma_{d+3} s |W||X|.
 */
export function featureMatrix(features: FeatureData): BallMatrix {
  if ("Phi" in features) return BallMatrix.exact(features.Phi);
  return multiple(features.featureScale, relu(product(features.W, features.X)));
}

/** An upper bound of the number of different columns of Phi, and so of Z: equal inputs have equal features and states. */
export function distinctColumns(features: FeatureData): number {
  const columns = "Phi" in features ? features.Phi : features.X;
  const texts = Array.from({ length: columns.columns }, (_, j) =>
    columns
      .column(j)
      .map((x) => x + 0)
      .join(),
  );
  return new Set(texts).size;
}

/** Whether both are given by the same doubles in the same form. */
export function sameFeatures(one: FeatureData, two: FeatureData): boolean {
  if (one === two) return true;
  const same = (a: { readonly data: Float64Array }, b: { readonly data: Float64Array }) =>
    a.data.length === b.data.length && a.data.every((x, k) => x === b.data[k]);
  if ("Phi" in one || "Phi" in two) return "Phi" in one && "Phi" in two && same(one.Phi, two.Phi);
  return one.featureScale === two.featureScale && same(one.W, two.W) && same(one.X, two.X);
}
