/** Helper functions of the stand-alone scripts about implicit ReLU layers: no dependency but NumPy, or none at all. */

export const IMPLICIT_PYTHON = `\
import itertools
from types import SimpleNamespace
import numpy as np
from numpy.linalg import det, norm

def relu(N):
    return np.maximum(N, 0.0)

def solve_equilibrium(M, phi):
    """One column of Z = relu(M Z + Phi): guess the active set, solve, repeat; else enumerate the active sets."""
    m = len(phi)
    def on(active):
        S = np.flatnonzero(active)
        z = np.zeros(m)
        if len(S):
            z[S] = np.linalg.solve(np.eye(len(S)) - M[np.ix_(S, S)], phi[S])
        return z
    active = phi > 0
    for _ in range(100):
        try:
            z = on(active)
        except np.linalg.LinAlgError:
            break
        new = M @ z + phi > 0
        if (new == active).all():
            return z
        active = new
    z = relu(phi)
    for _ in range(100000):
        z = relu(M @ z + phi)
    return z

def Layer(gamma, A, Phi, equilibrium=None, start=None, other_start=None, u=None):
    Z = equilibrium if equilibrium is not None else np.stack([solve_equilibrium(gamma * A, p) for p in Phi.T], axis=1)
    zero = 0 * Phi
    return SimpleNamespace(gamma=gamma, A=A, Phi=Phi, Z=Z, u=u, start=zero if start is None else start,
                           other_start=zero if other_start is None else other_start)

def picard(L, Z, k):
    for _ in range(k):
        Z = relu(L.gamma * L.A @ Z + L.Phi)
    return Z

def sigma_min(B):
    return 0.0 if B.shape[0] < B.shape[1] else np.linalg.svd(B, compute_uv=False)[-1]

def spectral_radius(B):
    return max(abs(np.linalg.eigvals(B)))

def I_minus(L):
    return np.eye(len(L.A)) - L.gamma * L.A

def subsets(m):
    return (list(S) for k in range(1, m + 1) for S in itertools.combinations(range(m), k))

def least_principal_minor(B):
    return min(det(B[np.ix_(S, S)]) for S in subsets(len(B)))

def count_equilibria(L, i):
    M, phi, found = L.gamma * L.A, L.Phi[:, i], []
    for S in [[], *subsets(len(phi))]:
        z = np.zeros(len(phi))
        try:
            if S:
                z[S] = np.linalg.solve(np.eye(len(S)) - M[np.ix_(S, S)], phi[S])
        except np.linalg.LinAlgError:
            continue
        if norm(relu(M @ z + phi) - z) <= 1e-9 * (1 + norm(z)) and all(norm(z - w) > 1e-9 * (1 + norm(z)) for w in found):
            found.append(z)
    return len(found)

def adjoint_error(L, i, k):
    D = np.diag((L.gamma * L.A @ L.Z[:, i] + L.Phi[:, i] > 0) * 1.0)
    exact = np.linalg.solve(np.eye(len(D)) - L.gamma * D @ L.A.T, D @ L.u)
    p = 0 * L.u
    for _ in range(k):
        p = D @ (L.u + L.gamma * L.A.T @ p)
    return norm(p - exact)
`;

