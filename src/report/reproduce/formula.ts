import type { Expression, Operation, TracedInequality } from "../../claims/trace.js";
import type { ModelCode } from "./quantity.js";

/** A language that formulas are written in. */
type Language = "python" | "typescript" | "tex";

const PYTHON: Record<Operation, (operands: readonly string[]) => string> = {
  plus: ([a, b]) => `(${a} + ${b})`,
  minus: ([a, b]) => `(${a} - ${b})`,
  times: ([a, b]) => `${a} * ${b}`,
  over: ([a, b]) => `(${a} / ${b})`,
  negate: ([a]) => `(-${a})`,
  abs: ([a]) => `abs(${a})`,
  sqrt: ([a]) => `np.sqrt(max(${a}, 0.0))`,
  max: ([a, b]) => `max(${a}, ${b})`,
  min: ([a, b]) => `min(${a}, ${b})`,
  power: ([a, b]) => `(${a}) ** ${b}`,
  exp: ([a]) => `np.exp(${a})`,
  log: ([a]) => `np.log(${a})`,
};

const TYPESCRIPT: Record<Operation, (operands: readonly string[]) => string> = {
  ...PYTHON,
  abs: ([a]) => `Math.abs(${a})`,
  sqrt: ([a]) => `Math.sqrt(Math.max(${a}, 0))`,
  max: ([a, b]) => `Math.max(${a}, ${b})`,
  min: ([a, b]) => `Math.min(${a}, ${b})`,
  exp: ([a]) => `Math.exp(${a})`,
  log: ([a]) => `Math.log(${a})`,
};

const TEX: Record<Operation, (operands: readonly string[]) => string> = {
  plus: ([a, b]) => `\\left(${a} + ${b}\\right)`,
  minus: ([a, b]) => `\\left(${a} - ${b}\\right)`,
  times: ([a, b]) => `${a}\\,${b}`,
  over: ([a, b]) => `\\frac{${bareTex(a)}}{${bareTex(b)}}`,
  negate: ([a]) => `\\left(-${a}\\right)`,
  abs: ([a]) => `\\left|${bareTex(a)}\\right|`,
  sqrt: ([a]) => `\\sqrt{${bareTex(a)}}`,
  max: ([a, b]) => `\\max\\left(${bareTex(a)}, ${bareTex(b)}\\right)`,
  min: ([a, b]) => `\\min\\left(${bareTex(a)}, ${bareTex(b)}\\right)`,
  power: ([a, b]) => `{${a}}^{${b}}`,
  exp: ([a]) => `e^{${bareTex(a)}}`,
  log: ([a]) => `\\log ${a}`,
};

/** Without the outermost \left( … \right) pair, where it encloses the whole. */
function bareTex(text: string): string {
  if (!text.startsWith("\\left(") || !text.endsWith("\\right)")) return text;
  let depth = 0;
  for (const match of text.matchAll(/\\(left|right)(?![a-z])/g)) {
    depth += match[1] === "left" ? 1 : -1;
    if (depth === 0 && match.index < text.length - "\\right)".length) return text;
  }
  return text.slice("\\left(".length, -"\\right)".length);
}

function literal(value: number | string, language: Language): string {
  if (typeof value === "number") return value < 0 ? `(${value})` : `${value}`;
  if (language !== "tex") return `(${value})`;
  const [numerator, denominator] = value.split("/");
  return denominator === undefined ? value : `\\tfrac{${numerator.trim()}}{${denominator.trim()}}`;
}

/** The formula in one language; undefined where the model has no code for one of its quantities. */
export function writeFormula(expression: Expression, language: Language, model: ModelCode): string | undefined {
  if ("quantity" in expression) return model.quantity(expression.quantity)?.[language];
  if ("literal" in expression) return literal(expression.literal, language);
  const operands: string[] = [];
  for (const operand of expression.operands) {
    const text = writeFormula(operand, language, model);
    if (text === undefined) return undefined;
    operands.push(text);
  }
  const table = language === "python" ? PYTHON : language === "typescript" ? TYPESCRIPT : TEX;
  return table[expression.operation](operands);
}

/** TeX for a whole inequality, `violated` writing the relation that was found instead of the claimed one. */
export function inequalityTex(inequality: TracedInequality, model: ModelCode, violated = false): string | undefined {
  const left = writeFormula(inequality.left, "tex", model);
  const right = writeFormula(inequality.right, "tex", model);
  if (left === undefined || right === undefined) return undefined;
  const claimed = { "<=": "\\le", "<": "<", "=": "=" }[inequality.relation];
  const found = { "<=": ">", "<": "\\ge", "=": "\\ne" }[inequality.relation];
  return `${bareTex(left)} ${violated ? found : claimed} ${bareTex(right)}`;
}
