/**
 * The claims that checker.ts can judge, written down once more: per claim, and per mutant after a "#", hypotheses and
 * conclusions of a layer L (its partner N for claims about pairs). For a mutant only the conclusion that it changed.
 */
import {
  abs,
  apart,
  apply,
  bisect,
  det,
  fail,
  Interval,
  isPositive,
  leastSingular,
  less,
  max,
  minor,
  neg,
  norm,
  number,
  one,
  opposite,
  type Q,
  type Quantities,
  radius,
  shifted,
  solve,
  spectralNorm,
  subsets,
  turned,
  type V,
  vector,
  zero,
} from "./quantities.js";

/** left <= right, or left < right. */
export type Side = { readonly left: Interval; readonly right: Interval; readonly strict?: boolean };
type Statement = (L: Quantities, N: Quantities) => { readonly given: readonly Side[]; readonly then: () => Side[] };

const atMost = (left: Interval, right: Interval): Side => ({ left, right });
const below = (left: Interval, right: Interval): Side => ({ left, right, strict: true });
const exactly = (a: Q): Interval => new Interval(a);

// Hypotheses
const contraction = (L: Quantities): Side[] => [below(L.gain, number(1))];
const radiusBelowOne = (L: Quantities): Side[] => [below(radius(L.M), number(1))];
/** rho(|M|) < 1: t I - |M| is a nonsingular M-matrix just for t above the Perron root. */
const comparison = (L: Quantities): Side[] => {
  const absolute = L.M.map((row) => row.map(abs));
  const root = bisect(norm(absolute).high, (t) => isPositive(opposite(shifted(absolute, t))));
  return [below(root, number(1))];
};
const complement = (L: Quantities): V[] => opposite(shifted(L.M, one));
const leastMinor = (L: Quantities): Interval =>
  subsets(L.M.length)
    .filter((S) => S.length > 0)
    .map((S) => exactly(det(minor(complement(L), S))))
    .reduce((a, b) => a.least(b));

// Conclusions
/** What the exactly-one conclusions compare with 0: (count - 1)^2. */
const notOne = (L: Quantities): Interval[] => L.counts().map((n) => n.minus(number(1)).power(2));
const exactlyOne = (L: Quantities): Side[] => notOne(L).map((x) => atMost(x, number(0)));
/** Not for this Phi only: I - M is a P-matrix. */
const wellPosed = (L: Quantities): Side[] => [below(number(0), leastMinor(L)), ...exactlyOne(L)];

type Columns = readonly V[];
const steps = (L: Quantities): number => Number(L.json.steps ?? 3);
const indices = (L: Quantities): number[] => Array.from({ length: steps(L) }, (_, k) => k);
const each = (L: Quantities, side: (k: number) => Side): Side[] => indices(L).map(side);
const iterate = (L: Quantities, start: Columns, k: number): Columns =>
  k === 0 ? start : L.next(iterate(L, start, k - 1));
const fromStart = (L: Quantities, k: number): Columns => iterate(L, L.given(L.json.start), k);
const fromOtherStart = (L: Quantities, k: number): Columns => iterate(L, L.given(L.json.otherStart), k);
const fromZero = (L: Quantities, k: number): Columns => iterate(L, L.given(undefined), k);

const distance = (X: Columns, Y: Columns): Interval => norm(apart(X, Y));
/** e_k and s_k of the run from the instance's start, ||Z_K - Z||_F of the run from 0, ||Z_k - Z'_k||_F of two runs */
const error = (L: Quantities, k: number): Interval => distance(fromStart(L, k), L.Z());
const length = (L: Quantities, k: number): Interval => distance(fromStart(L, k + 1), fromStart(L, k));
const unrolled = (L: Quantities): Interval => distance(fromZero(L, steps(L)), L.Z());
const startsApart = (L: Quantities, k: number): Interval => distance(fromStart(L, k), fromOtherStart(L, k));
const featureNorm = (L: Quantities): Interval => norm(L.F);
const equilibriumNorm = (L: Quantities): Interval => norm(L.Z());
const byGap = (L: Quantities, x: Interval): Interval => x.over(number(1).minus(L.gain));
const gramLambdaMin = (L: Quantities): Interval => leastSingular(L.Z()).power(2);
/** |x| <= |y|, entry by entry */
const entrywise = (X: Columns, Y: Columns): Side[] =>
  X.flatMap((x, i) => x.map((a, j) => atMost(exactly(abs(a)), exactly(abs(Y[i][j])))));
const weightDistance = (L: Quantities, N: Quantities): Interval => spectralNorm(turned(apart(L.M, N.M)));
/** ||M_1 - M_2|| z + ||Phi_1 - Phi_2||_F */
const mapDistance = (L: Quantities, N: Quantities, z: Interval): Interval =>
  weightDistance(L, N).times(z).plus(distance(L.Phi, N.Phi));
