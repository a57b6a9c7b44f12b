import { realIn } from "../claims/arithmetic.js";
import type { Claim } from "../claims/claim.js";
import type { Rung } from "../claims/model.js";
import type { Curve } from "../claims/observation.js";
import type { Real } from "../numerics/real.js";
import { type Distribution, medianOf, mergeDistributions } from "./distribution.js";
import type { CurvePointRecord, CurveRecord, ObservationRecord } from "./run-record.js";

/**
 * What claims let us watch beside their verdicts: quantities over all trials that held, and runs to draw. Nothing here has
 * a part in a verdict: whatever throws or is unknown is left out. Values merge to the same distribution, and runs are
 * chosen by a total order, so that any split of the trials gives the same record.
 */

/** Values of each watched quantity. */
export type Observed = Readonly<Record<string, Distribution>>;

/** A run met by a trial, and what it is chosen by. */
export interface Run {
  readonly index: number;
  readonly stratum: string;
  /** By the curve's own measure; 0 where it has none. */
  readonly size: number;
  /** How far the promise goes: ln(first/last) where the axis is logarithmic, else the last x. */
  readonly reach: number;
  /** How near the promise the run ends: the quotient of both falls, or of the last values; at most 1 where it is kept. */
  readonly tightness: number;
  readonly points: readonly CurvePointRecord[];
}

/** Of each curve: the run on the largest instance that goes farthest, and the run that keeps its promise most narrowly. */
export type Runs = Readonly<Record<string, { readonly largest: Run; readonly tightest: Run | null }>>;

/** A run that promises less than half of a fall shows little: it is not chosen for being tight. */
const LEAST_REACH = 0.69;
/** Longer runs are drawn by so many of their points, evenly spaced. */
const MOST_POINTS = 128;

/** The claim's watched quantities on one instance. */
export function observe(claim: Claim, rung: Rung<unknown>): Readonly<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const [name, observation] of Object.entries(claim.observations)) {
    const value = attempted(() => observation(rung.view));
    if (value === null) continue;
    const ball = middle(realIn(value, rung.arithmetic));
    if (ball !== null) values[name] = ball;
  }
  return values;
}

/** Points of one curve on one instance; those with a side of which nothing is known are left out. */
export function pointsOf(curve: Curve<unknown>, rung: Rung<unknown>): readonly CurvePointRecord[] {
  return realPoints(curve, rung).map(pointRecord);
}

/** The claim's curves on one instance: those that have a run there. */
export function curvesOf(claim: Claim, rung: Rung<unknown>): readonly CurveRecord[] {
  return Object.entries(claim.curves).flatMap(([title, curve]) => {
    const points = pointsOf(curve, rung);
    return points.length < 2 ? [] : [{ title, ...axes(curve), points }];
  });
}

/** The claim's runs on one instance. */
export function runsOf(claim: Claim, rung: Rung<unknown>, index: number, stratum: string): Runs {
  const runs: Record<string, Runs[string]> = {};
  for (const [title, curve] of Object.entries(claim.curves)) {
    const points = realPoints(curve, rung);
    if (points.length < 2) continue;
    const [first, last] = [points[0], points[points.length - 1]];
    const size = attempted(() => (curve.size === undefined ? null : curve.size(rung.view)));
    const log = curve.log !== false;
    const fallOf = (side: "promised" | "actual") => middle(first[side].over(last[side]).log()) ?? 0;
    const reach = log ? fallOf("promised") : (middle(last.x) ?? 0);
    const fall = log ? fallOf("actual") : 0;
    const quotient = middle(last.actual.over(last.promised)) ?? 0;
    const run: Run = {
      index,
      stratum,
      size: size === null ? 0 : (middle(realIn(size, rung.arithmetic)) ?? 0),
      reach,
      tightness: log ? (fall > 0 ? reach / fall : 0) : quotient,
      points: thinned(points).map(pointRecord),
    };
    runs[title] = { largest: run, tightest: reach >= LEAST_REACH || !log ? run : null };
  }
  return runs;
}

