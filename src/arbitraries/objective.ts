import type { Instances, Stratum } from "../claims/instances.js";
import type { ObjectiveData, RadialData, ScalarData, WaveData } from "../models/objective/data.js";
import { objectiveModel } from "../models/objective/model.js";
import type { Objective } from "../models/objective/view.js";
import { Matrix } from "../numerics/matrix.js";
import { type CounterStream, counterStream } from "../numerics/random.js";
import { exponentOf, powerOfTwo } from "../numerics/rounding.js";
import { sineOf } from "../numerics/trigonometric.js";
import { chooseByShare } from "./designs.js";
import { filledMatrix } from "./matrices.js";

/** What objectives are drawn. */
export interface ObjectiveOptions {
  /** Which families; all where left out. */
  readonly families?: readonly ObjectiveData["family"][];
  /** Greatest dimension (of u, for products); 3 where left out. */
  readonly dimension?: number;
  /** Instances carry a descent of this many steps with step sizes up to 2 eps / H. */
  readonly descentSteps?: number;
  /** Instances carry a flow; least squares and quadratics are then diagonal in the residuals, so that it has a closed form. */
  readonly flow?: boolean;
  /** Instances carry a further point in the ball. */
  readonly point?: boolean;
  /** What is within reach of 4 f < r^2 alpha: 1 where left out; 2 for products that only the integral form covers. */
  readonly reach?: number;
  /** Least and greatest step size, relative to 2 eps / H; [1/4, 1] where left out. */
  readonly stepSizes?: readonly [number, number];
  /** Now and then, in least squares, a step that the Hessian alone would allow: nearly 2 / H. */
  readonly wholeSteps?: boolean;
  /** At least this many residuals in least squares; 2 where left out, because with one every bound is attained. */
  readonly residuals?: number;
  /** Descents are clipped, with thresholds below the first gradient's norm as a rule. */
  readonly clipped?: boolean;
  /** The amplitude of nearly all "sine-square" objectives; several where left out. */
  readonly amplitude?: number;
  /** Products with u = -v and y > 0 only. */
  readonly mirrored?: boolean;
}

/** A family of objectives. */
export type ObjectiveInstances = Instances<ObjectiveData, Objective>;

export const OBJECTIVE_FAMILIES: readonly ObjectiveData["family"][] = [
  "least-squares",
  "quadratic",
  "product",
  "sphere",
  "matrix-product",
  "scalar",
  "sine-square",
  "radial",
  "gauss-newton",
];

/** Without a closed form of the flow */
const CURVED: readonly ObjectiveData["family"][] = [
  "matrix-product",
  "scalar",
  "sine-square",
  "radial",
  "gauss-newton",
];

/** Few digits: exact arithmetic on these stays cheap. */
const grid = (x: number, digits = 12): number => Math.round(x * 2 ** digits) / 2 ** digits + 0;

/** The part of the criterion that is used up: far inside, near its edge, or a little outside. */
function usedPart(stream: CounterStream, outside: number): { readonly part: number; readonly name: string } {
  const kind = stream.below(20);
  if (kind >= 20 - outside) return { part: stream.uniform(1.05, 1.5), name: "outside" };
  if (kind < 12) return { part: stream.uniform(0.05, 0.9), name: "inside" };
  return { part: stream.uniform(0.9, 0.99), name: "near the edge" };
}

/**
 * Nonnegative objectives with a start and a radius, most of them within 4 f(x0) < r^2 alpha by construction. Strata: each
 * family far inside the criterion, near its edge, and outside.
 * @throws RangeError for no family or a dimension below 1.
 * @example
 * const family = instances.objective({ families: ["product"], dimension: 2 });
 * family.draw(1n, 0).data.family; // → product
 */
export function objective(options: ObjectiveOptions = {}): ObjectiveInstances {
  const families = options.families ?? OBJECTIVE_FAMILIES;
  const dimension = options.dimension ?? 3;
  if (!(Number.isInteger(dimension) && dimension >= 1))
    throw new RangeError(`instances.objective: dimension is ${dimension}; expected an integer >= 1`);
  const choice = chooseByShare(
    "instances.objective",
    families.map(() => ({})),
  );
  const places = [
    { name: "inside", about: "far inside the criterion", requiredShare: 0.3 },
    { name: "near the edge", about: "90 to 99 % of the criterion used up", requiredShare: 0.1 },
    { name: "outside", about: "the criterion fails", requiredShare: 0.02 },
  ];
  const strata: Stratum[] = families.flatMap((family, i) =>
    places.map(({ name, about, requiredShare }) => ({
      name: `${family}, ${name}`,
      about: `${family}: ${about}`,
      requiredShare: requiredShare * choice.shares[i] * 0.5,
    })),
  );
  return Object.freeze({
    model: objectiveModel,
    strata,
    draw(key: bigint, index: number) {
      const stream = counterStream(key, index);
      const family = families[choice.pick(stream)];
      const { part, name } = usedPart(stream, options.descentSteps === undefined ? 2 : 1);
      const used = part * (options.reach ?? 1);
      const size = stream.integer(1, dimension);
      const base = expand(stream, family, size, used, options);
      return { data: withRuns(stream, base, options), stratum: `${family}, ${name}` };
    },
  });
}

