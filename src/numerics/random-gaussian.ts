import type { CounterStream } from "./random.js";

/**
 * Standard normal variates by inversion of one uniform number: x = Phi^-1(p), p on a grid of 2^52 points symmetric
 * about 1/2. Phi^-1 is Wichura's rational approximation PPND16 (Algorithm AS 241, Applied Statistics 37, 1988,
 * 477-484; relative error about 1e-16), the logarithm in its tails is our own. Only + - * / and sqrt are used, so that
 * every platform draws the same bits. The distribution of x differs from N(0, 1) by at most 2^-53 + 1e-15 in
 * Kolmogorov's distance: half a step of p, and 2e-15 |x| density(x) <= 0.25 * 2e-15 for the error of the quantile.
 * |x| <= 8.21.
 */
export function gaussian(stream: CounterStream): number {
  return normalQuantile(stream.openUnit());
}

/**
 * A standard normal variate rounded to the grid 2^-30. One word decides p to 32 bits, which is as fine as the grid in
 * the middle; the outermost 1/128 of the probability is refined to 52 bits. Kolmogorov distance from N(0, 1) below
 * 2^-31.
 */
export function dyadicGaussian(stream: CounterStream): number {
  const word = stream.next();
  const tail = word < -0x7f000000 || word >= 0x7f000000;
  const fraction = tail ? ((stream.next() >>> 12) + 0.5) * 2 ** -20 : 0.5;
  return Math.round(normalQuantile((word + 0x80000000 + fraction) * 2 ** -32) * 2 ** 30) * 2 ** -30 + 0; // no -0
}

/** x with Phi(x) = p for 2^-60 <= p <= 1 - 2^-53; relative error below 2e-15, tested. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (q <= 0.425 && q >= -0.425) {
    const r = 0.180625 - q * q;
    return (
      (q *
        (((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r +
          13731.69376550946) *
          r +
          1971.5909503065513) *
          r +
          133.14166789178438) *
          r +
          3.3871328727963665)) /
      (((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r +
        5394.196021424751) *
        r +
        687.1870074920579) *
        r +
        42.31333070160091) *
        r +
        1)
    );
  }
  const tail = q < 0 ? p : 1 - p;
  const root = Math.sqrt(-naturalLogarithm(tail));
  const x = root <= 5 ? middleTail(root - 1.6) : farTail(root - 5);
  return q < 0 ? -x : x;
}

function middleTail(r: number): number {
  return (
    (((((((0.0007745450142783414 * r + 0.022723844989269184) * r + 0.2417807251774506) * r + 1.2704582524523684) * r +
      3.6478483247632045) *
      r +
      5.769497221460691) *
      r +
      4.630337846156546) *
      r +
      1.4234371107496835) /
    (((((((1.0507500716444169e-9 * r + 0.0005475938084995345) * r + 0.015198666563616457) * r + 0.14810397642748008) *
      r +
      0.6897673349851) *
      r +
      1.6763848301838038) *
      r +
      2.053191626637759) *
      r +
      1)
  );
}

function farTail(r: number): number {
  return (
    (((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r + 0.026532189526576124) *
      r +
      0.29656057182850487) *
      r +
      1.7848265399172913) *
      r +
      5.463784911164114) *
      r +
      6.657904643501103) /
    (((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r +
      0.0007868691311456133) *
      r +
      0.014875361290850615) *
      r +
      0.1369298809227358) *
      r +
      0.599832206555888) *
      r +
      1)
  );
}

/** ln 2 as head (33 bits, so that head * e is exact for |e| < 2^20) and tail. */
const LN2_HEAD = 0.6931471803691238;
const LN2_TAIL = 1.9082149292705877e-10;

/**
 * ln p for 2^-1000 <= p < 1: p = m 2^-e with m in [sqrt(1/2), sqrt(2)), ln m = 2 artanh(t), t = (m - 1)/(m + 1),
 * |t| < 0.1716. The series is cut after t^23: remainder below 0.0295^12/25 < 2^-65 relative to its first term.
 */
function naturalLogarithm(p: number): number {
  let m = p;
  let e = 0;
  while (m < 2 ** -16) {
    m *= 2 ** 16;
    e += 16;
  }
  while (m < Math.SQRT1_2) {
    m *= 2;
    e++;
  }
  const t = (m - 1) / (m + 1);
  const s = t * t;
  let series = 1 / 23;
  for (let k = 21; k >= 3; k -= 2) series = series * s + 1 / k;
  return 2 * t + 2 * t * s * series - e * LN2_TAIL - e * LN2_HEAD;
}
