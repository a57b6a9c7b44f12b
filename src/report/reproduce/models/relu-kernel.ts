import { fieldsTex } from "../literals.js";
import { type ModelCode, type QuantityCode, quantityCode, tableOf } from "../quantity.js";

/** The limit kernel of the columns of N.X. */
export const KERNEL_HELPERS = `
def inner(N, i, j):
    return dot(N.X.T[i], N.X.T[j])

def area(N, i, j):
    return sqrt(max(dot(N.X.T[i], N.X.T[i]) * dot(N.X.T[j], N.X.T[j]) - inner(N, i, j) * inner(N, i, j), 0))

def angle(N, i, j):
    return atan2(area(N, i, j), inner(N, i, j))

def kernel(N, i, j):
    if area(N, i, j) == 0:
        return max(inner(N, i, j), 0) / num(2)
    return (area(N, i, j) + (pi() - angle(N, i, j)) * inner(N, i, j)) / (2 * pi())

def kernel_matrix(N):
    return array([[kernel(N, i, j) for j in range(len(N.X.T))] for i in range(len(N.X.T))])
`;

const HELPERS = `${KERNEL_HELPERS}
def second_moment(N, i, j):
    if area(N, i, j) == 0:
        return num(3) / 2 * max(inner(N, i, j), 0) ** 2
    return (3 * area(N, i, j) * inner(N, i, j) + (pi() - angle(N, i, j)) * (3 * inner(N, i, j) ** 2 + area(N, i, j) ** 2)) / (2 * pi())

def overlap(N, i, j):
    if area(N, i, j) == 0:
        return num(1) / 2 if inner(N, i, j) > 0 else num(0)
    return (pi() - angle(N, i, j)) / (2 * pi())

def tangent(N, i, j):
    return inner(N, i, j) * overlap(N, i, j)

def tangent_matrix(N):
    return array([[tangent(N, i, j) for j in range(len(N.X.T))] for i in range(len(N.X.T))])

def features(N):
    return relu(N.W @ N.X)

def gram_values(N):
    return [x / num(len(N.W)) for x in eigenvalues(gram(features(N)))]
`;

const TABLE = tableOf([
  ["samples", "len(N.X.T)", "n"],
  ["inputs", "len(N.X)", "d"],
  ["width", "len(N.W)", "m"],
  ["pi", "pi()", "\\pi"],
  ["inputFrobeniusNorm", "frobenius(N.X)", "\\|X\\|_F"],
  ["kernelLeastEigenvalue", "eigenvalues(kernel_matrix(N))[0]", "\\lambda_{\\min}(K)"],
  ["tangentLeastEigenvalue", "eigenvalues(tangent_matrix(N))[0]", "\\lambda_{\\min}(K')"],
  ["gramLeastEigenvalue", "gram_values(N)[0]", "\\lambda_{\\min}(\\sigma(WX)^\\top\\sigma(WX)/m)"],
]);

function entry(name: string, i: number, j: number): QuantityCode | undefined {
  const at = `_{${i + 1},${j + 1}}`;
  switch (name) {
    case "innerProduct":
      return quantityCode(`inner(N, ${i}, ${j})`, `x_{${i + 1}}\\cdot x_{${j + 1}}`);
    case "area":
      return quantityCode(`area(N, ${i}, ${j})`, `\\|x_{${i + 1}}\\|\\|x_{${j + 1}}\\|\\sin\\theta${at}`);
    case "inputDistance":
      return quantityCode(`frobenius(N.X.T[${i}] - N.X.T[${j}])`, `\\|x_{${i + 1}}-x_{${j + 1}}\\|`);
    case "angle":
      return quantityCode(`angle(N, ${i}, ${j})`, `\\theta${at}`);
    case "kernelEntry":
      return quantityCode(`kernel(N, ${i}, ${j})`, `K${at}`);
    case "kernelSecondMoment":
      return quantityCode(
        `second_moment(N, ${i}, ${j})`,
        `\\mathbb E\\,\\sigma(w x_{${i + 1}})^2\\sigma(w x_{${j + 1}})^2`,
      );
    case "activationOverlap":
      return quantityCode(`overlap(N, ${i}, ${j})`, `\\tfrac{\\pi-\\theta${at}}{2\\pi}`);
    case "tangentEntry":
      return quantityCode(`tangent(N, ${i}, ${j})`, `K'${at}`);
    case "gramEntry":
      return quantityCode(
        `gram(features(N))[${i}][${j}] / num(len(N.W))`,
        `\\tfrac1m(\\sigma(WX)^\\top\\sigma(WX))${at}`,
      );
    default:
      return undefined;
  }
}

function indexed(path: string): QuantityCode | undefined {
  const pair = /^(\w+)\((\d+), (\d+)\)$/.exec(path);
  if (pair !== null) return entry(pair[1], Number(pair[2]), Number(pair[3]));
  const norm = /^inputNorm\((\d+)\)$/.exec(path);
  if (norm !== null) return quantityCode(`frobenius(N.X.T[${norm[1]}])`, `\\|x_{${Number(norm[1]) + 1}}\\|`);
  const value = /^(kernel|gram)Eigenvalues\[(\d+)\]$/.exec(path);
  if (value === null) return undefined;
  const list = value[1] === "kernel" ? "eigenvalues(kernel_matrix(N))" : "gram_values(N)";
  return quantityCode(`${list}[${value[2]}]`, `\\lambda_{${Number(value[2]) + 1}}`);
}

/** Stand-alone code for the limit kernel of random relu features. */
export const reluKernelCode: ModelCode = {
  quantity: (path) => TABLE.get(path) ?? indexed(path),
  helpers: () => HELPERS,
  objects: ({ X, W }) => [
    { name: "N", fields: { X: X as number[][], ...(W === undefined ? {} : { W: W as number[][] }) }, derived: {} },
  ],
  tex: (instance) => fieldsTex(instance, { X: "X", W: "W" }),
};
