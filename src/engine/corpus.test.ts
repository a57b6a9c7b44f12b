import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { counterStream } from "../numerics/random.js";
import { writeAtomically } from "./atomic-write.js";
import {
  type CounterexampleFile,
  contentDigest,
  findingName,
  isSetAside,
  readCorpus,
  writeCounterexample,
} from "./corpus.js";
import { replayFiles } from "./replay.js";
import { schemaError } from "./schema-validation.js";
import { exampleFile } from "./testing/example-file.js";
import { cauchySchwarz, falseSum, toyClaim, toyPrecise } from "./testing/toy.js";

const test = suite<{ directory: string }>("corpus", { directory: "" });
test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), "lemmacheck-corpus-"));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true, force: true }));

const claims = [falseSum, cauchySchwarz];
const small: CounterexampleFile = { ...exampleFile(0), instance: { model: "toy", values: [10, 10], blur: 0 } };

test("what is written is valid, complete, and read back as it was", async ({ directory }) => {
  const folder = { label: "counterexamples", directory };
  const path = writeCounterexample(folder, findingName("toy/false-sum", undefined, small.instance), small);
  const json: unknown = JSON.parse(readFileSync(path, "utf8"));
  assert.is(await schemaError("counterexample", json), null);
  assert.equal(json, { ...small, digest: contentDigest(small) });
  const [entry] = await readCorpus(folder, claims);
  assert.not(isSetAside(entry));
  if (isSetAside(entry)) return;
  assert.match(entry.name, /^counterexamples\/toy\/false-sum\/[0-9a-f]{16}\.json$/);
  assert.is(entry.claim, falseSum);
  assert.equal(entry.data, { values: [10, 10], blur: 0 });
});

test("a file's name tells claim, mutant and first instance apart", () => {
  const names = new Set([
    findingName("toy/a", undefined, { x: 1 }),
    findingName("toy/b", undefined, { x: 1 }),
    findingName("toy/a", "m", { x: 1 }),
    findingName("toy/a", undefined, { x: 2 }),
  ]);
  assert.is(names.size, 4);
  assert.is(findingName("toy/a", undefined, { x: 1, y: 2 }), findingName("toy/a", undefined, { y: 2, x: 1 }));
});

/** Hostile files and the words that their one line must contain. */
const HOSTILE: Readonly<Record<string, readonly [content: string | Buffer, expected: RegExp]>> = {
  "empty.json": ["", /it is empty/],
  "truncated.json": [JSON.stringify(small).slice(0, 200), /it is not JSON, cut off/],
  "nan.json": [JSON.stringify(small).replace("[10,10]", "[10,NaN]"), /it is not JSON/],
  "text.json": ["hello", /it is not JSON/],
  "binary.json": [Buffer.from([0xff, 0xfe, 0, 1, 2]), /it is not JSON/],
  "null.json": ["null", /it has no "schema"/],
  "list.json": ["[]", /it has no "schema"/],
  "number.json": ["1e999", /it has no "schema"/],
  "foreign.json": ['{"name":"package","version":"1"}', /it has no "schema"/],
  "other-schema.json": ['{"schema":"lemmacheck/run@1"}', /its schema is "lemmacheck\/run@1"/],
  "strange-schema.json": ['{"schema":{"a":1}}', /its schema is \{"a":1\}/],
  "future.json": [
    JSON.stringify({ ...small, schema: "lemmacheck/counterexample@7" }),
    /schema lemmacheck\/counterexample@7, of another lemmacheck/,
  ],
  "edited.json": [
    JSON.stringify({ ...small, digest: contentDigest(small) }).replace("[10,10]", "[10,1]"),
    /edited by hand/,
  ],
  "renamed.json": [JSON.stringify({ ...small, claim: "toy/old-name" }), /toy\/old-name, which is not among those/],
  "lost-mutant.json": [JSON.stringify({ ...small, mutant: "gone" }), /mutant "gone", which toy\/false-sum does not/],
  "prototype-mutant.json": [JSON.stringify({ ...small, mutant: "toString" }), /mutant "toString"/],
  "no-instance.json": [JSON.stringify({ ...small, instance: undefined }), /must have required property 'instance'/],
  "bad-claim.json": [JSON.stringify({ ...small, claim: "../../etc/passwd" }), /claim must match pattern/],
  "bad-instance.json": [JSON.stringify({ ...small, instance: { model: "toy" } }), /instance\.values is no list/],
  "infinite.json": [JSON.stringify(small).replace("[10,10]", "[10,1e999]"), /instance\.values is no list/],
  "other-model.json": [JSON.stringify({ ...small, instance: { model: "objective" } }), /instance\.model is not "toy"/],
  "deep.json": [`${'{"schema":'.repeat(100_000)}1${"}".repeat(100_000)}`, /set aside/],
};

