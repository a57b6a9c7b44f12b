import type { FlowState, TrainingState } from "../../models/implicit-relu/training-view.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { DyadicMatrix, type RationalVector } from "../vectors.js";
import { unknownState } from "./descent.js";
import { FlowTube } from "./flow-tube.js";
import { guarded } from "./quantities.js";
import { describeRun, type RunState } from "./run-state.js";
import type { ExactTrainedLayer } from "./training.js";

const real = (value: number): PreciseReal => PreciseReal.fromNumber(value);

/** Bits that a run of the tube gets right; toBall and comparisons ask for no more unless they must. */
const ACCURACY = 68;
/** A second run, to 60 digits, is for the smallest layers: it takes twenty times as long. */
const FULL_ACCURACY = 212;
const FULL_SIZE = 2;
/** Units of work that a run may take. */
const SHARE = 300_000_000;

/**
 * The gradient flow at the instance's times: by its solution in closed form where one is known, else in a tube of certified
 * Taylor steps (flow-tube.ts), to some 20 digits, or 60 for one or two entries of Z.
 */
export function exactFlow(layer: ExactTrainedLayer, budget: Budget): ExactFlow {
  const times = layer.data.flow?.times ?? [];
  const closed = solution(layer, budget);
  const at = closed ?? enclosed(layer, times, budget);
  return { states: times.map((time) => ({ time: real(time), ...at(time) })), isClosed: closed !== undefined };
}

export interface ExactFlow {
  readonly states: readonly FlowState[];
  /** Whether the solution is known in closed form */
  readonly isClosed: boolean;
}

function enclosed(layer: ExactTrainedLayer, times: readonly number[], budget: Budget): (time: number) => TrainingState {
  const { data, samples, gain } = layer;
  const below = gain.order(real(1));
  if (data.u === undefined || data.y === undefined || below !== "<") return () => unknownState(samples);
  const ascending = [...new Set(times)].sort((a, b) => a - b);
  const instants = ascending.map((time) => Rational.fromNumber(time));
  const tubes = new Map<number, FlowTube>();
  const tube = (accuracy: number): FlowTube => {
    const known = tubes.get(accuracy) ?? new FlowTube(layer, accuracy, budget.part(SHARE));
    tubes.set(accuracy, known);
    return known;
  };
  const isSmall = layer.width * samples <= FULL_SIZE;
  return (time) => {
    const index = ascending.indexOf(time);
    const run = (bits: number): RunState | undefined =>
      (isSmall && bits > 128 ? tube(FULL_ACCURACY).at(instants, index) : undefined) ??
      tube(ACCURACY).at(instants, index);
    return guarded(() => describeRun(layer, budget, run, time > 0), unknownState(samples));
  };
}

function solution(layer: ExactTrainedLayer, budget: Budget): ((time: number) => TrainingState) | undefined {
  const trained = new Set(layer.trained);
  if (!trained.has("A") && !trained.has("W")) return (time) => linear(layer, time, budget);
  if (trained.size === 2 && trained.has("u") && trained.has("W")) return scalar(layer);
  return undefined;
}

/** A and W frozen: r(t) = e^{-Gt} r_0; theta moves by -S w, w = int_0^t r, ||S w||^2 = w^T G w. */
function linear(layer: ExactTrainedLayer, time: number, budget: Budget): TrainingState {
  const { samples: n, tangentKernel } = layer;
  const entries = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => tangentKernel.entry(i, j)));
  const start = layer.residual;
  if (entries.flat().some((x) => !x.known) || start.some((x) => !x.known)) return unknownState(n);
  const run = new LinearFlow(entries, start, time, budget);
  const residual = Array.from({ length: n }, (_, i) => run.residual(i));
  const squared = residual.reduce((sum, r) => sum.plus(r.power(2)), real(0));
  const moved = run.displacement();
  return {
    residual,
    residualNorm: n === 1 ? residual[0].abs() : squared.sqrt(),
    loss: squared.times(real(0.5)),
    gain: layer.gain,
    leastSingularValue: layer.equilibriumLeastSingularValue,
    gramLambdaMin: layer.gramLambdaMin,
    displacement: moved,
    outputDisplacement: moved,
    weightDisplacement: real(0),
    inputDisplacement: real(0),
  };
}

/**
 * Taylor steps of length h with ||G||_F h <= 1/2 in balls. The tail after K terms is at most 2 (1/2)^K/K! of the sum of
 * |r_i|, for the flow as for its integral over h. Balls widen by at most e^{1/2} + ... < 2 a step in each norm, which
 * the guard bits, some for each step, make up for.
 */
class LinearFlow {
  readonly #G: readonly (readonly PreciseReal[])[];
  readonly #start: readonly PreciseReal[];
  readonly #time: number;
  readonly #steps: number;
  readonly #budget: Budget;
  readonly #known = new Map<number, { r: readonly DyadicBall[]; w: readonly DyadicBall[] }>();

