import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lemmacheck } from "./testing/spawn.js";

const test = suite("native BLAS");

test("a run's record is the same with and without a native BLAS, with either kernels, byte for byte", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lemmacheck-blas-"));
  try {
    const records: string[] = [];
    for (const [name, environment] of [
      ["plain", {}],
      ["none", { LEMMACHECK_OPENBLAS: join(folder, "nowhere.so") }],
      ["asked", { LEMMACHECK_BENCH_BLAS: "1", OPENBLAS_CORETYPE: "Nehalem" }],
      ["typescript", { LEMMACHECK_KERNELS: "typescript" }],
    ] as const) {
      const out = join(folder, name);
      const claim = "gao-2022/equilibrium-norm-bounds";
      await lemmacheck(["run", claim, "--trials", "12", "--seed", "11", "--quiet", "--out", out], { env: environment });
      const { timing: _, environment: found, ...rest } = JSON.parse(readFileSync(join(out, "run.json"), "utf8"));
      assert.is(found.nativeBlas, "not used");
      assert.is(found.kernels, name === "typescript" ? "typescript" : "wasm");
      records.push(JSON.stringify(rest));
    }
    assert.ok(records[0].length > 1000);
    for (const record of records) assert.is(record, records[0]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
