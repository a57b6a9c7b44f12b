import type { Instances, Stratum } from "../claims/instances.js";
import type { DeepLinearData } from "../models/deep-linear/data.js";
import { deepLinearModel } from "../models/deep-linear/model.js";
import type { DeepLinear } from "../models/deep-linear/view.js";
import { Matrix } from "../numerics/matrix.js";
import { type CounterStream, counterStream } from "../numerics/random.js";
import { powerOfTwo } from "../numerics/rounding.js";
import { chooseByShare } from "./designs.js";
import { fewDigits, filledMatrix, hadamardMatrix, scaled, signedPermutationMatrix } from "./matrices.js";

/** What deep linear networks are drawn. */
export interface DeepLinearOptions {
  /** Start weights are exactly orthogonal, and the weights lie near them; any weights where left out. */
  readonly orthogonal?: boolean;
  /** Instances carry a descent of up to so many steps. */
  readonly descentSteps?: number;
}

interface Row {
  readonly name: string;
  readonly about: string;
  readonly share: number;
  readonly make: (stream: CounterStream) => DeepLinearData;
}

const short = (stream: CounterStream, rows: number, columns: number): Matrix =>
  new Matrix(rows, columns, fewDigits(stream, rows * columns, 3));

/** Layers of width 1 to 3, depth 2 to 4. */
function anyWeights(stream: CounterStream, zeros: boolean): DeepLinearData {
  const width = stream.integer(zeros ? 2 : 1, 3);
  const samples = stream.integer(1, 3);
  const layer = () => short(stream, width, width).map((x) => (zeros && stream.chance(1, 2) ? 0 : x));
  const weights = Array.from({ length: stream.integer(2, 4) }, layer);
  return { X: short(stream, width, samples), Y: short(stream, width, samples), weights };
}

/** Signed permutations, and for width 4 Hadamard's matrix over 2: orthogonal without rounding. */
function orthogonalStart(stream: CounterStream, radius: number): DeepLinearData {
  const width = stream.pick([1, 1, 2, 3, 4]);
  const samples = stream.integer(1, width);
  const orthogonal = () =>
    width === 4 && stream.chance(1, 2)
      ? scaled(hadamardMatrix(stream, 4, 4), 0.5)
      : signedPermutationMatrix(stream, width, true);
  const start = Array.from({ length: stream.integer(2, 4) }, orthogonal);
  const inward = stream.chance(1, 2);
  // Moving entries (all of them, or inward those that are not 0) by `reach` each stays within the radius.
  const moving = start.reduce((sum, W) => sum + (inward ? W.data.filter((x) => x !== 0).length : W.data.length), 0);
  const reach = Math.floor((64 * radius) / Math.sqrt(moving)) / 64;
  const weights = start.map((W) => W.map((x) => x + reach * (inward ? -Math.sign(x) : stream.integer(-4, 4) / 4)));
  const X = filledMatrix(width, samples, (i, j) => (i === j ? stream.pick([1, 2, 0.5]) : stream.integer(-1, 1) / 4));
  return { X, Y: short(stream, width, samples).map((x) => 4 * x), weights, start, radius };
}

const ANY: readonly Row[] = [
  { name: "any weights", about: "depth 2 to 4, width 1 to 3", share: 4, make: (s) => anyWeights(s, false) },
  { name: "sparse weights", about: "half of the entries 0", share: 1, make: (s) => anyWeights(s, true) },
];

const ORTHOGONAL: readonly Row[] = [
  { name: "radius 1/2", about: "the weights within 1/2", share: 4, make: (s) => orthogonalStart(s, 0.5) },
  { name: "smaller radius", about: "the weights within 1/8", share: 2, make: (s) => orthogonalStart(s, 0.125) },
  {
    name: "not orthogonal",
    about: "one layer of the start doubled",
    share: 0.5,
    make: (s) => {
      const network = orthogonalStart(s, 0.5);
      const twice = (W: Matrix, j: number) => (j === 0 ? scaled(W, 2) : W);
      return { ...network, weights: network.weights.map(twice), start: (network.start ?? []).map(twice) };
    },
  },
];

/**
 * Deep linear networks with square layers; orthogonality is exact by construction.
 * @example
 * const family = instances.deepLinear({ descentSteps: 2 });
 * family.model.name; // → deep-linear
 */
export function deepLinear(options: DeepLinearOptions = {}): Instances<DeepLinearData, DeepLinear> {
  const rows = options.orthogonal === true ? ORTHOGONAL : ANY;
  const choice = chooseByShare("instances.deepLinear", rows);
  const strata: Stratum[] = rows.map(({ name, about }, i) => ({ name, about, requiredShare: choice.shares[i] / 2 }));
  const { descentSteps } = options;
  return {
    model: deepLinearModel,
    strata,
    draw(key, index) {
      const stream = counterStream(key, index);
      const row = rows[choice.pick(stream)];
      const data = row.make(stream);
      if (descentSteps === undefined) return { data, stratum: row.name };
      const stepSize = powerOfTwo(-stream.integer(3, 8));
      const descent = { stepSize, steps: [stream.integer(1, descentSteps)] };
      return { data: { ...data, descent }, stratum: row.name };
    },
  };
}
