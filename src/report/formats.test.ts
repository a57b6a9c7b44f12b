import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { XMLValidator } from "fast-xml-parser";
import { parse as parseJUnit } from "junit2json";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../claims/model.js";
import type { ClaimRecord, CurveRecord, RunRecord } from "../engine/run-record.js";
import { renderAs } from "./formats.js";
import { readRun } from "./read-run.js";
import { counterexample, runRecord } from "./testing/records.js";

const command = (file: string): string => `lemmacheck replay ${file}`;

/** Strings that break renderers which trust them. */
const HOSTILE = [
  "</script><script>globalThis.broken = 1</script>",
  '<img src=x onerror="globalThis.broken = 1">',
  "$" + "{globalThis.broken = 1}",
  "\u202egnihton\u202c \u200f\u2066",
  "]]> --> */ ``` | \" ' & \\",
  "\u0000\u001b[31m\ud800",
  "\n# heading\n<details>",
];

const run = (text: string): CurveRecord => ({
  title: text,
  x: text,
  y: text,
  log: true,
  stratum: text,
  index: 0,
  points: [0, 1, 2].map((x) => ({ x, actual: { mid: 2 - x / 2, rad: 0 }, promised: { mid: 1, rad: 0 } })),
});

/** The record with every free text replaced by a hostile one. */
function poisoned(text: string): RunRecord {
  const claims = runRecord.claims.map(
    (claim): ClaimRecord => ({
      ...claim,
      id: `${text}/${claim.id}`,
      title: text,
      paper: text,
      locator: text,
      quantifier: text,
      statement: text,
      plain: text,
      reason: text,
      location: { file: text, line: 3 },
      coverage: { [text]: { trials: 1, required: 2 } },
      mutants: claim.mutants.map((mutant) => ({ ...mutant, name: text, statement: text, reason: text })),
      observations: { [text]: { count: 1, min: 1, median: 1, max: 1 } },
      curves: [run(text)],
      necessity: claim.necessity.map((entry) => ({ ...entry, hypothesis: text, breaks: text })),
      ...(claim.counterexample === undefined
        ? {}
        : {
            counterexample: {
              ...counterexample,
              file: text,
              instance: { model: "implicit-relu", gamma: text, A: [[text]], Phi: text, [text]: text } as Json,
              curves: [run(text)],
              given: Object.fromEntries(Object.values(counterexample.given).map((side) => [text, side])),
              then: Object.fromEntries(Object.values(counterexample.then).map((side) => [text, side])),
              confirmation: { ...counterexample.confirmation, conclusion: text, label: text, left: text, right: text },
            },
          }),
    }),
  );
  return { ...runRecord, tool: { name: text, version: text }, profile: text, claims };
}

/** What is looked at of a SARIF log. */
interface SarifLog {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

/** Tags that a page opens, outside its own script and style. */
const tags = (html: string): Set<string> =>
  new Set(
    [...html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "").matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) =>
      name.toLowerCase(),
    ),
  );

test("a hostile record renders harmlessly in every format", async () => {
  const clean = tags(await renderAs("html", runRecord, command));
  // Runs, observations and foreign letters bring tags of their own.
  for (const tag of ["bdi", "code", "circle", "figure", "figcaption"]) clean.add(tag);
  for (const text of HOSTILE) {
    const record = poisoned(text);
    const html = await renderAs("html", record, command);
    assert.is([...html.matchAll(/<script/gi)].length, 1, `one script, for ${JSON.stringify(text)}`);
    for (const tag of tags(html)) assert.ok(clean.has(tag), `<${tag}> for ${JSON.stringify(text)}`);
    assert.not.match(html, /[\u202a-\u202e\u2066-\u2069\u200f]/, "direction overrides are shown, not obeyed");
    for (const [tag] of html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "").matchAll(/<[a-z][^>]*>/gi))
      assert.not.match(tag.replaceAll(/"[^"]*"/g, '""'), /\son[a-z]+\s*=/i, "no event handlers");
    const junit = await renderAs("junit", record, command);
    assert.is(XMLValidator.validate(junit), true, `JUnit for ${JSON.stringify(text)}`);
    JSON.parse(await renderAs("sarif", record, command));
    for (const line of (await renderAs("tyche", record, command)).trimEnd().split("\n")) JSON.parse(line);
    const markdown = await renderAs("markdown", record, command);
    const outside = markdown.replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, "").replace(/(`+)[^`][\s\S]*?\1/g, "");
    assert.not.match(outside, /<(script|img)/i, `Markdown for ${JSON.stringify(text)}`);
  }
});

test("names of ten megabytes are cut: the page stays below 500 kB", async () => {
  const long = "x".repeat(10_000_000);
  const [claim] = runRecord.claims;
  const all = {
    ...{ title: long, paper: long, locator: long, plain: long, statement: long, reason: long, quantifier: long },
    observations: { [long]: { count: 1, min: 1, median: 1, max: 1 } },
    curves: [run(long)],
    coverage: { [long]: { trials: 1, required: 2 } },
    mutants: claim.mutants.map((mutant) => ({ ...mutant, name: long, statement: long, reason: long, counterexample })),
    necessity: claim.necessity.map((entry) => ({ ...entry, hypothesis: long, breaks: long, reason: long })),
  };
  const record: RunRecord = { ...runRecord, profile: long, claims: [{ ...claim, ...all, id: `p/${long}` }] };
  const html = await renderAs("html", record, command);
  assert.ok(Buffer.byteLength(html) < 500_000, `${Buffer.byteLength(html)} bytes`);
});

