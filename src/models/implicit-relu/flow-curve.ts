import { zeros } from "../../numerics/doubles.js";
import { exponentialOf } from "../../numerics/elementary.js";
import { addUp, exponentOf, gammaFactor, powerOfTwo, UNIT_ROUNDOFF } from "../../numerics/rounding.js";
import { euclideanNormUpperBound } from "../../numerics/scaling.js";
import type { TrainedBlock } from "./data.js";
import { FlowMajorant, roundingOf, type Surroundings } from "./flow-majorant.js";
import {
  type Coefficients,
  type FlowSeries,
  type FlowSetting,
  flowSeries,
  ORDER,
  type Pattern,
} from "./flow-series.js";
import { Point } from "./parameters.js";

const MAX_STEPS = 600;
/** Units of work: a multiplication of a coefficient. */
const MAX_WORK = 4e8;
/** The defect that a step may have, of the speed at its start. */
const RELATIVE_DEFECT = 2 ** -40;
/** Times of steps are multiples of the last output time's power of two over 2^40, so that their sums are exact. */
const TIME_BITS = 40;
/** Into so many parts a piece is cut where its speed is bounded from below: more where few are not enough. */
const SPEED_PARTS = [8, 32, 128];
const ROUNDED_UP = 1 + 2 ** -32;
const ROUNDED_DOWN = 1 - 2 ** -32;
const TINY = 2 ** -1000;

/** The numeric curve at an output time. */
export interface CurvePoint {
  /** Doubles near the curve's point */
  readonly point: Point;
  /** Every solution of the flow is within this of `point`, over the trained blocks; Infinity where that is not known */
  readonly radius: number;
  /** The curve itself is within this of `point` */
  readonly curveError: number;
  /** |z' + g(z)| <= relativeDefect |g(z)| along the whole curve z up to here */
  readonly relativeDefect: number;
}

/** What a run is about: the instance at t = 0, its certain pattern, and bounds. */
export interface CurveStart {
  readonly setting: FlowSetting;
  readonly point: Point;
  readonly pattern: Pattern;
  /** >= gamma ||A_0||_2, >= ||X||_F, >= ||Phi~ - Phi||_F */
  readonly gain: number;
  readonly inputNorm: number;
  readonly featureError: number;
}

/**
 * A piecewise polynomial curve of known defect, and a tube around it that contains the gradient flow. While all points
 * within the tube have the pattern of the piece theta~, the loss is twice differentiable there and the error
 * e = theta - theta~ obeys d|e|/dt <= mu |e| + |defect|, since <-g(theta) + g(theta~), e> <= mu |e|^2 with
 * mu >= -(least eigenvalue of the Hessian) on the segment between them (flow-majorant.ts). Hence over a step of length tau
 *   |e(t)| <= e^(mu tau) (|e(0)| + tau sup |defect|),
 * valid as long as that stays within the radius for which mu was computed (continuity: it cannot be left first).
 *
 * A piece starts at doubles, a rounding `jump` away from the end of the piece before. The curve z is continuous: it is
 * theta~(t) + (1 - t/tau) jump, so that |z' + g(z)| <= |defect| + jump/tau + (||J||^2 + mu) jump, as ||J||^2 + mu bounds the Hessian.
 * Ends at the first time that no step can be certified to pass; the points are those of the times before.
 */
export function flowCurve(start: CurveStart, times: readonly number[]): readonly CurvePoint[] {
  const { setting, pattern } = start;
  const points: CurvePoint[] = [];
  const last = times.at(-1) ?? 0;
  const unit = last === 0 ? 1 : powerOfTwo(Math.max(-1000, exponentOf(last) - TIME_BITS));
  let { point } = start;
  let [radius, jump, relativeDefect, time] = [0, 0, 0, 0];
  let proposal = Number.POSITIVE_INFINITY;
  const work = ORDER * ORDER * setting.samples * setting.width * (3 * setting.width + setting.inputs + 4);
  const steps = Math.min(MAX_STEPS, Math.floor(MAX_WORK / work));
  for (let step = 0; step <= steps && points.length < times.length; step++) {
    while (times[points.length] <= time) points.push({ point, radius, curveError: jump, relativeDefect });
    if (points.length === times.length) break;
    const series = flowSeries(setting, point, pattern);
    if (series === undefined) break;
    const majorant = new FlowMajorant(setting, series, pattern, surroundings(start, point));
    const taken = certifiedStep(majorant, radius, Math.min(last - time, proposal));
    if (taken === undefined) break;
    proposal = 4 * taken.tau;
    // A step that reaches the last time covers it although that need not be a multiple of the unit.
    const whole = taken.tau === last - time;
    const end = whole ? last : time + Math.floor(taken.tau / unit) * unit;
    if (end <= time) break;
    const drift = (taken.defect + jump / (end - time) + taken.lipschitz * jump) * ROUNDED_UP;
    relativeDefect = Math.max(relativeDefect, relativeTo(drift, series, taken));
    while (times[points.length] <= end) {
      const moved = evaluated(series, times[points.length] - time);
      const curveError = addUp(jump, moved.rounding);
      points.push({ point: moved.point, radius: addUp(taken.radius, moved.rounding), curveError, relativeDefect });
    }
    if (whole) break;
    const moved = evaluated(series, end - time);
    point = moved.point;
    jump = moved.rounding;
    radius = addUp(taken.radius, jump);
    time = end;
  }
  return points;
}

/**
 * drift / |g|, as |g| >= |theta~'| less the defect and the drift (which counts what g changes by over a jump); 0 for a curve
 * at rest, Infinity where |g| may be 0.
 */
