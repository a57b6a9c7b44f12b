import type { Dataset, Stratum } from "../claims/instances.js";
import type { ImplicitData, TrainedBlock } from "../models/implicit-relu/data.js";
import type { CounterStream } from "../numerics/random.js";
import { DATASET_SHARE, datasetStrata } from "./dataset-training.js";
import { filledMatrix, toGrid } from "./matrices.js";
import { layer, oneUnit, trainedBlocks } from "./training-draft.js";
import { labelled, type Placement } from "./training-labels.js";
import type { TrainedFamily, TrainingRecipe } from "./training-options.js";

/** A stratum together with the way its instances are made. */
export interface TrainingStratum extends Stratum {
  readonly share: number;
  readonly expand: (stream: CounterStream, recipe: TrainingRecipe, family: TrainedFamily) => ImplicitData;
}

interface Row {
  readonly name: string;
  readonly about: string;
  readonly weight: number;
  readonly expand: TrainingStratum["expand"];
  readonly when?: (family: TrainedFamily) => boolean;
}

const OUTPUTS: readonly TrainedBlock[] = ["u", "v"];

const general =
  (placement: Placement): TrainingStratum["expand"] =>
  (stream, recipe, family) => {
    const draft = layer(stream, recipe, family);
    return labelled(stream, draft, trainedBlocks(stream), placement, family, { integrate: false });
  };

const ROWS: readonly Row[] = [
  {
    name: "on the boundary",
    about: "the largest labels for which the hypotheses hold, lowered by 2^-20",
    weight: 40,
    expand: general("boundary"),
  },
  { name: "inside", about: "labels below the boundary", weight: 12, expand: general("inside") },
  {
    name: "beyond",
    about: "labels above the boundary: the hypotheses fail",
    weight: 2,
    expand: general("beyond"),
  },
  {
    name: "output weights alone",
    about: "u, or u and v, are trained: the residual moves linearly",
    weight: 14,
    expand: (stream, recipe, family) => {
      const draft = layer(stream, recipe, family);
      const trained = stream.chance(1, 2) ? OUTPUTS : (["u"] as const);
      return labelled(stream, draft, trained, "boundary", family, { integrate: true });
    },
  },
  {
    name: "one unit, u and W",
    about: "one unit, one sample, u and W trained, v = 0: the flow is known in closed form",
    weight: 20,
    expand: (stream, _recipe, family) => {
      const draft = oneUnit(stream, family);
      return labelled(stream, draft, ["u", "W"], "boundary", family, { integrate: true });
    },
    when: ({ width, samples }) => width[0] === 1 && samples[0] === 1,
  },
  {
    name: "one unit, back to 0",
    about: "one unit, gamma = 0, u_0 up to w_0/5, y = 0, late times: the path is longer than ||r_0||/alpha_0",
    weight: 2,
    expand: (stream, _recipe, family) => {
      const draft = { ...oneUnit(stream, family), gamma: 0 };
      const { W, X } = draft.features;
      const length = Math.sqrt(X.data.reduce((sum, x) => sum + x * x, 0));
      const reach = X.data.reduce((sum, x, k) => sum + W.data[k] * x, 0) / length;
      // sqrt 2 u_0/w_0 <= 1 - 1/sqrt 2 is the condition on the radius: u_0/w_0 <= 0.207
      const u = Float64Array.of(stream.sign() * reach * stream.uniform(0.1, 0.205));
      const options = { integrate: true, outputs: { u }, labels: Float64Array.of(0), late: true };
      return labelled(stream, draft, ["u", "W"], "inside", family, options);
    },
    when: ({ theorem, times, width, samples }) => theorem === "flow" && times > 0 && width[0] === 1 && samples[0] === 1,
  },
  {
    name: "one unit, u and A",
    about: "one unit, one sample, u and A trained, gamma A > 0: what bounds the move of Z is nearly attained",
    weight: 5,
    expand: (stream, _recipe, family) => {
      const draft = oneUnit(stream, family);
      const A = draft.A.map((x) => Math.abs(x));
      const gamma = (toGrid(stream.uniform(family.gain[0], family.gain[1])) * 0.999) / A.data[0];
      return labelled(stream, { ...draft, gamma, A }, ["u", "A"], "boundary", family, { integrate: true });
    },
    when: ({ width, samples }) => width[0] === 1 && samples[0] === 1,
  },
  {
    name: "integrated",
    about: "a small layer, all blocks or some trained, the flow enclosed by certified steps",
    weight: 2.5,
    expand: (stream, recipe, family) => {
      const small = {
        ...recipe,
        width: Math.max(family.width[0], Math.min(recipe.width, 4)),
        samples: Math.max(family.samples[0], Math.min(recipe.samples, 2)),
      };
      const draft = layer(stream, small, { ...family, gain: [family.gain[0], Math.min(family.gain[1], 0.5)] });
      return labelled(stream, draft, trainedBlocks(stream), "boundary", family, { integrate: true });
    },
    when: ({ times, width, samples }) => times > 0 && width[0] <= 4 && samples[0] <= 2,
  },
  {
    name: "large output weights",
    about: "one unit, |u_0| between 4 and 16, a tiny residual: no certificate of descent holds",
    weight: 2.5,
    expand: (stream, _recipe, family) => {
      const draft = oneUnit(stream, family);
      const u = Float64Array.of(stream.sign() * stream.integer(4, 16));
      return labelled(stream, draft, ["u", "W"], "beyond", family, { integrate: true, outputs: { u } });
    },
    when: ({ theorem, width, samples }) => theorem === "descent" && width[0] === 1 && samples[0] === 1,
  },
  {
    name: "equal inputs",
    about: "two samples with the same input: the Gram matrix is singular and the hypotheses fail",
    weight: 1,
    expand: (stream, recipe, family) => {
      const samples = Math.max(2, Math.min(recipe.samples, family.samples[1]));
      const draft = layer(stream, { ...recipe, samples }, family);
      const { X } = draft.features;
      const twice = filledMatrix(X.rows, X.columns, (i, j) => X.at(i, j === 1 ? 0 : j));
      const features = { ...draft.features, X: twice };
      return labelled(stream, { ...draft, features }, trainedBlocks(stream), "beyond", family, { integrate: false });
    },
    when: ({ samples }) => samples[1] > 1,
  },
];

/** A stratum must reach this part of its expected number of trials before a claim is held. */
const REQUIRED_PART = 0.6;

/** The strata of a family with their shares, which sum to 1. */
export function trainingStrata(family: TrainedFamily, dataset: Dataset | null): readonly TrainingStratum[] {
  const drawn: Omit<TrainingStratum, "requiredShare">[] = [];
  const datasetShare = dataset === null ? 0 : DATASET_SHARE;
  const rows = ROWS.filter((row) => row.when?.(family) ?? true);
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  for (const { name, about, weight, expand } of rows)
    drawn.push({ name, about, expand, share: ((1 - datasetShare) * weight) / total });
  if (dataset !== null) drawn.push(...datasetStrata(dataset, family));
  return drawn.map((stratum) => ({
    ...stratum,
    requiredShare: stratum.share < 0.01 ? 0 : Math.floor(stratum.share * REQUIRED_PART * 1e4) / 1e4,
  }));
}
