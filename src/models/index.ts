import type { Json, Model } from "../claims/model.js";
import { InputError } from "../errors.js";
import { deepLinearModel } from "./deep-linear/model.js";
import { feedforwardModel } from "./feedforward/model.js";
import { gaussianMatrixModel } from "./gaussian-matrix/model.js";
import { homogeneousModel } from "./homogeneous/model.js";
import { implicitReluModel } from "./implicit-relu/model.js";
import { linearNetworkModel } from "./linear-network/model.js";
import { nearestWord } from "./nearest-word.js";
import { objectiveModel } from "./objective/model.js";
import { reluKernelModel } from "./relu-kernel/model.js";
import { found, placeOf } from "./schema.js";
import { sllLayerModel } from "./sll-layer/model.js";

/**
 * A model with its data and view forgotten, as registries hold it. Sound because data and model travel together: a
 * model is only given data that it parsed or drew itself.
 */
export type AnyModel = Model<unknown, unknown>;

const MODELS: readonly AnyModel[] = [
  implicitReluModel,
  reluKernelModel as AnyModel,
  gaussianMatrixModel as AnyModel,
  homogeneousModel as AnyModel,
  linearNetworkModel as AnyModel,
  deepLinearModel as AnyModel,
  objectiveModel as AnyModel,
  feedforwardModel as AnyModel,
  sllLayerModel as AnyModel,
];

/**
 * Names of the models that instance files may have, as in their `"model"`.
 * @example
 * modelNames.includes("implicit-relu"); // → true
 */
export const modelNames: readonly string[] = MODELS.map(({ name }) => name);

/**
 * The model of that name. @throws InputError that names the known ones.
 * @example
 * modelByName("linear-network").name; // → linear-network
 */
export function modelByName(name: string): AnyModel {
  const model = MODELS.find((known) => known.name === name);
  if (model !== undefined) return model;
  const near = nearestWord(name, modelNames);
  throw new InputError(
    `${JSON.stringify(name)} is no known model; ${near === null ? "" : `did you mean ${JSON.stringify(near)}? `}known are ${modelNames.join(", ")}`,
  );
}

/**
 * An instance of any model, by its "model".
 * @param at "instance", or the name of the file that it stands in, for messages
 * @throws InputError that names the place, what was found and what was expected
 * @example
 * const { model, data } = parseInstance({ model: "implicit-relu", gamma: 0.5, A: [[1]], Phi: [[1]] });
 * (model.view(data).view as ImplicitLayer).equilibriumNorm.toBall(); // → {"mid":2,"rad":0}
 */
export function parseInstance(json: Json, at = "instance"): { readonly model: AnyModel; readonly data: unknown } {
  const place = placeOf(at);
  const known = modelNames.map((name) => JSON.stringify(name)).join(" or ");
  if (json === null || typeof json !== "object" || Array.isArray(json))
    throw new InputError(`${place} is ${found(json)}; expected an object with "model": ${known}`);
  const { model: name } = json as { readonly [key: string]: Json };
  if (typeof name !== "string") throw new InputError(`${place}.model is ${found(name)}; expected ${known}`);
  if (!modelNames.includes(name)) {
    const near = nearestWord(name, modelNames);
    const hint = near === null ? "" : `; did you mean ${JSON.stringify(near)}?`;
    throw new InputError(`${place}.model is ${found(name)}; expected ${known}${hint}`);
  }
  const model = modelByName(name);
  return { model, data: model.parse(json, at) };
}
