import { spawnSync } from "node:child_process";
import { transformSync } from "esbuild";
import katex from "katex";
import { applyMutant, type Claim, runCampaign } from "lemmacheck";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { reproductionScripts } from "../src/report/reproduce/scripts.js";
import { claims } from "./index.js";

/**
 * Counterexamples to mutants of the implicit layer's claims, as stand-alone scripts: what lemmacheck shows in a report must
 * show itself without lemmacheck. TypeScript is run by node; the formulas of the LaTeX are typeset by KaTeX.
 */
const CLAIMS = ["equilibrium-norm-bounds", "gram-lower-bound", "picard-contracts", "equilibrium-lipschitz"];
const WANTED = 10;

interface Found {
  readonly name: string;
  readonly typescript: string;
  readonly numpy: string;
  readonly latex: string;
}

async function counterexamples(): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const claim of claims.filter(({ id }) => CLAIMS.some((name) => id === `gao-2022/${name}`)))
    for (const name of Object.keys(claim.mutants)) {
      const mutant = applyMutant(claim as unknown as Claim<unknown, unknown>, name);
      const { record } = await runCampaign([mutant], {
        seed: 1,
        profile: "smoke",
        tool: { name: "lemmacheck", version: "0.0.0" },
      });
      const { counterexample } = record.claims[0];
      if (counterexample?.formula === undefined) continue;
      // "0 < 0 is false" needs the exact zero: a script in float64 can't show a violation without a margin.
      const { left, right } = counterexample.confirmation;
      if (Math.abs(Number(left) - Number(right)) <= 1e-9 * Math.max(Math.abs(Number(left)), Math.abs(Number(right))))
        continue;
      const scripts = reproductionScripts({
        title: `${claim.id}, mutant ${name}`,
        statement: mutant.statement,
        instance: counterexample.instance as Readonly<Record<string, unknown>>,
        formula: counterexample.formula,
      });
      if (scripts !== undefined) found.push({ name: `${claim.id}: ${name}`, ...scripts });
    }
  return found;
}

test("ten and more counterexamples show themselves, in TypeScript without imports and in LaTeX", async () => {
  const found = await counterexamples();
  assert.ok(found.length >= WANTED, `${found.length} counterexamples with scripts`);
  for (const { name, typescript, latex } of found) {
    assert.not.match(typescript, /\bimport\b|\brequire\b/, name);
    const { code } = transformSync(typescript, { loader: "ts", format: "esm" });
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-"], {
      input: code,
      encoding: "utf8",
    });
    assert.is(status, 0, `${name}: ${stderr}`);
    assert.match(stdout, /VIOLATED/, `${name}:\n${stdout}\n${typescript}`);
    const formulas = [...latex.matchAll(/\\\[([\s\S]*?)\\\]/g)].map(([, tex]) => tex);
    assert.ok(formulas.length === 3, name);
    for (const tex of formulas) katex.renderToString(tex, { throwOnError: true, strict: "ignore" });
  }
});

test.run();
