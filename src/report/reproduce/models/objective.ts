import { fieldsTex } from "../literals.js";
import { type InstanceJson, type ModelCode, type QuantityCode, quantityCode, type ScriptValue } from "../quantity.js";
import { FAMILIES, type FamilyCode } from "./objective-families.js";

const HELPERS = `
def start(N):
    return N.start

def clipped(N, k):
    x = N.start
    for _ in range(k):
        g = gradient(N, x)
        size = together(g)
        factor = 1 if size <= N.threshold else min(max(N.threshold / size, N.floor), 1)
        x = moved(x, -N.eta * factor, g)
    return x
`;

function tableOfFamily(family: FamilyCode): Readonly<Record<string, readonly [code: string, tex: string]>> {
  const { alpha, alphaAtCentre, alphaOfLargest, hessian, residual } = family;
  const f0 = "value(N, N.start)";
  const epsilon = `(1 - sqrt(4 * ${f0} / (N.radius * N.radius * (${alpha})))) / 2`;
  const step = `2 * (${epsilon}) / (${hessian})`;
  return {
    dimension: ["len(entries(N.start))", "p"],
    radius: ["N.radius", "r"],
    startNorm: ["together(N.start)", "\\|x_0\\|"],
    value: [f0, "f(x_0)"],
    gradientSquare: ["together(gradient(N, N.start)) ** 2", "\\|\\nabla f(x_0)\\|^2"],
    alpha: [alpha, "\\alpha"],
    alphaAtCentre: [alphaAtCentre, "\\alpha_{r=0}"],
    alphaOfLargest: [alphaOfLargest, "\\alpha_{\\max}"],
    hessianBound: [hessian, "H"],
    criterionMargin: [`N.radius * N.radius * (${alpha}) - 4 * ${f0}`, "\\left(r^2\\alpha-4f(x_0)\\right)"],
    epsilon: [epsilon, "\\varepsilon"],
    stepSize: [step, "\\tfrac{2\\varepsilon}{H}"],
    delta: [`(1 - ${epsilon}) * (${alpha}) * (${step})`, "\\delta"],
    pathLengthBound: [`2 * sqrt(${f0} / (${alpha}))`, "2\\sqrt{f(x_0)/\\alpha}"],
    "descent.stepSize": ["N.eta", "\\eta"],
    "descent.clipFloor": ["min(N.floor, 1)", "\\phi"],
    ...(residual === undefined ? {} : { residual: [residual, "|e(x_0)|"] as const }),
    ...Object.fromEntries((family.more ?? []).map(([path, code, tex]) => [path, [code, tex] as const])),
  };
}

interface Runs {
  readonly descent?: {
    readonly stepSize: number;
    readonly clip?: { readonly threshold: number; readonly floor: number };
  };
  readonly flow?: { readonly times: readonly number[] };
}

const POINT: Readonly<Record<string, readonly [code: string, tex: string]>> = {
  value: ["value(N, @)", "f(@)"],
  gradientSquare: ["together(gradient(N, @)) ** 2", "\\|\\nabla f(@)\\|^2"],
  travelled: ["together(difference(@, N.start))", "\\|@-x_0\\|"],
  minimizerDistance: ["together(difference(@, minimizer(N)))", "\\|@-x^*\\|"],
};

function pointOf(name: string, state: string, symbol: string): QuantityCode | undefined {
  const row = POINT[name];
  return row === undefined ? undefined : quantityCode(row[0].replaceAll("@", state), row[1].replaceAll("@", symbol));
}

