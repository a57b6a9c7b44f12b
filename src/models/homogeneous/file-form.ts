import { matrix, vector } from "../array-fields.js";
import { record } from "../record-field.js";
import { scalar } from "../scalar-fields.js";
import { optional } from "../schema.js";
import { schemaModel } from "../schema-model.js";
import type { HomogeneousData } from "./data.js";

const FIELDS = {
  X: matrix("samples", "inputs"),
  y: vector("samples"),
  W: matrix("width", "inputs"),
  a: vector("width"),
  b: optional(vector("width")),
  slope: scalar(),
  stepSize: scalar({ above: 0 }),
} as const;

/** Reading, writing, size and simplification of two-layer networks with a homogeneous activation. */
export const homogeneousFile = schemaModel<typeof FIELDS, HomogeneousData>({
  name: "homogeneous",
  fields: record(FIELDS, { otherKeys: ["model"] }),
  axes: ["width", "samples", "inputs"],
  fromValues: (values) => values,
  toValues: (data) => data,
});
