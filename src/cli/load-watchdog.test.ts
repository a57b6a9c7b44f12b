import { spawn } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { watched } from "./load-watchdog.js";

test("what loads in time loads, and what throws throws", async () => {
  assert.is(await watched("f.ts", { notice: 1e6, limit: 1e6 }, async () => 3), 3);
  try {
    await watched("f.ts", { notice: 1e6, limit: 1e6 }, () => Promise.reject(new Error("no")));
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, "no");
  }
});

test("an endless loop is spoken of, then interrupted", async () => {
  const module = JSON.stringify(new URL("./load-watchdog.ts", import.meta.url).href);
  const code = `import { watched } from ${module}; await watched("mine.ts", { notice: 50, limit: 300 }, async () => { for (;;); });`;
  const args = ["--conditions=lemmacheck-source", "--import", "tsx", "--input-type=module", "-e", code];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr.on("data", (chunk) => (text += chunk));
  const signal = await new Promise((resolve) => child.on("close", (_, name) => resolve(name)));
  assert.is(signal, "SIGINT");
  assert.match(text, /^lemmacheck: mine\.ts: still loading; a claim file must only define claims \(Ctrl-C ends\)\n/);
  assert.match(text, /mine\.ts: still loading after 0\.3 s, given up/);
});

test.run();
