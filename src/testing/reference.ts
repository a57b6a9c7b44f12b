import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../package-root.js";

/** A symbol that users may import, with its docstring, as the built declaration files have it. */
export interface PublicSymbol {
  /** "plus"; "instances.implicitLayer" */
  readonly name: string;
  /** What it is imported from: "lemmacheck", "lemmacheck/uvu" */
  readonly module: string;
  /** Functions, classes and constants exist when a program runs; types do not. */
  readonly isValue: boolean;
  readonly declaration: string;
  readonly description: string;
  /** @param, @returns and @throws, as they stand */
  readonly tags: readonly string[];
  readonly example: string | undefined;
}

interface Declaration {
  readonly comment: string;
  readonly text: string;
}

const DECLARATION = /^export (?:declare )?(?:abstract )?(?:async )?(const|let|function|class|interface|type) (\w+)/;

/** The top-level declarations of a .d.ts file, each with the comment above it. */
function declarationsOf(file: string): ReadonlyMap<string, Declaration> {
  const found = new Map<string, Declaration>();
  const lines = readFileSync(file, "utf8").split("\n");
  let comment: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].startsWith("/**")) {
      comment = [];
      do comment.push(lines[i]);
      while (!lines[i++].includes("*/"));
      i--;
      continue;
    }
    const head = DECLARATION.exec(lines[i]);
    if (head !== null) {
      const text = [lines[i]];
      // Declarations end with a line that begins with "}" or, on one line, with ";".
      while (!/^\S.*;$|^\}/.test(lines[i]) && i + 1 < lines.length) text.push(lines[++i]);
      found.set(head[2], { comment: comment.join("\n"), text: text.join("\n").replace(/^export (?:declare )?/, "") });
    }
    if (lines[i].trim() !== "") comment = [];
  }
  return found;
}

const beside = (file: string, specifier: string): string => join(dirname(file), specifier.replace(/\.js$/, ".d.ts"));

/** Where each exported name of a module is declared. */
function exportsOf(file: string): Map<string, { readonly file: string; readonly name: string }> {
  const found = new Map<string, { readonly file: string; readonly name: string }>();
  const text = readFileSync(file, "utf8");
  for (const name of declarationsOf(file).keys()) found.set(name, { file, name });
  for (const [, list, specifier] of text.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)";/gm))
    for (const item of list.split(",").map((part) => part.trim().replace(/^type /, ""))) {
      if (item === "") continue;
      const [own, name = own] = item.split(" as ");
      const target = exportsOf(beside(file, specifier)).get(own);
      if (target !== undefined) found.set(name, target);
    }
  for (const [, space, specifier] of text.matchAll(/^export \* as (\w+) from "([^"]+)";/gm))
    for (const [name, target] of exportsOf(beside(file, specifier))) found.set(`${space}.${name}`, target);
  return found;
}

/** The text of a comment without its frame. */
function unframed(comment: string): string {
  return comment
    .replace(/^\/\*\*/, "")
    .replace(/\*\/\s*$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();
}

function symbolOf(module: string, name: string, { comment, text }: Declaration): PublicSymbol {
  const [description, ...parts] = unframed(comment).split(/^@/m);
  const example = parts.find((part) => part.startsWith("example"));
  return {
    name,
    module,
    isValue: /^(?:abstract )?(?:async )?(?:const|function|class)/.test(text),
    declaration: text,
    description: description.trim(),
    tags: parts.filter((part) => part !== example).map((part) => `@${part.trim()}`),
    example: example?.slice("example".length).trim(),
  };
}

const MODULES: Readonly<Record<string, string>> = {
  lemmacheck: "dist/src/index.d.ts",
  "lemmacheck/uvu": "dist/src/adapters/uvu.d.ts",
  "lemmacheck/node-test": "dist/src/adapters/node-test.d.ts",
  "lemmacheck/vitest": "dist/src/adapters/vitest.d.ts",
  "lemmacheck/jest": "dist/src/adapters/jest.d.ts",
  "lemmacheck/claims": "dist/properties/index.d.ts",
};

/** Every public symbol, in the order of the entries that export them. @throws Error where the package is not built */
export function publicSymbols(): readonly PublicSymbol[] {
  return Object.entries(MODULES).flatMap(([module, path]) => {
    const entry = join(packageRoot, path);
    if (!existsSync(entry)) throw new Error(`${path} is missing: build first, npm run build`);
    const files = new Map<string, ReadonlyMap<string, Declaration>>();
    return [...exportsOf(entry)].map(([name, target]) => {
      const declarations = files.get(target.file) ?? declarationsOf(target.file);
      files.set(target.file, declarations);
      const declaration = declarations.get(target.name);
      if (declaration === undefined) throw new Error(`${target.file} declares no ${target.name}`);
      return symbolOf(module, name, declaration);
    });
  });
}

function section({ name, declaration, description, tags, example }: PublicSymbol): string {
  const list = tags.map((tag) => `- ${tag.replace(/^@(\w+)\s*/, "*$1* ").replaceAll(/\s*\n\s*/g, " ")}`);
  return [
    `### ${name}`,
    description,
    ...(list.length === 0 ? [] : [list.join("\n")]),
    `\`\`\`ts\n${declaration}\n\`\`\``,
    ...(example === undefined ? [] : [`Example:\n\n\`\`\`ts\n${example}\n\`\`\``]),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const INTRODUCTION = `# Reference

Every public symbol, made of the docstrings by \`npm run docs\`; a test says when it is out of date, and runs every example:
\`// → …\` is the value of the line. Names in examples that are not declared there are imported from "lemmacheck".
Types have no examples of their own: those of the functions that take or return them show them in use.
`;

/** docs/reference.md */
export function referenceText(): string {
  const symbols = publicSymbols();
  const parts = [INTRODUCTION];
  for (const module of Object.keys(MODULES)) {
    const own = symbols.filter((symbol) => symbol.module === module);
    const values = own.filter(({ isValue }) => isValue);
    const types = own.filter(({ isValue }) => !isValue);
    parts.push(`## "${module}"\n`);
    if (values.length > 0) parts.push(`${values.map(section).join("\n\n")}\n`);
    if (types.length > 0) parts.push(`## Types of "${module}"\n\n${types.map(section).join("\n\n")}\n`);
  }
  return parts.join("\n");
}
