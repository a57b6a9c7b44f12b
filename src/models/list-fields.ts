import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";
import { numberCost, simplerNumbers } from "./number-cost.js";
import { parseEntry } from "./parse-entry.js";
import { parseCount, shorterCounts } from "./scalar-fields.js";
import { addCosts, type Candidate, type Cost, type Field, NO_COST, unexpected } from "./schema.js";

/** Runs of more steps than these are no instance: each step is enclosed, and all of them are kept. */
const MOST_STEPS = 100_000;

/** A non-empty list of step numbers, each an integer >= 0 and <= MOST_STEPS, in any order. */
export function counts(): Field<readonly number[]> {
  return {
    ...listField("a list of integers >= 0", (json, at) => parseCount(json, at, 0, MOST_STEPS)),
    cost: (value) => ({ ...NO_COST, steps: value.length + value.reduce((sum, k) => sum + k, 0) }),
    rounded: (value) => value,
    *simpler(value, stage): Iterable<Candidate<readonly number[]>> {
      if (stage !== "shorten") return;
      yield* shorterLists(value);
      for (const [i, k] of value.entries())
        for (const shorter of shorterCounts(k, 0))
          yield { value: value.with(i, shorter), step: `set [${i}] to ${shorter}` };
    },
  };
}

/** A non-empty list of times, each a number >= 0, increasing. */
export function times(): Field<readonly number[]> {
  const expected = "a list of increasing times >= 0";
  const list = listField(expected, (json, at) => {
    const time = parseEntry(json, at, "times must be finite numbers");
    if (time < 0) throw new InputError(`${at} is ${time}; times must be >= 0`);
    return time;
  });
  return {
    ...list,
    parse(json, place) {
      const items = list.parse(json, place);
      const late = items.findIndex((item, i) => i > 0 && !(item > items[i - 1]));
      if (late > 0)
        throw new InputError(
          `${place.at}[${late}] is ${items[late]}, not above ${place.at}[${late - 1}] = ${items[late - 1]}; expected ${expected}`,
        );
      return items;
    },
    cost: (value) => value.map(timeCost).reduce(addCosts, { ...NO_COST, steps: value.length }),
    rounded(value, rounding) {
      const rounds = value.map((time) => rounding.round(time) || 0);
      return increasing(rounds) ? rounds : value;
    },
    *simpler(value, stage): Iterable<Candidate<readonly number[]>> {
      if (stage === "shorten") yield* shorterLists(value);
      if (stage !== "entries") return;
      for (const [i, time] of value.entries())
        for (const simpler of simplerNumbers(time)) {
          const times = value.with(i, simpler);
          if (simpler >= 0 && increasing(times)) yield { value: times, step: `set [${i}] to ${simpler}` };
        }
    },
  };
}

/** A set of words out of a few, without repetition, in any order. */
export function flags<const W extends string>(words: readonly W[]): Field<readonly W[]> {
  const expected = `a list of some of ${words.map((word) => JSON.stringify(word)).join(", ")}`;
  return {
    expected,
    presence: "required",
    parse(json, place) {
      if (!Array.isArray(json)) throw unexpected(json, place.at, expected);
      const chosen = json.map((entry: Json, i) => {
        const word = words.find((known) => known === entry);
        if (word === undefined) throw unexpected(entry, `${place.at}[${i}]`, `one of ${words.join(", ")}`);
        return word;
      });
      const twice = chosen.find((word, i) => chosen.indexOf(word) !== i);
      if (twice !== undefined) throw new InputError(`${place.at} names ${JSON.stringify(twice)} twice; name it once`);
      return chosen;
    },
    serialize: (value) => value,
    cost: (value) => ({ ...NO_COST, fields: value.length }),
    sizes: () => undefined,
    restrict: (value) => value,
    rounded: (value) => value,
    *simpler(value, stage): Iterable<Candidate<readonly W[]>> {
      if (stage !== "leave out") return;
      for (const word of value) yield { value: value.filter((other) => other !== word), step: `leave out ${word}` };
    },
  };
}

function listField(
  expected: string,
  parseItem: (json: Json, at: string) => number,
): Omit<Field<readonly number[]>, "cost" | "rounded" | "simpler"> {
  return {
    expected,
    presence: "required",
    parse(json, place) {
      if (!Array.isArray(json) || json.length === 0) throw unexpected(json, place.at, expected);
      return json.map((item: Json, i) => parseItem(item, `${place.at}[${i}]`));
    },
    serialize: (value) => value,
    sizes: () => undefined,
    restrict: (value) => value,
  };
}

function* shorterLists(value: readonly number[]): Iterable<Candidate<readonly number[]>> {
  if (value.length < 2) return;
  yield { value: value.slice(0, 1), step: "keep the first" };
  yield { value: value.slice(-1), step: "keep the last" };
  yield { value: value.slice(0, Math.ceil(value.length / 2)), step: "keep the first half" };
  for (const i of value.keys()) yield { value: value.filter((_, other) => other !== i), step: `drop [${i}]` };
}

function increasing(items: readonly number[]): boolean {
  return items.every((item, i) => i === 0 || item > items[i - 1]);
}

function timeCost(time: number): Cost {
  const { nonzero, digits, magnitude, negative } = numberCost(time);
  return { ...NO_COST, nonzeros: nonzero, digits, magnitude, negatives: negative };
}
