import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
import { zeros } from "../../numerics/doubles.js";
import { Matrix } from "../../numerics/matrix.js";
import { frobeniusNorm } from "../../numerics/norms.js";
import { add, multiply, scale } from "../../numerics/products.js";
import { addUp } from "../../numerics/rounding.js";
import type { ImplicitData } from "./data.js";
import { entriesOf } from "./entries.js";
import type { LayerTraining } from "./training.js";
import type { TrainingState } from "./training-view.js";

/** Flows whose solution is known, theta' = -grad L; null where this layer's is not. */
export function closedFlow(data: ImplicitData, layer: LayerTraining): ((time: number) => TrainingState) | null {
  if (data.u === undefined || data.y === undefined) return null;
  const trained = new Set(layer.trained);
  if (!trained.has("A") && !trained.has("W")) return (time) => linearFlow(layer, time);
  if (trained.size === 2 && trained.has("u") && trained.has("W")) return scalarFlow(data, layer);
  return null;
}

const ZERO = Ball.exact(0);
const ONE = Ball.exact(1);
const HALF = Ball.exact(0.5);
/** ||G|| h of one step of the linear flow, and the terms of its series. */
const STEP = 0.5;
const TERMS = 18;
const MAX_STEPS = 4000;

/**
 * Only u and v move: r' = -G r with the constant G = H_u + H_v (of those trained), so r(t) = e^{-Gt} r_0, and theta moves
 * by -S w, w(t) = int_0^t r, of norm sqrt(w^T G w). Each step from doubles r~, w~ sums a series of 18 terms in balls; as
 * ||e^{-Gh}|| <= 1, errors e of r~ and f of w~ grow to e + (error of the step) and f + h e + (error of the step). The
 * series' tail is at most x^19/19! /(1 - x/20) <= 2^-60 times ||r~|| for x = ||G|| h <= 1/2.
 */
function linearFlow(layer: LayerTraining, time: number): TrainingState {
  const G = layer.tangentKernel.matrix;
  const n = layer.samples;
  const size = frobeniusNorm(G);
  const steps = Math.max(1, Math.ceil((time * size.upper()) / STEP));
  const start = layer.residual;
  if (!size.known || !(steps <= MAX_STEPS) || start.some((r) => !r.known)) return frozenState(layer, null, null);
  const h = Ball.exact(time).over(Ball.exact(steps));
  const scaled = scale(h.negate(), G);
  let r = Float64Array.from(start, (x) => x.mid);
  let w = zeros(n);
  let rError = norm(start.map((x) => x.rad));
  let wError = 0;
  for (let step = 0; step < steps && time > 0; step++) {
    let term = BallMatrix.exact(new Matrix(n, 1, r));
    const length = frobeniusNorm(term).upper();
    let value = term;
    let integral = term;
    for (let k = 1; k <= TERMS; k++) {
      term = scale(ONE.over(Ball.exact(k)), multiply(scaled, term));
      value = add(value, term);
      integral = add(integral, scale(ONE.over(Ball.exact(k + 1)), term));
    }
    integral = scale(h, integral);
    const tail = length * 2 ** -60;
    const moved = entriesOf(integral).map((x, i) => x.plus(Ball.exact(w[i])));
    if (!value.known || !integral.known) return frozenState(layer, null, null);
    wError = addUp(
      addUp(wError, h.times(Ball.exact(rError)).upper()),
      addUp(norm(moved.map((x) => x.rad)), tail * time),
    );
    rError = addUp(rError, addUp(norm(entriesOf(value).map((x) => x.rad)), tail));
    r = value.mid.data.slice();
    w = Float64Array.from(moved, (x) => x.mid);
  }
  const residual = Array.from(r, (x) => new Ball(x, rError));
  const path = Array.from(w, (x) => new Ball(x, wError));
  return frozenState(layer, residual, layer.tangentKernel.energy(path).sqrt());
}

/** A state with A and W where they were. */
function frozenState(layer: LayerTraining, residual: readonly Ball[] | null, moved: Ball | null): TrainingState {
  const unknown = Ball.unknown();
  const square = residual?.reduce((sum, r) => sum.plus(r.power(2)), ZERO) ?? unknown;
  return {
    residual: residual ?? new Array<Ball>(layer.samples).fill(unknown),
    residualNorm: square.sqrt(),
    loss: square.times(HALF),
    gain: layer.gain,
    leastSingularValue: layer.equilibriumLeastSingularValue,
    gramLambdaMin: layer.gramLambdaMin,
    displacement: moved ?? unknown,
    outputDisplacement: moved ?? unknown,
    weightDisplacement: ZERO,
    inputDisplacement: ZERO,
  };
}

const norm = (values: readonly number[]): number =>
  frobeniusNorm(new Matrix(values.length, 1, Float64Array.from(values))).upper();

