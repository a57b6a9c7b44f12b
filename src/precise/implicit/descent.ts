import type { TrainingState } from "../../models/implicit-relu/training-view.js";
import type { Matrix } from "../../numerics/matrix.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { SymmetricSpectrum } from "../symmetric-spectrum.js";
import { guarded, unknowns } from "./quantities.js";
import type { ExactTrainedLayer } from "./training.js";
import { type BallGradient, type BallPoint, dot, gradientAt, type Surroundings, stepped } from "./training-step.js";

/** Guard bits at the start, and for every step: interval descents lose a few bits a step. */
const GUARD = 64;
const GUARD_PER_STEP = 8;

interface RunState {
  readonly point: BallPoint;
  readonly at: BallGradient;
}

/**
 * theta_{k+1} = theta_k - eta g(theta_k) in balls of as many bits as are asked for: each step is the formula itself on
 * balls, so the exact run is enclosed. Unknown once an activation pattern, or gamma ||A_k|| < 1, is not certain.
 */
export class ExactDescent {
  readonly #layer: ExactTrainedLayer;
  readonly #budget: Budget;
  readonly #runs = new Map<number, (RunState | undefined)[]>();
  readonly #states = new Map<number, TrainingState>();

  constructor(layer: ExactTrainedLayer, budget: Budget) {
    this.#layer = layer;
    this.#budget = budget;
  }

  at(k: number): TrainingState {
    if (!Number.isSafeInteger(k) || k < 0) throw new TypeError(`a number of steps is an integer >= 0, got ${k}`);
    let state = this.#states.get(k);
    if (state === undefined) {
      state = guarded(() => this.#describe(k), unknownState(this.#layer.samples));
      this.#states.set(k, state);
    }
    return state;
  }

  #describe(k: number): TrainingState {
    const { data, width, samples } = this.#layer;
    if (data.u === undefined || data.y === undefined || (k > 0 && data.descent === undefined))
      return unknownState(samples);
    const real = (f: (run: RunState, bits: number) => DyadicBall, sign: "any" | "nonNegative" = "any"): PreciseReal =>
      PreciseReal.enclosed((bits) => {
        const run = this.#run(k, bits);
        return run === undefined ? DyadicBall.everything : f(run, bits);
      }, sign);
    const rootOfSquares = (entries: (run: RunState, bits: number) => readonly DyadicBall[]): PreciseReal =>
      real((run, bits) => {
        const values = entries(run, bits);
        return dot(values, values, bits + 16).sqrt(bits);
      }, "nonNegative");
    const start = this.#startPoint(2100);
    const moved = (block: "u" | "v" | "A" | "W") => (run: RunState, bits: number) =>
      flat(run.point[block]).map((x, j) => x.minus(flat(start[block])[j], bits + 16));
    const all = (blocks: readonly ("u" | "v" | "A" | "W")[]) => (run: RunState, bits: number) =>
      blocks.flatMap((block) => moved(block)(run, bits));
    const residualNorm = rootOfSquares((run) => run.at.residual);
    const square = real((run, bits) => dot(run.at.residual, run.at.residual, bits + 16), "nonNegative");
    const gram = width < samples ? PreciseReal.rational(Rational.zero) : this.#gramLambdaMin(real, k);
    return {
      residual: Array.from({ length: samples }, (_, i) => real((run) => run.at.residual[i])),
      residualNorm,
      loss: square.times(PreciseReal.rational(Rational.of(1n, 1n, -1))),
      gain: k === 0 || !this.#layer.trained.includes("A") ? this.#layer.gain : this.#gain(k),
      leastSingularValue: gram.sqrt(),
      gramLambdaMin: gram,
      displacement: rootOfSquares(all(["u", "v", "A", "W"])),
      outputDisplacement: rootOfSquares(all(["u", "v"])),
      weightDisplacement: rootOfSquares(all(["A"])),
      inputDisplacement: rootOfSquares(all(["W"])),
    };
  }

