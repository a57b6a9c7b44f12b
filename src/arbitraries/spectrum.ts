import type { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { dyadicGaussian } from "../numerics/random-gaussian.js";
import {
  absoluteMatrix,
  fewDigits,
  filledMatrix,
  gaussianMatrix,
  integerMatrix,
  orthogonalMatrix,
  outerProduct,
  signedPermutationMatrix,
  sparseMatrix,
  toGrid,
  uniformMatrix,
} from "./matrices.js";

/** Random square matrices by the shape of their spectrum. Their scale is arbitrary; the gain is set by gamma. */

type Spectrum = (stream: CounterStream, size: number) => Matrix;

const gaussianSpectrum: Spectrum = (stream, size) => gaussianMatrix(stream, size, size);
const uniformSpectrum: Spectrum = (stream, size) => uniformMatrix(stream, size, size);
const integerSpectrum: Spectrum = (stream, size) => nonzero(integerMatrix(stream, size, size, 3));
const sparse: Spectrum = (stream, size) => nonzero(sparseMatrix(stream, size, size));
const signs: Spectrum = (stream, size) => filledMatrix(size, size, () => stream.sign());

/** One entry a row and column, of different sizes. */
const weightedPermutation: Spectrum = (stream, size) =>
  signedPermutationMatrix(stream, size, false).map((value) => (value === 0 ? 0 : dyadicGaussian(stream)));

const rankOne: Spectrum = (stream, size) =>
  nonzero(outerProduct(fewDigits(stream, size, 14), fewDigits(stream, size, 14)));

/** Singular values falling by a factor between two orthogonal matrices: from nearly rank one to nearly orthogonal. */
const decaying: Spectrum = (stream, size) => {
  const left = orthogonalMatrix(stream, size);
  const right = orthogonalMatrix(stream, size);
  const factor = stream.uniform(0.2, 1);
  return filledMatrix(size, size, (i, j) => {
    let sum = 0;
    let singularValue = 1;
    for (let k = 0; k < size; k++) {
      sum += singularValue * left.at(i, k) * right.at(j, k);
      singularValue *= factor;
    }
    return toGrid(sum);
  });
};

/** One unit feeds all, or all feed one: row sums, column sums and the spectral norm lie far apart. */
const hub: Spectrum = (stream, size) => {
  const centre = stream.below(size);
  const outgoing = stream.chance(1, 2);
  const signed = stream.chance(1, 2);
  return filledMatrix(size, size, (i, j) => {
    if ((outgoing ? j : i) !== centre) return 0;
    const value = stream.dyadic();
    return signed ? value : Math.abs(value);
  });
};

const symmetric: Spectrum = (stream, size) => {
  const matrix = gaussianMatrix(stream, size, size);
  return filledMatrix(size, size, (i, j) => (i <= j ? matrix.at(i, j) : matrix.at(j, i)));
};

const skewSymmetric: Spectrum = (stream, size) => {
  const matrix = gaussianMatrix(stream, size, size);
  return filledMatrix(size, size, (i, j) => (i === j ? 0 : i < j ? matrix.at(i, j) : -matrix.at(j, i)));
};

/** Triangular with entries above the diagonal larger than on it: far from normal. */
export const nonNormal: Spectrum = (stream, size) => {
  const excess = stream.pick([1, 4, 32]);
  const flip = stream.chance(1, 2);
  return filledMatrix(size, size, (i, j) => {
    if (i === j) return dyadicGaussian(stream);
    return (flip ? i > j : i < j) ? excess * dyadicGaussian(stream) : 0;
  });
};

/** Entries >= 0: nothing is ever switched off by the feedback where Phi >= 0, and the upper bounds come close. */
export const nonnegativeSpectrum: Spectrum = (stream, size) =>
  stream.chance(1, 2)
    ? absoluteMatrix(uniformMatrix(stream, size, size))
    : filledMatrix(size, size, () => stream.integer(1, 4));

/** Lateral inhibition: negative off the diagonal, so that units switch each other off and ranks drop. */
export const competition: Spectrum = (stream, size) => {
  const strength = stream.integer(2, 4);
  const spread = stream.chance(1, 2);
  return filledMatrix(size, size, (i, j) => {
    if (i === j) return stream.integer(0, 1);
    return spread ? -Math.abs(stream.dyadic()) : -strength;
  });
};

/**
 * Kinds of any size. Matrices that are a multiple of an orthogonal one exactly, or that leave some units apart, meet
 * bounds with equality too often for the bulk: the kinds that are so at small sizes are left to larger ones, and the
 * exact ones have a stratum of their own.
 */
const ANY_SIZE: readonly Spectrum[] = [
  gaussianSpectrum,
  gaussianSpectrum,
  uniformSpectrum,
  rankOne,
  decaying,
  symmetric,
  nonNormal,
  nonnegativeSpectrum,
  hub,
];
const FROM_THREE: readonly Spectrum[] = [
  ...ANY_SIZE,
  orthogonalMatrix,
  integerSpectrum,
  signs,
  skewSymmetric,
  competition,
];
const FROM_SIX: readonly Spectrum[] = [...FROM_THREE, sparse, sparse, weightedPermutation];

/** Without zero entries (almost surely), so that the bound of the absolute spectral radius is tight. */
export function irreducibleSpectrum(stream: CounterStream, size: number): Matrix {
  return nonzero(stream.pick([gaussianSpectrum, uniformSpectrum, nonnegativeSpectrum])(stream, size));
}

/** Any kind of square matrix, not zero. */
export function anySpectrum(stream: CounterStream, size: number): Matrix {
  const kinds = size >= 6 ? FROM_SIX : size >= 3 ? FROM_THREE : ANY_SIZE;
  return nonzero(stream.pick(kinds)(stream, size));
}

/** The matrix itself, or with a 1 in its first entry if it is zero. */
function nonzero(matrix: Matrix): Matrix {
  if (matrix.data.every((value) => value === 0)) matrix.data[0] = 1;
  return matrix;
}
