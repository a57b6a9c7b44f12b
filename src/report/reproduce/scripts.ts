import type { Relation } from "../../claims/inequality.js";
import type { TracedInequality } from "../../claims/trace.js";
import { inequalityTex, writeFormula } from "./formula.js";
import { camelCase, libraryFor, type ScriptLanguage } from "./library.js";
import { deepLinearCode } from "./models/deep-linear.js";
import { feedforwardCode } from "./models/feedforward.js";
import { gaussianMatrixCode } from "./models/gaussian-matrix.js";
import { homogeneousCode } from "./models/homogeneous.js";
import { implicitReluCode } from "./models/implicit-relu.js";
import { linearNetworkCode } from "./models/linear-network.js";
import { objectiveCode } from "./models/objective.js";
import { reluKernelCode } from "./models/relu-kernel.js";
import { sllLayerCode } from "./models/sll-layer.js";
import type { InstanceJson, ModelCode, ScriptObject, ScriptValue } from "./quantity.js";
import { namesIn } from "./syntax.js";
import { typescriptOf } from "./typescript.js";

/** What a stand-alone reproduction needs to know. */
export interface Reproduction {
  /** "gao-2022/equilibrium-norm-bounds", with the mutant's name where one is refuted. */
  readonly title: string;
  /** The claim's statement in TeX. */
  readonly statement: string;
  readonly instance: InstanceJson;
  /** The violated inequality as formulas of the instance's quantities. */
  readonly formula: TracedInequality;
  /** Both sides as they were confirmed; where they agree to six digits the scripts use exact numbers. */
  readonly sides?: { readonly left: string; readonly right: string };
}

/** Scripts that show the violation and need none of lemmacheck's code. */
export interface ReproductionScripts {
  /** Python 3 with NumPy. */
  readonly numpy: string;
  /** TypeScript without imports; runs in any ES2022 engine once types are stripped. */
  readonly typescript: string;
  /** A standalone LaTeX document. */
  readonly latex: string;
}

const MODELS: Readonly<Record<string, ModelCode>> = {
  "implicit-relu": implicitReluCode,
  "relu-kernel": reluKernelCode,
  "gaussian-matrix": gaussianMatrixCode,
  "linear-network": linearNetworkCode,
  "deep-linear": deepLinearCode,
  homogeneous: homogeneousCode,
  objective: objectiveCode,
  feedforward: feedforwardCode,
  "sll-layer": sllLayerCode,
};

/** The model's code for scripts and typesetting; undefined for a model that has none. */
export const modelCode = (name: unknown): ModelCode | undefined =>
  typeof name === "string" && Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;

/** One line of a comment: nothing in a title may end the comment. */
const oneLine = (text: string): string => text.replaceAll(/[^\x20-\x7e]+/g, " ").slice(0, 200);

/** Sides that agree to so many digits need exact numbers: float64 would show its own rounding. */
const CLOSE = 1e-6;

function areClose({ left, right }: NonNullable<Reproduction["sides"]>): boolean {
  const [a, b] = [Number(left), Number(right)];
  return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= CLOSE * Math.max(Math.abs(a), Math.abs(b));
}

function valueText(value: ScriptValue, language: ScriptLanguage, isExact: boolean): string {
  if (typeof value === "boolean") return language === "python" ? (value ? "True" : "False") : `${value}`;
  if (typeof value === "number") return isExact ? `num(${JSON.stringify(value)})` : JSON.stringify(value);
  if (Array.isArray(value)) return `array(${JSON.stringify(value)})`;
  if ("count" in value) return `${value.count}`;
  return "list" in value ? `[${value.list.map((item) => `array(${JSON.stringify(item)})`).join(", ")}]` : "";
}

/** The instance: of each object only the fields that are asked for. */
function instanceText(
  objects: readonly ScriptObject[],
  used: ReadonlySet<string>,
  language: ScriptLanguage,
  isExact: boolean,
): string {
  return objects
    .filter(({ name }) => used.has(name))
    .flatMap(({ name, fields, derived }) => {
      const own = Object.entries(derived).filter(([field]) => used.has(field));
      const asked = new Set(own.flatMap(([, code]) => [...namesIn(code)]));
      const given = Object.entries(fields)
        .filter(([field, value]) => value !== undefined && (used.has(field) || asked.has(field)))
        .map(([field, value]) => [field, valueText(value, language, isExact)]);
      if (language === "python")
        return [
          `${name} = SimpleNamespace(${given.map(([field, text]) => `${field}=${text}`).join(", ")})`,
          ...own.map(([field, code]) => `${name}.${field} = ${code}`),
        ];
      return [
        `const ${name}: Value = { ${given.map(([field, text]) => `${field}: ${text}`).join(", ")} };`,
        ...own.map(([field, code]) => `${name}.${field} = ${typescriptOf(code)};`),
      ].map(camelCase);
    })
    .join("\n");
}

const NOT_SHOWN = "NOT SHOWN: float64 can't tell the sides apart";

/** What a script says in the end. */
function pythonVerdict(relation: Relation, isExact: boolean): string {
  const test = { "<=": "left <= right", "<": "left < right", "=": "left == right" }[relation];
  const violated = `"VIOLATED: left ${relation} right is false"`;
  const judged = isExact
    ? `"HOLDS" if ${test} else ${violated}`
    : `"HOLDS" if ${test} else ${violated} if abs(left - right) > 1e-9 * max(abs(left), abs(right)) else "${NOT_SHOWN}"`;
  return `print("left ", repr(left))\nprint("right", repr(right))\nprint(${judged})`;
}

