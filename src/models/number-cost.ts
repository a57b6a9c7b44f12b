/**
 * How complicated a double is to write down: what shrinking lowers. Compared in the order nonzero, digits, magnitude,
 * negative; each part is a non-negative integer, so that no chain of simplifications is endless.
 */
export interface NumberCost {
  /** 0 for zero, 1 for any other number */
  readonly nonzero: number;
  /** Characters of the shorter of "0.375" and "3/8", sign left out */
  readonly digits: number;
  /** Numerator + denominator of that fraction, at most 2^31: 1 before 2 before 1/2 before 3 */
  readonly magnitude: number;
  readonly negative: number;
}

const LARGEST_MAGNITUDE = 2 ** 31;
const LARGEST_DENOMINATOR_BITS = 20;
const ZERO: NumberCost = { nonzero: 0, digits: 0, magnitude: 0, negative: 0 };

/** The cost of one finite double. */
export function numberCost(x: number): NumberCost {
  if (x === 0) return ZERO;
  const size = Math.abs(x);
  const text = String(size);
  const decimal = decimalMagnitude(text);
  const fraction = dyadicFraction(size);
  return {
    nonzero: 1,
    digits: fraction === null ? text.length : Math.min(text.length, fraction.text.length),
    magnitude: Math.min(LARGEST_MAGNITUDE, decimal, fraction?.magnitude ?? LARGEST_MAGNITUDE),
    negative: x < 0 ? 1 : 0,
  };
}

/** Lexicographic comparison: negative when `a` is simpler than `b`. */
export function compareCost(a: NumberCost, b: NumberCost): number {
  return a.nonzero - b.nonzero || a.digits - b.digits || a.magnitude - b.magnitude || a.negative - b.negative;
}

/** size = k / 2^j in lowest terms with 1 <= j <= 20 and k < 2^31, else null. Exact: scaling by 2^j does not round. */
function dyadicFraction(size: number): { text: string; magnitude: number } | null {
  if (size >= LARGEST_MAGNITUDE || Number.isInteger(size)) return null;
  let denominator = 1;
  for (let j = 1; j <= LARGEST_DENOMINATOR_BITS; j++) {
    denominator *= 2;
    const numerator = size * denominator;
    if (numerator >= LARGEST_MAGNITUDE) return null;
    if (Number.isInteger(numerator)) return { text: `${numerator}/${denominator}`, magnitude: numerator + denominator };
  }
  return null;
}

/** Numerator + denominator of the shortest decimal, from its text. */
function decimalMagnitude(text: string): number {
  const [mantissa, exponentText] = text.split("e");
  const [whole, part = ""] = mantissa.split(".");
  const decimals = part.length - Number(exponentText ?? 0);
  const digits = Number(whole + part);
  if (decimals <= 0) return Math.min(LARGEST_MAGNITUDE, digits * 10 ** -decimals + 1);
  return decimals > 9 ? LARGEST_MAGNITUDE : Math.min(LARGEST_MAGNITUDE, digits + 10 ** decimals);
}

/** A way of making every number of an instance simpler at once, with words for the shrink story. */
export interface Rounding {
  readonly step: string;
  /** Finite for finite x. */
  round(x: number): number;
}

const toMultiplesOf =
  (denominator: number) =>
  (x: number): number => {
    const scaled = x * denominator;
    return Number.isFinite(scaled) ? Math.round(scaled) / denominator : x;
  };

const toPrecision =
  (digits: number) =>
  (x: number): number => {
    const rounded = Number(x.toPrecision(digits));
    return Number.isFinite(rounded) ? rounded : x;
  };

/** Boldest first: signs, integers, halves, tenths, …; the last three act on the scale of each number. */
export const ROUNDINGS: readonly Rounding[] = [
  { step: "keep signs only", round: (x) => Math.sign(x) },
  { step: "round to integers", round: toMultiplesOf(1) },
  { step: "round to halves", round: toMultiplesOf(2) },
  { step: "round to quarters", round: toMultiplesOf(4) },
  { step: "round to 1 decimal", round: toMultiplesOf(10) },
  { step: "round to eighths", round: toMultiplesOf(8) },
  { step: "round to sixteenths", round: toMultiplesOf(16) },
  { step: "round to 2 decimals", round: toMultiplesOf(100) },
  { step: "round to 3 decimals", round: toMultiplesOf(1000) },
  { step: "round to 1 significant digit", round: toPrecision(1) },
  { step: "round to 2 significant digits", round: toPrecision(2) },
  { step: "round to 4 significant digits", round: toPrecision(4) },
];

/** Simpler numbers in place of x, simplest first; each has a smaller cost than x. Empty for 0. */
export function simplerNumbers(x: number): number[] {
  if (x === 0) return [];
  const candidates = [
    0,
    1,
    -1,
    2,
    -2,
    0.5,
    -0.5,
    ...ROUNDINGS.map(({ round }) => round(x)),
    Math.trunc(x),
    Math.trunc(x / 2),
  ];
  candidates.push(x - Math.sign(x), Math.abs(x));
  const cost = numberCost(x);
  const simpler = new Map<number, NumberCost>();
  for (const candidate of candidates) {
    if (!Number.isFinite(candidate)) continue;
    const positiveZero = candidate === 0 ? 0 : candidate;
    const candidateCost = numberCost(positiveZero);
    if (compareCost(candidateCost, cost) < 0) simpler.set(positiveZero, candidateCost);
  }
  return [...simpler].sort((a, b) => compareCost(a[1], b[1])).map(([value]) => value);
}
