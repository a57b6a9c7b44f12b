import { test } from "uvu";
import * as assert from "uvu/assert";
import { Matrix } from "../numerics/matrix.js";
import { spectralNorm } from "../numerics/norms.js";
import { seededStream } from "../numerics/random.js";
import { diagonallyScaled, gaussianMatrix, orthogonalMatrix, scaled, signedPermutationMatrix } from "./matrices.js";
import { absoluteRadiusBound, roundDown, scaleToReach, spectralNormBound } from "./norm-bound.js";
import { anySpectrum, irreducibleSpectrum } from "./spectrum.js";

test("the bound of the spectral norm is above the certified norm, and close", () => {
  const stream = seededStream(1);
  for (let trial = 0; trial < 400; trial++) {
    const matrix = scaled(anySpectrum(stream, stream.integer(1, 14)), 2 ** stream.pick([0, 0, 5, -200, 400]));
    const certified = spectralNorm(matrix);
    const bound = spectralNormBound(matrix);
    assert.ok(bound >= certified.lower(), `trial ${trial}: ${bound} < ${certified.lower()}`);
    assert.ok(bound <= certified.upper() * (1 + 2 ** -34), `trial ${trial}: ${bound} > ${certified.upper()}`);
  }
});

test("norms known in closed form", () => {
  assert.is(spectralNormBound(new Matrix(3, 3)), 0);
  assert.is(spectralNormBound(Matrix.fromRows([[-2.5]])), 2.5);
  const close = (bound: number, value: number) =>
    assert.ok(bound >= value && bound <= value * (1 + 2 ** -34), `${bound}`);
  close(spectralNormBound(Matrix.fromRows([[3, 4]])), 5);
  close(spectralNormBound(Matrix.fromRows([[3], [4]])), 5);
  close(
    spectralNormBound(
      Matrix.fromRows([
        [1, 1],
        [0, 1],
      ]),
    ),
    (1 + Math.sqrt(5)) / 2,
  );
  const stream = seededStream(2);
  for (const size of [2, 5, 9]) close(spectralNormBound(signedPermutationMatrix(stream, size, true)), 1);
  const orthogonal = spectralNormBound(orthogonalMatrix(stream, 12));
  assert.ok(Math.abs(orthogonal - 1) < 2 ** -25, `${orthogonal}`);
});

test("beyond the tridiagonal form's limit the bound stays above, and within a few per cent", () => {
  const stream = seededStream(3);
  const size = 180;
  const matrix = gaussianMatrix(stream, size, size);
  // a second opinion: 400 steps of power iteration from another start, which never exceeds the norm
  let x = Float64Array.from({ length: size }, () => stream.uniform(-1, 1));
  let norm = 0;
  for (let step = 0; step < 400; step++) {
    const y = Float64Array.from({ length: size }, (_, i) => x.reduce((sum, v, j) => sum + matrix.at(i, j) * v, 0));
    const back = Float64Array.from({ length: size }, (_, j) => y.reduce((sum, v, i) => sum + matrix.at(i, j) * v, 0));
    norm = Math.sqrt(Math.hypot(...back) / Math.hypot(...x));
    const length = Math.hypot(...back);
    x = back.map((v) => v / length);
  }
  const bound = spectralNormBound(matrix);
  assert.ok(bound >= norm && bound <= 1.06 * norm, `${bound} for ${norm}`);
});

test("the bound of rho(|A|): exact for permutations, tight for full matrices, invariant under diagonal scaling", () => {
  const stream = seededStream(4);
  const close = (bound: number, value: number) =>
    assert.ok(bound >= value && bound <= value * (1 + 2 ** -25), `${bound}`);
  close(absoluteRadiusBound(signedPermutationMatrix(stream, 7, true)), 1);
  close(
    absoluteRadiusBound(
      Matrix.fromRows([
        [1, -2],
        [-3, 2],
      ]),
    ),
    4,
  );
  close(absoluteRadiusBound(Matrix.fromRows([[-3]])), 3);
  assert.is(absoluteRadiusBound(new Matrix(4, 4)), 0);
  assert.ok(
    absoluteRadiusBound(
      Matrix.fromRows([
        [0, 10],
        [0, 0],
      ]),
    ) < 1e-9,
  );
  for (let trial = 0; trial < 50; trial++) {
    const matrix = irreducibleSpectrum(stream, stream.integer(2, 8));
    const bound = absoluteRadiusBound(matrix);
    const moved = absoluteRadiusBound(diagonallyScaled(stream, matrix, 4));
    assert.ok(Math.abs(moved / bound - 1) < 1e-6, `${moved} and ${bound}`);
  }
});

test("no nonnegative vector refutes the bound of rho(|A|)", () => {
  // Collatz-Wielandt from below: min (|A| w)_i / w_i over positive w never exceeds rho(|A|)
  const stream = seededStream(5);
  for (let trial = 0; trial < 100; trial++) {
    const size = stream.integer(2, 7);
    const matrix = anySpectrum(stream, size);
    let w = new Float64Array(size).fill(1);
    let lower = 0;
    for (let step = 0; step < 200; step++) {
      const image = w.map((_, i) => w.reduce((sum, v, j) => sum + Math.abs(matrix.at(i, j)) * v, 0));
      lower = Math.max(
        lower,
        w.reduce((least, v, i) => Math.min(least, image[i] / v), Number.POSITIVE_INFINITY),
      );
      const peak = Math.max(...image);
      w = w.map((v, i) => Math.max((v + image[i] / peak) / 2, 1e-30));
    }
    assert.ok(absoluteRadiusBound(matrix) >= lower * (1 - 1e-12), `trial ${trial}`);
  }
});

test("roundDown keeps the given number of bits and is never above", () => {
  const stream = seededStream(6);
  for (let trial = 0; trial < 2000; trial++) {
    const x = stream.openUnit() * 2 ** stream.integer(-300, 300);
    const bits = stream.integer(8, 44);
    const rounded = roundDown(x, bits);
    assert.ok(rounded <= x && rounded >= x * (1 - 2 ** (3 - bits)));
    let mantissa = rounded;
    while (mantissa >= 2 ** bits) mantissa /= 2;
    while (mantissa < 2 ** (bits - 1)) mantissa *= 2;
    assert.ok(Number.isInteger(mantissa), `${rounded} has more than ${bits} bits`);
  }
});

test("scaleToReach meets its target from below, and gives 0 and 1 for nothing to scale", () => {
  assert.is(scaleToReach(0, 3), 0);
  assert.is(scaleToReach(0.5, 0), 1);
  const gamma = scaleToReach(0.9, 7);
  assert.ok(gamma * 7 <= 0.9 && gamma * 7 > 0.9 * (1 - 2 ** -22));
});

test.run();
