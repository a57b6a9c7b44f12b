import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ImplicitData } from "../models/implicit-relu/data.js";
import { Matrix } from "../numerics/matrix.js";
import { type ImplicitLayerInstances, implicitLayer } from "./index.js";
import { determinant } from "./testing/dense.js";
import {
  difference,
  equilibrium,
  equilibriumCount,
  gain,
  isPMatrix,
  norm,
  type PlainLayer,
  picard,
  plainLayer,
  plainOther,
  rectified,
  singularValueRange,
  solve,
  spectralRadius,
} from "./testing/plain-layer.js";

/**
 * The power to find: every false statement of the theory's lists is refuted by random instances alone, and soon. The
 * statements are evaluated here in plain float64, apart from models/ and engine/.
 */

/** True where the instance refutes the false statement by a clear margin. */
type Refutes = (layer: PlainLayer, data: ImplicitData) => boolean;

const TRIALS = 1000;
const KEYS = [1n, 20n, 300n];

const exceeds = (left: number, right: number) => left > right + 1e-6 * Math.max(Math.abs(left), Math.abs(right));

/** A statement about the equilibrium of a contraction. */
function contraction(refutes: (layer: PlainLayer, Z: Matrix, q: number, data: ImplicitData) => boolean): Refutes {
  return (layer, data) => {
    const q = gain(layer);
    if (!(q < 1 - 1e-9)) return false;
    const Z = equilibrium(layer);
    return Z !== null && refutes(layer, Z, q, data);
  };
}

/** A false statement about errors e_k = ||Z_k - Z|| and steps s_k of Picard's iteration from the instance's start. */
function iteration(refutes: (e: number[], s: number[], q: number, layer: PlainLayer) => boolean): Refutes {
  return contraction((layer, Z, q, data) => {
    const start = data.start ?? new Matrix(Z.rows, Z.columns);
    const run = picard(layer, start, 3);
    const errors = run.map((iterate) => norm(difference(iterate, Z)));
    const steps = run.slice(1).map((iterate, k) => norm(difference(iterate, run[k])));
    if (errors[1] < 1e-9 * norm(Z)) return false;
    return refutes(errors, steps, q, layer);
  });
}

function pair(
  refutes: (distance: number, first: PlainLayer, Z1: Matrix, second: PlainLayer, Z2: Matrix) => boolean,
): Refutes {
  return contraction((layer, Z, _q, data) => {
    const second = plainOther(data);
    const Z2 = data.other?.equilibrium ?? equilibrium(second);
    return Z2 !== null && refutes(norm(difference(Z, Z2)), layer, Z, second, Z2);
  });
}

/** ||gamma_1 A_1 - gamma_2 A_2|| */
function weightDistance(first: PlainLayer, second: PlainLayer): number {
  const [a, b] = [first, second].map(({ gamma, A }) => A.map((value) => gamma * value));
  return singularValueRange(difference(a, b))[0];
}

const unique: Refutes = (layer) => {
  if (layer.A.rows > 4) return false;
  const count = equilibriumCount(layer);
  return count !== null && count !== 1;
};
const identityMinus = ({ gamma, A }: PlainLayer, absolute = false) =>
  A.toRows().map((row, i) => row.map((a, j) => (i === j ? 1 : 0) - gamma * (absolute ? Math.abs(a) : a)));
const zero = (layer: PlainLayer) => new Matrix(layer.Phi.rows, layer.Phi.columns);

const contractions = implicitLayer({ width: [1, 10], samples: [1, 4], starts: true });
const pairs = implicitLayer({ width: [1, 10], samples: [1, 4], pair: true });
const absolute = implicitLayer({ width: [1, 6], samples: [1, 3], absoluteGain: [0, 1] });
const pMatrices = implicitLayer({ width: [1, 6], samples: [1, 3], pMatrix: true });

