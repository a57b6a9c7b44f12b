import type { CheckResult, Confirmation, JudgementJson } from "../engine/api.js";
import { hanging, wrap } from "./layout.js";
import { ballText, shortNumber } from "./numbers.js";
import { type Painter, verdictSign, verdictText } from "./verdicts.js";

const SIGN = { "<=": "≤", "<": "<", "=": "=" } as const;

/** The hypotheses or conclusions of one instance, aligned. */
export function judgementBlock(judgements: Readonly<Record<string, JudgementJson>>, paint: Painter): readonly string[] {
  const names = Object.entries(judgements).map(([name, { label }]) =>
    label === undefined ? name : `${name} (${label})`,
  );
  const width = Math.min(40, Math.max(0, ...names.map((name) => name.length)));
  return Object.entries(judgements).flatMap(([, judgement], index) => {
    const head = `  ${verdictSign(judgement.verdict, paint)} ${names[index].padEnd(width)}  `;
    const { left, right, relation, evidence, reason, margin, verdict } = judgement;
    const notes = [
      evidence,
      ...(reason === undefined ? [] : [reason === "tie" ? "tie: both sides agree to 60 digits" : reason]),
      ...(margin === null || verdict === "holds" ? [] : [`margin ${shortNumber(margin, 3)}`]),
    ];
    return [`${head}${ballText(left)} ${SIGN[relation]} ${ballText(right)}  ${paint.dim(`(${notes.join(", ")})`)}`];
  });
}

/** What the second arithmetic says of a violation: both sides to 60 digits. */
export function confirmationLines(confirmation: Confirmation, width: number): readonly string[] {
  const { arithmetic, digits, conclusion, label, left, right } = confirmation;
  const precision = Number.isFinite(digits) && digits < 1e6 ? `, ${digits} digits` : "";
  return [
    wrap(
      `confirmed for ${conclusion}${label === undefined ? "" : ` (${label})`} by a second arithmetic (${arithmetic}${precision}):`,
      width,
      "  ",
    ),
    hanging("    left", left, 12, width),
    hanging("    right", right, 12, width),
  ];
}

/** The judgement of one claim on one instance: what `check` prints. */
export function renderCheck(result: CheckResult, width: number, paint: Painter): string {
  const given = judgementBlock(result.given, paint);
  const then = judgementBlock(result.then, paint);
  return [
    `${paint.bold(result.claim)}${result.mutant === undefined ? "" : `, mutant ${result.mutant}`}: ${verdictText(result.verdict, paint)} (evidence: ${result.evidence})`,
    ...(result.reason === undefined ? [] : [wrap(result.reason, width, "  ")]),
    ...(given.length === 0 ? [] : ["", "hypotheses", ...given]),
    ...(then.length === 0 ? [] : ["", "conclusions", ...then]),
    ...(result.confirmation === undefined ? [] : ["", ...confirmationLines(result.confirmation, width)]),
  ].join("\n");
}
