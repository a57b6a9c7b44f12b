import { fieldsTex } from "../literals.js";
import { type ModelCode, type QuantityCode, quantityCode, type Row, type ScriptValue, tableOf } from "../quantity.js";

const HELPERS = `
def start(N):
    return [N.U, N.V]

def visible(N, U):
    return pinv(N.X) @ N.X @ U

def hidden(N, U):
    return U - visible(N, U)

def reachable(N):
    return N.X @ pinv(N.X) @ N.Y

def half_square(M):
    return total(M * M) / num(2)

def residual(N, x):
    return N.Y - N.X @ x[0] @ x[1].T

def excess(N, x):
    return reachable(N) - N.X @ x[0] @ x[1].T

def mapped(N, x):
    return N.X.T @ residual(N, x)

def gradient(N, x):
    return [-(mapped(N, x) @ x[1]), -(mapped(N, x).T @ x[0])]

def imbalance(N, x):
    return gram(x[0]) - gram(hidden(N, x[0])) - gram(x[1])

def spectrum(N):
    return descending(eigenvalues(imbalance(N, start(N))))

def part(values, k):
    return max(values[k - 1], 0) if k <= len(values) else 0

def level(N):
    return part(spectrum(N), rank(N.X)) + part(descending([-x for x in spectrum(N)]), len(N.V))

def covariance(N):
    return descending(eigenvalues(gram(N.X)))

def least_covariance(N):
    return covariance(N)[rank(N.X) - 1]

def factors(N):
    return stack(N.V, visible(N, N.U))

def factor_value(N, k):
    return singular_values(factors(N))[k - 1]

def exponent(N):
    return frobenius(excess(N, start(N))) / (level(N) * sqrt(least_covariance(N)))

def growth(M):
    return M + M.T
`;

/** Quantities of one pair (U, V): in terms of x = [U, V], TeX with its mark in place of @. */
const POINT: readonly Row[] = [
  ["loss", "half_square(residual(N, x))", "L@"],
  ["excessLoss", "half_square(excess(N, x))", "\\ell@"],
  ["residualNorm", "frobenius(excess(N, x))", "\\|E@\\|_F"],
  ["gradientSquare", "sum([total(g * g) for g in gradient(N, x)])", "\\|\\nabla L@\\|^2"],
  ["mappedResidualNorm", "frobenius(mapped(N, x))", "\\|X^\\top R@\\|_F"],
  ["mappedResidualSpectralNorm", "norm2(mapped(N, x))", "\\|X^\\top R@\\|_2"],
  ["minNormDistance", "frobenius(x[0] @ x[1].T - pinv(N.X) @ N.Y)", "\\|U@V@^\\top-X^+Y\\|_F"],
  ["hiddenOutputOverlap", "frobenius(hidden(N, x[0]) @ x[1].T)", "\\|U_2@V@^\\top\\|_F"],
  ["hiddenFeatureOverlap", "frobenius(hidden(N, x[0]) @ visible(N, x[0]).T)", "\\|U_2@U_1@^\\top\\|_F"],
  ["hiddenOutputOverlapSpectral", "norm2(hidden(N, x[0]) @ x[1].T)", "\\|U_2@V@^\\top\\|_2"],
];

