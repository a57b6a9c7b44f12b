import { Ball } from "../../numerics/ball.js";
import { lazy } from "../lazy.js";
import type { SllActivation, SllLayerData } from "./data.js";
import type { SllLayer } from "./view.js";

const ZERO = Ball.exact(0);
const ONE = Ball.exact(1);
const dot = (x: readonly Ball[], y: readonly Ball[]): Ball =>
  x.reduce((sum, value, k) => sum.plus(value.times(y[k])), ZERO);
const exactly = (values: Iterable<number>): Ball[] => Array.from(values, (value) => Ball.exact(value));

/** Least and greatest slope of each function. */
const SLOPES: Readonly<Record<SllActivation, readonly [number, number]>> = {
  relu: [0, 1],
  identity: [1, 1],
  tanh: [0, 1],
  sigmoid: [0, 0.25],
  softplus: [0, 1],
};

/** 1 / (1 + e^-z), with the exponential of a number that is not positive */
function logistic(z: Ball): Ball {
  const E = z.abs().negate().exp();
  return (z.mid < 0 ? E : ONE).over(ONE.plus(E));
}

function activated(activation: SllActivation, z: Ball): Ball {
  switch (activation) {
    case "relu":
      return z.max(ZERO);
    case "identity":
      return z;
    case "tanh":
      return logistic(z.timesPowerOfTwo(1)).timesPowerOfTwo(1).minus(ONE);
    case "sigmoid":
      return logistic(z);
    case "softplus":
      return z.max(ZERO).plus(ONE.plus(z.abs().negate().exp()).log());
  }
}

/** An SDP-based Lipschitz layer and two of its inputs, in float64 balls. */
export class Float64SllLayer implements SllLayer {
  readonly inputs: number;
  readonly units: number;
  readonly #data: SllLayerData;
  readonly #gain: Ball;
  /** s(W'x + b) - s(W'y + b) */
  readonly #difference = lazy(() => this.#activationDifference());
  /** W T^-1 (s(W'x + b) - s(W'y + b)) */
  readonly #update = lazy(() => this.#mapped());

  constructor(data: SllLayerData) {
    this.#data = data;
    this.inputs = data.W.rows;
    this.units = data.W.columns;
    this.#gain = Ball.exact(data.gain ?? 1);
  }

  get inputDistance(): Ball {
    const d = this.#shift();
    return dot(d, d).sqrt();
  }

  outputDistance(factor = 2): Ball {
    const update = this.#update();
    const d = this.#shift().map((x, i) => x.minus(Ball.exact(factor).times(update[i])));
    return dot(d, d).sqrt();
  }

  get slopeLow(): Ball {
    const [low, high] = this.#slopes();
    return low.min(high);
  }

  get slopeHigh(): Ball {
    const [low, high] = this.#slopes();
    return low.max(high);
  }

  scale(unit: number): Ball {
    return Ball.exact(this.#data.T[this.#checked(unit)]);
  }

  weight(unit: number): Ball {
    return Ball.exact(this.#data.q?.[this.#checked(unit)] ?? 1);
  }

  dominance(unit: number): Ball {
    const column = this.#column(this.#checked(unit));
    let sum = ZERO;
    for (let j = 0; j < this.units; j++) sum = sum.plus(dot(column, this.#column(j)).abs().times(this.weight(j)));
    return sum;
  }

  columnSquare(unit: number): Ball {
    const column = this.#column(this.#checked(unit));
    return dot(column, column);
  }

  get updateSquare(): Ball {
    const update = this.#update();
    return dot(update, update);
  }

  get updateWeight(): Ball {
    return this.#difference().reduce((sum, d, i) => sum.plus(d.power(2).over(this.scale(i))), ZERO);
  }

  #shift(): Ball[] {
    return exactly(this.#data.x).map((x, i) => x.minus(Ball.exact(this.#data.y[i])));
  }

  #slopes(): readonly [Ball, Ball] {
    const [low, high] = SLOPES[this.#data.activation];
    return [this.#gain.times(Ball.exact(low)), this.#gain.times(Ball.exact(high))];
  }

  #column(unit: number): Ball[] {
    return exactly(this.#data.W.column(unit));
  }

  #activationDifference(): Ball[] {
    const { activation, b, x, y } = this.#data;
    const at = (input: Float64Array, i: number): Ball =>
      activated(activation, dot(this.#column(i), exactly(input)).plus(Ball.exact(b[i])));
    return Array.from({ length: this.units }, (_, i) => this.#gain.times(at(x, i).minus(at(y, i))));
  }

  #mapped(): Ball[] {
    const scaled = this.#difference().map((d, i) => d.over(this.scale(i)));
    return Array.from({ length: this.inputs }, (_, i) => dot(exactly(this.#data.W.row(i)), scaled));
  }

  #checked(unit: number): number {
    if (!Number.isInteger(unit) || unit < 0 || unit >= this.units)
      throw new RangeError(`unit ${unit} does not exist: there are ${this.units}, counted from 0`);
    return unit;
  }
}
