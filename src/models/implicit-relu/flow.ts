import { Ball } from "../../numerics/ball.js";
import { estimatedFlow } from "../../numerics/dormand-prince.js";
import { euclideanNormUpperBound } from "../../numerics/scaling.js";
import { lazy } from "../lazy.js";
import { closedFlow } from "./closed-flow.js";
import type { ImplicitData, TrainedBlock } from "./data.js";
import { stateAt, stateWithin, UNKNOWN_STATE } from "./descent.js";
import { type CurveStart, flowCurve, movedBlocks } from "./flow-curve.js";
import { flowDerivative } from "./flow-derivative.js";
import { settingOf } from "./flow-series.js";
import { type Point, parametersOf, withParameters } from "./parameters.js";
import type { LayerTraining } from "./training.js";
import { CURVE_DEFECT, type FlowState, type TrainingState } from "./training-view.js";

const MAX_STEPS = 2000;
const TOLERANCE = 1e-9;

/** The flow and a numeric curve near it at the instance's times. */
export interface FlowStates {
  readonly flow: readonly FlowState[];
  /** The curve's own states; none where the flow is known in closed form, or no curve of defect at most CURVE_DEFECT is */
  readonly curve: readonly FlowState[];
}

/**
 * The gradient flow at the instance's times: in closed form where one is known; else in a tube around a curve of certified
 * defect (flow-curve.ts: evidence "certified"); at times that the tube does not reach, by Dormand–Prince at two tolerances,
 * with ten times their distance as the estimated error (evidence "float64"). Times that the integrator does not reach
 * within its steps have unknown states.
 */
export function flowStates(
  data: ImplicitData,
  layer: LayerTraining,
  build: (data: ImplicitData) => LayerTraining,
): FlowStates {
  const times = data.flow?.times ?? [];
  if (times.length === 0) return { flow: [], curve: [] };
  const closed = closedFlow(data, layer);
  const timed = (time: number, state: TrainingState): FlowState => ({ time: Ball.exact(time), ...state });
  if (closed !== null) return { flow: times.map((time) => timed(time, closed(time))), curve: [] };
  const ascending = [...new Set(times)].sort((a, b) => a - b);
  const reached = reachedStates(data, layer, build, ascending);
  const estimated = lazy(() => integrated(data, layer, build, ascending));
  const at = (time: number): Reached | undefined => reached[ascending.indexOf(time)];
  const flow = times.map((time) => {
    const state = at(time)?.state;
    return timed(time, state?.residualNorm.known ? state : estimated()(time));
  });
  const along = times.map((time) => ({ time, reached: at(time) }));
  const states = along.flatMap((x) => (x.reached === undefined ? [] : [timed(x.time, x.reached.curveState())]));
  const isKnown =
    along.every((x) => x.reached !== undefined && x.reached.relativeDefect <= CURVE_DEFECT) &&
    states.every((state) => state.residualNorm.known);
  return { flow, curve: isKnown ? states : [] };
}

interface Reached {
  readonly state: TrainingState;
  readonly relativeDefect: number;
  curveState(): TrainingState;
}

/** What the curve and its tube reach, in the order of the times. */
function reachedStates(
  data: ImplicitData,
  layer: LayerTraining,
  build: (data: ImplicitData) => LayerTraining,
  ascending: readonly number[],
): readonly Reached[] {
  const start = curveStart(data, layer);
  if (start === null) return [];
  return flowCurve(start, ascending).map(({ point, radius, curveError, relativeDefect }) => {
    const moved = withParameters(data, movedBlocks(point, layer.trained));
    const centre = build(moved);
    return {
      state: stateWithin(moved, centre, start.point, radius),
      relativeDefect,
      curveState: () => stateWithin(moved, centre, start.point, curveError),
    };
  });
}

