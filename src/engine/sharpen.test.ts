import { test } from "uvu";
import * as assert from "uvu/assert";
import * as instances from "../arbitraries/index.js";
import { minus, over, plus, product } from "../claims/arithmetic.js";
import { claim } from "../claims/claim.js";
import { atMost, below, equals } from "../claims/inequality.js";
import { counterStream } from "../numerics/random.js";
import { drawKey } from "./key.js";
import { neighbours, numberAt, numberPaths, withNumber } from "./numeric-moves.js";
import { sharpenClaim } from "./sharpen.js";
import { type ToyView, toyClaim, toyInstances, toyPrecise } from "./testing/toy.js";

const options = { seed: 3, evaluations: 1500, precise: toyPrecise };

/** Only instances far from equality are drawn: 2 to 6 unequal numbers. */
const unequal = {
  ...toyInstances,
  draw(key: bigint, index: number) {
    const stream = counterStream(key, index);
    const values = Array.from(
      { length: stream.integer(2, 6) },
      (_, i) => (i % 2 === 0 ? 1 : -1) * stream.integer(4, 40),
    );
    return { data: { values: values.map((x) => x / 4), blur: 0 }, stratum: "bulk" };
  },
};

const cauchy = {
  instances: unequal,
  given: { several: (toy: ToyView) => atMost(2, toy.count), bounded: (toy: ToyView) => atMost(toy.largest, 10) },
  then: { bound: (toy: ToyView) => atMost(toy.sum.power(2), toy.count.times(toy.sumOfSquares)) },
};

test("climbs to equality where no recipe is near it, with the hypotheses kept", async () => {
  for (let index = 0; index < 600; index++) {
    const { values } = unequal.draw(drawKey("toy/cauchy-schwarz", options.seed), index).data;
    const sum = values.reduce((a, b) => a + b, 0);
    const squares = values.reduce((a, b) => a + b * b, 0);
    assert.ok(sum ** 2 < 0.9 * values.length * squares, "recipes alone are not tight");
  }
  const { tightest, evaluations } = await sharpenClaim(toyClaim(cauchy), options);
  assert.ok((tightest?.ratio ?? 0) > 0.999, `${tightest?.ratio}`);
  assert.ok(evaluations <= options.evaluations);
  const { values } = (tightest ?? { instance: null }).instance as unknown as { values: readonly number[] };
  assert.ok(values.length >= 2 && values.every((x) => Math.abs(x) <= 10), `${values}`);
});

test("is deterministic, and every evaluation is counted", async () => {
  let seen = 0;
  const first = await sharpenClaim(toyClaim(cauchy), options, (evaluations) => {
    seen = evaluations;
  });
  const second = await sharpenClaim(toyClaim(cauchy), options);
  assert.equal(second, first);
  assert.ok(seen <= first.evaluations);
});

test("each conclusion has its own tightest instance; equations have none", async () => {
  const then = {
    ...cauchy.then,
    loose: (toy: ToyView) => atMost(toy.largest, toy.absoluteSum.times(toy.count)),
    equation: (toy: ToyView) => equals(toy.sum, toy.sum),
  };
  const { conclusions, tightest } = await sharpenClaim(toyClaim({ ...cauchy, then }), options);
  assert.ok((conclusions.bound?.ratio ?? 0) > 0.999);
  assert.ok(
    (conclusions.loose?.ratio ?? 0) > 0.49 && (conclusions.loose?.ratio ?? 1) <= 0.5,
    `${conclusions.loose?.ratio}`,
  );
  assert.is(conclusions.equation, null);
  assert.is(tightest?.conclusion, "bound");
});

test("a violation met on the way ends the search, and is reported with its confirmation", async () => {
  const bound = (toy: ToyView) => atMost(toy.sum.power(2), product("0.98", toy.count, toy.sumOfSquares));
  const { violation, evaluations } = await sharpenClaim(toyClaim({ ...cauchy, then: { bound } }), options);
  assert.is(violation?.check.verdict, "violated");
  assert.is(violation?.check.confirmation?.conclusion, "bound");
  assert.ok(evaluations < options.evaluations);
});

test("finds the bounds of the equilibrium attained", async () => {
  const attained = claim({
    id: "toy/equilibrium-norm",
    statement: "||relu(Phi)||/(1 + q) <= ||Z|| <= ||relu(Phi)||/(1 - q)",
    instances: instances.implicitLayer({ width: [2, 6], samples: [1, 3], gain: [0.2, 0.9], outside: false }),
    given: {
      contraction: (layer) => below(layer.gain, 1),
      feedback: (layer) => atMost("1/5", layer.gain),
    },
    then: {
      lowerBound: (layer) => atMost(over(layer.featureNorm, plus(1, layer.gain)), layer.equilibriumNorm),
      upperBound: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))),
    },
  });
  const { conclusions } = await sharpenClaim(attained, { seed: 1, evaluations: 400 });
  for (const [name, best] of Object.entries(conclusions))
    assert.ok((best?.ratio ?? 0) >= 0.999, `${name}: ${best?.ratio}`);
});

test("an abort ends the search with the best so far", async () => {
  const controller = new AbortController();
  controller.abort();
  const result = await sharpenClaim(toyClaim(cauchy), { ...options, signal: controller.signal });
  assert.is(result.evaluations, 0);
  assert.is(result.tightest, null);
});

test("numbers of an instance file: found, read, replaced without touching the file", () => {
  const file = {
    model: "x",
    A: [
      [1, 2],
      [3, "1/6"],
    ],
    gamma: 0.5,
    other: { A: null },
  };
  const paths = numberPaths(file);
  assert.equal(paths, [["A", 0, 0], ["A", 0, 1], ["A", 1, 0], ["gamma"]]);
  assert.is(numberAt(file, ["A", 1, 0]), 3);
  assert.equal(withNumber(file, ["A", 0, 1], 9), {
    ...file,
    A: [
      [1, 9],
      [3, "1/6"],
    ],
  });
  assert.is(file.A[0][1], 2);
});

test("neighbours are finite and other than the number", () => {
  const stream = counterStream(1n, 0);
  for (const value of [0, 1, -3.5, 1e308, 5e-324])
    for (const scale of [1, 0.25, 2 ** -20])
      for (const other of neighbours(value, scale, stream)) assert.ok(Number.isFinite(other) && other !== value);
});

test.run();
