import type { TracedInequality } from "../../claims/trace.js";
import type { ClaimRecord, CounterexampleRecord, JudgementJson } from "../../engine/run-record.js";
import { clopperPearson } from "../../numerics/statistics.js";
import { ballText } from "../numbers.js";
import { inequalityTex } from "../reproduce/formula.js";
import type { InstanceJson } from "../reproduce/quantity.js";
import { modelCode, reproductionScripts } from "../reproduce/scripts.js";
import { anchor, escapeHtml, isolate } from "./escape.js";
import { formatCount, formatNumber, formatShare } from "./format.js";
import { instanceFigures } from "./instance.js";
import { mathml } from "./mathml.js";

/** A counterexample to a claim, or to one of its mutants. */
export interface Refutation {
  readonly record: ClaimRecord;
  readonly counterexample: CounterexampleRecord;
  readonly mutant?: { readonly name: string; readonly statement: string };
  /** The violated inequality as formulas; undefined for records that do not have it. */
  readonly formula?: TracedInequality;
}

/** As everywhere: the middle in full, the radius rounded up, so that what is shown still encloses. */
const enclosure = (side: JudgementJson["left"]): string => (side === null ? "unknown" : escapeHtml(ballText(side)));

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
): string {
  return Object.entries(judgements)
    .map(
      ([name, judgement]) =>
        `<tr><th scope="row">${isolate(name)}${judgement.label === undefined ? "" : ` <span class="soft">${isolate(judgement.label)}</span>`}</th><td class="number">${enclosure(judgement.left)}</td><td>${escapeHtml(judgement.relation)}</td><td class="number">${enclosure(judgement.right)}</td><td>${word(judgement)}</td><td class="number">${formatNumber(judgement.margin, 4)}</td><td class="number">${separation(judgement)}</td></tr>`,
    )
    .join("");
}

function judgementTable(
  caption: string,
  judgements: Readonly<Record<string, JudgementJson>>,
  word: (j: JudgementJson) => string,
): string {
  if (Object.keys(judgements).length === 0) return `<p class="soft">${caption}: none.</p>`;
  return `<div class="scroll" tabindex="0"><table><caption class="soft">${caption}</caption><thead><tr><th>name</th><th class="number">left side</th><th></th><th class="number">right side</th><th>on this instance</th><th class="number">margin</th><th class="number">gap in error units</th></tr></thead><tbody>${judgementRows(judgements, word)}</tbody></table></div>`;
}

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

function shrinkStory({ shrink, shrunkFrom }: CounterexampleRecord): string {
  if (shrink === undefined || shrunkFrom === null) return "";
  const steps = shrink.steps.slice(0, 40).map((step) => `<li>${isolate(step)}</li>`);
  const end = shrink.fixedPoint
    ? "No simpler instance is a counterexample."
    : "The budget ended before nothing simpler was left.";
  return `<details><summary>How it was made small: ${steps.length} steps, ${formatCount(shrink.evaluations)} of at most ${formatCount(shrink.budget)} evaluations</summary><p>Size before (${shrink.before.join(", ")}), after (${shrink.after.join(", ")}); relative margin ${formatNumber(shrink.marginBefore, 4)} before, ${formatNumber(shrink.marginAfter, 4)} after. ${end}</p><ol>${steps.join("")}</ol><details><summary>The instance as it was drawn</summary><pre tabindex="0">${escapeHtml(JSON.stringify(shrunkFrom), 20000)}</pre></details></details>`;
}

/**
 * How generic a violation is. The interval is Clopper and Pearson's, of level 95 %. Drawing stops after a number of
 * violations, so their count is no plain binomial; the lower end is the same for such inverse sampling, and its upper end,
 * the quantile of Beta(k, n - k), lies below Clopper and Pearson's, of Beta(k + 1, n - k): the interval covers either way.
 */
function genericity(violated: number, judged: number): string {
  const { lower, upper } = clopperPearson(violated, judged, 0.05);
  return `<p>${formatCount(violated)} of ${formatCount(judged)} random instances in the domain violate it (${formatShare(violated, judged)}; 95 % interval ${formatNumber(100 * lower, 3)} to ${formatNumber(100 * upper, 3)} %).</p>`;
}

