import * as fc from "fast-check";
import type { Dataset, Drawn, Instances } from "../claims/instances.js";
import type { ImplicitData } from "../models/implicit-relu/data.js";
import { implicitReluModel } from "../models/implicit-relu/model.js";
import type { ImplicitLayer } from "../models/implicit-relu/view.js";
import { seededStream } from "../numerics/random.js";
import { drawTrial } from "./draw-trial.js";
import type { LayerRecipe } from "./layer-draft.js";
import { completed } from "./layer-extras.js";
import { type ImplicitLayerOptions, type LayerFamily, layerFamily } from "./layer-options.js";
import { type LayerStratum, layerStrata } from "./layer-strata.js";

/** A family of implicit ReLU layers; `arbitrary` is the same family for use with fc.assert. */
export interface ImplicitLayerInstances extends Instances<ImplicitData, ImplicitLayer> {
  readonly arbitrary: fc.Arbitrary<ImplicitData>;
  withDataset(dataset: Dataset): ImplicitLayerInstances;
}

const TICKETS = 2 ** 16;

/**
 * Implicit ReLU layers Z = relu(gamma A Z + Phi) whose hypotheses hold by construction, in strata that are listed in
 * docs/strata.md. Entries lie on the grid 2^-30 times powers of two, but for one stratum.
 * @throws TypeError for options out of range; one line that names the option
 * @example
 * const family = instances.implicitLayer({ width: [1, 4], samples: [1, 3], gain: [0, 0.9] });
 * const { data } = family.draw(1n, 0);
 * data.A.rows <= 4; // → true
 */
export function implicitLayer(options: ImplicitLayerOptions = {}): ImplicitLayerInstances {
  const family = layerFamily(options);
  const isRangeGiven = (options.gain ?? options.absoluteGain ?? options.pMatrix) !== undefined;
  return instancesOf(family, null, isRangeGiven && options.outside === undefined);
}

/** What a hypothesis about the gain may speak of; a claim that mentions none of them means the range of the options. */
const GAIN_QUANTITIES = [
  "gain",
  "spectralNorm",
  "spectralRadiusGain",
  "absoluteGain",
  "frobeniusGain",
  "largestEntryGain",
  "columnSumGain",
  "rowSumGain",
  "determinant",
  "leastPrincipalMinor",
];

function instancesOf(family: LayerFamily, dataset: Dataset | null, isRangeMeant: boolean): ImplicitLayerInstances {
  const strata = layerStrata(family, dataset);
  const drawn = recipes(family).map((recipe) => expand(recipe, strata, family));
  return Object.freeze({
    model: implicitReluModel,
    strata: strata.map(({ name, about, requiredShare }) => ({ name, about, requiredShare })),
    arbitrary: drawn.map(({ data }) => data),
    draw: (key: bigint, index: number) => drawTrial(drawn, key, index),
    withDataset: (other: Dataset) => instancesOf(family, other, isRangeMeant),
    ...(isRangeMeant && family.outside
      ? {
          prescribed: {
            quantities: GAIN_QUANTITIES,
            within: instancesOf({ ...family, outside: false }, dataset, false),
          },
        }
      : {}),
  });
}

function recipes(family: LayerFamily): fc.Arbitrary<LayerRecipe> {
  return fc.record({
    ticket: fc.noBias(fc.integer({ min: 0, max: TICKETS - 1 })),
    seed: fc.noBias(fc.integer({ min: 0, max: 0xffffffff })),
    width: fc.integer({ min: family.width[0], max: family.width[1] }),
    samples: fc.integer({ min: family.samples[0], max: family.samples[1] }),
    gain: fc.noBias(fc.integer({ min: 0, max: 2 ** 20 })),
  });
}

function expand(recipe: LayerRecipe, strata: readonly LayerStratum[], family: LayerFamily): Drawn<ImplicitData> {
  const stratum = stratumOf(recipe.ticket, strata);
  const stream = seededStream(recipe.seed);
  const draft = stratum.expand(stream, recipe, family);
  return { data: completed(stream, draft, recipe, family), stratum: stratum.name };
}

function stratumOf(ticket: number, strata: readonly LayerStratum[]): LayerStratum {
  let rest = (ticket + 0.5) / TICKETS;
  for (const stratum of strata) {
    rest -= stratum.share;
    if (rest < 0) return stratum;
  }
  return strata[strata.length - 1];
}
