import { fieldsTex, matrixTex } from "../literals.js";
import { type ModelCode, type QuantityCode, quantityCode, type ScriptValue, tableOf } from "../quantity.js";

const HELPERS = `
def start(N):
    return N.W

def before(W, j, X):
    for i in range(j):
        X = W[i] @ X
    return X

def back(W, j, E):
    for i in range(len(W) - 1 - j):
        E = W[len(W) - 1 - i].T @ E
    return E

def residual(N, W):
    return before(W, len(W), N.X) - N.Y

def gradient(N, W):
    return [back(W, j, residual(N, W)) @ before(W, j, N.X).T for j in range(len(W))]

def loss(N, W):
    return total(residual(N, W) * residual(N, W)) / num(2)

def square_sum(blocks):
    return sum([total(M * M) for M in blocks])

def gaps(W):
    return [W[j + 1].T @ W[j + 1] - W[j] @ W[j].T for j in range(len(W) - 1)]

def growth(M):
    return M + M.T

def rates(W, G):
    return [growth(W[j + 1].T @ G[j + 1]) - growth(G[j] @ W[j].T) for j in range(len(W) - 1)]

def transposed_rates(W, G):
    return [growth(G[j + 1] @ W[j + 1].T) - growth(W[j].T @ G[j]) for j in range(len(W) - 1)]

def changes(N, k):
    return difference(gaps(descend(N, k)), gaps(N.W))

def gradient_gaps(N):
    return [N.eta * N.eta * D for D in gaps(gradient(N, N.W))]
`;

const TABLE = tableOf([
  ["depth", "len(N.W)", "L"],
  ["width", "len(N.X)", "m"],
  ["samples", "len(N.X.T)", "n"],
  ["loss", "loss(N, N.W)", "\\ell"],
  ["gradientSquare", "square_sum(gradient(N, N.W))", "\\|\\nabla\\ell\\|^2"],
  ["balanceNorm", "together(gaps(N.W))", "\\|D\\|_F"],
  ["balanceDerivative", "together(rates(N.W, gradient(N, N.W)))", "\\|\\dot D\\|_F"],
  [
    "transposedBalanceDerivative",
    "together(transposed_rates(N.W, gradient(N, N.W)))",
    "\\|\\tfrac{d}{dt}(W_{j+1}W_{j+1}^\\top-W_j^\\top W_j)_j\\|_F",
  ],
  ["stepSize", "N.eta", "\\eta"],
  ["stepChange", "together(changes(N, 1))", "\\|D_{(1)}-D_{(0)}\\|_F"],
  [
    "stepIdentityDefect",
    "together(difference(changes(N, 1), gradient_gaps(N)))",
    "\\|D_{(1)}-D_{(0)}-\\eta^2(G_{j+1}^\\top G_{j+1}-G_jG_j^\\top)_j\\|_F",
  ],
  ["orthogonalityDefect", "together([gram(W) - eye(len(W)) for W in N.centre])", "\\|(W_j^\\top W_j-I)_j\\|_F"],
  ["startDistance", "together(difference(N.W, N.centre))", "\\|W-W^\\circ\\|_F"],
  ["radius", "N.radius", "r"],
  ["startGradientSquare", "square_sum(gradient(N, N.centre))", "\\|\\nabla\\ell(W^\\circ)\\|^2"],
  [
    "startMappedResidualSquare",
    "square_sum([residual(N, N.centre) @ N.X.T])",
    "\\|(W_L^\\circ\\cdots W_1^\\circ X-Y)X^\\top\\|_F^2",
  ],
  ["dataLeastEigenvalue", "sigma_min(N.X) ** 2", "\\sigma_n(X)^2"],
]);

function indexed(path: string): QuantityCode | undefined {
  const after = /^(loss|gradientSquare)After\((\d+)\)$/.exec(path);
  if (after !== null)
    return after[1] === "loss"
      ? quantityCode(`loss(N, descend(N, ${after[2]}))`, `\\ell_{(${after[2]})}`)
      : quantityCode(`square_sum(gradient(N, descend(N, ${after[2]})))`, `\\|\\nabla\\ell_{(${after[2]})}\\|^2`);
  const drift = /^balanceDrifts\((\d+)\)\[(\d+)\]$/.exec(path);
  if (drift === null) return undefined;
  const one = Number(drift[2]) + 1;
  return quantityCode(
    `nuclear(changes(N, ${drift[1]})[${drift[2]}])`,
    `\\|D_{${one},(${drift[1]})}-D_{${one},(0)}\\|_*`,
  );
}

/** Stand-alone code for deep linear networks. */
export const deepLinearCode: ModelCode = {
  quantity: (path) => TABLE.get(path) ?? indexed(path),
  helpers: () => HELPERS,
  objects(instance) {
    const { X, Y, weights, start, radius, descent } = instance as Readonly<Record<string, ScriptValue>>;
    const eta = (descent as { readonly stepSize?: number } | undefined)?.stepSize;
    const centre = { list: (start ?? weights) as readonly unknown[] };
    const fields = { X, Y, W: { list: weights as readonly unknown[] }, centre, radius: radius ?? 0.5 };
    return [{ name: "N", fields: { ...fields, ...(eta === undefined ? {} : { eta }) }, derived: {} }];
  },
  tex(instance) {
    const layers = (name: string, list: unknown): string[] =>
      ((list ?? []) as readonly unknown[]).map((W, j) => `${name}_{${j + 1}} = ${matrixTex(W)}`);
    const eta = (instance.descent as { readonly stepSize?: number } | undefined)?.stepSize;
    const rest = fieldsTex({ ...instance, eta }, { X: "X", Y: "Y", radius: "r", eta: "\\eta" });
    return [rest, ...layers("W", instance.weights), ...layers("W^\\circ", instance.start)].join(",\\quad ");
  },
};
