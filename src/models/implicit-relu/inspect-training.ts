import type { Json } from "../../claims/model.js";
import type { Real } from "../../numerics/real.js";
import { ballJson, ballsJson } from "../inspect-json.js";
import type { ImplicitData, TrainedBlock } from "./data.js";
import type { Float64Layer } from "./layer.js";
import type { DescentCertificate, FlowCertificate, TrainingState } from "./training-view.js";

type Quantities = Readonly<Record<string, Json>>;

/** Outputs, gradients, tangent kernels, certificates and training runs; only what the instance has data for. */
export function trainingQuantities(layer: Float64Layer, data: ImplicitData): Quantities {
  if (data.u === undefined) return {};
  const outputs = { outputs: ballsJson(layer.outputs) };
  if (data.y === undefined) return outputs;
  return {
    ...outputs,
    residual: ballsJson(layer.residual),
    residualNorm: ballJson(layer.residualNorm),
    loss: ballJson(layer.loss),
    gradient: gradientJson(layer),
    gradientNorm: ballJson(layer.gradientNorm),
    tangentKernelEigenvalues: kernelsJson(layer),
    flowCertificate: flowJson(layer.flowCertificate),
    descentCertificate: descentJson(layer.descentCertificate),
    ...(data.descent === undefined && data.flow === undefined ? {} : { trajectory: trajectoryJson(layer, data) }),
  };
}

/** Blocks in the shapes of their parameters: lists for u and v, rows for A and W. */
function gradientJson(layer: Float64Layer): Json {
  const { u, v, A, W } = layer.gradient;
  const inputs = "Phi" in layer.featureData ? 0 : layer.featureData.W.columns;
  return {
    u: ballsJson(u),
    v: ballsJson(v),
    A: rowsJson(A, layer.width),
    W: inputs === 0 ? null : rowsJson(W, inputs),
  };
}

function rowsJson(entries: readonly Real[], columns: number): Json {
  if (!entries.every((entry) => entry.known)) return null;
  return Array.from({ length: entries.length / columns }, (_, i) =>
    entries.slice(i * columns, (i + 1) * columns).map(ballJson),
  );
}

function kernelsJson(layer: Float64Layer): Json {
  const of = (block: TrainedBlock) => ballsJson(layer.tangentKernels[block].eigenvalues);
  return { u: of("u"), v: of("v"), A: of("A"), W: of("W"), total: ballsJson(layer.tangentKernel.eigenvalues) };
}

function flowJson(certificate: FlowCertificate): Json {
  const { applies, simple, ...constants } = certificate;
  const { applies: simpleApplies, ...simpleConstants } = simple;
  return { applies, ...balls(constants), simple: { applies: simpleApplies, ...balls(simpleConstants) } };
}

function descentJson({ applies, ...constants }: DescentCertificate): Json {
  return { applies, ...balls(constants) };
}

const balls = (constants: Readonly<Record<string, Real>>): Quantities =>
  Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, ballJson(value)]));

function trajectoryJson(layer: Float64Layer, { descent, flow }: ImplicitData): Json {
  const steps = descent?.steps.map((step) => ({ step, ...stateJson(layer.descent(step)) })) ?? [];
  const times = flow?.times.map((time, k) => ({ time, ...stateJson(layer.flow[k]) })) ?? [];
  return [...steps, ...times];
}

function stateJson(state: TrainingState): Quantities {
  return {
    loss: ballJson(state.loss),
    residualNorm: ballJson(state.residualNorm),
    gramLambdaMin: ballJson(state.gramLambdaMin),
    gain: ballJson(state.gain),
    residual: ballsJson(state.residual),
    displacement: ballJson(state.displacement),
  };
}
