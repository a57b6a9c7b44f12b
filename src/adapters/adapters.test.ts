import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { folderWith } from "../cli/testing/spawn.js";
import { packageRoot } from "../package-root.js";

/** Each runner in a process of its own, on the built package, as a user's project would have it. */
const FIXTURES = join(packageRoot, "src", "adapters", "testing");
const require = createRequire(import.meta.url);
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  uvu: [join(FIXTURES, "uvu.mjs")],
  "node-test": ["--test", "--test-reporter=spec", join(FIXTURES, "node-test.mjs")],
  vitest: [
    join(require.resolve("vitest/package.json"), "..", "vitest.mjs"),
    "run",
    "--root",
    FIXTURES,
    "--dir",
    FIXTURES,
    "vitest.test.mjs",
  ],
  jest: [
    "--experimental-vm-modules",
    join(require.resolve("jest/package.json"), "..", "bin", "jest.js"),
    "--rootDir",
    FIXTURES,
    "--testMatch",
    "**/jest.test.mjs",
    "--transform",
    "{}",
    "--no-cache",
    "--colors=false",
  ],
};

function runTests(
  args: readonly string[],
  out: string,
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    // Conditions and loaders of this process are not the user's: the built package is what is tested.
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...environment } = process.env;
    const env = { ...environment, ADAPTER_OUT: out, NO_COLOR: "1", FORCE_COLOR: "0", CI: "1" };
    const child = spawn(process.execPath, args, { cwd: packageRoot, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.on("data", (chunk) => (text += chunk));
    child.stderr.on("data", (chunk) => (text += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, text: text.replace(/\p{Cc}\[[\d;]*m/gu, "") }));
  });
}

for (const [name, args] of Object.entries(RUNNERS))
  test(`${name}: the claim that holds passes, the false one fails with its counterexample`, async () => {
    assert.ok(existsSync(join(packageRoot, "dist", "src", "adapters", `${name}.js`)), "build first: npm run build");
    const out = folderWith();
    const { code, text } = await runTests(args, out);
    assert.is(code, 1, text);
    assert.match(text, /adapter\/wrong: The norm is bounded too well/, "the title");
    assert.match(text, /adapter\/wrong is refuted/);
    assert.match(text, /Counterexample to adapter\/wrong[\s\S]*upperBound[\s\S]*gamma = /, text);
    const [, command] = /repeat it: {2}npx lemmacheck replay (\S+) --claims claims\.mjs/.exec(text) ?? [];
    assert.ok(command !== undefined && existsSync(command), `${command} in ${text}`);
    assert.not.match(text, /adapter\/norm is /, "the other claim passes");
    assert.match(
      text,
      { uvu: /Passed:\s+1\b/, "node-test": /pass 1\b/, vitest: /1 passed/, jest: /1 passed/ }[name] ?? /^$/,
    );
  });

test.run();
