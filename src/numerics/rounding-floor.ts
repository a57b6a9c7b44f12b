import { UNIT_ROUNDOFF } from "./rounding.js";

/** What the floor of a run of gradient descent depends on. */
export interface RunScale {
  /** Number of parameters p. */
  readonly parameters: number;
  /** Number of residuals n. */
  readonly residuals: number;
  /** S = ||J|| (|x_0| + 2 r) + |y|, J the Jacobian's (or design's) bound on the ball of radius r around x_0. */
  readonly scale: number;
  /** The rate: sqrt(f) contracts by sqrt(1 - delta) a step; 0 < delta <= 1. A certified lower end. */
  readonly delta: number;
  /** 16 for least squares and products, 64 for networks. */
  readonly constant?: number;
}

/**
 * The rounding floor of sqrt(f) along a float64 run of gradient descent on f = |residual|^2: the rule T1, in one place.
 *
 * Derivation. Each stored iterate is off by at most about u |x| a coordinate from what exact arithmetic would give from
 * the stored one before it, and computing the residual and the gradient errs by u (p + n) (||J|| |x| + |y|) <= u (p + n) S
 * up to a constant. Mapped into the residual this is one perturbation e of norm <= C' u (p + n) S a step, in sqrt(f).
 * A step of the exact map contracts sqrt(f) by sqrt(1 - delta) <= 1 - delta/2, so the perturbations add up to at most
 * e * sum_j (1 - delta/2)^j <= 2 e / delta. With C >= 2 C' that is C u (p + n) S / delta.
 *
 * The floor is absolute: comparing f (not sqrt(f)) with a relative tolerance flags thousands of correct runs, because a
 * residual at the floor does not shrink any more. C = 16 (64 for networks) covers C' with room; it is a float64 figure
 * with estimated constants, so what rests on it has evidence "float64" and never refutes by itself.
 */
export function roundingFloor({ parameters, residuals, scale, delta, constant = 16 }: RunScale): number {
  if (!(delta > 0) || !(scale >= 0)) return Number.POSITIVE_INFINITY;
  return (constant * UNIT_ROUNDOFF * (parameters + residuals) * scale) / delta;
}

/**
 * Whether a float64 run contradicts sqrt(f_k) <= sqrt(f_0) (1 - delta)^(k/2) beyond its floor. 1 - delta is evaluated as
 * max(0, 1 - delta (1 - 16 u)): near delta = 1 the plain difference loses all its digits or becomes negative. The factor
 * 1 + 4 u k covers the rounding of the power itself.
 */
export function exceedsRate(rootLoss: number, rootStart: number, steps: number, run: RunScale): boolean {
  const factor = Math.max(0, 1 - run.delta * (1 - 16 * UNIT_ROUNDOFF));
  let bound = rootStart * (1 + 4 * UNIT_ROUNDOFF * steps);
  const root = Math.sqrt(factor);
  for (let k = 0; k < steps && bound > 0; k++) bound *= root;
  return rootLoss > bound + roundingFloor(run);
}
