import type { Matrix } from "../../numerics/matrix.js";

/** Blocks of parameters that training may move. */
export type TrainedBlock = "u" | "v" | "A" | "W";

/** Phi itself, or the weights and inputs it is made of: Phi = featureScale * relu(W X). */
export type FeatureData =
  /** width x samples, any sign. */
  | { readonly Phi: Matrix }
  /** W: width x inputs, X: inputs x samples (one column a sample), featureScale s > 0. */
  | { readonly W: Matrix; readonly X: Matrix; readonly featureScale: number };

/** A second layer of the same shape, for claims about pairs. */
export interface OtherLayerData {
  readonly gamma: number;
  readonly A: Matrix;
  readonly features: FeatureData;
  /** A chosen equilibrium (width x samples), for layers that may have several; it is verified, never believed. */
  readonly equilibrium?: Matrix;
}

/** One implicit ReLU layer Z = relu(gamma A Z + Phi) and what a claim may ask about it. Immutable. */
export interface ImplicitData {
  readonly gamma: number;
  /** width x width */
  readonly A: Matrix;
  readonly features: FeatureData;
  /** A chosen equilibrium (width x samples): used where gain >= 1 allows several; it is verified, never believed. */
  readonly equilibrium?: Matrix;
  /** Output weights u, v (length width) and labels y (length samples). */
  readonly u?: Float64Array;
  readonly v?: Float64Array;
  readonly y?: Float64Array;
  readonly trained?: readonly TrainedBlock[];
  /** Picard starts (width x samples); zero where left out. */
  readonly start?: Matrix;
  readonly otherStart?: Matrix;
  /** Number of Picard steps that a claim looks at; 3 where left out. */
  readonly steps?: number;
  /** Where left out, a claim about pairs compares with the layer without feedback: A = 0, the same features. */
  readonly other?: OtherLayerData;
  readonly descent?: { readonly stepSize: number; readonly steps: readonly number[] };
  readonly flow?: { readonly times: readonly number[] };
}
