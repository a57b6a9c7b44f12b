import { matrix } from "../array-fields.js";
import { counts, times } from "../list-fields.js";
import { record } from "../record-field.js";
import { scalar } from "../scalar-fields.js";
import { optional } from "../schema.js";
import { schemaModel } from "../schema-model.js";
import type { LinearNetworkData } from "./data.js";

const FIELDS = {
  X: matrix("samples", "inputs"),
  Y: matrix("samples", "outputs"),
  U: matrix("inputs", "width"),
  V: matrix("outputs", "width"),
  descent: optional(record({ stepSize: scalar({ above: 0 }), steps: counts() })),
  flow: optional(record({ times: times() })),
  initialisation: optional(record({ exponent: scalar(), deviation: scalar({ above: 0 }) })),
} as const;

/** Reading, writing, size and simplification of linear networks. */
export const linearNetworkFile = schemaModel<typeof FIELDS, LinearNetworkData>({
  name: "linear-network",
  fields: record(FIELDS, { otherKeys: ["model"] }),
  axes: ["width", "samples", "inputs", "outputs"],
  fromValues: (values) => values,
  toValues: (data) => data,
});
