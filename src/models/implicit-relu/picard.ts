import { Ball } from "../../numerics/ball.js";
import type { BallMatrix } from "../../numerics/ball-matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { lazy } from "../lazy.js";
import { absolute, entriesOf } from "./entries.js";
import type { GainMatrix } from "./gain-matrix.js";
import { aheadByOne, requireStep, type Trajectory, TrajectoryDifference } from "./trajectory.js";
import type { PicardRun } from "./view.js";

/** What a Picard run needs of its layer. */
export interface PicardContext {
  readonly gain: GainMatrix;
  /** gamma |A| */
  readonly comparison: GainMatrix;
  /** The trajectory that stays at the equilibrium; of unknown matrices where none is certified */
  readonly rest: Trajectory;
  /** (I - gamma |A|)^{-1} V; unknown unless rho(gamma |A|) < 1 is certified */
  comparisonSolve(V: BallMatrix): BallMatrix;
}

/** Distances along one Picard run. */
export class Float64Picard implements PicardRun {
  readonly trajectory: Trajectory;
  readonly #context: PicardContext;
  readonly #toRest = lazy(() => new TrajectoryDifference(this.#context.gain, this.trajectory, this.#context.rest));
  readonly #ahead = lazy(
    () => new TrajectoryDifference(this.#context.gain, aheadByOne(this.trajectory), this.trajectory),
  );

  constructor(context: PicardContext, trajectory: Trajectory) {
    this.#context = context;
    this.trajectory = trajectory;
  }

  /** Z_k - Z */
  difference(k: number): BallMatrix {
    return this.#toRest().at(k);
  }

  error(k: number): Ball {
    return frobeniusNorm(this.difference(k));
  }

  step(k: number): Ball {
    return frobeniusNorm(this.#ahead().at(k));
  }

  entryErrors(k: number): readonly Ball[] {
    return knownEntries(absolute(this.difference(k)));
  }

  comparedErrors(k: number): readonly Ball[] {
    return knownEntries(this.#context.comparison.affine(absolute(this.difference(k))));
  }

  entrySteps(k: number): readonly Ball[] {
    return knownEntries(absolute(this.#ahead().at(k)));
  }

  comparedSteps(k: number): readonly Ball[] {
    return knownEntries(this.#context.comparisonSolve(absolute(this.#ahead().at(k))));
  }
}

/** The same run, begun one step later. */
export function begunLater(run: PicardRun): PicardRun {
  const later = (k: number) => requireStep(k) + 1;
  return {
    error: (k) => run.error(later(k)),
    step: (k) => run.step(later(k)),
    entryErrors: (k) => run.entryErrors(later(k)),
    comparedErrors: (k) => run.comparedErrors(later(k)),
    entrySteps: (k) => run.entrySteps(later(k)),
    comparedSteps: (k) => run.comparedSteps(later(k)),
  };
}

/** Entries, row-major; all unknown where the matrix is. */
export function knownEntries(matrix: BallMatrix): readonly Ball[] {
  return matrix.known ? entriesOf(matrix) : new Array<Ball>(matrix.rows * matrix.columns).fill(Ball.unknown());
}
