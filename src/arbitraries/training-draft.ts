import type { TrainedBlock } from "../models/implicit-relu/data.js";
import { zeros } from "../numerics/doubles.js";
import { kernels } from "../numerics/kernels/index.js";
import { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { powerOfTwo } from "../numerics/rounding.js";
import { inputMatrix } from "./inputs.js";
import { filledMatrix, gaussianMatrix, toGrid } from "./matrices.js";
import { scaleToReach, spectralNormBound } from "./norm-bound.js";
import type { TrainedFamily, TrainingRecipe } from "./training-options.js";

/** A layer without outputs and labels. */
export interface TrainingDraft {
  readonly gamma: number;
  readonly A: Matrix;
  readonly features: { readonly W: Matrix; readonly X: Matrix; readonly featureScale: number };
}

export function layer(stream: CounterStream, recipe: TrainingRecipe, family: TrainedFamily): TrainingDraft {
  const { samples } = recipe;
  const width = Math.min(
    Math.max(recipe.width, 2 * samples + stream.integer(0, 2)),
    Math.max(family.width[1], samples),
  );
  const [least, greatest] = family.inputs;
  const inputs = stream.integer(Math.min(greatest, Math.max(least, samples)), greatest);
  // Dense: a zero row of A keeps its unit on a kink, where runs of descent can't be certified.
  const A = gaussianMatrix(stream, width, width);
  return {
    gamma: gammaOf(stream, A, family),
    A,
    features: {
      W: gaussianMatrix(stream, width, inputs),
      X: independentInputs(stream, inputs, samples),
      featureScale: scaleOf(stream, width, family),
    },
  };
}

const INPUT_DRAWS = 8;
/** Inputs whose Gram matrix has a least eigenvalue below this, of 1 on its diagonal, are drawn again. */
const LEAST_EIGENVALUE = 2 ** -10;

/** Inputs of any kind that are not (nearly) dependent, where the dimension allows it. */
function independentInputs(stream: CounterStream, inputs: number, samples: number): Matrix {
  let X = inputMatrix(stream, inputs, samples);
  for (let draw = 1; draw < INPUT_DRAWS && inputs >= samples; draw++) {
    const gram = zeros(samples * samples);
    kernels.gramMatrix("AtA", inputs, samples, X.data, gram);
    const values = zeros(samples);
    if (kernels.symmetricEigen(samples, gram, values) && values[0] >= LEAST_EIGENVALUE) break;
    X = inputMatrix(stream, inputs, samples);
  }
  return X;
}

/** gamma with gamma ||A|| in the family's range; 0 in one of eight where the range allows it. */
export function gammaOf(stream: CounterStream, A: Matrix, { gain, scale }: TrainedFamily): number {
  const [low, high] = gain;
  const bound = spectralNormBound(A);
  if (bound === 0 || (low === 0 && stream.chance(1, 8))) return low === 0 ? 0 : 1;
  const target = stream.chance(1, 3) ? high : stream.uniform(low, high);
  const gamma = scaleToReach(target, bound, 26);
  // gamma/sqrt m of the normalised network is a double like any other.
  return scale === "normalised" && stream.chance(1, 2) ? gamma * (1 - 2 ** -20) : gamma;
}

export function scaleOf(stream: CounterStream, width: number, { scale }: TrainedFamily): number {
  if (scale === "normalised") return 1 / Math.sqrt(width);
  return stream.chance(3, 4) ? 1 : powerOfTwo(stream.integer(-2, 2));
}

/** One unit and one sample, active. */
export function oneUnit(stream: CounterStream, family: TrainedFamily): TrainingDraft {
  const inputs = stream.chance(1, 2) ? 1 : stream.integer(family.inputs[0], Math.min(3, family.inputs[1]));
  const entry = () => stream.integer(1, 16) / 8;
  const A = new Matrix(1, 1, Float64Array.of(stream.sign() * (stream.integer(1, 8) / 8)));
  return {
    gamma: stream.chance(1, 2) ? 0 : toGrid(stream.uniform(family.gain[0], family.gain[1])),
    A,
    features: {
      W: filledMatrix(1, inputs, entry),
      X: filledMatrix(inputs, 1, entry),
      featureScale: scaleOf(stream, 1, family),
    },
  };
}

const SUBSETS: readonly (readonly TrainedBlock[])[] = [
  ["u", "v", "A", "W"],
  ["u", "v", "A", "W"],
  ["u", "A", "W"],
  ["u", "W"],
  ["u", "A"],
  ["u", "v", "W"],
  ["u", "v", "A"],
];

export const trainedBlocks = (stream: CounterStream): readonly TrainedBlock[] => stream.pick(SUBSETS);
