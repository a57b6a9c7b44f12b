import type { Model } from "../../claims/model.js";
import { float64Arithmetic } from "../../numerics/ball.js";
import type { LinearNetworkData } from "./data.js";
import { linearNetworkFile } from "./file-form.js";
import { inspectLinearNetwork } from "./inspect.js";
import { Float64LinearNetwork } from "./network.js";
import type { LinearNetwork } from "./view.js";

/** Two-layer linear networks, `"model": "linear-network"` in files. */
export const linearNetworkModel: Model<LinearNetworkData, LinearNetwork> = {
  ...linearNetworkFile,
  view: (data) => ({ arithmetic: float64Arithmetic, view: new Float64LinearNetwork(data) }),
  inspect: inspectLinearNetwork,
};
