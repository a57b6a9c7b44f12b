import { matrixTex, numberTex, vectorTex } from "../literals.js";
import {
  type InstanceJson,
  type ModelCode,
  type QuantityCode,
  quantityCode,
  type ScriptObject,
  type ScriptValue,
  tableOf,
} from "../quantity.js";
import { IMPLICIT_HELPERS } from "./implicit-relu-helpers.js";
import { trainingQuantity } from "./implicit-relu-training.js";

/** Quantities without arguments, for the layer L; `other.` in front of a path means the second layer. */
const TABLE = tableOf([
  ["width", "len(L.A)", "m"],
  ["samples", "len(L.Phi.T)", "n"],
  ["gamma", "L.gamma", "\\gamma"],
  ["spectralNorm", "norm2(L.A)", "\\|A\\|_2"],
  ["gain", "L.gamma * norm2(L.A)", "\\gamma\\|A\\|_2"],
  ["spectralRadiusGain", "L.gamma * spectral_radius(L.A)", "\\gamma\\rho(A)"],
  ["absoluteGain", "L.gamma * spectral_radius(abs(L.A))", "\\rho(\\gamma|A|)"],
  ["frobeniusGain", "L.gamma * frobenius(L.A)", "\\gamma\\|A\\|_F"],
  ["largestEntryGain", "L.gamma * largest(L.A)", "\\max_{ij}|\\gamma a_{ij}|"],
  ["columnSumGain", "L.gamma * max([total(abs(a)) for a in L.A.T])", "\\gamma\\|A\\|_1"],
  ["rowSumGain", "L.gamma * max([total(abs(a)) for a in L.A])", "\\gamma\\|A\\|_\\infty"],
  ["determinant", "det(system(L))", "\\det(I-\\gamma A)"],
  ["leastPrincipalMinor", "least_principal_minor(L)", "\\min_S\\det(I-\\gamma A)_{SS}"],
  ["featureNorm", "frobenius(relu(L.Phi))", "\\|\\sigma(\\Phi)\\|_F"],
  ["featureSpectralNorm", "norm2(relu(L.Phi))", "\\|\\sigma(\\Phi)\\|_2"],
  ["featureLeastSingularValue", "sigma_min(relu(L.Phi))", "\\sigma_{\\min}(\\sigma(\\Phi))"],
  ["signedFeatureNorm", "frobenius(L.Phi)", "\\|\\Phi\\|_F"],
  ["signedFeatureSpectralNorm", "norm2(L.Phi)", "\\|\\Phi\\|_2"],
  ["signedFeatureLeastSingularValue", "sigma_min(L.Phi)", "\\sigma_{\\min}(\\Phi)"],
  ["equilibriumNorm", "frobenius(L.Z)", "\\|Z\\|_F"],
  ["equilibriumSpectralNorm", "norm2(L.Z)", "\\|Z\\|_2"],
  ["equilibriumLeastSingularValue", "sigma_min(L.Z)", "\\sigma_{\\min}(Z)"],
  ["gramLambdaMin", "eigenvalues(gram(L.Z))[0]", "\\lambda_{\\min}(Z^\\top Z)"],
  ["featureDistance", "frobenius(L.Z - relu(L.Phi))", "\\|Z-\\sigma(\\Phi)\\|_F"],
  ["patternMargin", "min(entries(abs(preactivation(L))))", "\\min|\\gamma AZ+\\Phi|"],
  ["outputWeightNorm", "frobenius(L.u)", "\\|u\\|"],
  ["pair.weightDistance", "norm2(L.gamma * L.A - L2.gamma * L2.A)", "\\|\\gamma_1A_1-\\gamma_2A_2\\|_2"],
  ["pair.gramDistance", "norm2(gram(L.Z) - gram(L2.Z))", "\\|Z_1^\\top Z_1-Z_2^\\top Z_2\\|_2"],
  ["pair.featureDistance", "frobenius(L.Phi - L2.Phi)", "\\|\\Phi_1-\\Phi_2\\|_F"],
  ["pair.featureSpectralDistance", "norm2(L.Phi - L2.Phi)", "\\|\\Phi_1-\\Phi_2\\|_2"],
  ["pair.equilibriumDistance", "frobenius(L.Z - L2.Z)", "\\|Z_1-Z_2\\|_F"],
  ["pair.equilibriumSpectralDistance", "norm2(L.Z - L2.Z)", "\\|Z_1-Z_2\\|_2"],
  ["pair.inputWeightImage", "L.scale * frobenius((L.W - L2.W) @ L.X)", "s\\|(W_1-W_2)X\\|_F"],
  ["pair.inputWeightBound", "L.scale * norm2(L.X) * frobenius(L.W - L2.W)", "s\\|X\\|_2\\|W_1-W_2\\|_F"],
]);

const RUNS: Readonly<Record<string, readonly [start: string, tex: string]>> = {
  picard: ["L.start", "Z"],
  otherPicard: ["L.other_start", "Z'"],
  unrolled: ["0 * L.Phi", "Z"],
  unrolledFromFeatures: ["relu(L.Phi)", "Z"],
};

