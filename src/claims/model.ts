import type { Arithmetic } from "../numerics/real.js";

/** What one rung of the ladder offers: the arithmetic and the instance seen through it. */
export interface Rung<View> {
  readonly arithmetic: Arithmetic;
  readonly view: View;
}

/** JSON as it is read from a file. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A simpler candidate of an instance, with words for the shrink story: "drop sample 3". */
export interface Simplification<Data> {
  readonly data: Data;
  readonly step: string;
}

/** A kind of instance: its file form, its float64 view, what `inspect` shows, and how it is made simpler. */
export interface Model<Data, View> {
  /** As in the file: "implicit-relu". */
  readonly name: string;
  /** Reads an instance. @throws InputError that names the place, what was expected and what was found. */
  parse(json: Json, at: string): Data;
  /** The file form; doubles round-trip exactly. */
  serialize(data: Data): Json;
  /** The instance in float64 balls; derived quantities are computed once, on demand. */
  view(data: Data): Rung<View>;
  /** Every derived quantity, for `inspect --json` (CONTRACT: shape and quantities). */
  inspect(data: Data): {
    readonly shape: Readonly<Record<string, number>>;
    readonly quantities: Readonly<Record<string, Json>>;
  };
  /** Simpler candidates, boldest first; may be long, so it is drawn lazily. */
  simplify(data: Data): Iterable<Simplification<Data>>;
  /**
   * The instance with every real number replaced; counts, flags and sizes stay. Where a model has it, reports say how
   * far a counterexample can be perturbed. @throws where the changed numbers are no instance
   */
  changeNumbers?(data: Data, change: (value: number) => number): Data;
  /** Size for "smaller in (samples, width, rank, steps, digits, entries)": compared lexicographically. */
  measure(data: Data): readonly number[];
}