export const IMPLICIT_TYPESCRIPT = `\
type Vector = number[];
type Matrix = number[][];
interface Layer { gamma: number; A: Matrix; Phi: Matrix; Z: Matrix; start: Matrix; otherStart: Matrix; u: Vector }

const map = (B: Matrix, f: (x: number) => number): Matrix => B.map((row) => row.map((x) => f(x)));
const relu = (B: Matrix): Matrix => map(B, (x) => Math.max(x, 0));
const transpose = (B: Matrix): Matrix => (B[0] ?? []).map((_, j) => B.map((row) => row[j]));
const minus = (B: Matrix, C: Matrix): Matrix => B.map((row, i) => row.map((x, j) => x - C[i][j]));
const multiply = (B: Matrix, C: Matrix): Matrix =>
  B.map((row) => (C[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * C[k][j], 0)));
const largest = (list: Vector): number => list.reduce((a, b) => Math.max(a, b), -Infinity);
const smallest = (list: Vector): number => list.reduce((a, b) => Math.min(a, b), Infinity);
const frobenius = (B: Matrix): number => Math.hypot(...B.flat());
const rowSums = (B: Matrix): number => largest(B.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));
const gram = (B: Matrix): Matrix => multiply(transpose(B), B);
const scaled = (L: { gamma: number; A: Matrix }): Matrix => map(L.A, (x) => L.gamma * x);
const identityMinus = (B: Matrix): Matrix => B.map((row, i) => row.map((x, j) => (i === j ? 1 : 0) - x));
const iMinus = (L: Layer): Matrix => identityMinus(scaled(L));
const iMinusAbsolute = (L: Layer): Matrix => identityMinus(map(scaled(L), Math.abs));
const preactivation = (L: Layer, Z: Matrix): Matrix =>
  multiply(scaled(L), Z).map((row, i) => row.map((x, j) => x + L.Phi[i][j]));

function eigenvalues(S: Matrix): Vector {
  const B = S.map((row) => [...row]);
  const n = B.length;
  for (let sweep = 0; sweep < 100; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (B[p][q] === 0) continue;
        const t = Math.atan2(2 * B[p][q], B[q][q] - B[p][p]) / 2;
        const [c, s] = [Math.cos(t), Math.sin(t)];
        for (let k = 0; k < n; k++) [B[k][p], B[k][q]] = [c * B[k][p] - s * B[k][q], s * B[k][p] + c * B[k][q]];
        for (let k = 0; k < n; k++) [B[p][k], B[q][k]] = [c * B[p][k] - s * B[q][k], s * B[p][k] + c * B[q][k]];
      }
  return B.map((row, i) => row[i]).sort((a, b) => a - b);
}
const norm2 = (B: Matrix): number => {
  const scale = largest(map(B, Math.abs).flat());
  return scale > 0 ? scale * Math.sqrt(Math.max(0, eigenvalues(gram(map(B, (x) => x / scale))).at(-1) ?? 0)) : 0;
};
const sigmaMin = (B: Matrix): number =>
  B.length < (B[0] ?? []).length ? 0 : Math.sqrt(Math.max(0, eigenvalues(gram(B))[0]));

/** rho(B) as the limit of ||B^k||^(1/k) over k = 2, 4, 8, …, 2^40. */
function spectralRadius(B: Matrix): number {
  let power = B;
  let logScale = 0;
  for (let k = 0; k < 40; k++) {
    const scale = largest(map(power, Math.abs).flat());
    if (scale === 0) return 0;
    logScale += Math.log(scale) / 2 ** k;
    power = map(power, (x) => x / scale);
    power = multiply(power, power);
  }
  return Math.exp(logScale);
}

function eliminate(B: Matrix, C: Matrix): { solution: Matrix; determinant: number } {
  const n = B.length;
  const rows = B.map((row, i) => [...row, ...C[i]]);
  let determinant = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    if (pivot !== k) determinant = -determinant;
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    determinant *= rows[k][k];
    if (rows[k][k] === 0) return { solution: [], determinant: 0 };
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i][k] / rows[k][k];
      rows[i] = rows[i].map((x, j) => x - factor * rows[k][j]);
    }
  }
  return { solution: rows.map((row, i) => row.slice(n).map((x) => x / rows[i][i])), determinant };
}
const solve = (B: Matrix, C: Matrix): Matrix => eliminate(B, C).solution;
const determinant = (B: Matrix): number => eliminate(B, B.map(() => [])).determinant;
const subsets = (m: number): Vector[] =>
  Array.from({ length: 2 ** m }, (_, mask) => Array.from({ length: m }, (_, i) => i).filter((i) => (mask >> i) & 1));
const block = (B: Matrix, S: Vector): Matrix => S.map((i) => S.map((j) => B[i][j]));
const leastPrincipalMinor = (B: Matrix): number =>
  smallest(subsets(B.length).filter((S) => S.length > 0).map((S) => determinant(block(B, S))));

function onActiveSet(M: Matrix, phi: Vector, S: Vector): Vector | undefined {
  const z = phi.map(() => 0);
  if (S.length === 0) return z;
  const solution = solve(identityMinus(block(M, S)), S.map((i) => [phi[i]]));
  if (solution.length === 0) return undefined;
  S.forEach((i, k) => { z[i] = solution[k][0]; });
  return z;
}
const step = (M: Matrix, phi: Vector, z: Vector): Vector =>
  phi.map((p, i) => Math.max(0, p + M[i].reduce((sum, x, k) => sum + x * z[k], 0)));
function solveEquilibrium(M: Matrix, phi: Vector): Vector {
  let S = phi.flatMap((p, i) => (p > 0 ? [i] : []));
  for (let k = 0; k < 100; k++) {
    const z = onActiveSet(M, phi, S);
    if (z === undefined) break;
    const next = step(M, phi, z).flatMap((x, i) => (x > 0 ? [i] : []));
    if (next.join() === S.join()) return z;
    S = next;
  }
  let z = phi.map((p) => Math.max(p, 0));
  for (let k = 0; k < 100000; k++) z = step(M, phi, z);
  return z;
}
function countEquilibria(L: Layer, i: number): number {
  const phi = L.Phi.map((row) => row[i]);
  const found: Vector[] = [];
  for (const S of subsets(phi.length)) {
    const z = onActiveSet(scaled(L), phi, S);
    if (z === undefined) continue;
    const tolerance = 1e-9 * (1 + Math.hypot(...z));
    const near = (w: Vector): boolean => Math.hypot(...z.map((x, k) => x - w[k])) <= tolerance;
    if (near(step(scaled(L), phi, z)) && !found.some(near)) found.push(z);
  }
  return found.length;
}
function picard(L: Layer, Z: Matrix, k: number): Matrix {
  for (let i = 0; i < k; i++) Z = relu(preactivation(L, Z));
  return Z;
}
function adjointError(L: Layer, i: number, k: number): number {
  const active = transpose(preactivation(L, L.Z))[i].map((x) => (x > 0 ? 1 : 0));
  const back = map(transpose(scaled(L)), (x) => x).map((row, a) => row.map((x) => active[a] * x));
  const target = L.u.map((x, a) => [active[a] * x]);
  const exact = solve(identityMinus(back), target);
  let p = target.map(() => [0]);
  for (let s = 0; s < k; s++) p = multiply(back, p).map((row, a) => [row[0] + target[a][0]]);
  return frobenius(minus(p, exact));
}
function layer(parts: { gamma: number; A: Matrix; Phi: Matrix; equilibrium?: Matrix; start?: Matrix; otherStart?: Matrix; u?: Vector }): Layer {
  const zero = map(parts.Phi, () => 0);
  const Z = parts.equilibrium ?? transpose(transpose(parts.Phi).map((phi) => solveEquilibrium(scaled(parts), phi)));
  return { ...parts, Z, start: parts.start ?? zero, otherStart: parts.otherStart ?? zero, u: parts.u ?? [] };
}
`;
