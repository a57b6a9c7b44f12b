/**
 * The second arithmetic: exact rationals, square roots and refinable enclosures on BigInt. It shares no code with
 * numerics/, and judges what float64 leaves undecided, or claims to be violated, once more.
 */

import type { DeepLinearData } from "../models/deep-linear/data.js";
import type { FeedforwardData } from "../models/feedforward/data.js";
import type { GaussianMatrixData } from "../models/gaussian-matrix/data.js";
import type { HomogeneousData } from "../models/homogeneous/data.js";
import type { ImplicitData } from "../models/implicit-relu/data.js";
import type { LinearNetworkData } from "../models/linear-network/data.js";
import type { ObjectiveData } from "../models/objective/data.js";
import type { ReluKernelData } from "../models/relu-kernel/data.js";
import type { SllLayerData } from "../models/sll-layer/data.js";
import type { Arithmetic } from "../numerics/real.js";
import { Budget } from "./budget.js";
import { ExactFeedforward } from "./feedforward/network.js";
import { ExactGaussianMatrix } from "./gaussian-matrix.js";
import { ExactHomogeneous } from "./homogeneous.js";
import { ExactTrainedLayer } from "./implicit/training.js";
import { ExactDeepLinear } from "./linear-network/deep.js";
import { ExactLinearNetwork } from "./linear-network/network.js";
import { ExactObjective } from "./objective/objective.js";
import { preciseArithmetic } from "./real.js";
import { ExactReluKernel } from "./relu-kernel.js";
import { ExactSllLayer } from "./sll-layer.js";

export { preciseArithmetic };

/** Units of work (see Budget) that one instance may take altogether. */
const INSTANCE_BUDGET = 800_000_000;

/** Models that have a second form. The data are those that the model's `parse` returns. */
const VIEWS: Readonly<Record<string, (data: unknown, budget: Budget) => object>> = {
  "deep-linear": (data, budget) => new ExactDeepLinear(data as DeepLinearData, budget),
  homogeneous: (data, budget) => new ExactHomogeneous(data as HomogeneousData, budget),
  "linear-network": (data, budget) => new ExactLinearNetwork(data as LinearNetworkData, budget),
  objective: (data, budget) => new ExactObjective(data as ObjectiveData, budget),
  feedforward: (data, budget) => new ExactFeedforward(data as FeedforwardData, budget),
  "relu-kernel": (data, budget) => new ExactReluKernel(data as ReluKernelData, budget),
  "sll-layer": (data, budget) => new ExactSllLayer(data as SllLayerData, budget),
  "gaussian-matrix": (data, budget) => new ExactGaussianMatrix(data as GaussianMatrixData, budget),
  "implicit-relu": (data, budget) => new ExactTrainedLayer(data as ImplicitData, budget),
};

/**
 * The instance of the named model seen through the second arithmetic; undefined where the model has no second form.
 * Quantities that would take too long are unknown Reals.
 */
export function preciseView(
  modelName: string,
  data: unknown,
): { readonly arithmetic: Arithmetic; readonly view: object } | undefined {
  if (!Object.hasOwn(VIEWS, modelName)) return undefined;
  return { arithmetic: preciseArithmetic, view: VIEWS[modelName](data, new Budget(INSTANCE_BUDGET)) };
}
