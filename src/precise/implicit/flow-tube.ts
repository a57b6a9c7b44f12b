import type { TrainedBlock } from "../../models/implicit-relu/data.js";
import { type Budget, BudgetExceeded } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { exponential } from "../elementary.js";
import { BOUND_BITS, total, upperEnd } from "../linear-network/bounds.js";
import { Rational } from "../rational.js";
import { DyadicMatrix } from "../vectors.js";
import { linearPoint } from "./derivatives.js";
import { TaylorDefect } from "./flow-defect.js";
import { type ExactPattern, type TaylorCoefficients, taylorCoefficients } from "./flow-taylor.js";
import { type FixedNorms, rootOfSquares, vicinity } from "./flow-vicinity.js";
import { gainAt, type RunState, startPoint, surroundingsOf } from "./run-state.js";
import type { ExactTrainedLayer } from "./training.js";
import { type BallPoint, gradientAt, type Surroundings } from "./training-step.js";

const MAX_STEPS = 1200;
const ORDER_PER_BIT = 1 / 4;

interface Tube {
  /** An exact point, and a bound of the distance of the flow to it */
  readonly point: BallPoint;
  readonly radius: DyadicBall;
  readonly time: Rational;
}

/**
 * The gradient flow while its activation pattern is that of the start, enclosed in balls around exact points. A step is
 * the Taylor polynomial x(t) of the flow from an exact point, with coefficients in balls and a bound of its defect
 * (flow-defect.ts); the flow y(t) itself obeys d|y - x|/dt <= mu |y - x| + |defect|, mu >= -(least eigenvalue of the Hessian)
 * between them (flow-vicinity.ts), so that |y - x| <= e^(mu tau) (radius + tau |defect|) at the end. A step is taken only where
 * every sign of N and W X is certain between and around them.
 */
export class FlowTube {
  readonly #layer: ExactTrainedLayer;
  readonly #pattern: ExactPattern | undefined;
  readonly #accuracy: number;
  readonly #bits: number;
  readonly #around: Surroundings;
  readonly #fixed: FixedNorms;
  readonly #order: number;
  readonly #states: (RunState | undefined)[] = [];
  #last: Tube;
  #ended = false;

