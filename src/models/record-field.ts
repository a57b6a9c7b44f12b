import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";
import { nearestWord } from "./nearest-word.js";
import { addCosts, type Candidate, type Cost, type Field, NO_COST, type OptionalField, unexpected } from "./schema.js";

export type Fields = Readonly<Record<string, Field<unknown>>>;

type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends OptionalField<unknown> ? K : never }[keyof F];
type ValueOf<F> = F extends Field<infer V> ? V : never;

/** The values of a record of fields; optional ones may be absent. */
export type ValuesOf<F extends Fields> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
};

export interface RecordRules {
  /** Rules that no single field can state, on the names that are present. @throws InputError */
  check?(present: ReadonlySet<string>, at: string): void;
  /** Keys that the file may have beside the fields, read by somebody else: "model" */
  readonly otherKeys?: readonly string[];
}

type AnyValues = Readonly<Record<string, unknown>>;

/** An object with named fields; a record is a field itself, so records nest. */
export function record<const F extends Fields>(fields: F, rules: RecordRules = {}): Field<ValuesOf<F>> {
  const names = Object.keys(fields);
  const expected = `an object with ${names.join(", ")}`;
  const present = (values: AnyValues) =>
    names
      .filter((name) => values[name] !== undefined)
      .map((name) => ({ name, field: fields[name], value: values[name] }));
  const mapped = (values: AnyValues, change: (field: Field<unknown>, value: unknown) => unknown): AnyValues =>
    Object.fromEntries(present(values).map(({ name, field, value }) => [name, change(field, value)]));

  const untyped: Field<AnyValues> = {
    expected,
    presence: "required",
    parse(json, place) {
      const { at } = place;
      if (json === null || typeof json !== "object" || Array.isArray(json)) throw unexpected(json, at, expected);
      const object = json as { readonly [key: string]: Json };
      refuseUnknownKeys(object, at, [...(rules.otherKeys ?? []), ...names]);
      const values: Record<string, unknown> = {};
      for (const name of names) {
        const field = fields[name];
        if (Object.hasOwn(object, name))
          values[name] = field.parse(object[name], {
            at: `${at}.${name}`,
            name: place.name === "" ? name : `${place.name}.${name}`,
            axes: place.axes,
          });
        else if (field.presence === "required")
          throw new InputError(`${at}.${name} is missing; expected ${field.expected}`);
      }
      rules.check?.(new Set(Object.keys(values)), at);
      return values;
    },
    serialize: (values) => mapped(values, (field, value) => field.serialize(value)) as { [key: string]: Json },
    cost: (values) => present(values).map(costOf).reduce(addCosts, NO_COST),
    sizes(values, axes) {
      for (const { field, value } of present(values)) field.sizes(value, axes);
    },
    restrict: (values, axis, kept) => mapped(values, (field, value) => field.restrict(value, axis, kept)),
    rounded: (values, rounding) => mapped(values, (field, value) => field.rounded(value, rounding)),
    *simpler(values, stage): Iterable<Candidate<AnyValues>> {
      if (stage === "leave out")
        for (const { name, field } of present(values).reverse())
          if (field.presence === "optional") {
            const { [name]: _dropped, ...rest } = values;
            yield { value: rest, step: `leave out ${name}` };
          }
      for (const { name, field, value } of present(values))
        for (const candidate of field.simpler(value, stage))
          yield { value: { ...values, [name]: candidate.value }, step: `${name}: ${candidate.step}` };
    },
  };
  return untyped as Field<ValuesOf<F>>;
}

/**
 * The rule that exactly one group of fields is given, or at most one where `required` is false: "give either Phi or W
 * and X". Every field of the group must then be present.
 * @throws InputError
 */
export function requireOneGroup(
  present: ReadonlySet<string>,
  at: string,
  groups: readonly (readonly string[])[],
  required = true,
): void {
  const advice = `give either ${groups.map((group) => group.join(" and ")).join(" or ")}`;
  const touched = groups.filter((group) => group.some((name) => present.has(name)));
  if (touched.length > 1) {
    const names = touched.map((group) => group.find((name) => present.has(name)));
    throw new InputError(`${at} has both ${names.join(" and ")}; ${advice}`);
  }
  if (touched.length === 0) {
    if (required)
      throw new InputError(`${at} has neither ${groups.map((group) => group.join(" and ")).join(" nor ")}; ${advice}`);
    return;
  }
  const missing = touched[0].find((name) => !present.has(name));
  if (missing !== undefined) throw new InputError(`${at}.${missing} is missing; ${advice}`);
}

function costOf({ field, value }: { field: Field<unknown>; value: unknown }): Cost {
  const cost = field.cost(value);
  return field.presence === "optional" ? { ...cost, fields: cost.fields + 1 } : cost;
}

function refuseUnknownKeys(object: object, at: string, known: readonly string[]): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue;
    const near = nearestWord(key, known);
    throw new InputError(
      `${at}.${key} is unknown; ${near === null ? `known are ${known.join(", ")}` : `did you mean ${near}?`}`,
    );
  }
}
