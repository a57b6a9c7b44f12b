import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { contractionWork } from "./contraction.js";

const source = new URL("./contraction.ts", import.meta.url);
const cases = 10;

/** Sums over some cases of the work as it stands in the file, after substitutions that must find what they replace. */
async function outcomes(steps: number, ...substitutions: [string, string][]): Promise<{ held: number; violated: number; undecided: number }> {
  let text = readFileSync(source, "utf8");
  for (const [from, to] of substitutions) {
    assert.ok(text.includes(from), `the work has no longer ${from}`);
    text = text.replace(from, to);
  }
  const file = new URL(`./.mutant-${process.pid}-${substitutions.length}.ts`, import.meta.url);
  writeFileSync(file, text);
  try {
    const module = (await import(`${file}?${encodeURIComponent(String(substitutions))}`)) as { contractionWork: typeof contractionWork };
    const work = module.contractionWork("small", true, steps);
    let [held, violated, undecided] = [0, 0, 0];
    for (let seed = 0; seed < cases; seed++) {
      const outcome = work.run(500 + seed);
      held += outcome.held;
      violated += outcome.violated;
      undecided += outcome.undecided;
    }
    return { held, violated, undecided };
  } finally {
    rmSync(file);
  }
}

test("every step of the descent keeps its bound, and so does the norm at the end", async () => {
  assert.equal(await outcomes(40), { held: cases * 41, violated: 0, undecided: 0 });
});

// The inequality holds for any step that the descent really takes; what breaks it is a rate that the Gram matrix does not
// promise, a step the other way, and steps that the certificate of the norm does not count.
test("mutants are flagged: the trace's rate, ascent, steps that the norm's certificate does not see", async () => {
  const rate = await outcomes(40, ["Math.max(1 - eta * least,", "Math.max(1 - eta * trace,"]);
  assert.ok(rate.violated > 100, `only ${rate.violated} violations of the trace's rate`);
  const ascent = await outcomes(40, ["const stepFactor = -eta", "const stepFactor = eta"], ["bStep[j] *= -eta", "bStep[j] *= eta"]);
  assert.ok(ascent.violated > 100, `only ${ascent.violated} violations by ascent`);
  const unseen = await outcomes(
    40,
    ["const stepNorm = eta * gamma", "const stepNorm = 0.001 * eta * gamma"],
    ["(1 - q0) ** 2 / (8", "(1 - q0) ** 2 / (0.01"],
    ["0.5 / Math.max(trace", "50 / Math.max(trace"],
  );
  assert.ok(unseen.violated > 0, "a norm that outgrew its certificate went unseen");
});

test.run();
