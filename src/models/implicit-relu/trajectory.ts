import type { BallMatrix } from "../../numerics/ball-matrix.js";
import { lazyByIndex } from "../lazy.js";
import { difference, relu } from "./entries.js";
import type { GainMatrix } from "./gain-matrix.js";
import { reluDifference } from "./relu-difference.js";

/** A sequence Z_{k+1} = relu(N_k), N_k = M Z_k + Phi, each member enclosed. */
export interface Trajectory {
  /** Z_k */
  state(k: number): BallMatrix;
  /** N_k */
  preactivation(k: number): BallMatrix;
}

/** Picard iteration from a start: the radii of Z_k pass through |M|, and each step adds the rounding of its own sums. */
export class PicardTrajectory implements Trajectory {
  readonly #gain: GainMatrix;
  readonly #features: BallMatrix;
  readonly #states: BallMatrix[];
  readonly #preactivations = lazyByIndex((k) => this.#gain.affine(this.state(k), this.#features));

  constructor(gain: GainMatrix, features: BallMatrix, start: BallMatrix) {
    this.#gain = gain;
    this.#features = features;
    this.#states = [start];
  }

  state(k: number): BallMatrix {
    requireStep(k);
    const states = this.#states;
    while (states.length <= k) states.push(relu(this.#preactivations(states.length - 1)));
    return states[k];
  }

  preactivation(k: number): BallMatrix {
    this.state(k);
    return this.#preactivations(k);
  }
}

/** The trajectory that stays at an equilibrium. */
export const constantTrajectory = (state: BallMatrix, preactivation: BallMatrix): Trajectory => ({
  state: () => state,
  preactivation: () => preactivation,
});

/** The same trajectory, one step ahead. */
export const aheadByOne = (trajectory: Trajectory): Trajectory => ({
  state: (k) => trajectory.state(k + 1),
  preactivation: (k) => trajectory.preactivation(k + 1),
});

/**
 * D_k = Z_k - Z'_k of two trajectories of one layer, by D_{k+1} = relu(N_k) - relu(N'_k) with N_k - N'_k = M D_k: so D keeps
 * its relative accuracy when the trajectories meet and plain subtraction would leave rounding only.
 */
export class TrajectoryDifference {
  readonly #gain: GainMatrix;
  readonly #a: Trajectory;
  readonly #b: Trajectory;
  readonly #known: BallMatrix[] = [];

  constructor(gain: GainMatrix, a: Trajectory, b: Trajectory) {
    this.#gain = gain;
    this.#a = a;
    this.#b = b;
  }

  at(k: number): BallMatrix {
    requireStep(k);
    const known = this.#known;
    while (known.length <= k) known.push(this.#next(known.length));
    return known[k];
  }

  #next(k: number): BallMatrix {
    if (k === 0) return difference(this.#a.state(0), this.#b.state(0));
    const gap = this.#gain.affine(this.#known[k - 1]);
    return reluDifference(this.#a.preactivation(k - 1), this.#b.preactivation(k - 1), gap);
  }
}

/** k itself. @throws RangeError unless k is an integer >= 0 */
export function requireStep(k: number): number {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`a step must be an integer >= 0, got ${k}`);
  return k;
}
