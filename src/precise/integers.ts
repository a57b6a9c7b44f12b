/** Number theory on BigInt that the second arithmetic needs. Everything here is exact. */

const SCRATCH = new DataView(new ArrayBuffer(8));

/** |x| */
export const magnitude = (x: bigint): bigint => (x < 0n ? -x : x);

/** Number of bits of |x| (0 for 0), at most one too many: from the exponent of the nearest double, which may round up. */
export function bitLength(x: bigint): number {
  const value = Math.abs(Number(x));
  if (value === 0) return 0;
  if (value !== Number.POSITIVE_INFINITY) {
    SCRATCH.setFloat64(0, value);
    return ((SCRATCH.getUint16(0) >> 4) & 0x7ff) - 1022;
  }
  const digits = (x < 0n ? -x : x).toString(16);
  return 4 * digits.length - Math.clz32(Number.parseInt(digits[0], 16)) + 28;
}

/** The largest k such that 2^k divides x; 0 for x = 0. */
export function trailingZeros(x: bigint): number {
  if (x === 0n) return 0;
  let shift = 0;
  let rest = x;
  let low = BigInt.asUintN(64, rest);
  while (low === 0n) {
    let width = 64;
    while (BigInt.asUintN(2 * width, rest) === 0n) width *= 2;
    rest >>= BigInt(width);
    shift += width;
    low = BigInt.asUintN(64, rest);
  }
  // low & -low is the lowest set bit, a power of two: its bit length is exact.
  return shift + bitLength(low & -low) - 1;
}

/**
 * Greatest common divisor, >= 0, by Lehmer's algorithm: many steps of Euclid's are taken on the leading 52 bits, as doubles,
 * and applied to the long numbers at once. They are applied as an integer matrix of determinant +-1, which keeps
 * the greatest common divisor whether or not the quotients were the right ones.
 */
export function gcd(a: bigint, b: bigint): bigint {
  let x = magnitude(a);
  let y = magnitude(b);
  for (;;) {
    if (x < y) [x, y] = [y, x];
    if (y === 0n) return x;
    if (x <= MAX_SAFE) return BigInt(shortGcd(Number(x), Number(y)));
    const [A, B, C, D] = leadingSteps(x, y);
    if (B === 0) [x, y] = [y, x % y];
    else {
      const [p, q, r, s] = [BigInt(A), BigInt(B), BigInt(C), BigInt(D)];
      [x, y] = [magnitude(p * x + q * y), magnitude(r * x + s * y)];
    }
  }
}

/** For safe integers. */
function shortGcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** The cofactors [A, B, C, D] of some steps of Euclid's algorithm: (x, y) -> (A x + B y, C x + D y). B = 0: none. */
function leadingSteps(x: bigint, y: bigint): [number, number, number, number] {
  const shift = BigInt(Math.max(0, bitLength(x) - 52));
  let xh = Number(x >> shift);
  let yh = Number(y >> shift);
  let [A, B, C, D] = [1, 0, 0, 1];
  // Cofactors stay below 2^25, so that every number here is an integer below 2^53.
  while (yh + C !== 0 && yh + D !== 0) {
    const quotient = Math.floor((xh + A) / (yh + C));
    if (quotient !== Math.floor((xh + B) / (yh + D))) break;
    const [nextC, nextD] = [A - quotient * C, B - quotient * D];
    if (Math.abs(nextC) > 2 ** 25 || Math.abs(nextD) > 2 ** 25) break;
    [A, B, C, D] = [C, D, nextC, nextD];
    [xh, yh] = [yh, xh - quotient * yh];
  }
  return [A, B, C, D];
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** floor(sqrt(x)) for x >= 0: Newton's iteration from above, which decreases until it is there. */
export function integerSquareRoot(x: bigint): bigint {
  if (x < 0n) throw new RangeError("no square root of a negative integer");
  if (x <= MAX_SAFE) {
    // Math.sqrt is correctly rounded; for x < 2^53 its floor is the integer root or one too many.
    let root = BigInt(Math.floor(Math.sqrt(Number(x))));
    while (root * root > x) root--;
    return root;
  }
  const bits = bitLength(x);
  if (bits < 1000) {
    // The double's root is right to 50 bits: raise it by its error and let Newton's iteration descend.
    let guess = BigInt(Math.ceil(Math.sqrt(Number(x)) * (1 + 2 ** -50))) + 1n;
    for (;;) {
      const next = (guess + x / guess) >> 1n;
      if (next >= guess) return guess;
      guess = next;
    }
  }
  // The root of the upper half of the bits gives the upper half of the root; one Newton step finishes.
  const quarter = BigInt((bits >> 2) - 1);
  let guess = (integerSquareRoot(x >> (quarter * 2n)) + 1n) << quarter;
  for (;;) {
    const next = (guess + x / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

// Quadratic residues modulo small numbers: all but one non-square in some thousands fail one of these tests.
const SIEVE = 64n * 63n * 65n * 11n * 17n * 19n * 23n * 31n;
const RESIDUES = [64, 63, 65, 11, 17, 19, 23, 31].map((modulus) => {
  const table = new Uint8Array(modulus);
  for (let i = 0; i < modulus; i++) table[(i * i) % modulus] = 1;
  return { modulus, table };
});

/** False only when a number that is congruent to this residue (modulo SIEVE) cannot be a square. */
function mayBeSquare(residue: bigint): boolean {
  const low = Number(residue);
  return RESIDUES.every(({ modulus, table }) => table[low % modulus] === 1);
}

/** The root of x >= 0 if x is a perfect square. */
export function exactSquareRoot(x: bigint): bigint | undefined {
  if (!mayBeSquare(x % SIEVE)) return undefined;
  const root = integerSquareRoot(x);
  return root * root === x ? root : undefined;
}

/** The root of a * b (both >= 0) if that is a perfect square; the product is formed only if it may be one. */
export function exactSquareRootOfProduct(a: bigint, b: bigint): bigint | undefined {
  if (a === b) return a;
  if (!mayBeSquare(((a % SIEVE) * (b % SIEVE)) % SIEVE)) return undefined;
  return exactSquareRoot(a * b);
}

/** a / b rounded down, for b > 0. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a < 0n && quotient * b !== a ? quotient - 1n : quotient;
}

/** a / b rounded up, for b > 0. */
export function ceilDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a > 0n && quotient * b !== a ? quotient + 1n : quotient;
}
