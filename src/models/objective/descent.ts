import type { Real } from "../../numerics/real.js";
import type { Algebra } from "./algebra.js";
import type { DescentData } from "./data.js";
import type { Family } from "./family.js";
import { normOf, type Vector } from "./real-vectors.js";

const MAX_STEPS = 100_000;
/** Clipped runs are done in the arithmetic itself, box by box. */
const CLIPPED_STEPS = 8;

/**
 * The iterates x_0, ..., x_K of x_(k+1) = x_k - eta grad f(x_k), each as a double c_k and one radius rho_k with
 * |x_k - c_k| <= rho_k: one step is done at the double itself, and its rounding is added to (Lipschitz constant of the step on the
 * ball of radius rho_k around c_k) rho_k. The step's derivative is I - eta M with M symmetric, its eigenvalues in [-c, H]: that
 * constant is at most max(1 + eta c, eta H - 1), c = 0 for convex functions. So no box is wrapped around a box.
 */
export function enclosedDescent(
  algebra: Algebra,
  family: Pick<Family, "start" | "gradient" | "hessianBound" | "concavityBound">,
  descent: DescentData | undefined,
): Vector[] {
  const { arithmetic } = algebra;
  const states: Vector[] = [family.start];
  if (descent === undefined) return states;
  const length = Math.max(0, ...descent.steps);
  const eta = arithmetic.number(descent.stepSize);
  const unknown = family.start.map(() => arithmetic.unknown);
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
    if (k > MAX_STEPS || !centre.every((entry) => entry.known)) {
      states.push(unknown);
      continue;
    }
    const moved = step(centre);
    const rounding = moved.reduce(
      (sum, entry) => sum.plus(arithmetic.number(entry.toBall().rad)),
      arithmetic.number(0),
    );
    const one = arithmetic.number(1);
    const steep = family.hessianBound(centre, rho);
    const known = family.concavityBound?.(centre, rho);
    const concave = known?.known === true ? known : steep;
    const factor = one.plus(eta.times(concave)).max(eta.times(steep).minus(one));
    const grown = rho.order(arithmetic.number(0)) === "=" ? rho : rho.times(factor);
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
