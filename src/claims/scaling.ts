/**
 * Statements about how a critical width m*(n) grows with the number n of samples: what claims of kind "study" say. None
 * of them is ever proved by a study; its outcome is consistent, inconsistent or undecided.
 */
export type ScalingStatement =
  /** A width of order n^exponent suffices: inconsistent where m* certainly grows faster. */
  | { readonly kind: "suffices"; readonly exponent: number }
  /** A width of order n^exponent is necessary: inconsistent where m* certainly grows more slowly. */
  | { readonly kind: "necessary"; readonly exponent: number }
  /** The width `factor` n^exponent itself succeeds at least half of the time, for every n. */
  | { readonly kind: "width"; readonly factor: number; readonly exponent: number };