/** Null where the gain is not certainly below 1, or an activation pattern is not certain. */
export function curveStart(data: ImplicitData, layer: LayerTraining): CurveStart | null {
  const { gain, featureMatrix: features } = layer;
  const contracts = gain.known && gain.upper() < 1;
  if (data.u === undefined || data.y === undefined || !contracts || !features.known) return null;
  const { width, samples, supports } = layer;
  if (supports.includes(null)) return null;
  const states = new Uint8Array(width * samples);
  for (const [i, support] of supports.entries()) for (const j of support ?? []) states[j * samples + i] = 1;
  const weighted = "Phi" in data.features ? null : data.features;
  const inputs = new Uint8Array(width * samples);
  for (let k = 0; k < inputs.length; k++) inputs[k] = features.mid.data[k] > 0 ? 1 : 0;
  return {
    setting: settingOf(data, layer.trained, features.mid.data),
    point: parametersOf(data),
    pattern: { states, inputs },
    gain: gain.upper(),
    inputNorm: weighted === null ? 0 : euclideanNormUpperBound(weighted.X.data),
    featureError: euclideanNormUpperBound(features.mid.data.map((_, k) => features.entryRadius(k))),
  };
}

function integrated(
  data: ImplicitData,
  layer: LayerTraining,
  build: (data: ImplicitData) => LayerTraining,
  ascending: readonly number[],
): (time: number) => TrainingState {
  const unknown = UNKNOWN_STATE(layer.samples);
  const contracts = layer.gain.known && layer.gain.upper() < 1;
  if (data.u === undefined || data.y === undefined || !contracts) return () => unknown;
  const start = parametersOf(data);
  const blocks = layer.trained;
  const pack = (point: Point) => Float64Array.from(blocks.flatMap((block) => Array.from(point.block(block))));
  const unpack = (vector: Float64Array): ReadonlyMap<TrainedBlock, Float64Array> => {
    const result = new Map<TrainedBlock, Float64Array>();
    let offset = 0;
    for (const block of blocks) {
      const { length } = start.block(block);
      result.set(block, vector.slice(offset, offset + length));
      offset += length;
    }
    return result;
  };
  const derivative = flowDerivative(data, blocks);
  const run = estimatedFlow(derivative, pack(start), {
    times: ascending,
    relativeTolerance: TOLERANCE,
    absoluteTolerance: TOLERANCE / 100,
    maximalSteps: MAX_STEPS,
  });
  if (run === undefined) return () => unknown;
  return (time) => {
    const index = ascending.indexOf(time);
    const moved = withParameters(data, unpack(run.states[index]));
    const centre = build(moved);
    const state = stateAt(centre, start, parametersOf(moved));
    const error = Math.sqrt(run.errors[index].reduce((sum, e) => sum + e * e, 0));
    return estimated(state, centre, error);
  };
}

/** The state with its radii widened by what an estimated error of the parameters does to them to first order. */
function estimated(state: TrainingState, layer: LayerTraining, error: number): TrainingState {
  const kernel = layer.tangentKernel.lambdaMax;
  const speed = kernel.known ? Math.sqrt(Math.max(0, kernel.upper())) : Number.POSITIVE_INFINITY;
  const room = 1 - layer.gain.mid;
  const scale = layer.featureScale.known ? layer.featureScale.mid * layer.inputSpectralNorm.mid : 0;
  const drift = (layer.gamma.mid * layer.equilibriumNorm.mid + scale) / room;
  const by = (factor: number) => (x: unknown) => {
    const ball = x as Ball;
    return ball.plus(Ball.estimate(0, factor * error));
  };
  const residualNorm = by(speed)(state.residualNorm);
  const least = by(drift)(state.leastSingularValue);
  return {
    residual: state.residual.map(by(speed)),
    residualNorm,
    loss: residualNorm.power(2).times(Ball.exact(0.5)),
    gain: by(layer.gamma.mid)(state.gain),
    leastSingularValue: least,
    gramLambdaMin: least.power(2),
    displacement: by(1)(state.displacement),
    outputDisplacement: by(1)(state.outputDisplacement),
    weightDisplacement: by(1)(state.weightDisplacement),
    inputDisplacement: by(1)(state.inputDisplacement),
  };
}
