import { InputError } from "../../errors.js";
import { Matrix } from "../../numerics/matrix.js";
import { matrix, vector } from "../array-fields.js";
import { counts, flags, times } from "../list-fields.js";
import { record, requireOneGroup, type ValuesOf } from "../record-field.js";
import { count, scalar } from "../scalar-fields.js";
import { alternative, optional } from "../schema.js";
import type { FeatureData, ImplicitData, OtherLayerData } from "./data.js";

/** Picard steps that a claim looks at, where the instance does not say. */
export const DEFAULT_STEPS = 3;

const FEATURES = {
  Phi: alternative(matrix("width", "samples")),
  W: alternative(matrix("width", "inputs")),
  X: alternative(matrix("inputs", "samples")),
  featureScale: alternative(scalar({ above: 0 })),
} as const;

const OTHER = {
  gamma: alternative(scalar({ least: 0 })),
  A: alternative(matrix("width", "width")),
  ...FEATURES,
  equilibrium: optional(matrix("width", "samples")),
} as const;

const FIELDS = {
  gamma: scalar({ least: 0 }),
  A: matrix("width", "width"),
  ...FEATURES,
  equilibrium: optional(matrix("width", "samples")),
  u: optional(vector("width")),
  v: optional(vector("width")),
  y: optional(vector("samples")),
  trained: optional(flags(["u", "v", "A", "W"])),
  start: optional(matrix("width", "samples")),
  otherStart: optional(matrix("width", "samples")),
  steps: alternative(count(1)),
  other: optional(record(OTHER, { check: (present, at) => checkFeatures(present, at, false) })),
  descent: optional(record({ stepSize: scalar({ above: 0 }), steps: counts() })),
  flow: optional(record({ times: times() })),
} as const;

/** The file form of an implicit ReLU layer. */
export const implicitFields = record(FIELDS, {
  otherKeys: ["model"],
  check: (present, at) => checkFeatures(present, at, true),
});

export type ImplicitFields = typeof FIELDS;
type ImplicitValues = ValuesOf<ImplicitFields>;
type FeatureValues = { readonly [K in keyof typeof FEATURES]?: ValuesOf<typeof FEATURES>[K] };

/** The instance; what its `other` layer leaves out is the same as in the layer itself. */
export function dataFromValues(values: ImplicitValues): ImplicitData {
  const { Phi, W, X, featureScale, other, ...rest } = values;
  const features = featuresFromValues({ Phi, W, X, featureScale } as FeatureValues);
  if (features === null) throw new RangeError("the fields' own check lets no layer pass without features");
  return { ...rest, features, ...(other === undefined ? {} : { other: otherFromValues(other, rest, features) }) };
}

export function valuesFromData(data: ImplicitData): ImplicitValues {
  const { features, other, gamma, A, ...rest } = data;
  return { gamma, A, ...features, ...rest, ...(other === undefined ? {} : { other: otherValues(other) }) };
}

/** Phi as doubles: given, or s relu(W X) rounded. */
export function roundedFeatures(features: FeatureData): Matrix {
  if ("Phi" in features) return features.Phi;
  const { W, X, featureScale } = features;
  const result = new Matrix(W.rows, X.columns);
  for (let i = 0; i < W.rows; i++)
    for (let j = 0; j < X.columns; j++) {
      let sum = 0;
      for (let k = 0; k < W.columns; k++) sum += W.at(i, k) * X.at(k, j);
      result.data[i * X.columns + j] = sum > 0 ? featureScale * sum : 0;
    }
  return result;
}

function checkFeatures(present: ReadonlySet<string>, at: string, required: boolean): void {
  requireOneGroup(present, at, [["Phi"], ["W", "X"]], required);
  if (present.has("featureScale") && !present.has("W"))
    throw new InputError(`${at}.featureScale scales relu(W X), but ${at} has no W and X; leave it out`);
}

function featuresFromValues({ Phi, W, X, featureScale }: FeatureValues): FeatureData | null {
  if (Phi !== undefined) return { Phi };
  return W === undefined || X === undefined ? null : { W, X, featureScale: featureScale ?? 1 };
}

function otherFromValues(
  values: ValuesOf<typeof OTHER>,
  layer: { readonly gamma: number; readonly A: Matrix },
  features: FeatureData,
): OtherLayerData {
  return {
    gamma: values.gamma ?? layer.gamma,
    A: values.A ?? layer.A,
    features: featuresFromValues(values) ?? features,
    ...(values.equilibrium === undefined ? {} : { equilibrium: values.equilibrium }),
  };
}

function otherValues({ features, ...rest }: OtherLayerData): ValuesOf<typeof OTHER> {
  return { ...rest, ...features };
}
