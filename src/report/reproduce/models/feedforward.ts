import { fieldsTex, matrixTex, numberTex } from "../literals.js";
import {
  type InstanceJson,
  type ModelCode,
  type QuantityCode,
  quantityCode,
  type Row,
  type ScriptValue,
  tableOf,
} from "../quantity.js";

type Activation = "tanh" | "softplus0" | "atan" | { readonly leakySoftplus0: number };

/** sigma, its slope, and sup |sigma''|. */
function activation(name: Activation): string {
  if (name === "tanh")
    return `
def sigma(z):
    return tanh(z)

def slope(z):
    return 1 - tanh(z) * tanh(z)

def curvature(N):
    return 4 / (3 * sqrt(num(3)))
`;
  if (name === "atan")
    return `
def sigma(z):
    return atan(z)

def slope(z):
    return 1 / (1 + z * z)

def curvature(N):
    return 3 * sqrt(num(3)) / 8
`;
  const leaky = typeof name === "object";
  return `
def sigma(z):
    return ${leaky ? "N.beta * z + (1 - N.beta) * softplus0(z)" : "softplus0(z)"}

def slope(z):
    return ${leaky ? "N.beta + (1 - N.beta) * logistic(z)" : "logistic(z)"}

def curvature(N):
    return ${leaky ? "(1 - N.beta) / 4" : "1 / num(4)"}
`;
}

const HELPERS = `
def start(N):
    return N.W

def signals(W, x, l):
    for j in range(l):
        x = array([sigma(z) for z in W[j] @ x])
    return x

def slopes(W, x, l):
    return array([slope(z) for z in W[l] @ signals(W, x, l)])

def back(W, x, l):
    q = slopes(W, x, len(W) - 2) * W[len(W) - 1][0]
    for j in range(len(W) - 2 - l):
        q = slopes(W, x, len(W) - 3 - j) * (W[len(W) - 2 - j].T @ q)
    return q

def residual(N, W):
    return array([dot(W[len(W) - 1][0], signals(W, x, len(W) - 1)) for x in N.X]) - N.y

def gradient_part(N, W, l):
    e = residual(N, W)
    if l == len(W) - 1:
        return 2 * sum([e[i] * array([signals(W, N.X[i], l)]) for i in range(len(N.X))])
    return 2 * sum([e[i] * outer(back(W, N.X[i], l), signals(W, N.X[i], l)) for i in range(len(N.X))])

def gradient(N, W):
    return [gradient_part(N, W, l) for l in range(len(W))]

def loss(N, W):
    return dot(residual(N, W), residual(N, W))

def backward_squares(N, W):
    return [dot(back(W, x, 0), back(W, x, 0)) for x in N.X]

def ranges_at(N, r):
    T = max([frobenius(x) for x in N.X])
    found = []
    for l in range(len(N.W) - 1):
        T = (norm2(N.W[l]) + r) * T
        found = append(found, T)
    return found

def ranges(N):
    return ranges_at(N, N.radius)

def slope_product(N, points):
    p = num(1)
    for T in points:
        p = p * slope(-T)
    return p

def chain(N, r):
    if len(N.W) == 2:
        return max(norm2(N.W[1]) - r, 0)
    q = N.W[len(N.W) - 1][0] - r
    for j in range(len(N.W) - 2):
        q = (N.W[len(N.W) - 2 - j] - r).T @ q
    return frobenius(q)

def alpha(N, eigenvalue, r, points):
    return 4 * eigenvalue * (slope_product(N, points) * chain(N, r)) ** 2

def least_entry(layers):
    return min([min(entries(W)) for W in layers])

def upper_layers(N):
    return [N.W[l] for l in range(1, len(N.W))]

def hidden_layers(N):
    return [N.W[l] for l in range(1, len(N.W) - 1)]

def positivity(N):
    return (norm2(N.W[1]) if len(N.W) == 2 else least_entry(upper_layers(N))) - N.radius

def certified_alpha(N):
    if len(N.W) > 2:
        if positivity(N) < 0:
            return num(0)
    return alpha(N, eigenvalues(N.X @ N.X.T)[0], N.radius, ranges(N))

def threshold(N, r):
    divisor = r * sigma_min(N.X.T) * slope_product(N, ranges_at(N, r))
    if len(N.W) > 2:
        divisor = divisor * sqrt(num(len(N.W[0])))
        for W in hidden_layers(N):
            divisor = divisor * len(W) * max(least_entry(hidden_layers(N)) - r, 0)
    return r + frobenius(N.y) / divisor

def least_threshold(N):
    low = num(0)
    high = threshold(N, N.radius)
    if len(N.W) > 2:
        high = least_entry(hidden_layers(N))
    best = threshold(N, high / 2)
    for turn in range(6):
        at = high
        width = (high - low) / 64
        for k in range(63):
            r = low + (k + 1) * width
            if threshold(N, r) <= best:
                best = threshold(N, r)
                at = r
        low = max(at - width, 0)
        high = min([at + width, high])
    return best

def largest_level(N):
    low = num(0)
    high = norm2(N.W[1]) if len(N.W) == 2 else least_entry(upper_layers(N))
    best = num(0)
    for turn in range(6):
        at = high
        width = (high - low) / 64
        for k in range(63):
            r = low + (k + 1) * width
            level = r * r * alpha(N, eigenvalues(N.X @ N.X.T)[0], r, ranges_at(N, r))
            if level >= best:
                best = level
                at = r
        low = max(at - width, 0)
        high = min([at + width, high])
    return best

def hessian_parts(N, x):
    Z = frobenius(x)
    P = num(0)
    Q = num(0)
    for l in range(len(N.W)):
        n = norm2(N.W[l]) + 2 * N.radius
        square = Z * Z + n * n * P * P
        bend = P + n * Q
        if l < len(N.W) - 1:
            Z = n * Z
            Q = curvature(N) * square + bend
        else:
            Q = bend
        P = sqrt(square)
    return [P, Q]

def hessian_bound(N):
    parts = [hessian_parts(N, x) for x in N.X]
    e = residual(N, N.W)
    P = array([p[0] for p in parts])
    Q = array([p[1] for p in parts])
    errors = array([abs(e[i]) + 2 * N.radius * P[i] for i in range(len(parts))])
    return 2 * (dot(P, P) + frobenius(errors) * frobenius(Q))

def epsilon(N):
    return (1 - sqrt(4 * loss(N, N.W) / (N.radius * N.radius * certified_alpha(N)))) / 2
`;

