import {
  atMost,
  below,
  claim,
  type ImplicitLayer,
  instances,
  minus,
  over,
  plus,
  positivePart,
  type Real,
  times,
} from "lemmacheck";
import { gao2022 } from "./paper.js";

/** gamma ||A - A'|| ||z_i|| + ||phi_i - phi'_i|| */
const push = (layer: ImplicitLayer, sample: number): Real =>
  plus(
    times(layer.pair.weightDistance, layer.columns[sample].equilibriumNorm),
    layer.pair.columnFeatureDistances[sample],
  );

/** rho_i = push/(1 - q'), q' the moved layer's gain */
const reach = (layer: ImplicitLayer, sample: number): Real => over(push(layer, sample), minus(1, layer.other.gain));

const drifts = (layer: ImplicitLayer, bound: (layer: ImplicitLayer, sample: number) => Real) =>
  layer.pair.preactivationDistances.map((distance, i) => atMost(distance, bound(layer, i), `sample ${i}`));

/**
 * delta (delta - rho) - rho (rho - delta)_+: positive where rho < delta, so that every product N_ji N'_ji is; beyond, a bound
 * that holds for every rho (see the proof), so that no trial passes because a condition failed.
 */
const agreements = (layer: ImplicitLayer, bound: (layer: ImplicitLayer, sample: number) => Real) =>
  layer.pair.patternAgreements.map((agreement, i) => {
    const delta = layer.patternMargins[i];
    const rho = bound(layer, i);
    const least = minus(times(delta, minus(delta, rho)), times(rho, positivePart(minus(rho, delta))));
    return atMost(least, agreement, `sample ${i}`);
  });

/**
 * Problem: how far may A and W move before a unit switches on or off?
 * Computed: the preactivations N_i and N'_i of the layer and of its other layer, delta_i = min_j |N_ji|.
 * Status: derived here from the Lipschitz bound; attained for one unit.
 */
export default claim({
  id: "gao-2022/activation-pattern-radius",
  title: "the activation pattern keeps on an explicit ball",
  statement: String.raw`q' = \gamma\|A'\|_2 < 1 \implies \|N'_i - N_i\| \le \rho_i := \frac{\gamma\|A'-A\|_2\|z_i\| + \|\varphi'_i - \varphi_i\|}{1-q'};\
    \rho_i < \delta_i := \min_j|N_{ji}| \implies N_{ji}N'_{ji} \ge \delta_i(\delta_i - \rho_i) > 0 \text{ for all } j`,
  plain:
    "If the moved layer has q' = gamma ||A'|| < 1, its preactivations differ from the layer's by at most rho_i = (gamma ||A' - A|| ||z_i|| + ||phi'_i - phi_i||)/(1 - q'); " +
    "where rho_i is below the least |N_ji|, no unit of that sample switches on or off.",
  paper: gao2022,
  locator: "derived here",
  provenance: "derived",
  proof: "properties/gao-2022/README.md#activation-pattern-radius",
  cost: "heavy",
  instances: instances.trainedLayer({ width: [1, 10], samples: [1, 3], inputs: [1, 6], moved: "pattern" }),
  given: {
    contraction: (layer) => below(layer.other.gain, 1),
  },
  then: {
    drift: (layer) => drifts(layer, reach),
    pattern: (layer) => agreements(layer, reach),
  },
  mutants: {
    notAmplified: {
      statement: "without 1/(1 - q'): gamma ||A' - A|| ||z_i|| + ||phi'_i - phi_i|| < delta_i is enough",
      then: { pattern: (layer) => agreements(layer, push) },
      // N_2 = -0.02 becomes +0.02 although phi_1 moves by 0.015 only
      witnesses: [
        {
          model: "implicit-relu",
          gamma: 1,
          A: [
            [0.85, 0],
            [0.4, 0],
          ],
          Phi: [[1], [-2.686667]],
          other: { Phi: [[1.015], [-2.686667]] },
        },
      ],
    },
    gainBefore: {
      statement: "with q of the layer that is left, not q' of the layer that is reached",
      then: {
        drift: (layer) => drifts(layer, (l, i) => over(push(l, i), minus(1, l.gain))),
      },
      witnesses: [{ model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]], other: { A: [[0.875]] } }], // 6 <= 1.5
    },
  },
  necessity: {
    contraction: {
      breaks: "gamma A' = -3: the bound has a negative denominator, and a distance is at most a negative number",
      witnesses: [
        { model: "implicit-relu", gamma: 1, A: [[0]], Phi: [[1]], other: { A: [[-3]], equilibrium: [[0.25]] } },
      ],
    },
  },
  examples: [
    // attained: one unit, gamma A from 1/2 to 3/4
    { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]], other: { A: [[0.75]] } },
    { model: "implicit-relu", gamma: 1, A: [[0.5]], Phi: [[1]], other: { Phi: [[0.5]] } },
    {
      model: "implicit-relu",
      gamma: 0.5,
      A: [
        [0, 1],
        [-1, 0],
      ],
      Phi: [
        [1, -1],
        [2, 0.5],
      ],
      other: {
        Phi: [
          [1, -1],
          [2.125, 0.5],
        ],
      },
    },
  ],
});
