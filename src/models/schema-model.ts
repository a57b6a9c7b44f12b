import type { Json, Model, Simplification } from "../claims/model.js";
import { InputError } from "../errors.js";
import { ROUNDINGS } from "./number-cost.js";
import type { Fields, ValuesOf } from "./record-field.js";
import { type Candidate, type Field, found, placeOf, STAGES } from "./schema.js";

/** What a model says of its file form; the rest of `Model` but view and inspect follows. */
export interface SchemaOptions<F extends Fields, Data> {
  /** As in the file: "implicit-relu" */
  readonly name: string;
  readonly fields: Field<ValuesOf<F>>;
  /** Axes in the order in which a smaller instance is preferred: ["samples", "width", "inputs"] */
  readonly axes: readonly string[];
  fromValues(values: ValuesOf<F>): Data;
  toValues(data: Data): ValuesOf<F>;
  /** Simplifications that only this model knows; those that do not lower the measure are ignored. */
  rewrites?(data: Data): Iterable<Simplification<Data>>;
}

export type SchemaPart<Data> = Pick<
  Model<Data, unknown>,
  "name" | "parse" | "serialize" | "simplify" | "measure" | "changeNumbers"
>;

/** Reading, writing, size and simplification of a model from its fields. */
export function schemaModel<F extends Fields, Data>(options: SchemaOptions<F, Data>): SchemaPart<Data> {
  const { name, fields, axes, fromValues, toValues } = options;
  const measureValues = (values: ValuesOf<F>): readonly number[] => {
    const { fields: present, lines, steps, nonzeros, digits, magnitude, negatives } = fields.cost(values);
    const sizes = new Map<string, number>();
    fields.sizes(values, sizes);
    return [...axes.map((axis) => sizes.get(axis) ?? 0), present, lines, steps, nonzeros, digits, magnitude, negatives];
  };
  return {
    name,
    parse(json, at) {
      const place = placeOf(at);
      requireModelName(json, place, name);
      const values = fields.parse(json, { at: place, name: "", axes: new Map() });
      try {
        return fromValues(values);
      } catch (error) {
        // What several fields must be together is checked without a place; it is said with the place all the same.
        if (!(error instanceof InputError && error.message.startsWith("instance."))) throw error;
        throw new InputError(`${place}${error.message.slice("instance".length)}`);
      }
    },
    serialize: (data) => ({ model: name, ...(fields.serialize(toValues(data)) as { [key: string]: Json }) }),
    measure: (data) => measureValues(toValues(data)),
    changeNumbers: (data, change) => fromValues(fields.rounded(toValues(data), { step: "change", round: change })),
    *simplify(data) {
      const values = toValues(data);
      const measure = measureValues(values);
      const smaller = (candidate: ValuesOf<F>) => compareMeasures(measureValues(candidate), measure) < 0;
      for (const { value, step } of axisCandidates(fields, values, axes))
        if (smaller(value)) yield { data: fromValues(value), step };
      for (const rewrite of options.rewrites?.(data) ?? []) if (smaller(toValues(rewrite.data))) yield rewrite;
      for (const { value, step } of fieldCandidates(fields, values))
        if (smaller(value)) yield { data: fromValues(value), step };
    },
  };
}

/** Lexicographic comparison of two measures: negative when `a` is smaller. */
export function compareMeasures(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Stages in turn; before single numbers are touched, all numbers at once are rounded. */
function* fieldCandidates<V>(fields: Field<V>, values: V): Iterable<Candidate<V>> {
  for (const stage of STAGES) {
    if (stage === "entries")
      for (const rounding of ROUNDINGS)
        yield { value: fields.rounded(values, rounding), step: `${rounding.step} everywhere` };
    yield* fields.simpler(values, stage);
  }
}

/** Chunks of an axis dropped, halves first, then quarters, …, then single indices. */
function* axisCandidates<V>(fields: Field<V>, values: V, axes: readonly string[]): Iterable<Candidate<V>> {
  const sizes = new Map<string, number>();
  fields.sizes(values, sizes);
  for (const axis of axes) {
    const size = sizes.get(axis) ?? 0;
    for (let chunk = Math.ceil(size / 2); chunk >= 1 && size > 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2))
      for (let from = 0; from < size; from += chunk) {
        const to = Math.min(from + chunk, size);
        const kept = Array.from({ length: size }, (_, i) => i).filter((i) => i < from || i >= to);
        if (kept.length === 0) continue;
        const range = to - from === 1 ? `${from}` : `${from} to ${to - 1}`;
        yield { value: fields.restrict(values, axis, kept), step: `drop ${range} of ${axis}` };
      }
  }
}

/** @throws InputError unless json is an object whose "model" is the name. */
function requireModelName(json: Json, at: string, name: string): void {
  if (json === null || typeof json !== "object" || Array.isArray(json))
    throw new InputError(`${at} is ${found(json)}; expected an object with "model": "${name}"`);
  const model = (json as { readonly [key: string]: Json }).model;
  if (model !== name) throw new InputError(`${at}.model is ${found(model)}; expected "${name}"`);
}
