import { type QuantityCode, quantityCode, type Row, tableOf } from "../quantity.js";

const X0 = "start(L)";
const ALPHA = "sigma_min(L.Z)";
const RESIDUAL = `frobenius(residual(L, ${X0}))`;
const C = "sqrt(ratio(1, 2))";
const BLOCKS = ["u", "v", "A", "W"];

/** Quantities of training at the layer's own parameters. */
const TABLE = tableOf([
  ["residualNorm", RESIDUAL, "\\|r\\|"],
  ["loss", `loss(L, ${X0})`, "L"],
  ["skipWeightNorm", "frobenius(L.v)", "\\|v\\|"],
  ["featureScale", "L.scale", "s"],
  ["inputSpectralNorm", "norm2(L.X)", "\\|X\\|_2"],
  ["inputFrobeniusNorm", "frobenius(L.X)", "\\|X\\|_F"],
  ["limitKernelLeastEigenvalue", "eigenvalues(kernel_matrix(L))[0]", "\\lambda_{\\min}(K)"],
  ["inputGramLambdaMin", "sigma_min(L.X) ** 2", "\\lambda_{\\min}(X^\\top X)"],
  ["gradientNorm", `together(gradient(L, ${X0}))`, "\\|\\nabla L\\|"],
  ["gradientSquare", `square_sum(gradient(L, ${X0}))`, "\\|\\nabla L\\|^2"],
  ["kernelEnergy", `dot(residual(L, ${X0}), tangent_kernel(L) @ residual(L, ${X0}))`, "r^\\top Hr"],
  ["stepSize", "L.eta", "\\eta"],
  ...(["flowCertificate", "descentCertificate"] as const).flatMap((name): Row[] => [
    [`${name}.c`, C, "\\tfrac{1}{\\sqrt2}"],
    [`${name}.alpha0`, ALPHA, "\\alpha_0"],
    [`${name}.lambda0`, `${ALPHA} ** 2`, "\\lambda_0"],
    [`${name}.initialGain`, "L.gamma * norm2(L.A)", "\\gamma\\|A\\|_2"],
  ]),
  ["flowCertificate.radius", `${RESIDUAL} / (${C} * ${ALPHA})`, "\\tfrac{\\|r_0\\|}{c\\alpha_0}"],
  ["flowCertificate.rate", `${ALPHA} ** 2`, "\\lambda_0"],
  ["descentCertificate.rhoLin", `4 * ${RESIDUAL} / (${C} * ${ALPHA})`, "\\tfrac{4\\|r_0\\|}{c\\alpha_0}"],
  ["descentCertificate.gainBound", "(1 + L.gamma * norm2(L.A)) / 2", "\\tfrac{1+q_0}{2}"],
  ["descentCertificate.kappa", `${ALPHA} ** 2 * ratio(3, 8)`, "\\tfrac34c^2\\lambda_0"],
  ["descentCertificate.contraction", `${ALPHA} ** 2 * ratio(3, 8)`, "\\tfrac34c^2\\lambda_0"],
  ["descentCertificate.rate", `${ALPHA} ** 2 / 2`, "\\tfrac{\\lambda_0}{2}"],
]);

/** A point x of a training run; # stands for its mark. */
const POINT: readonly Row[] = [
  ["residualNorm", "frobenius(residual(L, @))", "\\|r#\\|"],
  ["loss", "loss(L, @)", "L#"],
  ["gain", "L.gamma * norm2(@[2])", "\\gamma\\|A#\\|_2"],
  ["leastSingularValue", "sigma_min(layer_at(L, @).Z)", "\\sigma_{\\min}(Z#)"],
  ["gramLambdaMin", "eigenvalues(gram(layer_at(L, @).Z))[0]", "\\lambda_{\\min}(Z#^\\top Z#)"],
  ["displacement", `together(difference(@, ${X0}))`, "\\|\\theta#-\\theta_{(0)}\\|"],
  [
    "outputDisplacement",
    "sqrt(total((@[0] - L.u) * (@[0] - L.u)) + total((@[1] - L.v) * (@[1] - L.v)))",
    "\\|(u,v)#-(u,v)_{(0)}\\|",
  ],
  ["weightDisplacement", "frobenius(@[2] - L.A)", "\\|A#-A_{(0)}\\|_F"],
  ["inputDisplacement", "frobenius(@[3] - L.W)", "\\|W#-W_{(0)}\\|_F"],
];