test("SARIF is valid by its published schema, and names file and line", async () => {
  const [claim, refuted, ...others] = runRecord.claims;
  const located: RunRecord = {
    ...runRecord,
    claims: [claim, { ...refuted, location: { file: "claims/my norm.ts", line: 7 } }, ...others],
  };
  const sarif: SarifLog = JSON.parse(await renderAs("sarif", located, command));
  const path = join(
    dirname(createRequire(import.meta.url).resolve("@microsoft/jest-sarif/package.json")),
    "lib/schemas/sarif-2.1.0-rtm.5.json",
  );
  const ajv = new Ajv({ strict: false, logger: false, validateFormats: false, unicodeRegExp: false });
  // Written in draft 4, of which it uses nothing that later drafts read otherwise.
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  const validate = ajv.compile(schema);
  assert.ok(validate(sarif), JSON.stringify(validate.errors?.slice(0, 2)));
  const { results } = sarif.runs[0];
  // Refuted, undecided, vacuous, error, and the mutant that survived; nothing on the claim that held.
  assert.equal(
    results.map(({ ruleId }) => ruleId),
    ["refuted", "undecided", "mutant-survived", "vacuous", "error"],
  );
  const [{ physicalLocation }] = results[0].locations;
  assert.is(physicalLocation.artifactLocation.uri, "claims/my%20norm.ts");
  assert.is(physicalLocation.region.startLine, 7);
  // Code-scanning services refuse results without a place.
  assert.is(results[1].locations[0].physicalLocation.artifactLocation.uri, "run.json");
  assert.not.ok(validate({ ...sarif, version: "2.0.0" }), "the schema is able to refuse");
});

test("JUnit is read by somebody else's parser, with the counts and cases of the record", async () => {
  const parsed = await parseJUnit(await renderAs("junit", runRecord, command));
  assert.ok(parsed !== null && parsed !== undefined && "testsuite" in parsed);
  const suites = parsed.testsuite ?? [];
  const sum = (count: "tests" | "failures" | "errors" | "skipped") =>
    suites.reduce((total, suite) => total + (suite[count] ?? 0), 0);
  // Refuted and a survivor fail, one error; undecided, vacuous and a mutant that was not run are skipped.
  assert.equal([sum("tests"), sum("failures"), sum("errors"), sum("skipped")], [9, 2, 1, 3]);
  assert.equal([parsed.tests, parsed.failures, parsed.errors], [9, 2, 1]);
  const cases = suites.flatMap(({ testcase = [] }) => testcase);
  assert.is(cases.length, 9);
  const failure = cases.find(({ name }) => name === "norm")?.failure?.[0];
  assert.is(failure?.type, "refuted");
  assert.match(failure?.inner ?? "", /right 5\.26315[\s\S]*lemmacheck replay/);
});

test("Tyche's observations: one a line, with the fields that its reader needs", async () => {
  const lines = (await renderAs("tyche", runRecord, command)).trimEnd().split("\n");
  const observations = lines.map((line) => JSON.parse(line));
  const validate = new Ajv({ allowUnionTypes: true }).compile(TYCHE_SCHEMA);
  for (const observation of observations)
    assert.ok(validate(observation), `${JSON.stringify(validate.errors)} in ${JSON.stringify(observation)}`);
  const cases = observations.filter(({ type }) => type === "test_case");
  assert.ok(cases.some(({ status, property }) => status === "failed" && property === "mine/norm"));
  assert.ok(cases.some(({ status }) => status === "passed") && cases.some(({ status }) => status === "gave_up"));
});

test("a record that is read back is the record; a wrong one is one line", async () => {
  const copy = (): Record<string, Json> => JSON.parse(JSON.stringify(runRecord));
  assert.equal(await readRun(copy(), "run.json"), runRecord);
  const refused = async (document: unknown, pattern: RegExp): Promise<void> => {
    try {
      await readRun(document, "run.json");
    } catch (error) {
      assert.match((error as Error).message, pattern);
      assert.is((error as Error).message.includes("\n"), false);
      return;
    }
    assert.unreachable(`accepted, expected ${pattern}`);
  };
  await refused({ ...copy(), schema: "lemmacheck/run@99" }, /^run\.json: schema must be .*another version/);
  await refused({}, /^run\.json: schema must be .*found no schema/);
  await refused(null, /found no schema/);
  await refused([1], /found no schema/);
  const edited = copy() as { claims: { verdict: string }[] } & Record<string, Json>;
  edited.claims[0].verdict = "proved";
  await refused(edited, /^run\.json: no valid run record: claims\.0 /);
  const { summary: _, ...cut } = copy();
  await refused(cut, /no valid run record: .*summary/);
});

/** What the published schema asks for ("PBT Observations", in hypothesis's documentation): names, types, values, nothing more. */
const TYCHE_SCHEMA = {
  oneOf: [
    {
      type: "object",
      required: [
        "type",
        "status",
        "status_reason",
        "representation",
        "arguments",
        "how_generated",
        "features",
        "timing",
        "coverage",
        "metadata",
        "property",
        "run_start",
      ],
      additionalProperties: false,
      properties: {
        type: { const: "test_case" },
        status: { enum: ["passed", "failed", "gave_up"] },
        status_reason: { type: "string" },
        representation: { type: "string" },
        arguments: { type: "object" },
        how_generated: { type: ["string", "null"] },
        features: { type: "object" },
        timing: { type: "object", additionalProperties: { type: "number", minimum: 0 } },
        coverage: { type: ["object", "null"] },
        metadata: { type: "object" },
        property: { type: "string" },
        run_start: { type: "number" },
      },
    },
    {
      type: "object",
      required: ["type", "title", "content", "property", "run_start"],
      additionalProperties: false,
      properties: {
        type: { enum: ["info", "alert", "error"] },
        title: { type: "string" },
        content: { type: ["string", "object"] },
        property: { type: "string" },
        run_start: { type: "number" },
      },
    },
  ],
} as const;

test.run();
