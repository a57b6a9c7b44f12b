import type { Derivative } from "../../numerics/dormand-prince.js";
import { zeros } from "../../numerics/doubles.js";
import type { ImplicitData, TrainedBlock } from "./data.js";

const MAX_ITERATIONS = 600;
const STILL = 2 ** -50;

/**
 * theta' = -g(theta) in plain floating point for the integrator: the equilibrium and the adjoints by Picard iteration from
 * the last ones, which are near. A proposal: nothing is promised of its error.
 */
export function flowDerivative(data: ImplicitData, blocks: readonly TrainedBlock[]): Derivative {
  const { gamma, features, y } = data;
  const m = data.A.rows;
  const n = "Phi" in features ? features.Phi.columns : features.X.columns;
  const d = "Phi" in features ? 0 : features.X.rows;
  const labels = y ?? zeros(n);
  const Z = zeros(m * n);
  const P = zeros(m * n);
  const Phi = zeros(m * n);
  const active = new Uint8Array(m * n);
  const inputs = new Uint8Array(m * n);
  const scratch = zeros(n);
  const residual = zeros(n);
  const zero = zeros(m);
  const current = {
    u: data.u ?? zero,
    v: data.v ?? zero,
    A: data.A.data,
    W: "Phi" in features ? zeros(0) : features.W.data,
  };

  const readBlocks = (state: Float64Array): void => {
    let offset = 0;
    for (const block of blocks) {
      const { length } = current[block];
      current[block] = state.subarray(offset, offset + length);
      offset += length;
    }
  };

  const computeFeatures = (): void => {
    if ("Phi" in features) {
      Phi.set(features.Phi.data);
      return;
    }
    for (let j = 0; j < m; j++)
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += current.W[j * d + k] * features.X.data[k * n + i];
        inputs[j * n + i] = sum > 0 ? 1 : 0;
        Phi[j * n + i] = sum > 0 ? features.featureScale * sum : 0;
      }
  };

  /** X <- f(gamma M X), row by row (Gauss–Seidel), until it stands still; M = A or its transpose. */
  const iterate = (X: Float64Array, transposed: boolean, finish: (k: number, image: number) => number): void => {
    for (let step = 0; step < MAX_ITERATIONS; step++) {
      let change = 0;
      let size = 0;
      for (let j = 0; j < m; j++) {
        scratch.fill(0);
        for (let l = 0; l < m; l++) {
          const a = current.A[transposed ? l * m + j : j * m + l];
          if (a !== 0) for (let i = 0; i < n; i++) scratch[i] += a * X[l * n + i];
        }
        for (let i = 0; i < n; i++) {
          const value = finish(j * n + i, gamma * scratch[i]);
          change = Math.max(change, Math.abs(value - X[j * n + i]));
          size = Math.max(size, Math.abs(value));
          X[j * n + i] = value;
        }
      }
      if (!(change > STILL * size)) return;
    }
  };

  return (_time, state, derivative) => {
    readBlocks(state);
    computeFeatures();
    iterate(Z, false, (k, image) => {
      const value = image + Phi[k];
      active[k] = value > 0 ? 1 : 0;
      return Math.max(0, value);
    });
    iterate(P, true, (k, image) => (active[k] === 1 ? current.u[Math.floor(k / n)] + image : 0));
    for (let i = 0; i < n; i++) {
      let sum = -labels[i];
      for (let j = 0; j < m; j++) sum += current.u[j] * Z[j * n + i] + current.v[j] * Phi[j * n + i];
      residual[i] = sum;
    }
    let offset = 0;
    const emit = (value: number): void => {
      derivative[offset++] = -value;
    };
    for (const block of blocks)
      for (let j = 0; j < m; j++) {
        const across = (f: (k: number, i: number) => number): number => {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += residual[i] * f(j * n + i, i);
          return sum;
        };
        if (block === "u") emit(across((k) => Z[k]));
        else if (block === "v") emit(across((k) => Phi[k]));
        else if (block === "A") for (let l = 0; l < m; l++) emit(gamma * across((k, i) => P[k] * Z[l * n + i]));
        else if (!("Phi" in features))
          for (let l = 0; l < d; l++)
            emit(
              features.featureScale *
                across((k, i) => (inputs[k] === 1 ? (P[k] + current.v[j]) * features.X.data[l * n + i] : 0)),
            );
      }
  };
}
