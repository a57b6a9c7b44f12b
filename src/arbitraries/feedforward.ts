import type { Instances, Stratum } from "../claims/instances.js";
import type { ActivationData, FeedforwardData } from "../models/feedforward/data.js";
import { feedforwardModel } from "../models/feedforward/model.js";
import type { Feedforward } from "../models/feedforward/view.js";
import { Matrix } from "../numerics/matrix.js";
import { type CounterStream, counterStream } from "../numerics/random.js";
import { exponentOf, powerOfTwo } from "../numerics/rounding.js";
import { filledMatrix } from "./matrices.js";

/** What feedforward networks are drawn; sizes are [least, greatest]. */
export interface FeedforwardOptions {
  /** Ranges of sizes; [2, 3], [1, 3] and [2, 3] where left out. There are at least as many inputs as samples. */
  readonly samples?: readonly [number, number];
  readonly width?: readonly [number, number];
  readonly depth?: readonly [number, number];
  /** Any signs of all weights; else those above the first layer are positive and exceed the radius. */
  readonly anySigns?: boolean;
  /** W_1 = 0 and targets within the criterion 4 S < r^2 alpha. */
  readonly criterion?: boolean;
  /** The least and greatest part of the criterion that these targets use up; [0.05, 0.98] where left out. */
  readonly usedPart?: readonly [number, number];
  /** Instances carry further weights in the ball. */
  readonly point?: boolean;
  /** Instances carry a descent of this many steps with step sizes up to 2 eps / H. */
  readonly descentSteps?: number;
}

/** A family of feedforward networks. */
export type FeedforwardInstances = Instances<FeedforwardData, Feedforward>;

const ACTIVATIONS: readonly { readonly name: string; readonly activation: ActivationData }[] = [
  { name: "tanh", activation: "tanh" },
  { name: "softplus0", activation: "softplus0" },
  { name: "atan", activation: "atan" },
  { name: "leaky softplus0", activation: { leakySoftplus0: 0.25 } },
];

const grid = (x: number, digits = 10): number => Math.round(x * 2 ** digits) / 2 ** digits + 0;
const midOf = (x: { toBall(): { readonly mid: number } }): number => x.toBall().mid;

/**
 * Feedforward networks with one output, one stratum an activation and depth.
 * @throws RangeError for an empty range.
 * @example
 * const family = instances.feedforward({ samples: [1, 2], width: [1, 3], depth: [2, 3] });
 * family.model.name; // → feedforward
 */
export function feedforward(options: FeedforwardOptions = {}): FeedforwardInstances {
  const range = (name: "samples" | "width" | "depth", otherwise: readonly [number, number], floor = 1) => {
    const [least, most] = options[name] ?? otherwise;
    if (!(Number.isInteger(least) && Number.isInteger(most) && least >= floor && most >= least))
      throw new RangeError(`instances.feedforward: ${name} is [${least}, ${most}]; expected ${floor} <= least <= most`);
    return [least, most] as const;
  };
  const samples = range("samples", [2, 3]);
  const width = range("width", [1, 3]);
  const depth = range("depth", [2, 3], 2);
  const depths = Array.from({ length: depth[1] - depth[0] + 1 }, (_, i) => depth[0] + i);
  const strata: Stratum[] = ACTIVATIONS.flatMap(({ name }) =>
    depths.map((layers) => ({
      name: `${name}, ${layers} layers`,
      about: `${name} activations, ${layers} layers of weights`,
      requiredShare: 0.5 / (ACTIVATIONS.length * depths.length),
    })),
  );
  return Object.freeze({
    model: feedforwardModel,
    strata,
    draw(key: bigint, index: number) {
      const stream = counterStream(key, index);
      const { name, activation } = stream.pick(ACTIVATIONS);
      const layers = stream.integer(...depth);
      // Now and then more samples than inputs: X is dependent, and no criterion can hold.
      const isDependent =
        options.criterion === true && options.usedPart === undefined && samples[1] >= 2 && stream.chance(1, 14);
      const n = isDependent ? 2 : stream.integer(...samples);
      const d = isDependent ? 1 : n + stream.below(2);
      const X = filledMatrix(n, d, (i, j) => grid(stream.uniform(-0.5, 0.5), 6) + (i === j || isDependent ? 1 : 0));
      const widths = Array.from({ length: layers - 1 }, () => stream.integer(...width));
      const radius = grid(stream.uniform(0.25, 0.75), 4);
      const weights = drawWeights(stream, options, d, widths, radius);
      const y = isDependent
        ? Float64Array.of(0.25, -0.25)
        : Float64Array.from({ length: n }, () => grid(stream.uniform(-2, 2), 6));
      const base: FeedforwardData = { X, y, weights, activation, radius };
      const scaled = options.criterion === true ? withinCriterion(stream, base, options.usedPart) : base;
      return { data: withRuns(stream, scaled, options), stratum: `${name}, ${layers} layers` };
    },
  });
}

