import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { lazy, lazyByIndex } from "../lazy.js";
import { descentCertificate, flowCertificate } from "./certificates.js";
import type { ImplicitData, OtherLayerData } from "./data.js";
import { Float64Descent } from "./descent.js";
import { type DirectionalPoint, derivativesAlong } from "./directional.js";
import { DEFAULT_STEPS } from "./fields.js";
import { flowStates } from "./flow.js";
import { Float64Pair } from "./pair.js";
import { begunLater, Float64Picard, type PicardContext } from "./picard.js";
import { LayerTraining } from "./training.js";
import {
  CURVE_DEFECT,
  type DerivativeForm,
  type DescentCertificate,
  type FlowCertificate,
  type FlowCurve,
  type FlowState,
  type TrainingState,
} from "./training-view.js";
import { constantTrajectory, PicardTrajectory, requireStep, TrajectoryDifference } from "./trajectory.js";
import { adjointErrors, outputErrors } from "./truncation.js";
import type { ImplicitLayer, PicardRun } from "./view.js";

/**
 * An implicit ReLU layer in float64 balls. Every quantity is computed at its first use and kept; what cannot be certified
 * is unknown.
 */
export class Float64Layer extends LayerTraining implements ImplicitLayer {
  readonly steps: number;
  readonly #data: ImplicitData;
  readonly #context = lazy(
    (): PicardContext => ({
      gain: this.gainMatrix,
      comparison: this.comparison,
      rest: constantTrajectory(this.equilibriumMatrix, this.preactivation),
      comparisonSolve: (V) => this.comparisonSolve(V),
      reachable: () => this.reachableUnits,
    }),
  );
  readonly #zero = lazy(() => BallMatrix.exact(new Matrix(this.width, this.samples)));
  readonly #picard = lazy(() => this.#run(this.#data.start));
  readonly #otherPicard = lazy(() => this.#run(this.#data.otherStart));
  readonly #unrolled = lazy(() => this.#runFrom(this.#zero()));
  /** relu(Phi) is where the run from 0 stands after one step. */
  readonly #unrolledFromFeatures = lazy(() => begunLater(this.unrolled));
  readonly #gap = lazy(
    () => new TrajectoryDifference(this.gainMatrix, this.picard.trajectory, this.otherPicard.trajectory),
  );
  readonly #other = lazy(() => new Float64Layer(otherData(this.#data)));
  readonly #pair = lazy(() => new Float64Pair(this, this.other));
  readonly #descent = lazy(() => new Float64Descent(this.#data, this, (data) => new LayerTraining(data)));
  readonly #flow = lazy(() => flowStates(this.#data, this, (data) => new LayerTraining(data)));
  readonly #flowCurve = lazy((): FlowCurve => {
    const relativeDefect = Ball.exact(CURVE_DEFECT);
    return { states: this.#flow().curve, relativeDefect, certificate: flowCertificate(this, relativeDefect) };
  });
  readonly #flowCertificate = lazy(() => flowCertificate(this));
  readonly #descentCertificate = lazy(() =>
    descentCertificate(this, this.#data.descent === undefined ? null : this.stepSize),
  );
  readonly #along = lazy((): DirectionalPoint => ({ data: this.#data, layer: this, other: this.other }));
  readonly #adjointErrors = lazyByIndex((k) =>
    this.#data.u === undefined
      ? this.#unknownPerSample()
      : adjointErrors(this.gainMatrix, this.#data.u, this.preactivation, k),
  );

  constructor(data: ImplicitData) {
    super(data);
    this.#data = data;
    this.steps = data.steps ?? DEFAULT_STEPS;
  }

  get picard(): Float64Picard {
    return this.#picard();
  }

  get otherPicard(): Float64Picard {
    return this.#otherPicard();
  }

  get unrolled(): Float64Picard {
    return this.#unrolled();
  }

  get unrolledFromFeatures(): PicardRun {
    return this.#unrolledFromFeatures();
  }

  picardGap(k: number): Ball {
    return frobeniusNorm(this.#gap().at(k));
  }

  get other(): Float64Layer {
    return this.#other();
  }

  get pair(): Float64Pair {
    return this.#pair();
  }

  get flowCertificate(): FlowCertificate {
    return this.#flowCertificate();
  }

  get descentCertificate(): DescentCertificate {
    return this.#descentCertificate();
  }

  get stepSize(): Ball {
    const { descent } = this.#data;
    return descent === undefined ? Ball.unknown() : Ball.exact(descent.stepSize);
  }

  get descentSteps(): number {
    return Math.max(0, ...(this.#data.descent?.steps ?? []));
  }

  descent(k: number): TrainingState {
    return this.#descent().at(requireStep(k));
  }

  get flow(): readonly FlowState[] {
    return this.#flow().flow;
  }

  get flowCurve(): FlowCurve {
    return this.#flowCurve();
  }

  outputDerivatives(form: DerivativeForm = "implicit"): readonly Ball[] {
    return derivativesAlong(this.#along(), form).derivatives;
  }

  centralDifferenceErrors(form: DerivativeForm = "implicit"): readonly Ball[] {
    return derivativesAlong(this.#along(), form).errors();
  }

  outputTruncationErrors(k: number): readonly Ball[] {
    requireStep(k);
    const { u } = this.#data;
    return u === undefined ? this.#unknownPerSample() : outputErrors(u, this.unrolled.difference(k));
  }

  adjointTruncationErrors(k: number): readonly Ball[] {
    return this.#adjointErrors(requireStep(k));
  }

  #run(start: Matrix | undefined): Float64Picard {
    return this.#runFrom(start === undefined ? this.#zero() : BallMatrix.exact(start));
  }

  #runFrom(start: BallMatrix): Float64Picard {
    return new Float64Picard(this.#context(), new PicardTrajectory(this.gainMatrix, this.featureMatrix, start));
  }

  #unknownPerSample(): readonly Ball[] {
    return new Array<Ball>(this.samples).fill(Ball.unknown());
  }
}

/**
 * The other layer as an instance of its own, with this layer's outputs and labels: what is left out of the instance
 * compares with no feedback, A = 0.
 */
function otherData(data: ImplicitData): ImplicitData {
  const other: OtherLayerData = data.other ?? {
    gamma: data.gamma,
    A: new Matrix(data.A.rows, data.A.rows),
    features: data.features,
  };
  const { steps, u, v, y, trained } = data;
  return {
    ...other,
    ...(steps === undefined ? {} : { steps }),
    ...(u === undefined ? {} : { u }),
    ...(v === undefined ? {} : { v }),
    ...(y === undefined ? {} : { y }),
    ...(trained === undefined ? {} : { trained }),
  };
}
