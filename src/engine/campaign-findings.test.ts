import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { atMost } from "../claims/inequality.js";
import { counterStream } from "../numerics/random.js";
import type { CampaignEvents, Finding } from "./api.js";
import { isSetAside, readCorpus } from "./corpus.js";
import { exampleFile } from "./testing/example-file.js";
import { run } from "./testing/run.js";
import { cauchySchwarz, falseSum, type ToyView, toyClaim, toyInstances } from "./testing/toy.js";

const test = suite<{ directory: string }>("findings of campaigns", { directory: "" });
test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), "lemmacheck-campaign-"));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true, force: true }));

test("a finding is on disk when it is announced, and there ever after", async ({ directory }) => {
  const seen: Finding[] = [];
  const folder = { label: "counterexamples", directory };
  await run(
    [falseSum],
    { findings: folder },
    {
      finding(finding) {
        const file = JSON.parse(readFileSync(finding.path ?? "", "utf8")) as { instance: unknown; shrink?: unknown };
        assert.equal(file.instance, finding.counterexample.instance);
        assert.is("shrink" in file, finding.shrunk);
        seen.push(finding);
      },
    },
  );
  assert.equal(
    seen.map(({ shrunk }) => shrunk),
    [false, true],
  );
  assert.is(seen[0].path, seen[1].path);
  const entries = await readCorpus(folder, [falseSum]);
  assert.is(entries.length, 1);
  assert.is(entries.some(isSetAside), false);
});

test("what one run found refutes in the next, whatever its seed", async ({ directory }) => {
  const fixtures = { label: "fixtures/counterexamples", directory };
  mkdirSync(join(directory, "toy", "false-sum"), { recursive: true });
  const file = { ...exampleFile(0), instance: { model: "toy", values: [10, 10], blur: 0 } };
  writeFileSync(join(directory, "toy", "false-sum", "planted.json"), JSON.stringify(file));
  const budgets = { trials: 0 };
  const { record, replays } = await run([falseSum], { fixtures, budgets });
  assert.is(record.claims[0].verdict, "refuted");
  assert.is(record.claims[0].counterexample?.file, "fixtures/counterexamples/toy/false-sum/planted.json");
  assert.is(replays[0].status, "violated");
  const mended = { ...falseSum, then: { bound: (toy: ToyView) => atMost(toy.absoluteSum, 60) } };
  const warnings: string[] = [];
  const after = await run([mended], { fixtures }, { warning: (line) => warnings.push(line) });
  assert.is(after.record.claims[0].verdict, "held");
  assert.equal(warnings, ["fixtures/counterexamples/toy/false-sum/planted.json: toy/false-sum holds on it now"]);
});

test("a broken corpus file costs one warning and nothing else", async ({ directory }) => {
  writeFileSync(join(directory, "broken.json"), "{");
  const warnings: string[] = [];
  const options = { fixtures: { label: "fixtures", directory }, profile: "smoke" as const };
  const { record, replays } = await run([cauchySchwarz, falseSum], options, { warning: (line) => warnings.push(line) });
  assert.is(record.claims[0].verdict, "held");
  assert.is(warnings.length, 1);
  assert.is(replays.filter(({ status }) => status === "set aside").length, 1);
});

test("stored counterexamples of claims that are loaded but not selected are passed over in silence", async ({
  directory,
}) => {
  writeFileSync(join(directory, "other.json"), JSON.stringify(exampleFile(0)));
  const warnings: string[] = [];
  const options = { fixtures: { label: "fixtures", directory }, profile: "smoke" as const };
  const events = { warning: (line: string) => warnings.push(line) };
  const { replays } = await run(
    [cauchySchwarz],
    { ...options, known: ["toy/false-sum", "toy/cauchy-schwarz"] },
    events,
  );
  assert.equal([warnings, replays], [[], []]);
  await run([cauchySchwarz], { ...options, known: ["toy/cauchy-schwarz"] }, events);
  assert.is(warnings.length, 1);
  assert.match(warnings[0], /toy\/false-sum, which is not among those loaded/);
});