const FALSEHOODS: readonly (readonly [string, ImplicitLayerInstances, Refutes])[] = [
  [
    "C1: rho(gamma A) < 1 suffices",
    contractions,
    (layer, data) => spectralRadius(layer) < 0.999 && unique(layer, data),
  ],
  [
    "C1: all |gamma a_ij| < 1 suffices",
    contractions,
    (layer, data) => layer.A.data.every((a) => Math.abs(layer.gamma * a) < 1) && unique(layer, data),
  ],
  [
    "C1b: rho(gamma A) < 1 instead of |A|",
    absolute,
    (layer, data) => spectralRadius(layer) < 0.999 && unique(layer, data),
  ],
  [
    "C1b: z <= (I - gamma A)^-1 relu(phi)",
    absolute,
    contraction((layer, Z) => {
      const bound = solve(identityMinus(layer), Array.from(rectified(layer.Phi).column(0)));
      return bound?.some((value, i) => exceeds(Z.at(i, 0), value)) ?? false;
    }),
  ],
  [
    "C1b: |z_k - z| <= |z_k+1 - z_k|",
    absolute,
    contraction((layer, Z) => exceeds(norm(Z), norm(rectified(layer.Phi))) && norm(Z) > 0),
  ],
  [
    "C1c: a P-matrix makes Picard converge",
    pMatrices,
    (layer) => {
      if (layer.A.rows > 4 || !isPMatrix(layer)) return false;
      const last = picard(layer, zero(layer), 400).slice(-2);
      return !(norm(difference(last[1], last[0])) <= 1e-3 * norm(last[1]));
    },
  ],
  [
    "C1c: det(I - gamma A) > 0 suffices",
    pMatrices,
    (layer, data) => determinant(identityMinus(layer)) > 1e-9 && unique(layer, data),
  ],
  [
    "C1c: not a P-matrix, so this phi fails",
    pMatrices,
    (layer) => layer.A.rows <= 4 && !isPMatrix(layer) && equilibriumCount(layer) === 1,
  ],
  ["C2: error <= step", contractions, iteration((e, s) => exceeds(e[0], s[0]))],
  ["C2: error <= step / (1 + q)", contractions, iteration((e, s, q) => exceeds(e[0], s[0] / (1 + q)))],
  ["C2: error <= q step / (1 - q)", contractions, iteration((e, s, q) => exceeds(e[0], (q * s[0]) / (1 - q)))],
  ["C2: rate q^2", contractions, iteration((e, _s, q) => exceeds(e[1], q * q * e[0]))],
  ["C2: rate rho(gamma A)", contractions, iteration((e, _s, _q, layer) => exceeds(e[1], spectralRadius(layer) * e[0]))],
  ["C2: step <= error", contractions, iteration((e, s) => exceeds(s[0], e[0]))],
  [
    "C3: ||Z|| <= ||Phi|| / (1 - q^2)",
    contractions,
    contraction((layer, Z, q) => exceeds(norm(Z), norm(rectified(layer.Phi)) / (1 - q * q))),
  ],
  ["C3: ||Z|| >= ||relu(Phi)||", contractions, contraction((layer, Z) => exceeds(norm(rectified(layer.Phi)), norm(Z)))],
  [
    "C3: spectral norms for signed Phi",
    contractions,
    contraction((layer, Z, q) => exceeds(singularValueRange(Z)[0], singularValueRange(layer.Phi)[0] / (1 - q))),
  ],
  [
    "C3: sigma_min(Z) >= sigma_min(Phi)(1 - q)",
    contractions,
    contraction((layer, Z, q) =>
      exceeds(singularValueRange(rectified(layer.Phi))[1] * (1 - q), singularValueRange(Z)[1]),
    ),
  ],
  [
    "C3: full rank is kept",
    contractions,
    contraction((layer, Z) => {
      const [largest, least] = singularValueRange(rectified(layer.Phi));
      return least > 1e-3 * largest && singularValueRange(Z)[1] < 1e-9 * largest;
    }),
  ],
  [
    "C3: ||Z|| >= ||Phi|| / (1 + q) with signs",
    contractions,
    contraction((layer, Z, q) => exceeds(norm(layer.Phi) / (1 + q), norm(Z))),
  ],
  [
    "C4: without 1 / (1 - q1)",
    pairs,
    pair((d, a, _Z1, b, Z2) => exceeds(d, weightDistance(a, b) * norm(Z2) + norm(difference(a.Phi, b.Phi)))),
  ],
  [
    "C4: indices not crossed",
    pairs,
    pair((d, a, Z1, b) =>
      exceeds(d, (weightDistance(a, b) * norm(Z1) + norm(difference(a.Phi, b.Phi))) / (1 - gain(a))),
    ),
  ],
  [
    "C4: least gain with least norm",
    pairs,
    pair((d, a, Z1, b, Z2) => {
      const q = Math.min(gain(a), gain(b));
      const Z = Math.min(norm(Z1), norm(Z2));
      return exceeds(d, (weightDistance(a, b) * Z + norm(difference(a.Phi, b.Phi))) / (1 - q));
    }),
  ],
  [
    "C4: spectral norms for signed Phi",
    pairs,
    pair((_d, a, Z1, b, Z2) => {
      const distance = singularValueRange(difference(Z1, Z2))[0];
      const right = weightDistance(a, b) * singularValueRange(Z2)[0] + singularValueRange(difference(a.Phi, b.Phi))[0];
      return exceeds(distance, right / (1 - gain(a)));
    }),
  ],
  [
    "C4: rho(gamma A1) for q1",
    pairs,
    pair((d, a, _Z1, b, Z2) => {
      const radius = spectralRadius(a);
      if (!(radius < 1)) return false;
      return exceeds(d, (weightDistance(a, b) * norm(Z2) + norm(difference(a.Phi, b.Phi))) / (1 - radius));
    }),
  ],
  ...([1, 2] as const).flatMap((k): (readonly [string, ImplicitLayerInstances, Refutes])[] => [
    [
      `C12: q^${k} ||Phi|| without 1 / (1 - q)`,
      contractions,
      contraction((layer, Z, q) => {
        const error = norm(difference(picard(layer, zero(layer), k)[k], Z));
        return exceeds(error, q ** k * norm(rectified(layer.Phi)));
      }),
    ],
    [
      `C12: q^${k + 1} ||Phi|| / (1 - q) after ${k} steps`,
      contractions,
      contraction((layer, Z, q) => {
        const error = norm(difference(picard(layer, zero(layer), k)[k], Z));
        return exceeds(error, (q ** (k + 1) * norm(rectified(layer.Phi))) / (1 - q));
      }),
    ],
  ]),
  [
    "C12: rho(gamma A)^K",
    contractions,
    contraction((layer, Z) => {
      const error = norm(difference(picard(layer, zero(layer), 1)[1], Z));
      return exceeds(error, spectralRadius(layer) * norm(Z));
    }),
  ],
  [
    "C12: every coordinate converges monotonically",
    contractions,
    contraction((layer, Z) => {
      const run = picard(layer, zero(layer), 3);
      return run.some(
        (iterate, k) => k > 0 && iterate.data.some((value, i) => exceeds(run[k - 1].data[i], value) && Z.data[i] > 0),
      );
    }),
  ],
];

