import type { FeatureData } from "../models/implicit-relu/data.js";
import type { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import type { LayerFamily } from "./layer-options.js";

/** What fast-check draws: from it and its seed everything else follows. */
export interface LayerRecipe {
  /** Chooses the stratum, uniform in [0, 2^16). */
  readonly ticket: number;
  /** 32 bits; the matrices are filled from the stream of this seed. */
  readonly seed: number;
  readonly width: number;
  readonly samples: number;
  /** Where in the family's range of gains, in steps of 2^-20. */
  readonly gain: number;
}

/** What a stratum expands a recipe into; starts, steps, outputs and the second layer are added afterwards. */
export interface LayerDraft {
  readonly gamma: number;
  readonly A: Matrix;
  readonly features: FeatureData;
  readonly equilibrium?: Matrix;
  /** True where everything is an integer or has few digits: what is added then is simple, too. */
  readonly simple?: boolean;
  /** A second layer that belongs to this one. */
  readonly other?: {
    readonly gamma: number;
    readonly A: Matrix;
    readonly features: FeatureData;
    readonly equilibrium?: Matrix;
  };
}

/** Expands a recipe within a family; the stream is the recipe's own. */
export type Expansion = (stream: CounterStream, recipe: LayerRecipe, family: LayerFamily) => LayerDraft;

/** The largest size in a range that exact arithmetic is cheap on, drawn uniformly below it. */
export function smallSize(stream: CounterStream, range: readonly [number, number], greatest: number): number {
  return stream.integer(range[0], Math.max(range[0], Math.min(range[1], greatest)));
}
