import { matrix, vector } from "../array-fields.js";
import { counts } from "../list-fields.js";
import { record } from "../record-field.js";
import { scalar } from "../scalar-fields.js";
import { optional } from "../schema.js";
import { schemaModel } from "../schema-model.js";
import type { FeedforwardData } from "./data.js";
import { activation, layers, MAX_HIDDEN, widthAxis } from "./fields.js";

const FIELDS = {
  X: matrix("samples", "inputs"),
  y: vector("samples"),
  weights: layers(),
  activation: activation(),
  radius: scalar({ above: 0 }),
  point: optional(layers()),
  descent: optional(record({ stepSize: scalar({ above: 0 }), steps: counts() })),
} as const;

/** Reading, writing, size and simplification of feedforward networks. */
export const feedforwardFile = schemaModel<typeof FIELDS, FeedforwardData>({
  name: "feedforward",
  fields: record(FIELDS, { otherKeys: ["model"] }),
  axes: ["samples", "inputs", ...Array.from({ length: MAX_HIDDEN }, (_, l) => widthAxis(l + 1))],
  fromValues: (values) => values,
  toValues: (data) => data,
});
