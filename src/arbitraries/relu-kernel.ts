import type { Dataset, Instances, Stratum } from "../claims/instances.js";
import type { ReluKernelData } from "../models/relu-kernel/data.js";
import { reluKernelModel } from "../models/relu-kernel/model.js";
import type { ReluKernel } from "../models/relu-kernel/view.js";
import { Matrix } from "../numerics/matrix.js";
import { type CounterStream, counterStream } from "../numerics/random.js";
import { powerOfTwo } from "../numerics/rounding.js";
import { chooseByShare } from "./designs.js";
import { datasetInputs, inputMatrix } from "./inputs.js";
import { fewDigits, filledMatrix, gaussianMatrix, integerMatrix } from "./matrices.js";

/** One stratum: inputs and width are fixed, the weights W are drawn anew in every trial. */
export interface FirstLayerDesign {
  readonly name: string;
  /** inputs x samples, as rows: one column a sample. */
  readonly X: readonly (readonly number[])[];
  readonly width: number;
  /** Share of the trials, relative to the other designs; 1 where left out. */
  readonly share?: number;
}

/** A family of inputs, with or without a first layer. */
export type ReluKernelInstances = Instances<ReluKernelData, ReluKernel>;

/**
 * First layers at initialization: W has independent standard normal entries (rounded to the grid 2^-30), X is the
 * design's. One stratum a design, so that all its trials have one failure probability; nothing is drawn again.
 * @throws RangeError for no designs, a width below 1 or ragged X.
 * @example
 * const X = [
 *   [1, 0],
 *   [0, 1],
 * ];
 * const family = instances.firstLayer({ designs: [{ name: "two inputs", width: 16, X }] });
 * family.draw(1n, 0).data.W?.rows; // → 16
 */
export function firstLayer(options: { readonly designs: readonly FirstLayerDesign[] }): ReluKernelInstances {
  const { designs } = options;
  for (const { name, width } of designs)
    if (!(Number.isInteger(width) && width >= 1))
      throw new RangeError(`instances.firstLayer: design ${JSON.stringify(name)} has width ${width}, expected >= 1`);
  const choice = chooseByShare("instances.firstLayer", designs);
  const inputs = designs.map(({ X }) => Matrix.fromRows(X));
  return {
    model: reluKernelModel,
    strata: designs.map(({ name, width }, i) => ({
      name,
      about: `${inputs[i].columns} fixed inputs in dimension ${inputs[i].rows}, width ${width}`,
      requiredShare: choice.shares[i] / 2,
    })),
    draw(key, index) {
      const stream = counterStream(key, index);
      const chosen = choice.pick(stream);
      const X = inputs[chosen];
      return { data: { X, W: gaussianMatrix(stream, designs[chosen].width, X.rows) }, stratum: designs[chosen].name };
    },
  };
}

/** Sizes of sets of inputs: ranges [least, greatest]. */
export interface InputSetOptions {
  readonly samples: readonly [number, number];
  readonly inputs: readonly [number, number];
}

const SET_STRATA: readonly Stratum[] = [
  { name: "bulk", about: "inputs near the unit sphere, in general position or close together", requiredShare: 0.3 },
  { name: "scaled", about: "norms between 2^-8 and 2^8", requiredShare: 0.2 },
  { name: "near-parallel", about: "two inputs at an angle down to 2^-20", requiredShare: 0.1 },
  { name: "antipodal", about: "pairs x, -x with independent directions", requiredShare: 0.01 },
  { name: "dependent pairs", about: "pairs x, -x whose directions are linearly dependent", requiredShare: 0.01 },
  { name: "parallel", about: "an input and a multiple of it", requiredShare: 0.01 },
  { name: "zero", about: "one input is zero", requiredShare: 0.01 },
];

/**
 * Sets of inputs X alone, for statements on the limit kernel.
 * @throws RangeError for an empty range.
 * @example
 * const family = instances.inputSets({ samples: [2, 4], inputs: [2, 3] });
 * family.draw(1n, 0).data.X.columns >= 2; // → true
 */
