import { InputError } from "../../errors.js";
import type { Matrix } from "../../numerics/matrix.js";
import { matrix } from "../array-fields.js";
import { counts } from "../list-fields.js";
import { record } from "../record-field.js";
import { scalar } from "../scalar-fields.js";
import { addCosts, type Field, NO_COST, optional, unexpected } from "../schema.js";
import { schemaModel } from "../schema-model.js";
import type { DeepLinearData } from "./data.js";

/** A list of at least two square matrices of one size. */
function layers(): Field<readonly Matrix[]> {
  const layer = matrix("width", "width");
  const expected = "a list of at least two width x width matrices of numbers";
  return {
    expected,
    presence: "required",
    parse(json, place) {
      if (!Array.isArray(json) || json.length < 2) throw unexpected(json, place.at, expected);
      return json.map((entry, l) =>
        layer.parse(entry, { ...place, at: `${place.at}[${l}]`, name: `${place.name}[${l}]` }),
      );
    },
    serialize: (value) => value.map((entry) => layer.serialize(entry)),
    cost: (value) => value.map((entry) => layer.cost(entry)).reduce(addCosts, { ...NO_COST, steps: value.length }),
    sizes: (value, axes) => layer.sizes(value[0], axes),
    restrict: (value, axis, kept) => value.map((entry) => layer.restrict(entry, axis, kept)),
    rounded: (value, rounding) => value.map((entry) => layer.rounded(entry, rounding)),
    *simpler(value, stage) {
      for (const [l, entry] of value.entries())
        for (const { value: simpler, step } of layer.simpler(entry, stage))
          yield { value: value.with(l, simpler), step: `[${l}]: ${step}` };
    },
  };
}

const FIELDS = {
  X: matrix("width", "samples"),
  Y: matrix("width", "samples"),
  weights: layers(),
  start: optional(layers()),
  radius: optional(scalar({ above: 0 })),
  descent: optional(record({ stepSize: scalar({ above: 0 }), steps: counts() })),
} as const;

/** Reading, writing, size and simplification of deep linear networks. */
export const deepLinearFile = schemaModel<typeof FIELDS, DeepLinearData>({
  name: "deep-linear",
  fields: record(FIELDS, { otherKeys: ["model"] }),
  axes: ["samples", "width"],
  fromValues: (values) => {
    if (values.start !== undefined && values.start.length !== values.weights.length)
      throw new InputError(
        `start has ${values.start.length} layers, weights have ${values.weights.length}; expected as many`,
      );
    return values;
  },
  toValues: (data) => data,
});
