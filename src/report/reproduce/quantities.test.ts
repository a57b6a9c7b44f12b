import { transformSync } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import type { Expression } from "../../claims/trace.js";
import { parseInstance } from "../../models/index.js";
import type { InstanceJson } from "./quantity.js";
import { modelCode, reproductionScripts } from "./scripts.js";

/**
 * Every quantity that a claim can ask of an instance, computed by the stand-alone script and by the model's float64 view, which
 * share no formula. Kills a wrong sign, index, transpose or norm in a table, and a quantity that was forgotten.
 */
const INSTANCES: Readonly<Record<string, Record<string, Json>>> = {
  "implicit-relu with weights": {
    model: "implicit-relu",
    gamma: 0.5,
    A: [
      [0.5, -0.25],
      [0.75, 0.125],
    ],
    W: [
      [1, 0.5, -0.25],
      [0.25, 1, 0.5],
    ],
    X: [
      [1, 0.5],
      [0.25, 1],
      [0.5, -0.5],
    ],
    featureScale: 0.5,
    u: [1, -0.5],
    v: [0.25, 0.5],
    y: [0.1, 0.2],
    start: [
      [1, 0],
      [0, 1],
    ],
    otherStart: [
      [0, 2],
      [1, 1],
    ],
    other: {
      gamma: 0.5,
      A: [
        [0.25, -0.25],
        [0.5, 0.25],
      ],
      W: [
        [1, 0.5, 0.25],
        [0.25, 1, 0.5],
      ],
      X: [
        [1, 0.5],
        [0.25, 1],
        [0.5, -0.5],
      ],
      featureScale: 0.5,
    },
    descent: { stepSize: 0.0625, steps: [2] },
    flow: { times: [0.25] },
  },
  "implicit-relu with features": {
    model: "implicit-relu",
    gamma: 1,
    A: [
      [0.25, 0.5],
      [-0.25, 0.5],
    ],
    Phi: [
      [1, 0.25],
      [-0.5, 0.75],
    ],
    u: [1, 2],
    y: [0.5, 0.25],
    trained: ["u", "A"],
    other: {
      gamma: 1,
      A: [
        [0.375, 0.5],
        [-0.25, 0.25],
      ],
      Phi: [
        [1, 0.25],
        [-0.5, 0.75],
      ],
    },
    descent: { stepSize: 0.0625, steps: [1] },
  },
  "relu-kernel": {
    model: "relu-kernel",
    X: [
      [1, 0.5, -1],
      [0.25, 1, 0.5],
    ],
    W: [
      [1, -0.5],
      [0.5, 1],
      [-1, 0.25],
      [0.75, 0.75],
    ],
  },
  "gaussian-matrix": {
    model: "gaussian-matrix",
    A: [
      [1, 0.5, -1],
      [0.25, -1, 0.5],
    ],
    deviation: 0.5,
  },
  "linear-network": {
    model: "linear-network",
    X: [
      [1, 0.5, 0],
      [0.25, 1, 0],
    ],
    Y: [[1], [0.5]],
    U: [
      [1, 0.5, 0, 0.25],
      [0, 0.5, 1, -0.5],
      [0.5, 0, 0.25, 0.75],
    ],
    V: [[0.25, 0.5, -0.5, 0]],
    descent: { stepSize: 0.125, steps: [2] },
    flow: { times: [0.25] },
    initialisation: { exponent: 0.25, deviation: 1 },
  },
  "deep-linear": {
    model: "deep-linear",
    X: [
      [1, 0.5],
      [0, 1],
    ],
    Y: [
      [0.5, 0],
      [0.25, 1],
    ],
    weights: [
      [
        [1, 0.5],
        [0, 0.75],
      ],
      [
        [0.5, 0.25],
        [-0.5, 1],
      ],
      [
        [1, 0],
        [0.25, 1],
      ],
    ],
    start: [
      [
        [1, 0.25],
        [0, 1],
      ],
      [
        [0.5, 0.5],
        [-0.5, 0.75],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    descent: { stepSize: 0.125, steps: [2] },
  },
  homogeneous: {
    model: "homogeneous",
    X: [
      [1, 0.5],
      [-0.5, 1],
    ],
    y: [0.5, 1],
    W: [
      [1, 0.25],
      [-0.5, 0.5],
      [0.75, -1],
    ],
    a: [0.5, -1, 0.25],
    b: [0.25, 0.5, 0.125],
    slope: -0.5,
    stepSize: 0.125,
  },
  "least-squares": {
    model: "objective",
    family: "least-squares",
    B: [
      [1, 0.5, 0.25],
      [0, 1, 0.5],
    ],
    y: [1, 0.25],
    x0: [0.5, 0.25, 0.125],
    point: [1, 0, 0.5],
    radius: 2,
    descent: { stepSize: 0.125, steps: [2] },
    flow: { times: [0.25] },
  },
  quadratic: {
    model: "objective",
    family: "quadratic",
    A: [
      [2, 0.5],
      [0.5, 1],
    ],
    x0: [1, 0.5],
    radius: 4,
    descent: { stepSize: 0.125, steps: [2], clip: { threshold: 0.5, floor: 0.25 } },
    flow: { times: [0.25] },
  },
  product: {
    model: "objective",
    family: "product",
    y: 1.5,
    x0: { u: [1, 0.5], v: [0.75, 1] },
    radius: 0.75,
    descent: { stepSize: 0.0625, steps: [2] },
    flow: { times: [0.25] },
  },
  sphere: {
    model: "objective",
    family: "sphere",
    a: 1,
    x0: [0.75, 0.5],
    radius: 0.5,
    descent: { stepSize: 0.03125, steps: [2] },
    flow: { times: [0.25] },
  },
  "matrix-product": {
    model: "objective",
    family: "matrix-product",
    M: [
      [1, 0.5],
      [0, 1],
    ],
    x0: {
      U: [
        [1, 0.25, 0],
        [0, 1, 0.5],
      ],
      V: [
        [0.75, 0, 0.25],
        [0.25, 1, 0],
      ],
    },
    radius: 0.5,
    descent: { stepSize: 0.0625, steps: [2] },
  },
  scalar: {
    model: "objective",
    family: "scalar",
    coefficients: [0.25, 1, 0.125, 0.0625],
    x0: [0.5],
    radius: 0.5,
    descent: { stepSize: 0.0625, steps: [2] },
  },
  "scalar with a sine": {
    model: "objective",
    family: "scalar",
    coefficients: [0, 1],
    wave: { shape: "sine", amplitude: 0.25, frequency: 3 },
    x0: [0.5],
    radius: 0.5,
    descent: { stepSize: 0.0625, steps: [2] },
  },
  "scalar with a tangent": {
    model: "objective",
    family: "scalar",
    coefficients: [0.5, 1],
    wave: { shape: "tanh", amplitude: 0.5, frequency: 2 },
    x0: [0.5],
    radius: 0.25,
  },
  "sine-square": {
    model: "objective",
    family: "sine-square",
    amplitude: 0.5,
    x0: [1.5],
    radius: 0.5,
    descent: { stepSize: 0.125, steps: [2] },
  },
  radial: {
    model: "objective",
    family: "radial",
    coefficients: [-1, 1, 0.25],
    x0: [1, 0.5],
    radius: 0.5,
    descent: { stepSize: 0.015625, steps: [2] },
  },
  "gauss-newton": {
    model: "objective",
    family: "gauss-newton",
    B: [
      [1, 0.5, 0],
      [0, 1, 0.5],
    ],
    Q: [
      [0.25, 0, 0.125],
      [0, 0.25, 0],
    ],
    y: [0.5, 1],
    x0: [0.5, 0, 1],
    radius: 0.5,
    descent: { stepSize: 0.0625, steps: [2] },
  },
  ...Object.fromEntries(
    (["relu", "identity", "tanh", "sigmoid", "softplus"] as const).map((activation) => [
      `sll-layer, ${activation}`,
      {
        model: "sll-layer",
        W: [
          [1, 2],
          [0, -1],
          [3, 1],
        ],
        b: [0.5, -0.25],
        T: [12.5, 16],
        q: [1, 0.5],
        gain: -0.5,
        x: [1, 0.5, -0.25],
        y: [-0.5, 0.25, 1],
        activation,
      },
    ]),
  ),
  ...Object.fromEntries(
    (["tanh", "softplus0", "atan", { leakySoftplus0: 0.25 }] as const).map((activation) => [
      `feedforward, ${JSON.stringify(activation)}`,
      {
        model: "feedforward",
        X: [
          [1, 0.5, 0],
          [0.25, 1, 0.5],
        ],
        y: [0.5, 0.25],
        weights: [
          [
            [0.125, 0.25, 0],
            [0, 0.25, 0.5],
          ],
          [
            [1, 0.75],
            [0.5, 1],
          ],
          [[1.5, 1]],
        ],
        activation: activation as Json,
        radius: 0.25,
        descent: { stepSize: 0.0625, steps: [2] },
      },
    ]),
  ),
};

/** Arguments that a view's methods are asked with. */
const CALLS: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  outputDerivatives: [[], ["no transpose"], ["swapped factors"]],
  centralDifferenceErrors: [[], ["no pattern"], ["no inverse"]],
  entry: [[1, 0]],
  equilibriumEntry: [[1, 0]],
  featureEntry: [[0, 1]],
  innerProduct: [[0, 1]],
  area: [[0, 2]],
  inputDistance: [[0, 1]],
  angle: [[0, 2]],
  kernelEntry: [[0, 1]],
  kernelSecondMoment: [[0, 2]],
  gramEntry: [[1, 2]],
  inputNorm: [[1]],
  travelled: [[0]],
  activationOverlap: [[0, 1]],
  tangentEntry: [[0, 2]],
  outputDistance: [[], [3]],
};

/** Of the certificates only what conclusions are made of; hypotheses are not shown by scripts. */
const NOT_SHOWN =
  /^(other\.)?(flow|descent)Certificate\.|flowCurve\.|\.energy\(|^minimizer\[|^other\.(other|pair|\w*[pP]icard\w*|outputDerivatives|centralDifferenceErrors)\b/;

interface Found {
  readonly path: string;
  readonly mid: number;
  readonly rad: number;
}

const isReal = (value: object): value is { toBall(): { mid: number; rad: number } } => "toBall" in value;

/** Every known number of a view with the way to it. */
function* quantities(value: unknown, path: string, depth: number): Iterable<Found> {
  if (typeof value !== "object" || value === null || depth > 3) return;
  if (isReal(value)) {
    const { mid, rad } = value.toBall();
    if (Number.isFinite(rad)) yield { path, mid, rad };
    return;
  }
  if (Array.isArray(value)) {
    for (const [i, entry] of value.entries()) yield* quantities(entry, `${path}[${i}]`, depth + 1);
    return;
  }
  const names = new Set<string>();
  for (
    let owner: object | null = value;
    owner !== null && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner)
  )
    for (const name of Object.getOwnPropertyNames(owner)) names.add(name);
  for (const name of names) {
    const way = path === "" ? name : `${path}.${name}`;
    if (name === "constructor" || /^(design|U|V|hidden|data|state)$/.test(name) || way === "other.other") continue;
    let member: unknown;
    try {
      member = Reflect.get(value, name, value);
    } catch {
      continue;
    }
    if (typeof member !== "function") yield* quantities(member, way, depth + 1);
    else
      for (const call of Object.hasOwn(CALLS, name) ? CALLS[name] : [[1]]) {
        let result: unknown;
        try {
          result = Reflect.apply(member, value, call);
        } catch {
          continue;
        }
        yield* quantities(result, `${way}(${call.join(", ")})`, depth + 1);
      }
  }
}

/** What a TypeScript script prints as its left side. */
function printedLeft(script: string): number {
  const lines: unknown[][] = [];
  const { code } = transformSync(script, { loader: "ts", format: "esm" });
  new Function("console", code)({ log: (...parts: unknown[]) => lines.push(parts) });
  return Number(lines[0]?.[1]);
}

for (const [name, instance] of Object.entries(INSTANCES))
  test(`${name}: scripts compute what the view says`, () => {
    const { model, data } = parseInstance(instance as Json);
    const { view } = model.view(data);
    const code = modelCode(model.name);
    assert.ok(code !== undefined);
    const missing: string[] = [];
    const wrong: string[] = [];
    let compared = 0;
    for (const { path, mid, rad } of quantities(view, "", 0)) {
      if (code.quantity(path, instance as InstanceJson) === undefined) {
        if (!NOT_SHOWN.test(path)) missing.push(path);
        continue;
      }
      const formula = { left: { quantity: path } as Expression, relation: "<" as const, right: { literal: 0 } };
      const scripts = reproductionScripts({ title: path, statement: "", instance: instance as InstanceJson, formula });
      if (scripts === undefined) {
        missing.push(path);
        continue;
      }
      const found = printedLeft(scripts.typescript);
      compared++;
      // Flows of scripts are integrated to 1e-8; branch and bound ends within 2^-20.
      if (!(Math.abs(found - mid) <= rad + 1e-5 * Math.abs(mid) + 1e-7))
        wrong.push(`${path}: ${found}, not ${mid} ± ${rad}`);
    }
    assert.equal(wrong, []);
    assert.equal(missing, []);
    assert.ok(compared >= 5, `${compared} quantities`);
  });

test.run();