/** Runs of earlier and of later trials together. */
export function mergeRuns(first: Runs, second: Runs): Runs {
  const merged: Record<string, Runs[string]> = { ...first };
  for (const [title, later] of Object.entries(second)) {
    const earlier = merged[title];
    merged[title] =
      earlier === undefined
        ? later
        : { largest: larger(earlier.largest, later.largest), tightest: tighter(earlier.tightest, later.tightest) };
  }
  return merged;
}

export function mergeObserved(first: Observed, second: Observed): Observed {
  const merged: Record<string, Distribution> = { ...first };
  for (const [name, later] of Object.entries(second)) {
    const earlier = merged[name];
    merged[name] = earlier === undefined ? later : mergeDistributions(earlier, later);
  }
  return merged;
}

/** Least, median (the lower one of two in the middle) and greatest value. */
export function observationRecords(observed: Observed): Readonly<Record<string, ObservationRecord>> {
  return Object.fromEntries(
    Object.entries(observed).map(([name, values]) => {
      const { count, least, greatest } = values;
      return [name, { count, min: least, median: medianOf(values), max: greatest }];
    }),
  );
}

/** The chosen runs of each curve, in the claim's order: one of them where one is both. */
export function curveRecords(claim: Claim, runs: Runs): readonly CurveRecord[] {
  return Object.entries(claim.curves).flatMap(([title, curve]) => {
    const chosen = runs[title];
    if (chosen === undefined) return [];
    const { largest, tightest } = chosen;
    const record = (run: Run, about: string): CurveRecord => ({
      title: `${title}: ${about}`,
      ...axes(curve),
      index: run.index,
      stratum: run.stratum,
      points: run.points,
    });
    if (tightest === null || tightest.index === largest.index) return [record(largest, "largest run")];
    return [record(tightest, "tightest run"), record(largest, "largest run")];
  });
}

interface RealPoint {
  readonly x: Real;
  readonly actual: Real;
  readonly promised: Real;
}

function realPoints(curve: Curve<unknown>, { view, arithmetic }: Rung<unknown>): readonly RealPoint[] {
  const points = attempted(() => curve.points(view)) ?? [];
  return points
    .map(({ x, actual, promised }) => ({
      x: realIn(x, arithmetic),
      actual: realIn(actual, arithmetic),
      promised: realIn(promised, arithmetic),
    }))
    .filter(({ x, actual, promised }) => [x, actual, promised].every((side) => middle(side) !== null));
}

/** The middle of what is known; null where nothing is. */
function middle(value: Real): number | null {
  const { mid, rad } = value.toBall();
  return value.known && Number.isFinite(mid) && Number.isFinite(rad) ? mid : null;
}

const ballOf = (value: Real): CurvePointRecord["actual"] => {
  const { mid, rad } = value.toBall();
  return { mid, rad };
};

const pointRecord = ({ x, actual, promised }: RealPoint): CurvePointRecord => ({
  x: x.toBall().mid,
  actual: ballOf(actual),
  promised: ballOf(promised),
});

const axes = ({ x, y, log = true }: Curve<unknown>) => ({ x, y, log });

function attempted<T>(compute: () => T | null): T | null {
  try {
    return compute();
  } catch {
    return null; // only watched: a claim whose observation throws is judged all the same
  }
}

function thinned<T>(points: readonly T[]): readonly T[] {
  if (points.length <= MOST_POINTS) return points;
  const last = points.length - 1;
  return Array.from({ length: MOST_POINTS }, (_, k) => points[Math.round((k * last) / (MOST_POINTS - 1))]);
}

const larger = (first: Run, second: Run): Run =>
  second.size > first.size || (second.size === first.size && second.reach > first.reach) ? second : first;

function tighter(first: Run | null, second: Run | null): Run | null {
  if (first === null || second === null) return first ?? second;
  return second.tightness > first.tightness ? second : first;
}
