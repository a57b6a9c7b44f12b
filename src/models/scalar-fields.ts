import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";
import { type NumberCost, numberCost, type Rounding, simplerNumbers } from "./number-cost.js";
import { parseEntry } from "./parse-entry.js";
import { type Candidate, type Cost, type Field, found, NO_COST, unexpected } from "./schema.js";

/** The numbers a scalar may be. */
export interface Range {
  /** value >= least */
  readonly least?: number;
  /** value > above */
  readonly above?: number;
}

/** One number. */
export function scalar(range: Range = {}): Field<number> {
  const expected = describeRange(range);
  return {
    expected,
    presence: "required",
    parse(json, place) {
      const value = parseEntry(json, place.at, `expected ${expected}`);
      if (!inRange(value, range)) throw new InputError(`${place.at} is ${found(json)}; expected ${expected}`);
      return value;
    },
    serialize: (value) => value,
    cost: (value) => costOf(numberCost(value)),
    sizes: () => undefined,
    restrict: (value) => value,
    rounded(value, rounding: Rounding) {
      const result = rounding.round(value) || 0;
      return inRange(result, range) ? result : value;
    },
    *simpler(value, stage): Iterable<Candidate<number>> {
      if (stage !== "entries") return;
      for (const simpler of simplerNumbers(value))
        if (inRange(simpler, range)) yield { value: simpler, step: `set to ${simpler}` };
    },
  };
}

/** How often something is done: an integer >= least. Counts as steps, not as digits. */
export function count(least = 1): Field<number> {
  const expected = `an integer >= ${least}`;
  return {
    expected,
    presence: "required",
    parse: (json, place) => parseCount(json, place.at, least),
    serialize: (value) => value,
    cost: (value) => ({ ...NO_COST, steps: value }),
    sizes: () => undefined,
    restrict: (value) => value,
    rounded: (value) => value,
    *simpler(value, stage): Iterable<Candidate<number>> {
      if (stage !== "shorten") return;
      for (const shorter of shorterCounts(value, least)) yield { value: shorter, step: `set to ${shorter}` };
    },
  };
}

/** An integer from a file. @throws InputError */
export function parseCount(json: Json, at: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof json !== "number" || !Number.isSafeInteger(json) || json < least || json > most) {
    const upTo = most < Number.MAX_SAFE_INTEGER ? ` and <= ${most}` : "";
    throw unexpected(json, at, `an integer >= ${least}${upTo}`);
  }
  return json === 0 ? 0 : json;
}

/** Smaller counts, boldest first. */
export function shorterCounts(value: number, least: number): number[] {
  const candidates = [least, 1, 2, Math.floor(value / 2), value - 1];
  return [...new Set(candidates)].filter((x) => x >= least && x < value);
}

/** One of a few words. */
export function choice<const W extends string>(words: readonly W[]): Field<W> {
  const expected = `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`;
  return {
    expected,
    presence: "required",
    parse(json, place) {
      const word = words.find((known) => known === json);
      if (word === undefined) throw unexpected(json, place.at, expected);
      return word;
    },
    serialize: (value) => value,
    cost: (value) => ({ ...NO_COST, digits: words.indexOf(value) }),
    sizes: () => undefined,
    restrict: (value) => value,
    rounded: (value) => value,
    *simpler(value, stage): Iterable<Candidate<W>> {
      if (stage !== "structure") return;
      for (const word of words.slice(0, words.indexOf(value))) yield { value: word, step: `set to ${word}` };
    },
  };
}

function describeRange({ least, above }: Range): string {
  const bounds = [above === undefined ? "" : `> ${above}`, least === undefined ? "" : `>= ${least}`];
  return ["a finite number", ...bounds.filter((bound) => bound !== "")].join(" ");
}

function inRange(value: number, { least, above }: Range): boolean {
  return Number.isFinite(value) && (least === undefined || value >= least) && (above === undefined || value > above);
}

function costOf(cost: NumberCost): Cost {
  return {
    ...NO_COST,
    nonzeros: cost.nonzero,
    digits: cost.digits,
    magnitude: cost.magnitude,
    negatives: cost.negative,
  };
}
