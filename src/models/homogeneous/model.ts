import type { Model } from "../../claims/model.js";
import { float64Arithmetic } from "../../numerics/ball.js";
import { ballJson } from "../inspect-json.js";
import type { HomogeneousData } from "./data.js";
import { homogeneousFile } from "./file-form.js";
import { Float64Homogeneous } from "./network.js";
import type { HomogeneousNetwork } from "./view.js";

/** Two-layer networks with activation max(z, slope z), `"model": "homogeneous"` in files. */
export const homogeneousModel: Model<HomogeneousData, HomogeneousNetwork> = {
  ...homogeneousFile,
  view: (data) => ({ arithmetic: float64Arithmetic, view: new Float64Homogeneous(data) }),
  inspect(data) {
    const network = new Float64Homogeneous(data);
    const { samples, inputs, width } = network;
    return {
      shape: { samples, inputs, width },
      quantities: {
        loss: ballJson(network.loss),
        balanceDerivative: ballJson(network.balanceDerivative),
        stepChange: ballJson(network.stepChange),
      },
    };
  },
};
