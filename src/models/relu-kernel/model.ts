import type { Json, Model } from "../../claims/model.js";
import { float64Arithmetic } from "../../numerics/ball.js";
import { matrix } from "../array-fields.js";
import { ballJson, ballsJson } from "../inspect-json.js";
import { record, type ValuesOf } from "../record-field.js";
import { optional } from "../schema.js";
import { schemaModel } from "../schema-model.js";
import type { ReluKernelData } from "./data.js";
import { Float64ReluKernel } from "./kernel.js";
import type { ReluKernel } from "./view.js";

const FIELDS = { X: matrix("inputs", "samples"), W: optional(matrix("width", "inputs")) } as const;

/** Inputs X and first-layer weights W, `"model": "relu-kernel"` in files. */
export const reluKernelModel: Model<ReluKernelData, ReluKernel> = {
  ...schemaModel<typeof FIELDS, ReluKernelData>({
    name: "relu-kernel",
    fields: record(FIELDS, { otherKeys: ["model"] }),
    axes: ["samples", "width", "inputs"],
    fromValues: (values: ValuesOf<typeof FIELDS>) => values,
    toValues: (data) => data,
  }),
  view: (data) => ({ arithmetic: float64Arithmetic, view: new Float64ReluKernel(data) }),
  inspect(data) {
    const view = new Float64ReluKernel(data);
    const indices = Array.from({ length: view.samples }, (_, i) => i);
    const table = (entry: (i: number, j: number) => Json): Json => indices.map((i) => indices.map((j) => entry(i, j)));
    return {
      shape: { inputs: view.inputs, samples: view.samples, ...(data.W === undefined ? {} : { width: view.width }) },
      quantities: {
        inputFrobeniusNorm: ballJson(view.inputFrobeniusNorm),
        angles: table((i, j) => ballJson(view.angle(i, j))),
        kernel: table((i, j) => ballJson(view.kernelEntry(i, j))),
        kernelSecondMoments: table((i, j) => ballJson(view.kernelSecondMoment(i, j))),
        kernelEigenvalues: ballsJson(view.kernelEigenvalues),
        tangentKernel: table((i, j) => ballJson(view.tangentEntry(i, j))),
        tangentLeastEigenvalue: ballJson(view.tangentLeastEigenvalue),
        ...(data.W === undefined
          ? {}
          : {
              gram: table((i, j) => ballJson(view.gramEntry(i, j))),
              gramEigenvalues: ballsJson(view.gramEigenvalues),
            }),
      },
    };
  },
};