export function inputSets(options: InputSetOptions): ReluKernelInstances {
  for (const name of ["samples", "inputs"] as const) {
    const [least, greatest] = options[name];
    if (!(Number.isInteger(least) && Number.isInteger(greatest) && 1 <= least && least <= greatest))
      throw new RangeError(`instances.inputSets: ${name} must be [least, greatest] with 1 <= least <= greatest`);
  }
  return inputFamily(options, undefined);
}

/** Three antipodal pairs need six inputs. */
const strataFor = ({ samples }: InputSetOptions): readonly Stratum[] =>
  SET_STRATA.filter(({ name }) => name !== "dependent pairs" || samples[1] >= 6);

function inputFamily(options: InputSetOptions, dataset: Dataset | undefined): ReluKernelInstances {
  return {
    model: reluKernelModel,
    strata:
      dataset === undefined
        ? strataFor(options)
        : [{ name: "data", about: `rows of ${dataset.name}`, requiredShare: 1 }],
    draw(key, index) {
      const stream = counterStream(key, index);
      const samples = stream.integer(...options.samples);
      if (dataset !== undefined) return { data: { X: datasetInputs(stream, dataset, samples) }, stratum: "data" };
      const { X, stratum } = drawSet(stream, samples, options);
      return { data: { X }, stratum };
    },
    withDataset: (other) => inputFamily(options, other),
  };
}

function drawSet(stream: CounterStream, samples: number, { samples: range, inputs: dimensions }: InputSetOptions) {
  const kind = stream.below(40);
  const inputs = stream.integer(...dimensions);
  const few = (columns: number): Matrix => integerMatrix(stream, inputs, columns, 3);
  if (kind < 17) return { X: inputMatrix(stream, inputs, samples), stratum: "bulk" };
  if (kind < 29) {
    const sizes = Array.from({ length: samples }, () => powerOfTwo(stream.integer(-8, 8)));
    const base = gaussianMatrix(stream, inputs, samples);
    return { X: filledMatrix(inputs, samples, (i, j) => base.at(i, j) * sizes[j]), stratum: "scaled" };
  }
  if (kind < 36) {
    const base = gaussianMatrix(stream, inputs, samples);
    const spread = powerOfTwo(-stream.integer(4, 20));
    const X = filledMatrix(inputs, samples, (i, j) =>
      j === 1 ? base.at(i, 0) + spread * base.at(i, 1) : base.at(i, j),
    );
    return { X, stratum: "near-parallel" };
  }
  if (kind < 37) {
    const base = few(1);
    const X = filledMatrix(inputs, 2, (i, j) => (j === 0 ? base.data[i] : -base.data[i]));
    return { X, stratum: "antipodal" };
  }
  if (kind < 38 && range[1] >= 6) {
    // a, -a, b, -b, a + b, -(a + b): distinct, and K is singular
    const base = few(2);
    const direction = (i: number, k: number): number => (k < 2 ? base.at(i, k) : base.at(i, 0) + base.at(i, 1));
    const X = filledMatrix(inputs, 6, (i, j) => (j % 2 === 0 ? 1 : -1) * direction(i, j >> 1));
    return { X, stratum: "dependent pairs" };
  }
  if (kind < 39) {
    const base = fewDigits(stream, inputs, 6);
    const factor = stream.integer(1, 4);
    const rest = gaussianMatrix(stream, inputs, Math.max(2, samples));
    const X = filledMatrix(inputs, Math.max(2, samples), (i, j) =>
      j < 2 ? base[i] * (j === 0 ? 1 : factor) : rest.at(i, j),
    );
    return { X, stratum: "parallel" };
  }
  const base = gaussianMatrix(stream, inputs, samples);
  return { X: filledMatrix(inputs, samples, (i, j) => (j === samples - 1 ? 0 : base.at(i, j))), stratum: "zero" };
}
