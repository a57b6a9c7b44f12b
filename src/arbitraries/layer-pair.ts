import type { FeatureData, OtherLayerData } from "../models/implicit-relu/data.js";
import { Matrix as DenseMatrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { powerOfTwo } from "../numerics/rounding.js";
import { anyFeatures, drawsSigned } from "./features.js";
import { bulkGains, gammaFor } from "./gains.js";
import { type Expansion, type LayerDraft, type LayerRecipe, smallSize } from "./layer-draft.js";
import type { LayerFamily } from "./layer-options.js";
import { filledMatrix, gaussianMatrix, hadamardMatrix, integerMatrix, powerOfTwoAbove } from "./matrices.js";
import { anySpectrum } from "./spectrum.js";

/** A second layer of the same shape as the first: the same A or Phi, near by, or far away. */
export function otherLayer(
  stream: CounterStream,
  draft: LayerDraft,
  recipe: LayerRecipe,
  family: LayerFamily,
): OtherLayerData {
  const { gamma, A } = otherFeedback(stream, draft, recipe, family);
  const sameFeatures = (A !== draft.A || gamma !== draft.gamma) && stream.chance(1, 3);
  return { gamma, A, features: sameFeatures ? draft.features : otherFeatures(stream, draft, family) };
}

/** A gain for the second layer, inside the family's range, below 1. */
function otherGain(stream: CounterStream, recipe: LayerRecipe, family: LayerFamily): number {
  const [low, high] = bulkGains(family);
  const top = Math.min(high, 0.99);
  const choice = stream.chance(1, 2) ? recipe.gain * 2 ** -20 : stream.pick([0, 0.5, 1]);
  return Math.min(low, top) + (top - Math.min(low, top)) * choice;
}

function otherFeedback(stream: CounterStream, draft: LayerDraft, recipe: LayerRecipe, family: LayerFamily) {
  const size = draft.A.rows;
  const kind = stream.below(family.prescribed === "pMatrix" ? 3 : 6);
  if (kind <= 1) return { gamma: draft.gamma, A: draft.A };
  if (kind === 2) return { gamma: draft.gamma, A: new DenseMatrix(size, size) };
  if (kind === 5) return { gamma: gammaFor(otherGain(stream, recipe, family), draft.A, family), A: draft.A };
  if (kind === 3) {
    const A = draft.simple ? integerMatrix(stream, size, size, 2) : anySpectrum(stream, size);
    return { gamma: gammaFor(otherGain(stream, recipe, family), A, family, draft.simple ? 12 : 26), A };
  }
  const distance = powerOfTwoAbove(draft.A) * powerOfTwo(-stream.integer(1, 20));
  const change = gaussianMatrix(stream, size, size);
  const A = filledMatrix(size, size, (i, j) => draft.A.at(i, j) + distance * roundTo(change.at(i, j), 10));
  return { gamma: gammaFor(otherGain(stream, recipe, family), A, family), A };
}

function otherFeatures(stream: CounterStream, draft: LayerDraft, family: LayerFamily): FeatureData {
  const { features } = draft;
  if ("W" in features) {
    const distance = stream.chance(1, 3) ? 1 : powerOfTwo(-stream.integer(1, 16));
    const change = gaussianMatrix(stream, features.W.rows, features.W.columns);
    const W = filledMatrix(
      features.W.rows,
      features.W.columns,
      (i, j) => features.W.at(i, j) + distance * roundTo(change.at(i, j), 12),
    );
    return { W, X: features.X, featureScale: features.featureScale };
  }
  const { rows, columns } = features.Phi;
  const signed = drawsSigned(stream, family);
  const size = powerOfTwoAbove(features.Phi);
  const kind = stream.below(4);
  if (kind === 0) return { Phi: new DenseMatrix(rows, columns) };
  if (kind === 1 && !draft.simple && size < 2 ** 20 && size > 2 ** -20)
    return { Phi: anyFeatures(stream, rows, columns, signed) };
  const distance = draft.simple ? 1 : size * powerOfTwo(-stream.integer(0, 20));
  const change = stream.chance(1, 3)
    ? hadamardMatrix(stream, rows, columns)
    : draft.simple
      ? integerMatrix(stream, rows, columns, 2)
      : gaussianMatrix(stream, rows, columns);
  const Phi = filledMatrix(rows, columns, (i, j) => features.Phi.at(i, j) + distance * roundTo(change.at(i, j), 12));
  return { Phi: signed || family.features === "any" ? Phi : Phi.map((value) => (value < 0 ? -value : value)) };
}

/** The nearest multiple of 2^-digits. */
function roundTo(x: number, digits: number): number {
  return Math.round(x * powerOfTwo(digits)) / powerOfTwo(digits);
}

/**
 * The second layer is no contraction and may have several equilibria; one is chosen, an integer matrix, and Phi is
 * made for it: where Z > 0, Phi = Z - gamma A Z; where Z = 0, Phi = -gamma A Z - slack with slack >= 0.
 */
export const otherBeyondContraction: Expansion = (stream, _recipe, family): LayerDraft => {
  const width = smallSize(stream, family.width, 4);
  const samples = smallSize(stream, family.samples, 2);
  const nonnegative = family.features === "nonnegative";
  const A2 = nonnegative
    ? filledMatrix(width, width, () => -stream.integer(0, 3))
    : integerMatrix(stream, width, width, 2);
  A2.data[0] = nonnegative || stream.chance(1, 2) ? -2 : 2;
  const Z2 = filledMatrix(width, samples, () => Math.max(0, stream.integer(-2, 3)));
  const Phi2 = filledMatrix(width, samples, (i, j) => {
    let fedBack = 0;
    for (let k = 0; k < width; k++) fedBack += A2.at(i, k) * Z2.at(k, j);
    const z = Z2.at(i, j);
    if (z > 0) return z - fedBack;
    return -fedBack - (nonnegative ? stream.integer(0, -fedBack) : stream.integer(0, 2));
  });
  const A = integerMatrix(stream, width, width, 2);
  const gamma = gammaFor(stream.pick([0.5, 0.9, 0.25]) * Math.min(1, bulkGains(family)[1]), A, family, 12);
  const change = integerMatrix(stream, width, samples, 2);
  const Phi = stream.chance(1, 3)
    ? Phi2
    : filledMatrix(width, samples, (i, j) => {
        const value = Phi2.at(i, j) + change.at(i, j);
        return nonnegative && value < 0 ? 0 : value;
      });
  return {
    gamma,
    A,
    features: { Phi },
    simple: true,
    other: { gamma: 1, A: A2, features: { Phi: Phi2 }, equilibrium: Z2 },
  };
};
