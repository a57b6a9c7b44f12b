import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";
import { Matrix } from "../numerics/matrix.js";
import { matrix, vector } from "./array-fields.js";
import { counts, flags, times } from "./list-fields.js";
import { record, requireOneGroup, type ValuesOf } from "./record-field.js";
import { choice, count, scalar } from "./scalar-fields.js";
import { alternative, optional } from "./schema.js";
import { compareMeasures, schemaModel } from "./schema-model.js";

/** A model of every kind of field, to show that a new model needs its fields and nothing else. */
const FIELDS = {
  kind: choice(["plain", "fancy"]),
  X: matrix("rows", "inputs"),
  Y: optional(matrix("rows", "outputs")),
  weights: optional(vector("inputs")),
  rate: scalar({ above: 0 }),
  shift: optional(scalar()),
  runs: count(2),
  blocks: optional(flags(["a", "b", "c"])),
  steps: optional(counts()),
  flow: optional(record({ times: times(), scale: optional(scalar({ least: 0 })) })),
  left: alternative(scalar()),
  right: alternative(vector("rows")),
} as const;

type Values = ValuesOf<typeof FIELDS>;

const toy = schemaModel<typeof FIELDS, Values>({
  name: "toy",
  fields: record(FIELDS, {
    otherKeys: ["model"],
    check: (present, at) => requireOneGroup(present, at, [["left"], ["right"]]),
  }),
  axes: ["rows", "inputs", "outputs"],
  fromValues: (values) => values,
  toValues: (data) => data,
});

const least = { model: "toy", kind: "plain", X: [[1]], rate: 1, runs: 2, left: 0 };
const full = {
  model: "toy",
  kind: "fancy",
  X: [
    [1.37, -2],
    [0.1, 4],
    [5, 6],
  ],
  Y: [[1], [2.25], [3]],
  weights: [0.123, 7],
  rate: 0.37,
  shift: -12.5,
  runs: 9,
  blocks: ["c", "a"],
  steps: [5, 1, 25],
  flow: { times: [0, 0.125, 7.77], scale: 3 },
  right: [1, 2, 3],
};

function refusal(change: { readonly [key: string]: Json }): string {
  try {
    toy.parse({ ...least, ...change }, "toy.json");
  } catch (error) {
    assert.instance(error, InputError);
    return (error as InputError).message;
  }
  return "accepted";
}

test("every kind is read and written back, double for double", () => {
  for (const file of [least, full]) assert.equal(toy.serialize(toy.parse(file, "toy")), file);
  const data = toy.parse(full, "toy");
  assert.ok(data.X instanceof Matrix);
  assert.equal(data.right, Float64Array.of(1, 2, 3));
});

