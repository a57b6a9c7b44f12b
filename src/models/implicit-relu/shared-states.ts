import type { BallMatrix } from "../../numerics/ball-matrix.js";
import type { Matrix } from "../../numerics/matrix.js";
import type { FeatureData } from "./data.js";
import { type Equilibrium, type EquilibriumQuestion, equilibriumOf } from "./equilibrium.js";
import { featureMatrix } from "./features.js";

/**
 * Layers that are made of the very same objects share their features and their equilibrium: an instance is often looked at
 * while it is drawn, and again when it is judged. Instances are immutable, so that only time depends on it.
 */
const features = new WeakMap<FeatureData, BallMatrix>();

interface Weights {
  readonly A: Matrix;
  readonly gamma: number;
  readonly chosen: Matrix | undefined;
}

const equilibria = new WeakMap<FeatureData, Weights & { readonly equilibrium: Equilibrium }>();

/** Phi */
export function sharedFeatures(data: FeatureData): BallMatrix {
  const known = features.get(data);
  if (known !== undefined) return known;
  const Phi = featureMatrix(data);
  features.set(data, Phi);
  return Phi;
}

/** `equilibriumOf` the layer of these weights and features; the last answer for the features is kept. */
export function sharedEquilibrium(data: FeatureData, weights: Weights, question: EquilibriumQuestion): Equilibrium {
  const { A, gamma, chosen } = weights;
  const known = equilibria.get(data);
  if (known !== undefined && known.A === A && known.gamma === gamma && known.chosen === chosen)
    return known.equilibrium;
  const equilibrium = equilibriumOf(question);
  equilibria.set(data, { ...weights, equilibrium });
  return equilibrium;
}
