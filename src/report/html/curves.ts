import { scaleLinear, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";
import type { CurvePointRecord, CurveRecord } from "../../engine/run-record.js";
import type { Enclosure } from "../../numerics/real.js";
import { isolate } from "./escape.js";
import { formatNumber } from "./format.js";
import { round, svg } from "./svg.js";

/** Points that are drawn of one run. */
const MOST_POINTS = 60;
/** Runs that are drawn of one claim or counterexample. */
const MOST_CURVES = 6;

const lower = ({ mid, rad }: CurvePointRecord["actual"]): number => mid - rad;
const upper = ({ mid, rad }: CurvePointRecord["actual"]): number => mid + rad;
const isViolated = ({ actual, promised }: CurvePointRecord): boolean => lower(actual) > upper(promised);

/** Evenly chosen points, with the first and the last, and the first that breaks the promise. */
function chosen(points: readonly CurvePointRecord[]): readonly CurvePointRecord[] {
  if (points.length <= MOST_POINTS) return points;
  const broken = points.findIndex(isViolated);
  const kept = new Set(
    Array.from({ length: MOST_POINTS }, (_, k) => Math.round((k * (points.length - 1)) / (MOST_POINTS - 1))),
  );
  if (broken >= 0) kept.add(broken);
  return points.filter((_, index) => kept.has(index));
}

const finite = (point: CurvePointRecord): boolean =>
  [point.x, point.actual.mid, point.actual.rad, point.promised.mid, point.promised.rad].every(Number.isFinite);

/** The sides of a violated conclusion of a mutant: drawn where its left side is a point of the run. */
export interface Rival {
  readonly actual: Enclosure;
  readonly promised: Enclosure;
}

/** Whether two enclosures are of one number, as far as they tell: a relative 1e-9 apart is no coincidence of a run. */
const isSame = (a: Enclosure, b: Enclosure): boolean =>
  Math.abs(a.mid - b.mid) <= a.rad + b.rad + 1e-9 * Math.abs(a.mid) && a.mid !== 0;

const cross = (x: number, y: number): string => `<path class="cross" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10"/>`;

/** One run: what happened (line, with its error as a band) below or above what was promised (dashed, shaded below). */
function plot(curve: CurveRecord, promiser: string, rival: Rival | undefined): string {
  const points = chosen(curve.points.filter(finite));
  if (points.length < 2) return "";
  const [width, height, left, right, bottom, top] = [500, 210, 64, 14, 22, 10];
  // A mutant that drops a hypothesis makes the claim's own promise: then the first point that breaks it is marked.
  const met =
    rival === undefined
      ? undefined
      : points.find(({ actual, promised }) => isSame(actual, rival.actual) && !isSame(promised, rival.promised));
  const broken =
    met === undefined || rival === undefined ? points.find(isViolated) : { ...met, promised: rival.promised };
  const shown = broken === undefined ? points : [...points, broken];
  const positive = shown.flatMap(({ actual, promised }) => [actual.mid, promised.mid]).filter((value) => value > 0);
  const log = curve.log && positive.length > 0;
  const floor = log ? Math.max(Math.min(...positive), Math.max(...positive) * 1e-16) : 0;
  const values = shown.flatMap(({ actual, promised }) => [lower(actual), upper(actual), promised.mid]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range: [number, number] = [height - bottom, top];
  const y = log
    ? scaleLog([floor, Math.max(most, floor * 10)], range)
        .nice()
        .clamp(true)
    : scaleLinear([Math.min(least, 0), most > least ? most : least + 1], range).nice();
  const at = (value: number): number => round(y(log ? Math.max(value, floor) : value));
  const [first, last] = [points[0].x, points[points.length - 1].x];
  const x = scaleLinear([first, last > first ? last : first + 1], [left, width - right]);
  const across = ({ x: place }: CurvePointRecord): number => round(x(place));
  const promised = line<CurvePointRecord>(across, (point) => at(point.promised.mid)).digits(1)(points);
  const actual = line<CurvePointRecord>(across, (point) => at(point.actual.mid)).digits(1)(points);
  const allowed = area<CurvePointRecord>(across, height - bottom, (point) => at(point.promised.mid)).digits(1)(points);
  const wide = points.some((point) => Math.abs(at(lower(point.actual)) - at(upper(point.actual))) > 1);
  const band = wide
    ? `<path class="band" d="${area<CurvePointRecord>(
        across,
        (point) => at(lower(point.actual)),
        (point) => at(upper(point.actual)),
      ).digits(1)(points)}"/>`
    : "";
  const dots =
    points.length <= 24 ? points.map((point) => `M${across(point) - 2} ${at(point.actual.mid) - 2}h4v4h-4z`) : [];
  const decades = log
    ? y.ticks(5).filter((tick) => Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6))
    : y.ticks(5);
  const ticks = decades.filter((_, index) => index % Math.ceil(decades.length / 6) === 0);
  const grid = ticks.map((tick) => `M${left} ${round(y(tick))}H${width - right}`).join("");
  const yLabels = ticks.map(
    (tick) => `<text class="end" x="${left - 6}" y="${round(y(tick) + 4)}">${formatNumber(tick, 3)}</text>`,
  );
  const xLabels = x
    .ticks(6)
    .map((tick) => `<text x="${round(x(tick))}" y="${height - bottom + 16}">${formatNumber(tick, 4)}</text>`);
  const mark =
    broken === undefined
      ? ""
      : `<path class="broken" d="M${across(broken)} ${top}V${height - bottom}"/><circle class="violated" cx="${across(broken)}" cy="${at(broken.actual.mid)}" r="4.5"/>${met === undefined ? "" : cross(across(broken), at(broken.promised.mid))}`;
  const body = `<path class="allowed" d="${allowed}"/><path class="grid" d="${grid}"/>${band}<path class="promised" d="${promised}"/><path class="actual" d="${actual}"/><path class="dots" d="${dots.join("")}"/>${mark}<g class="ticks">${xLabels.join("")}</g>${yLabels.join("")}`;
  const end = points[points.length - 1];
  const words = `${curve.y} against ${curve.x}: ends at ${formatNumber(end.actual.mid, 3)}, promised at most ${formatNumber(end.promised.mid, 3)}`;
  const verdict =
    broken === undefined
      ? ""
      : met !== undefined
        ? ` <strong class="text-refuted">The mutant promises at most ${formatNumber(broken.promised.mid)} at ${isolate(curve.x)} ${formatNumber(broken.x)}</strong> (cross): it is ${formatNumber(broken.actual.mid)}.`
        : ` <strong class="text-refuted">The promise is first broken at ${isolate(curve.x)} ${formatNumber(broken.x)}</strong>: ${formatNumber(broken.actual.mid)} instead of at most ${formatNumber(broken.promised.mid)}.`;
  const where =
    curve.index === undefined
      ? ""
      : ` (trial ${curve.index}${curve.stratum === undefined ? "" : `, ${isolate(curve.stratum)}`})`;
  return `<figure class="curve">${svg(width, height, words, body)}<figcaption>${isolate(curve.title)}${where}. Line: ${isolate(curve.y)} against ${isolate(curve.x)}${log ? ", logarithmic" : ""}; dashed: what ${promiser}.${verdict}</figcaption></figure>`;
}

/**
 * Runs beside what the claim promises of them; empty where there is nothing to draw.
 * @param promiser who promises what is drawn: beside a mutant's counterexample it is still the claim
 * @param rival what a mutant promises instead
 */
export function curvePlots(
  curves: readonly CurveRecord[] | undefined,
  promiser = "the claim promises",
  rival: Rival | undefined = undefined,
): string {
  const plots = (curves ?? []).slice(0, MOST_CURVES).map((curve) => plot(curve, promiser, rival));
  return plots.join("") === "" ? "" : `<div class="curves">${plots.join("")}</div>`;
}
