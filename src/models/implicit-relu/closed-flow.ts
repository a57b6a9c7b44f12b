import { Ball } from "../../numerics/ball.js";
import { BallMatrix } from "../../numerics/ball-matrix.js";
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
  let w = new Float64Array(n);
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
 * and u' = -r b w, w' = -r b u keeps kappa = w^2 - u^2. Where kappa > 0, E = (w + u)/(w - u) solves the Riccati equation
 * E' = -(b^2 kappa/2)(E^2 - 2 g E - 1), g = 2 y/(b kappa): with E+- = g +- sqrt(g^2 + 1), mu = b^2 kappa sqrt(g^2 + 1) and
 * C(t) = C_0 e^{-mu t}, C_0 = (E_0 - E+)/(E_0 - E-),
 *   E = (E+ - E- C)/(1 - C),  r = (b kappa/4) (E - E+)(E - E-)/E,  u = sqrt kappa (E - 1)/(2 sqrt E), w likewise with E + 1.
 */
function scalarFlow(data: ImplicitData, layer: LayerTraining): ((time: number) => TrainingState) | null {
  const { features, gamma, A, u, v, y } = data;
  if (layer.width !== 1 || layer.samples !== 1 || "Phi" in features || u === undefined || y === undefined) return null;
  if (v !== undefined && v[0] !== 0) return null;
  const room = ONE.minus(Ball.exact(gamma).times(Ball.exact(A.data[0])));
  const length = frobeniusNorm(features.X);
  const reach = entriesOf(multiply(features.W, features.X))[0].over(length);
  const state = Ball.exact(u[0]);
  const kappa = reach.minus(state).times(reach.plus(state));
  if (!(reach.lower() > 0 && kappa.lower() > 0 && room.lower() > 0)) return null;
  const b = Ball.exact(features.featureScale).times(length).over(room);
  const label = Ball.exact(y[0]);
  const g = label.plus(label).over(b.times(kappa));
  const root = g.power(2).plus(ONE).sqrt();
  // Of E+ and E- = -1/E+, the one whose terms do not cancel first.
  const upper = g.mid >= 0 ? g.plus(root) : ONE.over(root.minus(g));
  const lower = ONE.over(upper).negate();
  const E0 = reach.plus(state).over(reach.minus(state));
  // E_0 - E+ = 4 E_0 r_0 / (b kappa (E_0 - E-)) has no cancellation
  const r0 = layer.residual[0];
  const C0 = E0.times(r0)
    .times(Ball.exact(4))
    .over(b.times(kappa).times(E0.minus(lower).power(2)));
  const mu = b.power(2).times(kappa).times(root);
  const width = kappa.sqrt();
  return (time) => {
    const C = C0.times(mu.times(Ball.exact(time)).negate().exp());
    const E = upper.minus(lower.times(C)).over(ONE.minus(C));
    const gap = upper.minus(lower).over(ONE.minus(C));
    const r = b
      .times(kappa)
      .times(C)
      .times(gap.power(2))
      .over(E.times(Ball.exact(4)));
    const half = width.over(E.sqrt().times(Ball.exact(2)));
    const w = half.times(E.plus(ONE));
    const outputs = half.times(E.minus(ONE)).minus(state).abs();
    const inputs = w.minus(reach).abs();
    const z = b.times(w).abs();
    return {
      residual: [r],
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
