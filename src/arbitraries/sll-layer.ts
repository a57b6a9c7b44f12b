import type { Instances, Stratum } from "../claims/instances.js";
import type { SllLayerData } from "../models/sll-layer/data.js";
import { sllLayerModel } from "../models/sll-layer/model.js";
import type { SllLayer } from "../models/sll-layer/view.js";
import type { Matrix } from "../numerics/matrix.js";
import { type CounterStream, counterStream } from "../numerics/random.js";
import { powerOfTwo } from "../numerics/rounding.js";
import { chooseByShare } from "./designs.js";
import { fewDigits, filledMatrix, fullPrecisionMatrix } from "./matrices.js";

type Kind = "interior" | "bound" | "one" | "digits" | "far" | "half" | "diagonal" | "slope";

const ROWS: readonly { name: string; about: string; share: number; kind: Kind }[] = [
  { name: "interior", about: "T above its row sums, all activations", share: 6, kind: "interior" },
  { name: "at the bound", about: "T equal to its row sums, exactly", share: 8, kind: "bound" },
  {
    name: "one unit",
    about: "one unit: a reflection where it is active and T is its column's square",
    share: 3,
    kind: "one",
  },
  { name: "full precision", about: "weights with 53 significant bits", share: 2, kind: "digits" },
  { name: "far apart", about: "inputs up to 64 apart, saturated units", share: 2, kind: "far" },
  { name: "T too small", about: "T between half of its row sums and all", share: 1, kind: "half" },
  { name: "diagonal only", about: "T_i the square of column i, without the other columns", share: 1, kind: "diagonal" },
  { name: "slopes beyond [0, 1]", about: "a gain above 1 or below 0", share: 1, kind: "slope" },
];

/**
 * Layers h(x) = x - 2 W T^-1 s(W'x + b) with pairs of inputs; T is set from W, exactly where it sits at its bound.
 * @example
 * instances.sllLayer().model.name; // → sll-layer
 */
export function sllLayer(): Instances<SllLayerData, SllLayer> {
  const choice = chooseByShare("instances.sllLayer", ROWS);
  const strata: Stratum[] = ROWS.map(({ name, about }, i) => ({ name, about, requiredShare: choice.shares[i] / 2 }));
  return {
    model: sllLayerModel,
    strata,
    draw(key, index) {
      const stream = counterStream(key, index);
      const { name, kind } = ROWS[choice.pick(stream)];
      return { data: expand(stream, kind), stratum: name };
    },
  };
}

function expand(stream: CounterStream, kind: Kind): SllLayerData {
  const inputs = stream.integer(1, 4);
  const units = kind === "one" ? 1 : stream.integer(kind === "diagonal" ? 2 : 1, 5);
  const W = withoutZeroColumns(
    kind === "digits"
      ? fullPrecisionMatrix(stream, inputs, units)
      : filledMatrix(inputs, units, () => stream.integer(-8, 8) / 4),
  );
  // Powers of two: T at its bound is exact.
  const q = Float64Array.from({ length: units }, () => powerOfTwo(stream.integer(-1, 1)));
  const T = q.map((own, i) => {
    let sum = 0;
    for (let j = 0; j < units; j++) sum += Math.abs(product(W, i, j)) * q[j];
    const bound = sum / own;
    if (kind === "diagonal") return product(W, i, i);
    if (kind === "half") return bound * (0.5 + stream.below(32) / 64);
    if (kind === "interior" || kind === "far") return bound * (1 + stream.below(64) / 32);
    return kind === "digits" ? bound * (1 + powerOfTwo(-stream.integer(2, 20))) : bound;
  });
  const gain = kind === "slope" ? stream.pick([1.5, 2, -1]) : stream.pick([1, 1, 1, 0.5]);
  // Where T is at its bound both sides may be equal, which only piecewise linear units let exact arithmetic decide.
  const isExact = kind === "bound" || kind === "one";
  const smooth = isExact ? [] : (["tanh", "sigmoid", "softplus"] as const);
  const activation = stream.pick(["relu", "relu", "relu", "identity", ...smooth] as const);
  const reach = kind === "far" ? 64 : 2;
  const x = fewDigits(stream, inputs, 6).map((value) => reach * value);
  return {
    W,
    b: fewDigits(stream, units, 4).map((value) => value + (stream.chance(1, 2) ? 1 : 0)),
    T,
    ...(q.every((value) => value === 1) ? {} : { q }),
    activation,
    ...(gain === 1 ? {} : { gain }),
    x,
    y: otherInput(stream, W, x, reach),
  };
}

/** Anywhere, or along a combination of columns, where the layer moves most. */
function otherInput(stream: CounterStream, W: Matrix, x: Float64Array, reach: number): Float64Array {
  const signs = Array.from({ length: W.columns }, () => stream.integer(-1, 1));
  const along = x.map((_, i) => signs.reduce((sum, sign, j) => sum + sign * W.at(i, j), 0));
  const isUsable = stream.chance(1, 2) && along.some((value) => value !== 0);
  const step = isUsable ? along : fewDigits(stream, x.length, 6).map((value) => reach * value);
  const size = stream.pick([1 / 16, 1 / 4, 1]);
  const y = x.map((value, i) => value + size * step[i] + 0);
  return y.every((value, i) => value === x[i]) ? x.map((value, i) => (i === 0 ? value + size : value)) : y;
}

function product(W: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < W.rows; k++) sum += W.at(k, i) * W.at(k, j);
  return sum;
}

/** A zero column would need T_i > 0 from elsewhere. */
const withoutZeroColumns = (W: Matrix): Matrix =>
  filledMatrix(W.rows, W.columns, (i, j) => (i === 0 && W.column(j).every((value) => value === 0) ? 1 : W.at(i, j)));
