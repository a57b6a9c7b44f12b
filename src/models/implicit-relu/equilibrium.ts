import type { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { type FixedPoint, solveFixedPoint } from "../../numerics/fixed-point.js";
import type { Matrix } from "../../numerics/matrix.js";
import type { Enumeration } from "./active-sets.js";
import { entriesOf, fromEntries } from "./entries.js";
import type { GainMatrix } from "./gain-matrix.js";

/** What is known about the layer when its equilibrium is asked for; the functions are called only where needed. */
export interface EquilibriumQuestion {
  readonly gain: GainMatrix;
  readonly features: BallMatrix;
  /** q = gamma ||A||_2 */
  readonly gainNorm: Ball;
  /** The instance's chosen equilibrium */
  readonly chosen: Matrix | undefined;
  /** True where I - gamma A is certainly a P-matrix */
  isPMatrix(): boolean;
  /** All equilibria of each column by enumeration; null where the layer is too wide */
  enumeration(): readonly Enumeration[] | null;
}

export interface Equilibrium {
  /** Z, entry by entry; unknown where none is certified */
  readonly Z: BallMatrix;
  /** N = gamma A Z + Phi; Z = relu(N) */
  readonly preactivation: BallMatrix;
  /** True where each column has no other equilibrium, so that equal features have equal states */
  readonly isOnlyOne: boolean;
}

/**
 * The equilibrium that claims speak of: the chosen one where it satisfies the equation exactly; else the only one, where
 * q < 1, rho(gamma |A|) < 1 or a P-matrix certifies that there is only one, or where the enumeration of active sets finds
 * exactly one in each column; else unknown.
 */
export function equilibriumOf(question: EquilibriumQuestion): Equilibrium {
  const { gain, features, gainNorm, chosen } = question;
  if (chosen !== undefined) {
    const Z = BallMatrix.exact(chosen);
    const preactivation = gain.affine(Z, features);
    if (isFixed(Z, preactivation)) return { Z, preactivation, isOnlyOne: false };
  }
  const problem = { gamma: gain.gamma, A: gain.A, Phi: features };
  const contracted = solveFixedPoint(problem, gainNorm.known ? { gain: gainNorm.upper() } : {});
  if (contracted.Z.known) return only(contracted);
  if (question.isPMatrix()) {
    const unique = solveFixedPoint(problem, { isUnique: true });
    if (unique.Z.known) return only(unique);
  }
  return onlyOneFound(question) ?? nothing(features);
}

/** True where relu(N) = Z holds in every entry exactly. */
function isFixed(Z: BallMatrix, preactivation: BallMatrix): boolean {
  const states = entriesOf(Z);
  return (
    preactivation.known &&
    entriesOf(preactivation).every((x, k) => {
      const z = states[k].mid;
      return z > 0 ? x.rad === 0 && x.mid === z : z === 0 && x.upper() <= 0;
    })
  );
}

function onlyOneFound({ gain, features, enumeration }: EquilibriumQuestion): Equilibrium | null {
  const columns = enumeration();
  if (columns === null || !columns.every(({ count }) => count === 1)) return null;
  const samples = columns.length;
  const entries = Array.from({ length: gain.width * samples }, (_, k) => {
    const [only] = columns[k % samples].equilibria;
    return only[Math.floor(k / samples)];
  });
  const Z = fromEntries(gain.width, samples, entries);
  return { Z, preactivation: gain.affine(Z, features), isOnlyOne: true };
}

const only = ({ Z, preActivation }: FixedPoint): Equilibrium => ({ Z, preactivation: preActivation, isOnlyOne: true });

function nothing({ rows, columns }: BallMatrix): Equilibrium {
  const unknown = BallMatrix.unknown(rows, columns);
  return { Z: unknown, preactivation: unknown, isOnlyOne: false };
}
