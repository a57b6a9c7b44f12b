import type { Instances, Stratum } from "../claims/instances.js";
import type { LinearNetworkData } from "../models/linear-network/data.js";
import { linearNetworkModel } from "../models/linear-network/model.js";
import type { LinearNetwork } from "../models/linear-network/view.js";
import { Matrix } from "../numerics/matrix.js";
import { counterStream } from "../numerics/random.js";
import { chooseByShare } from "./designs.js";
import { gaussianMatrix } from "./matrices.js";

/** One stratum: all of its trials have the same data, width and distribution, hence one failure probability. */
export interface GaussianNetworkDesign {
  readonly name: string;
  /** h, a power of two */
  readonly width: number;
  /** a: entries of U and V are N(0, h^(-2a)); log2(h) a must be an integer, so that scaling is exact */
  readonly exponent: number;
  /** t > 0 */
  readonly deviation: number;
  /** Data; X = (I 0) of 3 x 6 and Y = (1, 1, 1)' where left out */
  readonly X?: readonly (readonly number[])[];
  readonly Y?: readonly (readonly number[])[];
  /** Share of the trials, relative to the other designs; 1 where left out. */
  readonly share?: number;
}

const X = [
  [1, 0, 0, 0, 0, 0],
  [0, 1, 0, 0, 0, 0],
  [0, 0, 1, 0, 0, 0],
];
const Y = [[1], [1], [1]];

/**
 * Linear networks with fresh Gaussian weights in every trial; nothing is drawn again because of what came out.
 * @throws RangeError for no designs, or one whose scale h^(-a) is no power of two.
 * @example
 * const family = instances.gaussianNetwork({
 *   designs: [{ name: "wide", width: 256, exponent: 0.25, deviation: 1 }],
 * });
 * family.model.name; // → linear-network
 */
export function gaussianNetwork(options: {
  readonly designs: readonly GaussianNetworkDesign[];
}): Instances<LinearNetworkData, LinearNetwork> {
  const { designs } = options;
  const choice = chooseByShare("instances.gaussianNetwork", designs);
  const prepared = designs.map((design) => ({
    ...design,
    X: Matrix.fromRows(design.X ?? X),
    Y: Matrix.fromRows(design.Y ?? Y),
    scale: scaleOf(design),
  }));
  const strata: Stratum[] = prepared.map(({ name, width, exponent, deviation }, i) => ({
    name,
    about: `width ${width}, entries N(0, h^-${2 * exponent}), deviation ${deviation}`,
    requiredShare: choice.shares[i] / 2,
  }));
  return {
    model: linearNetworkModel,
    strata,
    draw(key, index) {
      const stream = counterStream(key, index);
      const { name, X, Y, width, scale, exponent, deviation } = prepared[choice.pick(stream)];
      const drawn = (rows: number) => gaussianMatrix(stream, rows, width).map((x) => x * scale);
      const data = { X, Y, U: drawn(X.columns), V: drawn(Y.columns), initialisation: { exponent, deviation } };
      return { data, stratum: name };
    },
  };
}

/** h^(-a) */
function scaleOf({ name, width, exponent }: GaussianNetworkDesign): number {
  let bits = 0;
  for (let rest = width; rest > 1 && rest % 2 === 0; rest /= 2) bits++;
  if (2 ** bits !== width || !Number.isInteger(bits * exponent))
    throw new RangeError(
      `instances.gaussianNetwork: design ${JSON.stringify(name)} has width ${width} and exponent ${exponent}; expected a power of two h with h^-a a power of two`,
    );
  return 2 ** -(bits * exponent);
}
