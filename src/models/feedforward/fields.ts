import type { Json } from "../../claims/model.js";
import { InputError } from "../../errors.js";
import type { Matrix } from "../../numerics/matrix.js";
import { matrix } from "../array-fields.js";
import { parseEntry } from "../parse-entry.js";
import { addCosts, type Candidate, type Field, NO_COST, unexpected } from "../schema.js";
import type { ActivationData } from "./data.js";

/** Hidden layers that a file may have. */
export const MAX_HIDDEN = 12;
export const widthAxis = (layer: number): string => `width ${layer}`;

const ACTIVATION = '"tanh", "softplus0", "atan" or { "leakySoftplus0": beta } with 0 <= beta <= 1';

/** The activation of all hidden layers. */
export function activation(): Field<ActivationData> {
  return {
    expected: ACTIVATION,
    presence: "required",
    parse(json, place) {
      if (json === "tanh" || json === "softplus0" || json === "atan") return json;
      if (json === null || typeof json !== "object" || Array.isArray(json))
        throw unexpected(json, place.at, ACTIVATION);
      const keys = Object.keys(json);
      if (keys.length !== 1 || keys[0] !== "leakySoftplus0") throw unexpected(json, place.at, ACTIVATION);
      const at = `${place.at}.leakySoftplus0`;
      const beta = parseEntry((json as { leakySoftplus0: Json }).leakySoftplus0, at, "expected 0 <= beta <= 1");
      if (!(beta >= 0 && beta <= 1)) throw new InputError(`${at} is ${beta}; expected 0 <= beta <= 1`);
      return { leakySoftplus0: beta };
    },
    serialize: (value) => value as Json,
    cost: (value) => ({ ...NO_COST, digits: value === "tanh" ? 0 : typeof value === "string" ? 1 : 2 }),
    sizes: () => undefined,
    restrict: (value) => value,
    rounded: (value) => value,
    *simpler(): Iterable<Candidate<ActivationData>> {},
  };
}

const layerField = (layer: number, depth: number): Field<Matrix> =>
  matrix(layer === depth ? "outputs" : widthAxis(layer), layer === 1 ? "inputs" : widthAxis(layer - 1));

/** W_1, ..., W_L, L >= 2: each has as many columns as the one before has rows, the last has one row. */
export function layers(): Field<readonly Matrix[]> {
  const expected = "a list of at least two matrices W_1, ..., W_L, the last with one row";
  const each = <T>(value: readonly Matrix[], f: (field: Field<Matrix>, W: Matrix) => T): T[] =>
    value.map((W, l) => f(layerField(l + 1, value.length), W));
  return {
    expected,
    presence: "required",
    parse(json, place) {
      if (!Array.isArray(json)) throw unexpected(json, place.at, expected);
      if (json.length < 2 || json.length > MAX_HIDDEN + 1)
        throw new InputError(`${place.at} has ${json.length} matrices; expected 2 to ${MAX_HIDDEN + 1}`);
      const weights = json.map((rows: Json, l) =>
        layerField(l + 1, json.length).parse(rows, {
          at: `${place.at}[${l}]`,
          name: `${place.name}[${l}]`,
          axes: place.axes,
        }),
      );
      const last = weights[weights.length - 1];
      if (last.rows !== 1)
        throw new InputError(`${place.at}[${weights.length - 1}] has ${last.rows} rows; expected one output: one row`);
      return weights;
    },
    serialize: (value) => each(value, (field, W) => field.serialize(W)),
    cost: (value) => each(value, (field, W) => field.cost(W)).reduce(addCosts, NO_COST),
    sizes(value, axes) {
      each(value, (field, W) => field.sizes(W, axes));
    },
    restrict: (value, axis, kept) => each(value, (field, W) => field.restrict(W, axis, kept)),
    rounded: (value, rounding) => each(value, (field, W) => field.rounded(W, rounding)),
    *simpler(value, stage): Iterable<Candidate<readonly Matrix[]>> {
      for (const [l, W] of value.entries())
        for (const candidate of layerField(l + 1, value.length).simpler(W, stage))
          yield { value: value.with(l, candidate.value), step: `[${l}] ${candidate.step}` };
    },
  };
}
