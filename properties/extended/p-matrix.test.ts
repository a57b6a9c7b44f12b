import { checkInstance, type Json } from "lemmacheck";
import { test } from "uvu";
import * as assert from "uvu/assert";
import pMatrix from "./p-matrix.js";

/** Step (4) of the proof in README.md: every A for which I - A is no P-matrix has a phi with two equilibria. */

const WITHOUT_UNIQUENESS = "thisOneFails";

/**
 * phi = B x+ - (B x)+ for B = I - A: both x+ and x- are equilibria if no x_i (B x)_i is positive.
 * Everything is a small integer, so that nothing is rounded.
 */
function featuresWithTwoEquilibria(A: readonly (readonly number[])[], x: readonly number[]): number[] {
  const apply = (vector: readonly number[]) =>
    A.map((row, i) => vector[i] - row.reduce((sum, entry, j) => sum + entry * vector[j], 0));
  const positive = (vector: readonly number[]) => vector.map((value) => Math.max(value, 0));
  const image = apply(x);
  assert.ok(
    x.every((value, i) => value * image[i] <= 0),
    `${x} is not reversed by I - A`,
  );
  const upper = positive(image);
  return apply(positive(x)).map((value, i) => value - upper[i]);
}

/** Deterministic small integers: a linear congruence modulo a prime. */
function integers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 48271) % 2147483647;
    return (state % (2 * bound + 1)) - bound;
  };
}

test("a sign-reversed vector gives a phi with two equilibria, on 200 random integer matrices", async () => {
  const next = integers(7);
  let built = 0;
  for (let attempt = 0; attempt < 5000 && built < 200; attempt++) {
    const size = 1 + (attempt % 4);
    const A = Array.from({ length: size }, () => Array.from({ length: size }, () => next(4)));
    const x = A.map(() => next(2));
    const image = x.map((value, i) => value - A[i].reduce((sum, entry, j) => sum + entry * x[j], 0));
    if (x.every((value) => value === 0) || x.some((value, i) => value * image[i] > 0)) continue;
    built++;
    const Phi = featuresWithTwoEquilibria(A, x).map((value) => [value]);
    const instance: Json = { model: "implicit-relu", gamma: 1, A, Phi };
    const result = await checkInstance(pMatrix, instance, `matrix ${built}`);
    assert.is(result.verdict, "vacuous", `I - A is a P-matrix: ${JSON.stringify(instance)}`);
    // The mutant "a phi of a matrix that is no P-matrix fails" is true of this phi.
    const mutant = await checkInstance(pMatrix, instance, `matrix ${built}`, { mutant: WITHOUT_UNIQUENESS });
    assert.is(mutant.verdict, "holds", `${mutant.reason}: ${JSON.stringify(instance)}`);
  }
  assert.is(built, 200);
});

test.run();
