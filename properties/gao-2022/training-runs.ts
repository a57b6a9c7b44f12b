import {
  type Curve,
  exponential,
  type ImplicitLayer,
  logarithm,
  minus,
  negate,
  type Observation,
  over,
  power,
  product,
  type Real,
  square,
  times,
} from "lemmacheck";

/** What is watched of training, and drawn: the loss beside its promise. No part of any statement. */

/** The name under which reports show how much faster than promised training was. */
export const RATE_RATIO = "actual / predicted rate";

/**
 * Flow: ln(L(0)/L(T)) / (rate T) at the last time; without times the rate at the start, 2 ||grad L||^2 / ||r||^2, over the
 * promised one.
 */
export const flowRateRatio: Observation<ImplicitLayer> = (layer) => {
  const { rate } = layer.flowCertificate;
  const last = layer.flow[layer.flow.length - 1];
  return last === undefined
    ? over(layer.gradientSquare, product("1/2", rate, square(layer.residualNorm)))
    : over(logarithm(over(layer.loss, last.loss)), times(rate, last.time));
};

/** loss(t) beside e^{-rate t} loss(0), at the instance's times */
export const flowRun = (rate: (layer: ImplicitLayer) => Real): Curve<ImplicitLayer> => ({
  x: "time",
  y: "loss",
  points: (layer) =>
    layer.flow.length === 0
      ? []
      : [
          { x: 0, actual: layer.loss, promised: layer.loss },
          ...layer.flow.map(({ time, loss }) => ({
            x: time,
            actual: loss,
            promised: times(exponential(negate(times(rate(layer), time))), layer.loss),
          })),
        ],
  size: (layer) => layer.samples,
});

/** Descent: ln(L_0/L_K) / (-K ln(1 - eta rate)) after all steps. */
export const descentRateRatio: Observation<ImplicitLayer> = (layer) => {
  const K = layer.descentSteps;
  if (K === 0) return null;
  const promised = logarithm(minus(1, times(layer.stepSize, layer.descentCertificate.rate)));
  return over(logarithm(over(layer.loss, layer.descent(K).loss)), times(-K, promised));
};

/** loss_k beside (1 - eta rate)^k loss_0, k = 0, …, K */
export const descentRun = (rate: (layer: ImplicitLayer) => Real): Curve<ImplicitLayer> => ({
  x: "step",
  y: "loss",
  points: (layer) =>
    layer.descentSteps === 0
      ? []
      : Array.from({ length: layer.descentSteps + 1 }, (_, k) => ({
          x: k,
          actual: layer.descent(k).loss,
          promised: times(power(minus(1, times(layer.stepSize, rate(layer))), k), layer.loss),
        })),
  size: (layer) => layer.samples,
});

/** The title of the runs of both. */
export const LOSS = "loss, promised and actual";
