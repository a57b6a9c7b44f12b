import { COUNTEREXAMPLE_SCHEMA, type CounterexampleFile } from "../corpus.js";

/** A counterexample of the claim toy/false-sum, long enough that a torn write would show. */
export function exampleFile(version: number): CounterexampleFile {
  const values = [10, 10, ...Array.from({ length: 4000 }, (_, i) => ((i * 7 + version) % 81) / 4 - 10)];
  return {
    schema: COUNTEREXAMPLE_SCHEMA,
    claim: "toy/false-sum",
    revision: 1,
    instance: { model: "toy", values, blur: 0 },
    found: { seed: 1, index: version },
    confirmation: {
      arithmetic: "by hand",
      digits: 60,
      conclusion: "bound",
      relation: "<=",
      left: "20",
      right: "12",
    },
    shrunkFrom: null,
  };
}
