import type { Real } from "../../numerics/real.js";
import type { Algebra } from "./algebra.js";
import type { DescentData } from "./data.js";
import type { Family } from "./family.js";
import { normOf, type Vector } from "./real-vectors.js";

/** A run in exact numbers goes no further than this many steps where its numbers' length grows threefold a step. */
const EXACT_STEPS = 5;
/** And where the length grows linearly. */
const EXACT_LINEAR_STEPS = 400;
const MAX_STEPS = 100_000;
/** Clipped runs are done in the arithmetic itself, box by box. */
const CLIPPED_STEPS = 8;

/**
 * The iterates x_0, ..., x_K of x_(k+1) = x_k - eta grad f(x_k). Exact numbers are carried exactly. Enclosures are carried as a
 * double c_k and one radius rho_k with |x_k - c_k| <= rho_k: one step is done at the double itself, and its rounding is added
 * to (Lipschitz constant of the step on the ball of radius rho_k around c_k) rho_k. That constant is 1 for a convex quadratic
 * with eta H <= 2, else at most 1 + eta H. So no box is wrapped around a box.
 */
export function enclosedDescent(
  algebra: Algebra,
  family: Pick<Family, "start" | "gradient" | "hessianBound" | "isQuadratic">,
  descent: DescentData | undefined,
): Vector[] {
  const { arithmetic } = algebra;
  const states: Vector[] = [family.start];
  if (descent === undefined) return states;
  const length = Math.max(0, ...descent.steps);
  const eta = arithmetic.number(descent.stepSize);
  const unknown = family.start.map(() => arithmetic.unknown);
  const reach = algebra.isExact ? (family.isQuadratic ? EXACT_LINEAR_STEPS : EXACT_STEPS) : MAX_STEPS;
  let centre: Vector = family.start;
  let rho = arithmetic.number(0);
  const step = (x: Vector): Real[] => {
    const gradient = family.gradient(x);
    return x.map((entry, i) => entry.minus(eta.times(gradient[i])));
  };
  if (descent.clip !== undefined) {
    const { clip } = descent;
    for (let k = 1; k <= length; k++) {
      const x = states[k - 1];
      if (k > CLIPPED_STEPS) {
        states.push(unknown);
        continue;
      }
      const gradient = family.gradient(x);
      const size = clippedStep(eta, clip, normOf(arithmetic, gradient));
      states.push(x.map((entry, i) => entry.minus(size.times(gradient[i]))));
    }
    return states;
  }
  for (let k = 1; k <= length; k++) {
    if (k > reach || !centre.every((entry) => entry.known)) {
      states.push(unknown);
      continue;
    }
    const moved = step(centre);
    if (algebra.isExact) {
      centre = moved;
      states.push(moved);
      continue;
    }
    const rounding = moved.reduce(
      (sum, entry) => sum.plus(arithmetic.number(entry.toBall().rad)),
      arithmetic.number(0),
    );
    const bend = eta.times(family.hessianBound(centre, rho));
    const isContraction = family.isQuadratic && isAtMost(bend, arithmetic.number(2));
    const grown =
      rho.order(arithmetic.number(0)) === "=" || isContraction ? rho : rho.times(arithmetic.number(1).plus(bend));
    rho = arithmetic.number(upper(grown.plus(rounding)));
    centre = moved.map((entry) => arithmetic.number(entry.known ? entry.toBall().mid : Number.NaN));
    const slack = upper(rho);
    states.push(
      slack === 0 || !(slack < Number.POSITIVE_INFINITY)
        ? slack === 0
          ? centre
          : unknown
        : centre.map((entry) => entry.plus(algebra.between(-slack, slack))),
    );
  }
  return states;
}

/** eta min(1, max(floor, threshold / g)); eta where g = 0. */
function clippedStep(eta: Real, clip: NonNullable<DescentData["clip"]>, g: Real): Real {
  const { arithmetic } = eta;
  const one = arithmetic.number(1);
  const threshold = arithmetic.number(clip.threshold);
  if (isAtMost(g, threshold)) return eta;
  return eta.times(threshold.over(g).max(arithmetic.number(clip.floor)).min(one));
}

const isAtMost = (x: Real, bound: Real): boolean => ["<", "<=", "="].includes(x.order(bound));

/** A double >= x */
function upper(x: Real): number {
  const { mid, rad } = x.toBall();
  if (rad === 0) return mid;
  const sum = mid + rad;
  return sum + Math.abs(sum) * 2 ** -51;
}
