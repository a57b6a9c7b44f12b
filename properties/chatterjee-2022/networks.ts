/** Networks that several claims look at: two samples, W_1 = 0 unless said otherwise. */

const ZERO = [
  [0, 0],
  [0, 0],
];
const network = (X: readonly (readonly number[])[], y: readonly number[], weights: readonly object[]) => ({
  model: "feedforward",
  X,
  y,
  weights,
  activation: "tanh",
  radius: 0.75,
});

const SAMPLES = [
  [1, 0],
  [0.5, 1],
];

/** Two layers with output weights (6, 8) */
export const TWO_LAYERS = network(SAMPLES, [1, -1], [ZERO, [[6, 8]]]);

/** Three layers, positive above the first */
export const THREE_LAYERS = {
  ...network(
    SAMPLES,
    [1, -1],
    [
      ZERO,
      [
        [1, 1.5],
        [1.25, 1],
      ],
      [[40, 50]],
    ],
  ),
  activation: "softplus0",
};

/** One unit, and an input that is eight times shorter than the other: lambda_min(XX') = 1/64 */
export const uneven = (output: number) =>
  network(
    [
      [1, 0],
      [0, 0.125],
    ],
    [0, 1],
    [[[0, 0]], [[output]]],
  );

/** Output weights of both signs above equal hidden units: grad S = 0 */
export const mixedSigns = (scale: number) => ({
  ...network(
    [
      [1, 0],
      [0, 1],
    ],
    [1, -1],
    [
      ZERO,
      [
        [scale, scale],
        [scale, scale],
      ],
      [[3 * scale, -3 * scale]],
    ],
  ),
  radius: 0.5,
});
