import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import type { ClaimRecord, TightnessHistogram } from "../../engine/run-record.js";
import { escapeHtml } from "./escape.js";
import { formatCount, formatNumber } from "./format.js";

const svg = (width: number, height: number, title: string, body: string, className = "plot"): string =>
  `<svg class="${className}" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><title>${escapeHtml(title)}</title>${body}</svg>`;

const round = (value: number): string => String(Math.round(value * 100) / 100);

/** A bar a stratum would be too much for a row: one bar whose segments are the outcomes of all trials. */
export function outcomeBar(record: ClaimRecord): string {
  const { drawn, held, violated, undecided, ties, vacuous, error } = record.trials;
  if (drawn === 0) return "";
  const parts = [
    ["violated", violated],
    ["error", error],
    ["undecided", undecided + ties],
    ["held", held],
    ["vacuous", vacuous],
  ] as const;
  let x = 0;
  const segments = parts.map(([name, count]) => {
    const width = (120 * count) / drawn;
    const rect =
      count === 0
        ? ""
        : `<rect class="${name}" x="${round(x)}" y="0" width="${round(Math.max(width, 1))}" height="10"/>`;
    x += width;
    return rect;
  });
  const words = parts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${formatCount(count)} ${name}`)
    .join(", ");
  return svg(120, 10, `${formatCount(drawn)} trials: ${words}`, segments.join(""), "bar");
}

/** How tight the bounds came out: number of trials per interval of left/right. */
export function tightnessHistogram(histogram: TightnessHistogram): string {
  const total = histogram.below + histogram.bins.reduce((sum, count) => sum + count, 0);
  if (total === 0) return "";
  const [width, height, bottom, left] = [520, 180, 34, 46];
  const x = scaleLinear([0, 1], [left, width - 10]);
  const y = scaleLinear([0, Math.max(...histogram.bins, 1)], [height - bottom, 12]).nice(4);
  const bars = histogram.bins.map((count, index) => {
    const [from, to] = [index / histogram.bins.length, (index + 1) / histogram.bins.length];
    return `<rect class="held" x="${round(x(from) + 0.5)}" y="${round(y(count))}" width="${round(x(to) - x(from) - 1)}" height="${round(height - bottom - y(count))}"><title>${count} trials with left/right in [${from}, ${to})</title></rect>`;
  });
  const xTicks = x
    .ticks(5)
    .map((tick) => `<text x="${round(x(tick))}" y="${height - bottom + 16}" text-anchor="middle">${tick}</text>`);
  const yTicks = y
    .ticks(4)
    .map(
      (tick) =>
        `<line class="grid" x1="${left}" x2="${width - 10}" y1="${round(y(tick))}" y2="${round(y(tick))}"/><text x="${left - 6}" y="${round(y(tick) + 4)}" text-anchor="end">${formatCount(tick)}</text>`,
    );
  const label = `<text x="${(left + width) / 2}" y="${height - 2}" text-anchor="middle">tightness: left side ÷ right side (1 = attained)</text>`;
  return svg(
    width,
    height,
    `Tightness of ${formatCount(total)} trials`,
    yTicks.join("") + bars.join("") + xTicks.join("") + label,
  );
}

/** The histogram at the size of a word. */
export function sparkline(histogram: TightnessHistogram): string {
  const top = Math.max(...histogram.bins, 0);
  if (top === 0) return "";
  const points = histogram.bins.map((count, index): [number, number] => [
    (index * 100) / (histogram.bins.length - 1),
    19 - (17 * count) / top,
  ]);
  const path = line()(points) ?? "";
  return svg(100, 20, "How tight the bound came out, 0 to 1", `<path class="spark" d="${path}"/>`, "sparkline");
}

/** Trials of each stratum against the number required, on a logarithmic axis. */
export function coverageChart(record: ClaimRecord): string {
  const strata = Object.entries(record.coverage).slice(0, 60);
  if (strata.length === 0) return "";
  const [width, row, left] = [620, 20, 250];
  const height = strata.length * row + 26;
  const largest = Math.max(...strata.map(([, { trials, required }]) => Math.max(trials, required)), 10);
  const x = scaleLog([1, largest], [left, width - 60]).clamp(true);
  const bars = strata.map(([name, { trials, required }], index) => {
    const y = index * row;
    const met = trials >= required;
    return `<text x="${left - 6}" y="${y + 14}" text-anchor="end">${escapeHtml(name, 42)}</text><rect class="${met ? "held" : "undecided"}" x="${left}" y="${y + 3}" width="${round(Math.max(trials > 0 ? x(trials) - left : 0, trials > 0 ? 2 : 0))}" height="14"/><line class="mark" x1="${round(x(Math.max(required, 1)))}" x2="${round(x(Math.max(required, 1)))}" y1="${y + 1}" y2="${y + 19}"/><text x="${width - 54}" y="${y + 14}">${formatCount(trials)} / ${formatCount(required)}</text>`;
  });
  const caption = `<text x="${left}" y="${height - 6}">trials drawn (bar) and required (mark), logarithmic</text>`;
  return svg(width, height, "Coverage by stratum: trials drawn and required", bars.join("") + caption);
}

/** Signed magnitudes of a matrix as colours: blue for positive, orange for negative, both readable without colour by sign. */
export function heatMap(rows: readonly (readonly number[])[], name: string): string {
  const columns = rows[0]?.length ?? 0;
  if (rows.length * columns > 4096 || columns === 0) return "";
  const cell = Math.max(4, Math.min(22, Math.floor(220 / Math.max(rows.length, columns))));
  const largest = rows.flat().reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  const cells = rows.flatMap((row, i) =>
    row.map((value, j) => {
      const strength = largest === 0 ? 0 : Math.abs(value) / largest;
      const kind = value > 0 ? "positive" : value < 0 ? "negative" : "zero";
      return `<rect class="${kind}" fill-opacity="${round(kind === "zero" ? 1 : 0.15 + 0.85 * strength)}" x="${j * cell}" y="${i * cell}" width="${cell - 1}" height="${cell - 1}"><title>${escapeHtml(name, 20)}[${i}][${j}] = ${formatNumber(value)}</title></rect>`;
    }),
  );
  return svg(columns * cell, rows.length * cell, `Heat map of ${name}`, cells.join(""), "heat");
}
