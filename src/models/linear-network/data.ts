import type { Matrix } from "../../numerics/matrix.js";

/** A run of gradient descent with one step size, looked at after the given numbers of steps. */
export interface DescentData {
  readonly stepSize: number;
  readonly steps: readonly number[];
}

/** Gradient flow, looked at at the given times (increasing). */
export interface FlowData {
  readonly times: readonly number[];
}

/** How U and V were drawn, for claims that hold with high probability. */
export interface InitialisationData {
  /** a: entries are independent N(0, h^(-2a)) */
  readonly exponent: number;
  /** t > 0: how far from its mean a random quantity may lie */
  readonly deviation: number;
}

/** A two-layer linear network with loss |Y - X U V'|_F^2 / 2. Immutable. */
export interface LinearNetworkData {
  /** samples x inputs */
  readonly X: Matrix;
  /** samples x outputs */
  readonly Y: Matrix;
  /** inputs x width */
  readonly U: Matrix;
  /** outputs x width */
  readonly V: Matrix;
  readonly descent?: DescentData;
  readonly flow?: FlowData;
  readonly initialisation?: InitialisationData;
}
