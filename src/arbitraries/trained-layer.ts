import * as fc from "fast-check";
import type { Dataset, Drawn, Instances } from "../claims/instances.js";
import type { ImplicitData } from "../models/implicit-relu/data.js";
import { implicitReluModel } from "../models/implicit-relu/model.js";
import type { ImplicitLayer } from "../models/implicit-relu/view.js";
import { seededStream } from "../numerics/random.js";
import { drawTrial } from "./draw-trial.js";
import type { TrainedFamily, TrainedLayerOptions, TrainingRecipe } from "./training-options.js";
import { trainedFamily } from "./training-options.js";
import { type TrainingStratum, trainingStrata } from "./training-strata.js";

/** A family of implicit ReLU layers in training; `arbitrary` is the same family for use with fc.assert. */
export interface TrainedLayerInstances extends Instances<ImplicitData, ImplicitLayer> {
  readonly arbitrary: fc.Arbitrary<ImplicitData>;
  withDataset(dataset: Dataset): TrainedLayerInstances;
}

const TICKETS = 2 ** 16;

/**
 * Implicit ReLU layers with weights, inputs and labels, for claims about training. The labels are set so that the
 * hypotheses of a convergence theorem hold: on their very boundary (the largest label scale for which they do, found by
 * bisection, then lowered by 2^-20), inside, and beyond.
 * @throws TypeError for options out of range; one line that names the option
 * @example
 * const family = instances.trainedLayer();
 * family.draw(1n, 0).data.y !== undefined; // → true
 */
export function trainedLayer(options: TrainedLayerOptions = {}): TrainedLayerInstances {
  return instancesOf(trainedFamily(options), null);
}

function instancesOf(family: TrainedFamily, dataset: Dataset | null): TrainedLayerInstances {
  const strata = trainingStrata(family, dataset);
  const drawn = recipes(family).map((recipe) => expand(recipe, strata, family));
  return Object.freeze({
    model: implicitReluModel,
    strata: strata.map(({ name, about, requiredShare }) => ({ name, about, requiredShare })),
    arbitrary: drawn.map(({ data }) => data),
    draw: (key: bigint, index: number) => drawTrial(drawn, key, index),
    withDataset: (other: Dataset) => instancesOf(family, other),
  });
}

function recipes(family: TrainedFamily): fc.Arbitrary<TrainingRecipe> {
  return fc.record({
    ticket: fc.noBias(fc.integer({ min: 0, max: TICKETS - 1 })),
    seed: fc.noBias(fc.integer({ min: 0, max: 0xffffffff })),
    width: fc.integer({ min: family.width[0], max: family.width[1] }),
    samples: fc.integer({ min: family.samples[0], max: family.samples[1] }),
  });
}

function expand(
  recipe: TrainingRecipe,
  strata: readonly TrainingStratum[],
  family: TrainedFamily,
): Drawn<ImplicitData> {
  let rest = (recipe.ticket + 0.5) / TICKETS;
  let chosen = strata[strata.length - 1];
  for (const stratum of strata) {
    rest -= stratum.share;
    if (rest < 0) {
      chosen = stratum;
      break;
    }
  }
  return { data: Object.freeze(chosen.expand(seededStream(recipe.seed), recipe, family)), stratum: chosen.name };
}
