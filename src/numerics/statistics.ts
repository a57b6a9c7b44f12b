import { createRequire } from "node:module";

/** Quantile of the beta distribution. */
type BetaQuantile = (probability: number, a: number, b: number) => number;

let loaded: BetaQuantile | undefined;

/** (probability, a, b). Loaded when a bound is first asked for: its package takes longer to load than the rest of the program. */
export const betaQuantile: BetaQuantile = (probability, a, b) => {
  loaded ??= createRequire(import.meta.url)("@stdlib/stats-base-dists-beta-quantile") as BetaQuantile;
  return loaded(probability, a, b);
};

/** A closed interval of probabilities. */
export interface ProbabilityInterval {
  readonly lower: number;
  readonly upper: number;
}

function checkCounts(successes: number, trials: number): void {
  if (!Number.isSafeInteger(trials) || trials < 0) throw new RangeError(`trials must be a count, got ${trials}`);
  if (!Number.isSafeInteger(successes) || successes < 0 || successes > trials)
    throw new RangeError(`successes must be a count up to ${trials}, got ${successes}`);
}

/**
 * The lower Clopper-Pearson bound: the largest p such that `successes` or more in `trials` has probability at most
 * `level` for every smaller p. The true probability lies below it with probability at most `level` (exact binomial
 * coverage: conservative). It is the `level` quantile of Beta(k, n - k + 1); 0 for k = 0.
 *
 * Computed by @stdlib's quantile (relative error about 1e-15 against SciPy), whose logarithms and exponentials are its
 * own code and hence the same on every machine.
 * Source: Clopper and Pearson, Biometrika 26 (1934) 404-413.
 * @throws RangeError unless 0 <= successes <= trials are counts.
 */
export function clopperPearsonLower(successes: number, trials: number, level: number): number {
  checkCounts(successes, trials);
  return successes === 0 ? 0 : betaQuantile(level, successes, trials - successes + 1);
}

/** The upper Clopper-Pearson bound, likewise: the 1 - level quantile of Beta(k + 1, n - k); 1 for k = n. */
export function clopperPearsonUpper(successes: number, trials: number, level: number): number {
  checkCounts(successes, trials);
  // 1 - (lower bound for the failures) keeps the small level small, where 1 - level would round it away.
  return successes === trials ? 1 : 1 - betaQuantile(level, trials - successes, successes + 1);
}

/** The two-sided Clopper-Pearson interval of confidence 1 - level, level/2 on either side. */
export function clopperPearson(successes: number, trials: number, level: number): ProbabilityInterval {
  return {
    lower: clopperPearsonLower(successes, trials, level / 2),
    upper: clopperPearsonUpper(successes, trials, level / 2),
  };
}

/**
 * Wilson's score interval at z standard errors: the p with (k/n - p)^2 <= z^2 p(1 - p)/n. Approximate coverage; used
 * where an interval is shown, never where it decides. [0, 1] for no trials.
 * Source: Wilson, J. Amer. Statist. Assoc. 22 (1927) 209-212.
 */
export function wilson(successes: number, trials: number, z: number): ProbabilityInterval {
  checkCounts(successes, trials);
  if (trials === 0) return { lower: 0, upper: 1 };
  const share = successes / trials;
  const spread = (z * z) / trials;
  const centre = share + spread / 2;
  const half = z * Math.sqrt((share * (1 - share)) / trials + spread / (4 * trials));
  return {
    lower: successes === 0 ? 0 : Math.max(0, (centre - half) / (1 + spread)),
    upper: successes === trials ? 1 : Math.min(1, (centre + half) / (1 + spread)),
  };
}

/**
 * P(Bin(trials, p) >= successes), by its terms, from the largest of the tail outward.
 *
 * Each term is the previous one times ((n - i)/(i + 1)) (p/(1 - p)), four roundings each, and all terms are positive, so
 * the relative error is below 8(n + 1)u, u = 2^-53, plus what the first term errs: it is built of at most 2n factors,
 * interleaved and rescaled by powers of two so that none overflows or underflows: at most 4n u more. The result is
 * rounded up by 16(n + 1)u relative, so that it is an upper bound of the tail: a test that rejects on it is never bolder
 * than the exact one. Only + - * / are used.
 */
export function binomialTail(trials: number, p: number, successes: number): number {
  checkCounts(Math.min(successes, trials), trials);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies in [0, 1], got ${p}`);
  if (successes <= 0) return 1;
  if (successes > trials || p === 0) return 0;
  if (p === 1) return 1;
  // The mode is where terms stop growing; the sum starts at the tail's largest term and runs both ways.
  const mode = Math.min(trials, Math.floor((trials + 1) * p));
  const start = Math.max(successes, mode);
  const odds = p / (1 - p);
  let sum = 1;
  for (let i = start, term = 1; i < trials && term > 0; i++) {
    term *= ((trials - i) / (i + 1)) * odds;
    sum += term;
    if (term < sum * 2 ** -70) break;
  }
  for (let i = start, term = 1; i > successes && term > 0; i--) {
    term *= i / (trials - i + 1) / odds;
    sum += term;
    if (term < sum * 2 ** -70) break;
  }
  const tail = scaledTerm(trials, p, start) * sum * (1 + 16 * (trials + 1) * 2 ** -53);
  return Math.min(1, tail);
}

/** C(n, k) p^k (1 - p)^(n - k): the factors are multiplied so that the running product stays near 1. */
function scaledTerm(n: number, p: number, k: number): number {
  let product = 1;
  let shift = 0;
  let misses = n - k;
  const miss = (): void => {
    product *= 1 - p;
    misses--;
  };
  const rescale = (): void => {
    if (product < 2 ** -500) {
      product *= 2 ** 500;
      shift -= 500;
    } else if (product > 2 ** 500) {
      product *= 2 ** -500;
      shift += 500;
    }
  };
  for (let i = 1; i <= k; i++) {
    product *= ((n - k + i) / i) * p;
    while (product > 1 && misses > 0) miss();
    rescale();
  }
  while (misses > 0) {
    miss();
    rescale();
  }
  while (shift < 0 && product > 0) {
    product *= 2 ** -500;
    shift += 500;
  }
  // A term is a probability, so the powers of two that were taken out upward have come back by now.
  return shift > 0 ? product * 2 ** shift : product;
}

/**
 * Whether k = `successes` in `trials` refutes "the probability is at most p": P(Bin(trials, p) >= k) < level.
 * Equivalent to p lying below the lower Clopper-Pearson bound at this level.
 */
export function exceedsProbability(successes: number, trials: number, p: number, level: number): boolean {
  return p < 1 && binomialTail(trials, p, successes) < level;
}

/** Up to so many trials a sum over binomial terms costs less than loading the package of the beta quantile (0.1 s). */
const FEW_TRIALS = 10_000;

/**
 * Whether "the probability is at least p" is compatible with `successes` in `trials`: the upper Clopper-Pearson bound reaches
 * p. Equivalent to P(Bin(trials, p) <= k) = P(Bin(trials, 1 - p) >= trials - k) >= level, which is what few trials are judged by.
 * @throws RangeError unless 0 <= successes <= trials are counts and p is a probability.
 */
export function reachesProbability(successes: number, trials: number, p: number, level: number): boolean {
  if (trials > FEW_TRIALS) return clopperPearsonUpper(successes, trials, level) >= p;
  checkCounts(successes, trials);
  return binomialTail(trials, 1 - p, trials - successes) >= level;
}