function drawWeights(
  stream: CounterStream,
  options: FeedforwardOptions,
  inputs: number,
  widths: readonly number[],
  radius: number,
): Matrix[] {
  const sizes = [inputs, ...widths, 1];
  return sizes.slice(1).map((rows, l) => {
    const columns = sizes[l];
    if (options.anySigns === true) return filledMatrix(rows, columns, () => grid(stream.uniform(-2, 2), 6));
    if (l === 0) {
      if (options.criterion === true) return new Matrix(rows, columns);
      return filledMatrix(rows, columns, () => grid(stream.uniform(-0.5, 0.5), 6));
    }
    const isOutput = l === sizes.length - 2;
    const scale = isOutput && options.criterion === true ? 8 : 1;
    // Now and then hidden weights that saturate the layer above.
    const steep = !isOutput && options.point === true && stream.chance(1, 5) ? 16 : 1;
    return filledMatrix(rows, columns, () => radius + steep * scale * grid(stream.uniform(0.25, 1.5), 6));
  });
}

/** Targets such that a part of 4 S < r^2 alpha is used up; S = |y|^2 for W_1 = 0. Now and then too much. */
function withinCriterion(
  stream: CounterStream,
  data: FeedforwardData,
  usedPart: readonly [number, number] | undefined,
): FeedforwardData {
  const { view } = feedforwardModel.view(data);
  // A narrow range leaves the edge to a few.
  const range = usedPart === undefined || stream.chance(1, 16) ? ([0.05, 0.98] as const) : usedPart;
  const part = stream.chance(1, 16)
    ? stream.uniform(1.02, usedPart === undefined ? 1.5 : 1.25)
    : stream.uniform(...range);
  const wanted = (part * data.radius * Math.sqrt(midOf(view.alpha))) / 2;
  const size = midOf(view.targetNorm);
  if (!(size > 0 && wanted > 0)) return data;
  return { ...data, y: data.y.map((x) => grid((x * wanted) / size, 20)) };
}

/**
 * Where the certificate is nearly attained: small inputs, W_1 = 0, and a point of the ball whose output weights are shorter
 * by nearly r.
 */
function shortenedOutput({ X, weights, radius }: FeedforwardData): Pick<FeedforwardData, "X" | "weights" | "point"> {
  const output = weights[weights.length - 1];
  const size = Math.sqrt(output.data.reduce((sum, x) => sum + x * x, 0));
  const kept = 1 - (0.98 * radius) / Math.max(size, radius);
  const below = [new Matrix(weights[0].rows, weights[0].columns), ...weights.slice(1, -1)];
  return {
    X: X.map((x) => x / 16),
    weights: [...below, output],
    point: [...below, output.map((x) => grid(x * kept, 20))],
  };
}

function withRuns(stream: CounterStream, data: FeedforwardData, options: FeedforwardOptions): FeedforwardData {
  let result = data;
  if (options.point === true && stream.chance(1, 8)) result = { ...data, ...shortenedOutput(data) };
  else if (options.point === true) {
    const direction = data.weights.map((W) => W.map(() => stream.uniform(-1, 1)));
    const size = Math.sqrt(direction.reduce((sum, W) => sum + W.data.reduce((s, x) => s + x * x, 0), 0));
    const scale = (data.radius * stream.uniform(0.5, 1)) / Math.max(size, 1e-3);
    const point = data.weights.map((W, l) =>
      filledMatrix(W.rows, W.columns, (i, j) => grid(W.at(i, j) + scale * direction[l].at(i, j), 16)),
    );
    result = { ...result, point };
  }
  if (options.descentSteps !== undefined) {
    const most = midOf(feedforwardModel.view(data).view.stepSize);
    const usable = most > 0 && most < 1e6 ? most : 2 ** -20;
    const unit = powerOfTwo(exponentOf(usable) - 20);
    const part = stream.chance(1, 2) ? 1 : stream.uniform(0.25, 1);
    const stepSize = Math.max(1, Math.floor((usable * part) / unit) - 1) * unit;
    result = { ...result, descent: { stepSize, steps: Array.from({ length: options.descentSteps }, (_, k) => k + 1) } };
  }
  return result;
}