const vectorOf = (stream: CounterStream, length: number): Float64Array =>
  Float64Array.from({ length }, () => grid(stream.uniform(-2, 2), 6));

const norm = (x: Float64Array): number => Math.sqrt(x.reduce((sum, entry) => sum + entry * entry, 0));

function nonzero(stream: CounterStream, length: number): Float64Array {
  const x = vectorOf(stream, length);
  return norm(x) > 0.25 ? x : x.map((entry, i) => (i === 0 ? entry + 1 : entry));
}

function expand(
  stream: CounterStream,
  family: ObjectiveData["family"],
  size: number,
  used: number,
  options: ObjectiveOptions,
): ObjectiveData {
  switch (family) {
    case "least-squares": {
      const rows = options.residuals === 1 && stream.chance(1, 2) ? 1 : Math.max(options.residuals ?? 2, size);
      const columns = rows + stream.below(2);
      const B =
        options.flow === true
          ? diagonal(stream, rows, columns)
          : filledMatrix(rows, columns, (i, j) => grid(stream.uniform(-1, 1), 4) + (i === j ? 2 : 0));
      // No zero residual: y is off the grid of B x0.
      const y = vectorOf(stream, rows).map((entry) => entry + 2 ** -14);
      return scaledRadius({ family, B, y, start: vectorOf(stream, columns), radius: 1 }, used);
    }
    case "quadratic": {
      const n = Math.max(2, size);
      const C = filledMatrix(n, n, (i, j) => grid(stream.uniform(-1, 1), 3) + (i === j ? 1 : 0));
      const A =
        options.flow === true
          ? diagonal(stream, n, n)
          : filledMatrix(
              n,
              n,
              (i, j) => C.row(i).reduce((sum, x, k) => sum + x * C.at(j, k), 0) + (i === j ? 0.25 : 0),
            );
      // No zero entry: along a single eigenvector the flow attains its bound.
      const start = Float64Array.from({ length: n }, (_, i) => {
        const entry = stream.sign() * grid(stream.uniform(0.25, 2), 6);
        // Outside of the criterion mostly along the slow direction, where it is sharp.
        return used > 1 && i > 0 ? entry / 16 : entry;
      });
      return scaledRadius({ family, A, start, radius: 1 }, used);
    }
    case "product":
      return product(stream, size, used, options.mirrored === true, (options.reach ?? 1) > 1);
    case "sphere": {
      const start = nonzero(stream, size);
      const N = norm(start);
      const radius = grid(N * stream.uniform(0.3, 0.7));
      const e = 2 * used * radius * (N - radius) * stream.sign();
      // |x0|^2 - a^2 = e
      const square = N * N - e;
      return { family, a: grid(Math.sqrt(square > 0 ? square : N * N + Math.abs(e))), start, radius };
    }
    case "matrix-product": {
      const [a, b] = [stream.integer(1, 2), stream.integer(1, 2)];
      const k = Math.max(a, b) + stream.below(2);
      const U = filledMatrix(a, k, (i, j) => grid(stream.uniform(-0.5, 0.5), 4) + (i === j ? 1.5 : 0));
      const V = filledMatrix(b, k, (i, j) => grid(stream.uniform(-0.5, 0.5), 4) + (i === j ? 1.5 : 0));
      const start = Float64Array.from([...U.data, ...V.data]);
      const E = filledMatrix(a, b, () => stream.sign() * stream.uniform(0.2, 1));
      const blank: ObjectiveData = { family, M: new Matrix(a, b), start, radius: 1 };
      const level = Math.sqrt(midOf(objectiveModel.view(blank).view.alphaAtCentre) / 4);
      const radius = grid(level * stream.uniform(0.3, 0.7));
      const size2 = (used * radius * (level - radius)) / norm(E.data);
      const M = filledMatrix(a, b, (i, j) => {
        const product = U.row(i).reduce((sum, x, c) => sum + x * V.at(j, c), 0);
        return grid(product - size2 * E.at(i, j));
      });
      return { family, M, start, radius };
    }
    case "scalar":
      return scalar(stream, used);
    case "sine-square":
      return sineSquare(stream, used, options.amplitude);
    case "radial":
      return radial(stream, size, used);
    case "gauss-newton":
      return gaussNewton(stream, used, (options.reach ?? 1) > 1);
  }
}

