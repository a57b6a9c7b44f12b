import type { Instances } from "../claims/instances.js";
import type { ImplicitData } from "../models/implicit-relu/data.js";
import { implicitReluModel } from "../models/implicit-relu/model.js";
import type { ImplicitLayer } from "../models/implicit-relu/view.js";
import { Matrix } from "../numerics/matrix.js";
import { counterStream } from "../numerics/random.js";
import { chooseByShare } from "./designs.js";
import { gaussianMatrix } from "./matrices.js";

/** One stratum: inputs, width and gamma are fixed, the weights W and A are drawn anew in every trial. */
export interface GaussianLayerDesign {
  readonly name: string;
  /** inputs x samples, as rows: one column a sample. */
  readonly X: readonly (readonly number[])[];
  readonly width: number;
  /** gamma >= 0; gamma ||A|| is about 2 gamma sqrt(m). */
  readonly gamma: number;
  /** Share of the trials, relative to the other designs; 1 where left out. */
  readonly share?: number;
}

/**
 * Implicit layers at initialization: Phi = relu(W X)/sqrt m (the double nearest to 1/sqrt m), W and A independent with
 * independent standard normal entries (rounded to the grid 2^-30). One stratum a design; nothing is drawn again.
 * @throws RangeError for no designs, a width below 1, a negative gamma, or ragged X.
 * @example
 * const family = instances.gaussianLayer({ designs: [{ name: "one input", X: [[1]], width: 16, gamma: 0.03125 }] });
 * family.draw(1n, 0).data.A.rows; // → 16
 */
export function gaussianLayer(options: {
  readonly designs: readonly GaussianLayerDesign[];
}): Instances<ImplicitData, ImplicitLayer> {
  const { designs } = options;
  for (const { name, width, gamma } of designs)
    if (!(Number.isInteger(width) && width >= 1 && gamma >= 0 && gamma < Number.POSITIVE_INFINITY))
      throw new RangeError(
        `instances.gaussianLayer: design ${JSON.stringify(name)} has width ${width} and gamma ${gamma}, expected >= 1 and >= 0`,
      );
  const choice = chooseByShare("instances.gaussianLayer", designs);
  const inputs = designs.map(({ X }) => Matrix.fromRows(X));
  return {
    model: implicitReluModel,
    strata: designs.map(({ name, width, gamma }, i) => ({
      name,
      about: `${inputs[i].columns} fixed inputs in dimension ${inputs[i].rows}, width ${width}, gamma ${gamma}`,
      requiredShare: choice.shares[i] / 2,
    })),
    draw(key, index) {
      const stream = counterStream(key, index);
      const chosen = choice.pick(stream);
      const { name, width, gamma } = designs[chosen];
      const X = inputs[chosen];
      const W = gaussianMatrix(stream, width, X.rows);
      const A = gaussianMatrix(stream, width, width);
      return { data: { gamma, A, features: { W, X, featureScale: 1 / Math.sqrt(width) } }, stratum: name };
    },
  };
}
