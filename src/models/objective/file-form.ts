import type { Json } from "../../claims/model.js";
import { InputError } from "../../errors.js";
import { Matrix } from "../../numerics/matrix.js";
import { matrix, vector } from "../array-fields.js";
import { counts, times } from "../list-fields.js";
import { record, type ValuesOf } from "../record-field.js";
import { choice, scalar } from "../scalar-fields.js";
import { type Field, found, optional, placeOf } from "../schema.js";
import { type SchemaPart, schemaModel } from "../schema-model.js";
import type { ObjectiveData } from "./data.js";

const RUNS = {
  radius: scalar({ above: 0 }),
  descent: optional(
    record({
      stepSize: scalar({ above: 0 }),
      steps: counts(),
      clip: optional(record({ threshold: scalar({ least: 0 }), floor: scalar({ least: 0 }) })),
    }),
  ),
  flow: optional(record({ times: times() })),
} as const;

const withFamily = <const F extends string>(family: F) => ({ family: choice([family]), ...RUNS }) as const;

/** A number that is none: simplifying leaves it alone. */
const plain = (): Field<number> => scalar();

const LEAST_SQUARES = {
  ...withFamily("least-squares"),
  B: matrix("residuals", "dimension"),
  y: vector("residuals"),
  x0: vector("dimension"),
  point: optional(vector("dimension")),
} as const;
const QUADRATIC = {
  ...withFamily("quadratic"),
  A: matrix("dimension", "dimension"),
  x0: vector("dimension"),
  point: optional(vector("dimension")),
} as const;
const pair = () => record({ u: vector("half"), v: vector("half") });
const PRODUCT = { ...withFamily("product"), y: plain(), x0: pair(), point: optional(pair()) } as const;
const SPHERE = {
  ...withFamily("sphere"),
  a: plain(),
  x0: vector("dimension"),
  point: optional(vector("dimension")),
} as const;
const factors = () => record({ U: matrix("rows", "rank"), V: matrix("columns", "rank") });
const MATRIX_PRODUCT = {
  ...withFamily("matrix-product"),
  M: matrix("rows", "columns"),
  x0: factors(),
  point: optional(factors()),
} as const;
const WAVE = { shape: choice(["sine", "tanh"]), amplitude: plain(), frequency: plain() } as const;
const SCALAR = {
  ...withFamily("scalar"),
  coefficients: vector("coefficients"),
  wave: optional(record(WAVE)),
  x0: vector("dimension"),
  point: optional(vector("dimension")),
} as const;
const SINE_SQUARE = {
  ...withFamily("sine-square"),
  amplitude: scalar({ least: 0 }),
  x0: vector("dimension"),
  point: optional(vector("dimension")),
} as const;
const RADIAL = {
  ...withFamily("radial"),
  coefficients: vector("coefficients"),
  x0: vector("dimension"),
  point: optional(vector("dimension")),
} as const;
const GAUSS_NEWTON = {
  ...withFamily("gauss-newton"),
  B: matrix("residuals", "dimension"),
  Q: matrix("residuals", "dimension"),
  y: vector("residuals"),
  x0: vector("dimension"),
  point: optional(vector("dimension")),
} as const;

const NAME = "objective";
const joined = (a: Float64Array, b: Float64Array): Float64Array => Float64Array.from([...a, ...b]);

/** The file's x0 and point, and the instance's start and point. */
function renamed<V extends { readonly x0: X; readonly point?: X }, X>(values: V, flat: (x: X) => Float64Array) {
  const { x0, point, ...rest } = values;
  return { ...rest, start: flat(x0), ...(point === undefined ? {} : { point: flat(point) }) };
}

function restored<D extends { readonly start: Float64Array; readonly point?: Float64Array }, X>(
  data: D,
  shaped: (x: Float64Array) => X,
) {
  const { start, point, ...rest } = data;
  return { ...rest, x0: shaped(start), ...(point === undefined ? {} : { point: shaped(point) }) };
}

const same = (x: Float64Array): Float64Array => x;
const halves = (x: Float64Array) => ({ u: x.slice(0, x.length / 2), v: x.slice(x.length / 2) });
const together = ({ u, v }: { readonly u: Float64Array; readonly v: Float64Array }) => joined(u, v);
const stacked = ({ U, V }: { readonly U: Matrix; readonly V: Matrix }) => joined(U.data, V.data);
const unstacked = (M: Matrix) => (x: Float64Array) => {
  const rank = x.length / (M.rows + M.columns);
  return {
    U: new Matrix(M.rows, rank, x.slice(0, M.rows * rank)),
    V: new Matrix(M.columns, rank, x.slice(M.rows * rank)),
  };
};

type Of<F extends ObjectiveData["family"]> = Extract<ObjectiveData, { readonly family: F }>;

