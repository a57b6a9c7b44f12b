import type { Model } from "../../claims/model.js";
import { float64Arithmetic } from "../../numerics/ball.js";
import { ballJson } from "../inspect-json.js";
import type { DeepLinearData } from "./data.js";
import { deepLinearFile } from "./file-form.js";
import { Float64DeepLinear } from "./network.js";
import type { DeepLinear } from "./view.js";

/** Deep linear networks with square layers, `"model": "deep-linear"` in files. */
export const deepLinearModel: Model<DeepLinearData, DeepLinear> = {
  ...deepLinearFile,
  view: (data) => ({ arithmetic: float64Arithmetic, view: new Float64DeepLinear(data) }),
  inspect(data) {
    const network = new Float64DeepLinear(data);
    const { depth, width, samples } = network;
    return {
      shape: { depth, width, samples },
      quantities: {
        loss: ballJson(network.loss),
        gradientSquare: ballJson(network.gradientSquare),
        balanceNorm: ballJson(network.balanceNorm),
        orthogonalityDefect: ballJson(network.orthogonalityDefect),
        startDistance: ballJson(network.startDistance),
        dataLeastEigenvalue: ballJson(network.dataLeastEigenvalue),
        ...(data.descent === undefined
          ? {}
          : { trajectory: data.descent.steps.map((step) => ({ step, loss: ballJson(network.lossAfter(step)) })) }),
      },
    };
  },
};
