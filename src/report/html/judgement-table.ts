import type { JudgementJson } from "../../engine/run-record.js";
import { ballText } from "../numbers.js";
import { escapeHtml, escapeText, isolate } from "./escape.js";
import { formatNumber } from "./format.js";

const RELATION: Readonly<Record<string, string>> = { "<=": "≤", "<": "&lt;", "=": "=" };

/** As everywhere: the middle in full, the radius rounded up, so that what is shown still encloses. */
const enclosure = (side: JudgementJson["left"]): string => (side === null ? "unknown" : escapeText(ballText(side)));

/** How far apart the sides are, counted in their own error bounds. */
function separation({ left, right }: JudgementJson): string {
  if (left === null || right === null) return "–";
  const radius = left.rad + right.rad;
  if (radius === 0) return "exact";
  return formatNumber(Math.abs(left.mid - right.mid) / radius, 3);
}

function judgementRows(
  judgements: Readonly<Record<string, JudgementJson>>,
  word: (j: JudgementJson) => string,
  distance: (j: JudgementJson) => number | null,
): string {
  return Object.entries(judgements)
    .map(
      ([name, judgement]) =>
        `<tr><th scope="row">${isolate(name)}${judgement.label === undefined ? "" : ` <span class="soft">${isolate(judgement.label)}</span>`}</th><td class="n">${enclosure(judgement.left)}</td><td>${RELATION[judgement.relation] ?? escapeHtml(judgement.relation)}</td><td class="n">${enclosure(judgement.right)}</td><td>${word(judgement)}</td><td class="n">${formatNumber(distance(judgement), 4)}</td><td class="n">${separation(judgement)}</td></tr>`,
    )
    .join("");
}

/** Judgements in a table; hypotheses have a slack, conclusions a margin by which they are violated. */
export function judgementTable(
  caption: "Hypotheses" | "Conclusions",
  judgements: Readonly<Record<string, JudgementJson>>,
): string {
  if (Object.keys(judgements).length === 0) return `<p class="soft">${caption}: none.</p>`;
  const [word, distance, heading] =
    caption === "Hypotheses"
      ? ([hypothesisWord, slackOf, "slack"] as const)
      : ([conclusionWord, ({ margin }: JudgementJson) => margin, "margin"] as const);
  return `<div class="scroll" tabindex="0"><table><caption class="soft">${caption}</caption><thead><tr><th>name</th><th class="n">left side</th><th></th><th class="n">right side</th><th>on this instance</th><th class="n">${heading}</th><th class="n">gap in error units</th></tr></thead><tbody>${judgementRows(judgements, word, distance)}</tbody></table></div>`;
}

/** How far the hypothesis is from failing, relative to the larger side. */
const slackOf = ({ margin }: JudgementJson): number | null => (margin === null ? null : 0 - margin);

const conclusionWord = ({ verdict }: JudgementJson): string =>
  verdict === "violated"
    ? '<strong class="text-refuted">✗ violated</strong>'
    : verdict === "holds"
      ? '<span class="text-held">✓ holds</span>'
      : "? undecided";
const hypothesisWord = ({ verdict }: JudgementJson): string =>
  verdict === "holds"
    ? '<span class="text-held">✓ satisfied</span>'
    : verdict === "violated"
      ? "✗ not satisfied"
      : "? undecided";
