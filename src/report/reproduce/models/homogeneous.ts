import { fieldsTex } from "../literals.js";
import { type ModelCode, type ScriptValue, tableOf } from "../quantity.js";

const HELPERS = `
def start(N):
    return [N.W, N.a]

def slopes(N, W):
    return array([[1 if z >= 0 else N.slope for z in row] for row in N.X @ W.T])

def active(N, W):
    return slopes(N, W) * (N.X @ W.T)

def residual(N, x):
    return active(N, x[0]) @ x[1] - N.y

def gradient(N, x):
    return [(slopes(N, x[0]) * outer(residual(N, x), x[1])).T @ N.X, active(N, x[0]).T @ residual(N, x)]

def balance(x):
    return array([dot(x[0][j], x[0][j]) - x[1][j] * x[1][j] for j in range(len(x[1]))])

def inner_part(N, inputs):
    return array([2 * sum([N.W[j][k] * gradient(N, start(N))[0][j][k] for k in range(inputs)]) for j in range(len(N.W))])

def outer_part(N):
    return 2 * N.a * gradient(N, start(N))[1]
`;

const TABLE = tableOf([
  ["samples", "len(N.X)", "n"],
  ["inputs", "N.inputs", "d"],
  ["width", "len(N.a)", "m"],
  ["loss", "total(residual(N, start(N)) * residual(N, start(N))) / num(2)", "L"],
  [
    "balanceDerivative",
    "frobenius(inner_part(N, len(N.X.T)) - outer_part(N))",
    "\\|\\tfrac{d}{dt}(\\|w_j\\|^2+b_j^2-a_j^2)_j\\|",
  ],
  [
    "balanceDerivativeWithoutBias",
    "frobenius(inner_part(N, N.inputs) - outer_part(N))",
    "\\|\\tfrac{d}{dt}(\\|w_j\\|^2-a_j^2)_j\\|",
  ],
  [
    "sumDerivative",
    "frobenius(inner_part(N, len(N.X.T)) + outer_part(N))",
    "\\|\\tfrac{d}{dt}(\\|w_j\\|^2+b_j^2+a_j^2)_j\\|",
  ],
  [
    "stepChange",
    "frobenius(balance(descend(N, 1)) - balance(start(N)))",
    "\\|(\\|w_j\\|^2+b_j^2-a_j^2)_j^{(1)}-(\\cdot)_j^{(0)}\\|",
  ],
  [
    "stepIdentityDefect",
    "frobenius(balance(descend(N, 1)) - balance(start(N)) - N.eta * N.eta * balance(gradient(N, start(N))))",
    "\\|(\\|w_j\\|^2+b_j^2-a_j^2)_j^{(1)}-(\\cdot)_j^{(0)}-\\eta^2(\\|\\dot w_j\\|^2+\\dot b_j^2-\\dot a_j^2)_j\\|",
  ],
]);

/** Stand-alone code for two-layer networks with activation max(z, slope z); a bias is a last input that is 1. */
export const homogeneousCode: ModelCode = {
  quantity: (path) => TABLE.get(path),
  helpers: () => HELPERS,
  objects(instance) {
    const { X, y, W, a, b, slope, stepSize } = instance as Readonly<Record<string, ScriptValue>>;
    const rows = (M: ScriptValue): readonly (readonly number[])[] => M as readonly (readonly number[])[];
    const inputs = rows(W)[0]?.length ?? 0;
    const biases = b as readonly number[] | undefined;
    const fields =
      biases === undefined
        ? { X, W }
        : { X: rows(X).map((row) => [...row, 1]), W: rows(W).map((row, j) => [...row, biases[j]]) };
    return [{ name: "N", fields: { ...fields, y, a, slope, eta: stepSize, inputs: { count: inputs } }, derived: {} }];
  },
  tex: (instance) =>
    fieldsTex(instance, { X: "X", y: "y", W: "W", a: "a", b: "b", slope: "\\text{slope}", stepSize: "\\eta" }),
};