/** Per sample; I stands for the index. */
const COLUMN: readonly Row[] = [
  ["outputs", "(L.Z.T @ L.u + L.Phi.T @ L.v)[I]", "\\hat y_{@}"],
  ["residual", `residual(L, ${X0})[I]`, "r_{@}"],
  ["patternMargins", "min(abs(preactivation(L).T[I]))", "\\min_j|N_{j@}|"],
  ["inputPatternMargins", "min(abs((L.W @ L.X).T[I]))", "\\min_j|(WX)_{j@}|"],
  ["resolventNorms", "1 / sigma_min(column_system(L, I))", "\\|J_{@}^{-1}\\|_2"],
  ["patternSpectralRadii", "L.gamma * spectral_radius(masked(pattern(L, I), L.A))", "\\rho(\\gamma D_{@}A)"],
  ["adjointNorms", "frobenius(adjoint(L, L.u, I))", "\\|p_{@}\\|"],
  ["inputAdjointNorms", `frobenius(input_adjoints(L, L, ${X0}).T[I])`, "\\|Q_{@}\\|"],
];

const FORMS: Readonly<Record<string, readonly [code: string, tex: string]>> = {
  "": ["adjoint(L, L.u, I)", "p_{@}"],
  implicit: ["adjoint(L, L.u, I)", "p_{@}"],
  "swapped factors": ["adjoint(L, L.u, I)", "p_{@}"],
  "no pattern": ["adjoint_no_pattern(L, I)", "\\tilde p_{@}"],
  "no transpose": ["adjoint_no_transpose(L, I)", "\\tilde p_{@}"],
  "no inverse": ["adjoint_no_inverse(L, I)", "\\tilde p_{@}"],
};

function derivative(kind: string, form: string, i: string): QuantityCode | undefined {
  const row = FORMS[form];
  if (row === undefined) return undefined;
  const isSwapped = form === "swapped factors";
  const [left, right] = isSwapped ? ["L.Z.T[I]", row[0]] : [row[0], "L.Z.T[I]"];
  const [leftTex, rightTex] = isSwapped ? ["z_{@}", row[1]] : [row[1], "z_{@}"];
  const slope = `L.gamma * dot(${left}, (L2.A - L.A) @ ${right})`;
  const slopeTex = `\\gamma ${leftTex}^\\top D${rightTex}`;
  const [code, tex] =
    kind === "outputDerivatives"
      ? [slope, slopeTex]
      : [
          `abs(central_difference(L, L2.A - L.A, I) - ${slope})`,
          `\\left|\\tfrac12(\\hat y_{@}(A+D)-\\hat y_{@}(A-D))-${slopeTex}\\right|`,
        ];
  return quantityCode(code.replaceAll(/\bI\b/g, i), tex.replaceAll("@", `${Number(i) + 1}`));
}

/** Q_i, or what a mistaken one is. */
const INPUT_FORMS: Readonly<Record<string, string>> = {
  "": "(adjoint(L, L.u, I) + L.v) * on((L.W @ L.X).T[I])",
  implicit: "(adjoint(L, L.u, I) + L.v) * on((L.W @ L.X).T[I])",
  "no input pattern": "(adjoint(L, L.u, I) + L.v)",
  "no skip": "adjoint(L, L.u, I) * on((L.W @ L.X).T[I])",
  "no feedback": "(pattern(L, I) * L.u + L.v) * on((L.W @ L.X).T[I])",
};

function inputDerivative(form: string, i: string): QuantityCode | undefined {
  const Q = INPUT_FORMS[form];
  if (Q === undefined) return undefined;
  const symbol = form === "" || form === "implicit" ? "Q" : "\\tilde Q";
  const one = Number(i) + 1;
  return quantityCode(
    `L.scale * dot(${Q}, (L2.W - L.W) @ L.X.T[I])`.replaceAll(/\bI\b/g, i),
    `s\\,${symbol}_{${one}}^\\top(W'-W)x_{${one}}`,
  );
}

