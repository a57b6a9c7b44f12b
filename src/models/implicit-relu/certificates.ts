import {
  minus,
  type Operand,
  over,
  plus,
  product,
  smallest,
  square,
  squareRoot,
  sum,
  times,
} from "../../claims/arithmetic.js";
import type { Order, Real } from "../../numerics/real.js";
import type { TrainedBlock } from "./data.js";
import type { DescentCertificate, FlowCertificate } from "./training-view.js";

/**
 * The constants of the convergence theorems as formulas of the quantities of one layer, theta_0. They are part of the
 * theorems' statements: written once, evaluated in the arithmetic of the layer that is handed in.
 */

/** What the certificates ask of theta_0. */
export interface CertificateSource {
  readonly trained: readonly TrainedBlock[];
  readonly gamma: Real;
  readonly spectralNorm: Real;
  readonly gain: Real;
  readonly equilibriumLeastSingularValue: Real;
  readonly equilibriumSpectralNorm: Real;
  readonly equilibriumNorm: Real;
  readonly featureSpectralNorm: Real;
  readonly outputWeightNorm: Real;
  readonly skipWeightNorm: Real;
  readonly residualNorm: Real;
  readonly featureScale: Real;
  readonly inputSpectralNorm: Real;
}

/** sigma_n(Z) stays above c alpha0: lambda_min of the Gram matrix keeps half of its start. */
const C = squareRoot("1/2");

interface Start {
  readonly c: Real;
  readonly alpha0: Real;
  readonly lambda0: Real;
  readonly initialGain: Real;
  readonly has: (block: TrainedBlock) => boolean;
  /** s ||X||_2; 0 where W is frozen */
  readonly inputFactor: Real;
  readonly zero: Real;
}

function startOf(layer: CertificateSource): Start {
  const has = (block: TrainedBlock) => layer.trained.includes(block);
  const zero = layer.gamma.arithmetic.number(0);
  const alpha0 = layer.equilibriumLeastSingularValue;
  return {
    c: in_(layer, C),
    alpha0,
    lambda0: square(alpha0),
    initialGain: layer.gain,
    has,
    inputFactor: has("W") ? times(layer.featureScale, layer.inputSpectralNorm) : zero,
    zero,
  };
}

/** A literal expression in the layer's arithmetic. */
const in_ = (layer: CertificateSource, literal: Real): Real => times(layer.gamma.arithmetic.number(1), literal);

/**
 * Conditions and constants of gradient flow; see `FlowCertificate`. With a `defect` d < 1 those of all curves z from theta_0
 * with |z' + g(z)| <= d |g(z)|, g(z) in the subgradient: as <g, z'> <= -(1 - d) |g|^2 and |z'| <= (1 + d) |g|, the residual decays
 * by 1 - d times the flow's rate, the path is no longer than R (1 + d)/(1 - d), and a block's speed is at most
 * (g_b + d ||J||) ||r||, over a time of integral ||r|| <= ||r_0||/((1 - d) c^2 lambda_0).
 * @example
 * const { model, data } = parseInstance({ model: "implicit-relu", gamma: 0.5, A: [[0.25]], Phi: [[4]], u: [1], v: [0], y: [4.5] });
 * const layer = model.view(data).view as ImplicitLayer;
 * flowCertificate(layer).applies; // → true
 */
export function flowCertificate(layer: CertificateSource, defect: Real | null = null): FlowCertificate {
  const start = startOf(layer);
  const { c, alpha0, lambda0, initialGain, has, inputFactor, zero } = start;
  const { gamma, spectralNorm, residualNorm, equilibriumNorm } = layer;
  const slowed = (x: Real): Real => (defect === null ? x : over(x, minus(1, defect)));
  const flowRadius = slowed(over(residualNorm, times(c, alpha0)));
  const radius = defect === null ? flowRadius : times(plus(1, defect), flowRadius);
  const reach = has("A") ? times(gamma, plus(spectralNorm, radius)) : initialGain;
  const gainBound = has("A") ? smallest(reach, over(plus(1, initialGain), 2)) : initialGain;
  const uBound = plus(layer.outputWeightNorm, radius);
  const vBound = has("v") ? plus(layer.skipWeightNorm, radius) : layer.skipWeightNorm;
  const slack = times(minus(1, c), alpha0);
  const zeta = plus(layer.equilibriumSpectralNorm, slack);
  const gA = has("A") ? over(product(gamma, uBound, zeta), minus(1, gainBound)) : zero;
  const gW = times(plus(over(uBound, minus(1, gainBound)), vBound), inputFactor);
  const time = slowed(over(residualNorm, times(square(c), lambda0)));
  const speed = (block: Real): Real => {
    if (defect === null) return block;
    const psi = has("v") ? plus(layer.featureSpectralNorm, times(inputFactor, radius)) : zero;
    return plus(block, times(defect, squareRoot(sum(square(zeta), square(psi), square(gA), square(gW)))));
  };
  const rhoA = has("A") ? smallest(radius, times(speed(gA), time)) : zero;
  const rhoW = has("W") ? smallest(radius, times(speed(gW), time)) : zero;
  const gainReach = times(gamma, plus(spectralNorm, rhoA));
  const drift = plus(product(gamma, rhoA, equilibriumNorm), times(inputFactor, rhoW));
  const allowance = times(slack, minus(1, gainBound));
  const feedbackFactor = has("A") ? times(gamma, equilibriumNorm) : zero;
  const simple = {
    gainBound: reach,
    drift: times(radius, squareRoot(plus(square(feedbackFactor), square(inputFactor)))),
    allowance: times(slack, minus(1, reach)),
  };
  const common = [positive(alpha0), isBelow(initialGain, 1), has("u")];
  const simpleApplies = allOf([...common, isBelow(reach, 1), isAtMost(simple.drift, simple.allowance)]);
  const refinedApplies = allOf([
    ...common,
    isAtMost(gainReach, gainBound),
    isBelow(gainBound, 1),
    isAtMost(drift, allowance),
  ]);
  return {
    applies: anyOf([simpleApplies, refinedApplies]),
    c,
    alpha0,
    lambda0,
    initialGain,
    radius,
    gainBound,
    uBound,
    vBound,
    zeta,
    gA,
    gW,
    rhoA,
    rhoW,
    gainReach,
    drift,
    allowance,
    rate: defect === null ? lambda0 : times(minus(1, defect), lambda0),
    simple: { applies: simpleApplies, ...simple },
  };
}

