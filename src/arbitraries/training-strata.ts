import type { Dataset, Stratum } from "../claims/instances.js";
import type { ImplicitData, TrainedBlock } from "../models/implicit-relu/data.js";
import { kernels } from "../numerics/kernels/index.js";
import { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { dyadicGaussian } from "../numerics/random-gaussian.js";
import { powerOfTwo } from "../numerics/rounding.js";
import { inputMatrix } from "./inputs.js";
import { filledMatrix, gaussianMatrix, toGrid } from "./matrices.js";
import { scaleToReach, spectralNormBound } from "./norm-bound.js";
import { labelled, type Placement } from "./training-labels.js";
import type { TrainedFamily, TrainingRecipe } from "./training-options.js";

/** A stratum together with the way its instances are made. */
export interface TrainingStratum extends Stratum {
  readonly share: number;
  readonly expand: (stream: CounterStream, recipe: TrainingRecipe, family: TrainedFamily) => ImplicitData;
}

interface Row {
  readonly name: string;
  readonly about: string;
  readonly weight: number;
  readonly expand: TrainingStratum["expand"];
  readonly when?: (family: TrainedFamily) => boolean;
}

const OUTPUTS: readonly TrainedBlock[] = ["u", "v"];

const general =
  (placement: Placement): TrainingStratum["expand"] =>
  (stream, recipe, family) => {
    const draft = layer(stream, recipe, family);
    return labelled(stream, draft, trainedBlocks(stream), placement, family, { integrate: false });
  };

const ROWS: readonly Row[] = [
  {
    name: "on the boundary",
    about: "the largest labels for which the hypotheses hold, lowered by 2^-20",
    weight: 40,
    expand: general("boundary"),
  },
  { name: "inside", about: "labels below the boundary", weight: 12, expand: general("inside") },
  {
    name: "beyond",
    about: "labels above the boundary: the hypotheses fail",
    weight: 2,
    expand: general("beyond"),
  },
  {
    name: "output weights alone",
    about: "u, or u and v, are trained: the residual moves linearly",
    weight: 14,
    expand: (stream, recipe, family) => {
      const draft = layer(stream, recipe, family);
      const trained = stream.chance(1, 2) ? OUTPUTS : (["u"] as const);
      return labelled(stream, draft, trained, "boundary", family, { integrate: true });
    },
  },
  {
    name: "one unit, u and W",
    about: "one unit, one sample, u and W trained, v = 0: the flow is known in closed form",
    weight: 20,
    expand: (stream, _recipe, family) => {
      const draft = oneUnit(stream, family);
      return labelled(stream, draft, ["u", "W"], "boundary", family, { integrate: true });
    },
    when: ({ width, samples }) => width[0] === 1 && samples[0] === 1,
  },
  {
    name: "integrated",
    about: "a small layer, all blocks or some trained, the flow integrated with an estimated error",
    weight: 1.5,
    expand: (stream, recipe, family) => {
      const small = {
        ...recipe,
        width: Math.max(family.width[0], Math.min(recipe.width, 4)),
        samples: Math.max(family.samples[0], Math.min(recipe.samples, 2)),
      };
      const draft = layer(stream, small, { ...family, gain: [family.gain[0], Math.min(family.gain[1], 0.5)] });
      return labelled(stream, draft, trainedBlocks(stream), "boundary", family, { integrate: true });
    },
    when: ({ times, width, samples }) => times > 0 && width[0] <= 4 && samples[0] <= 2,
  },
  {
    name: "large output weights",
    about: "one unit, |u_0| between 4 and 16, a tiny residual: no certificate of descent holds",
    weight: 2.5,
    expand: (stream, _recipe, family) => {
      const draft = oneUnit(stream, family);
      const u = Float64Array.of(stream.sign() * stream.integer(4, 16));
      return labelled(stream, draft, ["u", "W"], "beyond", family, { integrate: true, outputs: { u } });
    },
    when: ({ theorem, width, samples }) => theorem === "descent" && width[0] === 1 && samples[0] === 1,
  },
  {
    name: "equal inputs",
    about: "two samples with the same input: the Gram matrix is singular and the hypotheses fail",
    weight: 1,
    expand: (stream, recipe, family) => {
      const samples = Math.max(2, Math.min(recipe.samples, family.samples[1]));
      const draft = layer(stream, { ...recipe, samples }, family);
      const { X } = draft.features;
      const twice = filledMatrix(X.rows, X.columns, (i, j) => X.at(i, j === 1 ? 0 : j));
      const features = { ...draft.features, X: twice };
      return labelled(stream, { ...draft, features }, trainedBlocks(stream), "beyond", family, { integrate: false });
    },
    when: ({ samples }) => samples[1] > 1,
  },
];

/** Shares of the instances that are made of a data set's rows, where there is one. */
const DATASET_SHARE = 1 / 4;
const MANY_ROWS_SHARE = 1 / 500;
/** Samples of the instances with many rows, and units for each of them. */
const MANY_ROWS: readonly [number, number] = [16, 64];
/** A stratum must reach this part of its expected number of trials before a claim is held. */
const REQUIRED_PART = 0.6;

/** The strata of a family with their shares, which sum to 1. */
export function trainingStrata(family: TrainedFamily, dataset: Dataset | null): readonly TrainingStratum[] {
  const drawn: Omit<TrainingStratum, "requiredShare">[] = [];
  const datasetShare = dataset === null ? 0 : DATASET_SHARE;
  const rows = ROWS.filter((row) => row.when?.(family) ?? true);
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  for (const { name, about, weight, expand } of rows)
    drawn.push({ name, about, expand, share: ((1 - datasetShare) * weight) / total });
  if (dataset !== null) {
    // What looks at every sample's own linear system would take minutes on many rows.
    const many = family.moved === "direction" || family.moved === "pattern" ? 0 : MANY_ROWS_SHARE;
    drawn.push({
      name: `rows of ${dataset.name}`,
      about: `the inputs rows of ${dataset.name}, the labels their classes`,
      share: DATASET_SHARE - many,
      expand: (stream, recipe, own) =>
        fromDataset(stream, dataset, Math.max(2, recipe.samples), Math.max(recipe.width, 4 * recipe.samples), own),
    });
    if (many > 0)
      drawn.push({
        name: `many rows of ${dataset.name}`,
        about: `${MANY_ROWS[0]} to ${MANY_ROWS[1]} inputs, rows of ${dataset.name}, the labels their classes`,
        share: many,
        expand: (stream, _recipe, own) => {
          const samples = Math.min(dataset.rows, stream.integer(MANY_ROWS[0], MANY_ROWS[1]));
          return fromDataset(stream, dataset, samples, 3 * samples, own);
        },
      });
  }
  return drawn.map((stratum) => ({
    ...stratum,
    requiredShare: stratum.share < 0.01 ? 0 : Math.floor(stratum.share * REQUIRED_PART * 1e4) / 1e4,
  }));
}

/** A layer without outputs and labels. */
export interface TrainingDraft {
  readonly gamma: number;
  readonly A: Matrix;
  readonly features: { readonly W: Matrix; readonly X: Matrix; readonly featureScale: number };
}

function layer(stream: CounterStream, recipe: TrainingRecipe, family: TrainedFamily): TrainingDraft {
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
    const gram = new Float64Array(samples * samples);
    kernels.gramMatrix("AtA", inputs, samples, X.data, gram);
    const values = new Float64Array(samples);
    if (kernels.symmetricEigen(samples, gram, values) && values[0] >= LEAST_EIGENVALUE) break;
    X = inputMatrix(stream, inputs, samples);
  }
  return X;
}

