import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import { InputError } from "../../errors.js";
import { Matrix } from "../../numerics/matrix.js";
import { modelNames, parseInstance } from "../index.js";
import type { ImplicitData } from "./data.js";
import { implicitFile } from "./file-form.js";

const A = [
  [0, 0.25],
  [-0.5, 0],
];
const Phi = [
  [1, 0, 2],
  [0.5, -1, 0],
];
const layer = { model: "implicit-relu", gamma: 0.5, A, Phi };

/** The one line that the file is refused with. */
function refusal(file: Json): string {
  try {
    implicitFile.parse(file, "instance");
  } catch (error) {
    assert.instance(error, InputError);
    assert.not((error as InputError).message.includes("\n"));
    return (error as InputError).message;
  }
  throw new Error(`not refused: ${JSON.stringify(file)}`);
}

function refused(name: string, file: Json, message: string): void {
  test(`refuses ${name}`, () => assert.is(refusal(file), message));
}

const oneUnit = { model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[1]] };

refused(
  "NaN",
  {
    ...layer,
    A: [
      [0, 1],
      [2, Number.NaN],
    ],
  },
  "instance.A[1][1] is NaN; entries must be finite numbers",
);
refused(
  "1e999",
  {
    ...layer,
    A: [
      [0, 1],
      [JSON.parse("1e999"), 2],
    ],
  },
  "instance.A[1][0] is Infinity; entries must be finite numbers",
);
refused(
  "a division by zero",
  {
    ...layer,
    A: [
      [0, "1/0"],
      [1, 2],
    ],
  },
  'instance.A[0][1] is "1/0"; entries must be finite numbers, or text like "1/6", "0x1.8p-3" or "1e-3"',
);
for (const text of ["NaN", "Infinity", "1e999", "one", "", " ", "0x", "1/2/3", "1,5", "--1", "1/-0", "true"])
  test(`refuses the text ${JSON.stringify(text)} as a number`, () => {
    const message = refusal({ ...layer, gamma: text });
    assert.ok(message.startsWith(`instance.gamma is ${JSON.stringify(text)}; expected a finite number >= 0`), message);
  });
for (const entry of [true, false, null, [], [1], {}])
  test(`refuses ${JSON.stringify(entry)} as an entry`, () =>
    assert.match(
      refusal({
        ...layer,
        A: [
          [0, 1],
          [entry, 0],
        ],
      }),
      /^instance\.A\[1\]\[0\] is .*; entries must be finite numbers$/,
    ));
refused(
  "a width that does not fit",
  { ...layer, Phi: [...Phi, [1, 2, 3]] },
  "instance.Phi has 3 rows, expected 2 (width, from A)",
);
refused("labels that do not fit", { ...layer, y: [1] }, "instance.y has 1 entries, expected 3 (samples, from Phi)");
refused("output weights that do not fit", { ...layer, u: [1] }, "instance.u has 1 entries, expected 2 (width, from A)");
refused(
  "a start that does not fit",
  { ...layer, start: [[1], [2]] },
  "instance.start has 1 columns, expected 3 (samples, from Phi)",
);
refused(
  "ragged rows",
  {
    ...layer,
    A: [
      [1, 2, 3],
      [4, 5],
    ],
  },
  "instance.A row 1 has 2 entries, row 0 has 3; expected rows of one length",
);
refused("an empty matrix", { ...layer, A: [] }, "instance.A is empty; expected at least one row and one column");
refused("an empty row", { ...layer, A: [[]] }, "instance.A row 0 is empty; expected at least one column");
refused("a flat matrix", { ...layer, A: [1, 2] }, "instance.A[0] is 1; expected a row: a list of numbers");
refused(
  "a number as a matrix",
  { ...layer, A: 3 },
  "instance.A is 3; expected a width x width matrix: a list of rows of numbers",
);
refused(
  "A that is not square",
  {
    ...layer,
    A: [
      [1, 2, 3],
      [1, 2, 3],
    ],
  },
  "instance.A is 2 x 3; expected a square matrix (width x width)",
);
refused("a misspelt key", { ...layer, gamm: 1 }, "instance.gamm is unknown; did you mean gamma?");
refused("a misspelt capital", { ...layer, phi: Phi }, "instance.phi is unknown; did you mean Phi?");
test("refuses a foreign key and names the known ones", () =>
  assert.match(
    refusal({ ...layer, temperature: 1 }),
    /^instance\.temperature is unknown; known are model, gamma, A, Phi, /,
  ));
