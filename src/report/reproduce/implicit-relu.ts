import { IMPLICIT_PYTHON, IMPLICIT_TYPESCRIPT } from "./implicit-relu-helpers.js";
import { matrixTex, numberTex, pythonMatrix, typescriptMatrix } from "./literals.js";
import type { InstanceJson, ModelCode, QuantityCode } from "./quantity.js";

type Row = readonly [path: string, python: string, typescript: string, tex: string];

/** Quantities without arguments, for the layer L; `other.` in front of a path means the second layer. */
const TABLE: readonly Row[] = [
  ["width", "L.A.shape[0]", "L.A.length", "m"],
  ["gamma", "L.gamma", "L.gamma", "\\gamma"],
  ["spectralNorm", "norm(L.A, 2)", "norm2(L.A)", "\\|A\\|_2"],
  ["gain", "L.gamma * norm(L.A, 2)", "L.gamma * norm2(L.A)", "\\gamma\\|A\\|_2"],
  ["spectralRadiusGain", "L.gamma * spectral_radius(L.A)", "L.gamma * spectralRadius(L.A)", "\\gamma\\rho(A)"],
  [
    "absoluteGain",
    "spectral_radius(L.gamma * abs(L.A))",
    "L.gamma * spectralRadius(map(L.A, Math.abs))",
    "\\rho(\\gamma|A|)",
  ],
  ["frobeniusGain", "L.gamma * norm(L.A)", "L.gamma * frobenius(L.A)", "\\gamma\\|A\\|_F"],
  [
    "largestEntryGain",
    "L.gamma * abs(L.A).max()",
    "L.gamma * largest(map(L.A, Math.abs).flat())",
    "\\max_{ij}|\\gamma a_{ij}|",
  ],
  ["columnSumGain", "L.gamma * norm(L.A, 1)", "L.gamma * rowSums(transpose(L.A))", "\\gamma\\|A\\|_1"],
  ["rowSumGain", "L.gamma * norm(L.A, np.inf)", "L.gamma * rowSums(L.A)", "\\gamma\\|A\\|_\\infty"],
  ["determinant", "det(I_minus(L))", "determinant(iMinus(L))", "\\det(I-\\gamma A)"],
  [
    "leastPrincipalMinor",
    "least_principal_minor(I_minus(L))",
    "leastPrincipalMinor(iMinus(L))",
    "\\min_S\\det(I-\\gamma A)_{SS}",
  ],
  ["featureNorm", "norm(relu(L.Phi))", "frobenius(relu(L.Phi))", "\\|\\sigma(\\Phi)\\|_F"],
  ["featureSpectralNorm", "norm(relu(L.Phi), 2)", "norm2(relu(L.Phi))", "\\|\\sigma(\\Phi)\\|_2"],
  ["featureLeastSingularValue", "sigma_min(relu(L.Phi))", "sigmaMin(relu(L.Phi))", "\\sigma_{\\min}(\\sigma(\\Phi))"],
  ["signedFeatureNorm", "norm(L.Phi)", "frobenius(L.Phi)", "\\|\\Phi\\|_F"],
  ["signedFeatureSpectralNorm", "norm(L.Phi, 2)", "norm2(L.Phi)", "\\|\\Phi\\|_2"],
  ["signedFeatureLeastSingularValue", "sigma_min(L.Phi)", "sigmaMin(L.Phi)", "\\sigma_{\\min}(\\Phi)"],
  ["equilibriumNorm", "norm(L.Z)", "frobenius(L.Z)", "\\|Z\\|_F"],
  ["equilibriumSpectralNorm", "norm(L.Z, 2)", "norm2(L.Z)", "\\|Z\\|_2"],
  ["equilibriumLeastSingularValue", "sigma_min(L.Z)", "sigmaMin(L.Z)", "\\sigma_{\\min}(Z)"],
  ["gramLambdaMin", "np.linalg.eigvalsh(L.Z.T @ L.Z)[0]", "eigenvalues(gram(L.Z))[0]", "\\lambda_{\\min}(Z^\\top Z)"],
  ["featureDistance", "norm(L.Z - relu(L.Phi))", "frobenius(minus(L.Z, relu(L.Phi)))", "\\|Z-\\sigma(\\Phi)\\|_F"],
  [
    "patternMargin",
    "abs(L.gamma * L.A @ L.Z + L.Phi).min()",
    "smallest(map(preactivation(L, L.Z), Math.abs).flat())",
    "\\min|\\gamma AZ+\\Phi|",
  ],
  ["outputWeightNorm", "norm(L.u)", "frobenius([L.u])", "\\|u\\|"],
  [
    "pair.weightDistance",
    "norm(L.gamma * L.A - L2.gamma * L2.A, 2)",
    "norm2(minus(scaled(L), scaled(L2)))",
    "\\|\\gamma_1A_1-\\gamma_2A_2\\|_2",
  ],
  ["pair.featureDistance", "norm(L.Phi - L2.Phi)", "frobenius(minus(L.Phi, L2.Phi))", "\\|\\Phi_1-\\Phi_2\\|_F"],
  ["pair.featureSpectralDistance", "norm(L.Phi - L2.Phi, 2)", "norm2(minus(L.Phi, L2.Phi))", "\\|\\Phi_1-\\Phi_2\\|_2"],
  ["pair.equilibriumDistance", "norm(L.Z - L2.Z)", "frobenius(minus(L.Z, L2.Z))", "\\|Z_1-Z_2\\|_F"],
  ["pair.equilibriumSpectralDistance", "norm(L.Z - L2.Z, 2)", "norm2(minus(L.Z, L2.Z))", "\\|Z_1-Z_2\\|_2"],
];

