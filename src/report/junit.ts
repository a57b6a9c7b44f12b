import { XMLBuilder } from "fast-xml-parser";
import type { ClaimRecord, MutantRecord, RunRecord } from "../engine/api.js";
import { originText, violatedConclusions } from "./finding-text.js";
import { instanceLines } from "./instance-text.js";
import { ballText, plural } from "./numbers.js";

/** Text without the characters that XML 1.0 can't hold (section 2.2: Char). */
function xmlText(text: string): string {
  return text.replace(/(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, "\ufffd");
}

interface Outcome {
  readonly "@message": string;
  readonly "@type"?: string;
  readonly "#text"?: string;
}

interface TestCase {
  readonly "@name": string;
  readonly "@classname": string;
  readonly "@time": string;
  readonly failure?: Outcome;
  readonly error?: Outcome;
  readonly skipped?: Outcome;
}

function counterexampleText(claim: ClaimRecord, replayCommand: (file: string) => string): string {
  const { counterexample } = claim;
  if (counterexample === undefined) return claim.reason ?? "";
  const { instance, given, then, confirmation } = counterexample;
  const violated = violatedConclusions(then, confirmation);
  return [
    claim.plain,
    ...Object.entries({ ...given, ...violated }).map(
      ([name, { left, relation, right, verdict }]) =>
        `${verdict} ${name}: ${ballText(left)} ${relation} ${ballText(right)}`,
    ),
    originText(counterexample),
    ...instanceLines(instance),
    `confirmed: ${confirmation.arithmetic}`,
    `left  ${confirmation.left}`,
    `right ${confirmation.right}`,
    `repeat it: ${replayCommand(counterexample.file)}`,
  ].join("\n");
}

function claimCase(claim: ClaimRecord, seconds: string, replayCommand: (file: string) => string): TestCase {
  const slash = claim.id.indexOf("/");
  const base: TestCase = {
    "@name": claim.id.slice(slash + 1),
    "@classname": claim.id.slice(0, slash),
    "@time": seconds,
  };
  const outcome: Outcome = {
    "@message": xmlText(`${claim.verdict}${claim.reason === undefined ? "" : `: ${claim.reason}`}`),
    "@type": claim.verdict,
  };
  if (claim.verdict === "refuted") {
    const text = xmlText(counterexampleText(claim, replayCommand));
    return { ...base, failure: { ...outcome, "#text": text } };
  }
  if (claim.verdict === "error") return { ...base, error: outcome };
  if (claim.verdict !== "held") return { ...base, skipped: { "@message": outcome["@message"] } };
  return base;
}

function mutantCase(claim: ClaimRecord, { name, status, trials, reason }: MutantRecord): TestCase {
  const slash = claim.id.indexOf("/");
  const base: TestCase = {
    "@name": xmlText(`${claim.id.slice(slash + 1)}: mutant ${name} is killed`),
    "@classname": `${claim.id.slice(0, slash)}.mutants`,
    "@time": "0",
  };
  const message = xmlText(`${status} after ${plural(trials, "trial")}${reason === undefined ? "" : `: ${reason}`}`);
  if (status === "survived") return { ...base, failure: { "@message": message, "@type": "survived" } };
  if (status === "not run") return { ...base, skipped: { "@message": "not run" } };
  return base;
}

/**
 * A run as JUnit XML: a test case per claim (refuted: failure; error: error; undecided and vacuous: skipped, with the
 * reason) and per mutant (survived: failure).
 */
export function renderJUnit(record: RunRecord, replayCommand: (file: string) => string): string {
  const papers = [...new Set(record.claims.map(({ id }) => id.slice(0, id.indexOf("/"))))];
  const suites = papers.map((paper) => {
    const claims = record.claims.filter(({ id }) => id.startsWith(`${paper}/`));
    const milliseconds = (id: string): number => record.timing.claims[id]?.milliseconds ?? 0;
    const cases = claims.flatMap((claim) => [
      claimCase(claim, (milliseconds(claim.id) / 1000).toFixed(3), replayCommand),
      ...claim.mutants.map((mutant) => mutantCase(claim, mutant)),
    ]);
    return { paper, cases, seconds: claims.reduce((total, { id }) => total + milliseconds(id), 0) / 1000 };
  });
  const totals = (cases: readonly TestCase[], seconds: number): Readonly<Record<string, string>> => ({
    "@tests": String(cases.length),
    "@failures": String(cases.filter(({ failure }) => failure !== undefined).length),
    "@errors": String(cases.filter(({ error }) => error !== undefined).length),
    "@skipped": String(cases.filter(({ skipped }) => skipped !== undefined).length),
    "@time": seconds.toFixed(3),
  });
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    format: true,
    suppressEmptyNode: true,
  });
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": `lemmacheck, seed ${record.seed}, profile ${record.profile}${record.data === undefined ? "" : `, data ${xmlText(record.data.name)}`}`,
      ...totals(
        suites.flatMap(({ cases }) => cases),
        record.timing.milliseconds / 1000,
      ),
      testsuite: suites.map(({ paper, cases, seconds }) => ({
        "@name": paper,
        ...totals(cases, seconds),
        "@timestamp": record.timing.started,
        testcase: cases,
      })),
    },
  });
}
