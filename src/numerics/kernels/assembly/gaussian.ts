// Standard normal variates on the grid 2^-30 from a Philox4x32-10 stream: word for word and bit for bit those of
// `dyadicGaussian` in ../../random-gaussian.ts, whose constants and order of operations stand here again.

/** Blocks of four words generated at a time, at most. */
const batch: i32 = 64;

/** Writes `count` blocks (a multiple of four) from `block` on to `target`: four blocks at a time, one to a 32-bit lane. */
function fillWords(
  block: i32,
  count: i32,
  target: usize,
  index0: i32,
  index1: i32,
  lane: i32,
  key0: i32,
  key1: i32,
): void {
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  for (let b = 0; b < count; b += 4, target += 64) {
    let x0 = i32x4.add(i32x4.splat(block + b), i32x4(0, 1, 2, 3));
    let x1 = i32x4.splat(index0);
    let x2 = i32x4.splat(index1);
    let x3 = i32x4.splat(lane);
    let k0 = <u32>key0;
    let k1 = <u32>key1;
    for (let round = 0; round < 10; round++) {
      const a = i64x2.extmul_low_i32x4_u(x0, m0);
      const b = i64x2.extmul_high_i32x4_u(x0, m0);
      const c = i64x2.extmul_low_i32x4_u(x2, m1);
      const d = i64x2.extmul_high_i32x4_u(x2, m1);
      x0 = v128.xor(v128.xor(v128.shuffle<i32>(c, d, 1, 3, 5, 7), x1), i32x4.splat(k0));
      x2 = v128.xor(v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), x3), i32x4.splat(k1));
      x1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
      x3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    const t0 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    const t1 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    const t2 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    const t3 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<i64>(t0, t2, 0, 2));
    v128.store(target, v128.shuffle<i64>(t0, t2, 1, 3), 16);
    v128.store(target, v128.shuffle<i64>(t1, t3, 0, 2), 32);
    v128.store(target, v128.shuffle<i64>(t1, t3, 1, 3), 48);
  }
}

// Coefficients, highest power first: numerator, denominator. They are read from memory, as a vector of one number costs
// less to load than to build.
const middleTable: usize = memory.data<f64>([
  2509.0809287301227, 5226.495278852854,
  33430.57558358813, 28729.085735721943,
  67265.7709270087, 39307.89580009271,
  45921.95393154987, 21213.794301586597,
  13731.69376550946, 5394.196021424751,
  1971.5909503065513, 687.1870074920579,
  133.14166789178438, 42.31333070160091,
  3.3871328727963665, 1.0,
]);
const tailTable: usize = memory.data<f64>([
  0.0007745450142783414, 1.0507500716444169e-9,
  0.022723844989269184, 0.0005475938084995345,
  0.2417807251774506, 0.015198666563616457,
  1.2704582524523684, 0.14810397642748008,
  3.6478483247632045, 0.6897673349851,
  5.769497221460691, 1.6763848301838038,
  4.630337846156546, 2.053191626637759,
  1.4234371107496835, 1.0,
]);

/** Number k of a table in both lanes. */
@inline
function entry(table: usize, k: i32): v128 {
  return v128.load_splat<f64>(table + (k << 3));
}

/** sum r + entry k of the table. */
@inline
function step(sum: v128, r: v128, table: usize, k: i32): v128 {
  return f64x2.add(f64x2.mul(sum, r), entry(table, k));
}

/** Numerator over denominator of a table at r, times `factor`. */
@inline
function ratio(table: usize, r: v128, factor: v128): v128 {
  let top = step(entry(table, 0), r, table, 2);
  let bottom = step(entry(table, 1), r, table, 3);
  top = step(top, r, table, 4);
  bottom = step(bottom, r, table, 5);
  top = step(top, r, table, 6);
  bottom = step(bottom, r, table, 7);
  top = step(top, r, table, 8);
  bottom = step(bottom, r, table, 9);
  top = step(top, r, table, 10);
  bottom = step(bottom, r, table, 11);
  top = step(top, r, table, 12);
  bottom = step(bottom, r, table, 13);
  top = step(top, r, table, 14);
  bottom = step(bottom, r, table, 15);
  return f64x2.div(f64x2.mul(factor, top), bottom);
}

