import type { TracedInequality } from "../../claims/trace.js";
import type { ClaimRecord, CounterexampleRecord, JudgementJson } from "../../engine/run-record.js";
import { clopperPearson } from "../../numerics/statistics.js";
import { ballText } from "../numbers.js";
import { inequalityTex } from "../reproduce/formula.js";
import type { InstanceJson } from "../reproduce/quantity.js";
import { modelCode, reproductionScripts } from "../reproduce/scripts.js";
import { curvePlots } from "./curves.js";
import { anchor, escapeHtml, escapeText, isolate } from "./escape.js";
import { formatCount, formatNumber, formatShare } from "./format.js";
import { instanceFigures } from "./instance.js";
import { mathml } from "./mathml.js";
import { ifRoom, type Part, PRIORITY } from "./parts.js";

/** A counterexample to a claim, or to one of its mutants. */
export interface Refutation {
  readonly record: ClaimRecord;
  readonly counterexample: CounterexampleRecord;
  readonly mutant?: { readonly name: string; readonly statement: string };
  /** The violated inequality as formulas; undefined for records that do not have it. */
  readonly formula?: TracedInequality;
  /** Where it stands in run.json: ".claims[3].counterexample" */
  readonly path: string;
}

/** Longest texts of instances and scripts on a page; longer ones stand in the files. */
const LONGEST_DRAWN = 4000;
const LONGEST_TEXT = 16_000;

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
  distance: (j: JudgementJson) => number | null,
): string {
  return Object.entries(judgements)
    .map(
      ([name, judgement]) =>
        `<tr><th scope="row">${isolate(name)}${judgement.label === undefined ? "" : ` <span class="soft">${isolate(judgement.label)}</span>`}</th><td class="n">${enclosure(judgement.left)}</td><td>${escapeHtml(judgement.relation)}</td><td class="n">${enclosure(judgement.right)}</td><td>${word(judgement)}</td><td class="n">${formatNumber(distance(judgement), 4)}</td><td class="n">${separation(judgement)}</td></tr>`,
    )
    .join("");
}

