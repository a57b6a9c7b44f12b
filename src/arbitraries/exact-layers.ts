import { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { anyFeatures, drawsSigned } from "./features.js";
import { simpleGain } from "./gains.js";
import { type Expansion, type LayerDraft, smallSize } from "./layer-draft.js";
import type { LayerFamily } from "./layer-options.js";
import { filledMatrix, hadamardMatrix, integerMatrix, outerProduct, signedPermutationMatrix } from "./matrices.js";
import { spectralNormBound } from "./norm-bound.js";

/** Strata where inequalities are attained: few digits, m <= 6, n <= 3, so that the second arithmetic decides exactly. */

export const EXACT_WIDTH = 6;
export const EXACT_SAMPLES = 3;

/** A matrix whose prescribed quantity is at most `norm`, with the vector that its bounds are attained on. */
interface Attaining {
  readonly A: Matrix;
  /** gamma * norm is the gain. */
  readonly norm: number;
  readonly direction: readonly number[];
}

/** Integer vectors with integer norms. */
const PYTHAGOREAN: readonly (readonly number[])[] = [
  [3, 4],
  [5, 12],
  [1, 2, 2],
  [2, 3, 6],
  [1, 1, 1, 1],
  [1, 1, 3, 5],
  [2, 2, 4, 5],
];

function identityLike(stream: CounterStream, size: number): Attaining {
  const sign = stream.sign();
  return { A: filledMatrix(size, size, (i, j) => (i === j ? sign : 0)), norm: 1, direction: unit(stream, size) };
}

function permutationLike(stream: CounterStream, size: number): Attaining {
  const A = signedPermutationMatrix(stream, size, stream.chance(1, 2));
  return { A, norm: 1, direction: Array.from({ length: size }, () => 1) };
}

function diagonalLike(stream: CounterStream, size: number): Attaining {
  const entries = Array.from({ length: size }, () => stream.integer(-2, 2) / 2);
  const peak = stream.below(size);
  entries[peak] = stream.sign();
  return {
    A: filledMatrix(size, size, (i, j) => (i === j ? entries[i] : 0)),
    norm: 1,
    direction: entries.map((_, i) => (i === peak ? 1 : 0)),
  };
}

/** Ones next to the diagonal, or one entry alone: nilpotent, norm 1. */
function nilpotentLike(stream: CounterStream, size: number): Attaining {
  if (size === 1) return identityLike(stream, size);
  const chain = stream.chance(1, 2);
  const last = size - 1;
  const sign = stream.sign();
  const A = filledMatrix(size, size, (i, j) =>
    (chain ? j === i + 1 : i === 0 && j === last) ? (chain ? 1 : sign) : 0,
  );
  return { A, norm: 1, direction: Array.from({ length: size }, (_, i) => (i === last ? 1 : 0)) };
}

/** Orthogonal columns of one length without being a permutation: a quarter turn, or Hadamard's matrix of order 4. */
function conformalLike(stream: CounterStream, size: number, family: LayerFamily): Attaining {
  const order = size >= 4 ? 4 : size >= 2 ? 2 : 1;
  if (order === 1) return identityLike(stream, size);
  const core =
    order === 4
      ? hadamardMatrix(stream, 4, 4)
      : Matrix.fromRows(
          stream.pick([
            [
              [0, 1],
              [-1, 0],
            ],
            [
              [0, -1],
              [1, 0],
            ],
          ]),
        );
  return {
    A: filledMatrix(size, size, (i, j) => (i < order && j < order ? core.at(i, j) : 0)),
    norm: order === 2 ? 1 : family.prescribed === "absoluteGain" ? 4 : 2,
    direction: Array.from({ length: size }, (_, i) => (i < order ? 1 : 0)),
  };
}

function rankOneLike(stream: CounterStream, size: number): Attaining {
  const fitting = PYTHAGOREAN.filter((vector) => vector.length <= size);
  if (fitting.length === 0) return identityLike(stream, size);
  const vector = stream.pick(fitting);
  const direction = Array.from({ length: size }, (_, i) => vector[i] ?? 0);
  const sign = stream.sign();
  const A = outerProduct(
    direction,
    direction.map((value) => sign * value),
  );
  return { A, norm: direction.reduce((sum, value) => sum + value * value, 0), direction };
}

function unit(stream: CounterStream, size: number): number[] {
  const peak = stream.below(size);
  return Array.from({ length: size }, (_, i) => (i === peak ? 1 : 0));
}

/** gamma with gamma * norm <= gain, of few digits; equal to gain / norm where that has few digits. */
function shortGamma(gain: number, norm: number): number {
  return norm === 1 ? gain : Math.floor((gain / norm) * 4096) / 4096;
}

function attaining(stream: CounterStream, family: LayerFamily): Attaining {
  const size = smallSize(stream, family.width, EXACT_WIDTH);
  switch (stream.below(6)) {
    case 5:
      return conformalLike(stream, size, family);
    case 0:
      return identityLike(stream, size);
    case 1:
      return permutationLike(stream, size);
    case 2:
      return diagonalLike(stream, size);
    case 3:
      return nilpotentLike(stream, size);
    default:
      return rankOneLike(stream, size);
  }
}

/** Columns along the direction with small factors, now and then any small integers. */
function attainingFeatures(stream: CounterStream, layer: Attaining, family: LayerFamily): Matrix {
  const samples = smallSize(stream, family.samples, EXACT_SAMPLES);
  const signed = drawsSigned(stream, family);
  const factors = Array.from(
    { length: samples },
    () => stream.integer(1, 4) * (signed && stream.chance(1, 6) ? -1 : 1),
  );
  if (stream.chance(1, 4)) {
    const free = integerMatrix(stream, layer.A.rows, samples, 3);
    return signed ? free : free.map(Math.abs);
  }
  return filledMatrix(layer.A.rows, samples, (i, j) => layer.direction[i] * factors[j]);
}

/** Layers on which the bounds in the gain hold with equality: the gain is a short number. */
export const attained: Expansion = (stream, _recipe, family) => {
  const layer = attaining(stream, family);
  const gamma = shortGamma(simpleGain(stream, family), layer.norm);
  return { gamma, A: layer.A, features: { Phi: attainingFeatures(stream, layer, family) }, simple: true };
};

/** The same with gain exactly 1: on the edge of the hypothesis, outside it where it is strict. */
export const gainExactlyOne: Expansion = (stream, _recipe, family) => {
  let layer = attaining(stream, family);
  if (![1, 2, 4].includes(layer.norm)) layer = identityLike(stream, layer.A.rows);
  return {
    gamma: 1 / layer.norm,
    A: layer.A,
    features: { Phi: attainingFeatures(stream, layer, family) },
    simple: true,
  };
};

/** One unit: z = relu(±q z + phi), where most bounds are attained. */
export const scalar: Expansion = (stream, _recipe, family) => {
  const samples = smallSize(stream, family.samples, EXACT_SAMPLES);
  const size = stream.pick([1, 1, 0.5, 2, 3]);
  const signed = drawsSigned(stream, family);
  const Phi = integerMatrix(stream, 1, samples, 4).map((value) => {
    if (value === 0) return 1;
    return signed && stream.chance(1, 4) ? value : Math.abs(value);
  });
  const gamma = shortGamma(simpleGain(stream, family), size);
  return { gamma, A: new Matrix(1, 1, Float64Array.of(stream.sign() * size)), features: { Phi }, simple: true };
};

/**
 * A = 0, or gamma = 0 with any A: Z = relu(Phi). Signed Phi is mostly a matrix of signs whose positive part has the
 * larger spectral norm; in a pair it stands beside Phi = 0 as often as not.
 */
export const noFeedback: Expansion = (stream, _recipe, family): LayerDraft => {
  const signed = family.features === "signed" || (family.features === "any" && stream.chance(3, 4));
  const signs = signed && stream.chance(3, 4);
  const several = ([least, greatest]: readonly [number, number]) =>
    [signs ? Math.max(least, Math.min(2, greatest)) : least, greatest] as const;
  const width = smallSize(stream, several(family.width), EXACT_WIDTH);
  const samples = smallSize(stream, several(family.samples), EXACT_SAMPLES);
  const Phi = signs ? signFeatures(stream, width, samples) : anyFeatures(stream, width, samples, signed);
  const free = stream.chance(1, 4);
  const A = free ? integerMatrix(stream, width, width, 3) : new Matrix(width, width);
  const gamma = free ? 0 : stream.pick([1, 0.5]);
  const beside = family.pair && signs && stream.chance(1, 2);
  return {
    gamma,
    A,
    features: { Phi },
    simple: true,
    ...(beside ? { other: { gamma, A, features: { Phi: new Matrix(width, samples) } } } : {}),
  };
};

/** Entries of one size and of either sign; the best of a few draws. */
function signFeatures(stream: CounterStream, width: number, samples: number): Matrix {
  const size = stream.integer(1, 3);
  let Phi = hadamardMatrix(stream, width, samples);
  for (let attempt = 0; attempt < 8 && !gainsByRectifying(Phi); attempt++)
    Phi = filledMatrix(width, samples, () => stream.sign());
  return Phi.map((value) => size * value);
}

/** ||relu(Phi)||_2 > ||Phi||_2 */
function gainsByRectifying(Phi: Matrix): boolean {
  return spectralNormBound(Phi.map((value) => Math.max(0, value))) > spectralNormBound(Phi) * (1 + 2 ** -20);
}