function copyable(id: string, title: string, text: string): string {
  return `<details><summary>${title}</summary><button type="button" class="copy" data-copies="${id}">Copy</button><pre id="${id}" tabindex="0">${escapeHtml(text, 40000)}</pre></details>`;
}

/** The page of one counterexample. `scripts` leaves the stand-alone scripts out where a page would grow too large. */
export function counterexampleSection(
  refutation: Refutation,
  replayCommand: (file: string) => string,
  withScripts: boolean,
): string {
  const { record, counterexample, mutant, formula } = refutation;
  const { confirmation, given, then } = counterexample;
  const instance = counterexample.instance as InstanceJson;
  const title = mutant === undefined ? record.id : `${record.id}, mutant ${mutant.name}`;
  const id = anchor(record.id, mutant?.name ?? "claim", "counterexample");
  const model = modelCode(instance.model);
  const violatedTex = formula === undefined || model === undefined ? undefined : inequalityTex(formula, model, true);
  const quote = `The statement is false: on the instance below every hypothesis holds, yet ${violatedTex === undefined ? `“${escapeHtml(confirmation.conclusion)}” is violated` : mathml(violatedTex)}${confirmation.label === undefined ? "" : ` (${isolate(confirmation.label)})`}.`;
  const { violated, drawn, vacuous } = record.trials;
  const generic =
    mutant === undefined && violated > 0 && violated <= drawn - vacuous ? genericity(violated, drawn - vacuous) : "";
  const scripts =
    withScripts && formula !== undefined
      ? reproductionScripts({ title, statement: mutant === undefined ? record.statement : "", instance, formula })
      : undefined;
  const command = replayCommand(counterexample.file);
  return `<section id="${id}" aria-labelledby="${id}-title"><h3 id="${id}-title">Counterexample to ${isolate(title)}</h3>
<div class="banner"><p><strong>${quote}</strong></p><p>Left side ${isolate(shortDigits(confirmation.left))}, right side ${isolate(shortDigits(confirmation.right))}, confirmed in ${isolate(confirmation.arithmetic)} (${confirmation.digits} digits).</p>${generic}</div>
<h4>The instance</h4>${instanceFigures(instance)}
<h4>Every hypothesis, every conclusion</h4>${judgementTable("Hypotheses", given, hypothesisWord)}${judgementTable("Conclusions", then, conclusionWord)}
<h4>Confirmation</h4><p>Conclusion ${isolate(confirmation.conclusion)}${confirmation.label === undefined ? "" : `, ${isolate(confirmation.label)}`}, judged again by ${isolate(confirmation.arithmetic)}:</p><div class="scroll" tabindex="0"><table><tbody><tr><th scope="row">left</th><td><code>${escapeHtml(confirmation.left)}</code></td></tr><tr><th scope="row">right</th><td><code>${escapeHtml(confirmation.right)}</code></td></tr></tbody></table></div>
${shrinkStory(counterexample)}
<h4>Reproduce</h4><p><code id="${id}-command">${escapeHtml(command)}</code> <button type="button" class="copy" data-copies="${id}-command">Copy</button> <span class="soft">(found with seed ${counterexample.found.seed}, ${escapeHtml(counterexample.found.source ?? "trial")} ${counterexample.found.index})</span></p>
${scripts === undefined ? "" : copyable(`${id}-numpy`, "Stand-alone: Python with NumPy", scripts.numpy) + copyable(`${id}-typescript`, "Stand-alone: TypeScript", scripts.typescript) + copyable(`${id}-latex`, "LaTeX", scripts.latex)}
${copyable(`${id}-instance`, "Instance file (JSON)", JSON.stringify(instance))}</section>`;
}

/** The first 20 digits; the whole stands under “Confirmation”. */
const shortDigits = (text: string): string =>
  text.length > 22 && /^-?\d+\.\d+$/.test(text) ? `${text.slice(0, 21)}…` : text;
