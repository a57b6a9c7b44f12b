import type { PicardRun } from "../../models/implicit-relu/view.js";
import type { Budget } from "../budget.js";
import { PreciseReal } from "../real.js";
import { type BallColumns, RealMatrix, timesBalls } from "../real-matrix.js";
import type { DyadicMatrix, RationalVector } from "../vectors.js";
import { totalBits } from "./active-set.js";
import { type Quantities, unknowns } from "./quantities.js";

/** Iterates are written down exactly up to so many bits; later ones are enclosed. */
const EXACT_BITS = 1_000_000;
/** Iterations cost time, however they are computed. */
const MAX_STEPS = 100_000;

/** What a run needs to know of its layer. */
export interface PicardSetting {
  readonly weights: DyadicMatrix;
  readonly features: RealMatrix;
  /** gamma |A| */
  readonly absoluteWeights: DyadicMatrix;
  readonly equilibrium: () => RealMatrix | undefined;
  /** (I - gamma |A|)^-1 times a matrix; undefined unless rho(gamma |A|) < 1. */
  readonly compare: (matrix: RealMatrix) => RealMatrix | undefined;
}

/** The iterates Z_{k+1} = relu(M Z_k + Phi) from one start: exact while their numbers are short, then in enclosures. */
export class PicardIterates {
  readonly #setting: PicardSetting;
  readonly #budget: Budget;
  readonly #exact: (readonly RationalVector[])[];
  readonly #enclosed = new Map<number, RealMatrix>();
  readonly #runs = new Map<number, BallColumns[]>();

  constructor(setting: PicardSetting, start: readonly RationalVector[], budget: Budget) {
    this.#setting = setting;
    this.#budget = budget;
    this.#exact = [start];
  }

  /** Z_k. @throws RangeError for an index that is not an integer in [0, 100000] */
  at(k: number): RealMatrix {
    if (!Number.isSafeInteger(k) || k < 0 || k > MAX_STEPS)
      throw new RangeError(`a Picard step is an integer from 0 to ${MAX_STEPS}, got ${k}`);
    const { weights, features } = this.#setting;
    const phi = features.exact as readonly RationalVector[];
    while (this.#exact.length <= k) {
      const last = this.#exact[this.#exact.length - 1];
      if (totalBits(last) > EXACT_BITS) return this.#enclosure(k);
      this.#budget.spendProducts(
        weights.rows * weights.rows * phi.length,
        Math.max(...last.map((z) => z.entryBits), 64),
        weights.bits,
      );
      this.#exact.push(last.map((z, j) => weights.timesVector(z).plus(phi[j]).relu()));
    }
    return RealMatrix.exactly(weights.rows, this.#exact[k]);
  }

  #enclosure(k: number): RealMatrix {
    const known = this.#enclosed.get(k);
    if (known !== undefined) return known;
    const { weights, features } = this.#setting;
    const result = RealMatrix.enclosed(weights.rows, features.columns, (bits) => this.#balls(k, bits));
    this.#enclosed.set(k, result);
    return result;
  }

  /** Z_k in balls of so many bits; iterates are kept, so that a run is gone through once for each precision. */
  #balls(k: number, bits: number): BallColumns {
    const { weights, features } = this.#setting;
    const first = this.#exact.length - 1;
    let run = this.#runs.get(bits);
    if (run === undefined) {
      run = [RealMatrix.exactly(weights.rows, this.#exact[first]).balls(bits)];
      this.#runs.set(bits, run);
    }
    const phi = features.balls(bits);
    while (run.length <= k - first) {
      this.#budget.spendProducts(6 * weights.rows * weights.rows * phi.length, bits);
      const z = run[run.length - 1];
      run.push(z.map((column, j) => timesBalls(weights, column, bits).map((x, i) => x.plus(phi[j][i], bits).relu())));
    }
    return run[k - first];
  }
}

/** A run as claims see it. */
export function picardRun(setting: PicardSetting, iterates: PicardIterates, quantities: Quantities): PicardRun {
  const { weights, features } = setting;
  const count = weights.rows * features.columns;
  const difference = (k: number): RealMatrix | undefined => {
    const equilibrium = setting.equilibrium();
    return equilibrium === undefined ? undefined : iterates.at(k).minus(equilibrium);
  };
  const entriesOf = (matrix: RealMatrix | undefined): readonly PreciseReal[] =>
    matrix === undefined ? unknowns(count) : matrix.entries("nonNegative");
  const step = (k: number): RealMatrix => iterates.at(k + 1).minus(iterates.at(k));
  return {
    error: (k) => quantities.real(`error ${k}`, () => difference(k)?.norm() ?? PreciseReal.unknown),
    step: (k) => quantities.real(`step ${k}`, () => step(k).norm()),
    entryErrors: (k) => quantities.reals(`entry errors ${k}`, count, () => entriesOf(difference(k)?.abs())),
    comparedErrors: (k) =>
      quantities.reals(`compared errors ${k}`, count, () =>
        entriesOf(difference(k)?.abs().multipliedBy(setting.absoluteWeights)),
      ),
    entrySteps: (k) => quantities.reals(`entry steps ${k}`, count, () => entriesOf(step(k).abs())),
    comparedSteps: (k) =>
      quantities.reals(`compared steps ${k}`, count, () => entriesOf(setting.compare(step(k).abs()))),
  };
}
