import type { FeatureData } from "../models/implicit-relu/data.js";
import type { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { powerOfTwo } from "../numerics/rounding.js";
import { inputMatrix } from "./inputs.js";
import type { LayerFamily } from "./layer-options.js";
import {
  absoluteMatrix,
  filledMatrix,
  gaussianMatrix,
  hadamardMatrix,
  integerMatrix,
  scaled,
  sparseMatrix,
  uniformMatrix,
} from "./matrices.js";

/** Whether the signs of Phi are free on this instance. */
export function drawsSigned(stream: CounterStream, family: LayerFamily): boolean {
  if (family.features === "signed") return true;
  return family.features === "any" && stream.chance(1, 2);
}

/** A scale between 2^-10 and 2^10, usually 1. */
function featureScale(stream: CounterStream): number {
  return stream.chance(1, 2) ? 1 : powerOfTwo(stream.integer(-10, 10));
}

/** Phi of any kind, with columns of one scale or of scales apart. */
export function anyFeatures(stream: CounterStream, width: number, samples: number, signed: boolean): Matrix {
  const scale = featureScale(stream);
  const matrix = unscaledFeatures(stream, width, samples);
  const signsKept = signed ? matrix : absoluteMatrix(matrix);
  if (samples > 1 && stream.chance(1, 8)) {
    const columnScales = Array.from({ length: samples }, () => powerOfTwo(stream.integer(-6, 6)));
    return filledMatrix(width, samples, (i, j) => signsKept.at(i, j) * scale * columnScales[j]);
  }
  return scale === 1 ? signsKept : scaled(signsKept, scale);
}

function unscaledFeatures(stream: CounterStream, width: number, samples: number): Matrix {
  switch (stream.below(8)) {
    case 0:
      return integerMatrix(stream, width, samples, 4);
    case 1:
      return uniformMatrix(stream, width, samples);
    case 2:
      return hadamardMatrix(stream, width, samples);
    case 3:
      return width * samples > 3 ? sparseMatrix(stream, width, samples) : gaussianMatrix(stream, width, samples);
    default:
      return gaussianMatrix(stream, width, samples);
  }
}

/** Duplicate, proportional or zero columns, equal rows, or nothing but zeros. */
export function degenerateFeatures(stream: CounterStream, width: number, samples: number, signed: boolean): Matrix {
  const matrix = anyFeatures(stream, width, samples, signed);
  const kind = stream.below(5);
  const first = stream.below(samples);
  const second = stream.below(samples);
  switch (kind) {
    case 0:
      return filledMatrix(width, samples, (i, j) => matrix.at(i, j === first ? second : j));
    case 1:
      return filledMatrix(width, samples, (i, j) => (j === first ? 2 * matrix.at(i, second) : matrix.at(i, j)));
    case 2:
      return filledMatrix(width, samples, (i, j) => (j === first ? 0 : matrix.at(i, j)));
    case 3:
      return filledMatrix(width, samples, (_, j) => matrix.at(0, j));
    default:
      return filledMatrix(width, samples, () => 0);
  }
}

/** Phi = s relu(W X) with Gaussian W and inputs of any kind. */
export function weightedFeatures(
  stream: CounterStream,
  width: number,
  samples: number,
  family: LayerFamily,
): FeatureData {
  const [least, greatest] = family.inputs;
  // d = 1 makes (W1 - W2) X of rank one, where its bounds are attained: rare
  const inputs = stream.integer(stream.chance(1, 16) ? least : Math.max(least, Math.min(2, greatest)), greatest);
  return {
    W: gaussianMatrix(stream, width, inputs),
    X: inputMatrix(stream, inputs, samples),
    featureScale: weightScale(stream, width),
  };
}

/** 1, or a power of two near 1 / sqrt(width), or any power of two in [2^-6, 2^6]. */
export function weightScale(stream: CounterStream, width: number): number {
  const choice = stream.below(4);
  if (choice < 2) return 1;
  if (choice === 3) return powerOfTwo(stream.integer(-6, 6));
  let scale = 1;
  while (scale * scale * width > 1) scale /= 2;
  return scale;
}