/** (I - M)^-1 b */
const resolvent = (L: Quantities, b: V): V => {
  const x = solve(complement(L), b);
  return typeof x === "string" ? fail("I - M is singular") : x;
};
/** ||p^K - p|| for each sample: p = D (u + M^T p), p^0 = 0, D the pattern of M z + phi > 0. */
const adjointErrors = (L: Quantities, u: V): Interval[] =>
  L.Z().map((z, i) => {
    const preactivation = less(apply(L.M, z), L.Phi[i].map(neg));
    const pattern = (p: V): V => p.map((a, j) => (preactivation[j].n > 0n ? a : zero));
    const back = turned(L.M);
    const masked = back.map((row, j) => (preactivation[j].n > 0n ? row : row.map(() => zero)));
    const limit = solve(opposite(shifted(masked, one)), pattern(u));
    if (typeof limit === "string") return fail("the adjoint system is singular");
    let p: V = u.map(() => zero);
    for (let k = 0; k < steps(L); k++) p = pattern(less(apply(back, p), u.map(neg)));
    return norm([less(p, limit)]);
  });

const EXISTS = "gao-2022/equilibrium-exists-unique";
const PICARD = "gao-2022/picard-contracts";
const BOUNDS = "gao-2022/equilibrium-norm-bounds";
const GRAM = "gao-2022/gram-lower-bound";
const PAIR = "gao-2022/equilibrium-lipschitz";
const UNROLLED = "gao-2022/unrolled-truncation";
const PERRON = "extended/perron-frobenius";
const P_MATRIX = "extended/p-matrix";