function product(stream: CounterStream, size: number, used: number, mirrored: boolean, isWide: boolean): ObjectiveData {
  const u = nonzero(stream, size);
  // Beyond the constant form, some starts opposite to each other: their flow ends in the saddle where the criterion fails.
  const v = mirrored || (isWide && stream.chance(1, 8)) ? u.map((x) => -x + 0) : vectorOf(stream, size);
  const start = Float64Array.from([...u, ...v]);
  const N = norm(start);
  const inner = u.reduce((sum, x, i) => sum + x * v[i], 0);
  const radius = grid(N / 2);
  if (mirrored) return { family: "product", y: grid(stream.uniform(0, 2) * (1.2 - Math.min(1, used))), start, radius };
  const e = used * radius * (N - radius) * stream.sign();
  return { family: "product", y: grid(inner - e), start, radius };
}

/** Rows of one entry each, at different places and of different size: BB' is diagonal, and no bound is attained. */
function diagonal(stream: CounterStream, rows: number, columns: number): Matrix {
  return filledMatrix(rows, columns, (i, j) => (i === j ? (i + 1) / 2 + grid(stream.uniform(0, 0.4375), 6) : 0));
}

/** The constant coefficient for which |p| at the start uses up the given part of the criterion; it does not enter alpha. */
function withConstant<D extends ScalarData | RadialData>(stream: CounterStream, blank: D, used: number): D {
  const { view } = objectiveModel.view(blank);
  const root = Math.sqrt(midOf(view.value));
  const wanted = (used * blank.radius * Math.sqrt(midOf(view.alpha))) / 2;
  const trial = (c: number): D => ({ ...blank, coefficients: Float64Array.from([c, ...blank.coefficients.slice(1)]) });
  // p(x0) is root or -root, whichever constant takes away most of it.
  const sign = midOf(objectiveModel.view(trial(root)).view.value) > root * root ? 1 : -1;
  return trial(grid(stream.sign() * wanted - sign * root, 16));
}

function scalar(stream: CounterStream, used: number): ObjectiveData {
  const degree = stream.integer(1, 2);
  const start = Float64Array.of(grid(stream.uniform(-1, 1), 6));
  const radius = grid(stream.uniform(0.1, 0.5), 6);
  const rest = [stream.sign() * grid(stream.uniform(1, 2), 6), ...vectorOf(stream, degree - 1).map((c) => c / 4)];
  const wave: WaveData = {
    shape: stream.chance(1, 2) ? "sine" : "tanh",
    amplitude: stream.integer(1, 8) / 8,
    frequency: stream.sign() * stream.integer(2, 6) * 0.5,
  };
  const waving = stream.chance(1, 2) ? { wave } : {};
  return withConstant(
    stream,
    { family: "scalar", coefficients: Float64Array.from([0, ...rest]), ...waving, start, radius },
    used,
  );
}

function sineSquare(stream: CounterStream, used: number, wanted: number | undefined): ObjectiveData {
  const several = stream.pick([3, 3, 3, 1, 2, 0.5, 4]);
  const amplitude = wanted === undefined || stream.chance(1, 16) ? several : wanted;
  const start = Float64Array.of(stream.sign() * grid(stream.uniform(0.125, 4), 6));
  // alpha is at least 0.351 for a <= 3, and costs a search that drawing can do without.
  const value = amplitude * sineOf(start[0]).mid ** 2 + start[0] ** 2;
  return { family: "sine-square", amplitude, start, radius: grid(Math.sqrt((4 * value) / 0.351) / used) };
}

function radial(stream: CounterStream, size: number, used: number): ObjectiveData {
  const start = nonzero(stream, size);
  const rest = [
    stream.sign() * grid(stream.uniform(0.5, 2), 6),
    ...vectorOf(stream, stream.below(2)).map((c) => c / 16),
  ];
  const radius = grid(norm(start) * stream.uniform(0.2, 0.6), 8);
  return withConstant(stream, { family: "radial", coefficients: Float64Array.from([0, ...rest]), start, radius }, used);
}

