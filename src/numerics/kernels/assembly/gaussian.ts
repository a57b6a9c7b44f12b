// Standard normal variates on the grid 2^-30 from a Philox4x32-10 stream: word for word and bit for bit those of
// `dyadicGaussian` in ../../random-gaussian.ts, whose constants and order of operations stand here again.

/** Blocks of four words generated at a time. */
const batch: i32 = 64;

/** Writes the `batch` blocks from `block` on to `target`: four blocks at a time, one to a 32-bit lane. */
function fillWords(block: i32, target: usize, index0: i32, index1: i32, lane: i32, key0: i32, key1: i32): void {
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  for (let b = 0; b < batch; b += 4, target += 64) {
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

/** p - 1/2 of the two probabilities at an offset. */
@inline
function centred(place: usize, offset: usize): v128 {
  return f64x2.sub(v128.load(place + offset), f64x2.splat(0.5));
}

@inline
function middleArgument(q: v128): v128 {
  return f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q));
}

/**
 * The quantile in the middle, |p - 1/2| <= 0.425, on the grid, of eight probabilities in their place. Four chains side by
 * side hide each other's latency and share every coefficient.
 */
function middleOfEight(place: usize): void {
  const r0 = middleArgument(centred(place, 0));
  const r1 = middleArgument(centred(place, 16));
  const r2 = middleArgument(centred(place, 32));
  const r3 = middleArgument(centred(place, 48));
  let c = entry(middleTable, 0);
  let t0 = f64x2.mul(c, r0);
  let t1 = f64x2.mul(c, r1);
  let t2 = f64x2.mul(c, r2);
  let t3 = f64x2.mul(c, r3);
  c = entry(middleTable, 1);
  let b0 = f64x2.mul(c, r0);
  let b1 = f64x2.mul(c, r1);
  let b2 = f64x2.mul(c, r2);
  let b3 = f64x2.mul(c, r3);
  c = entry(middleTable, 2);
  t0 = f64x2.mul(f64x2.add(t0, c), r0);
  t1 = f64x2.mul(f64x2.add(t1, c), r1);
  t2 = f64x2.mul(f64x2.add(t2, c), r2);
  t3 = f64x2.mul(f64x2.add(t3, c), r3);
  c = entry(middleTable, 3);
  b0 = f64x2.mul(f64x2.add(b0, c), r0);
  b1 = f64x2.mul(f64x2.add(b1, c), r1);
  b2 = f64x2.mul(f64x2.add(b2, c), r2);
  b3 = f64x2.mul(f64x2.add(b3, c), r3);
  c = entry(middleTable, 4);
  t0 = f64x2.mul(f64x2.add(t0, c), r0);
  t1 = f64x2.mul(f64x2.add(t1, c), r1);
  t2 = f64x2.mul(f64x2.add(t2, c), r2);
  t3 = f64x2.mul(f64x2.add(t3, c), r3);
  c = entry(middleTable, 5);
  b0 = f64x2.mul(f64x2.add(b0, c), r0);
  b1 = f64x2.mul(f64x2.add(b1, c), r1);
  b2 = f64x2.mul(f64x2.add(b2, c), r2);
  b3 = f64x2.mul(f64x2.add(b3, c), r3);
  c = entry(middleTable, 6);
  t0 = f64x2.mul(f64x2.add(t0, c), r0);
  t1 = f64x2.mul(f64x2.add(t1, c), r1);
  t2 = f64x2.mul(f64x2.add(t2, c), r2);
  t3 = f64x2.mul(f64x2.add(t3, c), r3);
  c = entry(middleTable, 7);
  b0 = f64x2.mul(f64x2.add(b0, c), r0);
  b1 = f64x2.mul(f64x2.add(b1, c), r1);
  b2 = f64x2.mul(f64x2.add(b2, c), r2);
  b3 = f64x2.mul(f64x2.add(b3, c), r3);
  c = entry(middleTable, 8);
  t0 = f64x2.mul(f64x2.add(t0, c), r0);
  t1 = f64x2.mul(f64x2.add(t1, c), r1);
  t2 = f64x2.mul(f64x2.add(t2, c), r2);
  t3 = f64x2.mul(f64x2.add(t3, c), r3);
  c = entry(middleTable, 9);
  b0 = f64x2.mul(f64x2.add(b0, c), r0);
  b1 = f64x2.mul(f64x2.add(b1, c), r1);
  b2 = f64x2.mul(f64x2.add(b2, c), r2);
  b3 = f64x2.mul(f64x2.add(b3, c), r3);
  c = entry(middleTable, 10);
  t0 = f64x2.mul(f64x2.add(t0, c), r0);
  t1 = f64x2.mul(f64x2.add(t1, c), r1);
  t2 = f64x2.mul(f64x2.add(t2, c), r2);
  t3 = f64x2.mul(f64x2.add(t3, c), r3);
  c = entry(middleTable, 11);
  b0 = f64x2.mul(f64x2.add(b0, c), r0);
  b1 = f64x2.mul(f64x2.add(b1, c), r1);
  b2 = f64x2.mul(f64x2.add(b2, c), r2);
  b3 = f64x2.mul(f64x2.add(b3, c), r3);
  c = entry(middleTable, 12);
  t0 = f64x2.mul(f64x2.add(t0, c), r0);
  t1 = f64x2.mul(f64x2.add(t1, c), r1);
  t2 = f64x2.mul(f64x2.add(t2, c), r2);
  t3 = f64x2.mul(f64x2.add(t3, c), r3);
  c = entry(middleTable, 13);
  b0 = f64x2.mul(f64x2.add(b0, c), r0);
  b1 = f64x2.mul(f64x2.add(b1, c), r1);
  b2 = f64x2.mul(f64x2.add(b2, c), r2);
  b3 = f64x2.mul(f64x2.add(b3, c), r3);
  c = entry(middleTable, 14);
  t0 = f64x2.add(t0, c);
  t1 = f64x2.add(t1, c);
  t2 = f64x2.add(t2, c);
  t3 = f64x2.add(t3, c);
  c = entry(middleTable, 15);
  b0 = f64x2.add(b0, c);
  b1 = f64x2.add(b1, c);
  b2 = f64x2.add(b2, c);
  b3 = f64x2.add(b3, c);
  v128.store(place, toGrid(f64x2.div(f64x2.mul(centred(place, 0), t0), b0)), 0);
  v128.store(place, toGrid(f64x2.div(f64x2.mul(centred(place, 16), t1), b1)), 16);
  v128.store(place, toGrid(f64x2.div(f64x2.mul(centred(place, 32), t2), b2)), 32);
  v128.store(place, toGrid(f64x2.div(f64x2.mul(centred(place, 48), t3), b3)), 48);
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

/** Numerator over denominator of a table at r. */
@inline
function ratio(table: usize, r: v128): v128 {
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
  return f64x2.div(top, bottom);
}

/** The quantile of the tail for root <= 5. */
@inline
function middleTail(root: v128): v128 {
  return ratio(tailTable, f64x2.sub(root, f64x2.splat(1.6)));
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

/** p = (word + 2^31 + 1/2) 2^-32 for two words that need no second one. */
@inline
function probability(word: v128): v128 {
  return f64x2.mul(
    f64x2.add(f64x2.add(word, f64x2.splat(2147483648)), f64x2.splat(0.5)),
    f64x2.splat(2.3283064365386963e-10),
  );
}

/** Appends those of the two probabilities at places i and i + 1 that lie outside of the middle; returns the list's length. */
@inline
function keep(found: i32, tails: usize, places: usize, p: v128, i: i32): i32 {
  const mask = i64x2.bitmask(f64x2.gt(f64x2.abs(f64x2.sub(p, f64x2.splat(0.5))), f64x2.splat(0.425)));
  v128.store_lane<f64>(tails + ((<usize>found) << 3), p, 0);
  store<i32>(places + ((<usize>found) << 2), i);
  found += mask & 1;
  v128.store_lane<f64>(tails + ((<usize>found) << 3), p, 1);
  store<i32>(places + ((<usize>found) << 2), i + 1);
  return found + (mask >> 1);
}

/** Variates whose quantiles are taken at a time. */
const chunk: i32 = 128;

/**
 * `count` variates at `target` from the stream's words `offset` (0 … 3) of `block` and on; returns how many words were
 * used. `scratch`, 3072 bytes: 1024 of words, 1024 of tail probabilities, 512 of their places, and spares.
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
  scratch: usize,
): i32 {
  const words = scratch;
  const tails = scratch + 1024;
  const places = tails + 1024 + 16;
  const spare = places + 512 + 16;
  fillWords(block, words, index0, index1, lane, key0, key1);
  let used = offset;
  let consumed = -offset;
  for (let first = 0; first < count; first += chunk, target += chunk << 3) {
    const size = min(chunk, count - first);
    let found = 0;
    let i = 0;
    while (i < size) {
      // Four words at once, unless one of them asks for a second word or the batch or the chunk ends within them.
      if (i + 4 <= size && used + 4 <= batch * 4) {
        const four = v128.load(words + ((<usize>used) << 2));
        const isTail = v128.or(
          i32x4.lt_s(four, i32x4.splat(-0x7f000000)),
          i32x4.ge_s(four, i32x4.splat(0x7f000000)),
        );
        if (!v128.any_true(isTail)) {
          const place = target + ((<usize>i) << 3);
          const p0 = probability(f64x2.convert_low_i32x4_s(four));
          const p1 = probability(f64x2.convert_low_i32x4_s(v128.shuffle<i64>(four, four, 1, 1)));
          v128.store(place, p0);
          v128.store(place, p1, 16);
          // Each is kept if it lies outside of the middle, else overwritten by the next one.
          found = keep(found, tails, places, p0, i);
          found = keep(found, tails, places, p1, i + 2);
          i += 4;
          used += 4;
          continue;
        }
      }
      if (used == batch * 4) {
        consumed += used;
        block += batch;
        fillWords(block, words, index0, index1, lane, key0, key1);
        used = 0;
      }
      const word = load<i32>(words + ((<usize>(used++)) << 2));
      let fraction: f64 = 0.5;
      if (word < -0x7f000000 || word >= 0x7f000000) {
        if (used == batch * 4) {
          consumed += used;
          block += batch;
          fillWords(block, words, index0, index1, lane, key0, key1);
          used = 0;
        }
        fraction = (<f64>(load<u32>(words + ((<usize>(used++)) << 2)) >> 12) + 0.5) * 9.5367431640625e-7;
      }
      const p = (<f64>word + 2147483648 + fraction) * 2.3283064365386963e-10;
      store<f64>(target + ((<usize>i) << 3), p);
      store<f64>(tails + ((<usize>found) << 3), p);
      store<i32>(places + ((<usize>found) << 2), i);
      found += i32(abs(p - 0.5) > 0.425);
      i++;
    }
    // The middle's formula for all, eight by eight (the last ones on a spare), then the tails over it.
    let place = target;
    let rest = size;
    for (; rest >= 8; rest -= 8, place += 64) middleOfEight(place);
    if (rest > 0) {
      memory.copy(spare, place, (<usize>rest) << 3);
      middleOfEight(spare);
      memory.copy(place, spare, (<usize>rest) << 3);
    }
    for (let k = 0; k < found; k += 2) {
      // An odd last one is paired with itself.
      if (k + 1 == found) {
        store<f64>(tails + ((<usize>found) << 3), load<f64>(tails + ((<usize>k) << 3)));
        store<i32>(places + ((<usize>found) << 2), load<i32>(places + ((<usize>k) << 2)));
      }
      const x = toGrid(outer(v128.load(tails + ((<usize>k) << 3))));
      const at = places + ((<usize>k) << 2);
      v128.store_lane<f64>(target + ((<usize>load<i32>(at)) << 3), x, 0);
      v128.store_lane<f64>(target + ((<usize>load<i32>(at, 4)) << 3), x, 1);
    }
  }
  return consumed + used;
}
