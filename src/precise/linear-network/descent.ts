import type { DescentData } from "../../models/linear-network/data.js";
import type { LinearDescent, LinearNetworkPoint } from "../../models/linear-network/view.js";
import type { BallRows } from "../ball-matrix.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import type { FractionMatrix } from "./fraction-matrix.js";
import { EnclosedPoint, ExactPoint } from "./point.js";
import { combined, product, scaledRows, transposed } from "./rows.js";
import { symmetricEigenvalues } from "./spectrum.js";

/** Each step triples the digits; beyond this many bits a run is enclosed instead of written down. */
const EXACT_BITS = 6000;
const MAX_STEPS = 20_000;

interface Rows {
  readonly U: BallRows;
  readonly V: BallRows;
}

/** Gradient descent from the instance's weights: exact rationals while they are short, enclosures beyond. */
export class ExactDescent implements LinearDescent {
  readonly stepSize: PreciseReal;
  readonly steps: readonly number[];
  readonly length: number;
  readonly #eta: Rational;
  readonly #start: ExactPoint;
  readonly #budget: Budget;
  readonly #exact: ExactPoint[];
  readonly #enclosed = new Map<number, Rows[]>();
  readonly #points = new Map<number, EnclosedPoint>();

  constructor(start: ExactPoint, data: DescentData | undefined, budget: Budget) {
    this.#eta = data === undefined ? Rational.zero : Rational.fromNumber(data.stepSize);
    this.stepSize = data === undefined ? PreciseReal.unknown : PreciseReal.rational(this.#eta);
    this.steps = data?.steps ?? [];
    this.length = this.steps.reduce((most, k) => Math.max(most, k), 0);
    this.#start = start;
    this.#budget = budget;
    this.#exact = [start];
  }

  at(k: number): LinearNetworkPoint {
    const exact = this.#exactAt(k);
    if (exact !== undefined) return exact;
    let point = this.#points.get(k);
    if (point === undefined) {
      const { design, quantities } = this.#start;
      point = new EnclosedPoint(
        design,
        (bits) => this.#rows(k, bits),
        quantities.within(`step ${k}`),
        this.#start.hidden,
      );
      this.#points.set(k, point);
    }
    return point;
  }

  imbalanceDrift(k: number): PreciseReal {
    return this.#start.quantities.real(`drift ${k}`, (budget) => {
      const end = this.#exactAt(k);
      if (end === undefined) return PreciseReal.unknown;
      const values = symmetricEigenvalues(end.imbalance.minus(this.#start.imbalance), budget);
      return values.reduce((sum, value) => sum.plus(value.abs()), PreciseReal.rational(Rational.zero));
    });
  }

  get stepChange(): PreciseReal {
    return this.#start.quantities.real("step change", () =>
      this.length === 0 ? PreciseReal.unknown : PreciseReal.rootOf(this.#change().square()),
    );
  }

  get stepIdentityDefect(): PreciseReal {
    return this.#start.quantities.real("step identity", (budget) => {
      if (this.length === 0) return PreciseReal.unknown;
      const { descentU: G, descentV: H } = this.#start;
      const difference = G.transpose().times(G, budget).minus(H.transpose().times(H, budget));
      const expected = difference.scaled(this.#eta.times(this.#eta));
      return PreciseReal.rootOf(this.#change().minus(expected).square());
    });
  }

  /** Lambda_1 - Lambda_0, both computed */
  #change(): FractionMatrix {
    const end = this.#exactAt(1);
    if (end === undefined) throw new RangeError("one exact step is too long");
    return end.imbalance.minus(this.#start.imbalance);
  }

  #exactAt(k: number): ExactPoint | undefined {
    while (this.#exact.length <= k) {
      const last = this.#exact[this.#exact.length - 1];
      if (this.#exact.length > 1 && Math.max(last.U.bits, last.V.bits) * 3 > EXACT_BITS) return undefined;
      const { design, quantities } = this.#start;
      const U = last.U.plus(last.descentU.scaled(this.#eta));
      const V = last.V.plus(last.descentV.scaled(this.#eta));
      this.#exact.push(new ExactPoint(design, U, V, quantities.within(`step ${this.#exact.length}`)));
    }
    return this.#exact[k];
  }

  #rows(k: number, bits: number): Rows {
    const work = bits + 64;
    let states = this.#enclosed.get(work);
    if (states === undefined) {
      states = [{ U: this.#start.U.balls(work), V: this.#start.V.balls(work) }];
      this.#enclosed.set(work, states);
    }
    if (k > MAX_STEPS) throw new RangeError("too many steps");
    const { gram, mappedTarget } = this.#start.design;
    const S = gram.balls(work);
    const K = mappedTarget.balls(work);
    const eta = DyadicBall.fromRational(this.#eta, work);
    const cells = S.length * (S.length + 3) * K[0].length * states[0].U[0].length;
    while (states.length <= k) {
      this.#budget.spendProducts(2 * cells, work);
      const { U, V } = states[states.length - 1];
      const M = combined(K, product(S, product(U, transposed(V), work), work), -1, work);
      states.push({
        U: combined(U, scaledRows(product(M, V, work), eta, work), 1, work),
        V: combined(V, scaledRows(product(transposed(M), U, work), eta, work), 1, work),
      });
    }
    return states[k];
  }
}
