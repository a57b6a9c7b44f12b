import type { Stratum } from "../claims/instances.js";
import type { LinearNetworkData } from "../models/linear-network/data.js";
import { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import { powerOfTwo } from "../numerics/rounding.js";
import type { LinearFamily } from "./linear-network.js";
import { clamp, regular, short, timesMatrix, zero } from "./linear-network-entries.js";
import { SHAPES } from "./linear-network-shapes.js";
import { filledMatrix, fullPrecisionMatrix, hadamardMatrix, scaled } from "./matrices.js";

type Make = (stream: CounterStream, family: LinearFamily) => LinearNetworkData;

/** A stratum together with the way its instances are made. */
export interface LinearStratum extends Omit<Stratum, "requiredShare"> {
  /** Relative to the other strata of one family. */
  readonly share: number;
  readonly make: Make;
  readonly when?: (family: LinearFamily) => boolean;
}

interface Sizes {
  readonly n: number;
  readonly D: number;
  readonly m: number;
  readonly h: number;
}

/** Sizes in the family's ranges; the width at least `least` where the range allows it. */
function sizes(stream: CounterStream, family: LinearFamily, least: (n: number, D: number, m: number) => number): Sizes {
  const n = stream.integer(...family.samples);
  const D = stream.integer(...family.inputs);
  const m = stream.integer(...family.outputs);
  const needed = least(Math.min(n, D), D, m);
  const lowest = clamp(needed, family.width);
  return { n, D, m, h: stream.integer(lowest, family.width[1]) };
}

const wideEnough = (r: number, _D: number, m: number): number => r + m;

/** Any data, width at least r + m: c > 0 almost surely. */
const overparametrised: Make = (stream, family) => {
  const { n, D, m, h } = sizes(stream, family, wideEnough);
  return {
    X: regular(stream, n, D),
    Y: short(stream, n, m, stream.pick([0.5, 1, 4])),
    U: short(stream, D, h, stream.pick([0.5, 1, 2])),
    V: short(stream, m, h, stream.pick([0.5, 1, 2])),
  };
};

/** X = A B of rank k < min(n, D), a product of small integers: the rank is exact. */
const rankDeficient: Make = (stream, family) => {
  const { n, D, m, h } = sizes(stream, family, wideEnough);
  const k = Math.max(1, Math.min(n, D) - 1);
  const X = timesMatrix(
    regular(stream, n, k).map((x) => 4 * x),
    regular(stream, k, D).map((x) => 4 * x),
  );
  return { X: scaled(X, 1 / 8), Y: short(stream, n, m, 2), U: short(stream, D, h), V: short(stream, m, h) };
};

/** h < r + m, but one factor dominates: c > 0 from one side. */
const dominated: Make = (stream, family) => {
  const n = stream.integer(...family.samples);
  const D = stream.integer(...family.inputs);
  const m = stream.integer(...family.outputs);
  const r = Math.min(n, D);
  const upper = stream.chance(1, 2);
  const h = clamp(upper ? r : m, family.width);
  return {
    X: regular(stream, n, D),
    Y: short(stream, n, m, 2),
    U: upper ? scaled(regular(stream, D, h), 2) : short(stream, D, h, 0.125),
    V: upper ? short(stream, m, h, 0.125) : scaled(regular(stream, m, h), 2),
  };
};

/** V = 0 or U = 0 with a diagonal other factor and orthogonal data: the PL inequality is met with equality now and then. */
const oneFactorZero: Make = (stream, family) => {
  const { n, D, m, h } = sizes(stream, family, (r, _D, outputs) => Math.max(r, outputs));
  const first = stream.chance(1, 2);
  const size = stream.pick([1, 2, 3]);
  const diagonal = (rows: number, columns: number) =>
    filledMatrix(rows, columns, (i, j) => (i === j ? size * (stream.chance(1, 4) ? 2 : 1) : 0));
  return {
    X: filledMatrix(n, D, (i, j) => (i === j ? stream.pick([1, 1, 2, 0.5, 0.125]) : 0)),
    Y: short(stream, n, m, 4),
    U: first ? diagonal(D, h) : zero(D, h),
    V: first ? zero(m, h) : diagonal(m, h),
  };
};

/** X diagonal, U and V diagonal in the same modes (spectral initialization): the flow falls into scalar modes. */
const spectral: Make = (stream, family) => {
  const { n, D, m, h } = sizes(stream, family, wideEnough);
  const diagonal = (rows: number, columns: number, scale: number) =>
    filledMatrix(rows, columns, (i, j) => (i === j ? (scale * stream.integer(1, 8)) / 8 : 0));
  return { X: diagonal(n, D, 2), Y: diagonal(n, m, 4), U: diagonal(D, h, 2), V: diagonal(m, h, 1) };
};

/** Hadamard-like X: all singular values equal where it is square of order 1, 2 or 4. */
const repeatedSingularValues: Make = (stream, family) => {
  const { m, h } = sizes(stream, family, () => family.width[1]);
  const order = clamp(stream.pick([1, 2, 2, 4]), [
    Math.max(family.samples[0], family.inputs[0]),
    Math.min(family.samples[1], family.inputs[1]),
  ]);
  return {
    X: scaled(hadamardMatrix(stream, order, order), stream.pick([0.5, 1])),
    Y: short(stream, order, m, 4),
    U: short(stream, order, h),
    V: short(stream, m, h),
  };
};

/** sigma_1 / sigma_r up to 32. */
const illConditioned: Make = (stream, family) => {
  const { n, D, m, h } = sizes(stream, family, wideEnough);
  const small = powerOfTwo(-stream.integer(2, 5));
  return {
    X: filledMatrix(n, D, (i, j) => (i === j ? (i === 0 ? 1 : small) : 0)),
    Y: short(stream, n, m, stream.pick([small, 1])),
    U: short(stream, D, h),
    V: short(stream, m, h, stream.pick([0, 0.25, 1])),
  };
};

/** Y = X U V' but for a perturbation of 2^-20. */
const tinyResidual: Make = (stream, family) => {
  const { X, U, V } = overparametrised(stream, family);
  const fitted = timesMatrix(timesMatrix(X, U), V.transpose());
  return { X, Y: fitted.map((x) => x + stream.integer(-1, 1) * 2 ** -20), U, V };
};

/** Both factors near 2^-6: c is small, and the start is near the saddle at 0. */
const nearSaddle: Make = (stream, family) => {
  const network = overparametrised(stream, family);
  return { ...network, U: scaled(network.U, 2 ** -6), V: scaled(network.V, 2 ** -6) };
};

/** All 53 bits in use. */
const fullPrecision: Make = (stream, family) => {
  const { n, D, m, h } = sizes(stream, family, wideEnough);
  const any = (rows: number, columns: number) => fullPrecisionMatrix(stream, rows, columns);
  return { X: any(n, D), Y: any(n, m), U: any(D, h), V: any(m, h) };
};

/** Balanced factors (c = 0): V' in the span of U's rows with the same Gram matrix, or h below r and m. */
const balanced: Make = (stream, family) => {
  const n = stream.integer(...family.samples);
  const D = stream.integer(...family.inputs);
  const m = stream.integer(...family.outputs);
  const h = family.width[0];
  const X = filledMatrix(n, D, (i, j) => (i === j ? 1 : 0));
  const row = short(stream, 1, h);
  const same = (rows: number) => filledMatrix(rows, h, (i, j) => (i === 0 ? row.at(0, j) : 0));
  return { X, Y: short(stream, n, m, 2), U: same(D), V: same(m) };
};

/** What the data do not see of U is large: D > n, U2 far from 0 and correlated with V. */
const largeHiddenPart: Make = (stream, family) => {
  const n = family.samples[0];
  const D = family.inputs[1];
  const m = stream.integer(...family.outputs);
  const h = stream.integer(clamp(Math.min(n, D) + m, family.width), family.width[1]);
  const X = filledMatrix(n, D, (i, j) => (i === j ? stream.pick([1, 2, 0.25]) : 0));
  const U = short(stream, D, h);
  return {
    X,
    Y: short(stream, n, m, stream.pick([1, 4, 8])),
    U: U.map((x) => 2 * x),
    V: short(stream, m, h, stream.pick([0, 0.5, 1])),
  };
};

/**
 * A mode that the data see 16 times weaker than the other, with nearly all of the residual in it and a hidden part behind
 * it: U2 V' grows long after the other mode has settled, which shows in a long flow.
 */
const slowMode: Make = (stream, { outputs }) => {
  const weak = 2 ** -4;
  const m = outputs[0];
  const target = stream.integer(6, 8) * weak;
  return {
    X: filledMatrix(2, 3, (i, j) => (i === j ? (i === 0 ? 1 : weak) : 0)),
    Y: filledMatrix(2, m, (i, j) => (i === 1 && j === 0 ? target : 0)),
    U: Matrix.fromRows([
      [1, 0],
      [0, 1],
      [0, stream.integer(1, 4) / 2],
    ]),
    V: zero(m, 2),
    flow: { times: [96] },
  };
};

/**
 * U2 orthogonal to V and U1: these live on the first units, U2 on the rest; `break` adds an overlap with one of them only.
 * X sees the first coordinates, or all of them turned by a Hadamard matrix of order 2.
 */
function invariantNetwork(
  stream: CounterStream,
  family: LinearFamily,
  overlap: "none" | "V" | "U1" | "both",
): LinearNetworkData {
  const m = stream.integer(...family.outputs);
  const hidden = 1;
  const D = stream.integer(Math.max(2, family.inputs[0]), Math.max(2, family.inputs[1]));
  const visible = D - hidden;
  const n = Math.max(family.samples[0], Math.min(family.samples[1], visible));
  const h = Math.max(visible + m + 1, family.width[0]);
  const core = h - 1;
  const X = filledMatrix(n, D, (i, j) =>
    j < visible ? (i === j ? stream.pick([1, 2, 0.5]) : stream.integer(-1, 1) / 4) : 0,
  );
  const U = short(stream, D, h);
  for (let i = 0; i < D; i++)
    for (let j = 0; j < h; j++) {
      const isHidden = i >= visible;
      const allowed = isHidden ? j >= core : j < core || overlap === "U1" || overlap === "both";
      if (!allowed) U.data[i * h + j] = 0;
      else if (isHidden) U.data[i * h + j] = stream.integer(1, 8) / 4;
    }
  const V = filledMatrix(m, h, (_, j) =>
    j < core || overlap === "V" || overlap === "both" ? stream.integer(-8, 8) / 8 : 0,
  );
  if (overlap === "U1" || overlap === "both") U.data[h - 1] = 1;
  if (overlap === "V" || overlap === "both") V.data[h - 1] = 0.5;
  const network = { X, Y: short(stream, n, m, 2), U, V };
  return D === 2 && stream.chance(1, 2) ? turned(network) : network;
}

/** X H and H U for H = [[1, 1], [1, -1]]: the row space is no coordinate axis any more; H' = 2 H^-1. */
function turned({ X, Y, U, V }: LinearNetworkData): LinearNetworkData {
  const H = Matrix.fromRows([
    [1, 1],
    [1, -1],
  ]);
  return { X: timesMatrix(X, H), Y, U: scaled(timesMatrix(H, U), 0.5), V };
}

const general = (family: LinearFamily) => !family.invariant;
const anyLevel = (family: LinearFamily) => general(family) && !family.wide;

export const LINEAR_STRATA: readonly LinearStratum[] = [
  {
    name: "overparametrised",
    about: "any data, h >= r + m where the range allows it",
    share: 30,
    make: overparametrised,
    when: general,
  },
  ...SHAPES,
  {
    name: "rank-deficient X",
    about: "X = A B of exact rank below min(n, D)",
    share: 10,
    make: rankDeficient,
    when: general,
  },
  {
    name: "one factor dominates",
    about: "h < r + m, U large and V small or the other way round",
    share: 10,
    make: dominated,
    when: anyLevel,
  },
  {
    name: "one factor zero",
    about: "U = 0 or V = 0, the other diagonal: equality in the PL inequality",
    share: 10,
    make: oneFactorZero,
    when: anyLevel,
  },
  {
    name: "spectral",
    about: "X, Y, U, V diagonal: scalar modes",
    share: 6,
    make: spectral,
    when: general,
  },
  {
    name: "repeated singular values",
    about: "X a multiple of an orthogonal matrix",
    share: 8,
    make: repeatedSingularValues,
    when: general,
  },
  { name: "ill-conditioned", about: "sigma_1 / sigma_r up to 32", share: 10, make: illConditioned, when: general },
  { name: "tiny residual", about: "Y = X U V' but for 2^-20", share: 4, make: tinyResidual, when: general },
  { name: "near the saddle", about: "both factors near 2^-6", share: 4, make: nearSaddle, when: general },
  {
    name: "large hidden part",
    about: "D > n, U2 large and correlated with V",
    share: 10,
    make: largeHiddenPart,
    when: general,
  },
  { name: "full precision", about: "entries with 53 significant bits", share: 4, make: fullPrecision, when: general },
  { name: "balanced", about: "U1'U1 = V'V: c = 0", share: 4, make: balanced, when: anyLevel },
  {
    name: "slow mode",
    about: "sigma_1 / sigma_r = 16, the residual in the weak mode, a long flow",
    share: 2,
    make: slowMode,
    when: (family) => general(family) && family.flow && family.samples[1] >= 2 && family.inputs[1] >= 3,
  },
  {
    name: "U2 orthogonal to V and U1",
    about: "exactly, by blocks of the width",
    share: 84,
    make: (stream, family) => invariantNetwork(stream, family, "none"),
    when: ({ invariant }) => invariant,
  },
  {
    name: "U2 overlaps with V only",
    about: "U1 U2' = 0, V U2' is not",
    share: 6,
    make: (stream, family) => invariantNetwork(stream, family, "V"),
    when: ({ invariant }) => invariant,
  },
  {
    name: "U2 overlaps with U1 only",
    about: "V U2' = 0, U1 U2' is not",
    share: 6,
    make: (stream, family) => invariantNetwork(stream, family, "U1"),
    when: ({ invariant }) => invariant,
  },
  {
    name: "U2 overlaps with both",
    about: "neither product is 0",
    share: 4,
    make: (stream, family) => invariantNetwork(stream, family, "both"),
    when: ({ invariant }) => invariant,
  },
];
