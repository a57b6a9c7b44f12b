import { absolute, minus, type Operand } from "./arithmetic.js";

/** `<=`, `<` or `=` between two quantities, each of which carries its own error bound. */
export type Relation = "<=" | "<" | "=";

/** One computable statement about an instance. Its verdict is found by `judgeInequality`. */
export interface Inequality {
  readonly left: Operand;
  readonly relation: Relation;
  readonly right: Operand;
  /** Names the member of a list: "step 3", "column 0". */
  readonly label?: string;
}

/**
 * left <= right
 * @example
 * judgeInequality(atMost(Ball.exact(1), 1), Ball.exact(1).arithmetic).verdict; // → holds
 */
export const atMost = (left: Operand, right: Operand, label?: string): Inequality => make(left, "<=", right, label);

/**
 * left < right
 * @example
 * judgeInequality(below(Ball.exact(1), 1), Ball.exact(1).arithmetic).verdict; // → violated
 */
export const below = (left: Operand, right: Operand, label?: string): Inequality => make(left, "<", right, label);

/**
 * left = right: float64 can violate it, and establishes it only where both sides are exact.
 * @example
 * judgeInequality(equals(new Ball(1, 1e-16), 1), Ball.exact(1).arithmetic).verdict; // → undecided
 */
export const equals = (left: Operand, right: Operand, label?: string): Inequality => make(left, "=", right, label);

/**
 * |left - right| <= tolerance
 * @example
 * judgeInequality(near(new Ball(1, 1e-16), 1, 1e-9), Ball.exact(1).arithmetic).verdict; // → holds
 */
export const near = (left: Operand, right: Operand, tolerance: Operand, label?: string): Inequality =>
  atMost(absolute(minus(left, right)), tolerance, label);

function make(left: Operand, relation: Relation, right: Operand, label: string | undefined): Inequality {
  return label === undefined ? { left, relation, right } : { left, relation, right, label };
}
