/**
 * How stand-alone scripts and typeset pages name a quantity of an instance. One table per model; a claim's formula
 * (claims/trace.ts) then needs nothing else to be computed without lemmacheck.
 */
export interface QuantityCode {
  /** An expression in the notation of syntax.ts, in terms of the model's names. */
  readonly code: string;
  /** TeX for the quantity. */
  readonly tex: string;
}

/** A number, or nested arrays of numbers; `{ list }` is a list of matrices that may differ in shape, `{ count }` an index. */
export type ScriptValue =
  | number
  | boolean
  | readonly unknown[]
  | { readonly list: readonly unknown[] }
  | { readonly count: number };

/** A named object of a script: its fields as data, then what is computed of them, in this order. */
export interface ScriptObject {
  readonly name: string;
  readonly fields: Readonly<Record<string, ScriptValue>>;
  readonly derived: Readonly<Record<string, string>>;
}

/** What a model offers for stand-alone scripts. */
export interface ModelCode {
  /**
   * Code for one quantity path such as `columns[0].featureNorm`; undefined for a path that the model does not have.
   * Without an instance only the TeX is to be relied on.
   */
  quantity(path: string, instance?: InstanceJson): QuantityCode | undefined;
  /** Definitions in the notation of syntax.ts. */
  helpers(instance: InstanceJson): string;
  /** The instance, under the names that quantities and helpers use; `instance` is the file form. */
  objects(instance: InstanceJson): readonly ScriptObject[];
  /** TeX that shows the instance. */
  tex(instance: InstanceJson): string;
}

/** An instance as files show it. */
export type InstanceJson = Readonly<Record<string, unknown>>;

/** A row of a model's table of quantities without arguments. */
export type Row = readonly [path: string, code: string, tex: string];

export const quantityCode = (code: string, tex: string): QuantityCode => ({ code, tex });

/** A table by path. */
export const tableOf = (rows: readonly Row[]): ReadonlyMap<string, QuantityCode> =>
  new Map(rows.map(([path, code, tex]) => [path, quantityCode(code, tex)]));