test("every kind names what it expected", () => {
  const messages: readonly (readonly [{ readonly [key: string]: Json }, string])[] = [
    [{ kind: "loud" }, 'toy.json: instance.kind is "loud"; expected one of "plain", "fancy"'],
    [{ kind: 3 }, 'toy.json: instance.kind is 3; expected one of "plain", "fancy"'],
    [{ rate: 0 }, "toy.json: instance.rate is 0; expected a finite number > 0"],
    [{ rate: true }, "toy.json: instance.rate is true; expected a finite number > 0"],
    [
      { shift: "1/0" },
      'toy.json: instance.shift is "1/0"; expected a finite number, or text like "1/6", "0x1.8p-3" or "1e-3"',
    ],
    [{ runs: 1 }, "toy.json: instance.runs is 1; expected an integer >= 2"],
    [{ runs: 2 ** 60 }, "toy.json: instance.runs is 1152921504606847000; expected an integer >= 2"],
    [{ blocks: "a" }, 'toy.json: instance.blocks is "a"; expected a list of some of "a", "b", "c"'],
    [{ steps: [] }, "toy.json: instance.steps is an empty list; expected a list of integers >= 0"],
    [{ steps: [1, 2.5] }, "toy.json: instance.steps[1] is 2.5; expected an integer >= 0 and <= 100000"],
    [{ steps: [1e9] }, "toy.json: instance.steps[0] is 1000000000; expected an integer >= 0 and <= 100000"],
    [{ flow: [1] }, "toy.json: instance.flow is a list; expected an object with times, scale"],
    [{ flow: {} }, "toy.json: instance.flow.times is missing; expected a list of increasing times >= 0"],
    [{ flow: { times: [1], scale: -1 } }, "toy.json: instance.flow.scale is -1; expected a finite number >= 0"],
    [{ flow: { times: [1], scales: 1 } }, "toy.json: instance.flow.scales is unknown; did you mean scale?"],
    [{ right: [1] }, "toy.json: instance has both left and right; give either left or right"],
    [{ Y: [[1], [2]] }, "toy.json: instance.Y has 2 rows, expected 1 (rows, from X)"],
    [
      { weights: ["x"] },
      'toy.json: instance.weights[0] is "x"; entries must be finite numbers, or text like "1/6", "0x1.8p-3" or "1e-3"',
    ],
    [{ Y: { a: 1 } }, "toy.json: instance.Y is an object; expected a rows x outputs matrix: a list of rows of numbers"],
    [{ model: "toi" }, 'toy.json: instance.model is "toi"; expected "toy"'],
  ];
  for (const [change, message] of messages) assert.is(refusal(change), message);
  const { left: _left, ...without } = least;
  assert.throws(
    () => toy.parse(without, "toy"),
    /^toy: instance has neither left nor right; give either left or right$/,
  );
});

test("long text is cut in messages", () => {
  const message = refusal({ shift: "x".repeat(5000) });
  assert.ok(message.length < 200, message);
});

test("every candidate of every kind has a smaller measure and reads back", () => {
  const data = toy.parse(full, "toy");
  const steps = new Set<string>();
  for (const { data: candidate, step } of toy.simplify(data)) {
    assert.ok(compareMeasures(toy.measure(candidate), toy.measure(data)) < 0, step);
    toy.parse(toy.serialize(candidate), step);
    steps.add(step);
  }
  for (const step of [
    "drop 0 to 1 of rows",
    "drop 1 of inputs",
    "leave out flow",
    "leave out shift",
    "kind: set to plain",
    "runs: set to 2",
    "blocks: leave out c",
    "steps: keep the first",
    "steps: set [2] to 12",
    "flow: times: keep the last",
    "flow: leave out scale",
    "rate: set to 1",
    "weights: set to zero",
    "flow: times: set [1] to 1",
    "X: keep only [2][1]",
    "round to integers everywhere",
  ])
    assert.ok(steps.has(step), `no candidate "${step}"`);
  assert.not(steps.has("leave out right"));
});

test("the smallest instance has no simpler one", () => {
  const data = toy.parse({ ...least, X: [[0]] }, "toy");
  assert.equal(
    Array.from(toy.simplify(data), ({ step }) => step),
    [],
  );
});

test("measures order by sizes, then optional fields, then steps, then digits", () => {
  const measure = (change: { readonly [key: string]: Json }) => toy.measure(toy.parse({ ...least, ...change }, "toy"));
  const ascending = [
    measure({ X: [[0]] }),
    measure({}),
    measure({ X: [[-1]] }),
    measure({ X: [[2]] }),
    measure({ X: [[0.5]] }),
    measure({ X: [[1 / 3]] }),
    measure({ runs: 3 }),
    measure({ shift: 0 }),
    measure({ X: [[0, 0]] }),
    measure({ X: [[0], [0]] }),
  ];
  for (let i = 1; i < ascending.length; i++) assert.ok(compareMeasures(ascending[i - 1], ascending[i]) < 0, `${i}`);
  assert.is(compareMeasures([1, 2], [1, 2]), 0);
  assert.ok(compareMeasures([1], [1, 2]) < 0);
});

test.run();