/** The quantile in the middle, |p - 1/2| <= 0.425. */
@inline
function middle(p: v128): v128 {
  const q = f64x2.sub(p, f64x2.splat(0.5));
  return ratio(middleTable, f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q)), q);
}

/** 1/23, 1/21, …, 1/3 */
const seriesTable: usize = memory.data<f64>([
  1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3,
]);

/** ln p for 2^-54 <= p < 1/2: exponent and significand are taken apart by their bits, which is what the twin's loops do. */
@inline
function naturalLogarithm(p: v128): v128 {
  const half = v128.or(
    v128.and(p, i64x2.splat(0x000fffffffffffff)),
    i64x2.splat(0x3fe0000000000000),
  );
  const isSmall = f64x2.lt(half, f64x2.splat(0.7071067811865476));
  const m = v128.bitselect(f64x2.add(half, half), half, isSmall);
  // The exponent, 1022 - biased, plus one where the significand was doubled; as a double by way of 2^52 + exponent.
  const exponent = i64x2.sub(i64x2.sub(i64x2.splat(1022), i64x2.shr_u(p, 52)), isSmall);
  const e = f64x2.sub(
    v128.or(exponent, i64x2.splat(0x4330000000000000)),
    f64x2.splat(4503599627370496),
  );
  const t = f64x2.div(f64x2.sub(m, f64x2.splat(1)), f64x2.add(m, f64x2.splat(1)));
  const s = f64x2.mul(t, t);
  let series = step(entry(seriesTable, 0), s, seriesTable, 1);
  for (let k = 2; k < 11; k++) series = step(series, s, seriesTable, k);
  const twice = f64x2.add(t, t);
  const sum = f64x2.add(twice, f64x2.mul(f64x2.mul(twice, s), series));
  return f64x2.sub(
    f64x2.sub(sum, f64x2.mul(e, f64x2.splat(1.9082149292705877e-10))),
    f64x2.mul(e, f64x2.splat(0.6931471803691238)),
  );
}

/** The quantile of the tail for root <= 5. */
@inline
function middleTail(root: v128): v128 {
  return ratio(tailTable, f64x2.sub(root, f64x2.splat(1.6)), f64x2.splat(1)); // one times a number is that number
}

/** The same for root > 5, which about one variate in 10^11 meets. */
function farTail(root: f64): f64 {
  const r = root - 5;
  return (
    (((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r +
      0.026532189526576124) * r + 0.29656057182850487) * r + 1.7848265399172913) * r + 5.463784911164114) * r +
      6.657904643501103) /
    (((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r +
      0.0007868691311456133) * r + 0.014875361290850615) * r + 0.1369298809227358) * r + 0.599832206555888) * r + 1)
  );
}

/** The quantile outside of the middle. */
@inline
function outer(p: v128): v128 {
  const isUpper = f64x2.gt(p, f64x2.splat(0.5));
  const tail = v128.bitselect(f64x2.sub(f64x2.splat(1), p), p, isUpper);
  const root = f64x2.sqrt(f64x2.neg(naturalLogarithm(tail)));
  let x = middleTail(root);
  if (v128.any_true(f64x2.gt(root, f64x2.splat(5)))) {
    const r0 = f64x2.extract_lane(root, 0);
    const r1 = f64x2.extract_lane(root, 1);
    if (r0 > 5) x = f64x2.replace_lane(x, 0, farTail(r0));
    if (r1 > 5) x = f64x2.replace_lane(x, 1, farTail(r1));
  }
  return v128.bitselect(x, f64x2.neg(x), isUpper);
}

