/**
 * How stand-alone scripts and typeset pages name a quantity of an instance. One table per model; a claim's formula
 * (claims/trace.ts) then needs nothing else to be computed without lemmacheck.
 */
export interface QuantityCode {
  /** A Python expression over NumPy, in terms of the layer `L` (or the model's own names). */
  readonly python: string;
  /** A TypeScript expression in the same terms. */
  readonly typescript: string;
  /** TeX for the quantity. */
  readonly tex: string;
}

/** What a model offers for stand-alone scripts. */
export interface ModelCode {
  /** Code for one quantity path such as `columns[0].featureNorm`; undefined for a path that the model does not have. */
  quantity(path: string): QuantityCode | undefined;
  /** Python statements that define the instance and every helper; `instance` is the file form. */
  python(instance: InstanceJson): string;
  typescript(instance: InstanceJson): string;
  /** TeX that shows the instance. */
  tex(instance: InstanceJson): string;
}

/** An instance as files show it. */
export type InstanceJson = Readonly<Record<string, unknown>>;