test("each hostile file is set aside with its one line, and the good ones are read", async ({ directory }) => {
  mkdirSync(join(directory, "sub"));
  for (const [name, [content]] of Object.entries(HOSTILE)) writeFileSync(join(directory, "sub", name), content);
  writeFileSync(join(directory, "good.json"), JSON.stringify(small));
  writeFileSync(join(directory, ".123-0.tmp"), "half a fi");
  writeFileSync(join(directory, ".hidden.json"), "half a fi");
  writeFileSync(join(directory, "notes.txt"), "not a counterexample");
  mkdirSync(join(directory, "folder.json"));
  symlinkSync(join(directory, "nowhere"), join(directory, "dangling.json"));
  const entries = await readCorpus({ label: "c", directory }, claims);
  assert.is(entries.length, Object.keys(HOSTILE).length + 3);
  for (const [name, [, expected]] of Object.entries(HOSTILE)) {
    const entry = entries.find((candidate) => candidate.name === `c/sub/${name}`);
    assert.ok(entry !== undefined && isSetAside(entry), `${name} is set aside`);
    if (entry === undefined || !isSetAside(entry)) continue;
    assert.match(entry.warning, expected);
    assert.ok(entry.warning.startsWith(`c/sub/${name} set aside: `), entry.warning);
    assert.not(entry.warning.includes("\n"), name);
    assert.ok(entry.warning.length < 400, name);
  }
  assert.equal(
    entries.filter((entry) => !isSetAside(entry)).map(({ name }) => name),
    ["c/good.json"],
  );
});

test("a folder that is not there has no files", async ({ directory }) => {
  assert.equal(await readCorpus({ label: "c", directory: join(directory, "none") }, claims), []);
});

test("replay judges hypotheses again and says what became of each file", async ({ directory }) => {
  const write = (name: string, values: readonly number[], parts: object = {}): string => {
    const path = join(directory, name);
    writeFileSync(path, JSON.stringify({ ...small, instance: { model: "toy", values, blur: 0 }, ...parts }));
    return path;
  };
  const paths = [
    write("violated.json", [10, 10]),
    write("holds.json", [1, 1]),
    write("left.json", [11, 11]),
    write("mutant.json", [1, 1], { claim: "toy/cauchy-schwarz", mutant: "lostFactor" }),
    write("mutant-holds.json", [1, 1], { claim: "toy/cauchy-schwarz", mutant: "harmless" }),
    write("broken.json", [], {}),
  ];
  const results = await replayFiles(paths, claims, { precise: toyPrecise });
  assert.equal(
    results.map(({ status }) => status),
    ["violated", "holds", "left the domain", "violated", "holds", "set aside"],
  );
  assert.is(results[3].mutant, "lostFactor");
  assert.match(results[2].warning ?? "", /left the domain of toy\/false-sum: the hypothesis bounded is violated/);
  assert.is(results[0].warning, undefined);
  assert.is(results[0].check?.confirmation?.left, "20");
  const [folder] = await replayFiles([directory], claims, { precise: toyPrecise });
  assert.match(folder.file, /broken\.json$/);
  let message = "";
  await replayFiles([join(directory, "none.json")], claims, { precise: toyPrecise }).catch((error: Error) => {
    message = `${error.name}: ${error.message}`;
  });
  assert.match(message, /^InputError: .*none\.json: no such file or folder/);
});

test("replay without a second arithmetic, or of a claim that throws, refutes nothing", async ({ directory }) => {
  const path = join(directory, "x.json");
  writeFileSync(path, JSON.stringify(small));
  const [undecided] = await replayFiles([path], claims, { precise: () => Promise.resolve(undefined) });
  assert.is(undecided.status, "undecided");
  const throwing = toyClaim({
    id: "toy/false-sum",
    then: {
      bound: () => {
        throw new Error("boom");
      },
    },
  });
  const [error] = await replayFiles([path], [throwing], { precise: toyPrecise });
  assert.is(error.status, "error");
  assert.match(error.warning ?? "", /boom/);
});

test("a failed write leaves the old file and no temporary one", ({ directory }) => {
  const path = join(directory, "a.json");
  writeAtomically(path, "old");
  assert.throws(() => writeAtomically(join(path, "below-a-file.json"), "new"));
  mkdirSync(join(directory, "is-a-folder.json"));
  assert.throws(() => writeAtomically(join(directory, "is-a-folder.json"), "new"));
  assert.is(readFileSync(path, "utf8"), "old");
  assert.equal(readdirSync(directory).sort(), ["a.json", "is-a-folder.json"]);
});

test("SIGKILL at random moments never leaves anything but a whole file, and what was announced is there", async ({
  directory,
}) => {
  const writer = fileURLToPath(new URL("./testing/endless-writer.ts", import.meta.url));
  const source = writer.endsWith(".ts") ? ["--conditions=lemmacheck-source", "--import", "tsx"] : [];
  const stream = counterStream(3n, 0);
  for (let round = 0; round < 6; round++) {
    const child = spawn(process.execPath, [...source, writer, directory], { stdio: ["ignore", "pipe", "inherit"] });
    let announced = "";
    child.stdout.setEncoding("utf8");
    const closed = new Promise((resolve) => child.once("close", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.stdout.on("data", (text: string) => {
      announced += text;
    });
    await new Promise((resolve) => setTimeout(resolve, stream.below(60)));
    child.kill("SIGKILL");
    await closed;
    const [entry, ...others] = await readCorpus({ label: "c", directory }, claims);
    assert.is(others.length, 0);
    assert.ok(entry !== undefined && !isSetAside(entry), "whole");
    if (entry === undefined || isSetAside(entry)) return;
    const last = Number(announced.split("\n").filter(Boolean).at(-1) ?? 0);
    assert.ok(entry.file.found.index >= last, `version ${entry.file.found.index}, announced ${last}`);
  }
});

test.run();
