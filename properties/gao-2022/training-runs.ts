import {
  type Curve,
  type ImplicitLayer,
  logarithm,
  minus,
  type Observation,
  over,
  product,
  type Real,
  square,
  times,
} from "lemmacheck";
import { descentPoints, flowPoints, rateRatio } from "../runs.js";

/**
 * Flow: ln(L(0)/L(T)) / (rate T) at the last time; without times the rate at the start, 2 ||grad L||^2 / ||r||^2, over the
 * promised one.
 */
export const flowRateRatio: Observation<ImplicitLayer> = (layer) => {
  const { rate } = layer.flowCertificate;
  const last = layer.flow[layer.flow.length - 1];
  return last === undefined
    ? over(layer.gradientSquare, product("1/2", rate, square(layer.residualNorm)))
    : rateRatio(layer.loss, last.loss, times(rate, last.time));
};

/** loss(t) beside e^{-rate t} loss(0), at the instance's times */
export const flowRun = (rate: (layer: ImplicitLayer) => Real): Curve<ImplicitLayer> => ({
  x: "time",
  y: "loss",
  points: (layer) => flowPoints(layer.loss, rate(layer), layer.flow),
  size: (layer) => layer.samples,
});

/** Descent: ln(L_0/L_K) / (-K ln(1 - eta rate)) after all steps. */
export const descentRateRatio: Observation<ImplicitLayer> = (layer) => {
  const K = layer.descentSteps;
  if (K === 0) return null;
  const factor = minus(1, times(layer.stepSize, layer.descentCertificate.rate));
  return rateRatio(layer.loss, layer.descent(K).loss, times(-K, logarithm(factor)));
};

/** loss_k beside (1 - eta rate)^k loss_0, k = 0, …, K */
export const descentRun = (rate: (layer: ImplicitLayer) => Real): Curve<ImplicitLayer> => ({
  x: "step",
  y: "loss",
  points: (layer) =>
    descentPoints(
      layer.loss,
      minus(1, times(layer.stepSize, rate(layer))),
      Array.from({ length: layer.descentSteps }, (_, k) => k + 1),
      (k) => layer.descent(k).loss,
    ),
  size: (layer) => layer.samples,
});
