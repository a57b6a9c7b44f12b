import { schemaModel } from "../schema-model.js";
import type { ImplicitData } from "./data.js";
import { dataFromValues, type ImplicitFields, implicitFields, valuesFromData } from "./fields.js";
import { implicitRewrites } from "./rewrites.js";

/** Reading, writing, size and simplification of implicit ReLU layers. */
export const implicitFile = schemaModel<ImplicitFields, ImplicitData>({
  name: "implicit-relu",
  fields: implicitFields,
  axes: ["samples", "width", "inputs"],
  fromValues: dataFromValues,
  toValues: valuesFromData,
  rewrites: implicitRewrites,
});