const RUNS: Record<string, readonly [python: string, typescript: string, tex: string]> = {
  picard: ["L.start", "L.start", "Z"],
  otherPicard: ["L.other_start", "L.otherStart", "Z'"],
  unrolled: ["0 * L.Phi", "map(L.Phi, () => 0)", "Z"],
  unrolledFromFeatures: ["relu(L.Phi)", "relu(L.Phi)", "Z"],
};

const COLUMN: Record<string, readonly [python: string, typescript: string, tex: string]> = {
  featureNorm: ["norm(relu(L.Phi[:, I]))", "frobenius([relu(transpose(L.Phi))[I]])", "\\|\\sigma(\\phi_I)\\|"],
  signedFeatureNorm: ["norm(L.Phi[:, I])", "frobenius([transpose(L.Phi)[I]])", "\\|\\phi_I\\|"],
  equilibriumNorm: ["norm(L.Z[:, I])", "frobenius([transpose(L.Z)[I]])", "\\|z_I\\|"],
  featureDistance: [
    "norm(L.Z[:, I] - relu(L.Phi[:, I]))",
    "frobenius([transpose(minus(L.Z, relu(L.Phi)))[I]])",
    "\\|z_I-\\sigma(\\phi_I)\\|",
  ],
};

const code = (python: string, typescript: string, tex: string): QuantityCode => ({ python, typescript, tex });

function picardQuantity(run: string, name: string, k: number, index: number | undefined): QuantityCode | undefined {
  const [python, typescript, z] = RUNS[run];
  const at = index === undefined ? "" : `_{[${index + 1}]}`;
  const entry = (py: string, ts: string, tex: string) =>
    index === undefined ? undefined : code(`(${py}).ravel()[${index}]`, `(${ts}).flat()[${index}]`, `${tex}${at}`);
  const zPython = (step: number) => `picard(L, ${python}, ${step})`;
  const zTypescript = (step: number) => `picard(L, ${typescript}, ${step})`;
  const errorTex = `|${z}_{${k}}-Z|`;
  const stepTex = `|${z}_{${k + 1}}-${z}_{${k}}|`;
  switch (name) {
    case "error":
      return code(`norm(${zPython(k)} - L.Z)`, `frobenius(minus(${zTypescript(k)}, L.Z))`, `\\|${z}_{${k}}-Z\\|_F`);
    case "step":
      return code(
        `norm(${zPython(k + 1)} - ${zPython(k)})`,
        `frobenius(minus(${zTypescript(k + 1)}, ${zTypescript(k)}))`,
        `\\|${z}_{${k + 1}}-${z}_{${k}}\\|_F`,
      );
    case "entryErrors":
      return entry(`abs(${zPython(k)} - L.Z)`, `map(minus(${zTypescript(k)}, L.Z), Math.abs)`, errorTex);
    case "comparedErrors":
      return entry(
        `L.gamma * abs(L.A) @ abs(${zPython(k)} - L.Z)`,
        `multiply(map(scaled(L), Math.abs), map(minus(${zTypescript(k)}, L.Z), Math.abs))`,
        `\\left(\\gamma|A|\\,${errorTex}\\right)`,
      );
    case "entrySteps":
      return entry(
        `abs(${zPython(k + 1)} - ${zPython(k)})`,
        `map(minus(${zTypescript(k + 1)}, ${zTypescript(k)}), Math.abs)`,
        stepTex,
      );
    case "comparedSteps":
      return entry(
        `np.linalg.solve(np.eye(len(L.A)) - L.gamma * abs(L.A), abs(${zPython(k + 1)} - ${zPython(k)}))`,
        `solve(iMinusAbsolute(L), map(minus(${zTypescript(k + 1)}, ${zTypescript(k)}), Math.abs))`,
        `\\left((I-\\gamma|A|)^{-1}${stepTex}\\right)`,
      );
    default:
      return undefined;
  }
}

