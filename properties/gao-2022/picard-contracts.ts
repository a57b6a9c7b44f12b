import { atMost, below, claim, type ImplicitLayer, instances, minus, over, plus, power, times } from "lemmacheck";
import { gao2022 } from "./paper.js";

/** The steps k = 0 … K - 1 of the instance. */
const steps = (layer: ImplicitLayer): number[] => Array.from({ length: layer.steps }, (_, k) => k);

/**
 * Problem: how fast does Z_{k+1} = relu(gamma A Z_k + Phi) converge, and how far is it still when it is stopped?
 * Computed: e_k = ||Z_k - Z||_F and s_k = ||Z_{k+1} - Z_k||_F from the instance's start, k = 0 … K - 1.
 * Status: textbook consequences of Banach's theorem. Column by column it is the case of one sample.
 */
export default claim({
  id: "gao-2022/picard-contracts",
  title: "Picard iteration contracts by q, with a-posteriori and a-priori error bounds",
  statement: String.raw`q = \gamma\|A\|_2 < 1,\ e_k = \|Z_k - Z\|_F,\ s_k = \|Z_{k+1} - Z_k\|_F \implies
    \text{(a) } e_{k+1} \le q e_k;\ \text{(b) } e_k \le \tfrac{s_k}{1-q};\ \text{(c) } e_{k+1} \le \tfrac{q s_k}{1-q};\
    \text{(d) } s_k \le (1+q) e_k;\ \text{(e) } e_k \le \tfrac{q^k s_0}{1-q}`,
  plain:
    "If q = gamma ||A|| < 1, each Picard step shrinks the error by q; the length of one step bounds the error before it (divide by 1 - q) and after it (times q/(1 - q)), " +
    "is itself at most (1 + q) times the error, and the first step bounds the error after k steps by q^k/(1 - q).",
  paper: gao2022,
  locator: "Banach's fixed-point theorem, its a-priori and a-posteriori estimates",
  provenance: "standard",
  proof: "properties/gao-2022/README.md#picard-contracts",
  instances: instances.implicitLayer({ width: [1, 16], samples: [1, 4], gain: [0, 1], starts: true, steps: [1, 4] }),
  given: {
    contraction: (layer) => below(layer.gain, 1),
  },
  then: {
    contracts: (layer) =>
      steps(layer).map((k) => atMost(layer.picard.error(k + 1), times(layer.gain, layer.picard.error(k)), `step ${k}`)),
    aPosteriori: (layer) =>
      steps(layer).map((k) =>
        atMost(layer.picard.error(k), over(layer.picard.step(k), minus(1, layer.gain)), `step ${k}`),
      ),
    aPosterioriNext: (layer) =>
      steps(layer).map((k) =>
        atMost(
          layer.picard.error(k + 1),
          over(times(layer.gain, layer.picard.step(k)), minus(1, layer.gain)),
          `step ${k}`,
        ),
      ),
    stepLength: (layer) =>
      steps(layer).map((k) =>
        atMost(layer.picard.step(k), times(plus(1, layer.gain), layer.picard.error(k)), `step ${k}`),
      ),
    aPriori: (layer) =>
      steps(layer).map((k) =>
        atMost(
          layer.picard.error(k),
          over(times(power(layer.gain, k), layer.picard.step(0)), minus(1, layer.gain)),
          `step ${k}`,
        ),
      ),
  },
  mutants: {
    errorAtMostStep: {
      statement: "(b) without 1/(1 - q): e_k <= s_k",
      then: { aPosteriori: (layer) => steps(layer).map((k) => atMost(layer.picard.error(k), layer.picard.step(k))) },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]], start: [[0]], steps: 1 }], // 10 <= 1
    },
    plusForMinus: {
      statement: "(b) with 1 + q: e_k <= s_k / (1 + q)",
      then: {
        aPosteriori: (layer) =>
          steps(layer).map((k) => atMost(layer.picard.error(k), over(layer.picard.step(k), plus(1, layer.gain)))),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]], start: [[0]], steps: 1 }], // 10 <= 0.526
    },
    oneStepEarly: {
      statement: "(c) for the error before the step: e_k <= q s_k / (1 - q)",
      then: {
        aPosterioriNext: (layer) =>
          steps(layer).map((k) =>
            atMost(layer.picard.error(k), over(times(layer.gain, layer.picard.step(k)), minus(1, layer.gain))),
          ),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]], start: [[0]], steps: 1 }], // 10 <= 9
    },
    squaredRate: {
      statement: "(a) with rate q^2",
      then: {
        contracts: (layer) =>
          steps(layer).map((k) =>
            atMost(layer.picard.error(k + 1), times(power(layer.gain, 2), layer.picard.error(k))),
          ),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.9]], Phi: [[1]], start: [[0]], steps: 1 }], // 9 <= 8.1
    },
    spectralRadiusRate: {
      statement: "(a) with rate rho(gamma A)",
      then: {
        contracts: (layer) =>
          steps(layer).map((k) =>
            atMost(layer.picard.error(k + 1), times(layer.spectralRadiusGain, layer.picard.error(k))),
          ),
      },
      // rho = 0, Z = (0.9, 1): the error after one step is 0.9
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0, 0.9],
            [0, 0],
          ],
          Phi: [[0], [1]],
          start: [[0], [0]],
          steps: 1,
        },
      ],
    },
  },
  necessity: {
    contraction: {
      breaks:
        "z -> relu(1 - 3 z) cycles 0, 1, 0, 1 around its only equilibrium 1/4, and (b), (c), (e) bound a distance by a negative number; " +
        "z -> z + 1 (q = 1) has no equilibrium to be distant from",
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[-3]], Phi: [[1]], start: [[0]], steps: 3, equilibrium: [[0.25]] },
        { model: "implicit-relu", gamma: 1, A: [[1]], Phi: [[1]], start: [[0]], steps: 3 },
      ],
      meaningless: true, // on the second
    },
  },
  examples: [
    // (b) with equality: gamma A = +q;  (d) with equality: gamma A = -q
    { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]], start: [[0]], steps: 3 },
    { model: "implicit-relu", gamma: 1, A: [[-0.5]], Phi: [[1]], start: [[0.5]], steps: 3 },
    {
      model: "implicit-relu",
      gamma: 1,
      A: [
        [0, 0],
        [0, 0],
      ],
      Phi: [[1], [-1]],
      start: [[3], [4]],
      steps: 2,
    },
    { model: "implicit-relu", gamma: 1, A: [[1]], Phi: [[1]], start: [[0]], steps: 3 },
    { model: "implicit-relu", gamma: 1, A: [[-1]], Phi: [[1]], start: [[0]], steps: 3, equilibrium: [[0.5]] },
  ],
});
