import { test } from "uvu";
import * as assert from "uvu/assert";
import { Matrix } from "./matrix.js";
import { nonnegativeSpectralRadius, spectralRadius } from "./spectral-radius.js";
import { exactDeterminant, product, rationalMatrix } from "./testing/exact-linear-algebra.js";
import { awkwardMatrix } from "./testing/matrices.js";
import { Rational } from "./testing/rational.js";
import { Sampler } from "./testing/sampler.js";

const of = Rational.of;
const rows = Matrix.fromRows;

/** True when rho(B) < t for B >= 0: exactly then all leading principal minors of t I - B are positive (M-matrices). */
function isBelow(b: Matrix, t: Rational): boolean {
  const shifted = rationalMatrix(b).map((row, i) => row.map((x, j) => (i === j ? t.minus(x) : x.negate())));
  return shifted.every(
    (_, k) => exactDeterminant(shifted.slice(0, k + 1).map((row) => row.slice(0, k + 1))).sign() > 0,
  );
}

test("spectral radii of nonnegative matrices lie in their balls, exactly", () => {
  const sampler = new Sampler(1);
  for (let trial = 0; trial < 200; trial++) {
    const n = sampler.integer(1, 5);
    const b = awkwardMatrix(sampler, n, n, [0, 1, 2, 3, 4, 5, 7, 9][trial % 8]).map(Math.abs);
    const ball = nonnegativeSpectralRadius(b);
    assert.ok(ball.known, JSON.stringify(b.toRows()));
    const context = `${ball.mid} ± ${ball.rad} ${JSON.stringify(b.toRows())}`;
    const low = of(ball.mid).minus(of(ball.rad));
    const high = of(ball.mid).plus(of(ball.rad));
    assert.ok(low.sign() <= 0 || !isBelow(b, low), `below ${context}`);
    assert.ok(isBelow(b, high.times(of(1 + 2 ** -52)).plus(of(2 ** -1074))), `above ${context}`);
    assert.ok(ball.rad <= 1e-12 * ball.mid, context);
  }
});

test("exact cases: nilpotent, triangular, equal row sums, cycles, zero", () => {
  const cases: [number[][], number][] = [
    [
      [
        [0, 10],
        [0, 0],
      ],
      0,
    ],
    [
      [
        [0, 1, 5],
        [0, 0, 0.3],
        [0, 0, 0],
      ],
      0,
    ],
    [
      [
        [0, 0],
        [0, 0],
      ],
      0,
    ],
    [
      [
        [0.3, 7],
        [0, 0.7],
      ],
      0.7,
    ],
    [
      [
        [0.5, 0.5],
        [0.25, 0.75],
      ],
      1,
    ],
    [
      [
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
      ],
      1,
    ],
  ];
  for (const [matrix, value] of cases) {
    assert.equal(nonnegativeSpectralRadius(rows(matrix)).toBall(), { mid: value, rad: 0 });
    assert.equal(spectralRadius(rows(matrix)).toBall(), { mid: value, rad: 0 });
  }
  const cycle = nonnegativeSpectralRadius(
    rows([
      [0, 1, 0],
      [0, 0, 1],
      [1e-10, 0, 0],
    ]),
  );
  assert.ok(Math.abs(cycle.mid - Math.cbrt(1e-10)) <= 1e-15 * cycle.mid + cycle.rad && cycle.rad < 1e-12 * cycle.mid);
});