  #gramLambdaMin(
    real: (f: (run: RunState, bits: number) => DyadicBall, sign: "any" | "nonNegative") => PreciseReal,
    k: number,
  ): PreciseReal {
    const n = this.#layer.samples;
    if (n === 1) return real((run, bits) => dot(run.at.states[0], run.at.states[0], bits + 16), "nonNegative");
    const balls = (bits: number): DyadicBall[][] => {
      const run = this.#run(k, bits);
      const states = run?.at.states;
      if (states === undefined) return Array.from({ length: n }, () => new Array(n).fill(DyadicBall.everything));
      return states.map((a) => states.map((b) => dot(a, b, bits + 16)));
    };
    return this.#eigenvalue(n, balls, 0, k);
  }

  /** gamma sqrt(lambda_max(A^T A)) */
  #gain(k: number): PreciseReal {
    const m = this.#layer.width;
    const balls = (bits: number): DyadicBall[][] => {
      const A = this.#run(k, bits)?.point.A;
      if (A === undefined) return Array.from({ length: m }, () => new Array(m).fill(DyadicBall.everything));
      const columns = A.map((_, j) => A.map((row) => row[j]));
      return columns.map((a) => columns.map((b) => dot(a, b, bits + 16)));
    };
    const square =
      m === 1 ? PreciseReal.enclosed((bits) => balls(bits)[0][0], "nonNegative") : this.#eigenvalue(m, balls, m - 1, k);
    return this.#layer.gamma.times(square.sqrt());
  }

  #eigenvalue(size: number, balls: (bits: number) => DyadicBall[][], index: number, k: number): PreciseReal {
    if (this.#run(k, 64) === undefined) return PreciseReal.unknown;
    const spectrum = new SymmetricSpectrum(size, balls, this.#budget);
    return PreciseReal.enclosed((bits) => spectrum.enclosure(index, bits).relu(), "nonNegative");
  }

  /** The state after k steps, enclosed in balls of at least so many bits. */
  #run(k: number, wanted: number): RunState | undefined {
    const bits = wanted + GUARD + GUARD_PER_STEP * k;
    // Runs of few different lengths: a later step of a run at this precision serves the earlier ones.
    const rounded = Math.ceil(bits / 64) * 64;
    let run = this.#runs.get(rounded);
    const around = this.#surroundings(rounded);
    if (run === undefined) {
      run = [this.#evaluate(this.#startPoint(rounded), around)];
      this.#runs.set(rounded, run);
    }
    const eta = DyadicBall.fromRational(Rational.fromNumber(this.#layer.data.descent?.stepSize ?? 0), rounded);
    while (run.length <= k) {
      const last = run[run.length - 1];
      run.push(last === undefined ? undefined : this.#evaluate(stepped(last.point, last.at, eta, rounded), around));
    }
    return run[k];
  }

  #evaluate(point: BallPoint, around: Surroundings): RunState | undefined {
    if (!this.#contracts(point, around)) return undefined;
    const at = gradientAt(point, around);
    return at === undefined ? undefined : { point, at };
  }

  /** gamma ||A_0|| + gamma ||A_k - A_0||_F < 1 for certain. */
  #contracts(point: BallPoint, around: Surroundings): boolean {
    const { bits, gamma } = around;
    const start = this.#startPoint(bits);
    const moves = flat(point.A).map((a, j) => a.minus(flat(start.A)[j], bits));
    const distance = dot(moves, moves, bits).sqrt(bits).times(gamma, bits);
    const gain = this.#layer.gain.at(Math.min(256, bits)).plus(distance, bits);
    return DyadicBall.one.minus(gain, bits).sign === 1;
  }

  #startPoint(bits: number): BallPoint {
    const { u, v, A, features } = this.#layer.data;
    const width = A.rows;
    const vector = (values: Iterable<number>) => Array.from(values, (x) => ballOf(x, bits));
    const rows = (matrix: Matrix) => Array.from({ length: matrix.rows }, (_, i) => vector(matrix.row(i)));
    return {
      u: vector(u ?? new Float64Array(width)),
      v: vector(v ?? new Float64Array(width)),
      A: rows(A),
      W: "W" in features ? rows(features.W) : [],
    };
  }

  #surroundings(bits: number): Surroundings {
    const { gamma, features, y } = this.#layer.data;
    const columns = (matrix: Matrix) =>
      Array.from({ length: matrix.columns }, (_, j) => Array.from(matrix.column(j), (x) => ballOf(x, bits)));
    return {
      gamma: ballOf(gamma, bits),
      scale: ballOf("W" in features ? features.featureScale : 1, bits),
      inputs: "W" in features ? columns(features.X) : [],
      features: "W" in features ? [] : columns(features.Phi),
      y: Array.from(y ?? [], (x) => ballOf(x, bits)),
      trained: this.#layer.trained,
      bits,
      budget: this.#budget,
    };
  }
}

/** The double, exactly: 53 bits are fewer than any precision here. */
const ballOf = (value: number, bits: number): DyadicBall => DyadicBall.fromRational(Rational.fromNumber(value), bits);

function flat(block: readonly DyadicBall[] | readonly (readonly DyadicBall[])[]): readonly DyadicBall[] {
  return block.flat() as readonly DyadicBall[];
}

/** A state of which nothing is known. */
export function unknownState(samples: number): TrainingState {
  const { unknown } = PreciseReal;
  return {
    residual: unknowns(samples),
    residualNorm: unknown,
    loss: unknown,
    gain: unknown,
    leastSingularValue: unknown,
    gramLambdaMin: unknown,
    displacement: unknown,
    outputDisplacement: unknown,
    weightDisplacement: unknown,
    inputDisplacement: unknown,
  };
}
