import type { ImplicitData, TrainedBlock } from "../../models/implicit-relu/data.js";
import type { LoadedTensorFlow, Tensor, TensorFlow } from "./load.js";

/** Derivatives by an engine that knows nothing of our formulas. */
export interface AutodiffOracle {
  /** "tensorflow.js, tfjs-node 4.22.0" */
  readonly name: string;
  /** Unit roundoff of its numbers: 2^-24 for float32. */
  readonly unitRoundoff: number;
  /**
   * Loss and gradient of the layer unrolled for K steps from Z = 0: Z <- relu(gamma A Z + Phi), Phi = s relu(W X),
   * L = ||Z^T u + Phi^T v - y||^2 / 2. Blocks row-major.
   * @throws RangeError unless the layer has W, X, u and y.
   */
  unrolledGradient(layer: ImplicitData, steps: number): UnrolledGradient;
}

export interface UnrolledGradient {
  readonly loss: number;
  readonly gradient: Readonly<Record<TrainedBlock, Float64Array>>;
}

/** Automatic differentiation by TensorFlow.js. */
export function tensorFlowOracle({ tf, engine, version }: LoadedTensorFlow): AutodiffOracle {
  return {
    name: `tensorflow.js, ${engine} ${version}`,
    unitRoundoff: 2 ** -24,
    unrolledGradient: (layer, steps) => tf.tidy(() => differentiate(tf, layer, steps)),
  };
}

function differentiate(tf: TensorFlow, layer: ImplicitData, steps: number): UnrolledGradient {
  const { features, u, y, gamma } = layer;
  if ("Phi" in features || u === undefined || y === undefined)
    throw new RangeError("the unrolled gradient needs W, X, u and y");
  const { W, X, featureScale } = features;
  const m = W.rows;
  const n = X.columns;
  const v = layer.v ?? new Float64Array(m);
  const inputs = tf.tensor(Float32Array.from(X.data), [X.rows, n]);
  const labels = tf.tensor(Float32Array.from(y), [n, 1]);
  const loss = (uT: Tensor, vT: Tensor, aT: Tensor, wT: Tensor): Tensor => {
    const phi = tf.mul(tf.scalar(featureScale), tf.relu(tf.matMul(wT, inputs)));
    const feedback = tf.mul(tf.scalar(gamma), aT);
    let z = tf.relu(phi); // the first step from Z = 0
    for (let k = 1; k < steps; k++) z = tf.relu(tf.add(tf.matMul(feedback, z), phi));
    const outputs = tf.add(tf.matMul(z, uT, true), tf.matMul(phi, vT, true));
    return tf.mul(tf.scalar(0.5), tf.sum(tf.square(tf.sub(outputs, labels))));
  };
  const column = (values: Float64Array): Tensor => tf.tensor(Float32Array.from(values), [m, 1]);
  const parameters = [
    column(u),
    column(v),
    tf.tensor(Float32Array.from(layer.A.data), [m, m]),
    tf.tensor(Float32Array.from(W.data), [m, W.columns]),
  ];
  const differentiated = tf.valueAndGrads((...blocks) => loss(blocks[0], blocks[1], blocks[2], blocks[3]));
  const { value, grads } = differentiated(parameters);
  const [gu, gv, gA, gW] = grads.map((tensor) => Float64Array.from(tensor.dataSync()));
  return { loss: Number(value.dataSync()[0]), gradient: { u: gu, v: gv, A: gA, W: gW } };
}