const LAMBDA = "eigenvalues(N.X @ N.X.T)";
const LAMBDA_TEX = "\\lambda_{\\min}(XX^\\top)";
const TABLE = tableOf([
  ["samples", "len(N.X)", "n"],
  ["inputs", "len(N.X.T)", "d"],
  ["depth", "len(N.W)", "L"],
  ["radius", "N.radius", "r"],
  ["loss", "loss(N, N.W)", "S(w_0)"],
  ["targetNorm", "frobenius(N.y)", "\\|y\\|"],
  ["inputGramLambdaMin", `${LAMBDA}[0]`, LAMBDA_TEX],
  ["inputGramLambdaMax", `${LAMBDA}[-1]`, "\\lambda_{\\max}(XX^\\top)"],
  ["covarianceLambdaMin", "eigenvalues(gram(N.X))[0]", "\\lambda_{\\min}(X^\\top X)"],
  ["alpha", "certified_alpha(N)", "\\alpha"],
  ["alphaFormula", `alpha(N, ${LAMBDA}[0], N.radius, ranges(N))`, "\\alpha"],
  ["alphaOfCovariance", "alpha(N, eigenvalues(gram(N.X))[0], N.radius, ranges(N))", "\\alpha_{X^\\top X}"],
  ["alphaWithoutRadius", `alpha(N, ${LAMBDA}[0], num(0), ranges(N))`, "\\alpha_{r=0}"],
  ["alphaSlopeAtZero", `alpha(N, ${LAMBDA}[0], N.radius, [0 * T for T in ranges(N)])`, "\\alpha_{\\sigma'(0)}"],
  ["alphaFirstRange", `alpha(N, ${LAMBDA}[0], N.radius, [ranges(N)[0] for T in ranges(N)])`, "\\alpha_{T_1}"],
  ["alphaOfLargest", `alpha(N, ${LAMBDA}[-1], N.radius, ranges(N))`, "\\alpha_{\\lambda_{\\max}}"],
  ["positivityMargin", "positivity(N)", "\\left(\\min W_{2:L}-r\\right)"],
  ["firstLayerNorm", "frobenius(N.W[0])", "\\|W_1\\|_F"],
  ["hessianBound", "hessian_bound(N)", "H"],
  [
    "criterionMargin",
    "N.radius * N.radius * certified_alpha(N) - 4 * loss(N, N.W)",
    "\\left(r^2\\alpha-4S(w_0)\\right)",
  ],
  ["epsilon", "epsilon(N)", "\\varepsilon"],
  ["stepSize", "2 * epsilon(N) / hessian_bound(N)", "\\tfrac{2\\varepsilon}{H}"],
  ["delta", "(1 - epsilon(N)) * certified_alpha(N) * 2 * epsilon(N) / hessian_bound(N)", "\\delta"],
  ["outputWeightThreshold", "threshold(N, N.radius)", "A^*(r)"],
  ["leastOutputWeightThreshold", "least_threshold(N)", "\\inf_r A^*(r)"],
  ["largestCriterionLevel", "largest_level(N)", "\\sup_r r^2\\alpha(r)"],
  ["leastOutputWeight", "norm2(N.W[1]) if len(N.W) == 2 else least_entry([N.W[len(N.W) - 1]])", "\\min W_L"],
  ["descent.stepSize", "N.eta", "\\eta"],
]);

