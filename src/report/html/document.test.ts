import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ClaimRecord, MutantRecord, RunRecord } from "../../engine/run-record.js";
import { seededStream } from "../../numerics/random.js";
import { readStudies, type StudyDocument } from "../study/read-studies.js";
import { counterexample, runRecord } from "../testing/records.js";
import { renderHtml, renderStudyHtml } from "./document.js";
import { renderStudySvg } from "./study.js";

const [held, refuted] = runRecord.claims;
const runOf = (claims: readonly ClaimRecord[]): RunRecord => ({ ...runRecord, claims });

/** A layer on rows as wide as MNIST's. */
function wideInstance(seed: number) {
  const stream = seededStream(seed);
  const matrix = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => stream.fullPrecision()));
  return {
    model: "implicit-relu",
    gamma: 0.1,
    A: matrix(64, 64),
    W: matrix(64, 784),
    X: matrix(784, 32),
    featureScale: 1,
  };
}

test("a run of many refuted claims on MNIST-wide instances, with mutants, stays below 500 kB and leaves nobody out", () => {
  const wide = { ...counterexample, instance: wideInstance(1), shrunkFrom: wideInstance(2) };
  const mutants = Array.from(
    { length: 6 },
    (_, k): MutantRecord => ({
      ...held.mutants[0],
      name: `mutant${k}`,
      counterexample: wide,
    }),
  );
  const claims = Array.from(
    { length: 40 },
    (_, k): ClaimRecord => ({
      ...refuted,
      id: `wide/claim-${k}`,
      counterexample: wide,
      tightest: { ratio: 0.5, conclusion: "upperBound", instance: wide.instance },
      mutants,
    }),
  );
  const html = renderHtml(runOf(claims));
  assert.ok(Buffer.byteLength(html) <= 500_000, `${Buffer.byteLength(html)} bytes`);
  for (const { id } of claims) {
    const target = id.replace("/", "_");
    assert.ok(html.includes(`<a href="#${target}">`) && html.includes(`<section id="${target}"`), id);
    assert.ok(html.includes(`id="${target}--claim--counterexample"`), `${id} has its counterexample`);
  }
  // Every link leads somewhere.
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) assert.ok(html.includes(`id="${target}"`), target);
  assert.match(html, /<code>\.claims\[\d+\]\.counterexample<\/code>/);
});

test("a run of few claims has everything: scripts of the mutants' counterexamples too", () => {
  const mutants: readonly MutantRecord[] = [{ ...held.mutants[0], name: "lost", counterexample }];
  const html = renderHtml(runOf([{ ...held, mutants }]));
  assert.match(html, /<summary>Mutant lost<\/summary>/);
  assert.not.match(html, /in brief/);
  assert.match(html, /id="paper_one--lost--counterexample-instance"/);
});

const ball = (mid: number, rad = 0) => ({ mid, rad });
const curve = (actual: readonly (readonly [number, number])[]) => ({
  title: "descent",
  x: "step",
  y: "loss",
  log: true,
  points: actual.map(([mid, rad], k) => ({ x: k, actual: ball(mid, rad), promised: ball(0.5 ** k) })),
});

test("a run is drawn beside its promise; the first point that certainly breaks it is marked", () => {
  // Step 2 lies above 1/4, but not by more than its error; step 3 does, above 1/8.
  const broken = curve([
    [1, 0],
    [0.5, 0],
    [0.26, 0.02],
    [0.2, 0.01],
    [0.19, 0.01],
  ]);
  const kept = curve([
    [1, 0],
    [0.4, 0],
    [0.26, 0.02],
    [0.1, 0],
    [0.01, 0],
  ]);
  const html = renderHtml(runOf([{ ...refuted, counterexample: { ...counterexample, curves: [broken] } }]));
  assert.match(html, /first broken at step 3<\/strong>: 0\.2 instead of at most 0\.125/);
  assert.is(html.match(/<circle class="violated"/g)?.length, 1);
  const fine = renderHtml(runOf([{ ...held, curves: [kept] }]));
  assert.match(fine, /<h3>Promised against actual<\/h3>/);
  assert.not.match(fine, /first broken|<circle/);
  // A mutant that promises at most 0.08 at step 3, where the loss is 0.1: the claim's own promise is kept.
  const sides = { ...counterexample.then.upperBound, left: ball(0.1, 1e-17), right: ball(0.08) };
  const mutated = { ...counterexample, curves: [kept], then: { upperBound: sides } };
  const mutants: readonly MutantRecord[] = [{ ...held.mutants[0], name: "faster", counterexample: mutated }];
  const page = renderHtml(runOf([{ ...held, mutants }]));
  assert.match(page, /The mutant promises at most 0\.08 at step 3<\/strong> \(cross\): it is 0\.1\./);
  assert.is(page.match(/class="cross"/g)?.length, 1);
  // Zeros and unknown values on a logarithmic axis do no harm.
  const odd = curve([
    [1, 0],
    [0, 0],
    [Number.NaN, 0],
    [0, 0],
    [0, 0],
  ]);
  assert.not.match(renderHtml(runOf([{ ...held, curves: [odd] }])), /NaN|Infinity/);
});

