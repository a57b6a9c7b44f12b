import { Ball } from "../../numerics/ball.js";
import { estimatedFlow } from "../../numerics/dormand-prince.js";
import { addUp } from "../../numerics/rounding.js";
import { enclosedFlow, FLOW_ORDER, type TapeField } from "../../numerics/taylor-flow.js";
import { TapeNumber, TaylorTape } from "../../numerics/taylor-tape.js";
import type { Algebra } from "./algebra.js";
import type { Family } from "./family.js";

const ESTIMATE = { relativeTolerance: 1e-11, absoluteTolerance: 1e-13, maximalSteps: 4000 };

/**
 * The gradient flow at the given ascending times for a family without a closed form: enclosures by Taylor's method
 * (evidence "certified"); from the first time on that these do not reach, Dormand and Prince's method with its estimated error
 * (evidence "float64", which decides nothing by itself). The family's own gradient, written down on a tape, is the field.
 */
export function flowStates(
  build: (algebra: Algebra) => Family,
  algebra: Algebra,
  family: Family,
  times: readonly number[],
): readonly (readonly Ball[])[] {
  const tape = new TaylorTape(FLOW_ORDER + 1);
  const variables = family.start.map(() => tape.variable());
  const gradient = build({ ...algebra, arithmetic: tape.arithmetic })
    .gradient(variables)
    .map((entry) => {
      if (!(entry instanceof TapeNumber)) throw new TypeError("a gradient of another arithmetic");
      return entry;
    });
  const field: TapeField = {
    tape,
    variables,
    gradient,
    concavity(centre, rho) {
      const x = Array.from(centre, (entry) => Ball.exact(entry));
      const bound = family.concavityBound?.(x, Ball.exact(rho)) ?? family.hessianBound(x, Ball.exact(rho));
      const { mid, rad } = bound.toBall();
      return Math.max(0, addUp(mid, rad));
    },
  };
  const start = Float64Array.from(family.start, (entry) => entry.toBall().mid);
  const states = enclosedFlow(field, start, times).map(({ centre, radius }) =>
    Array.from(centre, (entry) => Ball.of(entry, radius)),
  );
  if (states.length === times.length) return states;
  const derivative = (_: number, x: Float64Array, slope: Float64Array): void => {
    for (const [i, variable] of variables.entries()) tape.set(variable, 0, x[i], 0);
    tape.compute(0);
    for (const [i, entry] of gradient.entries())
      slope[i] = tape.rad(entry, 0) < Number.POSITIVE_INFINITY ? -tape.mid(entry, 0) : Number.NaN;
  };
  const estimate = estimatedFlow(derivative, start, { ...ESTIMATE, times });
  return times.map((_, i) => {
    const errors = estimate?.errors[i];
    if (i < states.length) return states[i];
    return Array.from(start, (__, j) =>
      errors === undefined ? Ball.unknown() : Ball.estimate(estimate?.states[i][j] ?? 0, errors[j]),
    );
  });
}
