import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { zeros } from "../../numerics/doubles.js";
import { Matrix } from "../../numerics/matrix.js";
import { multiply } from "../../numerics/products.js";
import { twoSum } from "../../numerics/rounding.js";
import { mistakenAdjoint } from "./adjoints.js";
import type { ImplicitData } from "./data.js";
import { difference, entriesOf, fromColumns } from "./entries.js";
import { sameFeatures } from "./features.js";
import { LayerTraining } from "./training.js";
import type { DerivativeForm } from "./training-view.js";

/** A layer and its other layer, of the same gamma and features: the direction is D = A' - A. */
export interface DirectionalPoint {
  readonly data: ImplicitData;
  readonly layer: LayerTraining;
  readonly other: LayerTraining;
}

export interface DirectionalDerivatives {
  readonly derivatives: readonly Ball[];
  /** |[yhat(A + D) - yhat(A - D)]/2 - derivative| per sample; unknown unless 2 A - A' is a matrix of doubles */
  errors(): readonly Ball[];
}

/** Derivatives of the outputs along D, by the true formula or a mistaken one. */
export function derivativesAlong(point: DirectionalPoint, form: DerivativeForm): DirectionalDerivatives {
  const { data, layer, other } = point;
  const unknown = new Array<Ball>(layer.samples).fill(Ball.unknown());
  const { u } = data;
  const shared = data.gamma === (data.other?.gamma ?? data.gamma) && sameFeatures(layer.featureData, other.featureData);
  if (u === undefined || !shared) return { derivatives: unknown, errors: () => unknown };
  const D = difference(BallMatrix.exact(other.A), BallMatrix.exact(layer.A));
  const P = adjointsFor(layer, u, form);
  const Z = layer.equilibriumMatrix;
  const derivatives = form === "swapped factors" ? along(layer, Z, D, P) : along(layer, P, D, Z);
  return {
    derivatives,
    errors: () => {
      const mirror = mirrored(layer.A, other.A);
      if (mirror === null) return unknown;
      const behind = new LayerTraining({ ...data, A: mirror });
      const [ahead, back] = [other.outputs, behind.outputs];
      return derivatives.map((slope, i) => ahead[i].minus(back[i]).times(Ball.exact(0.5)).minus(slope).abs());
    },
  };
}

/** gamma l_i^T D r_i per sample */
function along(layer: LayerTraining, left: BallMatrix, D: BallMatrix, right: BallMatrix): readonly Ball[] {
  const images = multiply(D, right);
  return Array.from({ length: layer.samples }, (_, i) => {
    if (!images.known || !left.known) return Ball.unknown();
    const l = entriesOf(left.column(i));
    const terms = entriesOf(images.column(i)).map((x, j) => x.times(l[j]));
    return layer.gamma.times(terms.reduce((sum, term) => sum.plus(term)));
  });
}

function adjointsFor(layer: LayerTraining, u: Float64Array, form: DerivativeForm): BallMatrix {
  if (form === "implicit" || form === "swapped factors") return layer.adjoints;
  const unknown = BallMatrix.unknown(layer.width, layer.samples);
  const columns = layer.supports.map((support) =>
    support === null ? unknown : mistakenAdjoint(layer.gainMatrix, u, support, form),
  );
  return columns.every((column) => column.known) ? fromColumns(layer.width, columns) : unknown;
}

/** 2 A - A', or null where an entry is not a double. */
function mirrored(A: Matrix, moved: Matrix): Matrix | null {
  const data = zeros(A.data.length);
  for (let k = 0; k < data.length; k++) {
    const { sum, error } = twoSum(2 * A.data[k], -moved.data[k]);
    if (error !== 0 || !Number.isFinite(sum)) return null;
    data[k] = sum;
  }
  return new Matrix(A.rows, A.columns, data);
}
