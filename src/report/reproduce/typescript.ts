import { type Definition, type Formula, parseFormula, type Step } from "./syntax.js";

/**
 * The notation of syntax.ts printed as TypeScript. Sums and products of numbers, vectors and matrices are calls (`add`, `mul`,
 * `matmul`), as TypeScript has no operators for them; inside `range(…)` and `[…]` there are only indices, and plain operators do.
 */
const CALLS: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "**": "pow",
  "@": "matmul",
};
const COMPARISONS: Readonly<Record<string, string>> = {
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  "==": "===",
  "!=": "!==",
};
const LOGIC: Readonly<Record<string, string>> = { and: "&&", or: "||" };

function print(formula: Formula, isIndex = false): string {
  const sub = (part: Formula): string => print(part, isIndex);
  switch (formula.kind) {
    case "number":
      return formula.text;
    case "name":
      return { True: "true", False: "false" }[formula.text] ?? formula.text;
    case "member":
      return formula.name === "T" ? `transpose(${sub(formula.of)})` : `${sub(formula.of)}.${formula.name}`;
    case "call": {
      const callee = print(formula.callee);
      return `${callee}(${formula.args.map((arg) => print(arg, callee === "range")).join(", ")})`;
    }
    case "record":
      return `{ ${formula.fields.map(([name, value]) => `${name}: ${print(value)}`).join(", ")} }`;
    case "index":
      return formula.at.kind === "unary"
        ? `${sub(formula.of)}.at(${print(formula.at, true)})`
        : `${sub(formula.of)}[${print(formula.at, true)}]`;
    case "list":
      return `[${formula.items.map((item) => sub(item)).join(", ")}]`;
    case "each": {
      const over = sub(formula.over);
      const only = formula.only === undefined ? "" : `.filter((${formula.name}: Value) => ${sub(formula.only)})`;
      return `${over}${only}.map((${formula.name}: Value) => ${sub(formula.body)})`;
    }
    case "choice":
      return `(${sub(formula.test)} ? ${sub(formula.then)} : ${sub(formula.other)})`;
    case "unary":
      if (formula.operator === "not") return `!(${sub(formula.operand)})`;
      return isIndex || formula.operand.kind === "number"
        ? `-${sub(formula.operand)}`
        : `mul(-1, ${sub(formula.operand)})`;
    case "binary": {
      const { operator } = formula;
      const [left, right] = [sub(formula.left), sub(formula.right)];
      if (operator in LOGIC) return `(${left} ${LOGIC[operator]} ${right})`;
      if (operator in COMPARISONS)
        return isIndex
          ? `${left} ${COMPARISONS[operator]} ${right}`
          : `compare(${left}, ${right}) ${COMPARISONS[operator]} 0`;
      return isIndex ? `(${left} ${operator} ${right})` : `${CALLS[operator]}(${left}, ${right})`;
    }
  }
}

/** An expression in TypeScript. */
export const typescriptOf = (text: string): string => print(parseFormula(text));

/** Names that statements give values to, and how often. */
function assigned(steps: readonly Step[], counts = new Map<string, number>(), isTop = true): Map<string, number> {
  for (const step of steps) {
    // What is first assigned within a branch must be declared before it.
    if (step.kind === "assign")
      for (const name of step.names)
        counts.set(name, (counts.get(name) ?? 0) + (isTop && step.names.length === 1 ? 1 : 2));
    if (step.kind === "for") assigned(step.body, counts, false);
    if (step.kind === "if") assigned(step.other, assigned(step.then, counts, false), false);
  }
  return counts;
}

function printSteps(steps: readonly Step[], once: ReadonlySet<string>, indent: string): string[] {
  return steps.flatMap((step) => printStep(step, once, indent));
}

function printStep(step: Step, once: ReadonlySet<string>, indent: string): string[] {
  const inner = (list: readonly Step[]): string[] => printSteps(list, once, `${indent}  `);
  switch (step.kind) {
    case "break":
      return [`${indent}break;`];
    case "return":
      return [`${indent}return ${print(step.value)};`];
    case "assign": {
      const [name] = step.names;
      if (step.names.length > 1) return [`${indent}[${step.names.join(", ")}] = ${print(step.value)};`];
      const head = once.has(name) ? `const ${name}: Value` : name;
      return [`${indent}${head} = ${print(step.value)};`];
    }
    case "for":
      return [`${indent}for (const ${step.name} of ${print(step.over)}) {`, ...inner(step.body), `${indent}}`];
    case "if": {
      const other = step.other.length === 0 ? [] : [`${indent}} else {`, ...inner(step.other)];
      return [`${indent}if (${print(step.test)}) {`, ...inner(step.then), ...other, `${indent}}`];
    }
  }
}

/** A definition in TypeScript. */
export function typescriptDefinition({ name, parameters, body }: Definition): string {
  const head = parameters.map((parameter) => `${parameter}: Value`).join(", ");
  const [only] = body;
  if (body.length === 1 && only.kind === "return") return `const ${name} = (${head}): Value => ${print(only.value)};`;
  const counts = assigned(body);
  const once = new Set([...counts].filter(([, count]) => count === 1).map(([own]) => own));
  const declared = [...counts.keys()].filter((own) => !once.has(own) && !parameters.includes(own));
  for (const parameter of parameters) once.delete(parameter);
  return [
    `function ${name}(${head}): Value {`,
    ...(declared.length === 0 ? [] : [`  let ${declared.map((own) => `${own}: Value`).join(", ")};`]),
    ...printSteps(body, once, "  "),
    "}",
  ].join("\n");
}
