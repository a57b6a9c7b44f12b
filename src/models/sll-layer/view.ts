import type { Real } from "../../numerics/real.js";

/** What a claim sees of a layer h(x) = x - 2 W T^-1 s(W'x + b) and two inputs x, y. Units are counted from 0. */
export interface SllLayer {
  readonly inputs: number;
  readonly units: number;
  /** |x - y| */
  readonly inputDistance: Real;
  /** |h(x) - h(y)|, with `factor` in place of the 2 */
  outputDistance(factor?: number): Real;
  /** Bounds of the slopes of s: slopeLow <= (s(a) - s(b)) / (a - b) <= slopeHigh for all a, b */
  readonly slopeLow: Real;
  readonly slopeHigh: Real;
  /** T_i and q_i */
  scale(unit: number): Real;
  weight(unit: number): Real;
  /** sum_j |W'W|_ij q_j, which T_i q_i must not be below */
  dominance(unit: number): Real;
  /** (W'W)_ii */
  columnSquare(unit: number): Real;
  /** |W T^-1 d|^2 and d' T^-1 d for d = s(W'x + b) - s(W'y + b): the first is at most the second where T - W'W is semidefinite */
  readonly updateSquare: Real;
  readonly updateWeight: Real;
}