function kernelQuantity(kernel: string, part: string): QuantityCode | undefined {
  const block = /^tangentKernels\.([uvAW])$/.exec(kernel)?.[1];
  const [code, tex] =
    block !== undefined
      ? [`tangent_block(L, ${BLOCKS.indexOf(block)})`, `H_${block}`]
      : kernel === "adjointGram"
        ? ["gram(adjoints(L, L.u))", "P^\\top P"]
        : ["tangent_kernel(L)", "H"];
  const entry = /^entry\((\d+), (\d+)\)$/.exec(part);
  if (entry !== null)
    return quantityCode(
      `${code}[${entry[1]}][${entry[2]}]`,
      `(${tex})_{${Number(entry[1]) + 1},${Number(entry[2]) + 1}}`,
    );
  const eigenvalue = /^eigenvalues\[(\d+)\]$/.exec(part);
  if (eigenvalue !== null)
    return quantityCode(`eigenvalues(${code})[${eigenvalue[1]}]`, `\\lambda_{${Number(eigenvalue[1]) + 1}}(${tex})`);
  if (part === "lambdaMin") return quantityCode(`eigenvalues(${code})[0]`, `\\lambda_{\\min}(${tex})`);
  return part === "lambdaMax" ? quantityCode(`eigenvalues(${code})[-1]`, `\\lambda_{\\max}(${tex})`) : undefined;
}

/** Code for the part of a layer's view that is about training (training-view.ts). */
export function trainingQuantity(path: string): QuantityCode | undefined {
  const own = TABLE.get(path);
  if (own !== undefined) return own;
  const entry = /^descent\((\d+)\)\.residual\[(\d+)\]$/.exec(path);
  if (entry !== null)
    return quantityCode(
      `residual(L, descend(L, ${entry[1]}))[${entry[2]}]`,
      `r_{${Number(entry[2]) + 1},(${entry[1]})}`,
    );
  const run = /^(?:descent\((\d+)\)|flow\[(\d+)\])\.(\w+)$/.exec(path);
  if (run !== null) {
    const [, k, t, name] = run;
    if (t !== undefined && name === "time") return quantityCode(`L.times[${t}]`, `t_{${Number(t) + 1}}`);
    const row = POINT.find(([point]) => point === name);
    if (row === undefined) return undefined;
    const [state, mark] =
      t === undefined ? [`descend(L, ${k})`, `_{(${k})}`] : [`flow(L, L.times[${t}])`, `_{(t_{${Number(t) + 1}})}`];
    return quantityCode(row[1].replaceAll("@", state), row[2].replaceAll("#", mark));
  }
  const change = /^(outputDerivatives|centralDifferenceErrors)\(([\w ]*)\)\[(\d+)\]$/.exec(path);
  if (change !== null) return derivative(change[1], change[2], change[3]);
  const input = /^inputDerivatives\(([\w ]*)\)\[(\d+)\]$/.exec(path);
  if (input !== null) return inputDerivative(input[1], input[2]);
  const kernel = /^(tangentKernels\.[uvAW]|tangentKernel|jacobianKernel|adjointGram)\.(.+)$/.exec(path);
  if (kernel !== null) return kernelQuantity(kernel[1], kernel[2]);
  const gradient = /^gradient(Norms)?\.([uvAW])(?:\[(\d+)\])?$/.exec(path);
  if (gradient !== null) {
    const block = `full_gradient(L, ${X0})[${BLOCKS.indexOf(gradient[2])}]`;
    const tex = `\\partial_${gradient[2]}L`;
    return gradient[3] === undefined
      ? quantityCode(`frobenius(${block})`, `\\|${tex}\\|`)
      : quantityCode(`entries(${block})[${gradient[3]}]`, `(${tex})_{[${Number(gradient[3]) + 1}]}`);
  }
  const column = /^(\w+)\[(\d+)\]$/.exec(path);
  const row = column === null ? undefined : COLUMN.find(([name]) => name === column[1]);
  return column === null || row === undefined
    ? undefined
    : quantityCode(row[1].replaceAll(/\bI\b/g, column[2]), row[2].replaceAll("@", `${Number(column[2]) + 1}`));
}