const POINT: readonly Row[] = [
  ["loss", "loss(N, @)", "S(@)"],
  ["gradientSquare", "together(gradient(N, @)) ** 2", "\\|\\nabla S(@)\\|^2"],
  ["firstLayerGradientSquare", "frobenius(gradient_part(N, @, 0)) ** 2", "\\|\\partial S/\\partial W_1(@)\\|^2"],
  ["backwardLeastSquare", "min(backward_squares(N, @))", "\\min_i\\|q_i(@)\\|^2"],
  ["backwardLargestSquare", "max(backward_squares(N, @))", "\\max_i\\|q_i(@)\\|^2"],
  ["travelled", "together(difference(@, N.W))", "\\|@-w_0\\|"],
];

function quantity(path: string): QuantityCode | undefined {
  const own = TABLE.get(path);
  if (own !== undefined) return own;
  const run = /^(?:point|descent\.at\((\d+)\))\.(\w+)$/.exec(path);
  const row = run === null ? undefined : POINT.find(([name]) => name === run[2]);
  if (run === null || row === undefined) return undefined;
  const [state, symbol] = run[1] === undefined ? ["N.point", "w"] : [`descend(N, ${run[1]})`, `w_{${run[1]}}`];
  return quantityCode(row[1].replaceAll("@", state), row[2].replaceAll("@", symbol));
}

/** The activation's own parameter stands in the script itself. */
const beta = (instance: InstanceJson): number | undefined =>
  typeof instance.activation === "object" && instance.activation !== null
    ? (instance.activation as { readonly leakySoftplus0: number }).leakySoftplus0
    : undefined;

/** Stand-alone code for feedforward networks. */
export const feedforwardCode: ModelCode = {
  quantity,
  helpers: (instance) => `${activation(instance.activation as Activation)}${HELPERS}`,
  objects(instance) {
    const { X, y, weights, point, radius, descent } = instance as Readonly<Record<string, ScriptValue>>;
    const eta = (descent as { readonly stepSize?: number } | undefined)?.stepSize;
    const leak = beta(instance);
    const list = (layers: unknown): ScriptValue => ({ list: layers as readonly unknown[] });
    const fields: Record<string, ScriptValue> = { X, y, W: list(weights), point: list(point ?? weights), radius };
    if (eta !== undefined) fields.eta = eta;
    if (leak !== undefined) fields.beta = leak;
    return [{ name: "N", fields, derived: {} }];
  },
  tex(instance) {
    const layers = (name: string, list: unknown): string[] =>
      ((list ?? []) as readonly unknown[]).map((W, l) => `${name}_{${l + 1}} = ${matrixTex(W)}`);
    const eta = (instance.descent as { readonly stepSize?: number } | undefined)?.stepSize;
    const leak = beta(instance);
    const sigma =
      leak === undefined
        ? `\\sigma = \\text{${String(instance.activation)}}`
        : `\\sigma(z) = \\beta z+(1-\\beta)(\\log(1+e^z)-\\log 2),\\quad \\beta = ${numberTex(leak)}`;
    const rest = fieldsTex({ ...instance, eta }, { X: "X", y: "y", radius: "r", eta: "\\eta" });
    return [rest, sigma, ...layers("W", instance.weights), ...layers("w", instance.point)].join(",\\quad ");
  },
};
