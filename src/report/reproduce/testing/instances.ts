import type { Json } from "../../../claims/model.js";

/** An instance of every model and family, with all that claims may ask about. */
export const INSTANCES: Readonly<Record<string, Record<string, Json>>> = {
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
  "implicit-relu with other weights": {
    model: "implicit-relu",
    gamma: 0.5,
    A: [
      [0.5, -0.25],
      [0.75, 0.125],
    ],
    W: [
      [1, 0.5],
      [0.25, -1],
    ],
    X: [[1], [0.5]],
    featureScale: 0.5,
    u: [1, -0.5],
    v: [0.25, 0.5],
    other: {
      gamma: 0.5,
      A: [
        [0.5, -0.25],
        [0.75, 0.125],
      ],
      W: [
        [1, 0.75],
        [0.5, -1],
      ],
      X: [[1], [0.5]],
      featureScale: 0.5,
    },
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
