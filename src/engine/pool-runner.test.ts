import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { InProcessRunner as InProcess } from "./in-process-runner.js";
import type { mutateClaims as MutateClaims, runCampaign as RunCampaign } from "./index.js";
import type { PoolRunner as Pool } from "./pool-runner.js";

// Threads start from the built package: Node loads no TypeScript in them.
const built = new URL("../../dist/src/", import.meta.url);
const { PoolRunner, InProcessRunner } = (await import(new URL("engine/threads.js", built).href)) as {
  PoolRunner: typeof Pool;
  InProcessRunner: typeof InProcess;
};
const { mutateClaims, runCampaign } = (await import(new URL("index.js", built).href)) as {
  mutateClaims: typeof MutateClaims;
  runCampaign: typeof RunCampaign;
};
type Claims = Parameters<typeof RunCampaign>[0];

const test = suite("pool runner");
let folder = "";
test.before(() => {
  folder = mkdtempSync(join(tmpdir(), "lemmacheck-pool-"));
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Claims in a module of its own, as the command line compiles them. `conclusion` is the body of one conclusion. */
async function moduleOf(
  name: string,
  conclusion: string,
): Promise<{ readonly href: string; readonly claims: Claims; readonly all: Claims }> {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { isMainThread } from "node:worker_threads";
import { existsSync, writeFileSync } from "node:fs";
import { atMost, below, claim, instances, minus, over } from ${JSON.stringify(new URL("index.js", built).href)};
const parts = (id, small) => claim({ id: "pool/" + id, statement: "s",
  instances: instances.implicitLayer({ width: [1, 3], samples: [1, 2], gain: [0, 0.9] }),
  given: { contraction: (layer) => below(layer.gain, 1) }, then: { small },
  mutants: { none: { about: "no room at all", then: { small: (layer) => atMost(layer.equilibriumNorm, 0) } },
    loose: { about: "a weaker hypothesis", given: { contraction: (layer) => below(layer.gain, 5) } } } });
export const bad = parts("bad", (layer) => atMost(layer.equilibriumNorm, layer.featureNorm));
export const good = parts("good", (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))));
export const odd = parts("odd", (layer) => { ${conclusion}; return atMost(0, 1); });
`,
  );
  const href = pathToFileURL(file).href;
  const { good, odd, bad } = (await import(href)) as Readonly<Record<"good" | "odd" | "bad", Claims[number]>>;
  return { href, claims: [odd, good], all: [good, bad, odd] };
}

const tool = { name: "t", version: "0" };
const options = {
  seed: 3,
  profile: "smoke",
  budgets: { trials: 60, mutantTrials: 0, sharpenEvaluations: 0 },
  tool,
} as const;
/** Every stage: mutants, necessity, the search for tightness, and shrinking. */
const wholeOptions = {
  seed: 3,
  profile: "ci",
  budgets: { trials: 60, mutantTrials: 40, sharpenEvaluations: 30, shrinkEvaluations: 60 },
  tool,
} as const;

async function verdicts(name: string, conclusion: string, hangLimit?: number) {
  const { href, claims } = await moduleOf(name, conclusion);
  const runner = new PoolRunner({ workers: 2, modules: [href], ...(hangLimit === undefined ? {} : { hangLimit }) });
  try {
    const { record } = await runCampaign(claims, { ...options, runner });
    return record.claims.map(({ id, verdict, reason }) => ({ id, verdict, reason: reason ?? "" }));
  } finally {
    await runner.close();
  }
}

test("any number of workers gives the record of one thread", async () => {
  const { href, all } = await moduleOf("plain", "");
  const recordOf = async (workers: number): Promise<string> => {
    const runner = workers === 0 ? undefined : new PoolRunner({ workers, modules: [href] });
    const log: string[] = [];
    const events = {
      claimStarted: ({ id }: { readonly id: string }) => log.push(`start ${id}`),
      mutantFinished: (claim: string, { name }: { readonly name: string }) => log.push(`${claim} ${name}`),
      warning: (line: string) => log.push(line),
      claimFinished: ({ id }: { readonly id: string }) => log.push(`end ${id}`),
    };
    const chosen = runner === undefined ? {} : { runner };
    const kept = { label: "counterexamples", directory: join(folder, `found-${workers}`) };
    const { record, findings } = await runCampaign(all, { ...wholeOptions, ...chosen, findings: kept }, events);
    await runner?.close();
    const files = readdirSync(kept.directory, { recursive: true, encoding: "utf8" }).sort();
    const announced = findings.map((finding) => ({ ...finding, path: null }));
    return JSON.stringify({ ...record, timing: null, environment: null, announced, files, log });
  };
  const alone = await recordOf(0);
  assert.match(alone, /"id":"pool\/bad".*"verdict":"refuted"/);
  assert.match(alone, /"start pool\/good","pool\/good none","pool\/good loose","end pool\/good","start pool\/bad"/);
  for (const workers of [1, 2, 4, 7]) assert.is(await recordOf(workers), alone, `${workers} workers`);
});

test("mutants on any number of threads are those of one", async () => {
  const { href, all } = await moduleOf("mutants", "");
  const mutationOf = async (workers: number): Promise<string> => {
    const runner = workers === 0 ? undefined : new PoolRunner({ workers, modules: [href] });
    const log: string[] = [];
    const kept = { label: "counterexamples", directory: join(folder, `mutants-${workers}`) };
    const chosen = runner === undefined ? {} : { runner };
    const result = await mutateClaims(
      all,
      { seed: 3, trials: 40, shrinkEvaluations: 60, findings: kept, ...chosen },
      {
        mutantFinished: (claim, { name }) => void log.push(`${claim} ${name}`),
        warning: (line) => void log.push(line),
      },
    );
    await runner?.close();
    return JSON.stringify([result, log, readdirSync(kept.directory, { recursive: true, encoding: "utf8" }).sort()]);
  };
  const alone = await mutationOf(0);
  assert.match(alone, /"status":"killed"/);
  for (const workers of [1, 2, 4]) assert.is(await mutationOf(workers), alone, `${workers} workers`);
});

test("until the first thread is up, batches of trusted claims run on this one", async () => {
  const { href, claims } = await moduleOf("meanwhile", "if (!isMainThread) while (true)");
  const runner = new PoolRunner({ workers: 1, modules: [href] });
  runner.helpMeanwhile(new InProcessRunner(claims, undefined));
  const task = { claim: "pool/odd", revision: 1, seed: 1, from: 0, to: 1, violations: 1, errors: 1 };
  const { counts } = await runner.run(task);
  assert.is(counts.drawn, 1, "a thread would have hung");
  await runner.ready(["pool/odd"]);
  const stop = new AbortController();
  const many = runner.run({ ...task, claim: "pool/good", to: 1_000_000 }, stop.signal);
  await runner.ready(["pool/unknown"]);
  setTimeout(() => stop.abort(), 300);
  const { to } = await many;
  assert.ok(to > 0 && to < 1_000_000, `a stopped batch brings what it has: ${to}`);
  await runner.close();
});

test("a thread that dies in a job is an error of its claim, and its mutant is not run", async () => {
  const { href, claims } = await moduleOf("job", "if (!isMainThread) process.exit(3)");
  const runner = new PoolRunner({ workers: 2, modules: [href] });
  const budgets = { ...wholeOptions.budgets, trials: 0 };
  const { record } = await runCampaign(claims, { ...wholeOptions, budgets, runner });
  await runner.close();
  const [odd, good] = record.claims;
  assert.is(odd.verdict, "error");
  assert.match(odd.reason ?? "", /mutant: the worker failed twice/);
  assert.equal(
    odd.mutants.map(({ status }) => status),
    ["killed", "not run"],
  );
  assert.is(good.mutants[0].status, "killed");
});

test("a worker that dies once costs one retry and nothing else", async () => {
  const mark = JSON.stringify(join(folder, "died"));
  const died = `if (!isMainThread && !existsSync(${mark})) { writeFileSync(${mark}, ""); process.exit(3); }`;
  assert.equal(
    (await verdicts("dies-once", died)).map(({ verdict }) => verdict),
    ["held", "held"],
  );
});

test("a worker that dies again and again is an error of its claim; the other claim goes on", async () => {
  const [odd, good] = await verdicts("dies", "if (!isMainThread) process.exit(3)");
  assert.is(odd.verdict, "error");
  assert.match(odd.reason, /worker failed twice: .*exit/i);
  assert.is(good.verdict, "held");
});

test("a worker that hangs is an error of its claim; the other claim goes on", async () => {
  const [odd, good] = await verdicts("hangs", "if (!isMainThread) while (true);", 5000);
  assert.is(odd.verdict, "error");
  assert.match(odd.reason, /worker failed twice: no result after 5 s/);
  assert.is(good.verdict, "held");
});

test("what a claim's code throws after its trial ends no thread", async () => {
  const { href } = await moduleOf("late", 'setTimeout(() => { throw new Error("late"); }, 0)');
  const runner = new PoolRunner({ workers: 1, modules: [href] });
  // A job rests now and then: that is when the timers strike, at every attempt.
  const keep = { evaluations: 10, witnessFirst: true };
  const mutant = { kind: "mutant", claim: "pool/odd", mutant: "loose", seed: 1, trials: 3000, keep } as const;
  const { status } = await runner.job<"mutant">(mutant, {});
  await runner.close();
  assert.is(status, "done");
});

test.run();
