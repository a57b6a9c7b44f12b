import type { ImplicitData, TrainedBlock } from "../../models/implicit-relu/data.js";
import type { TrainingState } from "../../models/implicit-relu/training-view.js";
import type { Matrix } from "../../numerics/matrix.js";
import type { Budget } from "../budget.js";
import { DyadicBall } from "../dyadic-ball.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import { SymmetricSpectrum } from "../symmetric-spectrum.js";
import type { ExactTrainedLayer } from "./training.js";
import { type BallGradient, type BallPoint, dot, type Surroundings } from "./training-step.js";

/** A point of a training run in balls, and what the formulas give there. */
export interface RunState {
  readonly point: BallPoint;
  readonly at: BallGradient;
}

/** The same point to about so many bits; undefined where it is not known. */
export type RefinedRun = (bits: number) => RunState | undefined;

/** The quantities of a point of a run that started at the layer's own parameters; `moved` unless it still is there. */
export function describeRun(layer: ExactTrainedLayer, budget: Budget, run: RefinedRun, moved: boolean): TrainingState {
  const { data, width, samples } = layer;
  const real = (f: (run: RunState, bits: number) => DyadicBall, sign: "any" | "nonNegative" = "any"): PreciseReal =>
    PreciseReal.enclosed((bits) => {
      const state = run(bits);
      return state === undefined ? DyadicBall.everything : f(state, bits);
    }, sign);
  const rootOfSquares = (entries: (run: RunState, bits: number) => readonly DyadicBall[]): PreciseReal =>
    real((state, bits) => {
      const values = entries(state, bits);
      return dot(values, values, bits + 16).sqrt(bits);
    }, "nonNegative");
  const start = startPoint(data, 2100);
  const moves = (block: TrainedBlock) => (state: RunState, bits: number) =>
    flat(state.point[block]).map((x, j) => x.minus(flat(start[block])[j], bits + 16));
  const all = (blocks: readonly TrainedBlock[]) => (state: RunState, bits: number) =>
    blocks.flatMap((block) => moves(block)(state, bits));
  const square = real((state, bits) => dot(state.at.residual, state.at.residual, bits + 16), "nonNegative");
  const eigenvalue = (size: number, balls: (bits: number) => DyadicBall[][], index: number): PreciseReal => {
    if (run(64) === undefined) return PreciseReal.unknown;
    const spectrum = new SymmetricSpectrum(size, balls, budget);
    return PreciseReal.enclosed((bits) => spectrum.enclosure(index, bits).relu(), "nonNegative");
  };
  const products =
    (size: number, vectors: (state: RunState) => readonly (readonly DyadicBall[])[]) => (bits: number) => {
      const state = run(bits);
      if (state === undefined)
        return Array.from({ length: size }, () => new Array<DyadicBall>(size).fill(DyadicBall.everything));
      const columns = vectors(state);
      return columns.map((a) => columns.map((b) => dot(a, b, bits + 16)));
    };
  const gramLambdaMin = (): PreciseReal => {
    if (width < samples) return PreciseReal.rational(Rational.zero);
    if (samples === 1)
      return real((state, bits) => dot(state.at.states[0], state.at.states[0], bits + 16), "nonNegative");
    return eigenvalue(
      samples,
      products(samples, (state) => state.at.states),
      0,
    );
  };
  /** gamma sqrt(lambda_max(A^T A)) */
  const gain = (): PreciseReal => {
    const columns = products(width, ({ point: { A } }) => A.map((_, j) => A.map((row) => row[j])));
    const largest =
      width === 1
        ? PreciseReal.enclosed((bits) => columns(bits)[0][0], "nonNegative")
        : eigenvalue(width, columns, width - 1);
    return layer.gamma.times(largest.sqrt());
  };
  const gram = gramLambdaMin();
  return {
    residual: Array.from({ length: samples }, (_, i) => real((state) => state.at.residual[i])),
    residualNorm: rootOfSquares((state) => state.at.residual),
    loss: square.times(PreciseReal.rational(Rational.of(1n, 1n, -1))),
    gain: moved && layer.trained.includes("A") ? gain() : layer.gain,
    leastSingularValue: gram.sqrt(),
    gramLambdaMin: gram,
    displacement: rootOfSquares(all(["u", "v", "A", "W"])),
    outputDisplacement: rootOfSquares(all(["u", "v"])),
    weightDisplacement: rootOfSquares(all(["A"])),
    inputDisplacement: rootOfSquares(all(["W"])),
  };
}

/** The layer's own parameters. */
export function startPoint({ u, v, A, features }: ImplicitData, bits: number): BallPoint {
  const vector = (values: Iterable<number>) => Array.from(values, (x) => ballOf(x, bits));
  const rows = (matrix: Matrix) => Array.from({ length: matrix.rows }, (_, i) => vector(matrix.row(i)));
  return {
    u: vector(u ?? new Float64Array(A.rows)),
    v: vector(v ?? new Float64Array(A.rows)),
    A: rows(A),
    W: "W" in features ? rows(features.W) : [],
  };
}

export function surroundingsOf(layer: ExactTrainedLayer, bits: number, budget: Budget): Surroundings {
  const { gamma, features, y } = layer.data;
  const columns = (matrix: Matrix) =>
    Array.from({ length: matrix.columns }, (_, j) => Array.from(matrix.column(j), (x) => ballOf(x, bits)));
  return {
    gamma: ballOf(gamma, bits),
    scale: ballOf("W" in features ? features.featureScale : 1, bits),
    inputs: "W" in features ? columns(features.X) : [],
    features: "W" in features ? [] : columns(features.Phi),
    y: Array.from(y ?? [], (x) => ballOf(x, bits)),
    trained: layer.trained,
    bits,
    budget,
  };
}

/** gamma ||A_0|| + gamma ||A - A_0||_F < 1 for certain. */
export function contracts(layer: ExactTrainedLayer, point: BallPoint, around: Surroundings): boolean {
  return DyadicBall.one.minus(gainAt(layer, point, around), around.bits).sign === 1;
}

/** A ball whose upper end is at least gamma ||A||. */
export function gainAt(layer: ExactTrainedLayer, point: BallPoint, { bits, gamma }: Surroundings): DyadicBall {
  const start = flat(startPoint(layer.data, bits).A);
  const moves = flat(point.A).map((a, j) => a.minus(start[j], bits));
  const distance = dot(moves, moves, bits).sqrt(bits).times(gamma, bits);
  return layer.gain.at(Math.min(256, bits)).plus(distance, bits);
}

/** The double, exactly: 53 bits are fewer than any precision here. */
const ballOf = (value: number, bits: number): DyadicBall => DyadicBall.fromRational(Rational.fromNumber(value), bits);

export function flat(block: readonly DyadicBall[] | readonly (readonly DyadicBall[])[]): readonly DyadicBall[] {
  return block.flat() as readonly DyadicBall[];
}
