/**
 * The counter-based random stream that every instance is drawn from.
 *
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a keyed
 * bijection of 128-bit counters. The n-th block of a stream is a pure function of (key, index, lane, n): no state is
 * carried from trial to trial, so trials may run in any order, on any thread, with the same outcome. Only 32-bit
 * integer operations are used; the published known-answer vectors are in random.test.ts.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** High 32 bits of the product of two unsigned 32-bit integers; no intermediate exceeds 32 bits. */
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const cross = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** Writes the Philox4x32-10 image of the counter (c0, c1, c2, c3) under the key (k0, k1) to `output`, as int32. */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  output: Int32Array,
): void {
  let x0 = c0 | 0;
  let x1 = c1 | 0;
  let x2 = c2 | 0;
  let x3 = c3 | 0;
  let key0 = k0 | 0;
  let key1 = k1 | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = highProduct(MULTIPLIER_0, x0);
    const high1 = highProduct(MULTIPLIER_1, x2);
    const low0 = Math.imul(MULTIPLIER_0, x0);
    const low1 = Math.imul(MULTIPLIER_1, x2);
    x0 = high1 ^ x1 ^ key0;
    x1 = low1;
    x2 = high0 ^ x3 ^ key1;
    x3 = low0;
    key0 = (key0 + WEYL_0) | 0;
    key1 = (key1 + WEYL_1) | 0;
  }
  output[0] = x0;
  output[1] = x1;
  output[2] = x2;
  output[3] = x3;
}

/**
 * A position in one stream. Has the members of pure-rand's RandomGenerator (`next`, `clone`, `getState`), so that
 * `new fc.Random(counterStream(key, index))` works.
 */
export class CounterStream {
  readonly #key0: number;
  readonly #key1: number;
  readonly #index0: number;
  readonly #index1: number;
  readonly #lane: number;
  readonly #words = new Int32Array(4);
  #block: number;
  #used = 4;

  /** @param position number of words of the stream that are skipped */
  constructor(key0: number, key1: number, index0: number, index1: number, lane: number, position = 0) {
    this.#key0 = key0;
    this.#key1 = key1;
    this.#index0 = index0;
    this.#index1 = index1;
    this.#lane = lane;
    this.#block = Math.floor(position / 4);
    for (let skipped = position % 4; skipped > 0; skipped--) this.next();
  }

  /** The next word, uniform on [-2^31, 2^31). A stream has 2^34 words and then repeats. */
  next(): number {
    if (this.#used === 4) {
      philox4x32(this.#block, this.#index0, this.#index1, this.#lane, this.#key0, this.#key1, this.#words);
      this.#block++;
      this.#used = 0;
    }
    return this.#words[this.#used++];
  }

  clone(): CounterStream {
    return new CounterStream(this.#key0, this.#key1, this.#index0, this.#index1, this.#lane, this.#position());
  }

  /** Key, index, lane and position: all that determines the words to come. */
  getState(): readonly number[] {
    return [this.#key0, this.#key1, this.#index0, this.#index1, this.#lane, this.#position()];
  }

  /** Goes on with the word at `position` of this stream, where `getState` counts it. */
  moveTo(position: number): void {
    this.#block = Math.floor(position / 4);
    this.#used = 4;
    for (let skipped = position % 4; skipped > 0; skipped--) this.next();
  }

  #position(): number {
    return 4 * (this.#block - 1) + this.#used;
  }

  /** Uniform integer in [0, bound), 1 <= bound <= 2^32, without bias (by rejection). */
  below(bound: number): number {
    const accepted = 0x100000000 - (0x100000000 % bound);
    let word = this.next() >>> 0;
    while (word >= accepted) word = this.next() >>> 0;
    return word % bound;
  }

  /** Uniform integer in [low, high], high - low < 2^32. */
  integer(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with probability numerator / denominator. */
  chance(numerator: number, denominator: number): boolean {
    return this.below(denominator) < numerator;
  }

  /** One element, each equally likely. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** 1 or -1 */
  sign(): 1 | -1 {
    return this.next() < 0 ? -1 : 1;
  }

  /** low + (high - low) k / 2^20 with k uniform in [0, 2^20): reals of few digits. */
  uniform(low: number, high: number): number {
    return low + (high - low) * ((this.next() >>> 12) * 2 ** -20);
  }

  /** Uniform on the grid 2^-30 in [-1, 1). */
  dyadic(): number {
    return (this.next() >> 1) * 2 ** -30;
  }

  /** Uniform on the grid 2^-52 shifted by half a step: in (0, 1), symmetric about 1/2, 1 - x exact. */
  openUnit(): number {
    const high = this.next() >>> 6;
    const low = this.next() >>> 6;
    return (high * 2 ** 26 + low + 0.5) * 2 ** -52;
  }

  /** Uniform on the odd multiples of 2^-53 in (-1, 1): 53 significant bits from 1/2 on. */
  fullPrecision(): number {
    return this.sign() * this.openUnit();
  }
}

const WORD = 0xffffffffn;

/**
 * The stream of one trial. Streams of different (key modulo 2^64, index, lane) share no block.
 *
 * @param key digest of whatever the trial belongs to (claim id and seed); longer keys are folded to 64 bits by xor
 * @param index number of the trial, an integer in [0, 2^53)
 * @param lane several independent streams of one trial, an integer in [0, 2^11)
 */
export function counterStream(key: bigint, index: number, lane = 0): CounterStream {
  if (!Number.isSafeInteger(index) || index < 0)
    throw new RangeError(`a trial's index must be an integer in [0, 2^53), got ${index}`);
  if (!Number.isInteger(lane) || lane < 0 || lane >= 2 ** 11)
    throw new RangeError(`a stream's lane must be an integer in [0, 2048), got ${lane}`);
  if (key < 0n) throw new RangeError("a stream's key must not be negative");
  let folded = 0n;
  for (let rest = key; rest > 0n; rest >>= 64n) folded ^= rest & 0xffffffffffffffffn;
  return new CounterStream(
    Number(folded & WORD) | 0,
    Number(folded >> 32n) | 0,
    index | 0,
    Math.floor(index / 2 ** 32) | 0,
    lane,
  );
}

/** The stream that a recipe's own 32-bit seed is expanded with; apart from every trial's stream by its lane. */
export function seededStream(seed: number): CounterStream {
  return new CounterStream(seed | 0, 0, 0, 0, -1);
}
