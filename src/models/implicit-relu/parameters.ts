import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { zeros } from "../../numerics/doubles.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { subtract } from "../../numerics/products.js";
import type { ImplicitData, TrainedBlock } from "./data.js";

/** theta = (u, v, A, W) as doubles, row-major; W is empty where the features are given as Phi. */
export class Point {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly A: Float64Array;
  readonly W: Float64Array;
  readonly samples: number;

  constructor(u: Float64Array, v: Float64Array, A: Float64Array, W: Float64Array, samples: number) {
    this.u = u;
    this.v = v;
    this.A = A;
    this.W = W;
    this.samples = samples;
  }

  block(name: TrainedBlock): Float64Array {
    return this[name];
  }
}

export function parametersOf({ u, v, A, features }: ImplicitData): Point {
  const zero = () => zeros(A.rows);
  const [W, samples] = "Phi" in features ? [zeros(0), features.Phi.columns] : [features.W.data, features.X.columns];
  return new Point(u ?? zero(), v ?? zero(), A.data, W, samples);
}

/** The instance with some blocks replaced; its runs are left out. */
export function withParameters(data: ImplicitData, blocks: ReadonlyMap<TrainedBlock, Float64Array>): ImplicitData {
  const { gamma, A, features, u, v, y, trained } = data;
  const [newU, newV, newA, newW] = (["u", "v", "A", "W"] as const).map((block) => blocks.get(block));
  const outputs = newU ?? u;
  const skip = newV ?? v;
  return {
    gamma,
    A: newA === undefined ? A : new Matrix(A.rows, A.rows, newA),
    features:
      newW === undefined || "Phi" in features
        ? features
        : { ...features, W: new Matrix(features.W.rows, features.W.columns, newW) },
    ...(outputs === undefined ? {} : { u: outputs }),
    ...(skip === undefined ? {} : { v: skip }),
    ...(y === undefined ? {} : { y }),
    ...(trained === undefined ? {} : { trained }),
  };
}

/** Distances of two points: over all blocks, over u and v, of A, of W. */
export interface BlockMoves {
  readonly all: Ball;
  readonly outputs: Ball;
  readonly A: Ball;
  readonly W: Ball;
}

export function movesOf(from: Point, to: Point): BlockMoves {
  const distance = (block: TrainedBlock): Ball => {
    const [a, b] = [from.block(block), to.block(block)];
    if (a === b || a.length === 0) return Ball.exact(0);
    const column = (data: Float64Array) => BallMatrix.exact(new Matrix(data.length, 1, data));
    return frobeniusNorm(subtract(column(b), column(a)));
  };
  const A = distance("A");
  const W = distance("W");
  const squares = distance("u").power(2).plus(distance("v").power(2));
  return { all: squares.plus(A.power(2)).plus(W.power(2)).sqrt(), outputs: squares.sqrt(), A, W };
}
