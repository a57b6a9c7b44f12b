import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseDuration } from "./options.js";
import { CONFIG_SCHEMA, settingsOf } from "./settings.js";
import { folderWith } from "./testing/spawn.js";

async function messageOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing thrown";
}
const config = (content: unknown): string =>
  join(folderWith({ "c.json": typeof content === "string" ? content : JSON.stringify(content) }), "c.json");

test("defaults, then the file, then the command line", async () => {
  assert.equal(await settingsOf({}), { claims: [], json: false, quiet: false, color: true, raw: false });
  const file = config({ seed: 5, trials: 10, profile: "smoke", time: "2m", json: true, color: false });
  const settings = await settingsOf({ config: file, seed: 6 });
  assert.is(settings.seed, 6);
  assert.is(settings.trials, 10);
  assert.is(settings.profile, "smoke");
  assert.is(settings.time, 120_000);
  assert.is(settings.json, true);
  assert.is(settings.color, false);
});

test("paths in a file are relative to its folder; the command line's claims replace the file's", async () => {
  const file = config({ claims: ["a.ts", "/abs/b.ts"], out: "r", data: "d.csv", target: "t", raw: true });
  const folder = join(file, "..");
  const settings = await settingsOf({ config: file });
  assert.equal(settings.claims, [join(folder, "a.ts"), "/abs/b.ts"]);
  assert.is(settings.out, join(folder, "r"));
  assert.is(settings.data, join(folder, "d.csv"));
  assert.equal((await settingsOf({ config: file, claims: ["x.ts"] })).claims, ["x.ts"]);
});

test("mistakes in a file, each in its one line", async () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{ sed: 3 }, /c\.json: unknown key "sed"; did you mean seed/],
    [{ seed: "3" }, /"seed": expected a whole number from 0 to \d+, found "3"/],
    [{ seed: 1.5 }, /"seed": expected a whole number/],
    [{ trials: 0 }, /"trials": expected a whole number from 1/],
    [{ profile: "fast" }, /"profile": expected "smoke" or "ci" or "nightly", found "fast"/],
    [{ time: "60" }, /"time": expected a duration/],
    [{ time: "99999999h" }, /expected a duration/],
    [{ claims: "a.ts" }, /"claims": expected a list of file names/],
    [{ claims: [1] }, /"claims\.0": expected a list of file names, found 1/],
    [{ quiet: 1 }, /"quiet": expected true or false, found 1/],
    [[1], /expected a JSON object/],
    ["{", /c\.json:1:2: the text ends too early/],
  ];
  for (const [content, expected] of cases)
    assert.match(await messageOf(settingsOf({ config: config(content) })), expected);
  assert.match(await messageOf(settingsOf({ config: "/nowhere/c.json" })), /\/nowhere\/c\.json: no such file/);
});

test("options about a data set need one", async () => {
  assert.match(await messageOf(settingsOf({ target: "y" })), /--target .*--data FILE/);
  assert.match(await messageOf(settingsOf({ raw: true })), /--raw .*--data FILE/);
});

test("durations", () => {
  assert.is(parseDuration("60s"), 60_000);
  assert.is(parseDuration("1.5h"), 5_400_000);
  assert.is(parseDuration("500ms"), 500);
  for (const text of ["", "60", "s", "-1s", "0s", "1e3s", "1 s", "NaNs", "100000h"])
    assert.throws(() => parseDuration(text), /expected a duration/);
});

test("every key of the schema is an option", async () => {
  const { commonFlags } = await import("./options.js");
  const options = Object.keys(commonFlags()).filter((name) => name !== "config");
  assert.equal(
    Object.keys(CONFIG_SCHEMA.properties)
      .filter((key) => key !== "$schema")
      .sort(),
    options.sort(),
  );
});

test.run();
