import type { TracedInequality } from "../../claims/trace.js";
import type { ClaimRecord, CounterexampleRecord } from "../../engine/run-record.js";
import { inequalityTex } from "../reproduce/formula.js";
import type { InstanceJson } from "../reproduce/quantity.js";
import { modelCode, reproductionScripts } from "../reproduce/scripts.js";
import { curvePlots, type Rival } from "./curves.js";
import { anchor, escapeHtml, escapeText, isolate } from "./escape.js";
import { formatCount, formatNumber } from "./format.js";
import { genericity } from "./genericity.js";
import { instanceFigures, instanceText, shapesOf } from "./instance.js";
import { judgementTable } from "./judgement-table.js";
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

/** The instance before it was made small, where it is short enough to be read. */
function drawn(shrunkFrom: CounterexampleRecord["shrunkFrom"]): string {
  const text = instanceText(shrunkFrom);
  return text.length > LONGEST_DRAWN
    ? `<p class="soft">The instance as it was drawn takes ${formatCount(text.length)} characters: see “shrunkFrom” in run.json.</p>`
    : `<details><summary>The instance as it was drawn</summary><pre tabindex="0">${escapeText(text, LONGEST_DRAWN)}</pre></details>`;
}

function shrinkStory({ shrink, shrunkFrom, instance }: CounterexampleRecord): string {
  if (shrink === undefined || shrunkFrom === null) return "";
  const steps = shrink.steps.slice(0, 40).map((step) => `<li>${isolate(step)}</li>`);
  const end = shrink.fixedPoint
    ? "No simpler instance is a counterexample."
    : "The budget ended before nothing simpler was left.";
  return `<details><summary>How it was made small: ${steps.length} steps, ${formatCount(shrink.evaluations)} of at most ${formatCount(shrink.budget)} evaluations</summary><p>Before: ${escapeText(shapesOf(shrunkFrom as InstanceJson))}. After: ${escapeText(shapesOf(instance as InstanceJson))}. Relative margin ${formatNumber(shrink.marginBefore, 4)} before, ${formatNumber(shrink.marginAfter, 4)} after. ${end}</p><ol>${steps.join("")}</ol>${drawn(shrunkFrom)}</details>`;
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
  const sides = counterexample.confirmation;
  const made = attempted(() =>
    reproductionScripts({ title: titleOf(refutation), statement, instance, formula, sides }),
  );
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
  return formula === undefined || model === undefined
    ? undefined
    : attempted(() => inequalityTex(formula, model, true));
}

/** A record that was edited by hand may hold instances and formulas of no model: the page does without what needs them. */
function attempted<T>(make: () => T | undefined): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** What the mutant promises, where both sides of what it breaks are known. */
function rivalOf({ then, confirmation }: CounterexampleRecord): Rival | undefined {
  const { left, right, relation } = then[confirmation.conclusion] ?? { left: null, right: null, relation: "=" };
  return left === null || right === null || relation === "=" ? undefined : { actual: left, promised: right };
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
  const what =
    mutant === undefined ? "statement" : mutant.statement === "" ? "mutant" : `mutant “${isolate(mutant.statement)}”`;
  const quote = `The ${what} is false: on the instance below every hypothesis holds, yet ${violation}${label}.`;
  // Trials of a mutant end at its first violation: they say nothing of a share.
  const generic = genericity(counterexample, mutant === undefined ? record : null);
  const curves =
    mutant === undefined
      ? curvePlots(counterexample.curves)
      : curvePlots(counterexample.curves, "the claim promises under its own hypotheses", rivalOf(counterexample));
  return `<section id="${id}" aria-labelledby="${id}-title"><h3 id="${id}-title">Counterexample to ${isolate(titleOf(refutation))}</h3>
<div class="banner"><p><strong>${quote}</strong></p><p>${sidesOf(counterexample)}</p>${generic}</div>
<h4>The instance</h4>${instanceFigures(instance)}
<h4>Every hypothesis, every conclusion</h4>${judgementTable("Hypotheses", given)}${judgementTable("Conclusions", then)}
${curves === "" ? "" : `<h4>The run, and what was promised of it</h4>${curves}`}
<h4>Confirmation</h4><p>Conclusion ${isolate(confirmation.conclusion)}${label}, judged again by ${isolate(confirmation.arithmetic)}:</p><div class="scroll" tabindex="0"><table><tbody><tr><th scope="row">left</th><td><code>${escapeText(confirmation.left)}</code></td></tr><tr><th scope="row">right</th><td><code>${escapeText(confirmation.right)}</code></td></tr></tbody></table></div>
${shrinkStory(counterexample)}
<h4>Reproduce</h4>${reproduceLine(refutation, replayCommand)}
${copyable(`${id}-instance`, "Instance file (JSON)", instanceText(instance))}`;
}

/** The same in a few lines, for pages that are full. */
function brief({ counterexample, path }: Refutation, command: string): string {
  const { confirmation, instance } = counterexample;
  const text = instanceText(instance);
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
