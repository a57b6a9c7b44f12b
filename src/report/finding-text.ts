import type { Json } from "../claims/model.js";
import type { Confirmation, CounterexampleRecord, JudgementJson } from "../engine/api.js";
import { instanceLines, modelOf } from "./instance-text.js";
import { confirmationLines, judgementBlock } from "./judgement-text.js";
import { wrap } from "./layout.js";
import { plural } from "./numbers.js";
import type { Painter } from "./verdicts.js";

/** What is shown of one counterexample. */
export interface FindingText {
  readonly claim: string;
  readonly plain: string;
  readonly counterexample: CounterexampleRecord;
  /** The command that judges it again. */
  readonly command: string;
}

/** The conclusions that are violated; the confirmed one first. */
export function violatedConclusions(
  then: Readonly<Record<string, JudgementJson>>,
  confirmation: Confirmation,
): Readonly<Record<string, JudgementJson>> {
  const violated = Object.entries(then).filter(([, { verdict }]) => verdict === "violated");
  violated.sort(([a], [b]) => Number(b === confirmation.conclusion) - Number(a === confirmation.conclusion));
  return Object.fromEntries(violated);
}

/** "trial 12 of seed 1, shrunk in 37 evaluations" */
export function originText({ found, shrink, shrunkFrom }: CounterexampleRecord): string {
  const source = found.source ?? "trial";
  const origin = source === "trial" ? `trial ${found.index} of seed ${found.seed}` : `${source} ${found.index}`;
  if (shrink === undefined || shrunkFrom === null) return `found by ${origin}`;
  return `found by ${origin}, shrunk in ${plural(shrink.evaluations, "evaluation")}`;
}

/** A counterexample in full: hypotheses, the violated conclusion with both sides, the instance, the confirmation. */
export function renderFinding(
  { claim, plain, counterexample, command }: FindingText,
  width: number,
  paint: Painter,
): string {
  const { instance, given, then, confirmation } = counterexample;
  const hypotheses = judgementBlock(given, paint);
  return [
    paint.bold(paint.red(`Counterexample to ${claim}`)),
    wrap(plain, width, "  "),
    "",
    hypotheses.length === 0 ? "hypotheses: none" : "hypotheses, on this instance",
    ...hypotheses,
    "violated",
    ...judgementBlock(violatedConclusions(then, confirmation), paint),
    `instance (${modelOf(instance)}; ${originText(counterexample)})`,
    ...instanceLines(instance).map((line) => `    ${line}`),
    ...confirmationLines(confirmation, width),
    "",
    `  repeat it:  ${paint.bold(command)}`,
  ].join("\n");
}

/** An instance as indented lines, for verdicts that are about one instance. */
export const instanceBlock = (instance: Json): readonly string[] =>
  instanceLines(instance).map((line) => `    ${line}`);
