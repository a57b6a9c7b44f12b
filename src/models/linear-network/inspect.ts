import type { Json } from "../../claims/model.js";
import { ballJson, ballsJson, matrixJson } from "../inspect-json.js";
import type { LinearNetworkData } from "./data.js";
import { Float64LinearNetwork } from "./network.js";
import type { Float64Point } from "./point.js";

/** What `inspect` shows of a linear network; what is not certain is null. */
export function inspectLinearNetwork(data: LinearNetworkData): {
  readonly shape: Readonly<Record<string, number>>;
  readonly quantities: Readonly<Record<string, Json>>;
} {
  const network = new Float64LinearNetwork(data);
  const { samples, inputs, outputs, width } = network;
  return {
    shape: { samples, inputs, outputs, width },
    quantities: {
      rank: network.isRankDecided ? network.rank : null,
      covarianceEigenvalues: network.isRankDecided ? network.covarianceEigenvalues.map(ballJson) : null,
      imbalanceEigenvalues: ballsJson(network.imbalanceEigenvalues),
      imbalanceLevel: ballJson(network.imbalanceLevel),
      rate: ballJson(network.rate),
      loss: ballJson(network.loss),
      optimalLoss: ballJson(network.optimalLoss),
      excessLoss: ballJson(network.excessLoss),
      gradientSquare: ballJson(network.gradientSquare),
      minNormSolution: matrixJson(network.design.minNormSolution),
      minNormDistance: ballJson(network.minNormDistance),
      hiddenOverlap: ballJson(network.hiddenOverlap),
      pathLengthBound: ballJson(network.pathLengthBound),
      minNormExponent: ballJson(network.minNormExponent),
      logMinNormDistanceBound: ballJson(network.logMinNormDistanceBound),
      ...trajectoryOf(network, data),
    },
  };
}

/** Steps of the descent, then times of the flow, in the instance's order. */
function trajectoryOf(network: Float64LinearNetwork, { descent, flow }: LinearNetworkData): Record<string, Json> {
  if (descent === undefined && flow === undefined) return {};
  const steps = (descent?.steps ?? []).map((step) => ({ step, ...stateOf(network.descent.at(step)) }));
  const times = (flow?.times ?? []).map((time, i) => ({
    time,
    ...stateOf(network.flow.at(i)),
    travelled: ballJson(network.flow.travelled(i)),
  }));
  return { trajectory: [...steps, ...times] };
}

function stateOf(point: Float64Point): Record<string, Json> {
  return {
    loss: ballJson(point.loss),
    excessLoss: ballJson(point.excessLoss),
    minNormDistance: ballJson(point.minNormDistance),
    U: matrixJson(point.U),
    V: matrixJson(point.V),
  };
}