function indexed(path: string): QuantityCode | undefined {
  const run = /^(picard|otherPicard|unrolled|unrolledFromFeatures)\.(\w+)\((\d+)\)(?:\[(\d+)\])?$/.exec(path);
  if (run !== null)
    return picardQuantity(run[1], run[2], Number(run[3]), run[4] === undefined ? undefined : Number(run[4]));
  const gap = /^picardGap\((\d+)\)$/.exec(path);
  if (gap !== null)
    return code(
      `norm(picard(L, L.start, ${gap[1]}) - picard(L, L.other_start, ${gap[1]}))`,
      `frobenius(minus(picard(L, L.start, ${gap[1]}), picard(L, L.otherStart, ${gap[1]})))`,
      `\\|Z_{${gap[1]}}-Z'_{${gap[1]}}\\|_F`,
    );
  const column = /^columns\[(\d+)\]\.(\w+)$/.exec(path);
  if (column !== null && column[2] in COLUMN) {
    const [python, typescript, tex] = COLUMN[column[2]];
    return code(
      python.replaceAll("I]", `${column[1]}]`),
      typescript.replaceAll("[I]", `[${column[1]}]`),
      tex.replaceAll("_I", `_{${Number(column[1]) + 1}}`),
    );
  }
  const entry = /^(equilibrium|feature)Entry\((\d+), (\d+)\)$/.exec(path);
  if (entry !== null) {
    const matrix = entry[1] === "equilibrium" ? "Z" : "Phi";
    const tex = `${entry[1] === "equilibrium" ? "Z" : "\\Phi"}_{${Number(entry[2]) + 1},${Number(entry[3]) + 1}}`;
    return code(`L.${matrix}[${entry[2]}, ${entry[3]}]`, `L.${matrix}[${entry[2]}][${entry[3]}]`, tex);
  }
  const list = /^(\w+(?:\.\w+)?)(?:\((\d+)\))?\[(\d+)\]$/.exec(path);
  return list === null ? undefined : listed(list[1], Number(list[2] ?? 0), Number(list[3]));
}

function listed(name: string, k: number, i: number): QuantityCode | undefined {
  const one = i + 1;
  switch (name) {
    case "gramEigenvalues":
      return code(
        `np.linalg.eigvalsh(L.Z.T @ L.Z)[${i}]`,
        `eigenvalues(gram(L.Z))[${i}]`,
        `\\lambda_{${one}}(Z^\\top Z)`,
      );
    case "featureGramEigenvalues":
      return code(
        `np.linalg.eigvalsh(L.Phi.T @ L.Phi)[${i}]`,
        `eigenvalues(gram(L.Phi))[${i}]`,
        `\\lambda_{${one}}(\\Phi^\\top\\Phi)`,
      );
    case "equilibriumCounts":
      return code(
        `count_equilibria(L, ${i})`,
        `countEquilibria(L, ${i})`,
        `\\#\\{z : z=\\sigma(\\gamma Az+\\phi_{${one}})\\}`,
      );
    case "comparisonBound":
      return code(
        `np.linalg.solve(np.eye(len(L.A)) - L.gamma * abs(L.A), relu(L.Phi)).ravel()[${i}]`,
        `solve(iMinusAbsolute(L), relu(L.Phi)).flat()[${i}]`,
        `\\left((I-\\gamma|A|)^{-1}\\sigma(\\Phi)\\right)_{[${one}]}`,
      );
    case "linearSolution":
      return code(
        `np.linalg.solve(I_minus(L), relu(L.Phi)).ravel()[${i}]`,
        `solve(iMinus(L), relu(L.Phi)).flat()[${i}]`,
        `\\left((I-\\gamma A)^{-1}\\sigma(\\Phi)\\right)_{[${one}]}`,
      );
    case "outputTruncationErrors":
      return code(
        `abs(L.u @ (picard(L, 0 * L.Phi, ${k}) - L.Z))[${i}]`,
        `map(multiply([L.u], minus(picard(L, map(L.Phi, () => 0), ${k}), L.Z)), Math.abs)[0][${i}]`,
        `|\\hat y_{${k},${one}}-\\hat y_{${one}}|`,
      );
    case "adjointTruncationErrors":
      return code(`adjoint_error(L, ${i}, ${k})`, `adjointError(L, ${i}, ${k})`, `\\|p^{${k}}_{${one}}-p_{${one}}\\|`);
    case "pair.columnEquilibriumDistances":
      return code(
        `norm((L.Z - L2.Z)[:, ${i}])`,
        `frobenius([transpose(minus(L.Z, L2.Z))[${i}]])`,
        `\\|z_{1,${one}}-z_{2,${one}}\\|`,
      );
    case "pair.columnFeatureDistances":
      return code(
        `norm((L.Phi - L2.Phi)[:, ${i}])`,
        `frobenius([transpose(minus(L.Phi, L2.Phi))[${i}]])`,
        `\\|\\phi_{1,${one}}-\\phi_{2,${one}}\\|`,
      );
    default:
      return undefined;
  }
}

