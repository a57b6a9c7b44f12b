import type { Json } from "../../claims/model.js";
import { ballJson } from "../../models/inspect-json.js";
import { Ball } from "../../numerics/ball.js";
import type { RowStructure } from "./row-structure.js";
import type { DataSpectra } from "./spectra.js";

/** What one claim has to say about the data: whether its hypotheses on data hold, and with which constants. */
export interface TheoremAudit {
  readonly claim: string;
  /** null: not decided, or a network is needed (`audit --instance`) */
  readonly applies: boolean | null;
  readonly hypotheses: Readonly<Record<string, boolean | null>>;
  readonly constants: Readonly<Record<string, Json>>;
  /** What follows, or what is missing, in one sentence. */
  readonly says: string;
}

/** Failure probabilities that widths are given for. */
const FAILURES = [0.5, 0.01];

const ONE = Ball.exact(1);
const number = (x: number): Ball => Ball.exact(x);

const isPositive = (x: Ball): boolean | null =>
  !x.known ? null : x.lower() > 0 ? true : x.upper() <= 0 ? false : null;

/** Of all: false where one is, else null where one is not decided. */
const all = (values: readonly (boolean | null)[]): boolean | null =>
  values.includes(false) ? false : values.includes(null) ? null : true;

/** The least whole number that is certainly at least the enclosed one; null where that is unknown. */
function ceiling(x: Ball): Json {
  const upper = Math.ceil(x.known ? x.upper() : Number.NaN);
  return Number.isFinite(upper) ? Math.max(1, upper) : null;
}

/** The least whole number that is certainly above the enclosed one. */
const above = (x: Ball): Json => (x.known ? Math.floor(x.upper()) + 1 : null);

/** n exp(-m lambda^2 / (12 |X|_F^4)) <= delta, solved for m */
const gramWidth = (samples: number, { frobeniusNorm, kernelLambdaMin }: DataSpectra, delta: number): Ball =>
  number(12)
    .times(frobeniusNorm.power(4))
    .times(number(samples).over(number(delta)).log())
    .over(kernelLambdaMin.power(2));

/** s = (sqrt(m + r) + t) / sqrt(h) < 1 for 4 exp(-t^2 / 2) <= delta: h > (sqrt(m + r) + t)^2, m outputs */
const levelWidth = (rank: number, outputs: number, delta: number): Ball =>
  number(rank + outputs)
    .sqrt()
    .plus(
      number(2)
        .times(number(4).over(number(delta)).log())
        .sqrt(),
    )
    .power(2);