function gaussNewton(stream: CounterStream, used: number, isWide: boolean): ObjectiveData {
  const rows = stream.integer(1, 2);
  // With one variable every bound is attained.
  const columns = rows === 1 ? stream.pick([2, 2, 2, 1]) : rows + stream.below(2);
  const B = filledMatrix(rows, columns, (i, j) => grid(stream.uniform(-0.5, 0.5), 4) + (i === j ? 1.5 : 0));
  const Q = filledMatrix(rows, columns, () => grid(stream.uniform(-1, 1), 3));
  const start = vectorOf(stream, columns).map((x) => x / 4);
  const flat: ObjectiveData = { family: "gauss-newton", B, Q, y: new Float64Array(rows), start, radius: 1 };
  const { view } = objectiveModel.view(flat);
  const [sigma, K] = [midOf(view.leastSingularValue), midOf(view.jacobianLipschitz)];
  const radius = Math.max(2 ** -8, grid(K > 0 ? (sigma / K) * (isWide ? 0.5 : stream.uniform(0.2, 0.6)) : 1, 8));
  const direction = nonzero(stream, rows);
  const wanted = (used * radius * Math.max(0, sigma - K * radius)) / norm(direction);
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const value = start.reduce((sum, x, j) => sum + x * (B.at(i, j) + (Q.at(i, j) * x) / 2), 0);
    return grid(value - wanted * direction[i], 16);
  });
  return { ...flat, y, radius };
}

const midOf = (x: { toBall(): { readonly mid: number } }): number => x.toBall().mid;

/** The radius at which the given part of the criterion is used: r = |sqrt(4 f / alpha)| / part. */
function scaledRadius<D extends ObjectiveData>(data: D, used: number): D {
  const { view } = objectiveModel.view(data);
  const radius = grid(midOf(view.pathLengthBound) / used);
  return { ...data, radius: radius > 0 ? radius : 1 };
}

function withRuns(stream: CounterStream, data: ObjectiveData, options: ObjectiveOptions): ObjectiveData {
  let result = data;
  const { view } = objectiveModel.view(data);
  if (options.point === true) {
    const direction = vectorOf(stream, data.start.length);
    const length = norm(direction);
    const part = Math.sqrt(stream.uniform(0, 1));
    const scale = length > 0 ? (part * data.radius) / length : 0;
    result = { ...result, point: data.start.map((x, i) => grid(x + scale * direction[i], 20)) };
  }
  if (options.descentSteps !== undefined) {
    const [low, high] = options.stepSizes ?? [0.25, 1];
    // Where only x^2 + a sin^2 x for one a is wanted, 1/H: 2 eps / H would take the search for alpha.
    const most = options.amplitude === undefined ? midOf(view.stepSize) : 1 / midOf(view.hessianBound);
    // Now and then up to four times what is allowed.
    const kind = stream.below(24);
    const chosen = kind < 2 ? stream.uniform(1, 4) * high : kind < 10 ? high : stream.uniform(low, high);
    const isWhole = options.wholeSteps === true && data.family === "least-squares" && kind >= 19;
    const whole = isWhole ? (2 * stream.uniform(0.8, 1)) / (chosen * midOf(view.hessianBound)) : most;
    const usable = whole > 0 && whole < 1e6 ? whole : 0.01;
    // 21 bits, rounded down: exact steps stay cheap, and the size is not above what is allowed.
    const unit = powerOfTwo(exponentOf(usable) - 20);
    const stepSize = Math.max(1, Math.floor((usable * chosen) / unit) - 1) * unit;
    const clip = {
      threshold: grid(stream.uniform(0, 1.5) * Math.sqrt(midOf(view.gradientSquare)), 8),
      floor: stream.pick([1 / 64, 1 / 4, 1 / 2, 1]),
    };
    const clipping = options.clipped === true ? { clip } : {};
    result = {
      ...result,
      descent: { stepSize, ...clipping, steps: Array.from({ length: options.descentSteps }, (_, k) => k + 1) },
    };
  }
  if (options.flow === true) {
    const alpha = midOf(view.alpha);
    // Enclosing a flow without a closed form costs time: one instance in five has one, with one look, earlier.
    const isCurved = CURVED.includes(data.family);
    const time = (alpha > 0 ? 1 / alpha : 1) * stream.uniform(0.1, isCurved ? 1.5 : stream.chance(1, 8) ? 40 : 4);
    const last = grid(time, 16) + 2 ** -15;
    const times = isCurved ? [last] : [grid(time / 4, 16) + 2 ** -16, last];
    if (!isCurved || stream.chance(1, 5)) result = { ...result, flow: { times } };
  }
  return result;
}