function relativeTo(drift: number, series: FlowSeries, { tau, defect }: Step): number {
  if (drift === 0) return 0;
  for (const parts of SPEED_PARTS) {
    const { speed, lost } = leastSpeed(series, tau, parts);
    const least = (speed - (lost + defect + drift) * ROUNDED_UP) * ROUNDED_DOWN;
    if (least > speed / 2 || (parts === SPEED_PARTS.at(-1) && least > 0)) return (drift / least) * ROUNDED_UP;
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * The least |theta~'| at the middles of parts of [0, tau] of length h, rounded down, and what is lost by looking there only:
 * h/2 sup |theta~''|, and the rounding of Horner's rule.
 */
function leastSpeed(series: FlowSeries, tau: number, parts: number): { readonly speed: number; readonly lost: number } {
  const { u, v, A, W } = series.blocks;
  const blocks = [u, v, A, W].filter((block) => block.length > 1);
  let bend = 0;
  let size = 0;
  for (let k = ORDER; k >= 1; k--) {
    const norm = euclideanNormUpperBound(Float64Array.from(blocks, (block) => euclideanNormUpperBound(block[k])));
    size = size * tau + k * norm;
    if (k >= 2) bend = bend * tau + k * (k - 1) * norm;
  }
  const h = tau / parts;
  const lost = ((h / 2) * bend + gammaFactor(2 * ORDER + 8) * size) * ROUNDED_UP + TINY;
  let least = Number.POSITIVE_INFINITY;
  for (let part = 0; part < parts; part++) {
    const t = (part + 0.5) * h;
    let sum = 0;
    for (const block of blocks)
      for (let e = 0; e < block[0].length; e++) {
        let value = 0;
        for (let k = ORDER; k >= 1; k--) value = value * t + k * block[k][e];
        sum += value * value;
      }
    least = Math.min(least, Math.sqrt(sum));
  }
  // The middles are rounded, too: by less than h 2^-50, which 2^-20 of the loss covers.
  return { speed: least * ROUNDED_DOWN, lost: lost * (1 + 2 ** -20) };
}

function surroundings({ setting, point, gain, inputNorm, featureError }: CurveStart, at: Point): Surroundings {
  const moved = at.A === point.A ? 0 : distance(at.A, point.A);
  return {
    gain: addUp(gain, setting.gamma * moved * ROUNDED_UP + TINY),
    inputNorm,
    featureError,
    rounding: roundingOf(setting),
  };
}

interface Step {
  readonly tau: number;
  readonly radius: number;
  /** |theta~' + g(theta~)| on [0, tau], and a Lipschitz constant of g within the radius */
  readonly defect: number;
  readonly lipschitz: number;
}

/** The longest step found, at most `limit`, after which the flow is certain to be within the radius. */
function certifiedStep(majorant: FlowMajorant, radius: number, limit: number): Step | undefined {
  const speed = majorant.moves[1];
  let tau = limit;
  for (let attempt = 0; attempt < 60; attempt++) {
    const bounds = majorant.defect(tau);
    // Where shorter steps do not lower it, the defect is that of rounding.
    if (
      bounds !== undefined &&
      (bounds.defect <= RELATIVE_DEFECT * speed || bounds.defect <= 2 * (majorant.defect(tau / 2)?.defect ?? 0))
    ) {
      const start = (radius + tau * bounds.defect) * ROUNDED_UP + TINY;
      const reach = 3 * start;
      const curvature = majorant.curvature(tau, bounds, reach);
      const growth = curvature === undefined ? Number.NaN : curvature.mu * tau * ROUNDED_UP;
      if (curvature !== undefined && growth < 1) {
        const { mid, rad } = exponentialOf(growth);
        const end = addUp(mid, rad) * start * ROUNDED_UP;
        const lipschitz = (curvature.jacobian * curvature.jacobian + curvature.mu) * ROUNDED_UP;
        if (end < reach) return { tau, radius: end, defect: bounds.defect, lipschitz };
      }
    }
    tau *= 0.7;
  }
  return undefined;
}

/** The polynomial at an exact time, in doubles. */
function evaluated(series: FlowSeries, tau: number): { readonly point: Point; readonly rounding: number } {
  const { u, v, A, W } = series.blocks;
  const parts = [u, v, A, W].map((block) => horner(block, tau));
  const [atU, atV, atA, atW] = parts.map((part) => part.value);
  return {
    point: new Point(atU, atV, atA, atW, series.residual[0].length),
    rounding: parts.reduce((sum, part) => addUp(sum, part.rounding), 0),
  };
}

/** Horner's rule errs by at most gamma_2p sum_{k >= 1} |c_k| tau^k, and once more by u |c_0 + ...| for the last addition. */
function horner(block: Coefficients, tau: number): { readonly value: Float64Array; readonly rounding: number } {
  if (block.length === 1) return { value: block[0], rounding: 0 };
  const value = zeros(block[0].length);
  let tail = 0;
  for (let k = block.length - 1; k >= 0; k--) {
    for (let e = 0; e < value.length; e++) value[e] = value[e] * tau + block[k][e];
    if (k > 0) tail = (tail + euclideanNormUpperBound(block[k])) * tau;
  }
  const rounding =
    (gammaFactor(2 * ORDER + 4) * tail + 2 * UNIT_ROUNDOFF * (euclideanNormUpperBound(block[0]) + tail)) * ROUNDED_UP;
  return { value, rounding: rounding + TINY };
}

function distance(a: Float64Array, b: Float64Array): number {
  const difference = a.map((x, k) => x - b[k]);
  // Each difference errs by at most u of itself.
  return euclideanNormUpperBound(difference) * ROUNDED_UP;
}

/** The blocks that move, as doubles. */
export const movedBlocks = (point: Point, trained: readonly TrainedBlock[]): ReadonlyMap<TrainedBlock, Float64Array> =>
  new Map(trained.map((block) => [block, point.block(block)]));