test("graded matrices are balanced first: D^{-1} B D has B's spectral radius", () => {
  const graded: [number[][], number][] = [
    [
      [
        [0, 2 ** 500],
        [2 ** -500, 0],
      ],
      1,
    ],
    [
      [
        [1, 2 ** 340],
        [2 ** -340, 1],
      ],
      2,
    ],
  ];
  for (const [matrix, value] of graded)
    assert.equal(nonnegativeSpectralRadius(rows(matrix)).toBall(), { mid: value, rad: 0 });
  const sampler = new Sampler(4);
  const matrix = sampler.matrix(4, 4, () => sampler.signed());
  const scales = [0, 90, -130, 40];
  const similar = new Matrix(4, 4);
  for (let k = 0; k < 16; k++) similar.data[k] = matrix.data[k] * 2 ** (scales[k % 4] - scales[Math.floor(k / 4)]);
  for (const f of [(m: Matrix) => nonnegativeSpectralRadius(m.map(Math.abs)), spectralRadius]) {
    const [a, b] = [f(matrix), f(similar)];
    assert.ok(
      a.lower() <= b.upper() && b.lower() <= a.upper() && b.rad <= 1e-6 * b.mid,
      `${a.mid} ${b.mid} ± ${b.rad}`,
    );
  }
});

test("nilpotent in exact arithmetic is recognised: the theory's M1.1 and M1.2", () => {
  assert.equal(
    spectralRadius(
      rows([
        [4, -4, -2],
        [4, -4, -3],
        [0, 0, 0],
      ]),
    ).toBall(),
    { mid: 0, rad: 0 },
  );
  assert.equal(
    spectralRadius(
      rows([
        [-2, -1],
        [4, 2],
      ]),
    ).toBall(),
    { mid: 0, rad: 0 },
  );
  // strongly connected, of order 3: found by squaring
  assert.equal(
    spectralRadius(
      rows([
        [1, 1, 1],
        [1, 1, 1],
        [-2, -2, -2],
      ]),
    ).toBall(),
    { mid: 0, rad: 0 },
  );
});

test("general matrices whose spectral radius is known", () => {
  const cases: [number[][], number, number][] = [
    [
      [
        [0, 1],
        [-1, 0],
      ],
      1,
      0,
    ],
    [
      [
        [0.8, 0.8],
        [0.8, -0.8],
      ],
      0.8 * Math.SQRT2,
      1e-15,
    ],
    [
      [
        [-1, -2],
        [-3, -4],
      ],
      (5 + Math.sqrt(33)) / 2,
      1e-14,
    ],
    [
      [
        [2, -1, 0],
        [-1, 2, -1],
        [0, -1, 2],
      ],
      2 + Math.SQRT2,
      1e-14,
    ],
    [
      [
        [1, 2, 0],
        [-2, 1, 0],
        [3, 4, 0.5],
      ],
      Math.sqrt(5),
      1e-14,
    ],
    [
      [
        [0, -1, 0],
        [0, 0, 1],
        [1, 0, 0],
      ],
      1,
      1e-9,
    ],
    [
      [
        [1, 1e-20],
        [-1, 1],
      ],
      1,
      1e-9,
    ],
  ];
  for (const [matrix, value, radius] of cases) {
    const ball = spectralRadius(rows(matrix));
    assert.ok(
      Math.abs(ball.mid - value) <= ball.rad + 4e-16 * value,
      `${JSON.stringify(matrix)}: ${ball.mid} ± ${ball.rad}`,
    );
    assert.ok(ball.rad <= radius, `${JSON.stringify(matrix)}: ${ball.rad}`);
  }
});

