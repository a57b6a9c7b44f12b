import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const root = fileURLToPath(new URL("../../..", import.meta.url));

test("the committed binary is a fresh compile of src/numerics/kernels/assembly", () => {
  const check = spawnSync(process.execPath, ["scripts/build-kernels.mjs", "--check"], { cwd: root, encoding: "utf8" });
  assert.is(check.status, 0, check.stderr);
});

test.run();
