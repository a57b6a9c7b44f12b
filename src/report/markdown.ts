import type { ClaimRecord, RunRecord } from "../engine/api.js";
import { mutantsText, summaryLine, undecidedText } from "./console.js";
import { originText, violatedConclusions } from "./finding-text.js";
import { instanceLines, modelOf } from "./instance-text.js";
import { ballText, count, ratioText } from "./numbers.js";
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
    `### Counterexample to ${markdownCode(claim.id)}`,
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
  ];
}

/** Failures against claimed failure probabilities, folded away. */
function probabilityBlock(claims: readonly ClaimRecord[]): readonly string[] {
  const lines = probabilityLines(claims);
  if (lines.length === 0) return [];
  return ["", "<details><summary>Claimed failure probabilities</summary>", "", block(lines), "", "</details>"];
}

/** A run as Markdown, short enough for a comment on a pull request. */
export function renderMarkdown(record: RunRecord, replayCommand: (file: string) => string): string {
  const remarks = record.claims.flatMap((claim) => [
    ...(claim.verdict !== "held" && claim.counterexample === undefined && claim.reason !== undefined
      ? [`- ${markdownCode(claim.id)} is ${claim.verdict}: ${markdownText(claim.reason)}`]
      : []),
    ...claim.mutants
      .filter(({ status }) => status === "survived")
      .map(({ name }) => `- mutant ${markdownCode(name)} of ${markdownCode(claim.id)} survived`),
  ]);
  const observations = observationLines(record.claims);
  return `${[
    `## lemmacheck: ${record.summary.refuted > 0 ? `${record.summary.refuted} refuted` : record.summary.held === record.summary.claims ? "all claims held" : "not all claims established"}`,
    "",
    "| claim | verdict | evidence | trials | undecided | tightest | mutants killed |",
    "|---|---|---|--:|--:|--:|--:|",
    ...record.claims.map(claimRow),
    "",
    markdownText(summaryLine(record)),
    ...(remarks.length === 0 ? [] : ["", ...remarks]),
    ...probabilityBlock(record.claims),
    ...observations.flatMap((line, i) => [...(i === 0 ? [""] : []), `- ${markdownText(line)}`]),
    ...record.claims.flatMap((claim) => findingSection(claim, replayCommand)),
  ].join("\n")}\n`;
}
