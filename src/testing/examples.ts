import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../package-root.js";

/** A piece of code in a document or docstring. */
export interface Example {
  readonly name: string;
  readonly code: string;
}

/** What `// → …` compares with: texts bare, all else as JSON. */
const shown = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));

interface Checked {
  readonly expected: string;
  readonly found: string;
}

const LOG = "__lemmacheckExample";

/** Lines `expression; // → text` become calls that note both. */
const noting = (code: string): string =>
  code.replaceAll(
    /^(?!\s*\/\/)(.*?);? \/\/ → (.*)$/gm,
    (_, expression: string, text: string) =>
      `Reflect.get(globalThis, "${LOG}")((${expression}), ${JSON.stringify(text.trim())});`,
  );

/** A name that examples may use without an import. */
export interface KnownName {
  readonly name: string;
  readonly isValue: boolean;
}

/** Names of the library that are used without being imported or declared. */
function missingImports(code: string, names: readonly KnownName[]): string {
  const bare = code.replaceAll(/"[^"\n]*"|\/\/.*$/gm, "");
  const used = names.filter(({ name }) => {
    const isUsed = new RegExp(`(?<![\\w.$])${name}\\b(?!\\s*:)`).test(bare);
    const isKnown = new RegExp(`import[^;]*\\b${name}\\b[^;]*from|\\b(?:const|function|class) ${name}\\b`).test(bare);
    return isUsed && !isKnown;
  });
  return used.length === 0
    ? ""
    : `import { ${used.map(({ name, isValue }) => (isValue ? name : `type ${name}`)).join(", ")} } from "lemmacheck";\n`;
}

const NORM = `import { atMost, claim, instances, minus, over } from "lemmacheck";

export default claim({
  id: "mine/norm",
  statement: "the norm of the equilibrium",
  instances: instances.implicitLayer({ width: [1, 4], samples: [1, 3], gain: [0, 0.9] }),
  given: {},
  then: { upperBound: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) },
});
`;

/** A folder in which "lemmacheck" is this package, as in a user's project, with claims/norm.ts and claims/holds.ts. */
export class ExampleProject {
  /** Inside the package, which is what its own name means there; ignored by git. */
  readonly folder = join(packageRoot, "reports", `.examples-${process.pid}`);

  constructor() {
    for (const name of ["norm", "holds"]) this.#write(`claims/${name}.ts`, NORM);
    this.#write(
      "tsconfig.json",
      JSON.stringify({
        extends: "../../tsconfig.json",
        compilerOptions: { rootDir: "../..", noUnusedLocals: false, allowImportingTsExtensions: true },
        include: ["**/*.ts"],
        exclude: [],
      }),
    );
  }

  #write(path: string, text: string): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** The example as a module; `names` may be used without an import. */
  add({ name, code }: Example, names: readonly KnownName[]): string {
    const own = `${missingImports(code, names)}${noting(code)}`;
    return this.#write(
      `tests/${name.replaceAll(/[^\w.-]+/g, "-")}.ts`,
      /^import|^export/m.test(own) ? own : `${own}\nexport {};\n`,
    );
  }

  /** Runs a module; what its lines show beside what they should. */
  async run(file: string): Promise<readonly Checked[]> {
    const checked: Checked[] = [];
    Reflect.set(globalThis, LOG, (value: unknown, expected: string) => checked.push({ expected, found: shown(value) }));
    await import(pathToFileURL(file).href);
    return checked;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The ```ts blocks of a Markdown text. */
export const codeBlocks = (name: string, text: string): readonly Example[] =>
  [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code], i) => ({ name: `${name}-${i + 1}`, code }));