/** Rounded to a multiple of 2^-30 as Math.round does it: halves upward, the sign of a zero kept. */
@inline
function toGrid(x: v128): v128 {
  const scaled = f64x2.mul(x, f64x2.splat(1073741824));
  const below = f64x2.floor(scaled);
  const up = f64x2.ge(f64x2.sub(scaled, below), f64x2.splat(0.5));
  const rounded = f64x2.add(below, v128.and(up, f64x2.splat(1)));
  const signed = v128.or(rounded, v128.and(scaled, f64x2.splat(-0.0)));
  return f64x2.mul(signed, f64x2.splat(9.313225746154785e-10));
}

/** normalQuantile(p), bit for bit. */
function quantile(p: f64): f64 {
  const both = f64x2.splat(p);
  return f64x2.extract_lane(abs(p - 0.5) <= 0.425 ? middle(both) : outer(both), 0);
}

// The quick way. A word that needs no second one decides x up to the sign by s = 2^32 min(p, 1 - p), 2^24 < s < 2^31: its
// exponent and four bits more choose one of 112 polynomials of degree 7 in what remains, u in [-1/32, 1/32). They are within
// 2^-43 of the twin's formula (scripts/check-gaussian.mjs tries every word), so both round to the same multiple of 2^-30 wherever the
// polynomial's value is not within 2^-12 of half-way between two of them; there the formula itself decides.

const pieces: i32 = 112;
const polynomials: usize = memory.data(7168, 16);
let polynomialsAreReady: bool = false;

/** Chebyshev's nodes in [-1/32, 1/32]. */
const nodes: usize = memory.data<f64>([
  0.03064954001260095,
  0.02598342538445454,
  0.01736156978186257,
  0.00609657256300401,
  -0.006096572563004006,
  -0.01736156978186256,
  -0.025983425384454542,
  -0.03064954001260095,
]);

/** Interpolates |normalQuantile| at the nodes of every piece: divided differences, then powers of u. */
function preparePolynomials(): void {
  for (let piece = 0; piece < pieces; piece++) {
    const c = polynomials + ((<usize>piece) << 6);
    // s is 2^(e + 24) times the significand of the piece's middle plus u, t is s 2^-32.
    const e = piece >> 4;
    const size = <f64>(1 << e) * 0.00390625;
    const centre = 1.03125 + <f64>(piece & 15) * 0.0625;
    for (let k = 0; k < 8; k++) store<f64>(c + (k << 3), -quantile(size * (centre + load<f64>(nodes + (k << 3)))));
    for (let order = 1; order < 8; order++)
      for (let k = 7; k >= order; k--) {
        const difference = load<f64>(c + (k << 3)) - load<f64>(c + (k << 3) - 8);
        store<f64>(c + (k << 3), difference / (load<f64>(nodes + (k << 3)) - load<f64>(nodes + ((k - order) << 3))));
      }
    for (let k = 6; k >= 0; k--) {
      const node = load<f64>(nodes + (k << 3));
      for (let l = k; l < 7; l++) store<f64>(c + (l << 3), load<f64>(c + (l << 3)) - node * load<f64>(c + (l << 3) + 8));
    }
  }
  polynomialsAreReady = true;
}

/** Coefficient k of two polynomials. */
@inline
function pairOf(a: usize, b: usize, k: i32): v128 {
  return v128.load_lane<f64>(b + (k << 3), v128.load_zero<f64>(a + (k << 3)), 1);
}

/** u times sum plus coefficient k. */
@inline
function horner(sum: v128, u: v128, a: usize, b: usize, k: i32): v128 {
  return f64x2.add(f64x2.mul(sum, u), pairOf(a, b, k));
}

/**
 * Writes the variates of two words (as the integers v = w or -1 - w, with the words' signs apart) to `place`; a lane of the
 * result is not 0 where the formula has to decide.
 */