test("similar matrices with prescribed complex spectra: enclosed, and not too wide", () => {
  const sampler = new Sampler(2);
  for (let trial = 0; trial < 60; trial++) {
    // T integer unit triangular, so T D T^{-1} is exact; D has blocks [[a, b], [-b, a]] and a real entry.
    const [a, b, c] = [sampler.integer(-8, 8), sampler.integer(1, 8), sampler.integer(-8, 8)];
    const d = [
      [a, b, 0],
      [-b, a, 0],
      [0, 0, c],
    ];
    const far = trial % 2 === 0 ? 2 : 60;
    const [p, q, r] = [sampler.integer(-far, far), sampler.integer(-far, far), sampler.integer(-far, far)];
    const t = [
      [1, p, q],
      [0, 1, r],
      [0, 0, 1],
    ];
    const inverse = [
      [1, -p, p * r - q],
      [0, 1, -r],
      [0, 0, 1],
    ];
    const times = (x: number[][], y: number[][]): number[][] =>
      x.map((row) => y[0].map((_, j) => row.reduce((sum, value, k) => sum + value * y[k][j], 0)));
    const matrix = rows(times(times(t, d), inverse));
    const truth = Math.max(Math.sqrt(a * a + b * b), Math.abs(c));
    const ball = spectralRadius(matrix);
    assert.ok(Math.abs(ball.mid - truth) <= ball.rad + 4e-16 * truth, `${ball.mid} ± ${ball.rad} for ${truth}`);
    assert.ok(far > 2 || ball.rad < 0.2 * truth, `${ball.rad} of ${truth}: ${JSON.stringify(matrix.toRows())}`);
  }
});

test("nearly nilpotent matrices: the exact 32nd power bounds what the ball may say", () => {
  const sampler = new Sampler(3);
  let noisy = 0;
  for (let trial = 0; trial < 60; trial++) {
    // x y' with x . y zero but for rounding, plus a perturbation of one entry now and then
    const x = [sampler.signed(), sampler.signed(), sampler.signed()];
    const y = [sampler.signed(), sampler.signed()];
    y.push(-(x[0] * y[0] + x[1] * y[1]) / x[2]);
    const matrix = rows(x.map((a) => y.map((b) => a * b)));
    if (trial % 2 === 0) matrix.data[sampler.integer(0, 8)] += sampler.signed() * 10 ** -sampler.integer(3, 14);
    const ball = spectralRadius(matrix);
    let power = rationalMatrix(matrix);
    for (let k = 0; k < 5; k++) power = product(power, power);
    const square = power.flat().reduce((sum, entry) => sum.plus(entry.times(entry)), of(0));
    // rho^64 <= ||B^32||_F^2 and 3 rho^32 >= |tr B^32|
    const low = of(Math.max(0, ball.lower()));
    const high = of(ball.upper());
    const trace = power[0][0].plus(power[1][1]).plus(power[2][2]).abs();
    assert.ok(toThe(low, 64).compare(square) <= 0, `${ball.mid} ± ${ball.rad} ${JSON.stringify(matrix.toRows())}`);
    assert.ok(toThe(high, 32).times(of(3)).compare(trace) >= 0, `${ball.mid} ± ${ball.rad}`);
    if (ball.lower() > 0) noisy++;
  }
  assert.ok(noisy > 10, `${noisy} had a positive lower end`);
});

function toThe(x: Rational, exponent: number): Rational {
  return new Rational(x.numerator ** BigInt(exponent), x.denominator ** BigInt(exponent));
}

test("scaling by powers of two scales the ball; what cannot be known is unknown", () => {
  const matrix = rows([
    [0.3, 0.4, 0.1],
    [-0.2, 0.5, 0.3],
    [0.1, -0.6, 0.2],
  ]);
  const ball = spectralRadius(matrix);
  const scaled = spectralRadius(matrix.map((x) => x * 2 ** 400));
  assert.is(scaled.mid, ball.mid * 2 ** 400);
  assert.not(
    spectralRadius(
      rows([
        [1, Number.NaN],
        [1, 1],
      ]),
    ).known,
  );
  assert.not(
    nonnegativeSpectralRadius(
      rows([
        [1, -1],
        [1, 1],
      ]),
    ).known,
  );
  // the small entry closes the cycle, but beside the large one on the diagonal it is too small for a double
  assert.not(
    nonnegativeSpectralRadius(
      rows([
        [1e300, 3 * 2 ** -1074],
        [1, 1],
      ]),
    ).known,
  );
  assert.throws(() => spectralRadius(new Matrix(2, 3)), RangeError);
});

test.run();
