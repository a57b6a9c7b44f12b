import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";
import type { Rounding } from "./number-cost.js";

/**
 * One declarative description of a kind of instance, from which its reading, writing, size and simplification follow.
 * A model lists its fields (`matrix("width", "samples")`, `scalar({ least: 0 })`, …); `schemaModel` does the rest.
 */

/** Sizes of named axes, each with the field that fixed it: { width: { size: 4, from: "A" } }. */
export type Axes = Map<string, { readonly size: number; readonly from: string }>;

/** Where in the file a value stands, and what is already known of the axes. */
export interface Place {
  /** "instance.other.A" */
  readonly at: string;
  /** "other.A" */
  readonly name: string;
  readonly axes: Axes;
}

/** What simplifying lowers, beside the axes: compared in this order. All are non-negative integers. */
export interface Cost {
  /** Optional fields that are present */
  readonly fields: number;
  /** Nonzero rows and nonzero columns of all matrices: a structural stand-in for rank that rounding never raises */
  readonly lines: number;
  /** Steps asked for, and lengths of lists of steps and times */
  readonly steps: number;
  readonly nonzeros: number;
  /** Characters of all numbers, each as its shortest decimal or fraction */
  readonly digits: number;
  readonly magnitude: number;
  readonly negatives: number;
}

export const NO_COST: Cost = { fields: 0, lines: 0, steps: 0, nonzeros: 0, digits: 0, magnitude: 0, negatives: 0 };

export function addCosts(a: Cost, b: Cost): Cost {
  return {
    fields: a.fields + b.fields,
    lines: a.lines + b.lines,
    steps: a.steps + b.steps,
    nonzeros: a.nonzeros + b.nonzeros,
    digits: a.digits + b.digits,
    magnitude: a.magnitude + b.magnitude,
    negatives: a.negatives + b.negatives,
  };
}

/**
 * Kinds of simplification in the order in which they are tried: leave out optional fields, shorten runs, zero whole
 * fields, rows and columns, then change single numbers.
 */
export const STAGES = ["leave out", "shorten", "structure", "entries"] as const;
export type Stage = (typeof STAGES)[number];

export interface Candidate<V> {
  readonly value: V;
  /** For the shrink story, without the field's name: "zero row 2" */
  readonly step: string;
}

/** One kind of field. Adding a kind means implementing this. */
export interface Field<V> {
  /** For messages: "a width x samples matrix of numbers" */
  readonly expected: string;
  /** `optional` fields may be left out, also by simplifying; `alternative` ones only by the record's own rules. */
  readonly presence: "required" | "optional" | "alternative";
  /** @throws InputError that names the place, what was found and what was expected. */
  parse(json: Json, place: Place): V;
  serialize(value: V): Json;
  cost(value: V): Cost;
  /** Writes the sizes of the axes that this field has. */
  sizes(value: V, axes: Map<string, number>): void;
  /** The value with only the given indices kept along the axis; the value itself where it has no such axis. */
  restrict(value: V, axis: string, kept: readonly number[]): V;
  rounded(value: V, rounding: Rounding): V;
  /** Simpler candidates of one stage, boldest first. */
  simpler(value: V, stage: Stage): Iterable<Candidate<V>>;
}

/** A field that may be absent. */
export interface OptionalField<V> extends Field<V> {
  readonly presence: "optional" | "alternative";
}

/** The field may be left out; simplifying tries to. */
export const optional = <V>(field: Field<V>): OptionalField<V> => withPresence(field, "optional");

/** The field is present or absent together with others; the record's `check` says how. */
export const alternative = <V>(field: Field<V>): OptionalField<V> => withPresence(field, "alternative");

function withPresence<V>(field: Field<V>, presence: "optional" | "alternative"): OptionalField<V> {
  return { ...field, presence };
}

/** What was found, for messages: `"abc"`, `true`, `null`, `a list`, `an object`, `NaN`. */
export function found(json: Json | undefined): string {
  if (json === undefined) return "missing";
  if (Array.isArray(json)) return json.length === 0 ? "an empty list" : "a list";
  if (json !== null && typeof json === "object") return "an object";
  if (typeof json === "string") return JSON.stringify(json.length > 40 ? `${json.slice(0, 40)}…` : json);
  return String(json);
}

/** The error of a value of the wrong kind. */
export function unexpected(json: Json | undefined, at: string, expected: string): InputError {
  return new InputError(`${at} is ${found(json)}; expected ${expected}`);
}

/** Fixes the axis at its first use. @throws InputError where a later field disagrees. */
export function meetAxis(place: Place, axis: string, size: number, noun: string): void {
  const known = place.axes.get(axis);
  if (known === undefined) place.axes.set(axis, { size, from: place.name });
  else if (known.size !== size)
    throw new InputError(`${place.at} has ${size} ${noun}, expected ${known.size} (${axis}, from ${known.from})`);
}

/** How messages call an instance: by itself, or by the file that it stands in: "layer.json: instance". */
export const placeOf = (at: string): string => (at === "instance" ? at : `${at}: instance`);