test("perturbations are told as samples, with the radius or its absence", () => {
  const counts = { violated: 16, held: 0, vacuous: 0, undecided: 0 };
  const sizes = [
    { size: 1, ...counts, violated: 3, held: 13 },
    { size: 0.3, ...counts },
  ];
  const page = (perturbation: NonNullable<typeof counterexample.perturbation>) =>
    renderHtml(runOf([{ ...refuted, counterexample: { ...counterexample, perturbation } }]));
  assert.match(page({ samples: 16, radius: 0.3, sizes }), /up to ±30 % leaves it a counterexample in all 16 samples/);
  assert.match(page({ samples: 16, radius: 0.3, sizes }), /sampled, not proved/);
  const edge = [{ size: 1e-4, ...counts, violated: 6, vacuous: 10 }];
  assert.match(
    page({ samples: 16, radius: null, sizes: edge }),
    /as small as ±0\.01 %, 6 of 16 still violate it, 10 leave/,
  );
  const blind = [{ size: 1, ...counts, violated: 0, undecided: 16 }];
  assert.match(page({ samples: 16, radius: null, sizes: blind }), /Float64 alone does not decide/);
});

test("instances and formulas that no model has do no harm", () => {
  const formula = {
    left: { quantity: "nothing(" },
    relation: "<=",
    right: { operation: "plus", operands: [] },
  } as const;
  for (const instance of [
    {},
    { model: "implicit-relu", gamma: "x", A: [[Number.MAX_VALUE]], Phi: [[]], W: [[1], [1, 2]], deep: [[[[[1]]]]] },
    { model: "feedforward", weights: [[[1]], "x"], X: null },
    { model: "constructor", toString: 1 },
  ]) {
    const html = renderHtml(runOf([{ ...refuted, counterexample: { ...counterexample, instance, formula } }]));
    assert.match(html, /The statement is false/);
    assert.not.match(html, /undefined|NaN|\[object/);
  }
});

test("observations stand in a table", () => {
  const observations = { "actual / predicted rate": { count: 7, min: 1.25, median: 2, max: 9 } };
  assert.match(renderHtml(runOf([{ ...held, observations }])), /predicted rate[\s\S]*1\.25[\s\S]*2[\s\S]*9[\s\S]*7/);
});

const share = (count: number) => ({ count, lower: 0, upper: 1 });
const phases: StudyDocument = {
  claim: "paper/one",
  x: { parameter: "gamma", values: [0.1, 0.5] },
  y: { parameter: "width", values: [4] },
  fixed: { samples: 4 },
  inputs: "<script>",
  seed: 1,
  trials: 8,
  confidence: 0.95,
  interrupted: false,
  cells: [
    {
      x: 0.1,
      y: 4,
      trials: 8,
      shares: { held: share(8), violated: share(0), undecided: share(0), vacuous: share(0), error: share(0) },
    },
    {
      x: 0.5,
      y: 4,
      trials: 8,
      shares: { held: share(2), violated: share(0), undecided: share(0), vacuous: share(6), error: share(0) },
    },
  ],
};
const replicate = (factor: number) => ({
  widths: [4, 8, 16].map((samples) => ({ samples, width: factor * samples, successes: 5, trials: 8 })),
  slope: 1,
  intercept: Math.log(factor),
});
const scaling: StudyDocument = {
  claim: "paper/width",
  event: "gram",
  eventText: "an <b>event</b>",
  inputs: "the sphere",
  seed: 1,
  trials: 8,
  evidence: "float64",
  samples: [4, 8, 16],
  replicates: [replicate(4), replicate(5)],
  exponent: { mean: 1, halfWidth: 0.1, lower: 0.9, upper: 1.1, confidence: 0.95 },
  evaluations: 48,
  interrupted: false,
  outcome: "consistent",
  statements: [{ mutant: null, statement: "linear suffices", outcome: "consistent", reason: "it does" }],
};

test("a study stands with its claim, or in a section of its own; its text is text", () => {
  const html = renderHtml(runOf([held]), { studies: [phases, scaling] });
  const claim = html.slice(html.indexOf('<section id="paper_one"'), html.indexOf("paper/width"));
  assert.match(claim, /Phase diagram: gamma × width[\s\S]*held 100[\s\S]*vacuous 75/);
  assert.match(html, /paper\/width[\s\S]*Exponent of m\* in n: 1\.000, 95 % interval 0\.900 to 1\.100/);
  assert.is(html.match(/<script/g)?.length, 1);
  assert.not.match(html, /<b>/);
  for (const study of [phases, scaling]) {
    assert.match(renderStudySvg(study), /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
    assert.match(renderStudyHtml(study), /^<!doctype html>[\s\S]*<\/html>\n$/);
  }
});

test("studies are read from a folder; what is no study is passed over", () => {
  const folder = mkdtempSync(join(tmpdir(), "lemmacheck-studies-"));
  try {
    assert.equal(readStudies(join(folder, "absent")), []);
    mkdirSync(join(folder, "directory.json"));
    writeFileSync(join(folder, "a.json"), JSON.stringify(scaling));
    writeFileSync(join(folder, "b.json"), '{"claim": "paper/one", "cells": []}');
    writeFileSync(join(folder, "c.json"), "{");
    writeFileSync(join(folder, "d.csv"), "x");
    assert.equal(readStudies(folder), [scaling]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
