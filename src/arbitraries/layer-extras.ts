import type { FeatureData, ImplicitData } from "../models/implicit-relu/data.js";
import type { Matrix } from "../numerics/matrix.js";
import { Matrix as DenseMatrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { dyadicGaussian } from "../numerics/random-gaussian.js";
import { powerOfTwo } from "../numerics/rounding.js";
import type { LayerDraft, LayerRecipe } from "./layer-draft.js";
import type { LayerFamily } from "./layer-options.js";
import { otherLayer } from "./layer-pair.js";
import { filledMatrix, powerOfTwoAbove } from "./matrices.js";

/** The draft with everything that the family asks for beside A and Phi. */
export function completed(
  stream: CounterStream,
  draft: LayerDraft,
  recipe: LayerRecipe,
  family: LayerFamily,
): ImplicitData {
  const { gamma, A, features, equilibrium } = draft;
  const [width, samples] = [A.rows, sampleCount(features)];
  const starts = family.starts ? picardStarts(stream, draft, width, samples) : {};
  const entry = draft.simple ? () => stream.integer(-2, 2) : () => dyadicGaussian(stream);
  const vector = (length: number) => Float64Array.from({ length }, entry);
  return Object.freeze({
    gamma,
    A,
    features,
    ...(equilibrium === undefined ? {} : { equilibrium }),
    ...(family.outputs ? { u: vector(width), v: vector(width), y: vector(samples) } : {}),
    ...starts,
    ...(family.steps === null ? {} : { steps: stream.integer(family.steps[0], family.steps[1]) }),
    ...(family.pair ? { other: draft.other ?? otherLayer(stream, draft, recipe, family) } : {}),
  });
}

function sampleCount(features: FeatureData): number {
  return "Phi" in features ? features.Phi.columns : features.X.columns;
}

/** Zero, Phi's own order of magnitude in any direction, or a point next to the other start. */
function picardStarts(stream: CounterStream, draft: LayerDraft, width: number, samples: number) {
  const size = "Phi" in draft.features ? powerOfTwoAbove(draft.features.Phi) : 1;
  const entry = draft.simple ? () => stream.integer(-1, 3) : () => dyadicGaussian(stream);
  const random = (scale: number): Matrix => filledMatrix(width, samples, () => scale * entry());
  const start = stream.chance(1, 3)
    ? new DenseMatrix(width, samples)
    : random(size * powerOfTwo(stream.integer(-1, 3)));
  if (stream.chance(1, 2)) return { start, otherStart: random(size) };
  const change = random(size * powerOfTwo(-stream.integer(0, draft.simple ? 2 : 12)));
  return { start, otherStart: filledMatrix(width, samples, (i, j) => start.at(i, j) + change.at(i, j)) };
}