function typescriptVerdict(relation: Relation, isExact: boolean): string {
  const test = `compare(left, right) ${{ "<=": "<= 0", "<": "< 0", "=": "=== 0" }[relation]}`;
  const violated = `"VIOLATED: left ${relation} right is false"`;
  const show = (side: string): string => (isExact ? `text(${side})` : side);
  const judged = isExact
    ? `${test} ? "HOLDS" : ${violated}`
    : `${test} ? "HOLDS" : Math.abs(left - right) > 1e-9 * Math.max(Math.abs(left), Math.abs(right)) ? ${violated} : "${NOT_SHOWN}"`;
  return `console.log("left ", ${show("left")});\nconsole.log("right", ${show("right")});\nconsole.log(${judged});`;
}

const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);

function script(
  reproduction: Reproduction,
  model: ModelCode,
  language: ScriptLanguage,
  isExact: boolean,
): string | undefined {
  const { instance, formula } = reproduction;
  const arithmetic = isExact ? "exact" : "float64";
  const left = writeFormula(formula.left, arithmetic, model, instance);
  const right = writeFormula(formula.right, arithmetic, model, instance);
  if (left === undefined || right === undefined) return undefined;
  const isPython = language === "python";
  const say = isPython ? pythonVerdict : typescriptVerdict;
  const lift = (text: string): string => (isExact ? `num(${text})` : isPython ? `float(${text})` : text);
  const assign = (name: string, code: string): string =>
    isPython ? `${name} = ${lift(code)}` : `const ${name}: Value = ${lift(camelCase(typescriptOf(code)))};`;
  let act = `${assign("left", left)}\n${assign("right", right)}\n${say(formula.relation, isExact)}`;
  if (isExact)
    act = isPython
      ? `try:\n${indented(act, "    ")}\nexcept Irrational as reason:\n    print("NOT SHOWN: exact arithmetic stops at", reason)`
      : `try {\n${indented(act, "  ")}\n} catch (error) {\n  if (!(error instanceof Irrational)) throw error;\n  console.log("NOT SHOWN: exact arithmetic stops at", error.message);\n}`;
  // Definitions first, to know which fields they read; then the fields, which may need further definitions.
  const objects = model.objects(instance);
  const helpers = model.helpers(instance);
  const first = libraryFor(act, helpers, language, isExact);
  const all = instanceText(objects, new Set([...namesOfBoth(first), ...namesOfBoth(act)]), language, isExact);
  const library = libraryFor(`${act}\n${all}`, helpers, language, isExact);
  const data = instanceText(objects, new Set([...namesOfBoth(library), ...namesOfBoth(act)]), language, isExact);
  const mark = isPython ? "#" : "//";
  const kind = isExact
    ? " Exact: rational numbers and their square roots, as both sides agree to float64's precision."
    : "";
  const gap = isPython ? "\n\n\n" : "\n\n";
  return `${mark} Counterexample to ${oneLine(reproduction.title)}: claimed left ${formula.relation} right.${kind}
${isPython ? library.replaceAll(/\n\n(?=(?:def|class) )/g, "\n\n\n") : library}${gap}${data}${isPython ? "\n" : "\n\n"}${act}
`;
}

/** Names of a text, in the spelling of either language. */
function namesOfBoth(text: string): ReadonlySet<string> {
  const names = namesIn(text);
  const snake = [...names].map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return new Set([...names, ...snake]);
}

/** The statement on a line of its own; what has no TeX in it is a sentence. Nothing where there is none. */
function displayed(statement: string): string {
  if (statement === "") return "";
  const tex = statement.includes("\\") ? statement : `\\text{${escapeTex(oneLine(statement))}}`;
  return `\\[ ${tex} \\]\n`;
}

const escapeTex = (text: string): string =>
  text.replaceAll(/[\\{}$&#^_%~]/g, (sign) => ({ "\\": "/", "^": "\\^{}", "~": "-" })[sign] ?? `\\${sign}`);

/** Scripts for a violated inequality; undefined where the model or one of the quantities has no stand-alone code. */
export function reproductionScripts(reproduction: Reproduction): ReproductionScripts | undefined {
  const { instance, formula, sides } = reproduction;
  const model = modelCode(instance.model);
  if (model === undefined) return undefined;
  const isExact = sides !== undefined && areClose(sides);
  const numpy = script(reproduction, model, "python", isExact);
  const typescript = script(reproduction, model, "typescript", isExact);
  const tex = inequalityTex(formula, model);
  const violatedTex = inequalityTex(formula, model, true);
  if (numpy === undefined || typescript === undefined || tex === undefined || violatedTex === undefined)
    return undefined;
  return {
    numpy,
    typescript,
    latex: `\\documentclass{article}
\\usepackage{amsmath,amssymb}
\\begin{document}
\\noindent\\texttt{${escapeTex(oneLine(reproduction.title))}}
${displayed(reproduction.statement)}fails for
\\begin{gather*} ${model.tex(instance)} \\end{gather*}
Claimed: \\[ ${tex}, \\] found: \\[ ${violatedTex}. \\]
\\end{document}
`,
  };
}
