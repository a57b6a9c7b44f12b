import type { AnyClaim } from "../../claims/claim.js";
import type { Json } from "../../claims/model.js";
import { InputError } from "../../errors.js";
import { parseInstance } from "../../models/index.js";
import type { CheckResult } from "../api.js";
import { checkData } from "../check.js";
import { prepare } from "../prepared.js";
import type { Rows } from "./row-structure.js";

/** A network on the data: what can be derived of it, and what each claim about its model says, judged in float64. */
export interface NetworkAudit {
  readonly model: string;
  readonly shape: Readonly<Record<string, number>>;
  readonly quantities: Readonly<Record<string, Json>>;
  readonly claims: readonly ClaimAudit[];
}

export interface ClaimAudit extends Pick<CheckResult, "claim" | "given" | "then"> {
  /** All hypotheses hold; one is violated; null: not decided */
  readonly applies: boolean | null;
  readonly verdict: CheckResult["verdict"];
}

type JsonObject = Readonly<Record<string, Json>>;

interface Sample extends Rows {
  readonly target?: Float64Array;
}

/** How the rows of the data and their targets stand in the instances of each model. */
const FORMS: Readonly<Record<string, { readonly isTransposed: boolean; readonly target: "y" | "Y" | undefined }>> = {
  "implicit-relu": { isTransposed: true, target: "y" },
  "relu-kernel": { isTransposed: true, target: undefined },
  feedforward: { isTransposed: false, target: "y" },
  homogeneous: { isTransposed: false, target: "y" },
  "linear-network": { isTransposed: false, target: "Y" },
};

/** The instance with the data in place of its own X, and of its own targets where the data have some. */
function onData(json: Json, data: Sample, at: string): Json {
  const instance = json as JsonObject;
  const form = FORMS[String(instance.model)];
  if (form === undefined)
    throw new InputError(
      `${at}.model is ${JSON.stringify(instance.model)}; audit takes networks with inputs: ${Object.keys(FORMS).join(", ")}`,
    );
  if (instance.Phi !== undefined)
    throw new InputError(`${at}.Phi: features of other inputs; give "W", so that the features are those of the data`);
  const { rows, columns, values, target } = data;
  const row = (i: number): number[] => Array.from(values.subarray(i * columns, (i + 1) * columns));
  const X = form.isTransposed
    ? Array.from({ length: columns }, (_, k) => Array.from({ length: rows }, (__, i) => values[i * columns + k]))
    : Array.from({ length: rows }, (_, i) => row(i));
  const labels = target === undefined ? undefined : Array.from(target.subarray(0, rows));
  // A second layer, starts and points of other shapes belong to the instance's own inputs.
  const { start: _, otherStart: __, equilibrium: ___, other: ____, ...rest } = instance;
  const own =
    form.target === undefined || labels === undefined
      ? {}
      : { [form.target]: form.target === "Y" ? labels.map((y) => [y]) : labels };
  return { ...rest, X, ...own };
}

const appliesTo = ({ verdict, given }: CheckResult): boolean | null => {
  if (verdict === "vacuous") return false;
  return Object.values(given).every((judgement) => judgement.verdict === "holds") ? true : null;
};

/**
 * Puts the data into the network and asks every claim about its model. Only float64's certified enclosures: nothing is
 * called violated here that a second arithmetic has not confirmed.
 * @throws InputError for an instance whose model has no inputs, or whose shapes do not fit the data.
 */
export function auditNetwork(json: Json, data: Sample, claims: readonly AnyClaim[], at: string): NetworkAudit {
  const { model, data: instance } = parseInstance(onData(json, data, at), at);
  const judged = claims
    .filter(({ instances, quantifier }) => instances.model.name === model.name && quantifier.kind !== "study")
    .map((claim): ClaimAudit => {
      const result = checkData(prepare(claim), instance, undefined);
      const { given, then, verdict } = result;
      return { claim: claim.id, applies: appliesTo(result), verdict, given, then };
    });
  return { model: model.name, ...model.inspect(instance), claims: judged };
}
