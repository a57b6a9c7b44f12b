import type { Json } from "../claims/model.js";

/** Instances whose text is this long cost one evaluation; longer ones cost more. */
const PLAIN_LENGTH = 8192;

/**
 * How many of the counted evaluations judging an instance costs: 1 for all but those of thousands of numbers, whose linear
 * algebra takes time like the power 3/2 of their length. A pure function, so that budgets stay counted and no clock decides.
 */
export function evaluationCost(text: string): number {
  const size = text.length / PLAIN_LENGTH;
  return size <= 1 ? 1 : Math.ceil(size * Math.sqrt(size));
}

/** The same of an instance's file form. */
export const instanceCost = (instance: Json): number => evaluationCost(JSON.stringify(instance));