const COLUMN: Readonly<Record<string, readonly [code: string, tex: string]>> = {
  featureNorm: ["frobenius(relu(L.Phi.T[I]))", "\\|\\sigma(\\phi_I)\\|"],
  signedFeatureNorm: ["frobenius(L.Phi.T[I])", "\\|\\phi_I\\|"],
  equilibriumNorm: ["frobenius(L.Z.T[I])", "\\|z_I\\|"],
  featureDistance: ["frobenius(L.Z.T[I] - relu(L.Phi.T[I]))", "\\|z_I-\\sigma(\\phi_I)\\|"],
  largestState: ["max(L.Z.T[I])", "\\max_jz_{jI}"],
};

function picardQuantity(run: string, name: string, k: number, index: number | undefined): QuantityCode | undefined {
  const [start, z] = RUNS[run];
  const at = (step: number): string => `picard(L, ${start}, ${step})`;
  const entry = (code: string, tex: string): QuantityCode | undefined =>
    index === undefined ? undefined : quantityCode(`entries(${code})[${index}]`, `${tex}_{[${index + 1}]}`);
  const errorTex = `|${z}_{${k}}-Z|`;
  const stepTex = `|${z}_{${k + 1}}-${z}_{${k}}|`;
  const step = `${at(k + 1)} - ${at(k)}`;
  switch (name) {
    case "error":
      return quantityCode(`frobenius(${at(k)} - L.Z)`, `\\|${z}_{${k}}-Z\\|_F`);
    case "step":
      return quantityCode(`frobenius(${step})`, `\\|${z}_{${k + 1}}-${z}_{${k}}\\|_F`);
    case "entryErrors":
      return entry(`abs(${at(k)} - L.Z)`, errorTex);
    case "comparedErrors":
      return entry(`L.gamma * abs(L.A) @ abs(${at(k)} - L.Z)`, `\\left(\\gamma|A|\\,${errorTex}\\right)`);
    case "entrySteps":
      return entry(`abs(${step})`, stepTex);
    case "comparedSteps":
      return entry(`solve(comparison_system(L), abs(${step}))`, `\\left((I-\\gamma|A|)^{-1}${stepTex}\\right)`);
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
    return quantityCode(
      `frobenius(picard(L, L.start, ${gap[1]}) - picard(L, L.other_start, ${gap[1]}))`,
      `\\|Z_{${gap[1]}}-Z'_{${gap[1]}}\\|_F`,
    );
  const column = /^columns\[(\d+)\]\.(\w+)$/.exec(path);
  if (column !== null && column[2] in COLUMN) {
    const [code, tex] = COLUMN[column[2]];
    return quantityCode(code.replaceAll("[I]", `[${column[1]}]`), tex.replaceAll("I", `{${Number(column[1]) + 1}}`));
  }
  const entry = /^(equilibrium|feature)Entry\((\d+), (\d+)\)$/.exec(path);
  if (entry !== null) {
    const [code, tex] = entry[1] === "equilibrium" ? ["Z", "Z"] : ["Phi", "\\Phi"];
    return quantityCode(
      `L.${code}[${entry[2]}][${entry[3]}]`,
      `${tex}_{${Number(entry[2]) + 1},${Number(entry[3]) + 1}}`,
    );
  }
  const list = /^(\w+(?:\.\w+)?)(?:\((\d+)\))?\[(\d+)\]$/.exec(path);
  return list === null ? undefined : listed(list[1], Number(list[2] ?? 0), Number(list[3]));
}

function listed(name: string, k: number, i: number): QuantityCode | undefined {
  const one = i + 1;
  switch (name) {
    case "gramEigenvalues":
      return quantityCode(`eigenvalues(gram(L.Z))[${i}]`, `\\lambda_{${one}}(Z^\\top Z)`);
    case "featureGramEigenvalues":
      return quantityCode(`eigenvalues(gram(L.Phi))[${i}]`, `\\lambda_{${one}}(\\Phi^\\top\\Phi)`);
    case "equilibriumCounts":
      return quantityCode(`count_equilibria(L, ${i})`, `\\#\\{z : z=\\sigma(\\gamma Az+\\phi_{${one}})\\}`);
    case "comparisonBound":
      return quantityCode(
        `entries(solve(comparison_system(L), relu(L.Phi)))[${i}]`,
        `\\left((I-\\gamma|A|)^{-1}\\sigma(\\Phi)\\right)_{[${one}]}`,
      );
    case "linearSolution":
      return quantityCode(
        `entries(solve(system(L), relu(L.Phi)))[${i}]`,
        `\\left((I-\\gamma A)^{-1}\\sigma(\\Phi)\\right)_{[${one}]}`,
      );
    case "outputTruncationErrors":
      return quantityCode(
        `abs(dot(L.u, (picard(L, 0 * L.Phi, ${k}) - L.Z).T[${i}]))`,
        `|\\hat y_{${k},${one}}-\\hat y_{${one}}|`,
      );
    case "adjointTruncationErrors":
      return quantityCode(`adjoint_error(L, ${i}, ${k})`, `\\|p^{${k}}_{${one}}-p_{${one}}\\|`);
    case "pair.columnEquilibriumDistances":
      return quantityCode(`frobenius(L.Z.T[${i}] - L2.Z.T[${i}])`, `\\|z_{1,${one}}-z_{2,${one}}\\|`);
    case "pair.columnFeatureDistances":
      return quantityCode(`frobenius(L.Phi.T[${i}] - L2.Phi.T[${i}])`, `\\|\\phi_{1,${one}}-\\phi_{2,${one}}\\|`);
    case "pair.preactivationDistances":
      return quantityCode(
        `frobenius(preactivation(L).T[${i}] - preactivation(L2).T[${i}])`,
        `\\|N_{1,${one}}-N_{2,${one}}\\|`,
      );
    case "pair.patternAgreements":
      return quantityCode(
        `min(preactivation(L).T[${i}] * preactivation(L2).T[${i}])`,
        `\\min_jN_{1,j${one}}N_{2,j${one}}`,
      );
    default:
      return undefined;
  }
}

function quantity(path: string): QuantityCode | undefined {
  if (path.startsWith("other.")) {
    const found = quantity(path.slice("other.".length));
    // The second layer has no other, no starts and no direction of its own.
    return found === undefined || /\bL2\b|start\b/i.test(found.code.replaceAll("start(L)", ""))
      ? undefined
      : quantityCode(found.code.replaceAll(/\bL\b/g, "L2"), `\\left[${found.tex}\\right]_2`);
  }
  return TABLE.get(path) ?? indexed(path) ?? trainingQuantity(path);
}

type Layer = Readonly<Record<string, unknown>>;
type Rows = readonly (readonly number[])[];

/** The layer and its other one, where formulas may ask for that: without feedback where the instance names none. */
const layers = (instance: InstanceJson): readonly [Layer, Layer] => [
  instance,
  (instance.other as Layer | undefined) ?? {
    ...instance,
    A: (instance.A as Rows).map((row) => row.map(() => 0)),
    equilibrium: undefined,
  },
];

const BLOCKS = ["u", "v", "A", "W"];

function layerObject(layer: Layer, name: string, shared: Layer): ScriptObject {
  const { gamma, A, Phi, W, X, featureScale, equilibrium } = layer;
  const { u, v, y, start, otherStart, trained, descent, flow } = shared;
  const width = (A as Rows).length;
  const hasWeights = Phi === undefined;
  const optional = {
    u,
    y,
    start,
    other_start: otherStart,
    Z: equilibrium,
    eta: (descent as { readonly stepSize: number } | undefined)?.stepSize,
    times: (flow as { readonly times: readonly number[] } | undefined)?.times,
  };
  const blocks = (trained as readonly string[] | undefined) ?? BLOCKS.filter((block) => block !== "W" || hasWeights);
  const training =
    u === undefined
      ? {}
      : {
          v: v ?? new Array<number>(width).fill(0),
          trained: BLOCKS.map((block) => (blocks.includes(block) ? 1 : 0)),
          has_weights: hasWeights,
          ...(hasWeights ? {} : { W: [[0]] }),
        };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  const fields = {
    gamma,
    A,
    ...(hasWeights ? { W, X, scale: featureScale ?? 1 } : { Phi }),
    ...Object.fromEntries(given),
    ...training,
  };
  const derived = {
    ...(hasWeights ? { Phi: `${name}.scale * relu(${name}.W @ ${name}.X)` } : {}),
    ...(start === undefined ? { start: `0 * ${name}.Phi` } : {}),
    ...(otherStart === undefined ? { other_start: `0 * ${name}.Phi` } : {}),
    ...(equilibrium === undefined ? { Z: `equilibria(${name}.gamma * ${name}.A, ${name}.Phi)` } : {}),
  };
  return { name, fields: fields as unknown as Readonly<Record<string, ScriptValue>>, derived };
}

/** Stand-alone code for implicit ReLU layers. */
export const implicitReluCode: ModelCode = {
  quantity,
  helpers: () => IMPLICIT_HELPERS,
  objects(instance) {
    const [own, other] = layers(instance);
    return [layerObject(own, "L", instance), layerObject(other, "L2", instance)];
  },
  tex(instance) {
    const shown = instance.other === undefined ? [instance] : layers(instance);
    const lines = shown.map((layer, index) => {
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
      const vectors = ["u", "v", "y"]
        .filter((name) => layer[name] !== undefined)
        .map((name) => `,\\quad ${name} = ${vectorTex(layer[name])}`);
      return `\\gamma${mark} = ${numberTex(layer.gamma)},\\quad A${mark} = ${matrixTex(layer.A)},\\quad ${features}${extras.join("")}${vectors.join("")}`;
    });
    const { descent, flow } = instance as {
      readonly descent?: { readonly stepSize: number };
      readonly flow?: { readonly times: readonly number[] };
    };
    const runs = [
      ...(descent === undefined ? [] : [`\\eta = ${numberTex(descent.stepSize)}`]),
      ...(flow === undefined ? [] : [`t = ${vectorTex(flow.times)}`]),
    ];
    return [...lines, ...(runs.length === 0 ? [] : [runs.join(",\\quad ")])].join(" \\\\ ");
  },
};