const X0 = "start(N)";
const TABLE = tableOf([
  ["samples", "len(N.X)", "n"],
  ["inputs", "len(N.X.T)", "D"],
  ["outputs", "len(N.V)", "m"],
  ["width", "len(N.U.T)", "h"],
  ["rank", "rank(N.X)", "r"],
  ["largestCovarianceEigenvalue", "covariance(N)[0]", "\\sigma_1^2"],
  ["leastCovarianceEigenvalue", "least_covariance(N)", "\\sigma_r^2"],
  ["optimalLoss", "half_square(N.Y - reachable(N))", "L^*"],
  ["reachableTargetNorm", "frobenius(reachable(N))", "\\|QY\\|_F"],
  ["imbalanceLevel", "level(N)", "c"],
  [
    "factorLeastSingularValue",
    "factor_value(N, len(N.V) + rank(N.X)) if len(N.V) + rank(N.X) <= len(N.U.T) else num(0)",
    "\\sigma_{r+m}([V;U_1])",
  ],
  ["factorLargestSingularValue", "factor_value(N, 1)", "\\sigma_1([V;U_1])"],
  [
    "factorShortSingularValue",
    "factor_value(N, min(len(N.V) + rank(N.X), len(N.U.T)))",
    "\\sigma_{\\min(r+m,h)}([V;U_1])",
  ],
  ["hiddenOverlap", "norm2(factors(N) @ hidden(N, N.U).T)", "\\|[V;U_1]U_2^\\top\\|_2"],
  ["rate", "2 * least_covariance(N) * level(N)", "2\\sigma_r^2c"],
  [
    "pathLengthBound",
    `sqrt(2 * half_square(excess(N, ${X0})) / (least_covariance(N) * level(N)))`,
    "\\sqrt{2\\ell/(\\sigma_r^2c)}",
  ],
  ["minNormExponent", "exponent(N)", "\\|E\\|_F/(c\\sigma_r)"],
  ["minNormDecay", "exp(-exponent(N)) if level(N) > 0 else num(0)", "e^{-\\|E\\|_F/(c\\sigma_r)}"],
  [
    "paperMinNormDecay",
    "exp(-exponent(N) * sqrt(covariance(N)[0] / least_covariance(N))) if level(N) > 0 else num(0)",
    "e^{-\\sigma_1\\|E\\|_F/(c\\sigma_r^2)}",
  ],
  [
    "logMinNormDistanceBound",
    "log(norm2(factors(N) @ hidden(N, N.U).T)) + exponent(N)",
    "\\ln\\|[V;U_1]U_2^\\top\\|_2+\\|E\\|_F/(c\\sigma_r)",
  ],
  [
    "imbalanceDerivative",
    `frobenius(growth(N.U.T @ mapped(N, ${X0}) @ N.V) - growth(N.V.T @ mapped(N, ${X0}).T @ N.U))`,
    "\\|\\dot\\Lambda\\|_F",
  ],
  [
    "gramSumDerivative",
    `frobenius(growth(N.U.T @ mapped(N, ${X0}) @ N.V) + growth(N.V.T @ mapped(N, ${X0}).T @ N.U))`,
    "\\|\\tfrac{d}{dt}(U_1^\\top U_1+V^\\top V)\\|_F",
  ],
  ["hiddenFactorDerivative", `frobenius(hidden(N, mapped(N, ${X0}) @ N.V))`, "\\|\\dot U_2\\|_F"],
  ["outputOverlapDerivative", `frobenius(mapped(N, ${X0}).T @ N.U @ hidden(N, N.U).T)`, "\\|\\dot V U_2^\\top\\|_F"],
  [
    "featureOverlapDerivative",
    `frobenius(visible(N, mapped(N, ${X0}) @ N.V) @ hidden(N, N.U).T)`,
    "\\|\\dot U_1 U_2^\\top\\|_F",
  ],
  ["descent.stepSize", "N.eta", "\\eta"],
  [
    "descent.stepChange",
    `frobenius(imbalance(N, descend(N, 1)) - imbalance(N, ${X0}))`,
    "\\|\\Lambda_1-\\Lambda_0\\|_F",
  ],
  [
    "descent.stepIdentityDefect",
    `frobenius(imbalance(N, descend(N, 1)) - imbalance(N, ${X0}) - N.eta * N.eta * (gram(gradient(N, ${X0})[0]) - gram(gradient(N, ${X0})[1])))`,
    "\\|\\Lambda_1-\\Lambda_0-\\eta^2(G_1^\\top G_1-G_2^\\top G_2)\\|_F",
  ],
  ["initialisation.exponent", "N.exponent", "a"],
  ["initialisation.deviation", "N.deviation", "t"],
  ...POINT.map(([path, code, tex]): Row => [path, code.replaceAll(/\bx\b(?=[[)])/g, X0), tex.replaceAll("@", "")]),
]);

