import type { TrainedBlock } from "../../models/implicit-relu/data.js";
import type { DescentCertificate, FlowCertificate } from "../../models/implicit-relu/training-view.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";

/** What the convergence theorems ask of the layer that training starts from. */
export interface CertifiedLayer {
  readonly trained: readonly TrainedBlock[];
  readonly gamma: PreciseReal;
  /** ||A|| and gamma ||A|| */
  readonly spectralNorm: PreciseReal;
  readonly gain: PreciseReal;
  readonly equilibriumLeastSingularValue: PreciseReal;
  readonly equilibriumSpectralNorm: PreciseReal;
  readonly equilibriumNorm: PreciseReal;
  readonly featureSpectralNorm: PreciseReal;
  readonly outputWeightNorm: PreciseReal;
  readonly skipWeightNorm: PreciseReal;
  readonly residualNorm: PreciseReal;
  readonly featureScale: PreciseReal;
  readonly inputSpectralNorm: PreciseReal;
}

type Answer = boolean | null;

const fraction = (top: bigint, bottom = 1n): PreciseReal => PreciseReal.rational(Rational.of(top, bottom));
const ZERO = fraction(0n);
const ONE = fraction(1n);
const HALF = fraction(1n, 2n);
const TWO = fraction(2n);
/** c = 1 / sqrt 2, so c^2 = 1/2 */
const C = HALF.sqrt();

/** Whether x < y (or x <= y); null where neither that nor its opposite is certain. */
function compares(x: PreciseReal, y: PreciseReal, allowsEqual: boolean): Answer {
  switch (x.order(y)) {
    case "<":
      return true;
    case "<=":
      return allowsEqual ? true : null;
    case "=":
      return allowsEqual;
    case ">=":
      return allowsEqual ? null : false;
    case ">":
      return false;
    case "?":
      return null;
  }
}
const isLess = (x: PreciseReal, y: PreciseReal): Answer => compares(x, y, false);
const isAtMost = (x: PreciseReal, y: PreciseReal): Answer => compares(x, y, true);
const both = (a: Answer, b: Answer): Answer =>
  a === false || b === false ? false : a === null || b === null ? null : true;
const either = (a: Answer, b: Answer): Answer =>
  a === true || b === true ? true : a === null || b === null ? null : false;

/** What both theorems start from, with everything that follows from c = 1 / sqrt 2 put in. */
class Beginning {
  readonly layer: CertifiedLayer;
  readonly alpha0: PreciseReal;
  /** alpha0^2, and what sigma_n(Z) may lose: (1 - c) alpha0 */
  readonly lambda0: PreciseReal;
  readonly slack: PreciseReal;
  /** s ||X||, the speed of the features by W; 0 where W stays */
  readonly featureSpeed: PreciseReal;

  constructor(layer: CertifiedLayer) {
    this.layer = layer;
    this.alpha0 = layer.equilibriumLeastSingularValue;
    this.lambda0 = this.alpha0.times(this.alpha0);
    this.slack = this.alpha0.minus(this.alpha0.times(C));
    this.featureSpeed = this.moves("W") ? layer.featureScale.times(layer.inputSpectralNorm) : ZERO;
  }

  moves(block: TrainedBlock): boolean {
    return this.layer.trained.includes(block);
  }
  /** alpha0 > 0, q0 < 1, and u is trained */
  get isSound(): Answer {
    return both(both(isLess(ZERO, this.alpha0), isLess(this.layer.gain, ONE)), this.moves("u"));
  }
  /** gamma (||A|| + distance): a bound of the gain once A has moved so far */
  gainWithin(distance: PreciseReal): PreciseReal {
    return this.layer.gain.plus(this.layer.gamma.times(distance));
  }
  /** gamma a ||Z|| + s ||X|| w: by how much Z moves, times 1 - gain, where A moves by a and W by w */
  drift(a: PreciseReal, w: PreciseReal): PreciseReal {
    return this.layer.gamma.times(this.layer.equilibriumNorm).times(a).plus(this.featureSpeed.times(w));
  }
  /** Half way from the gain to 1 */
  get middleGain(): PreciseReal {
    return this.layer.gain.plus(ONE).times(HALF);
  }
  /** The speeds of A and W are at most these times the residual, for gain <= q, |u| <= ub, |v| <= vb, ||Z|| <= zeta */
  speeds(q: PreciseReal, ub: PreciseReal, vb: PreciseReal, zeta: PreciseReal) {
    const amplified = ub.over(ONE.minus(q));
    return {
      amplified,
      gA: this.moves("A") ? this.layer.gamma.times(amplified).times(zeta) : ZERO,
      gW: this.moves("W") ? amplified.plus(vb).times(this.featureSpeed) : ZERO,
    };
  }
}

/**
 * Gradient flow: R = ||r|| sqrt 2 / alpha0, and 2 ||r|| / lambda0 bounds the integral of the residual. Curves z with
 * |z' + g| <= d |g|: both grow by 1/(1 - d), the path by 1 + d besides, and each block is faster by up to d times the whole
 * gradient, at most d (|Z|^2 + |Phi|^2 + gA^2 + gW^2)^(1/2) times the residual.
 */
