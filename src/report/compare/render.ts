import { markdownCode, markdownText } from "../markdown.js";
import type { Change, Comparison, Direction } from "./compare.js";

const WORD: Readonly<Record<Direction, string>> = { worse: "worse ", better: "better", neutral: "      " };
const ORDER: readonly Direction[] = ["worse", "better", "neutral"];

const sorted = ({ changes }: Comparison): readonly Change[] =>
  ORDER.flatMap((direction) => changes.filter((change) => change.direction === direction));

const headline = ({ worse, better, changes }: Comparison): string =>
  changes.length === 0
    ? "nothing changed"
    : `${worse} worse, ${better} better, ${changes.length - worse - better} other changes`;

/** For terminals: one line a change, what got worse first. */
export const comparisonText = (comparison: Comparison): string =>
  [
    headline(comparison),
    ...sorted(comparison).map(({ claim, direction, text }) => `  ${WORD[direction]}  ${claim}: ${text}`),
  ].join("\n");

/** For a pull-request comment. */
export function comparisonMarkdown(comparison: Comparison): string {
  const rows = sorted(comparison).map(
    ({ claim, direction, text }) =>
      `| ${direction === "worse" ? "❌ worse" : direction === "better" ? "✅ better" : "·"} | ${markdownCode(claim)} | ${markdownText(text)} |`,
  );
  const table = rows.length === 0 ? [] : ["", "| | claim | change |", "|---|---|---|", ...rows];
  return `${[`**lemmacheck:** ${headline(comparison)}`, ...table].join("\n")}\n`;
}
