import type { LinearNetworkData } from "../models/linear-network/data.js";
import type { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { exponentOf, powerOfTwo } from "../numerics/rounding.js";

interface RunOptions {
  readonly descentSteps?: number;
  readonly stepSizes?: "local" | "any";
  readonly flow?: boolean;
}

/** The network with a descent and a flow whose step size and times fit its curvature; all of them few-digit numbers. */
export function withRuns(
  stream: CounterStream,
  network: LinearNetworkData,
  { descentSteps, stepSizes = "any", flow = false }: RunOptions,
): LinearNetworkData {
  // |X|^2 (|U|^2 + |V|^2) + |X| (|Y| + |X| |U| |V|) bounds the Hessian; a power of two near its inverse
  const x = squares(network.X);
  const [u, v] = [squares(network.U), squares(network.V)];
  const curvature = x * (u + v) + Math.sqrt(x) * (Math.sqrt(squares(network.Y)) + Math.sqrt(x * u * v));
  const local = powerOfTwo(Math.min(40, Math.max(-40, -exponentOf(curvature || 1) - 1)));
  return {
    ...network,
    ...(descentSteps === undefined
      ? {}
      : {
          descent: {
            stepSize:
              local *
              (stepSizes === "local"
                ? stream.pick([1, 0.5, 0.25])
                : stream.pick([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 8, 32])),
            steps: [stream.integer(1, descentSteps)],
          },
        }),
    ...(flow && network.flow === undefined
      ? { flow: { times: [local * stream.pick([0.25, 0.5, 1]), local * stream.pick([2, 4, 8])] } }
      : {}),
  };
}

function squares({ data }: Matrix): number {
  let sum = 0;
  for (const entry of data) sum += entry * entry;
  return sum;
}