refused("negative gamma", { ...layer, gamma: -1 }, "instance.gamma is -1; expected a finite number >= 0");
refused(
  "missing A",
  { model: "implicit-relu", gamma: 1, Phi: [[1]] },
  "instance.A is missing; expected a width x width matrix: a list of rows of numbers",
);
refused("Phi and W", { ...layer, W: [[1], [2]] }, "instance has both Phi and W; give either Phi or W and X");
refused(
  "no features",
  { model: "implicit-relu", gamma: 1, A: [[0]] },
  "instance has neither Phi nor W and X; give either Phi or W and X",
);
refused(
  "W without X",
  { model: "implicit-relu", gamma: 1, A: [[0]], W: [[1]] },
  "instance.X is missing; give either Phi or W and X",
);
refused(
  "a feature scale without W and X",
  { ...layer, featureScale: 2 },
  "instance.featureScale scales relu(W X), but instance has no W and X; leave it out",
);
refused(
  "W and X that don't meet",
  { model: "implicit-relu", gamma: 1, A: [[0]], W: [[1, 2]], X: [[1, 2]] },
  "instance.X has 1 rows, expected 2 (inputs, from W)",
);
refused(
  "a feature scale of zero",
  { model: "implicit-relu", gamma: 1, A: [[0]], W: [[1]], X: [[1]], featureScale: 0 },
  "instance.featureScale is 0; expected a finite number > 0",
);
refused("no steps", { ...oneUnit, steps: 0 }, "instance.steps is 0; expected an integer >= 1");
refused("half a step", { ...oneUnit, steps: 1.5 }, "instance.steps is 1.5; expected an integer >= 1");
refused(
  "an unknown block",
  { ...oneUnit, trained: ["u", "B"] },
  'instance.trained[1] is "B"; expected one of u, v, A, W',
);
refused("a block twice", { ...oneUnit, trained: ["u", "u"] }, 'instance.trained names "u" twice; name it once');
refused(
  "a negative step size",
  { ...oneUnit, descent: { stepSize: -1, steps: [1] } },
  "instance.descent.stepSize is -1; expected a finite number > 0",
);
refused(
  "a negative step number",
  { ...oneUnit, descent: { stepSize: 1, steps: [-1] } },
  "instance.descent.steps[0] is -1; expected an integer >= 0 and <= 100000",
);
refused(
  "times that go back",
  { ...oneUnit, flow: { times: [0, 1, 1] } },
  "instance.flow.times[2] is 1, not above instance.flow.times[1] = 1; expected a list of increasing times >= 0",
);
refused("negative times", { ...oneUnit, flow: { times: [-1] } }, "instance.flow.times[0] is -1; times must be >= 0");
refused("an empty vector", { ...oneUnit, u: [] }, "instance.u is empty; expected at least one number");
refused(
  "a number as a vector",
  { ...oneUnit, u: 1 },
  "instance.u is 1; expected a list of numbers, one for each of width",
);
refused(
  "another layer of another width",
  {
    ...oneUnit,
    other: {
      A: [
        [1, 0],
        [0, 1],
      ],
    },
  },
  "instance.other.A has 2 rows, expected 1 (width, from A)",
);
refused("a list", [1], 'instance is a list; expected an object with "model": "implicit-relu"');

test("parseInstance names the known models", () => {
  const message = (json: Json) => {
    try {
      parseInstance(json, "instance");
    } catch (error) {
      return error instanceof InputError ? error.message : String(error);
    }
    return "accepted";
  };
  const known = modelNames.map((name) => JSON.stringify(name)).join(" or ");
  assert.ok(known.includes('"implicit-relu"'));
  assert.is(
    message({ model: "implicit-rely" }),
    `instance.model is "implicit-rely"; expected ${known}; did you mean "implicit-relu"?`,
  );
  assert.is(message({ model: "banana" }), `instance.model is "banana"; expected ${known}`);
  assert.is(message({ gamma: 1 }), `instance.model is missing; expected ${known}`);
  assert.is(message({ model: 3 }), `instance.model is 3; expected ${known}`);
  assert.is(message(null), `instance is null; expected an object with "model": ${known}`);
  assert.match(
    message(JSON.parse('{"model": "implicit-relu", "__proto__": {"gamma": 1}}')),
    /^instance\.__proto__ is unknown; known are model, gamma, /,
  );
});

test("text means the nearest double", () => {
  const { gamma, A: parsed } = implicitFile.parse(
    {
      ...layer,
      gamma: "1/6",
      A: [
        ["0x1.8p-3", "1e-3"],
        ["-2/3", " 7 "],
      ],
    },
    "instance",
  );
  assert.is(gamma, 1 / 6);
  assert.equal(parsed.toRows(), [
    [0.1875, 0.001],
    [-2 / 3, 7],
  ]);
});

const full: ImplicitData = {
  gamma: 0.1,
  A: Matrix.fromRows([
    [0.1, -1 / 3],
    [1e-300, 2 ** 70],
  ]),
  features: {
    W: Matrix.fromRows([
      [1, 2, 3],
      [4, 5, 6.5],
    ]),
    X: Matrix.fromRows([
      [1, 0],
      [0.3, 1],
      [5e-324, -1],
    ]),
    featureScale: Math.SQRT1_2,
  },
  equilibrium: Matrix.fromRows([
    [1, 2],
    [3, 4],
  ]),
  u: Float64Array.of(1, 2),
  v: Float64Array.of(-1, 0.1),
  y: Float64Array.of(3, 4),
  trained: ["u", "W"],
  start: Matrix.fromRows([
    [0, 0],
    [1, 1],
  ]),
  otherStart: Matrix.fromRows([
    [0, 9],
    [1, 1],
  ]),
  steps: 7,
  other: {
    gamma: 2,
    A: Matrix.fromRows([
      [0, 1],
      [1, 0],
    ]),
    features: {
      Phi: Matrix.fromRows([
        [1, 1],
        [2, 2],
      ]),
    },
  },
  descent: { stepSize: 0.01, steps: [1, 25, 5] },
  flow: { times: [0, 0.1, 20] },
};

test("what is written is read back, double for double", () => {
  const text = JSON.stringify(implicitFile.serialize(full));
  assert.equal(implicitFile.parse(JSON.parse(text), "instance"), full);
  assert.equal(implicitFile.serialize(implicitFile.parse(JSON.parse(text), "instance")), JSON.parse(text));
});

test("an instance without optional fields is written without them", () => {
  assert.equal(implicitFile.serialize(implicitFile.parse(layer, "instance")), layer);
});

test("what the other layer leaves out is the layer's own", () => {
  const { other } = implicitFile.parse(
    {
      ...layer,
      other: {
        A: [
          [1, 0],
          [0, 1],
        ],
      },
    },
    "instance",
  );
  assert.is(other?.gamma, 0.5);
  assert.equal(other?.features, { Phi: Matrix.fromRows(Phi) });
  assert.equal(other?.A.toRows(), [
    [1, 0],
    [0, 1],
  ]);
});

test.run();
