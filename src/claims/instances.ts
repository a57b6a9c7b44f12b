import type { Model } from "./model.js";

/** An instance together with the stratum that it was drawn from. */
export interface Drawn<Data> {
  readonly data: Data;
  readonly stratum: string;
}

/** A part of the instance space that a claim must have been tried on before it can be held. */
export interface Stratum {
  readonly name: string;
  /** Plain words: "gain within 1e-6 of 1". */
  readonly about: string;
  /** The share of all trials that must come from here, in [0, 1]; decided with a confidence bound. */
  readonly requiredShare: number;
  /**
   * True where instances sit at equality on purpose, so that both arithmetics may end in a tie. Once a family marks such
   * strata, a tie anywhere else counts as undecided.
   */
  readonly mayTie?: boolean;
}

/** A real data set: rows are samples. */
export interface Dataset {
  /** File name as the report shows it. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Row-major values. */
  readonly values: Float64Array;
  /** One target a row, where a target column or a label file was given. */
  readonly target?: Float64Array;
  /** SHA-256 of the file, in hex. */
  readonly digest: string;
  /** The most rows that one instance takes, by the run's profile; 64 where left out. */
  readonly most?: number;
}

/** A family of random instances of one model. */
export interface Instances<Data, View> {
  readonly model: Model<Data, View>;
  readonly strata: readonly Stratum[];
  /**
   * The instance of one trial: a pure function of the key (a digest of claim id and seed) and the index (law 2 of the
   * architecture).
   */
  draw(key: bigint, index: number): Drawn<Data>;
  /**
   * Set where the user prescribed a range (a gain in [0, 0.9]) and the family still draws some instances beyond it: the
   * family without these, and the quantities that the range is about. A claim whose hypotheses mention none of them
   * means the range itself as its hypothesis, and gets the narrow family.
   */
  readonly prescribed?: { readonly quantities: readonly string[]; readonly within: Instances<Data, View> };
  /** The same family with the rows of X drawn from a real data set; undefined where the family has no X. */
  withDataset?(dataset: Dataset): Instances<Data, View>;
}
