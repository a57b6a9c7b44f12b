import type { Instances, Stratum } from "../claims/instances.js";
import type { GaussianMatrixData } from "../models/gaussian-matrix/data.js";
import { gaussianMatrixModel } from "../models/gaussian-matrix/model.js";
import type { GaussianMatrix } from "../models/gaussian-matrix/view.js";
import { counterStream } from "../numerics/random.js";
import { chooseByShare } from "./designs.js";
import { gaussianMatrix as drawMatrix } from "./matrices.js";

/** One stratum: the size of the matrix and the deviation are fixed, so that all its trials have one failure probability. */
export interface GaussianMatrixDesign {
  readonly rows: number;
  readonly columns: number;
  /** t >= 0 */
  readonly deviation: number;
  /** Share of the trials, relative to the other designs; 1 where left out. */
  readonly share?: number;
}

/** A family of random matrices. */
export type GaussianMatrixInstances = Instances<GaussianMatrixData, GaussianMatrix>;

/**
 * Matrices of independent standard normal entries (rounded to the grid 2^-30), one stratum a design. Fresh, independent
 * draws in every trial; nothing is drawn again because of what came out.
 * @throws RangeError for no designs, sizes below 1 or a negative deviation.
 * @example
 * const family = instances.gaussianMatrix({ designs: [{ rows: 8, columns: 2, deviation: 2 }] });
 * family.draw(1n, 0).data.A.rows; // → 8
 */
export function gaussianMatrix(options: {
  readonly designs: readonly GaussianMatrixDesign[];
}): GaussianMatrixInstances {
  const { designs } = options;
  for (const { rows, columns, deviation } of designs)
    if (!(Number.isInteger(rows) && rows >= 1 && Number.isInteger(columns) && columns >= 1 && deviation >= 0))
      throw new RangeError(
        `instances.gaussianMatrix: a design has rows >= 1, columns >= 1 and deviation >= 0, got ${rows} x ${columns}, ${deviation}`,
      );
  const choice = chooseByShare("instances.gaussianMatrix", designs);
  const names = designs.map(({ rows, columns, deviation }) => `${rows} x ${columns}, t = ${deviation}`);
  const strata: Stratum[] = designs.map((design, i) => ({
    name: names[i],
    about: `${design.rows} x ${design.columns} standard normal entries, deviation ${design.deviation}`,
    requiredShare: choice.shares[i] / 2,
  }));
  return {
    model: gaussianMatrixModel,
    strata,
    draw(key, index) {
      const stream = counterStream(key, index);
      const chosen = choice.pick(stream);
      const { rows, columns, deviation } = designs[chosen];
      return { data: { A: drawMatrix(stream, rows, columns), deviation }, stratum: names[chosen] };
    },
  };
}
