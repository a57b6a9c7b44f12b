import { fieldsTex } from "../literals.js";
import { type ModelCode, type QuantityCode, quantityCode, type ScriptValue, tableOf } from "../quantity.js";

const SIGMA: Readonly<Record<string, string>> = {
  relu: "max(z, 0)",
  identity: "z",
  tanh: "tanh(z)",
  sigmoid: "logistic(z)",
  softplus: "softplus0(z) + log(num(2))",
};

/** Least and greatest slope. */
const SLOPES: Readonly<Record<string, readonly [low: string, high: string]>> = {
  identity: ["num(1)", "num(1)"],
  sigmoid: ["num(0)", "1 / num(4)"],
};

const HELPERS = `
def signal(N, x):
    return array([N.gain * sigma(z) for z in N.W.T @ x + N.b])

def change(N):
    return signal(N, N.x) - signal(N, N.y)

def update(N):
    return N.W @ array([change(N)[i] / N.T_[i] for i in range(len(N.b))])
`;

const slope = (activation: unknown, side: 0 | 1): string =>
  `N.gain * (${(SLOPES[String(activation)] ?? ["num(0)", "num(1)"])[side]})`;

const TABLE = tableOf([
  ["inputs", "len(N.W)", "d"],
  ["units", "len(N.W.T)", "m"],
  ["inputDistance", "frobenius(N.x - N.y)", "\\|x-y\\|"],
  ["updateSquare", "dot(update(N), update(N))", "\\|WT^{-1}d\\|^2"],
  ["updateWeight", "sum([change(N)[i] ** 2 / N.T_[i] for i in range(len(N.b))])", "d^\\top T^{-1}d"],
]);

function quantity(path: string, instance: Readonly<Record<string, unknown>> = {}): QuantityCode | undefined {
  const own = TABLE.get(path);
  if (own !== undefined) return own;
  if (path === "slopeLow" || path === "slopeHigh") {
    const sides = `${slope(instance.activation, 0)}, ${slope(instance.activation, 1)}`;
    return path === "slopeLow" ? quantityCode(`min(${sides})`, "\\inf s'") : quantityCode(`max(${sides})`, "\\sup s'");
  }
  const output = /^outputDistance\(([-\d.e]*)\)$/.exec(path);
  if (output !== null) {
    const factor = output[1] === "" ? "2" : output[1];
    const code = Number.isSafeInteger(Number(factor)) ? factor : `num(${factor})`;
    const tex = factor === "2" ? "\\|h(x)-h(y)\\|" : `\\|(x-y)-${factor}WT^{-1}d\\|`;
    return quantityCode(`frobenius(N.x - N.y - ${code} * update(N))`, tex);
  }
  const unit = /^(scale|weight|dominance|columnSquare)\((\d+)\)$/.exec(path);
  if (unit === null) return undefined;
  const [, name, i] = unit;
  const one = Number(i) + 1;
  const codes: Readonly<Record<string, readonly [code: string, tex: string]>> = {
    scale: [`N.T_[${i}]`, `T_{${one}}`],
    weight: [`N.q[${i}]`, `q_{${one}}`],
    dominance: [`dot(abs(gram(N.W)[${i}]), N.q)`, `\\sum_j|W^\\top W|_{${one}j}q_j`],
    columnSquare: [`gram(N.W)[${i}][${i}]`, `(W^\\top W)_{${one}${one}}`],
  };
  return quantityCode(...codes[name]);
}

/** Stand-alone code for residual layers h(x) = x - 2 W T^-1 s(W'x + b) with two inputs. */
export const sllLayerCode: ModelCode = {
  quantity,
  helpers: ({ activation }) => `
def sigma(z):
    return ${SIGMA[String(activation)] ?? "z"}
${HELPERS}`,
  objects(instance) {
    const { W, b, T, q, gain, x, y } = instance as Readonly<Record<string, ScriptValue | undefined>>;
    const ones = (T as readonly number[]).map(() => 1);
    const fields = { W, b, T_: T, q: q ?? ones, gain: gain ?? 1, x, y } as Readonly<Record<string, ScriptValue>>;
    return [{ name: "N", fields, derived: {} }];
  },
  tex: (instance) =>
    fieldsTex(instance, {
      W: "W",
      b: "b",
      T: "\\operatorname{diag}T",
      q: "q",
      gain: "\\text{gain}",
      activation: "s",
      x: "x",
      y: "y",
    }),
};
