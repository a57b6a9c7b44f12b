import type { Model } from "../../claims/model.js";
import { float64Arithmetic } from "../../numerics/ball.js";
import type { ImplicitData } from "./data.js";
import { implicitFile } from "./file-form.js";
import { inspectImplicit } from "./inspect.js";
import { Float64Layer } from "./layer.js";
import type { ImplicitLayer } from "./view.js";

/** Implicit ReLU layers Z = relu(gamma A Z + Phi), `"model": "implicit-relu"` in files. */
export const implicitReluModel: Model<ImplicitData, ImplicitLayer> = {
  ...implicitFile,
  view: (data) => ({ arithmetic: float64Arithmetic, view: new Float64Layer(data) }),
  inspect: inspectImplicit,
};