/** Judgements in a table; hypotheses have a slack, conclusions a margin by which they are violated. */
function judgementTable(
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

/** The instance before it was made small, where it is short enough to be read. */
function drawn(shrunkFrom: CounterexampleRecord["shrunkFrom"]): string {
  const text = JSON.stringify(shrunkFrom);
  return text.length > LONGEST_DRAWN
    ? `<p class="soft">The instance as it was drawn takes ${formatCount(text.length)} characters: see “shrunkFrom” in run.json.</p>`
    : `<details><summary>The instance as it was drawn</summary><pre tabindex="0">${escapeText(text, LONGEST_DRAWN)}</pre></details>`;
}

function shrinkStory({ shrink, shrunkFrom }: CounterexampleRecord): string {
  if (shrink === undefined || shrunkFrom === null) return "";
  const steps = shrink.steps.slice(0, 40).map((step) => `<li>${isolate(step)}</li>`);
  const end = shrink.fixedPoint
    ? "No simpler instance is a counterexample."
    : "The budget ended before nothing simpler was left.";
  return `<details><summary>How it was made small: ${steps.length} steps, ${formatCount(shrink.evaluations)} of at most ${formatCount(shrink.budget)} evaluations</summary><p>Size before (${shrink.before.join(", ")}), after (${shrink.after.join(", ")}); relative margin ${formatNumber(shrink.marginBefore, 4)} before, ${formatNumber(shrink.marginAfter, 4)} after. ${end}</p><ol>${steps.join("")}</ol>${drawn(shrunkFrom)}</details>`;
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

/** What was sampled near the instance: said to be sampled. */
function nearby({ perturbation }: CounterexampleRecord): string {
  if (perturbation === undefined) return "";
  const { samples, radius, sizes } = perturbation;
  const share = (size: number): string => `±${formatNumber(100 * size, 3)} %`;
  const sentence =
    radius === null
      ? "At no size that was tried do all perturbed instances violate it: the instance lies on an edge."
      : `Changing every number by up to ${share(radius)} leaves it a counterexample in all ${samples} samples.`;
  const rows = sizes.map(
    ({ size, violated, held, vacuous, undecided }) =>
      `<tr><th scope="row">${share(size)}</th><td class="n">${violated}</td><td class="n">${held}</td><td class="n">${vacuous}</td><td class="n">${undecided}</td></tr>`,
  );
  return `<p>${sentence} <span class="soft">(Random perturbations, relative and entry by entry, judged in float64 with certified bounds: sampled, not proved.)</span></p><details><summary>All sizes of perturbation</summary><div class="scroll" tabindex="0"><table><thead><tr><th>size</th><th class="n">violate</th><th class="n">hold</th><th class="n">leave the hypotheses</th><th class="n">undecided</th></tr></thead><tbody>${rows.join("")}</tbody></table></div></details>`;
}

function copyable(id: string, title: string, text: string): string {
  if (text.length > LONGEST_TEXT)
    return `<p class="soft">${title}: ${formatCount(text.length)} characters, too long for a page.</p>`;
  return `<details><summary>${title}</summary><button type="button" class="copy" data-copies="${id}">Copy</button><pre id="${id}" tabindex="0">${escapeText(text, LONGEST_TEXT)}</pre></details>`;
}

const titleOf = ({ record, mutant }: Refutation): string =>
  mutant === undefined ? record.id : `${record.id}, mutant ${mutant.name}`;
const idOf = ({ record, mutant }: Refutation): string => anchor(record.id, mutant?.name ?? "claim", "counterexample");

/** The first 20 digits; the whole stands under “Confirmation”. */
const shortDigits = (text: string): string =>
  text.length > 22 && /^-?\d+\.\d+$/.test(text) ? `${text.slice(0, 21)}…` : text;

const sidesOf = ({ confirmation }: CounterexampleRecord): string =>
  `Left side ${isolate(shortDigits(confirmation.left))}, right side ${isolate(shortDigits(confirmation.right))}, confirmed in ${isolate(confirmation.arithmetic)} (${confirmation.digits} digits).`;

function reproduceLine(refutation: Refutation, replayCommand: (file: string) => string): string {
  const { counterexample } = refutation;
  const id = `${idOf(refutation)}-command`;
  const { seed, source = "trial", index } = counterexample.found;
  return `<p><code id="${id}">${escapeHtml(replayCommand(counterexample.file))}</code> <button type="button" class="copy" data-copies="${id}">Copy</button> <span class="soft">(found with seed ${seed}, ${escapeHtml(source)} ${index})</span></p>`;
}

/** Stand-alone scripts; empty where the model or a quantity has no code of its own. */
function scripts(refutation: Refutation): string {
  const { record, counterexample, mutant, formula } = refutation;
  if (formula === undefined) return "";
  const instance = counterexample.instance as InstanceJson;
  const statement = mutant === undefined ? record.statement : "";
  const made = reproductionScripts({ title: titleOf(refutation), statement, instance, formula });
  if (made === undefined) return "";
  const id = idOf(refutation);
  return (
    copyable(`${id}-numpy`, "Stand-alone: Python with NumPy", made.numpy) +
    copyable(`${id}-typescript`, "Stand-alone: TypeScript", made.typescript) +
    copyable(`${id}-latex`, "LaTeX", made.latex)
  );
}

/** The violated relation in TeX, where the model's quantities have symbols. */
function violatedTex({ counterexample, formula }: Refutation): string | undefined {
  const model = modelCode((counterexample.instance as InstanceJson).model);
  return formula === undefined || model === undefined ? undefined : inequalityTex(formula, model, true);
}

/** All but the scripts and what closes the section. */
function page(refutation: Refutation, replayCommand: (file: string) => string): string {
  const { record, counterexample, mutant } = refutation;
  const { confirmation, given, then } = counterexample;
  const instance = counterexample.instance as InstanceJson;
  const id = idOf(refutation);
  const label = confirmation.label === undefined ? "" : ` (${isolate(confirmation.label)})`;
  const tex = violatedTex(refutation);
  const violation = tex === undefined ? `“${isolate(confirmation.conclusion)}” is violated` : mathml(tex);
  const quote = `The ${mutant === undefined ? "statement" : "mutant"} is false: on the instance below every hypothesis holds, yet ${violation}${label}.`;
  const { violated, drawn, vacuous } = record.trials;
  const generic =
    mutant === undefined && violated > 0 && violated <= drawn - vacuous ? genericity(violated, drawn - vacuous) : "";
  const curves = curvePlots(
    counterexample.curves,
    mutant === undefined ? "the claim" : "the true claim, not the mutant,",
  );
  return `<section id="${id}" aria-labelledby="${id}-title"><h3 id="${id}-title">Counterexample to ${isolate(titleOf(refutation))}</h3>
<div class="banner"><p><strong>${quote}</strong></p><p>${sidesOf(counterexample)}</p>${generic}${nearby(counterexample)}</div>
<h4>The instance</h4>${instanceFigures(instance)}
<h4>Every hypothesis, every conclusion</h4>${judgementTable("Hypotheses", given)}${judgementTable("Conclusions", then)}
${curves === "" ? "" : `<h4>The run, and what was promised of it</h4>${curves}`}
<h4>Confirmation</h4><p>Conclusion ${isolate(confirmation.conclusion)}${label}, judged again by ${isolate(confirmation.arithmetic)}:</p><div class="scroll" tabindex="0"><table><tbody><tr><th scope="row">left</th><td><code>${escapeText(confirmation.left)}</code></td></tr><tr><th scope="row">right</th><td><code>${escapeText(confirmation.right)}</code></td></tr></tbody></table></div>
${shrinkStory(counterexample)}
<h4>Reproduce</h4>${reproduceLine(refutation, replayCommand)}
${copyable(`${id}-instance`, "Instance file (JSON)", JSON.stringify(instance))}`;
}

/** The same in a few lines, for pages that are full. */
function brief({ counterexample, path }: Refutation, command: string): string {
  const { confirmation, instance } = counterexample;
  const text = JSON.stringify(instance);
  const shown =
    text.length > 300 ? `see <code>${escapeText(path)}</code> in run.json` : `<code>${escapeText(text)}</code>`;
  const { left, right } = confirmation;
  return `<p>${isolate(confirmation.conclusion)}: left side ${isolate(shortDigits(left))}, right side ${isolate(shortDigits(right))}, confirmed. Instance: ${shown}.</p><p><code>${escapeText(command)}</code></p>`;
}

/** The page of one counterexample to a claim. */
export function refutationParts(refutation: Refutation, replayCommand: (file: string) => string): readonly Part[] {
  const id = idOf(refutation);
  const command = replayCommand(refutation.counterexample.file);
  return [
    {
      least: `<section id="${id}" aria-labelledby="${id}-title"><h3 id="${id}-title">Counterexample to ${isolate(titleOf(refutation))}</h3>${brief(refutation, command)}<p class="soft">In brief, to keep this page small: all of it stands in run.json (<code>${escapeText(refutation.path)}</code>), and <code>lemmacheck report --only</code> shows it.</p>`,
      fuller: [{ priority: PRIORITY.refutation, text: () => page(refutation, replayCommand) }],
    },
    ifRoom(PRIORITY.scripts, () => scripts(refutation)),
    "</section>",
  ];
}

/** The same for a mutant, folded away; it has the room that the claims themselves leave. */
export function mutantParts(
  refutation: Refutation,
  order: number,
  replayCommand: (file: string) => string,
): readonly Part[] {
  const id = idOf(refutation);
  const name = isolate(refutation.mutant?.name ?? "");
  const command = replayCommand(refutation.counterexample.file);
  const folded = (content: string): string =>
    `<details><summary>Mutant ${name}</summary>${content}</section></details>`;
  // The first mutant of every claim comes before the second of any.
  const at = (priority: number): number => priority + Math.min(order, 99) / 100;
  return [
    {
      least: `<p class="soft" id="${id}">Mutant ${name}: <code>${escapeText(refutation.path)}</code> in run.json.</p>`,
      fuller: [
        {
          priority: at(PRIORITY.mutantBrief),
          text: () =>
            `<details id="${id}"><summary>Mutant ${name}, in brief</summary>${brief(refutation, command)}</details>`,
        },
        { priority: at(PRIORITY.mutantPage), text: () => folded(page(refutation, replayCommand)) },
        {
          priority: at(PRIORITY.mutantScripts),
          text: () => folded(page(refutation, replayCommand) + scripts(refutation)),
        },
      ],
    },
  ];
}