/** gamma with gamma ||A|| in the family's range; 0 in one of eight where the range allows it. */
function gammaOf(stream: CounterStream, A: Matrix, { gain, scale }: TrainedFamily): number {
  const [low, high] = gain;
  const bound = spectralNormBound(A);
  if (bound === 0 || (low === 0 && stream.chance(1, 8))) return low === 0 ? 0 : 1;
  const target = stream.chance(1, 3) ? high : stream.uniform(low, high);
  const gamma = scaleToReach(target, bound, 26);
  // gamma/sqrt m of the normalised network is a double like any other.
  return scale === "normalised" && stream.chance(1, 2) ? gamma * (1 - 2 ** -20) : gamma;
}

function scaleOf(stream: CounterStream, width: number, { scale }: TrainedFamily): number {
  if (scale === "normalised") return 1 / Math.sqrt(width);
  return stream.chance(3, 4) ? 1 : powerOfTwo(stream.integer(-2, 2));
}

/** One unit and one sample, active. */
function oneUnit(stream: CounterStream, family: TrainedFamily): TrainingDraft {
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

const trainedBlocks = (stream: CounterStream): readonly TrainedBlock[] => stream.pick(SUBSETS);

/** Distinct rows as inputs; classes as directions of the labels, +1 and -1 (by turns where there are no targets). */
function fromDataset(
  stream: CounterStream,
  dataset: Dataset,
  wanted: number,
  width: number,
  family: TrainedFamily,
): ImplicitData {
  const samples = Math.min(wanted, dataset.rows);
  const rows = new Set<number>();
  while (rows.size < samples) rows.add(stream.below(dataset.rows));
  const chosen = [...rows];
  const { columns, values, target } = dataset;
  const X = filledMatrix(columns, samples, (i, j) => values[chosen[j] * columns + i]);
  const middle = target === undefined ? 0 : (Math.min(...target) + Math.max(...target)) / 2;
  const classes = Float64Array.from(chosen, (row) =>
    (target === undefined ? row % 2 === 0 : target[row] > middle) ? 1 : -1,
  );
  const A = filledMatrix(width, width, () => dyadicGaussian(stream));
  const draft = {
    gamma: gammaOf(stream, A, { ...family, gain: [family.gain[0], Math.min(family.gain[1], 0.5)] }),
    A,
    features: { W: gaussianMatrix(stream, width, columns), X, featureScale: scaleOf(stream, width, family) },
  };
  const blocks = trainedBlocks(stream);
  return labelled(stream, draft, blocks, "boundary", family, { integrate: false, direction: classes });
}
