import { Ball } from "../../numerics/ball.js";
import type { BallMatrix } from "../../numerics/ball-matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { lazy, lazyByIndex } from "../lazy.js";
import { areOpposite, isFullyPassed, nonnegative, sharper } from "./attained.js";
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
  /** For each unit, the units that A leads to */
  reachable(): readonly (readonly number[])[];
}

/** Left and right sides of one entrywise bound: the same ball where it is attained by structure (attained.ts). */
interface Sides {
  readonly left: readonly Ball[];
  readonly right: readonly Ball[];
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

  /** |Z_k - Z|; of the same balls as `comparedErrors(k - 1)` where that bound is attained */
  entryErrors(k: number): readonly Ball[] {
    return requireStep(k) === 0 ? this.#errors(0) : this.#contraction(k - 1).left;
  }

  /** gamma |A| |Z_k - Z| */
  comparedErrors(k: number): readonly Ball[] {
    return this.#contraction(k).right;
  }

  entrySteps(k: number): readonly Ball[] {
    return knownEntries(absolute(this.#ahead().at(k)));
  }

  /** (I - gamma |A|)^{-1} |Z_{k+1} - Z_k|; of the same balls as `entryErrors(k)` where that bound is attained */
  comparedSteps(k: number): readonly Ball[] {
    return this.#aPosteriori(k);
  }

  readonly #errors = lazyByIndex((k) => knownEntries(absolute(this.difference(k))));

  /** Which entries of step k + 1 are attained in |Z_{k+1} - Z| <= gamma |A| |Z_k - Z|. */
  readonly #passed = lazyByIndex((k): readonly boolean[] => {
    const { gain, rest } = this.#context;
    const from = this.difference(k);
    const [moving, resting] = [this.trajectory.preactivation(k), rest.preactivation(k)];
    const total = from.rows * from.columns;
    if (!(gain.gamma >= 0) || !from.known || !moving.known || !resting.known)
      return new Array<boolean>(total).fill(false);
    const others = entriesOf(resting);
    const active = entriesOf(moving).map((x, j) => x.lower() >= 0 && others[j].lower() >= 0);
    const { columns } = from;
    const start = { columns, entries: entriesOf(from) };
    return active.map((_, j) => isFullyPassed(gain.A, start, active, Math.floor(j / columns), j % columns));
  });

  readonly #contraction = lazyByIndex((k): Sides => {
    const right = knownEntries(this.#context.comparison.affine(absolute(this.difference(k))));
    const left = this.#errors(k + 1);
    const shared = this.#passed(k).map((passed, j) => (passed ? sharper(left[j], right[j]) : null));
    return { left: left.map((x, j) => shared[j] ?? x), right: right.map((x, j) => shared[j] ?? x) };
  });

  readonly #aPosteriori = lazyByIndex((k): readonly Ball[] => {
    const bounds = knownEntries(this.#context.comparisonSolve(absolute(this.#ahead().at(k)))).map(nonnegative);
    const step = this.#ahead().at(k);
    const next = this.difference(k + 1);
    if (!step.known || !next.known || !bounds.every((bound) => bound.known)) return bounds;
    const after = entriesOf(next);
    const passed = this.#passed(k);
    const attained = entriesOf(step).map((x, j) => passed[j] && areOpposite(x, after[j]));
    const reachable = this.#context.reachable();
    const { columns } = step;
    const errors = this.entryErrors(k);
    return bounds.map((bound, j) =>
      reachable[Math.floor(j / columns)].every((i) => attained[i * columns + (j % columns)]) ? errors[j] : bound,
    );
  });
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