export function exactFlowCertificate(layer: CertifiedLayer, defect: PreciseReal = ZERO): FlowCertificate {
  const start = new Beginning(layer);
  const { alpha0, lambda0, slack } = start;
  const r = layer.residualNorm;
  const isFlow = defect === ZERO;
  const left = ONE.minus(defect);
  const slower = (x: PreciseReal): PreciseReal => (isFlow ? x : x.over(left));
  const whole = slower(r.times(TWO.sqrt()).over(alpha0));
  const radius = isFlow ? whole : whole.plus(defect.times(whole));
  const movesA = start.moves("A");
  const reach = movesA ? start.gainWithin(radius) : layer.gain;
  const q = movesA ? reach.min(start.middleGain) : layer.gain;
  const uBound = layer.outputWeightNorm.plus(radius);
  const vBound = start.moves("v") ? layer.skipWeightNorm.plus(radius) : layer.skipWeightNorm;
  const zeta = layer.equilibriumSpectralNorm.plus(slack);
  const { gA, gW } = start.speeds(q, uBound, vBound, zeta);
  const duration = slower(TWO.times(r).over(lambda0));
  const swerved = (speed: PreciseReal): PreciseReal => {
    if (isFlow) return speed;
    const Phi = start.moves("v") ? layer.featureSpectralNorm.plus(start.featureSpeed.times(radius)) : ZERO;
    const squares = [zeta, Phi, gA, gW].map((x) => x.power(2)).reduce((sum, x) => sum.plus(x));
    return speed.plus(defect.times(squares.sqrt()));
  };
  const rhoA = movesA ? radius.min(swerved(gA).times(duration)) : ZERO;
  const rhoW = start.moves("W") ? radius.min(swerved(gW).times(duration)) : ZERO;
  const gainReach = start.gainWithin(rhoA);
  const drift = start.drift(rhoA, rhoW);
  const allowance = slack.times(ONE.minus(q));
  // Both blocks together move by at most R: Cauchy and Schwarz.
  const feedback = movesA ? layer.gamma.times(layer.equilibriumNorm) : ZERO;
  const simple = {
    gainBound: reach,
    drift: radius.times(feedback.power(2).plus(start.featureSpeed.power(2)).sqrt()),
    allowance: slack.times(ONE.minus(reach)),
  };
  const simply = both(start.isSound, both(isLess(reach, ONE), isAtMost(simple.drift, simple.allowance)));
  const gains = both(isAtMost(gainReach, q), isLess(q, ONE));
  const refined = both(start.isSound, both(gains, isAtMost(drift, allowance)));
  return {
    applies: either(simply, refined),
    c: C,
    alpha0,
    lambda0,
    initialGain: layer.gain,
    radius,
    gainBound: q,
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
    rate: isFlow ? lambda0 : lambda0.times(left),
    simple: { applies: simply, ...simple },
  };
}

/** Gradient descent: kappa = 3/8 lambda0, epsilon at most lambda0 / 8, steps up to 1 / Lambda. */
export function exactDescentCertificate(layer: CertifiedLayer, stepSize: PreciseReal | null): DescentCertificate {
  const start = new Beginning(layer);
  const { alpha0, lambda0, slack, featureSpeed } = start;
  const r = layer.residualNorm;
  const rhoLin = r.times(fraction(4n)).times(TWO.sqrt()).over(alpha0);
  const q = start.middleGain;
  const uBound = layer.outputWeightNorm.plus(rhoLin);
  const movesV = start.moves("v");
  const vBound = movesV ? layer.skipWeightNorm.plus(rhoLin) : layer.skipWeightNorm;
  const zeta = layer.equilibriumSpectralNorm.plus(slack);
  const zetaF = layer.equilibriumNorm.plus(slack);
  const kappa = fraction(3n, 8n).times(lambda0);
  const { amplified, gA, gW } = start.speeds(q, uBound, vBound, zeta);
  const [rhoA, rhoW] = [gA, gW].map((speed) => speed.times(r).over(kappa));
  const psi = layer.featureSpectralNorm.plus(featureSpeed.times(rhoW));
  const Lambda = movesV ? zeta.power(2).plus(psi.power(2)) : zeta.power(2);
  // What a step moves Z and Phi by, seen through u and v
  const turned = layer.gamma.times(gA).times(zetaF).plus(featureSpeed.times(gW));
  const epsilon = amplified.times(turned).plus(vBound.times(featureSpeed).times(gW));
  const gainReach = start.gainWithin(rhoA);
  const drift = start.drift(rhoA, rhoW);
  const allowance = slack.times(ONE.minus(q));
  const epsilonMax = lambda0.times(fraction(1n, 8n));
  const stepSizeMax = ONE.over(Lambda);
  const moves = both(isAtMost(gainReach, q), isAtMost(drift, allowance));
  const hypotheses = both(start.isSound, both(moves, isAtMost(epsilon, epsilonMax)));
  const step = stepSize === null ? true : both(isLess(ZERO, stepSize), isAtMost(stepSize, stepSizeMax));
  return {
    applies: both(hypotheses, step),
    c: C,
    alpha0,
    lambda0,
    initialGain: layer.gain,
    rhoLin,
    radius: rhoLin.power(2).plus(rhoA.power(2)).plus(rhoW.power(2)).sqrt(),
    gainBound: q,
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
    rate: lambda0.times(HALF),
  };
}
