import type { ImplicitData } from "../../models/implicit-relu/data.js";
import type { DerivativeForm, InputDerivativeForm } from "../../models/implicit-relu/training-view.js";
import type { Budget } from "../budget.js";
import { Rational } from "../rational.js";
import { DyadicMatrix, RationalVector } from "../vectors.js";
import { solveOnActiveSet } from "./active-set.js";

/** The activation patterns of a layer and what implicit differentiation makes of them, exactly, per sample. */
export interface LinearPoint {
  /** {j: N_ji > 0} */
  readonly supports: readonly (readonly number[])[];
  /** p_i = D_i (I - M^T D_i)^{-1} u */
  readonly adjoints: readonly RationalVector[];
  /** Q_i = (p_i + v) o F_i; undefined where the features are given as Phi */
  readonly inputAdjoints: readonly RationalVector[] | undefined;
}

/** What the patterns are taken from. */
export interface PatternSource {
  readonly weights: DyadicMatrix;
  readonly preactivations: readonly RationalVector[] | undefined;
}

/** Undefined where there is no equilibrium or no u, or a system is singular. */
export function linearPoint(data: ImplicitData, source: PatternSource, budget: Budget): LinearPoint | undefined {
  const { preactivations, weights } = source;
  if (preactivations === undefined || data.u === undefined) return undefined;
  const u = RationalVector.fromNumbers(data.u);
  const complement = weights.transpose().identityMinus();
  const supports = preactivations.map(positivePlaces);
  const known = new Map<string, RationalVector>();
  const adjoints: RationalVector[] = [];
  for (const support of supports) {
    const key = support.join();
    const p = known.get(key) ?? solveOnActiveSet(complement, support, [u], budget)?.[0];
    if (p === undefined) return undefined;
    known.set(key, p);
    adjoints.push(p);
  }
  return { supports, adjoints, inputAdjoints: inputAdjoints(data, adjoints) };
}

function inputAdjoints(data: ImplicitData, adjoints: readonly RationalVector[]): RationalVector[] | undefined {
  const { features, v } = data;
  if (!("W" in features)) return undefined;
  const weights = DyadicMatrix.fromDoubles(features.W);
  const skip = v === undefined ? RationalVector.zero(data.A.rows) : RationalVector.fromNumbers(v);
  return DyadicMatrix.fromDoubles(features.X)
    .toColumns()
    .map((x, i) => adjoints[i].plus(skip).restrictedTo(positivePlaces(weights.timesVector(x))));
}

const positivePlaces = (vector: RationalVector): number[] => vector.numerators.flatMap((x, j) => (x > 0n ? [j] : []));

/** The adjoint of one sample, or what a mistaken formula puts in its place. */
export function mistakenAdjoint(
  form: DerivativeForm,
  weights: DyadicMatrix,
  point: LinearPoint,
  sample: number,
  u: RationalVector,
  budget: Budget,
): RationalVector {
  const support = point.supports[sample];
  if (form === "implicit" || form === "swapped factors") return point.adjoints[sample];
  if (form === "no inverse") return u.restrictedTo(support);
  const all = u.numerators.map((_, j) => j);
  const kept = new Set(support);
  const system =
    form === "no pattern"
      ? weights.transpose()
      : new DyadicMatrix(
          weights.entries.map((row, j) => (kept.has(j) ? row : row.map(() => 0n))),
          weights.columns,
          weights.exponent,
        );
  const right = form === "no pattern" ? u : u.restrictedTo(support);
  const solution = solveOnActiveSet(system.identityMinus(), all, [right], budget)?.[0];
  if (solution === undefined) throw new RangeError("the system of a mistaken formula is singular");
  return solution;
}

/**
 * s Q_i^T (W' - W) x_i per sample for the other layer's W', with the true Q_i = (p_i + v) o F_i or a mistaken one; undefined
 * unless W is all that differs.
 */
export function exactInputDerivatives(
  form: InputDerivativeForm,
  data: ImplicitData,
  point: LinearPoint,
): readonly Rational[] | undefined {
  const { features, other, u, v } = data;
  if (other === undefined || u === undefined || !("W" in features) || !("W" in other.features)) return undefined;
  const alike =
    other.gamma === data.gamma &&
    other.features.featureScale === features.featureScale &&
    equalEntries(other.A.data, data.A.data) &&
    equalEntries(other.features.X.data, features.X.data);
  if (!alike) return undefined;
  const weights = DyadicMatrix.fromDoubles(features.W);
  const step = DyadicMatrix.fromDoubles(other.features.W).minus(weights);
  const size = Rational.fromNumber(features.featureScale);
  const skip = v === undefined || form === "no skip" ? RationalVector.zero(u.length) : RationalVector.fromNumbers(v);
  return DyadicMatrix.fromDoubles(features.X)
    .toColumns()
    .map((x, i) => {
      const back =
        form === "no feedback" ? RationalVector.fromNumbers(u).restrictedTo(point.supports[i]) : point.adjoints[i];
      const whole = back.plus(skip);
      const weight = form === "no input pattern" ? whole : whole.restrictedTo(positivePlaces(weights.timesVector(x)));
      return weight.dot(step.timesVector(x)).times(size);
    });
}

const equalEntries = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((entry, k) => entry === b[k]);
