import type { DeepLinearData } from "../../models/deep-linear/data.js";
import type { DeepLinear } from "../../models/deep-linear/view.js";
import type { Budget } from "../budget.js";
import { Quantities, unknowns } from "../implicit/quantities.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { leastSingularValue } from "../singular-values.js";
import { FractionMatrix, scalarMatrix } from "./fraction-matrix.js";
import { symmetricEigenvalues } from "./spectrum.js";

interface Layers {
  readonly W: readonly FractionMatrix[];
  readonly residual: FractionMatrix;
  readonly gradients: readonly FractionMatrix[];
}

const HALF = Rational.of(1n, 1n, -1);
const sumOfSquares = (list: readonly FractionMatrix[]): Rational =>
  list.reduce((sum, M) => sum.plus(M.square()), Rational.zero);
const together = (list: readonly FractionMatrix[]): PreciseReal => PreciseReal.rootOf(sumOfSquares(list));
const symmetric = (M: FractionMatrix): FractionMatrix => M.plus(M.transpose());

/** A deep linear network in exact rationals. */
export class ExactDeepLinear implements DeepLinear {
  readonly depth: number;
  readonly width: number;
  readonly samples: number;
  readonly steps: number;
  readonly stepSize: PreciseReal;
  readonly radius: PreciseReal;
  readonly #X: FractionMatrix;
  readonly #Y: FractionMatrix;
  readonly #eta: Rational;
  readonly #data: DeepLinearData;
  readonly #quantities: Quantities;
  readonly #states: Layers[] = [];
  #startLayers: Layers | undefined;

