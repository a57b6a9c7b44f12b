import { zeros } from "./doubles.js";
import { exponentialOf } from "./elementary.js";
import { addUp, exponentOf, gammaFactor, powerOfTwo, UNIT_ROUNDOFF } from "./rounding.js";
import { euclideanNormUpperBound } from "./scaling.js";
import type { TapeNumber, TaylorTape } from "./taylor-tape.js";

/** The flow x' = -gradient(x), with the gradient written down on a tape of order FLOW_ORDER + 1. */
export interface TapeField {
  readonly tape: TaylorTape;
  readonly variables: readonly TapeNumber[];
  readonly gradient: readonly TapeNumber[];
  /**
   * An upper bound >= 0 of minus the least eigenvalue of the gradient's (symmetric) derivative on the ball of radius rho
   * around the point; NaN or Infinity where there is none.
   */
  concavity(centre: Float64Array, rho: number): number;
}

/** The true state lies within `radius` of `centre` (Euclidean norm). */
export interface EnclosedState {
  readonly centre: Float64Array;
  readonly radius: number;
}

/** Taylor polynomials of this degree; the tape must reach one further, for the remainder. */
export const FLOW_ORDER = 14;
const MAX_STEPS = 600;
const MAX_ATTEMPTS = 24;
/** Times of steps are multiples of the last output time's power of two over 2^40, so that their differences are exact. */
const TIME_BITS = 40;
/** Covers the roundings of fewer than 2^20 operations on numbers >= 0. */
const ROUNDED_UP = 1 + 2 ** -32;
const TINY = 2 ** -1000;

/** What one step has established: states after every time of [0, elapsed]. */
interface Step {
  readonly elapsed: number;
  at(time: number): EnclosedState;
}

/**
 * Enclosures of the gradient flow at ascending times >= 0, by Taylor's method with Lagrange's remainder over a box that the
 * solution is proved to stay in; shorter than `times` where a step cannot be certified.
 *
 * One step from the midpoint c. (1) With mu the bound of concavity on B(c, R), the speed of the solution from c grows by at
 * most e^(mu t), because d|F|^2/dt = 2 <F, DF F> <= 2 mu |F|^2: as long as it is in B(c, R) it is within tau e^(mu tau) |F(c)|
 * of c. So if that is less than R the solution stays there up to tau. (2) Its Taylor polynomial at c, in ball arithmetic, is
 * off by at most tau^(p+1) |x_(p+1)|, where x_(p+1) is the coefficient as a function of the state, evaluated on the box
 * around B(c, R). (3) The true solution starts within rho of c; two solutions part by at most e^(mu tau), as
 * <F(x) - F(y), x - y> <= mu |x - y|^2 on balls, and both stay in B(c, R + e^(mu tau) rho), where mu is taken. So no box is wrapped
 * around a box, and for convex functions (mu = 0) errors only add up.
 */
export function enclosedFlow(field: TapeField, start: Float64Array, times: readonly number[]): EnclosedState[] {
  const states: EnclosedState[] = [];
  const last = times.at(-1) ?? 0;
  const unit = last === 0 ? 1 : powerOfTwo(Math.max(-1000, exponentOf(last) - TIME_BITS));
  let state: EnclosedState = { centre: Float64Array.from(start), radius: 0 };
  let time = 0;
  for (let count = 0; count < MAX_STEPS && states.length < times.length; count++) {
    const rest = last - time;
    if (rest === 0) {
      states.push(state);
      continue;
    }
    const step = certifiedStep(field, state, rest);
    if (step === undefined) return states;
    // A step that reaches the last time covers it although that need not be a multiple of the unit.
    const end = time + Math.floor(step.elapsed / unit) * unit;
    const covered = step.elapsed === rest ? last : end;
    while (states.length < times.length && times[states.length] <= covered)
      states.push(times[states.length] === time ? state : step.at(times[states.length] - time));
    if (end <= time) return states;
    state = step.at(end - time);
    time = end;
  }
  return states;
}

