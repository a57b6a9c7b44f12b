import type { Expression, Operation, TracedInequality } from "../../claims/trace.js";
import type { InstanceJson, ModelCode } from "./quantity.js";

/** What formulas are written in: the scripts' notation (syntax.ts), for float64 or for exact numbers, or TeX. */
export type FormulaLanguage = "float64" | "exact" | "tex";

const CODE: Record<Operation, (operands: readonly string[]) => string> = {
  plus: ([a, b]) => `(${a} + ${b})`,
  minus: ([a, b]) => `(${a} - (${b}))`,
  times: ([a, b]) => `${factor(a)} * ${factor(b)}`,
  over: ([a, b]) => `(${factor(a)} / (${b}))`,
  negate: ([a]) => `(-(${a}))`,
  abs: ([a]) => `abs(${a})`,
  sqrt: ([a]) => `sqrt(${a})`,
  max: ([a, b]) => `max(${a}, ${b})`,
  min: ([a, b]) => `min(${a}, ${b})`,
  power: ([a, b]) => `(${a}) ** ${b}`,
  exp: ([a]) => `exp(${a})`,
  log: ([a]) => `log(${a})`,
};

/** In brackets where it is more than products. */
const factor = (text: string): string => (/ [-+/] | if /.test(text) && !isBracketed(text) ? `(${text})` : text);

function isBracketed(text: string): boolean {
  let depth = 0;
  for (const [k, sign] of [...text].entries()) {
    if (sign === "(" || sign === "[") depth++;
    else if (sign === ")" || sign === "]") depth--;
    else if (depth === 0 && " ".includes(sign)) return false;
    if (depth === 0 && k === text.length - 1) return true;
  }
  return false;
}

const TEX: Record<Operation, (operands: readonly string[]) => string> = {
  plus: ([a, b]) => `\\left(${a} + ${b}\\right)`,
  minus: ([a, b]) => `\\left(${a} - ${b}\\right)`,
  // A factor 1 says nothing, and digits side by side would read as one number.
  times: ([a, b]) => (a === "1" ? b : b === "1" ? a : `${a}${/^\d/.test(b) ? "\\cdot " : "\\,"}${b}`),
  over: ([a, b]) => `\\frac{${bareTex(a)}}{${bareTex(b)}}`,
  negate: ([a]) => `\\left(-${a}\\right)`,
  abs: ([a]) => `\\left|${bareTex(a)}\\right|`,
  sqrt: ([a]) => `\\sqrt{${bareTex(a)}}`,
  max: ([a, b]) => `\\max\\left(${bareTex(a)}, ${bareTex(b)}\\right)`,
  min: ([a, b]) => `\\min\\left(${bareTex(a)}, ${bareTex(b)}\\right)`,
  power: ([a, b]) => (isAtomTex(a) ? `{${a}}^{${b}}` : `\\left(${a}\\right)^{${b}}`),
  exp: ([a]) => `e^{${bareTex(a)}}`,
  log: ([a]) => `\\log ${a}`,
};

/** Whether an exponent behind it means all of it: one symbol, one norm, or something in brackets. */
const isAtomTex = (text: string): boolean =>
  bareTex(text) !== text || /^(?:\\?[A-Za-z]+|\\\|\\?[A-Za-z]+\\\|)(?:_(?:\w|\{[\w,()]+\}))?$/.test(text);

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

function literal(value: number | string, language: FormulaLanguage): string {
  if (typeof value === "number") {
    const text = `${value}`.replace("e+", "e");
    if (language === "exact" && !Number.isSafeInteger(value))
      return value < 0 ? `(-num(${text.slice(1)}))` : `num(${text})`;
    return value < 0 ? `(${text})` : text;
  }
  const [numerator, denominator] = value.split("/").map((part) => part.trim());
  if (language === "tex") return denominator === undefined ? value : `\\tfrac{${numerator}}{${denominator}}`;
  return denominator === undefined ? `num(${numerator})` : `ratio(${numerator}, ${denominator})`;
}

/** The formula in one language; undefined where the model has no code for one of its quantities. */
export function writeFormula(
  expression: Expression,
  language: FormulaLanguage,
  model: ModelCode,
  instance?: InstanceJson,
): string | undefined {
  if ("quantity" in expression) {
    const found = model.quantity(expression.quantity, instance);
    return language === "tex" ? found?.tex : found?.code;
  }
  if ("literal" in expression) return literal(expression.literal, language);
  const { operation } = expression;
  const operands: string[] = [];
  for (const [k, operand] of expression.operands.entries()) {
    // An exponent is a plain number.
    const isExponent = operation === "power" && k === 1 && language === "exact";
    const text = writeFormula(operand, isExponent ? "float64" : language, model, instance);
    if (text === undefined) return undefined;
    operands.push(text);
  }
  return (language === "tex" ? TEX : CODE)[operation](operands);
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
