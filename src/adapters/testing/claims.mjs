import { atMost, below, claim, instances, minus, over, times } from "lemmacheck";

const parts = {
  statement: "q < 1 \\implies \\|Z\\|_F \\le \\|\\sigma(\\Phi)\\|_F / (1 - q)",
  instances: instances.implicitLayer({ width: [1, 6], samples: [1, 2], gain: [0, 0.9] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
};

export const norm = claim({
  ...parts,
  id: "adapter/norm",
  title: "The norm is bounded",
  then: { upperBound: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) },
});

/** False: 1 - q^2 where 1 - q should be. */
export const wrong = claim({
  ...parts,
  id: "adapter/wrong",
  title: "The norm is bounded too well",
  then: {
    upperBound: (layer) =>
      atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, times(layer.gain, layer.gain)))),
  },
});
