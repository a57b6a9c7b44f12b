import type { Instances, Stratum } from "../claims/instances.js";
import type { HomogeneousData } from "../models/homogeneous/data.js";
import { homogeneousModel } from "../models/homogeneous/model.js";
import type { HomogeneousNetwork } from "../models/homogeneous/view.js";
import { Matrix } from "../numerics/matrix.js";
import { type CounterStream, counterStream } from "../numerics/random.js";
import { chooseByShare } from "./designs.js";
import { fewDigits, fullPrecisionMatrix } from "./matrices.js";

type Entries = (stream: CounterStream, length: number) => Float64Array;

const short: Entries = (stream, length) => fewDigits(stream, length, 3);

const ROWS: readonly { name: string; about: string; share: number; bias: boolean; entries: Entries }[] = [
  { name: "no biases", about: "few digits, kinks now and then met exactly", share: 4, bias: false, entries: short },
  { name: "biases", about: "few digits, trained biases", share: 4, bias: true, entries: short },
  {
    name: "full precision",
    about: "entries with 53 significant bits, with biases",
    share: 1,
    bias: true,
    entries: (stream, length) => fullPrecisionMatrix(stream, 1, length).data,
  },
];

/**
 * Two-layer networks with activation max(z, slope z): ReLU, leaky, linear and absolute value.
 * @example
 * instances.homogeneous().model.name; // → homogeneous
 */
export function homogeneous(): Instances<HomogeneousData, HomogeneousNetwork> {
  const choice = chooseByShare("instances.homogeneous", ROWS);
  const strata: Stratum[] = ROWS.map(({ name, about }, i) => ({ name, about, requiredShare: choice.shares[i] / 2 }));
  return {
    model: homogeneousModel,
    strata,
    draw(key, index) {
      const stream = counterStream(key, index);
      const { name, bias, entries } = ROWS[choice.pick(stream)];
      const [samples, inputs, width] = [stream.integer(1, 4), stream.integer(1, 3), stream.integer(1, 4)];
      const drawn = (rows: number, columns: number) => new Matrix(rows, columns, entries(stream, rows * columns));
      const data: HomogeneousData = {
        X: drawn(samples, inputs),
        y: entries(stream, samples),
        W: drawn(width, inputs),
        a: entries(stream, width),
        ...(bias ? { b: entries(stream, width) } : {}),
        slope: stream.pick([0, 0.125, 0.5, 1, -1]),
        stepSize: stream.pick([0.5, 0.125, 0.0625]),
      };
      return { data, stratum: name };
    },
  };
}
