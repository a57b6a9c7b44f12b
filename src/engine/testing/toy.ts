import { type Claim, claim } from "../../claims/claim.js";
import { atMost } from "../../claims/inequality.js";
import type { Instances, Stratum } from "../../claims/instances.js";
import type { Json, Model, Simplification } from "../../claims/model.js";
import { IntervalReal, intervals, preciseIntervals } from "../../claims/testing/interval-real.js";
import { InputError } from "../../errors.js";
import { counterStream } from "../../numerics/random.js";
import type { Arithmetic, Real } from "../../numerics/real.js";
import type { PreciseLoader, PreciseView } from "../api.js";

/** A few numbers; the first arithmetic sees each of them blurred by ± blur, the second one exactly unless `murky`. */
export interface ToyData {
  readonly values: readonly number[];
  readonly blur: number;
  /** The second arithmetic is no better than the first. */
  readonly murky?: boolean;
}

export class ToyView {
  readonly #data: ToyData;
  readonly #arithmetic: Arithmetic;
  readonly #blur: number;

  constructor(data: ToyData, arithmetic: Arithmetic, blur: number) {
    this.#data = data;
    this.#arithmetic = arithmetic;
    this.#blur = blur;
  }

  get isPrecise(): boolean {
    return this.#arithmetic === preciseIntervals;
  }
  get count(): Real {
    return this.#arithmetic.number(this.#data.values.length);
  }
  get entries(): readonly Real[] {
    return this.#data.values.map((x) => new IntervalReal(x - this.#blur, x + this.#blur, this.#arithmetic));
  }
  get sum(): Real {
    return this.entries.reduce((a, b) => a.plus(b), this.#arithmetic.number(0));
  }
  get absoluteSum(): Real {
    return this.entries.reduce((a, b) => a.plus(b.abs()), this.#arithmetic.number(0));
  }
  get sumOfSquares(): Real {
    return this.entries.reduce((a, b) => a.plus(b.abs().times(b.abs())), this.#arithmetic.number(0));
  }
  get largest(): Real {
    return this.entries.reduce((a, b) => a.max(b.abs()), this.#arithmetic.number(0));
  }
  get unknown(): Real {
    return this.#arithmetic.unknown;
  }
}

function isNumbers(json: Json | undefined): json is number[] {
  return Array.isArray(json) && json.every((member) => typeof member === "number" && Number.isFinite(member));
}

function* simplifications({ values, ...rest }: ToyData): Iterable<Simplification<ToyData>> {
  for (let chunk = Math.ceil(values.length / 2); chunk >= 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2))
    for (let from = 0; from < values.length && values.length > 1; from += chunk)
      yield { data: { ...rest, values: values.filter((_, i) => i < from || i >= from + chunk) }, step: `drop ${from}` };
  const simpler = (x: number): number[] => [
    0,
    Math.sign(x),
    Math.trunc(x / 2),
    Math.trunc(x),
    Math.abs(x),
    x - Math.sign(x),
  ];
  for (const [i, x] of values.entries())
    for (const other of simpler(x))
      if (other !== x) yield { data: { ...rest, values: values.with(i, other) }, step: `${x} to ${other}` };
}

export const toyModel: Model<ToyData, ToyView> = {
  name: "toy",
  parse(json, at) {
    const object = json as { readonly [key: string]: Json } | null;
    if (object === null || typeof object !== "object" || object.model !== "toy")
      throw new InputError(`${at}.model is not "toy"`);
    const { values, blur = 0, murky } = object;
    if (!isNumbers(values) || values.length === 0 || typeof blur !== "number")
      throw new InputError(`${at}.values is no list of numbers`);
    return { values, blur, ...(murky === true ? { murky } : {}) };
  },
  serialize: ({ values, blur, murky }) => ({ model: "toy", values, blur, ...(murky === true ? { murky } : {}) }),
  view: (data) => ({ arithmetic: intervals, view: new ToyView(data, intervals, data.blur) }),
  inspect: ({ values }) => ({ shape: { count: values.length }, quantities: {} }),
  simplify: simplifications,
  measure: ({ values }) => [
    values.length,
    values.filter((x) => !Number.isInteger(x)).length,
    values.reduce((sum, x) => sum + Math.abs(x), 0),
    values.filter((x) => x < 0).length,
  ],
};

/** The second arithmetic of the toy model. */
export const toyPreciseView: PreciseView = (name, data) => {
  if (name !== "toy") return undefined;
  const toy = data as ToyData;
  return { arithmetic: preciseIntervals, view: new ToyView(toy, preciseIntervals, toy.murky === true ? toy.blur : 0) };
};

export const toyPrecise: PreciseLoader = () => Promise.resolve(toyPreciseView);

const STRATA: readonly Stratum[] = [
  { name: "bulk", about: "up to six quarters of integers", requiredShare: 0.7 },
  { name: "single", about: "one number", requiredShare: 0.05 },
  { name: "equal", about: "all numbers the same", requiredShare: 0.05, mayTie: true },
];

/** Numbers in [-10, 10] on the grid 1/4, one to six of them. */
export const toyInstances: Instances<ToyData, ToyView> = {
  model: toyModel,
  strata: STRATA,
  draw(key, index) {
    const stream = counterStream(key, index);
    const kind = stream.below(10);
    const stratum = kind === 0 ? "single" : kind === 1 ? "equal" : "bulk";
    const count = kind === 0 ? 1 : stream.integer(1, 6);
    const first = stream.integer(-40, 40) / 4;
    const values = Array.from({ length: count }, () => (kind === 1 ? first : stream.integer(-40, 40) / 4));
    return { data: { values, blur: 0 }, stratum };
  },
};

/** (sum x)^2 <= n sum x^2: true, and attained where all numbers are equal. */
export const cauchySchwarz = claim({
  id: "toy/cauchy-schwarz",
  statement: String.raw`(\sum x_i)^2 \le n \sum x_i^2`,
  instances: toyInstances,
  given: { bounded: (toy) => atMost(toy.largest, 10) },
  then: { bound: (toy) => atMost(toy.sum.power(2), toy.count.times(toy.sumOfSquares)) },
  mutants: {
    lostFactor: {
      statement: "without n",
      then: { bound: (toy) => atMost(toy.sum.power(2), toy.sumOfSquares) },
      witnesses: [{ model: "toy", values: [1, 1] }],
    },
    harmless: { then: { bound: (toy) => atMost(toy.sum.power(2), toy.count.times(toy.sumOfSquares).plus(toy.count)) } },
  },
  examples: [{ model: "toy", values: [1, 1, 1] }],
});

/** sum |x| <= 12 under |x| <= 10: false from two numbers on. */
export const falseSum = claim({
  id: "toy/false-sum",
  statement: String.raw`\sum |x_i| \le 12`,
  instances: toyInstances,
  given: { bounded: (toy) => atMost(toy.largest, 10) },
  then: { bound: (toy) => atMost(toy.absoluteSum, 12) },
});

/** A toy claim with some parts replaced. */
export function toyClaim(parts: Partial<Claim<ToyData, ToyView>>): Claim<ToyData, ToyView> {
  return { ...cauchySchwarz, mutants: {}, necessity: {}, examples: [], ...parts };
}
