#!/usr/bin/env node
/**
 * Builds dist/: declarations by the compiler, a file for each module; code by esbuild, all modules in a few files that the
 * entries share (docs/decisions/few-files.md).
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const json = (...path) => JSON.parse(readFileSync(join(root, ...path), "utf8"));

/** What is started, or imported by package exports, threads and tests: these keep their places below dist/. */
const ENTRIES = [
  "src/cli/main.ts",
  "src/index.ts",
  "src/engine/threads.ts",
  "src/engine/pool-worker.ts",
  ...["uvu", "node-test", "vitest", "jest"].map((runner) => `src/adapters/${runner}.ts`),
  "properties/index.ts",
];

/** Two folders below dist/, like most entries: src/engine/threads.ts and others find their neighbours from there. */
const SHARED = "src/shared/[name]-[hash]";

/** In place of ajv, which takes 0.1 s to load and to compile the schemas: what it makes of them, as code. */
const validatorsAsCode = {
  name: "validators-as-code",
  setup({ onLoad, onResolve }) {
    // The few functions that the code calls, bundled with it.
    onResolve({ filter: /^ajv\/dist\/runtime\// }, ({ path }) => ({ path: require.resolve(path) }));
    onLoad({ filter: /[/\\]src[/\\]engine[/\\]schema-validators\.ts$/ }, () => {
      const names = ["run", "counterexample"];
      const ajv = new Ajv2020({
        strict: true,
        allowUnionTypes: true,
        inlineRefs: false,
        code: { source: true, esm: true },
      });
      for (const name of names) ajv.addSchema(json("schemas", `${name}.schema.json`), name);
      const code = standaloneCode(ajv, Object.fromEntries(names.map((name) => [name, name])));
      const loader = `export const loadValidator = async (name) => ({ ${names.join(", ")} })[name];`;
      return { contents: `${code}\n${loader}\n`, loader: "js", resolveDir: root };
    });
  },
};

rmSync(join(root, "dist"), { recursive: true, force: true });
const { dependencies, peerDependencies, devDependencies } = json("package.json");
const compiler = join(root, "node_modules/typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 1);
const packages = Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies });
await build({
  absWorkingDir: root,
  entryPoints: ENTRIES,
  outdir: "dist",
  outbase: ".",
  chunkNames: SHARED,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  conditions: ["lemmacheck-source"],
  alias: { lemmacheck: join(root, "src/index.ts") },
  external: packages,
  plugins: [validatorsAsCode],
  logLevel: "warning",
});
