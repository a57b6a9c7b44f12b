import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "./package-root.js";
import { codeBlocks, type Example, ExampleProject } from "./testing/examples.js";
import { publicSymbols, referenceText } from "./testing/reference.js";

const symbols = publicSymbols();
const names = symbols.filter(({ module, name }) => module === "lemmacheck" && !name.includes("."));
const read = (path: string): string => readFileSync(join(packageRoot, path), "utf8");

test("docs/reference.md is what the docstrings say", () => {
  assert.ok(read("docs/reference.md") === referenceText(), "out of date: npm run docs");
});

test("every public symbol has a docstring, and every function, class and constant an example", () => {
  const bare = symbols.filter(({ description }) => description === "").map(({ module, name }) => `${module} ${name}`);
  assert.equal(bare, []);
  const untold = symbols.filter(({ isValue, example }) => isValue && example === undefined);
  assert.equal(
    untold.map(({ module, name }) => `${module} ${name}`),
    [],
  );
});

/** Tests of other runners can't run in this one: src/adapters/adapters.test.ts runs them. */
const isRunHere = ({ code }: Example): boolean => !/import \{ check \}/.test(code);

test("every example of docstrings and documents compiles, runs, and shows what it says", async () => {
  const examples = [
    ...symbols.flatMap(({ module, name, example }) =>
      example === undefined ? [] : [{ name: `${module} ${name}`, code: example }],
    ),
    ...["README.md", "docs/tutorial.md", "docs/cli.md"].flatMap((path) => codeBlocks(path, read(path))),
  ];
  assert.ok(examples.length >= 50, `${examples.length} examples`);
  const project = new ExampleProject();
  try {
    const files = examples.map((example) => ({
      example,
      file: project.add(example, [...names, { name: "instances", isValue: true }]),
    }));
    const tsc = join(createRequire(import.meta.url).resolve("typescript/package.json"), "..", "bin", "tsc");
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project.folder], { encoding: "utf8" });
    assert.is(status, 0, stdout);
    let compared = 0;
    for (const { example, file } of files) {
      if (!isRunHere(example)) continue;
      for (const { expected, found } of await project.run(file)) {
        assert.is(found, expected, `${example.name}:\n${example.code}`);
        compared++;
      }
    }
    assert.ok(compared >= 40, `${compared} lines with values`);
  } finally {
    project.remove();
  }
});

test.run();