export const statements: Readonly<Record<string, Statement>> = {
  [EXISTS]: (L) => ({ given: contraction(L), then: () => wellPosed(L) }),
  [`${EXISTS}#spectralRadius`]: (L) => ({ given: radiusBelowOne(L), then: () => wellPosed(L) }),
  [`${EXISTS}#largestEntry`]: (L) => ({
    given: [below(exactly(L.M.flat().map(abs).reduce(max)), number(1))],
    then: () => wellPosed(L),
  }),
  [`${EXISTS}#squaredRate`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(startsApart(L, steps(L)), L.gain.power(2 * steps(L)).times(startsApart(L, 0)))],
  }),

  [PICARD]: (L) => ({
    given: contraction(L),
    then: () => each(L, (k) => atMost(error(L, k + 1), L.gain.times(error(L, k)))),
  }),
  [`${PICARD}#errorAtMostStep`]: (L) => ({
    given: contraction(L),
    then: () => each(L, (k) => atMost(error(L, k), length(L, k))),
  }),
  [`${PICARD}#plusForMinus`]: (L) => ({
    given: contraction(L),
    then: () => each(L, (k) => atMost(error(L, k), length(L, k).over(number(1).plus(L.gain)))),
  }),
  [`${PICARD}#oneStepEarly`]: (L) => ({
    given: contraction(L),
    then: () => each(L, (k) => atMost(error(L, k), byGap(L, L.gain.times(length(L, k))))),
  }),
  [`${PICARD}#squaredRate`]: (L) => ({
    given: contraction(L),
    then: () => each(L, (k) => atMost(error(L, k + 1), L.gain.power(2).times(error(L, k)))),
  }),
  [`${PICARD}#spectralRadiusRate`]: (L) => ({
    given: contraction(L),
    then: () => each(L, (k) => atMost(error(L, k + 1), radius(L.M).times(error(L, k)))),
  }),

  [BOUNDS]: (L) => ({
    given: contraction(L),
    then: () => [atMost(equilibriumNorm(L), byGap(L, featureNorm(L)))],
  }),
  [`${BOUNDS}#squaredGain`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(equilibriumNorm(L), featureNorm(L).over(number(1).minus(L.gain.power(2))))],
  }),
  [`${BOUNDS}#atLeastFeatures`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(featureNorm(L), equilibriumNorm(L))],
  }),
  [`${BOUNDS}#signedLowerBound`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(norm(L.Phi).over(number(1).plus(L.gain)), equilibriumNorm(L))],
  }),
  [`${BOUNDS}#spectralUpperBound`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(spectralNorm(L.Z()), byGap(L, spectralNorm(L.Phi)))],
  }),

  [GRAM]: (L) => ({
    given: contraction(L),
    then: () => [atMost(leastSingular(L.F).minus(L.gain.times(equilibriumNorm(L))), leastSingular(L.Z()))],
  }),
  [`${GRAM}#relativeLoss`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(number(1).minus(L.gain).times(leastSingular(L.F)), leastSingular(L.Z()))],
  }),
  [`${GRAM}#rankInherited`]: (L) => ({
    given: [...contraction(L), below(number(0), leastSingular(L.F))],
    then: () => [below(number(0), leastSingular(L.Z()))],
  }),
  [`${GRAM}#lostSquare`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(leastSingular(L.F).minus(byGap(L, L.gain.times(featureNorm(L)))), gramLambdaMin(L))],
  }),
  [`${GRAM}#anyGain`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(number(4, 9).times(leastSingular(L.F).power(2)), gramLambdaMin(L))],
  }),
  [`${GRAM}#signedFeatures`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(leastSingular(L.Phi).minus(byGap(L, L.gain.times(norm(L.Phi)))), leastSingular(L.Z()))],
  }),

  [PAIR]: (L, N) => ({
    given: contraction(L),
    then: () => [atMost(distance(L.Z(), N.Z()), byGap(L, mapDistance(L, N, equilibriumNorm(N))))],
  }),
  [`${PAIR}#noAmplification`]: (L, N) => ({
    given: contraction(L),
    then: () => [atMost(distance(L.Z(), N.Z()), mapDistance(L, N, equilibriumNorm(N)))],
  }),
  [`${PAIR}#uncrossed`]: (L, N) => ({
    given: contraction(L),
    then: () => [atMost(distance(L.Z(), N.Z()), byGap(L, mapDistance(L, N, equilibriumNorm(L))))],
  }),
  [`${PAIR}#smallerOfBoth`]: (L, N) => ({
    given: contraction(L),
    then: () => {
      const bound = mapDistance(L, N, equilibriumNorm(L).least(equilibriumNorm(N)));
      return [atMost(distance(L.Z(), N.Z()), bound.over(number(1).minus(L.gain.least(N.gain))))];
    },
  }),
  [`${PAIR}#spectralNorms`]: (L, N) => ({
    given: contraction(L),
    then: () => {
      const weights = weightDistance(L, N).times(spectralNorm(N.Z()));
      const bound = weights.plus(spectralNorm(apart(L.Phi, N.Phi)));
      return [atMost(spectralNorm(apart(L.Z(), N.Z())), byGap(L, bound))];
    },
  }),
  [`${PAIR}#spectralRadius`]: (L, N) => ({
    given: radiusBelowOne(L),
    then: () => {
      const bound = mapDistance(L, N, equilibriumNorm(N));
      return [radius(L.M), L.gain].map((rate) => atMost(distance(L.Z(), N.Z()), bound.over(number(1).minus(rate))));
    },
  }),

  [UNROLLED]: (L) => ({
    given: contraction(L),
    then: () => [atMost(unrolled(L), L.gain.power(steps(L)).times(equilibriumNorm(L)))],
  }),
  [`${UNROLLED}#noAmplification`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(unrolled(L), L.gain.power(steps(L)).times(featureNorm(L)))],
  }),
  [`${UNROLLED}#oneLayerLess`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(unrolled(L), byGap(L, L.gain.power(steps(L) + 1).times(featureNorm(L))))],
  }),
  [`${UNROLLED}#spectralRadius`]: (L) => ({
    given: contraction(L),
    then: () => [atMost(unrolled(L), radius(L.M).power(steps(L)).times(equilibriumNorm(L)))],
  }),
  [`${UNROLLED}#monotone`]: (L) => ({
    given: contraction(L),
    then: () =>
      indices(L).flatMap((k) => entrywise(apart(fromZero(L, k + 1), fromZero(L, k)), apart(fromZero(L, k), L.Z()))),
  }),
  [`${UNROLLED}#adjointNotAmplified`]: (L) => ({
    given: contraction(L),
    then: () => {
      const u = vector(L.json.u);
      const bound = L.gain.power(steps(L)).times(norm([u]));
      return adjointErrors(L, u).map((x) => atMost(x, bound));
    },
  }),

  [PERRON]: (L) => ({ given: comparison(L), then: () => wellPosed(L) }),
  [`${PERRON}#spectralRadius`]: (L) => ({ given: radiusBelowOne(L), then: () => wellPosed(L) }),
  [`${PERRON}#signedInverse`]: (L) => ({
    given: comparison(L),
    then: () => L.Z().flatMap((z, i) => resolvent(L, L.F[i]).map((bound, j) => atMost(exactly(z[j]), exactly(bound)))),
  }),
  [`${PERRON}#errorAtMostStep`]: (L) => ({
    given: comparison(L),
    then: () =>
      indices(L).flatMap((k) => entrywise(apart(fromStart(L, k), L.Z()), apart(fromStart(L, k + 1), fromStart(L, k)))),
  }),

  [P_MATRIX]: (L) => ({ given: [below(number(0), leastMinor(L))], then: () => exactlyOne(L) }),
  [`${P_MATRIX}#determinant`]: (L) => ({
    given: [below(number(0), exactly(det(complement(L))))],
    then: () => exactlyOne(L),
  }),
  [`${P_MATRIX}#thisOneFails`]: (L) => ({
    given: [atMost(leastMinor(L), number(0))],
    then: () => notOne(L).map((x) => atMost(number(1), x)),
  }),
  [`${P_MATRIX}#picardApproaches`]: (L) => ({
    given: [below(number(0), leastMinor(L))],
    then: () => [atMost(unrolled(L), equilibriumNorm(L))],
  }),
};