function quantity(path: string, instance?: InstanceJson): QuantityCode | undefined {
  // TeX is the same for all families.
  if (instance === undefined)
    return Object.keys(FAMILIES)
      .map((family) => quantity(path, { family }))
      .find((found) => found !== undefined);
  const family = FAMILIES[String(instance.family)];
  if (family === undefined) return undefined;
  const own = tableOfFamily(family)[path];
  if (own !== undefined) return quantityCode(own[0], own[1]);
  const time = /^flow\.times\[(\d+)\]$/.exec(path);
  if (time !== null) return quantityCode(`N.times[${time[1]}]`, `t_{${Number(time[1]) + 1}}`);
  const run = /^(point|descent\.at|flow\.at)(?:\((\d+)\))?\.(\w+)$/.exec(path);
  if (run === null) return undefined;
  const [, kind, k = "0", name] = run;
  if (kind === "point") return pointOf(name, "N.point", "x");
  if (kind === "flow.at") return pointOf(name, `flow(N, N.times[${k}])`, `x(t_{${Number(k) + 1}})`);
  const isClipped = (instance as Runs).descent?.clip !== undefined;
  return pointOf(name, `${isClipped ? "clipped" : "descend"}(N, ${k})`, `x_{${k}}`);
}

/** The blocks of the variables: one vector, or u and v, or U and V. */
function blocks(point: unknown): { readonly list: readonly unknown[] } {
  if (Array.isArray(point)) return { list: [point] };
  return { list: Object.values(point as Readonly<Record<string, unknown>>) };
}

/** Stand-alone code for the families of objectives. */
export const objectiveCode: ModelCode = {
  quantity,
  helpers: (instance) => `${HELPERS}${FAMILIES[String(instance.family)]?.helpers ?? ""}`,
  objects(instance) {
    const { family, x0, point, radius, coefficients } = instance;
    const wave = instance.wave as
      | { readonly shape: string; readonly amplitude: number; readonly frequency: number }
      | undefined;
    const { descent, flow } = instance as Runs;
    const own = Object.entries(FAMILIES[String(family)]?.fields ?? {}).map(([field, name]) => [name, instance[field]]);
    const fields: Record<string, ScriptValue> = {
      ...(Object.fromEntries(own) as Readonly<Record<string, ScriptValue>>),
      start: blocks(x0),
      radius: radius as number,
      point: blocks(point ?? x0),
      floor: 1,
      ...(descent === undefined ? {} : { eta: descent.stepSize }),
      ...descent?.clip,
      ...(flow === undefined ? {} : { times: flow.times }),
      // A slope of degree one is least at an end.
      grid: { count: family === "scalar" && wave === undefined && (coefficients as number[]).length <= 3 ? 1 : 4000 },
      waves: wave !== undefined,
      sine: wave?.shape === "sine",
      ...(wave === undefined ? {} : { wave_amplitude: wave.amplitude, frequency: wave.frequency }),
    };
    return [{ name: "N", fields, derived: {} }];
  },
  tex(instance) {
    const parts = (name: string, point: unknown): string =>
      point === undefined
        ? ""
        : Array.isArray(point)
          ? `,\\quad ${fieldsTex({ x: point }, { x: name })}`
          : Object.entries(point as object)
              .map(([key, value]) => `,\\quad ${fieldsTex({ x: value }, { x: `${name.replace("x", key)}` })}`)
              .join("");
    const { descent, flow } = instance as Runs;
    const own = fieldsTex(
      { ...instance, eta: descent?.stepSize, times: flow?.times, ...descent?.clip },
      {
        B: "B",
        Q: "Q",
        A: "A",
        M: "M",
        y: "y",
        a: "a",
        amplitude: "a",
        coefficients: "c",
        radius: "r",
        eta: "\\eta",
        times: "t",
        threshold: "\\tau",
        floor: "\\phi",
      },
    );
    const wave = instance.wave as { readonly shape: string } | undefined;
    const waveTex =
      wave === undefined
        ? ""
        : `,\\quad \\text{${wave.shape === "sine" ? "sine" : "tanh"}}:\\ ${fieldsTex({ ...wave }, { amplitude: "a", frequency: "\\omega" })}`;
    return `${own}${waveTex}${parts("x_0", instance.x0)}${parts("x", instance.point)}`;
  },
};
