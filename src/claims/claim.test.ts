import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Real } from "../numerics/real.js";
import { applyMutant, type ClaimParts, claim, withoutHypotheses } from "./claim.js";
import { atMost, below } from "./inequality.js";
import type { Instances } from "./instances.js";

interface View {
  readonly x: Real;
}
const instances = { draw: () => ({ data: {}, stratum: "all" }), strata: [] } as unknown as Instances<object, View>;
const parts: ClaimParts<object, View, "positive" | "small", "bounded" | "finite"> = {
  id: "toy/bounded-value",
  statement: "x \\le 1",
  instances,
  given: { positive: (view) => below(0, view.x), small: (view) => below(view.x, 1) },
  then: { bounded: (view) => atMost(view.x, 1), finite: (view) => atMost(view.x, 9) },
  mutants: { halved: { then: { bounded: (view) => atMost(view.x, 0.5) } }, anySign: { given: { positive: null } } },
  necessity: { small: { breaks: "bounded", witnesses: [{ x: 2 }] } },
};

test("fills in what a user leaves out", () => {
  const made = claim(parts);
  assert.is(made.title, "bounded value");
  assert.is(made.provenance, "user");
  assert.is(made.revision, 1);
  assert.equal(made.quantifier, { kind: "always" });
  assert.is(made.plain, made.statement);
  assert.is(claim({ ...parts, source: "my notes" }).locator, "my notes");
  assert.is(claim({ ...parts, source: "my notes", locator: "lemma 3" }).locator, "lemma 3");
  assert.equal(claim({ id: "a/b", statement: "s", instances, then: { t: () => atMost(0, 1) } }).given, {});
});

test("a mutant replaces or drops only its own parts", () => {
  const made = claim(parts);
  const halved = applyMutant(made, "halved");
  assert.is(halved.then.finite, made.then.finite);
  assert.is.not(halved.then.bounded, made.then.bounded);
  assert.equal(Object.keys(halved.given), ["positive", "small"]);
  assert.equal(Object.keys(applyMutant(made, "anySign").given), ["small"]);
  assert.equal(halved.mutants, {});
  assert.throws(() => applyMutant(made, "none"), /has no mutant "none"/);
});

test("hypotheses can be dropped by name", () => {
  assert.equal(Object.keys(withoutHypotheses(claim(parts), ["small"]).given), ["positive"]);
});

test("each mistake is named with the claim and the part", () => {
  const broken =
    (change: object): (() => unknown) =>
    () =>
      claim({ ...parts, ...change } as typeof parts);
  assert.throws(broken({ id: "Bounded" }), /claim "Bounded": id must look like/);
  assert.throws(broken({ id: undefined }), /claim null: id/);
  assert.throws(broken({ statement: " " }), /statement must be/);
  assert.throws(broken({ instances: {} }), /instances must come from/);
  assert.throws(broken({ then: {} }), /at least one conclusion/);
  assert.throws(broken({ then: undefined, mutants: {} }), /at least one conclusion/);
  assert.throws(broken({ given: { positive: 3, small: () => below(0, 1) } }), /given.positive must be a function/);
  assert.throws(broken({ mutants: { m: { then: { other: null } } } }), /mutants.m.then.other replaces nothing/);
  assert.throws(broken({ mutants: { m: { given: { other: null } } } }), /mutants.m.given.other replaces nothing/);
  assert.throws(broken({ mutants: { m: {} } }), /mutants.m changes nothing/);
  assert.throws(broken({ necessity: { other: { breaks: "", witnesses: [] } } }), /necessity.other names no hypothesis/);
});

test.run();