const FORMS: { readonly [F in ObjectiveData["family"]]: SchemaPart<Of<F>> } = {
  "least-squares": schemaModel<typeof LEAST_SQUARES, Of<"least-squares">>({
    name: NAME,
    fields: record(LEAST_SQUARES, { otherKeys: ["model"] }),
    axes: ["residuals", "dimension"],
    fromValues: (values) => renamed(values, same),
    toValues: (data) => restored(data, same) as ValuesOf<typeof LEAST_SQUARES>,
  }),
  quadratic: schemaModel<typeof QUADRATIC, Of<"quadratic">>({
    name: NAME,
    fields: record(QUADRATIC, { otherKeys: ["model"] }),
    axes: ["dimension"],
    fromValues: (values) => symmetric(renamed(values, same)),
    toValues: (data) => restored(data, same) as ValuesOf<typeof QUADRATIC>,
  }),
  product: schemaModel<typeof PRODUCT, Of<"product">>({
    name: NAME,
    fields: record(PRODUCT, { otherKeys: ["model"] }),
    axes: ["half"],
    fromValues: (values) => renamed(values, together),
    toValues: (data) => restored(data, halves) as ValuesOf<typeof PRODUCT>,
  }),
  sphere: schemaModel<typeof SPHERE, Of<"sphere">>({
    name: NAME,
    fields: record(SPHERE, { otherKeys: ["model"] }),
    axes: ["dimension"],
    fromValues: (values) => renamed(values, same),
    toValues: (data) => restored(data, same) as ValuesOf<typeof SPHERE>,
  }),
  "matrix-product": schemaModel<typeof MATRIX_PRODUCT, Of<"matrix-product">>({
    name: NAME,
    fields: record(MATRIX_PRODUCT, { otherKeys: ["model"] }),
    axes: ["rows", "columns", "rank"],
    fromValues: (values) => renamed(values, stacked),
    toValues: (data) => restored(data, unstacked(data.M)) as ValuesOf<typeof MATRIX_PRODUCT>,
  }),
  scalar: schemaModel<typeof SCALAR, Of<"scalar">>({
    name: NAME,
    fields: record(SCALAR, { otherKeys: ["model"] }),
    axes: ["coefficients", "dimension"],
    fromValues: (values) => oneVariable(renamed(values, same)),
    toValues: (data) => restored(data, same) as ValuesOf<typeof SCALAR>,
  }),
  "sine-square": schemaModel<typeof SINE_SQUARE, Of<"sine-square">>({
    name: NAME,
    fields: record(SINE_SQUARE, { otherKeys: ["model"] }),
    axes: ["dimension"],
    fromValues: (values) => oneVariable(renamed(values, same)),
    toValues: (data) => restored(data, same) as ValuesOf<typeof SINE_SQUARE>,
  }),
  radial: schemaModel<typeof RADIAL, Of<"radial">>({
    name: NAME,
    fields: record(RADIAL, { otherKeys: ["model"] }),
    axes: ["coefficients", "dimension"],
    fromValues: (values) => renamed(values, same),
    toValues: (data) => restored(data, same) as ValuesOf<typeof RADIAL>,
  }),
  "gauss-newton": schemaModel<typeof GAUSS_NEWTON, Of<"gauss-newton">>({
    name: NAME,
    fields: record(GAUSS_NEWTON, { otherKeys: ["model"] }),
    axes: ["residuals", "dimension"],
    fromValues: (values) => renamed(values, same),
    toValues: (data) => restored(data, same) as ValuesOf<typeof GAUSS_NEWTON>,
  }),
};

function symmetric(data: Of<"quadratic">): Of<"quadratic"> {
  const { A } = data;
  for (let i = 0; i < A.rows; i++)
    for (let j = 0; j < i; j++)
      if (A.at(i, j) !== A.at(j, i))
        throw new InputError(`instance.A is not symmetric: entries [${i}][${j}] and [${j}][${i}] differ`);
  return data;
}

function oneVariable<D extends ObjectiveData>(data: D): D {
  if (data.start.length !== 1)
    throw new InputError(
      `instance.x0 has ${data.start.length} entries; expected one: ${JSON.stringify(data.family)} is of one variable`,
    );
  return data;
}

const FAMILIES = Object.keys(FORMS) as ObjectiveData["family"][];
const formOf = (data: ObjectiveData): SchemaPart<ObjectiveData> =>
  FORMS[data.family] as unknown as SchemaPart<ObjectiveData>;

/** Reading, writing, size and simplification of objectives: the family says which fields there are. */
export const objectiveFile: SchemaPart<ObjectiveData> = {
  name: NAME,
  parse(json: Json, at) {
    const family =
      json !== null && typeof json === "object" && !Array.isArray(json) && (json as { family?: Json }).family;
    const known = FAMILIES.find((name) => name === family);
    if (known === undefined) {
      const named = FAMILIES.map((name) => JSON.stringify(name)).join(", ");
      const what = family === false ? found(json) : `${found(family)}`;
      throw new InputError(`${placeOf(at)}.family is ${what}; expected one of ${named}`);
    }
    return (FORMS[known] as unknown as SchemaPart<ObjectiveData>).parse(json, at);
  },
  serialize: (data) => formOf(data).serialize(data),
  measure: (data) => [FAMILIES.indexOf(data.family), ...formOf(data).measure(data)],
  changeNumbers(data, change) {
    const changed = (other: ObjectiveData) => formOf(other).changeNumbers?.(other, change) ?? other;
    if (data.family !== "quadratic") return changed(data);
    // The entries below the diagonal follow those above it, so that what comes out is a quadratic again.
    const { A } = data;
    const upper = A.map(change);
    const mirrored = new Matrix(
      A.rows,
      A.columns,
      Float64Array.from(A.data, (_, k) => {
        const [i, j] = [Math.floor(k / A.columns), k % A.columns];
        return upper.at(Math.min(i, j), Math.max(i, j));
      }),
    );
    return { ...changed({ ...data, A: A.map(() => 0) }), A: mirrored } as ObjectiveData;
  },
  simplify: function* (data) {
    // A symmetric matrix stays symmetric, or the candidate is no instance.
    const candidates = formOf(data).simplify(data)[Symbol.iterator]();
    for (;;) {
      try {
        const next = candidates.next();
        if (next.done) return;
        yield next.value;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        return;
      }
    }
  },
};
