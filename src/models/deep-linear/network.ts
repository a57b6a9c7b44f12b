import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { Matrix } from "../../numerics/matrix.js";
import { leastSingularValue } from "../../numerics/norms.js";
import { add, multiply, scale, subtract } from "../../numerics/products.js";
import { lazy, lazyByIndex } from "../lazy.js";
import { halfSquare, square } from "../linear-network/design.js";
import { nuclearNorm } from "../linear-network/imbalance.js";
import type { DeepLinearData } from "./data.js";
import type { DeepLinear } from "./view.js";

/** Weights with their residual and gradients, in float64 balls. */
class Layers {
  readonly W: readonly BallMatrix[];
  readonly #X: Matrix;
  readonly #Y: Matrix;
  /** z_0 = X, z_j = W_j ... W_1 X */
  readonly #signals = lazy(() => {
    const signals = [BallMatrix.exact(this.#X)];
    for (const W of this.W) signals.push(multiply(W, signals[signals.length - 1]));
    return signals;
  });
  readonly residual = lazy(() => subtract(this.#signals()[this.W.length], this.#Y));
  /** dl/dW_j = (W_L ... W_{j+1})' E z_{j-1}' */
  readonly gradients = lazy(() => {
    const gradients: BallMatrix[] = [];
    let back = this.residual();
    for (let j = this.W.length - 1; j >= 0; j--) {
      gradients[j] = multiply(back, this.#signals()[j].transpose());
      back = multiply(this.W[j].transpose(), back);
    }
    return gradients;
  });

  constructor(W: readonly BallMatrix[], X: Matrix, Y: Matrix) {
    this.W = W;
    this.#X = X;
    this.#Y = Y;
  }

  get gradientSquare(): Ball {
    return this.gradients().reduce((sum, G) => sum.plus(square(G)), Ball.exact(0));
  }

  /** D_j */
  balances(): BallMatrix[] {
    return pairs(this.W, (next, W) => subtract(gram(next), gram(W.transpose())));
  }

  after(step: Ball): Layers {
    const G = this.gradients();
    return new Layers(
      this.W.map((W, j) => subtract(W, scale(step, G[j]))),
      this.#X,
      this.#Y,
    );
  }
}

const gram = (M: BallMatrix): BallMatrix => multiply(M.transpose(), M);
const pairs = <T>(list: readonly BallMatrix[], f: (next: BallMatrix, own: BallMatrix, j: number) => T): T[] =>
  list.slice(1).map((next, j) => f(next, list[j], j));
const together = (list: readonly BallMatrix[]): Ball =>
  list.reduce((sum, M) => sum.plus(square(M)), Ball.exact(0)).sqrt();
const symmetric = (M: BallMatrix): BallMatrix => add(M, M.transpose());

/** A deep linear network in float64 balls. */
export class Float64DeepLinear implements DeepLinear {
  readonly depth: number;
  readonly width: number;
  readonly samples: number;
  readonly steps: number;
  readonly stepSize: Ball;
  readonly radius: Ball;
  readonly #data: DeepLinearData;
  readonly #states = lazyByIndex((k): Layers => (k === 0 ? this.#own : this.#states(k - 1).after(this.stepSize)));
  readonly #own: Layers;
  readonly #start: Layers;

  constructor(data: DeepLinearData) {
    this.#data = data;
    this.depth = data.weights.length;
    this.width = data.X.rows;
    this.samples = data.X.columns;
    this.steps = (data.descent?.steps ?? []).reduce((most, k) => Math.max(most, k), 0);
    this.stepSize = data.descent === undefined ? Ball.unknown() : Ball.exact(data.descent.stepSize);
    this.radius = Ball.exact(data.radius ?? 0.5);
    this.#own = new Layers(data.weights.map(BallMatrix.exact), data.X, data.Y);
    this.#start = new Layers((data.start ?? data.weights).map(BallMatrix.exact), data.X, data.Y);
  }

  get loss(): Ball {
    return this.lossAfter(0);
  }
  get gradientSquare(): Ball {
    return this.#own.gradientSquare;
  }
  get balanceNorm(): Ball {
    return together(this.#own.balances());
  }
  get balanceDerivative(): Ball {
    const { W } = this.#own;
    const G = this.#own.gradients();
    return together(
      pairs(W, (next, own, j) =>
        subtract(symmetric(multiply(next.transpose(), G[j + 1])), symmetric(multiply(G[j], own.transpose()))),
      ),
    );
  }
  get transposedBalanceDerivative(): Ball {
    const { W } = this.#own;
    const G = this.#own.gradients();
    return together(
      pairs(W, (next, own, j) =>
        subtract(symmetric(multiply(G[j + 1], next.transpose())), symmetric(multiply(own.transpose(), G[j]))),
      ),
    );
  }
  lossAfter(k: number): Ball {
    return halfSquare(this.#states(k).residual());
  }
  gradientSquareAfter(k: number): Ball {
    return this.#states(k).gradientSquare;
  }
  /** By the sum of the steps' exact changes: no digits are lost to the difference. */
  balanceDrifts(k: number): readonly Ball[] {
    let sums = pairs(this.#own.W, () => BallMatrix.exact(new Matrix(this.width, this.width)));
    for (let i = 0; i < k; i++) {
      const changes = this.#changes(i);
      sums = sums.map((sum, j) => add(sum, changes[j]));
    }
    return sums.map(nuclearNorm);
  }
  get stepChange(): Ball {
    return together(this.#changes(0));
  }
  get stepIdentityDefect(): Ball {
    const changes = this.#changes(0);
    const before = this.#own.balances();
    return together(
      this.#states(1)
        .balances()
        .map((D, j) => subtract(subtract(D, before[j]), changes[j])),
    );
  }
  get orthogonalityDefect(): Ball {
    return together(this.#start.W.map((W) => subtract(gram(W), Matrix.identity(this.width))));
  }
  get startDistance(): Ball {
    return together(this.#own.W.map((W, j) => subtract(W, this.#start.W[j])));
  }
  get startGradientSquare(): Ball {
    return this.#start.gradientSquare;
  }
  get startMappedResidualSquare(): Ball {
    return square(multiply(this.#start.residual(), this.#data.X.transpose()));
  }
  get dataLeastEigenvalue(): Ball {
    return leastSingularValue(this.#data.X).power(2);
  }

  #changes(k: number): BallMatrix[] {
    const G = this.#states(k).gradients();
    return pairs(G, (next, own) => scale(this.stepSize.power(2), subtract(gram(next), gram(own.transpose()))));
  }
}
