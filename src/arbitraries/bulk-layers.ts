import type { Dataset } from "../claims/instances.js";
import type { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { powerOfTwo } from "../numerics/rounding.js";
import { anyFeatures, degenerateFeatures, drawsSigned, weightedFeatures, weightScale } from "./features.js";
import { bulkGain, bulkGains, gammaFor, prescribedBound } from "./gains.js";
import { datasetInputs } from "./inputs.js";
import { type Expansion, type LayerDraft, type LayerRecipe, smallSize } from "./layer-draft.js";
import type { LayerFamily } from "./layer-options.js";
import {
  diagonallyScaled,
  fewDigits,
  filledMatrix,
  fullPrecisionMatrix,
  gaussianMatrix,
  integerMatrix,
  permutation,
  scaled,
  toGrid,
} from "./matrices.js";
import { anySpectrum, competition, irreducibleSpectrum, nonNormal, nonnegativeSpectrum } from "./spectrum.js";

/** Strata inside the prescribed hypothesis. */

type Feedback = Pick<LayerDraft, "gamma" | "A">;

/** gamma and A with the prescribed quantity at the target, A of the given kind. */
function feedback(
  stream: CounterStream,
  target: number,
  size: number,
  family: LayerFamily,
  spectrum: (stream: CounterStream, size: number) => Matrix = anySpectrum,
  bits = 26,
): Feedback {
  const drawn = spectrum(stream, size);
  if (family.prescribed === "pMatrix") return pMatrixFeedback(stream, target, drawn, family);
  const A = family.prescribed === "absoluteGain" && stream.chance(1, 2) ? diagonallyScaled(stream, drawn, 5) : drawn;
  return { gamma: gammaFor(target, A, family, bits), A };
}

/**
 * gamma A = C - P + K with ||C|| <= target < 1, P positive semidefinite, K skew: the symmetric part of I - gamma A is
 * positive definite, so all its principal minors are positive. Or triangular in some order of the units with diagonal
 * entries <= target. Conjugation by a positive diagonal changes no principal minor.
 */
function pMatrixFeedback(stream: CounterStream, target: number, drawn: Matrix, family: LayerFamily): Feedback {
  const size = drawn.rows;
  const kind = stream.below(4);
  let A: Matrix;
  if (kind === 0) {
    const order = permutation(stream, size);
    const excess = integerMatrix(stream, size, size, 5);
    A = filledMatrix(size, size, (i, j) => {
      if (i === j) return stream.chance(1, 2) ? -stream.integer(0, 4) : toGrid(target * stream.uniform(-1, 1));
      return order[i] < order[j] ? excess.at(i, j) : 0;
    });
  } else {
    const factor = gammaFor(target, drawn, family);
    const skew = integerMatrix(stream, size, size, kind === 1 ? 0 : 3);
    const direction = fewDigits(stream, size, 4);
    const strength = stream.integer(0, 6);
    const damping = Array.from({ length: size }, () => (kind === 3 ? stream.integer(0, 5) : 0));
    A = filledMatrix(size, size, (i, j) => {
      const turning = i === j ? -damping[i] : i < j ? skew.at(i, j) : -skew.at(j, i);
      return toGrid(factor * drawn.at(i, j)) - strength * direction[i] * direction[j] + turning;
    });
  }
  if (stream.chance(1, 3)) A = diagonallyScaled(stream, A, 3);
  const shift = stream.chance(1, 2) ? 1 : powerOfTwo(stream.integer(-3, 3));
  return shift === 1 ? { gamma: 1, A } : { gamma: shift, A: scaled(A, 1 / shift) };
}

/** At least two units (or so many) where the family allows it: one unit alone is a stratum of its own. */
function manyUnits(recipe: LayerRecipe, family: LayerFamily, least = 2): number {
  return Math.max(recipe.width, Math.min(least, family.width[1]));
}

/** Any spectrum, any gain in the range, any features. */
export const interior: Expansion = (stream, recipe, family) => {
  const width = manyUnits(recipe, family);
  const target = bulkGain(stream, recipe, family);
  const layer = feedback(stream, target, width, family);
  return { ...layer, features: { Phi: anyFeatures(stream, width, recipe.samples, drawsSigned(stream, family)) } };
};

/** The gain in the uppermost tenth of the range. */
export const highGain: Expansion = (stream, recipe, family) => {
  const width = manyUnits(recipe, family);
  const [low, high] = bulkGains(family);
  const target = high - 0.1 * (high - low) * (recipe.gain * 2 ** -20);
  const layer = feedback(stream, target, width, family);
  return { ...layer, features: { Phi: anyFeatures(stream, width, recipe.samples, drawsSigned(stream, family)) } };
};

/** 1 - gain between 2^-26 and 2^-20. */
export const gainNearOne: Expansion = (stream, recipe, family) => {
  const width = Math.max(smallSize(stream, family.width, 8), Math.min(2, family.width[1]));
  const samples = smallSize(stream, family.samples, 3);
  const target = 1 - (1 + recipe.gain / 64) * 2 ** -34 - 2 ** -26;
  const spectrum = family.prescribed === "absoluteGain" ? irreducibleSpectrum : anySpectrum;
  const layer = feedback(stream, target, width, family, spectrum, 44);
  return { ...layer, features: { Phi: anyFeatures(stream, width, samples, drawsSigned(stream, family)) } };
};

/** Symmetric of one sign, Phi close to the leading eigenvector: both sides of the norm bounds nearly meet. */
export const aligned: Expansion = (stream, recipe, family) => {
  const width = Math.min(manyUnits(recipe, family), 12);
  const half = nonnegativeSpectrum(stream, width);
  const sign = stream.sign();
  const A = filledMatrix(width, width, (i, j) => sign * (half.at(i, j) + half.at(j, i)));
  let leading = new Float64Array(width).fill(1);
  for (let step = 0; step < 12; step++) {
    const image = leading.map((_, i) => leading.reduce((sum, value, j) => sum + Math.abs(A.at(i, j)) * value, 0));
    const peak = image.reduce((a, b) => Math.max(a, b));
    leading = image.map((value) => value / peak);
  }
  const grid = powerOfTwo(stream.integer(5, 12));
  const factors = Array.from({ length: recipe.samples }, () => stream.integer(1, 3));
  const Phi = filledMatrix(width, recipe.samples, (i, j) => factors[j] * (Math.round(leading[i] * grid) / grid));
  return { gamma: gammaFor(bulkGain(stream, recipe, family), A, family), A, features: { Phi } };
};

/** Units that switch each other off, small integer features >= 0: Z loses rank that Phi has. */
export const inhibition: Expansion = (stream, recipe, family) => {
  const width = Math.min(manyUnits(recipe, family), 8);
  const samples = Math.min(
    Math.max(recipe.samples, Math.min(2, family.samples[1])),
    Math.max(width, family.samples[0]),
  );
  if (stream.chance(1, 2)) return winnerTakesAll(stream, recipe, family, width);
  const A = competition(stream, width);
  const Phi = integerMatrix(stream, width, samples, 3).map((value) => (value < 0 ? -value : value));
  if (A.data.every((value) => value === 0)) A.data[0] = -1;
  return { gamma: gammaFor(bulkGain(stream, recipe, family), A, family), A, features: { Phi } };
};

/** As many units as samples, up to 3, one of them driven hard: it silences the others, and Z loses the rank of Phi. */
function winnerTakesAll(stream: CounterStream, recipe: LayerRecipe, family: LayerFamily, width: number): LayerDraft {
  const size = Math.max(family.width[0], Math.min(width, stream.integer(2, 3)));
  const samples = Math.max(family.samples[0], Math.min(size, family.samples[1]));
  const winner = stream.below(size);
  const A = filledMatrix(size, size, (i, j) => (i === j ? 0 : -stream.integer(1, 3)));
  const Phi = filledMatrix(size, samples, (i) => (i === winner ? stream.integer(2, 8) : stream.integer(0, 1)));
  return { gamma: gammaFor(bulkGain(stream, recipe, family), A, family), A, features: { Phi } };
}

/** Triangular, with entries off the diagonal far above those on it: spectral radius far below the norm. */
export const triangular: Expansion = (stream, recipe, family) => {
  const width = manyUnits(recipe, family);
  const layer = feedback(stream, bulkGain(stream, recipe, family), width, family, (s, size) => {
    const matrix = nonNormal(s, size);
    if (matrix.data.every((value) => value === 0)) matrix.data[0] = 1;
    return matrix;
  });
  return { ...layer, features: { Phi: anyFeatures(stream, width, recipe.samples, drawsSigned(stream, family)) } };
};

/** Phi = s relu(W X) with generated inputs; so many units that hardly ever all of them are active. */
export const weightsAndInputs: Expansion = (stream, recipe, family) => {
  const width = manyUnits(recipe, family, 4);
  const layer = feedback(stream, bulkGain(stream, recipe, family), width, family);
  return { ...layer, features: weightedFeatures(stream, width, recipe.samples, family) };
};

/** Phi = s relu(W X), the columns of X rows of a real data set. */
export const withDatasetRows =
  (dataset: Dataset): Expansion =>
  (stream, recipe, family) => {
    const width = manyUnits(recipe, family, 4);
    const layer = feedback(stream, bulkGain(stream, recipe, family), width, family);
    const X = datasetInputs(stream, dataset, recipe.samples);
    return {
      ...layer,
      features: { W: gaussianMatrix(stream, width, dataset.columns), X, featureScale: weightScale(stream, width) },
    };
  };

/** Duplicate, proportional, zero columns or equal rows in Phi; small, because sides may meet here. */
export const degenerate: Expansion = (stream, recipe, family) => {
  const width = smallSize(stream, family.width, 6);
  const samples = smallSize(stream, family.samples, 3);
  const layer = feedback(stream, bulkGain(stream, recipe, family), width, family);
  return { ...layer, features: { Phi: degenerateFeatures(stream, width, samples, drawsSigned(stream, family)) } };
};

/** A and Phi scaled by powers of two near 1e±100 and 1e±150, gamma against them. */
export const extremeScales: Expansion = (stream, recipe, family) => {
  const width = Math.min(manyUnits(recipe, family), 8);
  const exponents = [-498, -332, 332, 498];
  const layer = feedback(stream, bulkGain(stream, recipe, family), width, family);
  const features = scaled(
    anyFeatures(stream, width, recipe.samples, drawsSigned(stream, family)),
    powerOfTwo(stream.pick(exponents)),
  );
  if (stream.chance(1, 2)) return { ...layer, features: { Phi: features } };
  const factor = powerOfTwo(stream.pick(exponents));
  return { gamma: layer.gamma / factor, A: scaled(layer.A, factor), features: { Phi: features } };
};

/** All entries with 53 significant bits. */
export const fullPrecision: Expansion = (stream, recipe, family) => {
  const width = manyUnits(recipe, family);
  const A = fullPrecisionMatrix(stream, width, width);
  const Phi = fullPrecisionMatrix(stream, width, recipe.samples);
  const gamma = (bulkGain(stream, recipe, family) / prescribedBound(A, family)) * (1 - 2 ** -40);
  const signed = drawsSigned(stream, family);
  return { gamma, A, features: { Phi: signed ? Phi : Phi.map((value) => (value < 0 ? -value : value)) } };
};
