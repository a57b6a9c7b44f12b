import type { Dataset, Stratum } from "../claims/instances.js";
import {
  aligned,
  degenerate,
  extremeScales,
  fullPrecision,
  gainNearOne,
  highGain,
  inhibition,
  interior,
  triangular,
  weightsAndInputs,
  withDatasetRows,
} from "./bulk-layers.js";
import { attained, EXACT_SAMPLES, EXACT_WIDTH, gainExactlyOne, noFeedback, scalar } from "./exact-layers.js";
import { bulkGains } from "./gains.js";
import type { Expansion } from "./layer-draft.js";
import type { LayerFamily } from "./layer-options.js";
import { otherBeyondContraction } from "./layer-pair.js";
import {
  gainAboveOne,
  largeNegative,
  positiveDeterminant,
  smallEntries,
  smallSpectralRadius,
} from "./outside-layers.js";

/** A stratum together with the way its instances are made. */
export interface LayerStratum extends Stratum {
  /** Probability that an instance comes from here. */
  readonly share: number;
  readonly expand: Expansion;
}

interface Row {
  readonly name: string;
  readonly about: string;
  /** Relative to the other rows of one family. */
  readonly weight: number;
  readonly expand: Expansion;
  readonly when?: (family: LayerFamily) => boolean;
}

const smallEnough = ({ width, samples }: LayerFamily) => width[0] <= EXACT_WIDTH && samples[0] <= EXACT_SAMPLES;
const insideOne = (family: LayerFamily) => bulkGains(family)[0] < 1 && smallEnough(family);
const spectral = ({ prescribed }: LayerFamily) => prescribed !== "pMatrix";
const severalUnits = ({ width }: LayerFamily) => width[1] > 1;
const beyond = (family: LayerFamily) => family.outside && family.width[0] <= 4 && family.samples[0] <= 2;

/** Phi given directly. */
const ROWS: readonly Row[] = [
  { name: "interior", about: "any spectrum, any gain in the range, any features", weight: 32, expand: interior },
  { name: "high gain", about: "the gain in the uppermost tenth of its range", weight: 10, expand: highGain },
  {
    name: "gain within 1e-6 of 1",
    about: "gain < 1 <= gain + 1e-6",
    weight: 4,
    expand: gainNearOne,
    when: (family) => spectral(family) && family.gain[1] === 1,
  },
  {
    name: "aligned",
    about: "A symmetric with entries of one sign, Phi close to its leading eigenvector",
    weight: 7,
    expand: aligned,
    when: (family) => severalUnits(family) && family.width[0] <= 12,
  },
  {
    name: "inhibition",
    about: "units that switch each other off, Phi >= 0 in small integers",
    weight: 5,
    expand: inhibition,
    when: (family) => severalUnits(family) && family.width[0] <= 8,
  },
  {
    name: "triangular",
    about: "A triangular, its spectral radius far below its norm",
    weight: 5,
    expand: triangular,
    when: severalUnits,
  },
  {
    name: "scalar",
    about: "one unit, A = ±a",
    weight: 3,
    expand: scalar,
    when: (family) => insideOne(family) && family.width[0] === 1,
  },
  {
    name: "attained",
    about: "bounds met with equality: ±I, permutations, diagonals, chains, rank one",
    weight: 3.5,
    expand: attained,
    when: insideOne,
  },
  {
    name: "no feedback",
    about: "A = 0 or gamma = 0",
    weight: 2.5,
    expand: noFeedback,
    when: (family) => family.gain[0] === 0 && smallEnough(family),
  },
  {
    name: "degenerate features",
    about: "duplicate, proportional or zero columns, equal rows, Phi = 0",
    weight: 3,
    expand: degenerate,
    when: smallEnough,
  },
  {
    name: "extreme scales",
    about: "Phi, and A against gamma, near 1e±100 and 1e±150",
    weight: 3,
    expand: extremeScales,
    when: ({ width }) => width[0] <= 8,
  },
  { name: "full precision", about: "entries with 53 significant bits", weight: 3, expand: fullPrecision },
  {
    name: "gain exactly 1",
    about: "on the edge of the contraction hypothesis",
    weight: 1,
    expand: gainExactlyOne,
    when: (family) => family.outside && smallEnough(family),
  },
  {
    name: "gain above 1",
    about: "1 < gain <= 1.5",
    weight: 1.5,
    expand: gainAboveOne,
    when: (family) => family.outside && spectral(family) && family.gain[1] <= 1.5,
  },
  {
    name: "small entries, large norm",
    about: "all |gamma a_ij| < 1, gamma ||A|| > 1",
    weight: 1.5,
    expand: smallEntries,
    when: (family) => beyond(family) && severalUnits(family),
  },
  {
    name: "small spectral radius, large norm",
    about: "gamma A nilpotent, not triangular, gamma ||A|| > 1",
    weight: 2.5,
    expand: smallSpectralRadius,
    when: (family) => beyond(family) && severalUnits(family),
  },
  {
    name: "large negative diagonal",
    about: "I - gamma A a P-matrix, gamma ||A|| > 1",
    weight: 1,
    expand: largeNegative,
    when: beyond,
  },
  {
    name: "positive determinant, no P-matrix",
    about: "det(I - gamma A) > 0 with a negative principal minor",
    weight: 1.5,
    expand: positiveDeterminant,
    when: (family) => beyond(family) && severalUnits(family),
  },
  {
    name: "other layer beyond contraction",
    about: "the second layer with gain above 1 and a chosen equilibrium",
    weight: 3,
    expand: otherBeyondContraction,
    when: (family) => family.pair && spectral(family) && beyond(family),
  },
];

const WEIGHTS_ROW = {
  name: "weights and inputs",
  about: "Phi = s relu(W X), X on the sphere, near-parallel, of low rank or with duplicates",
  expand: weightsAndInputs,
};

/** Share of the instances that are made of a data set's rows, where there is one. */
const DATASET_SHARE = 1 / 3;
/** A stratum must reach this part of its expected number of trials before a claim is held. */
const REQUIRED_PART = 0.6;

/** The strata of a family with their shares, which sum to 1. */
export function layerStrata(family: LayerFamily, dataset: Dataset | null): readonly LayerStratum[] {
  const drawn: Omit<LayerStratum, "requiredShare">[] = [];
  const datasetShare = dataset === null ? 0 : DATASET_SHARE;
  const rest = 1 - datasetShare;
  if (dataset !== null)
    drawn.push({
      name: `rows of ${dataset.name}`,
      about: `Phi = s relu(W X), the columns of X rows of ${dataset.name}`,
      share: datasetShare,
      expand: withDatasetRows(dataset),
    });
  if (family.weights > 0) drawn.push({ ...WEIGHTS_ROW, share: rest * family.weights });
  const rows = ROWS.filter((row) => row.when?.(family) ?? true);
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  if (family.weights < 1)
    for (const { name, about, weight, expand } of rows)
      drawn.push({ name, about, expand, share: (rest * (1 - family.weights) * weight) / total });
  return drawn.map((stratum) => ({ ...stratum, requiredShare: Math.floor(stratum.share * REQUIRED_PART * 1e4) / 1e4 }));
}