function certifiedStep(field: TapeField, state: EnclosedState, limit: number): Step | undefined {
  const { tape, variables } = field;
  const { centre } = state;
  const size = centre.length;
  // Taylor coefficients from the midpoint
  const mids = Array.from({ length: FLOW_ORDER + 1 }, () => zeros(size));
  const rads = Array.from({ length: FLOW_ORDER + 1 }, () => zeros(size));
  solve(field, centre, 0, FLOW_ORDER);
  for (let k = 0; k <= FLOW_ORDER; k++)
    variables.forEach((x, i) => {
      mids[k][i] = tape.mid(x, k);
      rads[k][i] = tape.rad(x, k);
    });
  const norms = mids.map(euclideanNormUpperBound);
  const errors = rads.map((rad) => euclideanNormUpperBound(rad));
  if (![...norms, ...errors].every(Number.isFinite)) return undefined;
  const speed = (norms[1] + errors[1]) * ROUNDED_UP + TINY;
  // The last coefficients are small where the remainder is: proposal only.
  let tau = limit;
  const scale = Math.max(norms[0], norms[1] * limit) || 1;
  for (const k of [FLOW_ORDER, FLOW_ORDER - 1])
    if (norms[k] > 0) tau = Math.min(tau, root14((2 ** -53 * scale) / norms[k]));
  let shorter = 0.8;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    tau *= tau === limit && attempt === 0 ? 1 : shorter;
    shorter = 0.7;
    const reach = 1.5 * tau * speed * ROUNDED_UP + TINY;
    const mu = field.concavity(centre, (reach + 1.5 * state.radius) * ROUNDED_UP);
    // e^(3/8) < 1.46: the solution stays in the box, and the tube is wide enough.
    if (!(mu * tau * ROUNDED_UP <= 0.375)) continue;
    const remainder = remainderOn(field, centre, reach);
    const lost = remainder * powerOf(tau, FLOW_ORDER + 1) * ROUNDED_UP;
    // Shorter steps as long as more than a few roundings are lost: as short as the remainder asks for.
    const allowed = 16 * UNIT_ROUNDOFF * scale;
    if (!(lost <= allowed) && attempt < MAX_ATTEMPTS - 4) {
      shorter = lost < Number.POSITIVE_INFINITY ? Math.max(0.25, Math.min(0.95, 0.95 * root14(allowed / lost))) : 0.25;
      continue;
    }
    if (!Number.isFinite(lost)) return undefined;
    return { elapsed: tau, at: (time) => evaluate(mids, norms, errors, remainder, mu, state.radius, time) };
  }
  return undefined;
}

/** Taylor coefficients 0 .. last of the solution from the box of this half-width around the centre, into the variables. */
function solve({ tape, variables, gradient }: TapeField, centre: Float64Array, halfWidth: number, last: number): void {
  for (const [i, x] of variables.entries()) tape.set(x, 0, centre[i], halfWidth);
  for (let k = 0; k < last; k++) {
    tape.compute(k);
    // (k + 1) x_(k+1) = -gradient_k
    gradient.forEach((g, i) => {
      const mid = -tape.mid(g, k) / (k + 1);
      const rad = (tape.rad(g, k) / (k + 1)) * ROUNDED_UP + 2 * UNIT_ROUNDOFF * Math.abs(mid) + TINY;
      tape.set(variables[i], k + 1, mid, rad);
    });
  }
}

/** An upper bound of |x_(p+1)| for all starts in the box. */
function remainderOn(field: TapeField, centre: Float64Array, halfWidth: number): number {
  const { tape, variables } = field;
  solve(field, centre, halfWidth, FLOW_ORDER + 1);
  const k = FLOW_ORDER + 1;
  const bounds = Float64Array.from(variables, (x) => (Math.abs(tape.mid(x, k)) + tape.rad(x, k)) * ROUNDED_UP);
  return bounds.every(Number.isFinite) ? euclideanNormUpperBound(bounds) : Number.POSITIVE_INFINITY;
}

function evaluate(
  mids: readonly Float64Array[],
  norms: readonly number[],
  errors: readonly number[],
  remainder: number,
  mu: number,
  radius: number,
  time: number,
): EnclosedState {
  const centre = zeros(mids[0].length);
  for (let k = FLOW_ORDER; k >= 0; k--)
    for (let i = 0; i < centre.length; i++) centre[i] = centre[i] * time + mids[k][i];
  // Horner: |error| <= gamma_(2p) sum_{k >= 1} |x_k| t^k, and a rounding of the last sum
  const tail = polynomialBound(norms.slice(1), time) * time;
  const rounding = gammaFactor(2 * FLOW_ORDER + 2) * tail + 2 * UNIT_ROUNDOFF * (norms[0] + tail);
  const local = polynomialBound(errors, time) + remainder * powerOf(time, FLOW_ORDER + 1) + rounding;
  const { mid, rad } = exponentialOf(mu * time * ROUNDED_UP);
  return { centre, radius: (addUp(mid, rad) * radius + local) * ROUNDED_UP + TINY };
}

/** sum c_k t^k, rounded up */
function polynomialBound(coefficients: readonly number[], time: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * time + coefficients[k];
  return sum * ROUNDED_UP + TINY;
}

function powerOf(x: number, exponent: number): number {
  let result = 1;
  for (let k = 0; k < exponent; k++) result *= x;
  return result * ROUNDED_UP + TINY;
}

/** About x^(1/14), with the same bits on every machine: Newton's steps from a power of two. A proposal only. */
function root14(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  let y = powerOfTwo(Math.ceil(exponentOf(x) / 14) + 1);
  for (let k = 0; k < 20; k++) y -= (y - x / powerOf(y, 13)) / 14;
  return y;
}