/** A point of a run: its name in TeX and how the script gets there. */
function point(name: string, state: string, mark: string): QuantityCode | undefined {
  const row = POINT.find(([path]) => path === name);
  return row === undefined
    ? undefined
    : quantityCode(row[1].replaceAll(/\bx\b(?=[[)])/g, state), row[2].replaceAll("@", mark));
}

function indexed(path: string): QuantityCode | undefined {
  const run = /^(descent|flow)\.at\((\d+)\)\.(\w+)$/.exec(path);
  if (run !== null)
    return run[1] === "descent"
      ? point(run[3], `descend(N, ${run[2]})`, `_{(${run[2]})}`)
      : point(run[3], `flow(N, N.times[${run[2]}])`, `_{(t_{${Number(run[2]) + 1}})}`);
  const call = /^(descent\.imbalanceDrift|flow\.travelled)\((\d+)\)$/.exec(path);
  if (call !== null)
    return call[1] === "flow.travelled"
      ? quantityCode(
          `together(difference(flow(N, N.times[${call[2]}]), ${X0}))`,
          `\\|(U,V)_{(t_{${Number(call[2]) + 1}})}-(U,V)_{(0)}\\|_F`,
        )
      : quantityCode(
          `nuclear(imbalance(N, descend(N, ${call[2]})) - imbalance(N, ${X0}))`,
          `\\|\\Lambda_{(${call[2]})}-\\Lambda_{(0)}\\|_*`,
        );
  const entry = /^([\w.]+)\[(\d+)\]$/.exec(path);
  if (entry === null) return undefined;
  const [name, k] = [entry[1], entry[2]];
  const one = Number(k) + 1;
  const lists: Readonly<Record<string, Row>> = {
    covarianceEigenvalues: ["", `covariance(N)[${k}]`, `\\lambda_{${one}}(X^\\top X)`],
    imbalanceEigenvalues: ["", `spectrum(N)[${k}]`, `\\lambda_{${one}}(\\Lambda)`],
    unprojectedImbalanceEigenvalues: [
      "",
      `descending(eigenvalues(gram(N.U) - gram(N.V)))[${k}]`,
      `\\lambda_{${one}}(U^\\top U-V^\\top V)`,
    ],
    minNormSolution: ["", `entries(pinv(N.X) @ N.Y)[${k}]`, `(X^+Y)_{[${one}]}`],
    "flow.times": ["", `N.times[${k}]`, `t_{${one}}`],
  };
  const row = lists[name];
  return row === undefined ? undefined : quantityCode(row[1], row[2]);
}

interface Run {
  readonly stepSize?: number;
  readonly times?: readonly number[];
  readonly exponent?: number;
  readonly deviation?: number;
}

/** Stand-alone code for two-layer linear networks. */
export const linearNetworkCode: ModelCode = {
  quantity: (path) => TABLE.get(path) ?? indexed(path),
  helpers: () => HELPERS,
  objects(instance) {
    const { X, Y, U, V, descent, flow, initialisation } = instance as Readonly<Record<string, ScriptValue & Run>>;
    const extras = {
      eta: descent?.stepSize,
      times: flow?.times,
      exponent: initialisation?.exponent,
      deviation: initialisation?.deviation,
    };
    const given = Object.entries(extras).filter(
      (pair): pair is [string, number | readonly number[]] => pair[1] !== undefined,
    );
    return [{ name: "N", fields: { X, Y, U, V, ...Object.fromEntries(given) }, derived: {} }];
  },
  tex({ descent, flow, ...rest }) {
    const runs = { eta: (descent as Run | undefined)?.stepSize, times: (flow as Run | undefined)?.times };
    return fieldsTex({ ...rest, ...runs }, { X: "X", Y: "Y", U: "U", V: "V", eta: "\\eta", times: "t" });
  },
};
