import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm, spectralNormUpperBound } from "../../numerics/norms.js";
import { add, multiply, scale, subtract } from "../../numerics/products.js";
import { addUp, multiplyUp } from "../../numerics/rounding.js";
import { lazy, lazyByIndex } from "../lazy.js";
import type { DescentData } from "./data.js";
import type { Design } from "./design.js";
import { nuclearNorm } from "./imbalance.js";
import { Float64Point } from "./point.js";
import type { LinearDescent } from "./view.js";

/** So many steps are enclosed entry by entry, which keeps short runs on few digits exact. */
const ENTRYWISE_STEPS = 4;

interface State {
  readonly U: BallMatrix;
  readonly V: BallMatrix;
  /** |(U, V) - midpoints| <= rad */
  readonly rad: number;
}

/**
 * Gradient descent from the instance's weights. The first steps are enclosed entry by entry. Later, z is the midpoint and
 * rho bounds |(U, V) - z| of the exact run: a step maps e to (I - eta H) e for a mean Hessian H on the segment, so
 * rho' = rho max(1 + eta mu, eta h - 1) + rounding, where -mu <= H <= h:
 * H[d, d] = |X(dU V' + U dV')|^2 - 2 <X'R, dU dV'> >= -||X'R|| |d|^2 and <= (sigma_1^2 (||U||^2 + ||V||^2) + ||X'R||) |d|^2,
 * with ||U|| + rho, ||V|| + rho, ||X'R|| + sigma_1^2 (|z| rho + rho^2) for all points of the segment.
 */
export class Float64LinearDescent implements LinearDescent {
  readonly stepSize: Ball;
  readonly steps: readonly number[];
  readonly length: number;
  readonly #start: Float64Point;
  readonly #states: State[];
  readonly #points = lazyByIndex((k) => (k === 0 ? this.#start : this.#pointOf(this.#state(k))));
  readonly #smoothness = lazy(() => this.#start.design.covarianceEigenvalues[0]?.upper() ?? 0);
  readonly #changes = lazyByIndex((k) => this.#change(k));

  constructor(start: Float64Point, data: DescentData | undefined) {
    this.stepSize = data === undefined ? Ball.unknown() : Ball.exact(data.stepSize);
    this.steps = data?.steps ?? [];
    this.length = this.steps.reduce((most, k) => Math.max(most, k), 0);
    this.#start = start;
    this.#states = [{ U: start.U, V: start.V, rad: 0 }];
  }

  at(k: number): Float64Point {
    if (!Number.isInteger(k) || k < 0) throw new RangeError(`a step must be an integer >= 0, got ${k}`);
    return this.#points(k);
  }

  /** By Lambda_(k+1) - Lambda_k = eta^2 (G1'G1 - G2'G2): no digits are lost to the difference. */
  imbalanceDrift(k: number): Ball {
    return nuclearNorm(this.#changes(k));
  }

  get stepChange(): Ball {
    return this.length === 0 ? Ball.unknown() : frobeniusNorm(this.#changes(1));
  }

  get stepIdentityDefect(): Ball {
    if (this.length === 0) return Ball.unknown();
    const direct = subtract(this.at(1).imbalance, this.at(0).imbalance);
    return frobeniusNorm(subtract(direct, this.#changes(1)));
  }

  #change(k: number): BallMatrix {
    const width = this.#start.U.columns;
    let sum = BallMatrix.exact(new Matrix(width, width));
    for (let i = 0; i < k; i++) {
      const { descentU, descentV } = this.at(i);
      const difference = subtract(multiply(descentU.transpose(), descentU), multiply(descentV.transpose(), descentV));
      sum = add(sum, scale(this.stepSize.power(2), difference));
    }
    return sum;
  }

  #pointOf({ U, V }: State): Float64Point {
    return new Float64Point(this.#start.design, U, V, this.#start.hidden);
  }

  #state(k: number): State {
    const states = this.#states;
    while (states.length <= k) {
      const i = states.length - 1;
      const last = states[i];
      states.push(i < ENTRYWISE_STEPS ? stepFrom(this.#points(i), this.stepSize) : this.#rounded(last));
    }
    return states[k];
  }

  #rounded({ U, V, rad: rho }: State): State {
    const { design } = this.#start;
    const next = stepFrom(new Float64Point(design, BallMatrix.exact(U.mid), BallMatrix.exact(V.mid)), this.stepSize);
    if (rho === 0) return next;
    const grown = multiplyUp(rho, this.#growth(design, U.mid, V.mid, rho));
    const rad = addUp(grown, next.rad);
    return { U: BallMatrix.of(next.U.mid, rad), V: BallMatrix.of(next.V.mid, rad), rad };
  }

  #growth(design: Design, U: Matrix, V: Matrix, rho: number): number {
    const step = this.stepSize;
    const point = new Float64Point(design, BallMatrix.exact(U), BallMatrix.exact(V));
    const largest = Ball.exact(this.#smoothness());
    const r = Ball.exact(rho);
    const length = frobeniusNorm(U).plus(frobeniusNorm(V));
    const mu = Ball.exact(spectralNormUpperBound(point.mappedResidual)).plus(
      largest.times(length.times(r).plus(r.power(2))),
    );
    const reach = [U, V].map((M) => Ball.exact(spectralNormUpperBound(M)).plus(r).power(2));
    const steepest = largest.times(reach[0].plus(reach[1])).plus(mu);
    const growth = step
      .times(mu)
      .plus(Ball.exact(1))
      .max(step.times(steepest).minus(Ball.exact(1)));
    return growth.upper();
  }
}

/** (U, V) - eta grad L */
function stepFrom(point: Float64Point, stepSize: Ball): State {
  const U = add(point.U, scale(stepSize, point.descentU));
  const V = add(point.V, scale(stepSize, point.descentV));
  return { U, V, rad: U.rad === 0 ? V.rad : V.rad === 0 ? U.rad : addUp(U.rad, V.rad) };
}