/**
 * One unit, one sample, u and W trained, v = 0, active: with w = W x / ||x||, b = s ||x||/(1 - gamma A) the output is b u w,
 * and u' = -r b w, w' = -r b u keeps kappa = w^2 - u^2. (u, y) -> (-u, -y) only changes the sign of r: let u >= 0. Then
 * a = w + u > 0 obeys a' = -r b a, and w - u = kappa/a, so alpha = a^2 solves a Riccati equation for kappa of any sign,
 *   alpha' = -(b^2/2)(alpha - p)(alpha - q),  p, q = g +- rho,  g = 2 y/b,  rho = sqrt(g^2 + kappa^2),
 * whence, with C(t) = C_0 e^{-b^2 rho t}, C_0 = (alpha_0 - p)/(alpha_0 - q) = 4 alpha_0 r_0/(b (alpha_0 - q)^2),
 *   alpha = (p - q C)/(1 - C),  r = (b/4)(alpha - p)(alpha - q)/alpha = (b/4)(p - q)^2 C/((1 - C)^2 alpha),
 *   w = (a + kappa/a)/2,  u = (a - kappa/a)/2.
 * Where kappa < 0 and y < 0 alpha falls through -kappa: w is 0 then, the unit dies, and what is left stays (its gradient is
 * 0 for w < 0, so that w can't get below 0, and pushes w down at 0, so that it can't get above): z = 0, r = -y, u^2 = -kappa.
 */
function scalarFlow(data: ImplicitData, layer: LayerTraining): ((time: number) => TrainingState) | null {
  const { features, gamma, A, u, v, y } = data;
  if (layer.width !== 1 || layer.samples !== 1 || "Phi" in features || u === undefined || y === undefined) return null;
  if (v !== undefined && v[0] !== 0) return null;
  const room = ONE.minus(Ball.exact(gamma).times(Ball.exact(A.data[0])));
  const length = frobeniusNorm(features.X);
  const w0 = entriesOf(multiply(features.W, features.X))[0].over(length);
  if (!(w0.lower() > 0 && room.lower() > 0)) return null;
  const sign = Ball.exact(u[0] < 0 ? -1 : 1);
  const u0 = Ball.exact(Math.abs(u[0]));
  const label = sign.times(Ball.exact(y[0]));
  const b = Ball.exact(features.featureScale).times(length).over(room);
  const kappa = w0.minus(u0).times(w0.plus(u0));
  const alphaAt = riccati({ b, label, kappa, start: w0.plus(u0).power(2), residual: sign.times(layer.residual[0]) });
  return (time) => {
    const { alpha, residual } = alphaAt(Ball.exact(time));
    const dead = kappa.upper() < 0 && alpha.upper() < kappa.negate().lower();
    const alive = kappa.lower() >= 0 || alpha.lower() > kappa.negate().upper();
    const [w, weight, r] = dead
      ? [ZERO, kappa.negate().sqrt(), label.negate()]
      : alive
        ? [...halves(alpha.sqrt(), kappa), residual]
        : [Ball.unknown(), Ball.unknown(), Ball.unknown()];
    const outputs = weight.minus(u0).abs();
    const inputs = w.minus(w0).abs();
    const z = b.times(w).abs();
    return {
      residual: [sign.times(r)],
      residualNorm: r.abs(),
      loss: r.power(2).times(HALF),
      gain: layer.gain,
      leastSingularValue: z,
      gramLambdaMin: z.power(2),
      displacement: outputs.power(2).plus(inputs.power(2)).sqrt(),
      outputDisplacement: outputs,
      weightDisplacement: ZERO,
      inputDisplacement: inputs,
    };
  };
}

/** w and u of w + u = a, (w + u)(w - u) = kappa */
function halves(a: Ball, kappa: Ball): [Ball, Ball] {
  const other = kappa.over(a);
  return [a.plus(other).times(HALF), a.minus(other).times(HALF)];
}

interface RiccatiData {
  readonly b: Ball;
  readonly label: Ball;
  readonly kappa: Ball;
  readonly start: Ball;
  readonly residual: Ball;
}

/** alpha and r of the comment above, as functions of time. */
function riccati({ b, label, kappa, start, residual }: RiccatiData) {
  const square = b.power(2);
  if (label.rad === 0 && label.mid === 0 && kappa.rad === 0 && kappa.mid === 0)
    // p = q = 0: alpha' = -(b^2/2) alpha^2
    return (time: Ball) => {
      const alpha = start.over(ONE.plus(square.times(start).times(time).times(HALF)));
      return { alpha, residual: b.times(alpha).times(Ball.exact(0.25)) };
    };
  const g = label.plus(label).over(b);
  const rho = g.power(2).plus(kappa.power(2)).sqrt();
  // p q = -kappa^2: of p and q, the one whose terms do not cancel first.
  const large = g.mid >= 0 ? g.plus(rho) : g.minus(rho);
  const small = kappa.power(2).over(large).negate();
  const [p, q] = g.mid >= 0 ? [large, small] : [small, large];
  // alpha_0 - p = 4 alpha_0 r_0 / (b (alpha_0 - q)) has no cancellation
  const C0 = start
    .times(residual)
    .times(Ball.exact(4))
    .over(b.times(start.minus(q).power(2)));
  const rate = square.times(rho);
  return (time: Ball) => {
    const C = C0.times(rate.times(time).negate().exp());
    const rest = ONE.minus(C);
    const alpha = p.minus(q.times(C)).over(rest);
    const gap = rho.plus(rho).over(rest);
    const r = b
      .times(C)
      .times(gap.power(2))
      .over(alpha.times(Ball.exact(4)));
    return { alpha, residual: r };
  };
}
