import type { TracedInequality } from "../../claims/trace.js";
import { inequalityTex, writeFormula } from "./formula.js";
import { implicitReluCode } from "./implicit-relu.js";
import type { InstanceJson, ModelCode } from "./quantity.js";

/** What a stand-alone reproduction needs to know. */
export interface Reproduction {
  /** "gao-2022/equilibrium-norm-bounds", with the mutant's name where one is refuted. */
  readonly title: string;
  /** The claim's statement in TeX. */
  readonly statement: string;
  readonly instance: InstanceJson;
  /** The violated inequality as formulas of the instance's quantities. */
  readonly formula: TracedInequality;
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

const MODELS: Readonly<Record<string, ModelCode>> = { "implicit-relu": implicitReluCode };

/** The model's code for scripts and typesetting; undefined for a model that has none. */
export const modelCode = (name: unknown): ModelCode | undefined =>
  typeof name === "string" && Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;

/** One line of a comment: nothing in a title may end the comment. */
const oneLine = (text: string): string => text.replaceAll(/[^\x20-\x7e]+/g, " ").slice(0, 200);

/** Scripts for a violated inequality; undefined where the model or one of the quantities has no stand-alone code. */
export function reproductionScripts(reproduction: Reproduction): ReproductionScripts | undefined {
  const { instance, formula } = reproduction;
  const model = modelCode(instance.model);
  if (model === undefined) return undefined;
  const side = (which: "left" | "right", language: "python" | "typescript") =>
    writeFormula(formula[which], language, model);
  const [pythonLeft, pythonRight] = [side("left", "python"), side("right", "python")];
  const [scriptLeft, scriptRight] = [side("left", "typescript"), side("right", "typescript")];
  const tex = inequalityTex(formula, model);
  const violatedTex = inequalityTex(formula, model, true);
  if (
    pythonLeft === undefined ||
    pythonRight === undefined ||
    scriptLeft === undefined ||
    scriptRight === undefined ||
    tex === undefined ||
    violatedTex === undefined
  )
    return undefined;
  const title = oneLine(reproduction.title);
  const [pythonTest, scriptTest] = {
    "<=": ["left <= right", "left <= right"],
    "<": ["left < right", "left < right"],
    "=": ["left == right", "left === right"],
  }[formula.relation];
  return {
    numpy: `# Counterexample to ${title}: claimed left ${formula.relation} right.\n${model.python(instance)}

left = float(${pythonLeft})
right = float(${pythonRight})
print("left ", repr(left))
print("right", repr(right))
print("HOLDS" if ${pythonTest} else "VIOLATED: left ${formula.relation} right is false")
`,
    typescript: `// Counterexample to ${title}: claimed left ${formula.relation} right.\n${model.typescript(instance)}

const left = ${scriptLeft};
const right = ${scriptRight};
console.log("left ", left);
console.log("right", right);
console.log(${scriptTest} ? "HOLDS" : "VIOLATED: left ${formula.relation} right is false");
`,
    latex: `\\documentclass{article}
\\usepackage{amsmath,amssymb}
\\begin{document}
\\noindent\\texttt{${oneLine(reproduction.title).replaceAll(/[\\{}$&#^_%~]/g, "\\$&")}}
\\[ ${reproduction.statement} \\]
fails for
\\begin{gather*} ${model.tex(instance)} \\end{gather*}
Claimed: \\[ ${tex}, \\] found: \\[ ${violatedTex}. \\]
\\end{document}
`,
  };
}