@inline
function quickPair(v: v128, sign: v128, place: usize): v128 {
  const s = f64x2.sub(f64x2.splat(2147483647.5), v);
  const top = i64x2.shr_u(s, 48);
  const a = polynomials + (<usize>(i64x2.extract_lane(top, 0) - 16752) << 6);
  const b = polynomials + (<usize>(i64x2.extract_lane(top, 1) - 16752) << 6);
  const fraction = v128.or(v128.and(s, i64x2.splat(0x0000ffffffffffff)), f64x2.splat(1));
  const u = f64x2.sub(fraction, f64x2.splat(1.03125));
  let x = horner(pairOf(a, b, 7), u, a, b, 6);
  x = horner(x, u, a, b, 5);
  x = horner(x, u, a, b, 4);
  x = horner(x, u, a, b, 3);
  x = horner(x, u, a, b, 2);
  x = horner(x, u, a, b, 1);
  x = horner(x, u, a, b, 0);
  const scaled = f64x2.mul(x, f64x2.splat(1073741824));
  const rounded = f64x2.nearest(scaled);
  const isClose = f64x2.gt(f64x2.abs(f64x2.sub(scaled, rounded)), f64x2.splat(0.499755859375));
  v128.store(place, v128.or(f64x2.mul(rounded, f64x2.splat(9.313225746154785e-10)), sign));
  return isClose;
}

/**
 * `count` variates at `target` from the stream's words `offset` (0 … 3) of `block` and on; returns how many words were
 * used. `words`: 1024 bytes of scratch and 16 more.
 */
export function fillGaussian(
  count: i32,
  target: usize,
  block: i32,
  offset: i32,
  index0: i32,
  index1: i32,
  lane: i32,
  key0: i32,
  key1: i32,
  words: usize,
): i32 {
  if (!polynomialsAreReady) preparePolynomials();
  // Words used and there, of those in the buffer; words that have left it.
  let used = offset;
  let there = 0;
  let gone = -offset;
  let i = 0;
  while (i < count) {
    if (there - used < 4) {
      // The last words move to the front, and as many follow as will be needed if none asks for a second one.
      const left = max(there - used, 0);
      if (left > 0) v128.store(words, v128.load(words + ((<usize>used) << 2)));
      const blocks = min(batch, (((count - i) >> 2) + 5) & ~3);
      fillWords(block, blocks, words + ((<usize>left) << 2), index0, index1, lane, key0, key1);
      block += blocks;
      if (there > 0) {
        gone += used;
        used = 0;
      }
      there = left + (blocks << 2);
    }
    const place = target + ((<usize>i) << 3);
    if (i + 4 <= count) {
      const four = v128.load(words + ((<usize>used) << 2));
      const signs = i32x4.shr_s(four, 31);
      const magnitudes = v128.xor(four, signs);
      // A tail's word would choose a piece that is not there.
      const v = i32x4.min_s(magnitudes, i32x4.splat(0x7effffff));
      const isNegative = v128.and(signs, i32x4.splat(0x80000000));
      const low = quickPair(
        f64x2.convert_low_i32x4_s(v),
        v128.shuffle<i32>(isNegative, i32x4.splat(0), 4, 0, 4, 1),
        place,
      );
      const high = quickPair(
        f64x2.convert_low_i32x4_s(v128.shuffle<i64>(v, v, 1, 1)),
        v128.shuffle<i32>(isNegative, i32x4.splat(0), 4, 2, 4, 3),
        place + 16,
      );
      // The first words for which the quick way does; those after a word that asks for more come again.
      const isTail = i32x4.gt_s(magnitudes, v);
      const rest = i32x4.bitmask(isTail) | i64x2.bitmask(low) | (i64x2.bitmask(high) << 2);
      if (rest == 0) {
        // Foretold by the processor, so that the next four need not wait for these.
        i += 4;
        used += 4;
        continue;
      }
      const done = ctz(rest);
      i += done;
      used += done;
      if (done > 0) continue;
    }
    const word = load<i32>(words + ((<usize>used) << 2));
    let fraction: f64 = 0.5;
    used++;
    if (word < -0x7f000000 || word >= 0x7f000000) {
      fraction = (<f64>(load<u32>(words + ((<usize>used) << 2)) >> 12) + 0.5) * 9.5367431640625e-7;
      used++;
    }
    const p = (<f64>word + 2147483648 + fraction) * 2.3283064365386963e-10;
    v128.store_lane<f64>(place, toGrid(f64x2.splat(quantile(p))), 0);
    i++;
  }
  return gone + used;
}
