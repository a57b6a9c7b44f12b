import type { ClaimRecord, RunRecord } from "../engine/api.js";
import { mutantsText, summaryLine, undecidedText } from "./console.js";
import { originText, violatedConclusions } from "./finding-text.js";
import { instanceLines, modelOf } from "./instance-text.js";
import { ballText, count, plural, ratioText } from "./numbers.js";
import { observationLines } from "./observation-text.js";
import { probabilityLines } from "./probability-text.js";

/** Text that Markdown (and the HTML in it) shows as it is, in one line. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]()#+!|~$@-]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
}

/** Text as inline code, with a fence longer than any run of backticks in it. */
export function markdownCode(text: string): string {
  const flat = text.replace(/\s+/g, " ").replace(/\|/g, "\\|");
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${flat}${fence}` : `${fence} ${flat} ${fence}`;
}

/** Lines as a code block, with a fence longer than any in them. */
function block(lines: readonly string[]): string {
  const longest = Math.max(2, ...[...lines.join("\n").matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence, ...lines, fence].join("\n");
}

const SIGN = { held: "✅", refuted: "❌", undecided: "❔", vacuous: "∅", error: "⚠️" } as const;

function claimRow(claim: ClaimRecord): string {
  const cells = [
    markdownCode(claim.id),
    `${SIGN[claim.verdict]} ${claim.verdict}`,
    claim.evidence ?? "–",
    count(claim.trials.drawn),
    undecidedText(claim),
    ratioText(claim.tightest?.ratio ?? null),
    mutantsText(claim),
  ];
  return `| ${cells.join(" | ")} |`;
}

function findingSection(claim: ClaimRecord, replayCommand: (file: string) => string): readonly string[] {
  const { counterexample } = claim;
  if (counterexample === undefined) return [];
  const { instance, given, then, confirmation } = counterexample;
  const sides = (judgements: typeof then): readonly string[] =>
    Object.entries(judgements).map(
      ([name, { left, relation, right, verdict, label }]) =>
        `${verdict.padEnd(9)} ${label === undefined ? name : `${name} (${label})`}: ${ballText(left)} ${relation} ${ballText(right)}`,
    );
  return [
    "",
    `<details><summary>Counterexample to <code>${markdownText(claim.id)}</code></summary>`,
    "",
    markdownText(claim.plain),
    "",
    block([
      ...sides(given),
      ...sides(violatedConclusions(then, confirmation)),
      "",
      `${modelOf(instance)}, ${originText(counterexample)}`,
      ...instanceLines(instance),
      "",
      `confirmed for ${confirmation.conclusion}: ${confirmation.arithmetic}`,
      `left  ${confirmation.left}`,
      `right ${confirmation.right}`,
    ]),
    "",
    `Repeat it: ${markdownCode(replayCommand(counterexample.file))}`,
    "",
    "</details>",
  ];
}

/** Lines folded away; nothing where there are none. */
const folded = (summary: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", `<details><summary>${summary}</summary>`, "", ...lines, "", "</details>"];

/** Rows of a table, at about a hundred characters each. */
const MOST_ROWS = 150;

const table = (claims: readonly ClaimRecord[]): readonly string[] =>
  claims.length === 0
    ? []
    : [
        "| claim | verdict | evidence | trials | undecided | tightest | mutants killed |",
        "|---|---|---|--:|--:|--:|--:|",
        ...claims.slice(0, MOST_ROWS).map(claimRow),
        ...(claims.length > MOST_ROWS ? ["", `and ${count(claims.length - MOST_ROWS)} more`] : []),
      ];

/** A comment on GitHub has at most 65 536 characters. */
const LONGEST = 60_000;

/** As many findings as a comment can hold; the others are named. */
function findings(record: RunRecord, replayCommand: (file: string) => string, room: number): readonly string[] {
  const lines: string[] = [];
  let [length, left] = [0, 0];
  for (const claim of record.claims) {
    const section = findingSection(claim, replayCommand);
    const size = section.reduce((sum, line) => sum + line.length + 1, 0);
    if (length + size > room) left++;
    else {
      lines.push(...section);
      length += size;
    }
  }
  return left === 0 ? lines : [...lines, "", `${left} more counterexamples stand in report.html and run.json.`];
}

/** What asks for attention: all but claims that held with every mutant killed. */
const isOpen = ({ verdict, mutants }: ClaimRecord): boolean =>
  verdict !== "held" || mutants.some(({ status }) => status === "survived");

/** A run as Markdown, short enough for a comment on a pull request: what asks for attention first, the rest folded. */
export function renderMarkdown(record: RunRecord, replayCommand: (file: string) => string): string {
  const remarks = record.claims.flatMap((claim) => [
    ...(claim.verdict !== "held" && claim.counterexample === undefined && claim.reason !== undefined
      ? [`- ${markdownCode(claim.id)} is ${claim.verdict}: ${markdownText(claim.reason)}`]
      : []),
    ...claim.mutants
      .filter(({ status }) => status === "survived")
      .map(({ name }) => `- mutant ${markdownCode(name)} of ${markdownCode(claim.id)} survived`),
  ]);
  const probabilities = probabilityLines(record.claims);
  const open = record.claims.filter(isOpen);
  const held = record.claims.filter((claim) => !isOpen(claim));
  const lines = [
    `## lemmacheck: ${record.summary.refuted > 0 ? `${record.summary.refuted} refuted` : record.summary.held === record.summary.claims ? "all claims held" : "not all claims established"}`,
    "",
    markdownText(summaryLine(record)),
    ...(open.length === 0 ? [] : ["", ...table(open)]),
    ...(remarks.length === 0 ? [] : ["", ...remarks]),
    ...folded(`${plural(held.length, "claim")} held`, table(held)),
    ...folded("Claimed failure probabilities", probabilities.length === 0 ? [] : [block(probabilities)]),
    ...folded(
      "Watched, not judged",
      observationLines(record.claims).map((line) => `- ${markdownText(line)}`),
    ),
  ];
  const room = LONGEST - lines.reduce((sum, line) => sum + line.length + 1, 0);
  return `${[...lines, ...findings(record, replayCommand, room)].join("\n")}\n`;
}
