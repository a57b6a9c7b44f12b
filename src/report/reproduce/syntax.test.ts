import { transformSync } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Expression } from "../../claims/trace.js";
import { libraryFor } from "./library.js";
import { reproductionScripts } from "./scripts.js";
import { parseDefinitions, parseFormula } from "./syntax.js";
import { typescriptDefinition, typescriptOf } from "./typescript.js";

test("products before sums, powers before signs, comparisons before logic", () => {
  assert.is(typescriptOf("a + b * c ** 2"), "add(a, mul(b, pow(c, 2)))");
  assert.is(typescriptOf("-x ** 2"), "mul(-1, pow(x, 2))");
  assert.is(typescriptOf("a - b - c"), "sub(sub(a, b), c)");
  assert.is(typescriptOf("a @ b.T / c"), "div(matmul(a, transpose(b)), c)");
  assert.is(typescriptOf("a < b + 1 and not c == d"), "(compare(a, add(b, 1)) < 0 && !(compare(c, d) === 0))");
});

test("indices are plain numbers, comprehensions are maps and filters", () => {
  assert.is(typescriptOf("x[k + 1]"), "x[(k + 1)]");
  assert.is(typescriptOf("x[-1]"), "x.at(-1)");
  assert.is(typescriptOf("[2 * a for a in range(n - 1)]"), "range((n - 1)).map((a: Value) => mul(2, a))");
  assert.is(typescriptOf("[a for a in x if a > 0]"), "x.filter((a: Value) => compare(a, 0) > 0).map((a: Value) => a)");
  assert.is(typescriptOf("a if b else c"), "(b ? a : c)");
  assert.is(typescriptOf("SimpleNamespace(a=x + 1, b=y)"), "{ a: add(x, 1), b: y }");
});

test("what is first assigned in a branch is declared before it", () => {
  const [definition] = parseDefinitions(
    "def f(x):\n    y = 1\n    if x > 0:\n        z = 2\n    else:\n        z = 3\n    return y + z\n",
  );
  const { code } = transformSync(
    `type Value = any; const add = (a: Value, b: Value) => a + b; const compare = (a: Value, b: Value) => a - b;\n${typescriptDefinition(definition)}`,
    { loader: "ts", format: "esm" },
  );
  const f = new Function(`${code}; return f;`)() as (x: number) => number;
  assert.equal([f(1), f(-1)], [3, 4]);
});

test("what is not of the notation is refused", () => {
  for (const text of ["a +", "f(x", "a ? b : c", "x[1", "1 2", "lambda x: x"])
    assert.throws(() => parseFormula(text), SyntaxError, text);
  assert.throws(() => parseDefinitions("def f(x):\n    while x:\n        return x\n"), SyntaxError);
});

test("a script holds what it needs and nothing else", () => {
  const library = libraryFor("norm2(A)", "", "typescript", false);
  assert.match(library, /const norm2 =/);
  assert.match(library, /function eigenvalues/);
  assert.not.match(library, /spectralRadius|const atan2|rungeKutta/);
  assert.is(libraryFor("1 + 1", "", "python", false), "");
});

/** What a script prints. */
function output(script: string): string {
  const lines: string[] = [];
  const { code } = transformSync(script, { loader: "ts", format: "esm" });
  new Function("console", code)({ log: (...parts: unknown[]) => lines.push(parts.join(" ")) });
  return lines.join("\n");
}

const A = { quantity: "spectralNorm" };
const scriptsOf = (matrix: number[][], bound: number | string, sides: { left: string; right: string }) =>
  reproductionScripts({
    title: "mine",
    statement: "\\|A\\|_2 < t",
    instance: { model: "gaussian-matrix", A: matrix },
    formula: { left: { operation: "power", operands: [A, { literal: 2 }] }, relation: "<", right: { literal: bound } },
    sides,
  })?.typescript ?? "";

test("sides that agree are computed in rational numbers and roots", () => {
  assert.is(
    output(
      scriptsOf(
        [
          [1, 1],
          [0, 0],
        ],
        2,
        { left: "2", right: "2" },
      ),
    ),
    "left  2\nright 2\nVIOLATED: left < right is false",
  );
  assert.match(output(scriptsOf([[0.1]], "1/100", { left: "0.01", right: "0.01" })), /VIOLATED/, "0.1 is above 1/10");
});

test("what is neither rational nor a root is not shown, rather than shown wrongly", () => {
  const matrix = [
    [1, 2, 0],
    [2, 1, 1],
    [0, 1, 3],
  ];
  assert.match(output(scriptsOf(matrix, 15, { left: "15", right: "15" })), /NOT SHOWN: exact arithmetic stops at/);
});

test("float64 does not call its rounding a violation", () => {
  const script = reproductionScripts({
    title: "mine",
    statement: "",
    instance: { model: "gaussian-matrix", A: [[0.1, 0.2]] },
    formula: { left: { quantity: "spectralNorm" }, relation: "=", right: { quantity: "frobeniusNorm" } },
  });
  assert.not.match(output(script?.typescript ?? ""), /VIOLATED/);
});

test("TeX: an exponent is that of the whole, a sentence is text", () => {
  const latex = (left: Expression, statement: string): string =>
    reproductionScripts({
      title: "mine/claim_1",
      statement,
      instance: { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]] },
      formula: {
        left: { operation: "power", operands: [left, { literal: 2 }] },
        relation: "<=",
        right: { literal: 0 },
      },
    })?.latex ?? "";
  assert.match(latex({ quantity: "gain" }, "x"), /\\left\(\\gamma\\\|A\\\|_2\\right\)\^\{2\} \\le 0/);
  assert.match(latex({ quantity: "equilibriumNorm" }, "x"), /\{\\\|Z\\\|_F\}\^\{2\} \\le 0/);
  assert.match(latex({ quantity: "gain" }, "one % of x_1^2"), /\\\[ \\text\{one \\% of x\\_1\\\^\{\}2\} \\\]/);
  assert.match(latex({ quantity: "gain" }, "\\|Z\\| < 1"), /\\\[ \\\|Z\\\| < 1 \\\]/);
  assert.not.match(latex({ quantity: "gain" }, ""), /\\\[ {2}\\\]/);
});

test.run();