  constructor(G: readonly (readonly PreciseReal[])[], start: readonly PreciseReal[], time: number, budget: Budget) {
    this.#G = G;
    this.#start = start;
    this.#time = time;
    this.#budget = budget;
    const size = G.flat().reduce((sum, x) => sum + (Math.abs(x.toBall().mid) + x.toBall().rad) ** 2, 0);
    this.#steps = Math.max(1, Math.ceil(2.001 * time * Math.sqrt(size)));
  }

  residual(i: number): PreciseReal {
    return PreciseReal.enclosed((bits) => this.#at(bits).r[i]);
  }

  displacement(): PreciseReal {
    return PreciseReal.enclosed((bits) => {
      const { w } = this.#at(bits);
      const work = bits + 32;
      let sum = DyadicBall.zero;
      for (const [i, row] of this.#G.entries())
        for (const [j, x] of row.entries()) sum = sum.plus(x.at(work).times(w[i], work).times(w[j], work), work);
      return sum.sqrt(bits);
    }, "nonNegative");
  }

  #at(bits: number): { r: readonly DyadicBall[]; w: readonly DyadicBall[] } {
    const known = this.#known.get(bits);
    if (known !== undefined) return known;
    const work = bits + 64 + 3 * this.#steps;
    const n = this.#start.length;
    const steps = DyadicBall.of(BigInt(this.#steps));
    const h = DyadicBall.fromRational(Rational.fromNumber(this.#time), work).over(steps, work);
    const G = this.#G.map((row) => row.map((x) => x.at(work).times(h, work).negate()));
    let r = this.#start.map((x) => x.at(work));
    let w = r.map(() => DyadicBall.zero);
    for (let step = 0; step < this.#steps; step++) {
      this.#budget.spendProducts(n * n * (work / 5), work);
      const size = r.reduce((sum, x) => sum.plus(x.abs(), work), DyadicBall.zero);
      let term: readonly DyadicBall[] = r;
      let value: DyadicBall[] = [...r];
      let integral: DyadicBall[] = [...r];
      let tail = 1;
      let k = 0;
      while (tail > -(work + 8) && k < 2000) {
        k++;
        const divisor = DyadicBall.of(BigInt(k));
        term = G.map((row) =>
          row.reduce((sum, x, j) => sum.plus(x.times(term[j], work), work), DyadicBall.zero).over(divisor, work),
        );
        value = value.map((x, i) => x.plus(term[i], work));
        const next = DyadicBall.of(BigInt(k + 1));
        integral = integral.map((x, i) => x.plus(term[i].over(next, work), work));
        tail -= 32 - Math.clz32(k);
      }
      // 2 (1/2)^k / k! <= 2^(tail): each k adds at least 1 + floor(log2 k) halvings
      const rest = size.scaled(tail);
      const spread = DyadicBall.of(0n, rest.exponent, rest.known ? rest.high + 1n : 1n);
      w = w.map((x, i) => x.plus(integral[i].plus(spread, work).times(h, work), work));
      r = value.map((x) => x.plus(spread, work));
    }
    const result = { r, w };
    this.#known.set(bits, result);
    return result;
  }
}

/**
 * One unit, one sample, u and W trained, v = 0, active. With w = W x/||x|| and b = s||x||/(1 - gamma A): yhat = b u w,
 * kappa = w^2 - u^2 is kept, and X = e^{2 xi} with u = sqrt kappa sinh xi, w = sqrt kappa cosh xi solves the Riccati
 * equation X' = -(b^2 kappa/2)(X - p)(X - q), p q = -1, p + q = 4 y/(b kappa), p > 0: (X - p)/(X - q) decays like
 * e^{-(b^2 kappa/2)(p - q) t}.
 */
function scalar(layer: ExactTrainedLayer): ((time: number) => TrainingState) | undefined {
  const { features, gamma, A, u, v, y } = layer.data;
  if (layer.width !== 1 || layer.samples !== 1 || !("W" in features) || u === undefined || y === undefined)
    return undefined;
  if (v !== undefined && v[0] !== 0) return undefined;
  const x: RationalVector = DyadicMatrix.fromDoubles(features.X).column(0);
  const length = PreciseReal.rootOf(x.normSquared());
  const image = PreciseReal.rational(DyadicMatrix.fromDoubles(features.W).timesVector(x).entry(0));
  const zero = real(0);
  if (length.order(zero) !== ">") return undefined;
  const w0 = image.over(length);
  const u0 = real(u[0]);
  const one = real(1);
  const room = one.minus(real(gamma).times(real(A.data[0])));
  const kappa = w0.times(w0).minus(u0.times(u0));
  if (w0.order(zero) !== ">" || room.order(zero) !== ">") return undefined;
  const b = real(features.featureScale).times(length).over(room);
  const sign = kappa.order(zero);
  if (sign === "<" || sign === "=") return unbalanced({ layer, w0, u0, kappa, b, y: real(y[0]) }, sign === "=");
  if (sign !== ">") return undefined;
  const half = real(2).times(real(y[0])).over(b.times(kappa));
  const root = half.times(half).plus(one).sqrt();
  const p = half.plus(root);
  const q = half.minus(root);
  const X0 = w0.plus(u0).over(w0.minus(u0));
  const ratio = X0.minus(p).over(X0.minus(q));
  const mu = b.times(b).times(kappa).times(root);
  const amplitude = kappa.sqrt().over(real(2));
  return (time) => {
    const decayed = ratio.times(mu.times(real(time)).negate().exp());
    const X = p.minus(q.times(decayed)).over(one.minus(decayed));
    const slope = X.sqrt();
    const w = amplitude.times(slope.plus(one.over(slope)));
    const weight = amplitude.times(slope.minus(one.over(slope)));
    const r = b
      .times(kappa)
      .times(X.minus(p))
      .times(X.minus(q))
      .over(X.times(real(4)));
    const outputs = weight.minus(u0).abs();
    const inputs = w.minus(w0).abs();
    const z = b.times(w).abs();
    return {
      residual: [r],
      residualNorm: r.abs(),
      loss: r.times(r).times(real(0.5)),
      gain: layer.gain,
      leastSingularValue: z,
      gramLambdaMin: z.power(2),
      displacement: outputs.times(outputs).plus(inputs.times(inputs)).sqrt(),
      outputDisplacement: outputs,
      weightDisplacement: zero,
      inputDisplacement: inputs,
    };
  };
}

interface ScalarStart {
  readonly layer: ExactTrainedLayer;
  readonly w0: PreciseReal;
  readonly u0: PreciseReal;
  /** w0^2 - u0^2 <= 0 */
  readonly kappa: PreciseReal;
  readonly b: PreciseReal;
  readonly y: PreciseReal;
}

/**
 * The same for |u| >= w > 0. Let e = sign u, S = (|u| + w)^2 and K = -kappa = u^2 - w^2, kept; |u| w = (S - K^2/S)/4, so that
 * S' = -(b^2/2)(S^2 - (4 e y/b) S - K^2): (S - p)/(S - q) decays like e^{-(b^2/2)(p - q) t} for the roots p > q. For e y < 0 S
 * falls to K at some time: w = 0, the unit is dead from then on, with |u| = sqrt K and r = -y. For K = y = 0 1/S grows by
 * b^2/2 per unit of time.
 */
function unbalanced(start: ScalarStart, isBalanced: boolean): ((time: number) => TrainingState) | undefined {
  const { layer, w0, u0, b } = start;
  const zero = real(0);
  const one = real(1);
  const two = real(2);
  const K = start.kappa.negate();
  const e = u0.order(zero) === "<" ? real(-1) : one;
  const y = e.times(start.y);
  const size = e.times(u0);
  const S0 = size.plus(w0).times(size.plus(w0));
  const isStill = isBalanced && y.order(zero) === "=";
  const middle = two.times(y).over(b);
  const root = middle.times(middle).plus(K.times(K)).sqrt();
  const [p, q] = [middle.plus(root), middle.minus(root)];
  const ratio = S0.minus(p).over(S0.minus(q));
  const rate = b.times(b).times(root);
  const sumAt = (time: PreciseReal): PreciseReal => {
    if (isStill) return S0.over(one.plus(b.times(b).times(S0).times(time).over(two)));
    const decayed = ratio.times(rate.times(time).negate().exp());
    return p.minus(q.times(decayed)).over(one.minus(decayed));
  };
  return (time) => {
    const S = sumAt(real(time));
    const order = S.order(K);
    if (order !== ">" && order !== "<") return unknownState(1);
    const sum = S.sqrt();
    const w = order === "<" ? zero : sum.minus(K.over(sum)).over(two);
    const weight = order === "<" ? K.sqrt() : sum.plus(K.over(sum)).over(two);
    const r = order === "<" ? y.negate() : b.times(weight).times(w).minus(y);
    const outputs = weight.minus(size).abs();
    const inputs = w.minus(w0).abs();
    const z = b.times(w);
    return {
      residual: [e.times(r)],
      residualNorm: r.abs(),
      loss: r.times(r).times(real(0.5)),
      gain: layer.gain,
      leastSingularValue: z,
      gramLambdaMin: z.power(2),
      displacement: outputs.times(outputs).plus(inputs.times(inputs)).sqrt(),
      outputDisplacement: outputs,
      weightDisplacement: zero,
      inputDisplacement: inputs,
    };
  };
}
