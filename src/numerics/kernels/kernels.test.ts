import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededStream } from "../random.js";
import { type Kernels, typescriptKernels, wasmKernels } from "./index.js";

// WebAssembly against TypeScript, bit for bit, on random shapes and hostile values.

const wasm = wasmKernels() as Kernels;
let state = 1;

/** A small deterministic generator (mulberry32) in [0, 1). */
function uniform(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const integer = (least: number, most: number): number => least + Math.floor(uniform() * (most - least + 1));

type Flavour = "ordinary" | "wide" | "subnormal" | "zeros" | "hostile";
const flavours: Flavour[] = ["ordinary", "ordinary", "wide", "subnormal", "zeros", "hostile"];

function entry(flavour: Flavour): number {
  const x = 2 * uniform() - 1;
  if (flavour === "wide") return x * 2 ** integer(-600, 500);
  if (flavour === "subnormal") return x * 2 ** integer(-1074, -500);
  if (flavour === "zeros") return [0, -0, 1, -1, x][integer(0, 4)];
  if (flavour === "hostile" && uniform() < 0.03) return [Number.NaN, Infinity, -Infinity, 1e308, -1e308][integer(0, 4)];
  return x;
}

/** Sizes with the edges of tiles, blocks and lanes in them. */
function size(): number {
  return [0, 1, 2, 3, 4, 5, 7, 8, 9, integer(0, 12), integer(0, 40), integer(60, 70)][integer(0, 11)];
}
const array = (length: number, flavour: Flavour): Float64Array => Float64Array.from({ length }, () => entry(flavour));

/** Positions where two arrays differ as values (Object.is: -0 and 0 differ, NaN is NaN). */
function assertSame(x: ArrayLike<number>, y: ArrayLike<number>, message: string): void {
  for (let k = 0; k < x.length; k++)
    if (!Object.is(x[k], y[k])) assert.unreachable(`${message}: [${k}] ${x[k]} is not ${y[k]}`);
}

/** Runs one kernel in both implementations on copies of the same arrays, ordinary and resident, and compares all that is left. */
function compare(
  message: string,
  inputs: readonly (Float64Array | Int32Array)[],
  run: (kernels: Kernels, arrays: Float64Array[]) => unknown,
  undefinedOnFalse = false,
): void {
  const copies = (): Float64Array[] => inputs.map((x) => x.slice() as Float64Array);
  const expected = copies();
  const result = run(typescriptKernels, expected);
  const found = copies();
  const same = run(wasm, found);
  assert.ok(Object.is(result, same), `${message}: returns ${String(same)}, not ${String(result)}`);
  if (!(undefinedOnFalse && result === false))
    for (const [k, x] of expected.entries()) assertSame(found[k], x, `${message}, array ${k}`);
  wasm.scope(() => {
    const resident = inputs.map((x) => {
      if (x instanceof Int32Array) return x.slice() as unknown as Float64Array;
      const place = wasm.allocate(x.length);
      place.set(x);
      return place;
    });
    const again = run(wasm, resident);
    assert.ok(Object.is(result, again), `${message}, resident: returns ${String(again)}, not ${String(result)}`);
    if (!(undefinedOnFalse && result === false))
      for (const [k, x] of expected.entries()) assertSame(resident[k], x, `${message}, resident array ${k}`);
  });
}

test("products agree bit for bit", () => {
  for (let trial = 0; trial < 3000; trial++) {
    const [rows, columns, inner] = [size(), size(), size()];
    const flavour = flavours[trial % flavours.length];
    const [a, b, c] = [array(rows * inner, flavour), array(inner * columns, flavour), array(rows * columns, flavour)];
    const shape = `${flavour} ${rows} x ${columns} x ${inner}`;
    for (const form of ["AB", "AtB", "ABt"] as const)
      compare(`gemm ${form} ${shape}`, [a, b, c], (k, [x, y, z]) =>
        k.gemm(form, rows, columns, inner, x, y, z, trial % 2 === 0),
      );
    compare(`gram AtA ${shape}`, [a, array(inner * inner, flavour)], (k, [x, g]) =>
      k.gramMatrix("AtA", rows, inner, x, g),
    );
    compare(`gram AAt ${shape}`, [a, array(rows * rows, flavour)], (k, [x, g]) =>
      k.gramMatrix("AAt", rows, inner, x, g),
    );
  }
});

test("vector kernels agree bit for bit", () => {
  for (let trial = 0; trial < 3000; trial++) {
    const [rows, columns] = [size(), size()];
    const flavour = flavours[trial % flavours.length];
    const [a, x, y] = [array(rows * columns, flavour), array(columns, flavour), array(rows, flavour)];
    const shape = `${flavour} ${rows} x ${columns}`;
    compare(`multiplyVector ${shape}`, [a, x, y], (k, [p, q, r]) => k.multiplyVector(rows, columns, p, q, r));
    compare(`multiplyTransposedVector ${shape}`, [a, y, x], (k, [p, q, r]) =>
      k.multiplyTransposedVector(rows, columns, p, q, r),
    );
    const z = array(rows * columns, flavour);
    compare(`dot ${shape}`, [a, z], (k, [p, q]) => k.dot(rows * columns, p, q));
    compare(`scale ${shape}`, [a], (k, [p]) => k.scale(rows * columns, 0.7, p));
    compare(`addMultiple ${shape}`, [a, z], (k, [p, q]) => k.addMultiple(rows * columns, -0.3, p, q));
    compare(`sumOfSquares ${shape}`, [a], (k, [p]) => k.sumOfSquares(rows * columns, p));
    compare(`squaredDistance ${shape}`, [a, z], (k, [p, q]) => k.squaredDistance(rows * columns, p, q));
  }
});

/** A symmetric n x n matrix; positive definite unless the flavour says otherwise. */
function symmetric(n: number, flavour: Flavour): Float64Array {
  const z = array(n * (n + 2), flavour === "hostile" ? "ordinary" : flavour);
  const a = new Float64Array(n * n);
  typescriptKernels.gramMatrix("AAt", n, n + 2, z, a);
  if (flavour === "hostile" && n > 0) {
    const [i, j] = [integer(0, n - 1), integer(0, n - 1)];
    a[i * n + j] = a[j * n + i] = [Number.NaN, Infinity, -Infinity, -1, 1e308][integer(0, 4)];
  }
  return a;
}

test("factorisations and solves agree bit for bit", () => {
  let completed = 0;
  for (let trial = 0; trial < 1500; trial++) {
    const [n, columns] = [trial % 100 === 99 ? integer(120, 150) : size(), size()];
    const flavour = flavours[trial % flavours.length];
    const shape = `${flavour} n = ${n}, ${columns} columns`;
    const s = symmetric(n, flavour);
    compare(`cholesky ${shape}`, [s], (k, [x]) => k.cholesky(n, x), true);
    if (typescriptKernels.cholesky(n, s.slice())) completed++;
    const b = array(n * columns, flavour);
    const t = array(n * n, flavour);
    for (let i = 0; i < n; i++) if (flavour !== "hostile") t[i * n + i] += 2;
    for (const form of ["upper", "upperTransposed", "lower", "lowerTransposed", "unitLower"] as const)
      compare(`solveTriangular ${form} ${shape}`, [t, b], (k, [x, y]) => k.solveTriangular(form, n, columns, x, y));
    const pivots = new Int32Array(n);
    compare(`luFactor ${shape}`, [t, pivots], (k, [x, p]) => k.luFactor(n, x, p as unknown as Int32Array), true);
    const lu = t.slice();
    if (!typescriptKernels.luFactor(n, lu, pivots)) continue;
    compare(`luSolve ${shape}`, [lu, pivots, b], (k, [x, p, y]) =>
      k.luSolve(n, columns, x, p as unknown as Int32Array, y),
    );
    const inverse = new Float64Array(n * n);
    compare(`luInverse ${shape}`, [lu, pivots, inverse], (k, [x, p, y]) =>
      k.luInverse(n, x, p as unknown as Int32Array, y),
    );
  }
  assert.ok(completed > 700, `only ${completed} matrices were positive definite`);
});

test("symmetric eigenvalues and vectors agree bit for bit", () => {
  for (let trial = 0; trial < 800; trial++) {
    const n = trial % 100 === 99 ? integer(80, 110) : size();
    const flavour = flavours[trial % flavours.length];
    const a = trial % 3 === 0 ? array(n * n, flavour) : symmetric(n, flavour);
    const values = new Float64Array(n);
    compare(`symmetricEigen ${flavour} n = ${n}`, [a, values], (k, [x, v]) => k.symmetricEigen(n, x, v), true);
    compare(
      `symmetricEigen with vectors ${flavour} n = ${n}`,
      [a, values, new Float64Array(n * n)],
      (k, [x, v, w]) => k.symmetricEigen(n, x, v, w),
      true,
    );
  }
});

test("estimates of the largest eigenvalue agree bit for bit", () => {
  for (let trial = 0; trial < 600; trial++) {
    const n = trial % 100 === 99 ? integer(80, 110) : size();
    const flavour = flavours[trial % flavours.length];
    compare(`largestEigenvalue ${flavour} n = ${n}`, [symmetric(n, flavour)], (k, [x]) => k.largestEigenvalue(n, x));
  }
});

test("eigenvalues followed by inverse iteration agree bit for bit", () => {
  let found = 0;
  for (let trial = 0; trial < 600; trial++) {
    const n = trial % 100 === 99 ? integer(80, 110) : size();
    const flavour = flavours[trial % flavours.length];
    const s = symmetric(n, flavour);
    const values = new Float64Array(n);
    if (!typescriptKernels.symmetricEigen(n, s.slice(), values)) values.fill(0);
    const shift = n === 0 ? 0 : values[0] - 1e-3 * Math.abs(values[0]);
    const tolerance = 1e-14 * shift * shift;
    compare(`followEigenvalue ${flavour} n = ${n}`, [s, array(n, "ordinary")], (k, [a, v]) => {
      const value = k.followEigenvalue(n, a, shift, 4, tolerance, v);
      if (value > 0) found++;
      return value;
    });
  }
  assert.ok(found > 600, `only ${found} of 1800 were followed`);
});

test("normal variates agree bit for bit, and so does where the stream goes on", () => {
  for (let trial = 0; trial < 200; trial++) {
    const count = trial < 100 ? trial : integer(100, 5000);
    const [plain, fast] = [seededStream(trial), seededStream(trial)];
    for (let skipped = trial % 7; skipped > 0; skipped--) assert.is(fast.next(), plain.next());
    const [x, y] = [new Float64Array(count), new Float64Array(count)];
    typescriptKernels.fillGaussian(plain, count, x);
    wasm.fillGaussian(fast, count, y);
    assertSame(y, x, `${count} variates`);
    assert.is(fast.next(), plain.next());
  }
});

test("the fixed-point steps agree bit for bit", () => {
  for (let trial = 0; trial < 1500; trial++) {
    const [m, half] = [size(), integer(0, 9)];
    const groups = integer(1, 3);
    const n = half * groups;
    const flavour = flavours[trial % flavours.length];
    const shape = `${flavour} m = ${m}, n = ${n}, ${groups} groups`;
    const matrix = array(m * m, flavour).map((x) => x / Math.max(1, m / 2));
    const [phi, z, out] = [array(m * n, flavour), array(m * n, flavour), array(m * n, flavour)];
    compare(`reluAffine ${shape}`, [matrix, z, phi, out], (k, [a, x, c, y]) => k.reluAffine(m, n, a, x, c, y));
    const limit = integer(0, 40);
    const history = new Float64Array(limit * groups);
    const tolerance = 10 ** -integer(2, 24);
    compare(`iterateReluAffine ${shape}`, [matrix, phi, z, out, history], (k, [a, c, x, y, h]) =>
      k.iterateReluAffine(m, n, groups, a, c, x, y, limit, tolerance, h),
    );
    const rounds = integer(0, 6);
    const inverse = matrix.map((x, k) => (m > 0 && k % (m + 1) === 0 ? x + 1 : x));
    compare(`solveActiveSets ${shape}`, [inverse, phi, z, out], (k, [a, c, s, y]) =>
      k.solveActiveSets(m, n, a, trial % 2 === 0, c, s, rounds, y, null, null),
    );
    compare(
      `solveActiveSets with adjoint ${shape}`,
      [inverse, phi, z, out, array(m, flavour), z.slice()],
      (k, [a, c, s, y, g, u]) => k.solveActiveSets(m, n, a, trial % 2 === 0, c, s, rounds, y, g, u),
    );
    const [left, right] = [z.map((x) => x / Math.max(1, m * m)), out];
    compare(`followInverse ${shape}`, [inverse, left, right], (k, [a, p, x]) =>
      k.followInverse(m, n, a, p, x, null, null),
    );
    compare(`followInverse with a constant ${shape}`, [inverse, left, right, phi, z], (k, [a, p, x, f, c]) =>
      k.followInverse(m, n, a, p, x, f, c),
    );
    const mask = Float64Array.from({ length: m * n }, () => integer(0, 1));
    compare(`finishAffine ${shape}`, [phi, z, out, new Float64Array(n)], (k, [c, x, y, q]) =>
      k.finishAffine(m, n, c, null, x, y, q),
    );
    compare(`finishAffine masked ${shape}`, [phi, mask, z, out, new Float64Array(n)], (k, [c, d, x, y, q]) =>
      k.finishAffine(m, n, c, d, x, y, q),
    );
    compare(`finishAdjoint ${shape}`, [array(m, flavour), z, phi, out], (k, [b, x, y, u]) =>
      k.finishAdjoint(m, n, b, x, y, u),
    );
    compare(`compareColumns ${shape}`, [z, phi, new Float64Array(n), new Float64Array(n)], (k, [x, y, q, f]) =>
      k.compareColumns(m, n, x, y, q, f),
    );
    compare(`scaleColumns ${shape}`, [z, array(n, flavour), out], (k, [x, y, w]) => k.scaleColumns(m, n, 0.7, x, y, w));
    compare(`iterateMaskedAffine ${shape}`, [matrix, phi, mask, z, out, history], (k, [a, c, d, x, y, h]) =>
      k.iterateMaskedAffine(m, n, groups, a, trial % 2 === 0, c, d, x, y, limit, tolerance, h),
    );
    compare(`solveAffineColumns ${shape}`, [matrix, phi, z, new Float64Array(n)], (k, [a, c, x, s]) =>
      k.solveAffineColumns(m, n, a, trial % 2 === 0, c, null, x, limit + 1, tolerance, s),
    );
    compare(`solveAffineColumns masked ${shape}`, [matrix, phi, mask, z, new Float64Array(n)], (k, [a, c, d, x, s]) =>
      k.solveAffineColumns(m, n, a, trial % 2 === 0, c, d, x, limit + 1, tolerance, s),
    );
  }
});

test("the pieces of a flow agree bit for bit", () => {
  for (let trial = 0; trial < 800; trial++) {
    const [d, o, h] = [integer(0, 20), integer(0, 6), size()];
    const flavour = flavours[trial % flavours.length];
    const inputs = [d * d, d * o, (d + o) * h, (d + o) * h].map((length) => array(length, flavour));
    compare(`linearNetworkDescent ${flavour} ${d}, ${o}, ${h}`, inputs, (k, [s, c, w, dw]) =>
      k.linearNetworkDescent(d, o, h, s, c, w, dw),
    );
    const stages = integer(1, 7);
    compare(
      `linearNetworkStages ${flavour} ${d}, ${o}, ${h}, ${stages}`,
      [...inputs.slice(0, 3), array(stages * stages, flavour), array(stages * (d + o) * h, flavour), inputs[3].slice()],
      (k, [s, c, w, a, rows, point]) => k.linearNetworkStages(d, o, h, s, c, stages, a, 0.3, w, rows, point),
    );
    const count = integer(0, 7);
    compare(
      `combineStages ${flavour} ${count} x ${h}`,
      [array(count, flavour), array(h, flavour), array(count * h, flavour), new Float64Array(h)],
      (k, [w, b, s, out]) => k.combineStages(h, count, w, 0.3, b, s, out),
    );
  }
});

test("large shapes, where operands are packed in blocks, agree bit for bit", () => {
  const [m, n] = [291, 131];
  const a = array(m * m, "ordinary").map((x) => x / m);
  const b = array(m * n, "ordinary");
  compare("gemm AB", [a, b, array(m * n, "ordinary")], (k, [x, y, z]) => k.gemm("AB", m, n, m, x, y, z, true));
  compare("gemm ABt", [b, b, new Float64Array(m * m)], (k, [x, y, z]) => k.gemm("ABt", m, m, n, x, y, z));
  compare("gram AtA", [a, new Float64Array(m * m)], (k, [x, g]) => k.gramMatrix("AtA", m, m, x, g));
  compare("gram AAt", [a, new Float64Array(m * m)], (k, [x, g]) => k.gramMatrix("AAt", m, m, x, g));
  compare("luFactor", [a, new Int32Array(m)], (k, [x, p]) => k.luFactor(m, x, p as unknown as Int32Array));
  compare("reluAffine", [a, b, b, new Float64Array(m * n)], (k, [x, z, c, y]) => k.reluAffine(m, n, x, z, c, y));
});

test.run();