function quantity(path: string): QuantityCode | undefined {
  if (path.startsWith("other.")) {
    const found = quantity(path.slice("other.".length));
    const second = (text: string) => text.replaceAll(/\bL\b/g, "L2");
    return found === undefined
      ? undefined
      : code(second(found.python), second(found.typescript), `\\left[${found.tex}\\right]_2`);
  }
  const row = TABLE.find(([name]) => name === path);
  return row === undefined ? indexed(path) : code(row[1], row[2], row[3]);
}

type Layer = { readonly [name: string]: unknown };
const layers = (instance: InstanceJson): readonly Layer[] =>
  instance.other === undefined
    ? [instance, { gamma: instance.gamma, A: zeros(instance.A), ...featuresOf(instance) }]
    : [instance, instance.other as Layer];
const zeros = (matrix: unknown): unknown => (matrix as number[][]).map((row) => row.map(() => 0));
const featuresOf = ({ Phi, W, X, featureScale }: Layer): Layer =>
  Phi === undefined ? { W, X, featureScale } : { Phi };

/** Stand-alone code for implicit ReLU layers. */
export const implicitReluCode: ModelCode = {
  quantity,
  python(instance) {
    const lines = layers(instance).map((layer, index) => {
      const features =
        layer.Phi === undefined
          ? `${numberText(layer.featureScale ?? 1)} * relu(${pythonMatrix(layer.W)} @ ${pythonMatrix(layer.X)})`
          : pythonMatrix(layer.Phi);
      const extras = (["start", "otherStart", "equilibrium"] as const)
        .filter((name) => layer[name] !== undefined)
        .map((name) => `, ${name === "otherStart" ? "other_start" : name}=${pythonMatrix(layer[name])}`);
      const u = layer.u === undefined ? "" : `, u=np.array(${JSON.stringify(layer.u)}, dtype=float)`;
      return `L${index === 0 ? "" : "2"} = Layer(gamma=${numberText(layer.gamma)}, A=${pythonMatrix(layer.A)}, Phi=${features}${extras.join("")}${u})`;
    });
    return `${IMPLICIT_PYTHON}\n${lines.join("\n")}`;
  },
  typescript(instance) {
    const lines = layers(instance).map((layer, index) => {
      const features =
        layer.Phi === undefined
          ? `map(relu(multiply(${typescriptMatrix(layer.W)}, ${typescriptMatrix(layer.X)})), (x) => ${numberText(layer.featureScale ?? 1)} * x)`
          : typescriptMatrix(layer.Phi);
      const extras = (["start", "otherStart", "equilibrium"] as const)
        .filter((name) => layer[name] !== undefined)
        .map((name) => `, ${name}: ${typescriptMatrix(layer[name])}`);
      const u = layer.u === undefined ? "" : `, u: ${JSON.stringify(layer.u)}`;
      return `const L${index === 0 ? "" : "2"} = layer({ gamma: ${numberText(layer.gamma)}, A: ${typescriptMatrix(layer.A)}, Phi: ${features}${extras.join("")}${u} });`;
    });
    return `${IMPLICIT_TYPESCRIPT}\n${lines.join("\n")}`;
  },
  tex(instance) {
    const shown = instance.other === undefined ? [instance] : layers(instance);
    return shown
      .map((layer, index) => {
        const mark = shown.length === 1 ? "" : `_${index + 1}`;
        const features =
          layer.Phi === undefined
            ? `W${mark} = ${matrixTex(layer.W)},\\quad X${mark} = ${matrixTex(layer.X)},\\quad s${mark} = ${numberTex(layer.featureScale ?? 1)}`
            : `\\Phi${mark} = ${matrixTex(layer.Phi)}`;
        const extras = (
          [
            ["start", "Z_0"],
            ["otherStart", "Z'_0"],
            ["equilibrium", "Z"],
          ] as const
        )
          .filter(([name]) => layer[name] !== undefined)
          .map(([name, tex]) => `,\\quad ${tex} = ${matrixTex(layer[name])}`);
        const u = layer.u === undefined ? "" : `,\\quad u = ${matrixTex((layer.u as number[]).map((x) => [x]))}`;
        return `\\gamma${mark} = ${numberTex(layer.gamma)},\\quad A${mark} = ${matrixTex(layer.A)},\\quad ${features}${extras.join("")}${u}`;
      })
      .join(" \\\\ ");
  },
};

const numberText = (value: unknown): string => JSON.stringify(value);