test("Ctrl-C ends the run soon, keeps what was found, and calls nothing held", async ({ directory }) => {
  const controller = new AbortController();
  const findings = { label: "counterexamples", directory };
  const events: CampaignEvents = { finding: () => controller.abort() };
  const result = await run([falseSum, cauchySchwarz], { findings, signal: controller.signal }, events);
  assert.is(result.interrupted, true);
  assert.is(result.record.summary.interrupted, true);
  assert.is(result.record.claims.length, 1, "the next claim is not begun");
  assert.is(result.record.claims[0].verdict, "refuted");
  const second = new AbortController();
  const progress: CampaignEvents = { progress: ({ done }) => done > 100 && second.abort() };
  const cut = (await run([cauchySchwarz], { signal: second.signal, budgets: { trials: 1_000_000 } }, progress)).record;
  assert.is(cut.claims[0].verdict, "undecided");
  assert.match(cut.claims[0].reason ?? "", /^interrupted after \d+ of 1000000 trials$/);
});

test("an unwritable folder costs a warning; the finding counts", async ({ directory }) => {
  writeFileSync(join(directory, "file"), "");
  const findings = { label: "counterexamples", directory: join(directory, "file") };
  const warnings: string[] = [];
  const { record, findings: found } = await run([falseSum], { findings }, { warning: (line) => warnings.push(line) });
  assert.is(record.claims[0].verdict, "refuted");
  assert.is(found[0].path, null);
  assert.match(warnings[0], /could not be written/);
});

test("simplifications that throw leave the finding as it was found", async ({ directory }) => {
  const model = {
    ...toyInstances.model,
    simplify: () => {
      throw new Error("no simplification");
    },
  };
  const broken = { ...falseSum, instances: { ...toyInstances, model } };
  const warnings: string[] = [];
  const findings = { label: "counterexamples", directory };
  const { record } = await run([broken], { findings }, { warning: (line) => warnings.push(line) });
  assert.is(record.claims[0].verdict, "refuted");
  assert.equal(warnings, ["toy/false-sum: the counterexample could not be made simpler: Error: no simplification"]);
});

test("SIGKILL while a campaign finds: whatever was announced is on disk and is replayed by the next run", async ({
  directory,
}) => {
  const victim = fileURLToPath(new URL("./testing/campaign-victim.ts", import.meta.url));
  const stream = counterStream(4n, 0);
  for (let round = 0; round < 6; round++) {
    const folder = join(directory, String(round));
    const child = spawn(process.execPath, ["--conditions=lemmacheck-source", "--import", "tsx", victim, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let announced = "";
    child.stdout.setEncoding("utf8");
    const closed = new Promise((resolve) => child.once("close", resolve));
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (text: string) => {
        announced += text;
        resolve();
      });
      child.once("close", () => resolve());
    });
    await new Promise((resolve) => setTimeout(resolve, stream.below(150)));
    child.kill("SIGKILL");
    await closed;
    const paths = announced.split("\n").filter((line) => line.endsWith(".json"));
    assert.ok(paths.length > 0, "something was announced");
    for (const path of paths) JSON.parse(readFileSync(path, "utf8"));
    const findings = { label: "counterexamples", directory: folder };
    const { replays, record } = await run([falseSum], { findings, budgets: { trials: 0 } });
    assert.equal(
      replays.map(({ status }) => status),
      ["violated"],
    );
    assert.is(record.claims[0].verdict, "refuted");
  }
});

test("a violation that is none when judged again is an error of the claim, with a hint, and is not announced", async ({
  directory,
}) => {
  let calls = 0;
  const moody = toyClaim({
    id: "toy/moody",
    then: { bound: (toy: ToyView) => atMost(toy.sum, ++calls === 40 || calls === 41 ? -1e9 : 1e9) },
  });
  const announced: Finding[] = [];
  const findings = { label: "counterexamples", directory };
  const events = { finding: (finding: Finding) => announced.push(finding) };
  const { record } = await run([moody], { findings, profile: "smoke" }, events);
  const [{ verdict, reason, counterexample }] = record.claims;
  assert.is(verdict, "error");
  assert.match(
    reason ?? "",
    /^trial 39: bound was violated, but the instance holds when it is judged again: .*look at the instance only/,
  );
  assert.equal([counterexample, announced], [undefined, []]);
});

test.run();
