import type { Kernels } from "./kernels.js";

function fail(kernel: string, argument: string, found: number, needed: number): never {
  throw new RangeError(`${kernel}: ${argument} holds ${found} entries where the sizes ask for ${needed}`);
}

function failSize(kernel: string, value: number): never {
  throw new RangeError(`${kernel}: a size must be a non-negative integer, got ${value}`);
}

/** @throws RangeError unless every size is an integer in [0, 2^31). Spelt out for three: this stands before every call. */
function sizes(kernel: string, a: number, b = 0, c = 0): void {
  if (!((a | 0) === a && a >= 0)) failSize(kernel, a);
  if (!((b | 0) === b && b >= 0)) failSize(kernel, b);
  if (!((c | 0) === c && c >= 0)) failSize(kernel, c);
}

function holds(kernel: string, argument: string, array: Float64Array | Int32Array, needed: number): void {
  if (!(array.length >= needed)) fail(kernel, argument, array.length, needed);
}

/** The same kernels behind checks of every size and length: past its end an array reads as something else in each of them. */
export function checked(raw: Kernels): Kernels {
  return {
    name: raw.name,
    allocate(length) {
      sizes("allocate", length);
      return raw.allocate(length);
    },
    scope: raw.scope,
    dot(n, x, y) {
      sizes("dot", n);
      holds("dot", "x", x, n);
      holds("dot", "y", y, n);
      return raw.dot(n, x, y);
    },
    sumOfSquares(n, x) {
      sizes("sumOfSquares", n);
      holds("sumOfSquares", "x", x, n);
      return raw.sumOfSquares(n, x);
    },
    squaredDistance(n, x, y) {
      sizes("squaredDistance", n);
      holds("squaredDistance", "x", x, n);
      holds("squaredDistance", "y", y, n);
      return raw.squaredDistance(n, x, y);
    },
    scale(n, factor, x) {
      sizes("scale", n);
      holds("scale", "x", x, n);
      raw.scale(n, factor, x);
    },
    addMultiple(n, factor, x, y) {
      sizes("addMultiple", n);
      holds("addMultiple", "x", x, n);
      holds("addMultiple", "y", y, n);
      raw.addMultiple(n, factor, x, y);
    },
    gemm(form, rows, columns, inner, a, b, c, accumulate = false) {
      sizes("gemm", rows, columns, inner);
      holds("gemm", "a", a, rows * inner);
      holds("gemm", "b", b, inner * columns);
      holds("gemm", "c", c, rows * columns);
      raw.gemm(form, rows, columns, inner, a, b, c, accumulate);
    },
    multiplyVector(rows, columns, a, x, y) {
      sizes("multiplyVector", rows, columns);
      holds("multiplyVector", "a", a, rows * columns);
      holds("multiplyVector", "x", x, columns);
      holds("multiplyVector", "y", y, rows);
      raw.multiplyVector(rows, columns, a, x, y);
    },
    multiplyTransposedVector(rows, columns, a, x, y) {
      sizes("multiplyTransposedVector", rows, columns);
      holds("multiplyTransposedVector", "a", a, rows * columns);
      holds("multiplyTransposedVector", "x", x, rows);
      holds("multiplyTransposedVector", "y", y, columns);
      raw.multiplyTransposedVector(rows, columns, a, x, y);
    },
    gramMatrix(form, rows, columns, a, g) {
      sizes("gramMatrix", rows, columns);
      const n = form === "AtA" ? columns : rows;
      holds("gramMatrix", "a", a, rows * columns);
      holds("gramMatrix", "g", g, n * n);
      raw.gramMatrix(form, rows, columns, a, g);
    },
    cholesky(n, a) {
      sizes("cholesky", n);
      holds("cholesky", "a", a, n * n);
      return raw.cholesky(n, a);
    },
    solveTriangular(form, n, columns, t, b) {
      sizes("solveTriangular", n, columns);
      holds("solveTriangular", "t", t, n * n);
      holds("solveTriangular", "b", b, n * columns);
      raw.solveTriangular(form, n, columns, t, b);
    },
    luFactor(n, a, pivots) {
      sizes("luFactor", n);
      holds("luFactor", "a", a, n * n);
      holds("luFactor", "pivots", pivots, n);
      return raw.luFactor(n, a, pivots);
    },
    luSolve(n, columns, lu, pivots, b) {
      sizes("luSolve", n, columns);
      holds("luSolve", "lu", lu, n * n);
      holds("luSolve", "pivots", pivots, n);
      holds("luSolve", "b", b, n * columns);
      for (let k = 0; k < n; k++)
        if (!(pivots[k] >= k && pivots[k] < n))
          throw new RangeError(`luSolve: pivots[${k}] is ${pivots[k]}, not a row`);
      raw.luSolve(n, columns, lu, pivots, b);
    },
    luInverse(n, lu, pivots, inverse) {
      sizes("luInverse", n);
      holds("luInverse", "lu", lu, n * n);
      holds("luInverse", "pivots", pivots, n);
      holds("luInverse", "inverse", inverse, n * n);
      for (let k = 0; k < n; k++)
        if (!(pivots[k] >= k && pivots[k] < n))
          throw new RangeError(`luInverse: pivots[${k}] is ${pivots[k]}, not a row`);
      raw.luInverse(n, lu, pivots, inverse);
    },
    symmetricEigen(n, a, values, vectors) {
      sizes("symmetricEigen", n);
      holds("symmetricEigen", "a", a, n * n);
      holds("symmetricEigen", "values", values, n);
      if (vectors !== undefined) holds("symmetricEigen", "vectors", vectors, n * n);
      return raw.symmetricEigen(n, a, values, vectors);
    },
    largestEigenvalue(n, a) {
      sizes("largestEigenvalue", n);
      holds("largestEigenvalue", "a", a, n * n);
      return raw.largestEigenvalue(n, a);
    },
    fillGaussian(stream, count, out) {
      sizes("fillGaussian", count);
      holds("fillGaussian", "out", out, count);
      raw.fillGaussian(stream, count, out);
    },
    reluAffine(m, n, matrix, z, phi, out) {
      sizes("reluAffine", m, n);
      holds("reluAffine", "matrix", matrix, m * m);
      holds("reluAffine", "z", z, m * n);
      holds("reluAffine", "phi", phi, m * n);
      holds("reluAffine", "out", out, m * n);
      return raw.reluAffine(m, n, matrix, z, phi, out);
    },
    finishAffine(m, n, constant, mask, z, out, squares) {
      sizes("finishAffine", m, n);
      holds("finishAffine", "constant", constant, m * n);
      if (mask !== null) holds("finishAffine", "mask", mask, m * n);
      holds("finishAffine", "z", z, m * n);
      holds("finishAffine", "out", out, m * n);
      holds("finishAffine", "squares", squares, n);
      raw.finishAffine(m, n, constant, mask, z, out, squares);
    },
    iterateReluAffine(m, n, groups, matrix, phi, z, previous, limit, toleranceSquared, history) {
      iteration("iterateReluAffine", m, n, groups, limit, history);
      holds("iterateReluAffine", "matrix", matrix, m * m);
      holds("iterateReluAffine", "phi", phi, m * n);
      holds("iterateReluAffine", "z", z, m * n);
      holds("iterateReluAffine", "previous", previous, m * n);
      return raw.iterateReluAffine(m, n, groups, matrix, phi, z, previous, limit, toleranceSquared, history);
    },
    iterateMaskedAffine(m, n, groups, matrix, transposed, constant, mask, u, previous, limit, tolerance, history) {
      iteration("iterateMaskedAffine", m, n, groups, limit, history);
      holds("iterateMaskedAffine", "matrix", matrix, m * m);
      holds("iterateMaskedAffine", "constant", constant, m * n);
      holds("iterateMaskedAffine", "mask", mask, m * n);
      holds("iterateMaskedAffine", "u", u, m * n);
      holds("iterateMaskedAffine", "previous", previous, m * n);
      return raw.iterateMaskedAffine(
        m,
        n,
        groups,
        matrix,
        transposed,
        constant,
        mask,
        u,
        previous,
        limit,
        tolerance,
        history,
      );
    },
    solveAffineColumns(m, n, matrix, transposed, constant, mask, z, limit, tolerance, stepSquares) {
      sizes("solveAffineColumns", m, n, limit);
      if (limit < 1) throw new RangeError("solveAffineColumns: the limit must be at least one step");
      holds("solveAffineColumns", "matrix", matrix, m * m);
      holds("solveAffineColumns", "constant", constant, m * n);
      if (mask !== null) holds("solveAffineColumns", "mask", mask, m * n);
      holds("solveAffineColumns", "z", z, m * n);
      holds("solveAffineColumns", "stepSquares", stepSquares, n);
      return raw.solveAffineColumns(m, n, matrix, transposed, constant, mask, z, limit, tolerance, stepSquares);
    },
    solveActiveSets(m, n, inverse, transposed, constant, signs, rounds, x, adjointConstant, adjoint) {
      sizes("solveActiveSets", m, n, rounds);
      holds("solveActiveSets", "inverse", inverse, m * m);
      holds("solveActiveSets", "constant", constant, m * n);
      holds("solveActiveSets", "signs", signs, m * n);
      holds("solveActiveSets", "x", x, m * n);
      if ((adjointConstant === null) !== (adjoint === null))
        throw new RangeError("solveActiveSets: an adjoint and its constant come together, got one of them");
      if (adjointConstant !== null) holds("solveActiveSets", "adjointConstant", adjointConstant, m);
      if (adjoint !== null) holds("solveActiveSets", "adjoint", adjoint, m * n);
      return raw.solveActiveSets(m, n, inverse, transposed, constant, signs, rounds, x, adjointConstant, adjoint);
    },
    followInverse(m, n, inverse, p, z, phi, constant) {
      sizes("followInverse", m, n);
      holds("followInverse", "inverse", inverse, m * m);
      holds("followInverse", "p", p, m * n);
      holds("followInverse", "z", z, m * n);
      if ((phi === null) !== (constant === null))
        throw new RangeError("followInverse: phi and the constant that follows it come together, got one of them");
      if (phi !== null) holds("followInverse", "phi", phi, m * n);
      if (constant !== null) holds("followInverse", "constant", constant, m * n);
      return raw.followInverse(m, n, inverse, p, z, phi, constant);
    },
    followEigenvalue(n, s, shift, rounds, tolerance, vector) {
      sizes("followEigenvalue", n, rounds);
      holds("followEigenvalue", "s", s, n * n);
      holds("followEigenvalue", "vector", vector, n);
      return raw.followEigenvalue(n, s, shift, rounds, tolerance, vector);
    },
    finishAdjoint(m, n, constant, z, image, u) {
      sizes("finishAdjoint", m, n);
      holds("finishAdjoint", "constant", constant, m);
      holds("finishAdjoint", "z", z, m * n);
      holds("finishAdjoint", "image", image, m * n);
      holds("finishAdjoint", "u", u, m * n);
      return raw.finishAdjoint(m, n, constant, z, image, u);
    },
    compareColumns(m, n, x, y, squares, flips) {
      sizes("compareColumns", m, n);
      holds("compareColumns", "x", x, m * n);
      holds("compareColumns", "y", y, m * n);
      holds("compareColumns", "squares", squares, n);
      holds("compareColumns", "flips", flips, n);
      return raw.compareColumns(m, n, x, y, squares, flips);
    },
    scaleColumns(m, n, factor, x, weights, out) {
      sizes("scaleColumns", m, n);
      holds("scaleColumns", "x", x, m * n);
      holds("scaleColumns", "weights", weights, n);
      holds("scaleColumns", "out", out, m * n);
      raw.scaleColumns(m, n, factor, x, weights, out);
    },
    linearNetworkDescent(d, o, h, s, c, state, derivative) {
      sizes("linearNetworkDescent", d, o, h);
      holds("linearNetworkDescent", "s", s, d * d);
      holds("linearNetworkDescent", "c", c, d * o);
      holds("linearNetworkDescent", "state", state, (d + o) * h);
      holds("linearNetworkDescent", "derivative", derivative, (d + o) * h);
      raw.linearNetworkDescent(d, o, h, s, c, state, derivative);
    },
    linearNetworkStages(d, o, h, s, c, count, weights, step, state, stages, point) {
      sizes("linearNetworkStages", d, o, h);
      sizes("linearNetworkStages", count);
      holds("linearNetworkStages", "s", s, d * d);
      holds("linearNetworkStages", "c", c, d * o);
      holds("linearNetworkStages", "weights", weights, count * count);
      holds("linearNetworkStages", "state", state, (d + o) * h);
      holds("linearNetworkStages", "stages", stages, count * (d + o) * h);
      holds("linearNetworkStages", "point", point, (d + o) * h);
      raw.linearNetworkStages(d, o, h, s, c, count, weights, step, state, stages, point);
    },
    combineStages(n, count, weights, h, base, stages, out) {
      sizes("combineStages", n, count);
      holds("combineStages", "weights", weights, count);
      holds("combineStages", "base", base, n);
      holds("combineStages", "stages", stages, count * n);
      holds("combineStages", "out", out, n);
      raw.combineStages(n, count, weights, h, base, stages, out);
    },
  };
}

function iteration(kernel: string, m: number, n: number, groups: number, limit: number, history: Float64Array): void {
  sizes(kernel, m, n, groups);
  sizes(kernel, limit);
  if (groups < 1 || n % groups !== 0) throw new RangeError(`${kernel}: ${groups} groups do not divide ${n} columns`);
  holds(kernel, "history", history, limit * groups);
}