  /** @param accuracy about so many bits are right */
  constructor(layer: ExactTrainedLayer, accuracy: number, budget: Budget) {
    this.#layer = layer;
    this.#accuracy = accuracy;
    this.#bits = accuracy + 24;
    this.#around = surroundingsOf(layer, this.#bits, budget);
    const { gamma, scale, inputs } = this.#around;
    this.#fixed = {
      gamma: upperEnd(gamma),
      scale: upperEnd(scale),
      inputs: rootOfSquares(inputs.flat()),
      rootOfSamples: upperEnd(DyadicBall.of(BigInt(layer.samples)).sqrt(BOUND_BITS)),
      trained: layer.trained,
    };
    this.#order = Math.ceil(accuracy * ORDER_PER_BIT) + 6;
    this.#pattern = certainPattern(layer, budget);
    this.#last = { point: startPoint(layer.data, this.#bits), radius: DyadicBall.zero, time: Rational.zero };
  }

  /** The flow at the i-th of these ascending times; undefined where it cannot be enclosed so far. */
  at(times: readonly Rational[], i: number): RunState | undefined {
    while (this.#states.length <= i) this.#states.push(this.#advance(times[this.#states.length]));
    return this.#states[i];
  }

  #advance(time: Rational): RunState | undefined {
    const pattern = this.#pattern;
    if (pattern === undefined || this.#ended) return undefined;
    try {
      for (let step = 0; this.#last.time.compare(time) < 0; step++) {
        const next = step < MAX_STEPS ? this.#step(pattern, time.minus(this.#last.time)) : undefined;
        if (next === undefined) {
          this.#ended = true;
          return undefined;
        }
        this.#last = next;
      }
      return this.#evaluate();
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error;
      this.#ended = true;
      return undefined;
    }
  }

  /** The formulas on the ball of the tube's radius. */
  #evaluate(): RunState | undefined {
    const { point, radius } = this.#last;
    const { trained } = this.#layer;
    const wide = (x: DyadicBall): DyadicBall => x.plus(spread(radius), this.#bits);
    const block = <T>(name: TrainedBlock, value: T, widened: () => T): T =>
      trained.includes(name) ? widened() : value;
    const within: BallPoint = {
      u: block("u", point.u, () => point.u.map(wide)),
      v: block("v", point.v, () => point.v.map(wide)),
      A: block("A", point.A, () => point.A.map((row) => row.map(wide))),
      W: block("W", point.W, () => point.W.map((row) => row.map(wide))),
    };
    const at = gradientAt(within, this.#around);
    return at === undefined ? undefined : { point: within, at };
  }

  #step(pattern: ExactPattern, rest: Rational): Tube | undefined {
    const { point, time } = this.#last;
    const order = this.#order;
    const series = taylorCoefficients(point, this.#around, pattern, order);
    if (series === undefined) return undefined;
    const gain = upperEnd(gainAt(this.#layer, point, this.#around));
    const defect = new TaylorDefect(series, order, this.#fixed, gain);
    let tau = proposedStep(defect.moves, this.#accuracy);
    for (let attempt = 0; attempt < 60; attempt++) {
      const elapsed = tau === undefined || rest.compare(tau) <= 0 ? rest : tau;
      const grown = this.#radiusAfter(defect, series, pattern, elapsed);
      if (grown !== undefined) {
        const end = evaluated(series, elapsed, this.#bits);
        return { point: end.point, radius: total([grown, end.lost]), time: time.plus(elapsed) };
      }
      tau = elapsed.times(Rational.of(3n, 1n, -2));
    }
    return undefined;
  }

  /** Where the step is certain: a bound of the distance of the flow to the Taylor polynomial (with exact coefficients). */
  #radiusAfter(
    series: TaylorDefect,
    coefficients: TaylorCoefficients,
    pattern: ExactPattern,
    elapsed: Rational,
  ): DyadicBall | undefined {
    const b = BOUND_BITS;
    const tau = upperEnd(DyadicBall.fromRational(elapsed, b));
    const along = series.at(tau);
    if (along === undefined) return undefined;
    const { defect, norms, stateError } = along;
    if (defect.minus(series.moves[1].scaled(-this.#accuracy), b).sign === 1) return undefined;
    const start = total([this.#last.radius, tau.times(defect, b)]);
    const reach = start.scaled(1);
    const near = vicinity(norms, this.#fixed, reach);
    if (near === undefined) return undefined;
    const growth = upperEnd(near.curvature.times(tau, b));
    if (DyadicBall.of(1n, -1).minus(growth, b).sign !== 1) return undefined;
    const moved = total([stateError, near.slope.times(reach, b)]);
    const inputMoved = upperEnd(this.#fixed.inputs.times(reach, b));
    if (!this.#patternHolds(coefficients, pattern, tau, moved, inputMoved)) return undefined;
    // e^(1/2) < 2: the assumed reach is not left.
    return upperEnd(exponential(growth, b).times(start, b));
  }

  #patternHolds(
    series: TaylorCoefficients,
    pattern: ExactPattern,
    tau: DyadicBall,
    moved: DyadicBall,
    inputMoved: DyadicBall,
  ): boolean {
    const { data, trained, width, samples } = this.#layer;
    const movesA = trained.includes("A");
    const movesW = trained.includes("W");
    const isSilent = (i: number, j: number) =>
      series.features.every((columns) => columns[i][j].known && columns[i][j].mid === 0n && columns[i][j].rad === 0n);
    for (let i = 0; i < samples; i++) {
      const active = new Set(pattern.supports[i]);
      // Without features z_i = 0 = N_i for every A, and no kink.
      const silent = Array.from({ length: width }, (_, j) => isSilent(i, j)).every((x) => x);
      for (let j = 0; j < width; j++) {
        if (movesW) {
          const sign = pattern.inputs[i][j] ? 1 : -1;
          if (
            !keepsSign(
              series.images.map((columns) => columns[i][j]),
              sign,
              tau,
              inputMoved,
            )
          )
            return false;
        }
        if (silent) continue;
        const isAlone = data.gamma === 0 || (!movesA && data.A.row(j).every((x) => x === 0));
        if (!active.has(j) && isAlone && isSilent(i, j)) continue;
        const entries = series.preactivations.map((columns) => columns[i][j]);
        if (!keepsSign(entries, active.has(j) ? 1 : -1, tau, moved)) return false;
      }
    }
    return true;
  }
}

/** A power of two for which the last coefficients are about 2^-accuracy of the first; undefined where all vanish. */
function proposedStep(moves: readonly DyadicBall[], accuracy: number): Rational | undefined {
  const first = moves[1].magnitudeBits;
  let exponent = Number.POSITIVE_INFINITY;
  for (const k of [moves.length - 1, moves.length - 2]) {
    const size = moves[k].magnitudeBits;
    if (k > 1 && size > Number.NEGATIVE_INFINITY)
      exponent = Math.min(exponent, Math.floor((first - accuracy - size) / (k - 1)) + 1);
  }
  return Number.isFinite(exponent) ? Rational.of(1n, 1n, exponent) : undefined;
}

/** sign * c(t) > margin on [0, tau] for the polynomial with these coefficients: the linear part counts where it helps. */
function keepsSign(c: readonly DyadicBall[], sign: 1 | -1, tau: DyadicBall, margin: DyadicBall): boolean {
  const b = BOUND_BITS;
  const signed = (x: DyadicBall) => (sign === 1 ? x : x.negate());
  let rest = DyadicBall.zero;
  for (let k = c.length - 1; k >= 2; k--) rest = upperEnd(rest.plus(upperEnd(c[k].abs()), b).times(tau, b));
  const fall = c.length > 1 ? signed(c[1]).negate().relu() : DyadicBall.zero;
  const least = signed(c[0]).minus(total([rest.plus(upperEnd(fall), b).times(tau, b), margin]), b);
  return least.sign === 1;
}

/** The polynomials at tau cut to exact points, and a bound of what was cut off. */
function evaluated(
  { u, v, A, W }: TaylorCoefficients,
  tau: Rational,
  bits: number,
): { readonly point: BallPoint; readonly lost: DyadicBall } {
  const at = DyadicBall.fromRational(tau, bits);
  let squares = DyadicBall.zero;
  const horner = (entry: (k: number) => DyadicBall, length: number): DyadicBall => {
    if (length === 1) return entry(0);
    let value = entry(length - 1);
    for (let k = length - 2; k >= 0; k--) value = value.times(at, bits).plus(entry(k), bits);
    const lost = DyadicBall.of(value.rad, value.exponent);
    squares = squares.plus(lost.times(lost, BOUND_BITS), BOUND_BITS);
    return value.known ? DyadicBall.of(value.mid, value.exponent) : value;
  };
  const vector = (list: readonly (readonly DyadicBall[])[]) =>
    list[0].map((_, j) => horner((k) => list[k][j], list.length));
  const rows = (list: readonly (readonly (readonly DyadicBall[])[])[]) =>
    list[0].map((row, i) => row.map((_, j) => horner((k) => list[k][i][j], list.length)));
  const point = { u: vector(u), v: vector(v), A: rows(A), W: rows(W) };
  return { point, lost: upperEnd(squares.sqrt(BOUND_BITS)) };
}

/** The exact pattern at the layer's own parameters; undefined where it has none. */
function certainPattern(layer: ExactTrainedLayer, budget: Budget): ExactPattern | undefined {
  const { features } = layer.data;
  const point = linearPoint(layer.data, layer, budget);
  if (point === undefined) return undefined;
  if (!("W" in features))
    return { supports: point.supports, inputs: point.supports.map(() => new Array<boolean>(layer.width).fill(false)) };
  const weights = DyadicMatrix.fromDoubles(features.W);
  const inputs = DyadicMatrix.fromDoubles(features.X)
    .toColumns()
    .map((x) => weights.timesVector(x).numerators.map((value) => value > 0n));
  return { supports: point.supports, inputs };
}

/** [-radius, radius] */
const spread = (radius: DyadicBall): DyadicBall =>
  radius.mid === 0n ? DyadicBall.zero : DyadicBall.of(0n, radius.exponent, radius.mid);
