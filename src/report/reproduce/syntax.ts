/**
 * The notation that a model's formulas are written in, once for all script languages: a small part of Python. Python scripts
 * take it as it stands; typescript.ts prints it as TypeScript.
 *
 * Statements: `def f(x, y):`, `name = …`, `a, b = …`, `if …:` / `else:`, `for x in …:`, `break`, `return …`; four blanks a level.
 * Expressions: numbers, texts, names, `x.name`, `f(x)`, `SimpleNamespace(a=x, b=y)`, `x[i]`, `[a, b]`, `[… for x in xs if …]`, `a if c else b`, + - * / @ **,
 * comparisons, `and`, `or`, `not`.
 */
export type Formula =
  | { readonly kind: "number" | "name"; readonly text: string }
  | { readonly kind: "member"; readonly of: Formula; readonly name: string }
  | { readonly kind: "call"; readonly callee: Formula; readonly args: readonly Formula[] }
  | { readonly kind: "record"; readonly fields: readonly (readonly [name: string, value: Formula])[] }
  | { readonly kind: "index"; readonly of: Formula; readonly at: Formula }
  | { readonly kind: "list"; readonly items: readonly Formula[] }
  | {
      readonly kind: "each";
      readonly body: Formula;
      readonly name: string;
      readonly over: Formula;
      readonly only?: Formula;
    }
  | { readonly kind: "choice"; readonly test: Formula; readonly then: Formula; readonly other: Formula }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Formula }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Formula; readonly right: Formula };

export type Step =
  | { readonly kind: "assign"; readonly names: readonly string[]; readonly value: Formula }
  | { readonly kind: "return"; readonly value: Formula }
  | { readonly kind: "break" }
  | { readonly kind: "if"; readonly test: Formula; readonly then: readonly Step[]; readonly other: readonly Step[] }
  | { readonly kind: "for"; readonly name: string; readonly over: Formula; readonly body: readonly Step[] };

/** One `def`. `source` is its text; `uses` are all names in it but those of members, its own parameters and variables among them. */
export interface Definition {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: readonly Step[];
  readonly source: string;
  readonly uses: ReadonlySet<string>;
}

const TOKEN = /\s*(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|[A-Za-z_]\w*|"[^"]*"|\*\*|<=|>=|==|!=|[-+*/@<>()[\],.=])/y;

/** All names in a text of the notation. */
export const namesIn = (text: string): ReadonlySet<string> => new Set(text.match(/[A-Za-z_]\w*/g) ?? []);

/** Names that are not those of members: what a text needs from outside. */
export const freeNamesIn = (text: string): ReadonlySet<string> => new Set(text.match(/(?<![\w.])[A-Za-z_]\w*/g) ?? []);

const LEVELS: readonly (readonly string[])[] = [["or"], ["and"], ["<", "<=", ">", ">=", "==", "!="], ["+", "-"]];
const PRODUCTS = ["*", "/", "@"];

