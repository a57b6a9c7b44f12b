import type { ReplayResult } from "../engine/api.js";
import { instanceBlock } from "./finding-text.js";
import { confirmationLines, judgementBlock } from "./judgement-text.js";
import { wrap } from "./layout.js";
import { plural } from "./numbers.js";
import type { Painter } from "./verdicts.js";

const MEANING: Readonly<Record<ReplayResult["status"], string>> = {
  violated: "still violated",
  holds: "no longer violated: the claim holds on this instance",
  "left the domain": "left the domain: a hypothesis is violated on this instance now",
  undecided: "undecided",
  error: "error: the claim's own code fails on this instance",
  "set aside": "set aside",
};

function coloured(status: ReplayResult["status"], paint: Painter): string {
  if (status === "violated") return paint.red(MEANING[status]);
  if (status === "holds") return paint.green(MEANING[status]);
  return paint.yellow(MEANING[status]);
}

/** Stored counterexamples, judged again; the instance and both sides in full where there is only one. */
export function renderReplays(replays: readonly ReplayResult[], width: number, paint: Painter): string {
  const judged = replays.filter(({ status }) => status !== "set aside");
  const full = judged.length === 1;
  const blocks = judged.map(({ file, claim, mutant, status, check, instance }) => {
    const what = `${claim ?? "unknown claim"}${mutant === undefined ? "" : `, mutant ${mutant}`}`;
    const head = [`${paint.bold(file)}`, `  ${what}: ${coloured(status, paint)}`];
    if (!full || check === undefined) return head.join("\n");
    return [
      ...head,
      ...(check.reason === undefined ? [] : [wrap(check.reason, width, "  ")]),
      ...(Object.keys(check.given).length === 0 ? [] : ["hypotheses", ...judgementBlock(check.given, paint)]),
      ...(Object.keys(check.then).length === 0 ? [] : ["conclusions", ...judgementBlock(check.then, paint)]),
      ...(instance === undefined ? [] : ["instance", ...instanceBlock(instance)]),
      ...(check.confirmation === undefined ? [] : confirmationLines(check.confirmation, width)),
    ].join("\n");
  });
  const still = judged.filter(({ status }) => status === "violated").length;
  const line = `${plural(judged.length, "counterexample")} judged again: ${still} still violated`;
  return [...blocks, ...(full ? [] : [line])].join("\n");
}
