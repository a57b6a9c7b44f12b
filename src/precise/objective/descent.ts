import type { DescentData } from "../../models/objective/data.js";
import { DyadicBall } from "../dyadic-ball.js";
import { BOUND_BITS, total, upperEnd } from "../linear-network/bounds.js";
import { Rational } from "../rational.js";
import { PreciseReal } from "../real.js";
import type { ExactFamily } from "./family.js";
import { length, real } from "./ring.js";

/** Coordinates are written down exactly up to this length; a step multiplies it unless the gradient is linear. */
const EXACT_BITS = 30_000;
const MAX_STEPS = 4000;
/** Clipped runs nest a root a step. */
const CLIPPED_STEPS = 8;

type Point = readonly PreciseReal[];
type Stepped = Pick<ExactFamily, "start" | "hessianBound" | "concavityBound"> & { gradient(x: Point): Point };

/**
 * x_0, ..., x_K of x_{k+1} = x_k - h_k grad f(x_k). Exact while numbers are short; beyond, midpoints c_k with |x_k - c_k| <= rho_k.
 * A step maps two points of that ball to (I - eta M)(x - y) apart, M a mean of Hessians: eigenvalues between -c and H, so the
 * distance grows by at most max(1 + eta c, eta H - 1), and by what rounding the new midpoint loses. Midpoints are multiples of 2^-fraction.
 */
export function descentStates(family: Stepped, descent: DescentData | undefined, fraction: number): Point[] {
  const states: Point[] = [family.start];
  if (descent === undefined) return states;
  const count = Math.max(0, ...descent.steps);
  const eta = real(descent.stepSize);
  let run: { readonly centre: Point; readonly rho: DyadicBall } | undefined;
  for (let k = 1; k <= count; k++) {
    const x = states[k - 1];
    if (descent.clip !== undefined) {
      states.push(k > CLIPPED_STEPS ? unknown(x) : moved(x, family, clipped(x, family, eta, descent.clip)));
      continue;
    }
    if (run === undefined) {
      const next = moved(x, family, eta);
      if (next.every(isShort)) {
        states.push(next);
        continue;
      }
      run = { centre: x, rho: DyadicBall.zero };
    }
    if (k > MAX_STEPS) {
      states.push(unknown(x));
      continue;
    }
    run = enclosedStep(run, family, eta, fraction);
    const { centre, rho } = run;
    const spread = DyadicBall.of(0n, rho.exponent, rho.high);
    states.push(
      rho.known
        ? centre.map((entry) => PreciseReal.enclosed((bits) => entry.at(bits + fraction).plus(spread, bits + fraction)))
        : unknown(x),
    );
  }
  return states;
}

const unknown = (x: Point): Point => x.map(() => PreciseReal.unknown);

function isShort(entry: PreciseReal): boolean {
  const fraction = entry.exact?.asRational;
  return fraction !== undefined && fraction.bits <= EXACT_BITS;
}

function moved(x: Point, family: Stepped, size: PreciseReal): PreciseReal[] {
  const gradient = family.gradient(x);
  return x.map((entry, i) => entry.minus(size.times(gradient[i])));
}

/** eta min(1, max(floor, threshold / |grad f|)), eta where the gradient is not longer than the threshold */
function clipped(x: Point, family: Stepped, eta: PreciseReal, clip: NonNullable<DescentData["clip"]>): PreciseReal {
  const slope = length(family.gradient(x));
  const threshold = real(clip.threshold);
  if (["<", "<=", "="].includes(slope.order(threshold))) return eta;
  const part = threshold.over(slope).max(real(clip.floor));
  return part.min(real(1)).times(eta);
}

function enclosedStep(
  run: { readonly centre: Point; readonly rho: DyadicBall },
  family: Stepped,
  eta: PreciseReal,
  fraction: number,
) {
  const { centre, rho } = run;
  if (!rho.known) return run;
  const radius = PreciseReal.enclosed(() => rho, "nonNegative");
  const bound = (x: PreciseReal): DyadicBall => upperEnd(x.at(BOUND_BITS + 16).relu());
  const concave = DyadicBall.one.plus(bound(eta.times(family.concavityBound(centre, radius))), BOUND_BITS);
  const steep = bound(eta.times(family.hessianBound(centre, radius))).minus(DyadicBall.one, BOUND_BITS);
  const grown = rho.mid === 0n ? rho : rho.times(concave.max(steep, BOUND_BITS), BOUND_BITS);
  const lost: DyadicBall[] = [upperEnd(grown)];
  const next = moved(centre, family, eta).map((entry) => {
    const ball = entry.at(fraction + 64);
    if (!ball.known) {
      lost.push(DyadicBall.everything);
      return entry;
    }
    const shift = ball.exponent + fraction;
    const mid = shift >= 0 ? ball.mid << BigInt(shift) : ball.mid >> BigInt(-shift);
    lost.push(upperEnd(DyadicBall.of(ball.rad, ball.exponent)));
    if (shift < 0) lost.push(DyadicBall.of(1n, -fraction));
    return PreciseReal.rational(Rational.of(mid, 1n, -fraction));
  });
  return { centre: next, rho: total(lost) };
}