class Reader {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const from = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (match === null) throw new SyntaxError(`formula: unexpected ${JSON.stringify(text.slice(from))}`);
      tokens.push(match[0].trim());
    }
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#next === this.#tokens.length;
  }
  #peek(): string {
    return this.#tokens[this.#next] ?? "";
  }
  #take(): string {
    return this.#tokens[this.#next++] ?? "";
  }
  #accept(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#next++;
    return true;
  }
  #expect(token: string): void {
    if (!this.#accept(token))
      throw new SyntaxError(`formula: expected ${token}, found ${this.#peek()} in ${this.#tokens.join(" ")}`);
  }

  expression(): Formula {
    const value = this.#level(0);
    if (!this.#accept("if")) return value;
    const test = this.#level(0);
    this.#expect("else");
    return { kind: "choice", test, then: value, other: this.expression() };
  }

  #level(level: number): Formula {
    if (level === LEVELS.length) return this.#product();
    if (level === 2 && this.#accept("not")) return { kind: "unary", operator: "not", operand: this.#level(level) };
    let left = this.#level(level + 1);
    while (LEVELS[level].includes(this.#peek())) {
      const operator = this.#take();
      left = { kind: "binary", operator, left, right: this.#level(level + 1) };
    }
    return left;
  }

  #product(): Formula {
    let left = this.#unary();
    while (PRODUCTS.includes(this.#peek())) {
      const operator = this.#take();
      left = { kind: "binary", operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Formula {
    if (this.#accept("-")) return { kind: "unary", operator: "-", operand: this.#unary() };
    const base = this.#postfix();
    return this.#accept("**") ? { kind: "binary", operator: "**", left: base, right: this.#unary() } : base;
  }

  #postfix(): Formula {
    let value = this.#atom();
    for (;;) {
      if (this.#accept(".")) value = { kind: "member", of: value, name: this.#take() };
      else if (value.kind === "name" && value.text === "SimpleNamespace")
        value = { kind: "record", fields: this.#fields() };
      else if (this.#accept("(")) value = { kind: "call", callee: value, args: this.#until(")") };
      else if (this.#accept("[")) {
        value = { kind: "index", of: value, at: this.expression() };
        this.#expect("]");
      } else return value;
    }
  }

  #atom(): Formula {
    if (this.#accept("(")) {
      const value = this.expression();
      this.#expect(")");
      return value;
    }
    if (this.#accept("[")) {
      if (this.#accept("]")) return { kind: "list", items: [] };
      const first = this.expression();
      if (!this.#accept("for")) {
        if (this.#accept(",")) return { kind: "list", items: [first, ...this.#until("]")] };
        this.#expect("]");
        return { kind: "list", items: [first] };
      }
      const name = this.#take();
      this.#expect("in");
      const over = this.#level(0);
      const only = this.#accept("if") ? this.#level(0) : undefined;
      this.#expect("]");
      return { kind: "each", body: first, name, over, ...(only === undefined ? {} : { only }) };
    }
    const text = this.#take();
    if (!/^[\w"]/.test(text)) throw new SyntaxError(`formula: unexpected ${text} in ${this.#tokens.join(" ")}`);
    return { kind: /^\w/.test(text) && !/^\d/.test(text) ? "name" : "number", text };
  }

  #fields(): [string, Formula][] {
    const fields: [string, Formula][] = [];
    this.#expect("(");
    do {
      const name = this.#take();
      this.#expect("=");
      fields.push([name, this.expression()]);
    } while (this.#accept(","));
    this.#expect(")");
    return fields;
  }

  #until(end: string): Formula[] {
    const list: Formula[] = [];
    if (this.#accept(end)) return list;
    do list.push(this.expression());
    while (this.#accept(","));
    this.#expect(end);
    return list;
  }
}

/** @throws SyntaxError for what is not of the notation */
export function parseFormula(text: string): Formula {
  const reader = new Reader(text);
  const formula = reader.expression();
  if (!reader.isAtEnd) throw new SyntaxError(`formula: more than one expression in ${text}`);
  return formula;
}

const depth = (line: string): number => line.length - line.trimStart().length;

function parseSteps(lines: readonly string[]): Step[] {
  const steps: Step[] = [];
  const level = depth(lines[0] ?? "");
  for (let i = 0; i < lines.length; ) {
    const line = lines[i].trim();
    let end = i + 1;
    while (end < lines.length && depth(lines[end]) > level) end++;
    const inner = (): Step[] => parseSteps(lines.slice(i + 1, end));
    const loop = /^for (\w+) in (.*):$/.exec(line);
    const branch = /^if (.*):$/.exec(line);
    const assignment = /^(\w+(?:, \w+)*) = (.*)$/.exec(line);
    if (line === "break") steps.push({ kind: "break" });
    else if (line.startsWith("return ")) steps.push({ kind: "return", value: parseFormula(line.slice(7)) });
    else if (loop !== null) steps.push({ kind: "for", name: loop[1], over: parseFormula(loop[2]), body: inner() });
    else if (branch !== null) {
      const then = inner();
      let other: Step[] = [];
      if (lines[end]?.trim() === "else:" && depth(lines[end]) === level) {
        i = end++;
        while (end < lines.length && depth(lines[end]) > level) end++;
        other = inner();
      }
      steps.push({ kind: "if", test: parseFormula(branch[1]), then, other });
    } else if (assignment !== null)
      steps.push({ kind: "assign", names: assignment[1].split(", "), value: parseFormula(assignment[2]) });
    else throw new SyntaxError(`formula: no statement: ${line}`);
    i = end;
  }
  return steps;
}

/** All `def`s of a text. @throws SyntaxError for what is not of the notation */
export function parseDefinitions(text: string): readonly Definition[] {
  return text
    .split(/^(?=def )/m)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const source = part.trimEnd();
      const lines = source.split("\n").filter((line) => line.trim() !== "");
      const head = /^def (\w+)\((.*)\):$/.exec(lines[0]);
      if (head === null) throw new SyntaxError(`formula: no definition: ${lines[0]}`);
      const parameters = head[2] === "" ? [] : head[2].split(", ");
      return { name: head[1], parameters, body: parseSteps(lines.slice(1)), source, uses: freeNamesIn(source) };
    });
}
