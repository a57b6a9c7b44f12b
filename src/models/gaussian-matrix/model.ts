import type { Model } from "../../claims/model.js";
import { Ball, float64Arithmetic } from "../../numerics/ball.js";
import { frobeniusNorm, spectralNorm } from "../../numerics/norms.js";
import { matrix } from "../array-fields.js";
import { ballJson } from "../inspect-json.js";
import { lazy } from "../lazy.js";
import { record, type ValuesOf } from "../record-field.js";
import { scalar } from "../scalar-fields.js";
import { optional } from "../schema.js";
import { schemaModel } from "../schema-model.js";
import type { GaussianMatrixData } from "./data.js";
import type { GaussianMatrix } from "./view.js";

const FIELDS = { A: matrix("rows", "columns"), deviation: optional(scalar({ least: 0 })) } as const;

/** The matrix in float64 balls. */
class Float64GaussianMatrix implements GaussianMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly deviation: Ball;
  readonly #data: GaussianMatrixData;

  constructor(data: GaussianMatrixData) {
    this.#data = data;
    this.rows = data.A.rows;
    this.columns = data.A.columns;
    this.deviation = Ball.exact(data.deviation ?? 0);
  }

  get rowRoot(): Ball {
    return Ball.exact(this.rows).sqrt();
  }

  get columnRoot(): Ball {
    return Ball.exact(this.columns).sqrt();
  }

  readonly #norm = lazy(() => spectralNorm(this.#data.A));

  get spectralNorm(): Ball {
    return this.#norm();
  }

  get frobeniusNorm(): Ball {
    return frobeniusNorm(this.#data.A);
  }
}

/** Draws of random matrices, `"model": "gaussian-matrix"` in files. */
export const gaussianMatrixModel: Model<GaussianMatrixData, GaussianMatrix> = {
  ...schemaModel<typeof FIELDS, GaussianMatrixData>({
    name: "gaussian-matrix",
    fields: record(FIELDS, { otherKeys: ["model"] }),
    axes: ["rows", "columns"],
    fromValues: (values: ValuesOf<typeof FIELDS>) => values,
    toValues: (data) => data,
  }),
  view: (data) => ({ arithmetic: float64Arithmetic, view: new Float64GaussianMatrix(data) }),
  inspect(data) {
    const view = new Float64GaussianMatrix(data);
    return {
      shape: { rows: view.rows, columns: view.columns },
      quantities: {
        spectralNorm: ballJson(view.spectralNorm),
        frobeniusNorm: ballJson(view.frobeniusNorm),
        deviation: ballJson(view.deviation),
        normBound: ballJson(view.rowRoot.plus(view.columnRoot).plus(view.deviation)),
        failureBound: ballJson(view.deviation.power(2).timesPowerOfTwo(-1).negate().exp()),
      },
    };
  },
};