  constructor(data: DeepLinearData, budget: Budget) {
    this.#data = data;
    this.#quantities = new Quantities(budget);
    this.depth = data.weights.length;
    this.width = data.X.rows;
    this.samples = data.X.columns;
    this.steps = (data.descent?.steps ?? []).reduce((most, k) => Math.max(most, k), 0);
    this.#eta = data.descent === undefined ? Rational.zero : Rational.fromNumber(data.descent.stepSize);
    this.stepSize = data.descent === undefined ? PreciseReal.unknown : PreciseReal.rational(this.#eta);
    this.radius = PreciseReal.fromNumber(data.radius ?? 0.5);
    this.#X = FractionMatrix.fromDoubles(data.X);
    this.#Y = FractionMatrix.fromDoubles(data.Y);
  }

  get loss(): PreciseReal {
    return this.lossAfter(0);
  }
  get gradientSquare(): PreciseReal {
    return this.gradientSquareAfter(0);
  }
  get balanceNorm(): PreciseReal {
    return this.#quantities.real("balance", (budget) => together(balances(this.#state(0, budget).W, budget)));
  }
  get balanceDerivative(): PreciseReal {
    return this.#quantities.real("derivative", (budget) => {
      const { W, gradients: G } = this.#state(0, budget);
      return together(
        W.slice(1).map((next, j) =>
          symmetric(next.transpose().times(G[j + 1], budget)).minus(symmetric(G[j].times(W[j].transpose(), budget))),
        ),
      );
    });
  }
  get transposedBalanceDerivative(): PreciseReal {
    return this.#quantities.real("transposed derivative", (budget) => {
      const { W, gradients: G } = this.#state(0, budget);
      return together(
        W.slice(1).map((next, j) =>
          symmetric(G[j + 1].times(next.transpose(), budget)).minus(symmetric(W[j].transpose().times(G[j], budget))),
        ),
      );
    });
  }
  lossAfter(k: number): PreciseReal {
    return this.#quantities.real(`loss ${k}`, (budget) =>
      PreciseReal.rational(this.#state(k, budget).residual.square().times(HALF)),
    );
  }
  gradientSquareAfter(k: number): PreciseReal {
    return this.#quantities.real(`gradient ${k}`, (budget) =>
      PreciseReal.rational(sumOfSquares(this.#state(k, budget).gradients)),
    );
  }
  balanceDrifts(k: number): readonly PreciseReal[] {
    return this.#quantities.once(
      `drifts ${k}`,
      (budget) =>
        this.#change(k, budget).map((D) =>
          symmetricEigenvalues(D, budget).reduce(
            (sum, value) => sum.plus(value.abs()),
            PreciseReal.rational(Rational.zero),
          ),
        ),
      unknowns(this.depth - 1),
    );
  }
  get stepChange(): PreciseReal {
    return this.#quantities.real("step change", (budget) => together(this.#change(1, budget)));
  }
  get stepIdentityDefect(): PreciseReal {
    return this.#quantities.real("step identity", (budget) => {
      const { gradients: G } = this.#state(0, budget);
      return together(
        this.#change(1, budget).map((D, j) => {
          const next = G[j + 1].transpose().times(G[j + 1], budget);
          const expected = next.minus(G[j].times(G[j].transpose(), budget));
          return D.minus(expected.scaled(this.#eta.times(this.#eta)));
        }),
      );
    });
  }
  get orthogonalityDefect(): PreciseReal {
    return this.#quantities.real("orthogonality", (budget) =>
      together(
        this.#start(budget).W.map((W) => W.transpose().times(W, budget).minus(scalarMatrix(this.width, Rational.one))),
      ),
    );
  }
  get startDistance(): PreciseReal {
    return this.#quantities.real("distance", (budget) => {
      const { W } = this.#start(budget);
      return together(this.#state(0, budget).W.map((own, j) => own.minus(W[j])));
    });
  }
  get startGradientSquare(): PreciseReal {
    return this.#quantities.real("start gradient", (budget) =>
      PreciseReal.rational(sumOfSquares(this.#start(budget).gradients)),
    );
  }
  get startMappedResidualSquare(): PreciseReal {
    return this.#quantities.real("start residual", (budget) =>
      PreciseReal.rational(this.#start(budget).residual.times(this.#X.transpose(), budget).square()),
    );
  }
  get dataLeastEigenvalue(): PreciseReal {
    return this.#quantities.real("lambda_min", (budget) => leastSingularValue(this.#X.vectors, budget).power(2));
  }

  #change(k: number, budget: Budget): FractionMatrix[] {
    const before = balances(this.#state(0, budget).W, budget);
    return balances(this.#state(k, budget).W, budget).map((D, j) => D.minus(before[j]));
  }

  #start(budget: Budget): Layers {
    const { start, weights } = this.#data;
    this.#startLayers ??= this.#layers((start ?? weights).map(FractionMatrix.fromDoubles), budget);
    return this.#startLayers;
  }

  #state(k: number, budget: Budget): Layers {
    const states = this.#states;
    if (states.length === 0) states.push(this.#layers(this.#data.weights.map(FractionMatrix.fromDoubles), budget));
    while (states.length <= k) {
      const { W, gradients } = states[states.length - 1];
      const next = W.map((own, j) => own.minus(gradients[j].scaled(this.#eta)));
      states.push(this.#layers(next, budget));
    }
    return states[k];
  }

  #layers(W: readonly FractionMatrix[], budget: Budget): Layers {
    const signals = [this.#X];
    for (const own of W) signals.push(own.times(signals[signals.length - 1], budget));
    const residual = signals[W.length].minus(this.#Y);
    const gradients: FractionMatrix[] = [];
    let back = residual;
    for (let j = W.length - 1; j >= 0; j--) {
      gradients[j] = back.times(signals[j].transpose(), budget);
      back = W[j].transpose().times(back, budget);
    }
    return { W, residual, gradients };
  }
}

/** D_j */
function balances(W: readonly FractionMatrix[], budget: Budget): FractionMatrix[] {
  return W.slice(1).map((next, j) => next.transpose().times(next, budget).minus(W[j].times(W[j].transpose(), budget)));
}