/** Theorems whose hypotheses or constants depend on data, for X of `samples` rows and `inputs` columns. */
export function auditTheorems(
  samples: number,
  inputs: number,
  structure: RowStructure,
  spectra: DataSpectra,
): readonly TheoremAudit[] {
  const { rank, inputGramLambdaMin, leastCovarianceEigenvalue, kernelLambdaMin, tangentKernelLambdaMin } = spectra;
  const apart = {
    "no row is zero": structure.zeroRows.length === 0,
    "no two rows are parallel": structure.duplicates.length + structure.parallel.length === 0,
  };
  const areApart = all(Object.values(apart));
  const positiveKernel = areApart === true ? true : isPositive(kernelLambdaMin);
  const independent = rank === null ? isPositive(inputGramLambdaMin) : rank === samples;
  const kernelSays = (name: string): string =>
    areApart === true
      ? `${name} is positive definite`
      : `nothing: ${name} may be singular where rows are zero, equal or opposite`;
  const widths = FAILURES.map((delta) => [`width for failure ${delta}`, ceiling(gramWidth(samples, spectra, delta))]);
  const levels = FAILURES.map((delta) => [
    `width for failure ${delta}`,
    rank === null ? null : above(levelWidth(rank, 1, delta)),
  ]);
  const needsNetwork = "needs a network: give one with --instance";
  return [
    {
      claim: "gao-2021/kernel-positive-definite",
      applies: areApart,
      hypotheses: apart,
      constants: { "lambda_min(K)": ballJson(kernelLambdaMin) },
      says: kernelSays("K"),
    },
    {
      claim: "gao-2021/gram-at-initialization",
      applies: positiveKernel,
      hypotheses: { "lambda_min(K) > 0": positiveKernel },
      constants: {
        "lambda_min(K)": ballJson(kernelLambdaMin),
        "|X|_F": ballJson(spectra.frobeniusNorm),
        ...(positiveKernel === true ? Object.fromEntries(widths) : {}),
      },
      says:
        positiveKernel === true
          ? "at that width lambda_min of the features' Gram matrix stays above lambda_min(K) / 2, up to the failure probability"
          : "nothing: no width keeps half of an eigenvalue that is not known to be positive",
    },
    {
      claim: "extended/relu-ntk-positive-definite",
      applies: areApart,
      hypotheses: apart,
      constants: { "lambda_min(H)": ballJson(tangentKernelLambdaMin) },
      says: kernelSays("the tangent kernel's limit H"),
    },
    {
      claim: "gao-2022/linear-width",
      applies: null,
      hypotheses: {},
      constants: { samples, "width per sample": null },
      says: "a width of order n; no constant is written down: lemmacheck study gao-2022/linear-width measures one",
    },
    {
      claim: "chatterjee-2022/first-layer-pl",
      applies: true,
      hypotheses: {},
      constants: { "4 lambda_min(XX')": ballJson(inputGramLambdaMin.times(number(4))) },
      says:
        independent === true
          ? "|grad S|^2 >= 4 lambda_min(XX') min |q_i|^2 S at any weights of any network"
          : `the constant is ${independent === false ? "0: the bound is empty, as the rows are dependent" : "not known to be positive"}`,
    },
    ...["chatterjee-2022/positive-init-alpha", "chatterjee-2022/positive-init-converges"].map((claim) => ({
      claim,
      applies: independent === false ? false : null,
      hypotheses: { "rows are linearly independent": independent },
      constants: { "lambda_min(XX')": ballJson(inputGramLambdaMin) },
      says: independent === false ? "nothing: lambda_min(XX') = 0 makes alpha 0 for every network" : needsNetwork,
    })),
    {
      claim: "min-2021/imbalance-rate",
      applies: null,
      hypotheses: {},
      constants: {
        rank,
        "sigma_r^2": ballJson(leastCovarianceEigenvalue),
        "rate per level, 2 sigma_r^2": ballJson(leastCovarianceEigenvalue.times(number(2))),
      },
      says: `loss - optimum falls like exp(-2 sigma_r^2 c t) for a network of level c; ${needsNetwork}`,
    },
    {
      claim: "min-2021/width-min-norm",
      applies: rank === null ? null : rank > 0,
      hypotheses: { "X is not 0": rank === null ? null : rank > 0 },
      constants: {
        rank,
        "directions that the data do not see": rank === null ? null : inputs - rank,
        ...Object.fromEntries(levels),
      },
      says: "from that width on (one output) Gaussian weights have a positive level c, up to the failure probability",
    },
    ...[
      "gao-2022/gradient-flow-linear-rate",
      "gao-2022/gradient-descent-linear-rate",
      "gao-2021/gradient-flow-linear-rate",
    ].map((claim) => ({
      claim,
      applies: areApart === false && structure.duplicates.length > 0 ? false : null,
      hypotheses: { "no two rows are equal": structure.duplicates.length === 0 },
      constants: { "|X|_2": ballJson(spectra.spectralNorm), "least width, n": samples },
      says:
        structure.duplicates.length > 0
          ? "nothing: equal rows have equal equilibria, so that lambda_min(Z'Z) = 0 for every layer"
          : needsNetwork,
    })),
  ];
}

/** | |x_i| - 1 | over all rows, the largest. */
export function unitNormDefect({
  rows,
  columns,
  values,
}: {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}): Ball {
  let worst = number(0);
  for (let i = 0; i < rows; i++) {
    let square = number(0);
    for (let j = 0; j < columns; j++) square = square.plus(number(values[i * columns + j]).power(2));
    worst = worst.max(square.sqrt().minus(ONE).abs());
  }
  return worst;
}
