import type { Model } from "../../claims/model.js";
import { float64Arithmetic } from "../../numerics/ball.js";
import { matrix, positiveVector, vector } from "../array-fields.js";
import { ballJson } from "../inspect-json.js";
import { record } from "../record-field.js";
import { choice, scalar } from "../scalar-fields.js";
import { optional } from "../schema.js";
import { schemaModel } from "../schema-model.js";
import type { SllLayerData } from "./data.js";
import { Float64SllLayer } from "./layer.js";
import type { SllLayer } from "./view.js";

const FIELDS = {
  W: matrix("inputs", "units"),
  b: vector("units"),
  T: positiveVector("units"),
  q: optional(positiveVector("units")),
  activation: choice(["relu", "identity", "tanh", "sigmoid", "softplus"]),
  gain: optional(scalar()),
  x: vector("inputs"),
  y: vector("inputs"),
} as const;

/** SDP-based Lipschitz layers, `"model": "sll-layer"` in files. */
export const sllLayerModel: Model<SllLayerData, SllLayer> = {
  ...schemaModel<typeof FIELDS, SllLayerData>({
    name: "sll-layer",
    fields: record(FIELDS, { otherKeys: ["model"] }),
    axes: ["units", "inputs"],
    fromValues: (values) => values,
    toValues: (data) => data,
  }),
  view: (data) => ({ arithmetic: float64Arithmetic, view: new Float64SllLayer(data) }),
  inspect(data) {
    const layer = new Float64SllLayer(data);
    const { inputs, units } = layer;
    const indices = Array.from({ length: units }, (_, i) => i);
    return {
      shape: { inputs, units },
      quantities: {
        inputDistance: ballJson(layer.inputDistance),
        outputDistance: ballJson(layer.outputDistance()),
        dominance: indices.map((i) => ballJson(layer.dominance(i).over(layer.weight(i)))),
        slopeLow: ballJson(layer.slopeLow),
        slopeHigh: ballJson(layer.slopeHigh),
      },
    };
  },
};