for (const [name, family, refutes] of FALSEHOODS)
  test(`refuted by random instances: ${name}`, () => {
    const needed = KEYS.map((key) => {
      for (let index = 0; index < TRIALS; index++) {
        const { data } = family.draw(key, index);
        if (refutes(plainLayer(data), data)) return index + 1;
      }
      return Number.POSITIVE_INFINITY;
    });
    if (process.env.LEMMACHECK_SHOW !== undefined) console.log(`${name}: ${needed.join(" ")}`);
    assert.ok(Math.max(...needed) <= TRIALS, `trials needed: ${needed.join(", ")}`);
  });

test("true statements survive the same instances", () => {
  for (let index = 0; index < 600; index++) {
    const { data } = pairs.draw(9n, index);
    const layer = plainLayer(data);
    const q = gain(layer);
    const Z = q < 1 - 1e-9 ? equilibrium(layer) : null;
    if (Z === null) continue;
    assert.not.ok(exceeds(norm(Z), norm(rectified(layer.Phi)) / (1 - q)));
    const second = plainOther(data);
    const Z2 = data.other?.equilibrium ?? (gain(second) < 1 - 1e-9 ? equilibrium(second) : null);
    if (Z2 === null) continue;
    const right = weightDistance(layer, second) * norm(Z2) + norm(difference(layer.Phi, second.Phi));
    assert.not.ok(exceeds(norm(difference(Z, Z2)), right / (1 - q)));
  }
});

test.run();
