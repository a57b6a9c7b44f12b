import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import type { ClaimRecord, TightnessHistogram } from "../../engine/run-record.js";
import { escapeHtml } from "./escape.js";
import { formatCount } from "./format.js";
import { box, round, svg } from "./svg.js";

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
    const rect = count === 0 ? "" : `<path class="${name}" d="${box(x, 0, Math.max(width, 1), 10)}"/>`;
    x += width;
    return rect;
  });
  const words = parts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${formatCount(count)} ${name}`)
    .join(", ");
  return svg(120, 10, `${formatCount(drawn)} trials: ${words}`, segments.join(""), "bar");
}

/** The smallest tightness below which a share of the trials lies, to the width of a bin. */
function quantile({ below, bins }: TightnessHistogram, share: number): string {
  const total = below + bins.reduce((sum, count) => sum + count, 0);
  let seen = below;
  if (seen >= share * total) return "below 0";
  for (const [index, count] of bins.entries()) {
    seen += count;
    if (seen >= share * total) return `below ${(index + 1) / bins.length}`;
  }
  return "at most 1";
}

/** How tight the bounds came out: number of trials per interval of left/right. */
export function tightnessHistogram(histogram: TightnessHistogram): string {
  const { below, bins } = histogram;
  const total = below + bins.reduce((sum, count) => sum + count, 0);
  if (total === 0) return "";
  const [width, height, bottom, left] = [520, 170, 34, 46];
  const x = scaleLinear([0, 1], [left, width - 10]);
  const y = scaleLinear([0, Math.max(...bins, 1)], [height - bottom, 12]).nice(4);
  const top = y.domain()[1];
  const bars = bins.map((count, index) =>
    count === 0
      ? ""
      : box(
          x(index / bins.length) + 0.5,
          y(count),
          x(1 / bins.length) - x(0) - 1,
          Math.max(1, height - bottom - y(count)),
        ),
  );
  const xTicks = x
    .ticks(5)
    .map((tick) => `<text x="${Math.round(x(tick))}" y="${height - bottom + 16}">${tick}</text>`);
  const grid = [0, top / 2, top].map((tick) => `M${left} ${round(y(tick))}H${width - 10}`);
  const labels = `<g class="end" transform="translate(${left - 6} 4)"><text y="${height - bottom}">0</text><text y="${round(y(top))}">${formatCount(top)}</text></g>`;
  const words = `Tightness of ${formatCount(total)} trials: a quarter ${quantile(histogram, 0.25)}, half ${quantile(histogram, 0.5)}, nine tenths ${quantile(histogram, 0.9)}`;
  const outside =
    below === 0 ? "" : `<p class="soft">${formatCount(below)} trials with a left side below 0 are not shown.</p>`;
  return `${svg(width, height, words, `<path class="grid" d="${grid.join("")}"/><path class="held" d="${bars.join("")}"/><g class="ticks">${xTicks.join("")}<text x="278" y="${height - 2}">left side ÷ right side (1 = attained)</text></g>${labels}`)}${outside}`;
}

/** The histogram at the size of a word. */
export function sparkline(histogram: TightnessHistogram): string {
  const top = Math.max(...histogram.bins, 0);
  if (top === 0) return "";
  const points = histogram.bins.map((count, index): [number, number] => [
    (index * 100) / (histogram.bins.length - 1),
    19 - (17 * count) / top,
  ]);
  const path = line().digits(0)(points) ?? "";
  return svg(100, 20, "How tight the bound came out, 0 to 1", `<path class="spark" d="${path}"/>`, "sparkline");
}

/** Strata that a chart shows. */
const MOST_STRATA = 60;

/** Trials of each stratum against the number required, on a logarithmic axis. */
export function coverageChart(record: ClaimRecord): string {
  const all = Object.entries(record.coverage);
  const strata = all.slice(0, MOST_STRATA);
  if (strata.length === 0) return "";
  const [width, row, left] = [620, 20, 250];
  const height = strata.length * row + 22;
  const largest = Math.max(...strata.map(([, { trials, required }]) => Math.max(trials, required)), 10);
  const x = scaleLog([1, largest], [left, width - 80]).clamp(true);
  const bars = { held: "", undecided: "" };
  let marks = "";
  for (const [index, [, { trials, required }]] of strata.entries()) {
    const y = index * row;
    const [from, to] = [Math.round(x(Math.max(required, 1))), Math.round(x(Math.max(trials, 1)))];
    if (trials > 0) bars[trials >= required ? "held" : "undecided"] += box(left, y + 3, Math.max(to - left, 2), 14);
    marks += `M${from} ${y + 1}v18`;
  }
  const lines = (text: (stratum: (typeof strata)[number]) => string): string =>
    strata.map((stratum, index) => `<text y="${index * row}">${text(stratum)}</text>`).join("");
  const words = `<g class="end" transform="translate(${left - 6} 14)">${lines(([name]) => escapeHtml(name, 42))}</g><g transform="translate(${width - 74} 14)">${lines(([, { trials, required }]) => `${trials} / ${required}`)}</g>`;
  const hidden = all.length > MOST_STRATA ? `; ${all.length - MOST_STRATA} more strata in run.json` : "";
  const caption = `<text x="${left}" y="${height - 6}">trials drawn (bar), required (mark); logarithmic${hidden}</text>`;
  const body = `<path class="held" d="${bars.held}"/><path class="undecided" d="${bars.undecided}"/><path class="mark" d="${marks}"/>${words}${caption}`;
  return svg(width, height, "Coverage by stratum: trials drawn and required", body, "plot");
}