/**
 * Conditions and constants of gradient descent; the step size is the instance's, if it has one.
 * @example
 * const { model, data } = parseInstance({ model: "implicit-relu", gamma: 0.125, A: [[0.25]], Phi: [[4]], u: [0.5], v: [0], y: [2.06] });
 * const layer = model.view(data).view as ImplicitLayer;
 * descentCertificate(layer, null).applies; // → true
 */
export function descentCertificate(layer: CertificateSource, stepSize: Real | null): DescentCertificate {
  const { c, alpha0, lambda0, initialGain, has, inputFactor, zero } = startOf(layer);
  const { gamma, spectralNorm, residualNorm, equilibriumNorm } = layer;
  const rhoLin = over(times(4, residualNorm), times(c, alpha0));
  const gainBound = over(plus(1, initialGain), 2);
  const uBound = plus(layer.outputWeightNorm, rhoLin);
  const vBound = has("v") ? plus(layer.skipWeightNorm, rhoLin) : layer.skipWeightNorm;
  const kappa = product("3/4", square(c), lambda0);
  const slack = times(minus(1, c), alpha0);
  const zeta = plus(layer.equilibriumSpectralNorm, slack);
  const zetaF = plus(equilibriumNorm, slack);
  const amplified = over(uBound, minus(1, gainBound));
  const gA = has("A") ? product(gamma, amplified, zeta) : zero;
  const gW = times(plus(amplified, vBound), inputFactor);
  const time = over(residualNorm, kappa);
  const rhoA = times(gA, time);
  const rhoW = times(gW, time);
  const psi = plus(layer.featureSpectralNorm, times(inputFactor, rhoW));
  const Lambda = has("v") ? plus(square(zeta), square(psi)) : square(zeta);
  const feedback = plus(product(gamma, gA, zetaF), times(inputFactor, gW));
  const epsilon = plus(times(amplified, feedback), product(vBound, inputFactor, gW));
  const gainReach = times(gamma, plus(spectralNorm, rhoA));
  const drift = plus(product(gamma, rhoA, equilibriumNorm), times(inputFactor, rhoW));
  const allowance = times(slack, minus(1, gainBound));
  const epsilonMax = product("1/4", square(c), lambda0);
  const stepSizeMax = over(1, Lambda);
  return {
    applies: allOf([
      positive(alpha0),
      isBelow(initialGain, 1),
      has("u"),
      isAtMost(gainReach, gainBound),
      isAtMost(drift, allowance),
      isAtMost(epsilon, epsilonMax),
      ...(stepSize === null ? [] : [positive(stepSize), isAtMost(stepSize, stepSizeMax)]),
    ]),
    c,
    alpha0,
    lambda0,
    initialGain,
    rhoLin,
    radius: squareRoot(sum(square(rhoLin), square(rhoA), square(rhoW))),
    gainBound,
    uBound,
    vBound,
    kappa,
    zeta,
    zetaF,
    gA,
    gW,
    rhoA,
    rhoW,
    psi,
    Lambda,
    epsilon,
    gainReach,
    drift,
    allowance,
    epsilonMax,
    stepSizeMax,
    contraction: kappa,
    rate: over(lambda0, 2),
  };
}

const positive = (x: Real): boolean | null => isBelow(x.arithmetic.number(0), x);
const isBelow = (x: Operand, y: Operand): boolean | null => decided(minus(x, y), ["<"], [">", ">=", "="]);
const isAtMost = (x: Operand, y: Operand): boolean | null => decided(minus(x, y), ["<", "<=", "="], [">"]);

/** The sign of a difference, or null. */
function decided(difference: Real, yes: readonly Order[], no: readonly Order[]): boolean | null {
  if (!difference.known) return null;
  const order = difference.order(difference.arithmetic.number(0));
  if (yes.includes(order)) return true;
  return no.includes(order) ? false : null;
}

function allOf(conditions: readonly (boolean | null)[]): boolean | null {
  if (conditions.includes(false)) return false;
  return conditions.includes(null) ? null : true;
}

function anyOf(conditions: readonly (boolean | null)[]): boolean | null {
  if (conditions.includes(true)) return true;
  return conditions.includes(null) ? null : false;
}
