import { atMost, claim, instances, type Operand, over, power, type SllLayer, times } from "lemmacheck";
import { lipschitzLayers } from "./lipschitz-paper.js";

const units = ({ units: count }: SllLayer): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** sum_j |W'W|_ij q_j <= factor T_i q_i for every unit */
const dominates = (layer: SllLayer, factor: Operand) =>
  units(layer).map((i) =>
    atMost(layer.dominance(i), times(factor, times(layer.scale(i), layer.weight(i))), `unit ${i}`),
  );

const LINE = { model: "sll-layer", W: [[1]], b: [0], T: [1], activation: "relu", x: [2], y: [1] };
const SUM = {
  ...LINE,
  W: [[1, 1, 1]],
  b: [0, 0, 0],
  T: [3, 3, 3],
  x: [1],
  y: [0],
};
const TIGHT = {
  model: "sll-layer",
  W: [
    [1, 2],
    [0, -1],
    [3, 1],
  ],
  b: [20, 20],
  T: [12.5, 16],
  q: [1, 0.5],
  activation: "relu",
  x: [0, 0, 0],
  y: [0.5, -3, 4], // W'y = T q: equality in the second conclusion
};

/**
 * Problem: residual layers that expand no distance, by construction.
 * Computed: h(x) = x - 2 W T^-1 s(W'x + b) at two inputs, and the row sums of |W'W| that T must dominate.
 * Status: the layer and its statement are recalled; the proof here is ours, see README.
 */
export default claim({
  id: "extended/sll-1-lipschitz",
  title: "the layer x - 2 W T^-1 s(W'x + b) is 1-Lipschitz where T dominates the weighted row sums of |W'W|",
  statement: String.raw`h(x) = x - 2WT^{-1}s(W^\top x + b),\ T_{ii} \ge \sum_j |W^\top W|_{ij}\,q_j/q_i,\ q > 0,\ 0 \le s' \le 1 \implies \|h(x) - h(y)\| \le \|x - y\|`,
  plain:
    "If T is diagonal with T_ii >= sum_j |W'W|_ij q_j / q_i for some positive q, and the slopes of s lie in [0, 1], then h(x) = x - 2 W T^-1 s(W'x + b) has |h(x) - h(y)| <= |x - y|; the reason is |W T^-1 d|^2 <= d' T^-1 d for the difference d of the activations.",
  paper: lipschitzLayers,
  locator: "SDP-based Lipschitz layers (as recalled); proof in this repository",
  provenance: "recalled",
  proof: "properties/extended/README.md#sll-1-lipschitz",
  instances: instances.sllLayer(),
  given: {
    dominance: (layer) => dominates(layer, 1),
    slope: (layer) => [atMost(0, layer.slopeLow, "least slope"), atMost(layer.slopeHigh, 1, "greatest slope")],
  },
  then: {
    lipschitz: (layer) => atMost(layer.outputDistance(), layer.inputDistance),
    semidefinite: (layer) => atMost(layer.updateSquare, layer.updateWeight),
  },
  mutants: {
    largerFactor: {
      statement: "5/2 in place of 2",
      then: { lipschitz: (layer) => atMost(layer.outputDistance(2.5), layer.inputDistance) },
      witnesses: [LINE],
    },
    halfScale: {
      statement: "half of T suffices",
      given: { dominance: (layer) => dominates(layer, 2) },
      witnesses: [{ ...LINE, T: [0.5] }],
    },
    diagonalOnly: {
      statement: "T_ii >= (W'W)_ii suffices, without the other columns",
      given: {
        dominance: (layer) => units(layer).map((i) => atMost(layer.columnSquare(i), layer.scale(i), `unit ${i}`)),
      },
      witnesses: [{ ...SUM, T: [1, 1, 1] }],
    },
    halfSquare: {
      statement: "even |W T^-1 d|^2 <= d' T^-1 d / 2",
      then: { semidefinite: (layer) => atMost(layer.updateSquare, over(layer.updateWeight, 2)) },
      witnesses: [LINE],
    },
    strictContraction: {
      statement: "even |h(x) - h(y)|^2 <= 3/4 |x - y|^2",
      then: {
        lipschitz: (layer) => atMost(power(layer.outputDistance(), 2), times("3/4", power(layer.inputDistance, 2))),
      },
      witnesses: [LINE],
    },
  },
  necessity: {
    dominance: {
      breaks: "W = (1 1 1), T = 1: h(1) - h(0) = -5",
      witnesses: [
        { ...SUM, T: [1, 1, 1] },
        { ...LINE, T: [0.5] },
      ],
    },
    slope: {
      breaks: "s(z) = 2z and s(z) = -z both stretch by 3",
      witnesses: [
        { ...LINE, activation: "identity", gain: 2 },
        { ...LINE, activation: "identity", gain: -1 },
      ],
    },
  },
  examples: [LINE, SUM, TIGHT, { ...TIGHT, activation: "tanh" }, { ...TIGHT, activation: "softplus", b: [0, 0] }],
});
