import type { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { anyFeatures, drawsSigned } from "./features.js";
import { gammaFor } from "./gains.js";
import { type Expansion, smallSize } from "./layer-draft.js";
import type { LayerFamily } from "./layer-options.js";
import { absoluteMatrix, filledMatrix, hadamardMatrix, integerMatrix } from "./matrices.js";
import { anySpectrum } from "./spectrum.js";

/**
 * Strata beyond the contraction hypothesis. A claim that states gamma ||A|| < 1 finds them vacuous; a claim that puts
 * a weaker condition in its place meets its counterexamples here. All are small, with short entries.
 */

const OUTSIDE_WIDTH = 4;
const OUTSIDE_SAMPLES = 2;

function sizes(stream: CounterStream, family: LayerFamily): readonly [number, number] {
  const width = smallSize(
    stream,
    [Math.max(family.width[0], Math.min(2, family.width[1])), family.width[1]],
    OUTSIDE_WIDTH,
  );
  return [width, smallSize(stream, family.samples, OUTSIDE_SAMPLES)];
}

function integerFeatures(stream: CounterStream, width: number, samples: number, family: LayerFamily): Matrix {
  const Phi = integerMatrix(stream, width, samples, 3);
  return drawsSigned(stream, family) ? Phi : absoluteMatrix(Phi);
}

/** The prescribed quantity between 1 and 1.5, or above 1 by 2^-10 at most. */
export const gainAboveOne: Expansion = (stream, recipe, family) => {
  const A = anySpectrum(stream, recipe.width);
  const target = stream.chance(1, 4) ? 1 + stream.integer(1, 1024) * 2 ** -20 : 1 + (1 + recipe.gain) * 2 ** -21;
  return {
    gamma: gammaFor(target, A, family) * (1 + 2 ** -22),
    A,
    features: { Phi: anyFeatures(stream, recipe.width, recipe.samples, drawsSigned(stream, family)) },
  };
};

/** Entries of gamma A below 1 in size, ||gamma A|| above 1. */
export const smallEntries: Expansion = (stream, _recipe, family) => {
  const [width, samples] = sizes(stream, family);
  const signs = width > 2 && stream.chance(1, 2) ? hadamardMatrix(stream, width, width) : null;
  const A = filledMatrix(width, width, (i, j) => (signs?.at(i, j) ?? 1) * (stream.integer(10, 15) / 16));
  const Phi = integerFeatures(stream, width, samples, family);
  return { gamma: 1, A, features: { Phi: Phi.map((value) => value + 1) }, simple: true };
};

/**
 * Spectral radius 0 by conjugating a nilpotent integer matrix, norm above 1. Drawn again (a few times) until a diagonal
 * entry of gamma A is above 1: then I - gamma A is no P-matrix, and some Phi has no equilibrium, or several.
 */
export const smallSpectralRadius: Expansion = (stream, _recipe, family) => {
  const [width, samples] = sizes(stream, family);
  const gamma = stream.pick([1, 1, 1, 0.5]);
  const nilpotent = () => filledMatrix(width, width, (i, j) => (i < j ? stream.integer(1, 3) * stream.sign() : 0));
  let A = conjugated(stream, nilpotent());
  for (let attempt = 0; attempt < 8 && !sustainsItself(gamma, A); attempt++) A = conjugated(stream, nilpotent());
  return { gamma, A, features: { Phi: twofoldFeatures(stream, gamma, A, samples, family) }, simple: true };
};

function sustainsItself(gamma: number, A: Matrix): boolean {
  return selfSustaining(gamma, A) >= 0;
}

/** The first unit with gamma a_ii > 1; -1 where there is none. */
function selfSustaining(gamma: number, A: Matrix): number {
  for (let i = 0; i < A.rows; i++) if (gamma * A.at(i, i) > 1) return i;
  return -1;
}

/**
 * Integer features for a layer where a unit i has gamma a_ii > 1. Three in five instances with free signs have two
 * equilibria by construction: all of Phi is negative, so z = 0 is one; z_i = phi_i / (1 - gamma a_ii) > 0 alone is
 * another, the other units being held down by phi_j <= -gamma a_ji z_i - 1.
 */
function twofoldFeatures(
  stream: CounterStream,
  gamma: number,
  A: Matrix,
  samples: number,
  family: LayerFamily,
): Matrix {
  const Phi = integerFeatures(stream, A.rows, samples, family);
  const unit = selfSustaining(gamma, A);
  if (unit < 0 || family.features === "nonnegative" || stream.chance(2, 5)) return Phi;
  for (let j = 0; j < samples; j++) {
    const own = -stream.integer(1, 3);
    const z = own / (1 - gamma * A.at(unit, unit));
    for (let i = 0; i < A.rows; i++)
      Phi.data[i * samples + j] = i === unit ? own : -1 - Math.ceil(Math.max(0, gamma * A.at(i, unit) * z));
  }
  return Phi;
}

/** S A S^{-1} for S a product of random integer shears: the same spectrum, exactly, in integers. */
function conjugated(stream: CounterStream, matrix: Matrix): Matrix {
  const size = matrix.rows;
  const data = Float64Array.from(matrix.data);
  for (let shear = 0; shear < size; shear++) {
    const i = stream.below(size);
    const j = stream.below(size);
    if (i === j) continue;
    const factor = stream.sign() * stream.integer(1, 2);
    for (let k = 0; k < size; k++) data[i * size + k] += factor * data[j * size + k];
    for (let k = 0; k < size; k++) data[k * size + j] -= factor * data[k * size + i];
  }
  return filledMatrix(size, size, (i, j) => data[i * size + j]);
}

/** I - gamma A a P-matrix while gamma A is no contraction: a large negative diagonal, with a skew part. */
export const largeNegative: Expansion = (stream, _recipe, family) => {
  const width = smallSize(stream, family.width, OUTSIDE_WIDTH);
  const samples = smallSize(stream, family.samples, OUTSIDE_SAMPLES);
  const upper = integerMatrix(stream, width, width, 2);
  const A = filledMatrix(width, width, (i, j) => {
    if (i === j) return -stream.integer(2, 5);
    return i < j ? upper.at(i, j) : -upper.at(j, i);
  });
  return {
    gamma: stream.pick([1, 1, 0.75]),
    A,
    features: { Phi: integerFeatures(stream, width, samples, family) },
    simple: true,
  };
};

/** det(I - gamma A) > 0 although a principal minor is negative: two units that each sustain themselves. */
export const positiveDeterminant: Expansion = (stream, _recipe, family) => {
  const [width, samples] = sizes(stream, family);
  const self = stream.integer(2, 4);
  const mutual = stream.integer(self, self + 2);
  const A = filledMatrix(width, width, (i, j) => {
    if (i > 1 || j > 1) return 0;
    if (i === j) return i === 0 ? self : -self;
    return i < j ? -mutual : mutual;
  });
  const twoSelves = width > 1 && stream.chance(1, 2);
  if (twoSelves) A.data[width + 1] = self;
  return { gamma: 1, A, features: { Phi: twofoldFeatures(stream, 1, A, samples, family) }, simple: true };
};
