import type { Dataset } from "../claims/instances.js";
import type { ImplicitData } from "../models/implicit-relu/data.js";
import { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { dyadicGaussian } from "../numerics/random-gaussian.js";
import { filledMatrix } from "./matrices.js";
import { gammaOf, scaleOf, trainedBlocks } from "./training-draft.js";
import { type LabelOptions, labelled } from "./training-labels.js";
import type { TrainedFamily } from "./training-options.js";
import type { TrainingStratum } from "./training-strata.js";

/**
 * Training on the rows of a real data set: two classes, labels +-1 times a scale.
 *
 * A layer sees its inputs x_i through W X, and gradients of W lie in the span of the x_i: only inner products count. So n
 * rows are written in an orthonormal basis of their span, X = R of X' = Q R, and W has n columns in place of d: the rows
 * turned, with the same lengths and angles (up to rounding), and training in which nothing costs d a step. A few instances
 * keep the columns of the data set, where no run multiplies them.
 */

/** Share of the instances that are made of a data set's rows, where there is one. */
export const DATASET_SHARE = 1 / 4;
const PIXELS_SHARE = 1 / 50;
const MANY_ROWS_SHARE = 1 / 32;
/** Instances of hundreds of rows take seconds each. */
const HUNDREDS_SHARE = 1 / 2000;
/** Samples of the instances with many rows. */
const MANY_ROWS: readonly [number, number] = [16, 64];
/** Greatest number of samples that keep the columns of the data set, and greatest width of their layers. */
const PIXELS: readonly [number, number] = [3, 8];
/** Units for each sample where there are many, or hundreds. */
const UNITS = 2;
/** Entries are odd multiples of half of this where there are many: they are written down in full, and no unit is at a kink. */
const COARSE = 2 ** -8;

/** The strata that a data set adds. */
export function datasetStrata(dataset: Dataset, family: TrainedFamily): Omit<TrainingStratum, "requiredShare">[] {
  const { name } = dataset;
  const most = Math.min(dataset.rows, dataset.most ?? MANY_ROWS[1]);
  // What looks at every sample's own linear system, or at the Jacobian row by row, would take minutes on many rows.
  const isTraining = family.times > 0 || family.steps !== null || family.moved === "ball";
  const many = isTraining && most >= MANY_ROWS[0] ? MANY_ROWS_SHARE : 0;
  const hundreds = isTraining && most > MANY_ROWS[1] ? HUNDREDS_SHARE : 0;
  const pixels = family.steps === null && family.times === 0 ? PIXELS_SHARE : 0;
  const turned = "in an orthonormal basis of their span";
  const strata: Omit<TrainingStratum, "requiredShare">[] = [
    {
      name: `rows of ${name}`,
      about: `the inputs rows of ${name}, ${turned}, the labels their classes`,
      share: DATASET_SHARE - many - hundreds - pixels,
      expand: (stream, { samples, width }, own) =>
        fromRows(stream, dataset, Math.max(2, samples), Math.max(width, 4 * samples), own, {}),
    },
    {
      name: `columns of ${name}`,
      about: `at most ${PIXELS[0]} rows of ${name} in their own ${dataset.columns} columns`,
      share: pixels,
      expand: (stream, { samples, width }, own) =>
        fromRows(stream, dataset, Math.min(PIXELS[0], Math.max(2, samples)), Math.min(width, PIXELS[1]), own, {
          keepsColumns: true,
        }),
    },
    {
      name: `many rows of ${name}`,
      about: `${MANY_ROWS[0]} to ${Math.min(most, MANY_ROWS[1])} rows of ${name}, ${turned}, u_0 = 0, labels +-1 times a scale`,
      share: many,
      expand: (stream, _recipe, own) =>
        manyRows(stream, dataset, numberOfRows(stream, Math.min(most, MANY_ROWS[1])), own),
    },
    {
      name: `hundreds of rows of ${name}`,
      about: `${most} rows of ${name}, ${turned}, u_0 = 0, labels +-1 times a scale`,
      share: hundreds,
      expand: (stream, _recipe, own) => manyRows(stream, dataset, most, own),
    },
  ];
  return strata.filter(({ share }) => share > 0);
}

/** From 16 to the most, more often few than many: the work grows like the cube. */
function numberOfRows(stream: CounterStream, most: number): number {
  const [least] = MANY_ROWS;
  return least + Math.round(stream.uniform(0, 1) * stream.uniform(0, 1) * (most - least));
}

function manyRows(stream: CounterStream, dataset: Dataset, samples: number, family: TrainedFamily): ImplicitData {
  const width = UNITS * samples;
  return fromRows(stream, dataset, samples, width, family, { outputs: { u: new Float64Array(width) } });
}

interface RowOptions {
  readonly outputs?: LabelOptions["outputs"];
  readonly keepsColumns?: boolean;
}

/** Distinct rows as inputs; classes as directions of the labels, +1 and -1 (by turns where there are no targets). */
function fromRows(
  stream: CounterStream,
  dataset: Dataset,
  wanted: number,
  width: number,
  family: TrainedFamily,
  { outputs, keepsColumns = false }: RowOptions,
): ImplicitData {
  const samples = Math.min(wanted, dataset.rows);
  const rows = new Set<number>();
  while (rows.size < samples) rows.add(stream.below(dataset.rows));
  const chosen = [...rows];
  const { columns, values, target } = dataset;
  const own = filledMatrix(columns, samples, (i, j) => values[chosen[j] * columns + i]);
  const X = keepsColumns || columns <= samples ? own : triangularFactor(own);
  const middle = target === undefined ? 0 : (Math.min(...target) + Math.max(...target)) / 2;
  const classes = Float64Array.from(chosen, (row) =>
    (target === undefined ? row % 2 === 0 : target[row] > middle) ? 1 : -1,
  );
  const coarse = outputs !== undefined || keepsColumns;
  const entry = () => {
    const x = dyadicGaussian(stream);
    return coarse ? (Math.floor(x / COARSE) + 0.5) * COARSE : x;
  };
  const A = filledMatrix(width, width, entry);
  const draft = {
    gamma: gammaOf(stream, A, { ...family, gain: [family.gain[0], Math.min(family.gain[1], 0.5)] }),
    A,
    features: { W: filledMatrix(width, X.rows, entry), X, featureScale: scaleOf(stream, width, family) },
  };
  // With the output weights alone the residual moves linearly: the flow itself is followed, on many rows too.
  const isFollowed = family.theorem === "flow" && family.times > 0 && stream.chance(1, 2);
  const trained = isFollowed ? (["u"] as const) : trainedBlocks(stream);
  return labelled(stream, draft, trained, "boundary", family, {
    integrate: isFollowed,
    direction: classes,
    ...(outputs === undefined ? {} : { outputs }),
  });
}

/**
 * R of X = Q R, Q with orthonormal columns, by modified Gram–Schmidt: R is that of a matrix within a small multiple of
 * n u ||X|| of X. Plain sums in a fixed order, so that an instance is the same on every machine.
 */
export function triangularFactor(X: Matrix): Matrix {
  const n = X.columns;
  const Q = Array.from({ length: n }, (_, j) => X.column(j));
  const R = new Matrix(n, n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < j; i++) {
      const along = inner(Q[i], Q[j]);
      R.data[i * n + j] = along;
      for (let k = 0; k < Q[j].length; k++) Q[j][k] -= along * Q[i][k];
    }
    const length = Math.sqrt(inner(Q[j], Q[j]));
    R.data[j * n + j] = length;
    if (length > 0) for (let k = 0; k < Q[j].length; k++) Q[j][k] /= length;
  }
  return R;
}

function inner(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k] * y[k];
  return sum;
}
