import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "lemmacheck/vitest";
import { norm, wrong } from "./claims.mjs";

const out = process.env.ADAPTER_OUT ?? join(tmpdir(), "lemmacheck-adapters");
check([norm, wrong], { out, trials: 100, file: "claims.mjs" });
