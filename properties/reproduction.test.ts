import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { transformSync } from "esbuild";
import katex from "katex";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { objection, standAloneCounterexamples } from "./testing/counterexamples.js";

/**
 * Counterexamples to mutants, as stand-alone scripts: what lemmacheck shows in a report must show itself without lemmacheck.
 * TypeScript is run by node outside of the repository, the formulas of the LaTeX are typeset by KaTeX; NumPy scripts are run
 * by `npm run test:reproduce`.
 */
const found = await standAloneCounterexamples();

test("there are counterexamples of many models, exact ones among them", () => {
  const models = new Set(found.map(({ model }) => model));
  assert.ok(found.length >= 25, `${found.length} counterexamples`);
  assert.ok(models.size >= 7, [...models].join(", "));
  assert.ok(found.some(({ isExact }) => isExact));
});

test("every TypeScript script shows the violation and both sides as they were confirmed", () => {
  for (const counterexample of found) {
    const { name, typescript } = counterexample;
    assert.not.match(typescript, /\bimport\b|\brequire\b/, name);
    const { code } = transformSync(typescript, { loader: "ts", format: "esm" });
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-"], {
      input: code,
      encoding: "utf8",
      cwd: tmpdir(),
    });
    assert.is(status, 0, `${name}: ${stderr}`);
    assert.is(objection(stdout, counterexample), undefined, `${name}:\n${stdout}\n${typescript}`);
  }
});

test("every LaTeX document has a preamble, a body and formulas that can be typeset", () => {
  for (const { name, latex } of found) {
    assert.match(latex, /^\\documentclass\{article\}\n\\usepackage\{amsmath,amssymb\}\n\\begin\{document\}/, name);
    assert.match(latex, /\\end\{document\}\n$/, name);
    const displayed = [...latex.matchAll(/\\\[([\s\S]*?)\\\]/g)].map(([, tex]) => tex);
    assert.is(displayed.length, 3, name);
    const gathered = /\\begin\{gather\*\}[\s\S]*\\end\{gather\*\}/.exec(latex)?.[0];
    assert.ok(gathered !== undefined, name);
    for (const tex of [...displayed, gathered])
      katex.renderToString(tex, { displayMode: true, throwOnError: true, strict: "ignore" });
  }
});

test.run();
