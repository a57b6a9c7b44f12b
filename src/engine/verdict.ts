import type { Quantifier } from "../claims/claim.js";
import type { Stratum } from "../claims/instances.js";
import type { Evidence } from "../numerics/real.js";
import { clopperPearsonLower, reachesProbability } from "../numerics/statistics.js";
import { groupText } from "./probability.js";
import type { ClaimVerdict, ProbabilityRecord, StratumCoverage, TrialCounts } from "./run-record.js";

/** More than this share of undecided trials, after the ladder, keeps a claim from being held. */
export const UNDECIDED_SHARE = 0.001;

/** Strata at equality make at most a tenth of the trials (architecture, "Tie"), so ties may too. */
export const TIE_SHARE = 0.1;

/** A claim whose hypotheses are not shown to hold on this share of the instances says nothing about them. */
export const DOMAIN_SHARE = 0.01;

/** Confidence 1 - level of the decisions on coverage and vacuity, one-sided Clopper-Pearson. */
export const COVERAGE_LEVEL = 0.001;

/** Fewer trials than these (or than were asked for) never make a claim held: what a time limit may leave. */
export const LEAST_TRIALS = 100;

/** All that a claim's verdict depends on. */
export interface VerdictFacts {
  readonly quantifier: Quantifier;
  readonly counts: TrialCounts;
  /** Trials that were asked for. */
  readonly budget: number;
  readonly strata: Readonly<Record<string, TrialCounts>>;
  readonly declared: readonly Stratum[];
  /** Weakest evidence of the trials that count. */
  readonly evidence: Evidence | null;
  /** A confirmed violation from trials, examples, the corpus or the search for tightness. */
  readonly counterexample: { readonly evidence: Evidence; readonly where: string } | null;
  /** First error and first undecided instance outside the trials (examples, corpus, search), in words. */
  readonly errorElsewhere: string | null;
  readonly undecidedElsewhere: string | null;
  /** First error of the trials, in words. */
  readonly firstError: string | null;
  readonly firstUndecided: string | null;
  /** The tests of the claimed failure probability; null for other claims. */
  readonly probability: ProbabilityRecord | null;
}

export interface Verdict {
  readonly verdict: ClaimVerdict;
  readonly evidence: Evidence | null;
  readonly coverage: Readonly<Record<string, StratumCoverage>>;
  readonly reason?: string;
}

/** A stratum that should have come up this often must have come up at all: it fails to by chance in e^-5 < 0.7 %. */
const EXPECTED_ONCE = 5;

/**
 * The least count out of `trials` that is compatible with a true share of `share`: the least k whose upper
 * Clopper-Pearson bound at confidence 1 - COVERAGE_LEVEL reaches the share; and at least 1 where EXPECTED_ONCE or more
 * are expected. In few trials a rare stratum need not come up.
 */
export function requiredTrials(trials: number, share: number): number {
  const compatible = (count: number): boolean => reachesProbability(count, trials, share, COVERAGE_LEVEL);
  let least = share * trials >= EXPECTED_ONCE ? 1 : 0;
  let enough = Math.max(least, Math.min(trials, Math.ceil(share * trials)));
  while (least < enough) {
    const middle = Math.floor((least + enough) / 2);
    if (compatible(middle)) enough = middle;
    else least = middle + 1;
  }
  return enough;
}

/** Trials per stratum against what is required; a trial that ended in an error covers nothing. */
export function coverageOf(facts: VerdictFacts): Readonly<Record<string, StratumCoverage>> {
  const { drawn } = facts.counts;
  return Object.fromEntries(
    facts.declared.map(({ name, requiredShare }) => {
      const counts = facts.strata[name];
      const trials = counts === undefined ? 0 : counts.drawn - counts.error;
      return [name, { trials, required: requiredTrials(drawn, requiredShare) }];
    }),
  );
}

/**
 * The verdict on a claim: refuted by a confirmed counterexample; else an error, if any instance ended in one; else
 * undecided or vacuous while something keeps it from being held; else held. The first reason that applies is named.
 */
export function verdictOf(facts: VerdictFacts): Verdict {
  const coverage = coverageOf(facts);
  const { counts, counterexample } = facts;
  if (counterexample !== null)
    return { verdict: "refuted", evidence: counterexample.evidence, coverage, reason: counterexample.where };
  const conclude = (verdict: ClaimVerdict, reason: string): Verdict => ({
    verdict,
    evidence: facts.evidence,
    coverage,
    reason,
  });
  const error = facts.errorElsewhere ?? facts.firstError;
  if (error !== null) return conclude("error", error);
  if (counts.drawn === 0) return conclude("undecided", "no trial was run");
  if (facts.probability !== null) {
    const probability = probabilityVerdict(facts.probability);
    if (probability !== null) return conclude(probability.verdict, probability.reason);
  }
  const inDomain = counts.drawn - counts.vacuous;
  if (counts.vacuous > 0 && clopperPearsonLower(inDomain, counts.drawn, COVERAGE_LEVEL) < DOMAIN_SHARE)
    return conclude("vacuous", `the hypotheses hold on ${inDomain} of ${counts.drawn} instances only`);
  const hindrance = hindranceOf(facts, coverage);
  return hindrance === null
    ? { verdict: "held", evidence: facts.evidence, coverage }
    : conclude("undecided", hindrance);
}

/** Failures against the claimed bounds; null where nothing speaks against them. */
function probabilityVerdict({ level, groups }: ProbabilityRecord): { verdict: ClaimVerdict; reason: string } | null {
  const exceeded = groups.find(({ verdict }) => verdict === "exceeded");
  if (exceeded !== undefined)
    return { verdict: "refuted", reason: `${groupText(exceeded)}: a chance below ${level} if the claim were true` };
  if (groups.some(({ verdict }) => verdict === "consistent") || groups.length === 0) return null;
  return { verdict: "vacuous", reason: "a claimed failure probability of 1 or more, in every stratum, says nothing" };
}

function hindranceOf(facts: VerdictFacts, coverage: Readonly<Record<string, StratumCoverage>>): string | null {
  const { counts, budget, declared } = facts;
  if (facts.undecidedElsewhere !== null) return facts.undecidedElsewhere;
  if (counts.violated > 0 && facts.quantifier.kind === "always")
    return `${counts.violated} violations without a counterexample`;
  const misplaced = misplacedTies(facts);
  const undecided = counts.undecided + misplaced;
  if (undecided > UNDECIDED_SHARE * counts.drawn) {
    const ties = misplaced > 0 ? `, ${misplaced} of them ties outside the strata made for them` : "";
    const first = facts.firstUndecided === null ? "" : `; ${facts.firstUndecided}`;
    return `${undecided} of ${counts.drawn} trials undecided${ties}${first}`;
  }
  if (counts.ties > TIE_SHARE * counts.drawn) return `${counts.ties} of ${counts.drawn} trials are ties`;
  const least = Math.min(LEAST_TRIALS, budget);
  if (counts.drawn < least) return `${counts.drawn} trials of the ${least} that a verdict needs`;
  for (const { name } of declared) {
    const { trials, required } = coverage[name];
    if (trials < required) return `stratum ${JSON.stringify(name)}: ${trials} trials of the ${required} required`;
  }
  return null;
}

/** Ties outside the strata made for them, once a family says which these are. */
function misplacedTies(facts: VerdictFacts): number {
  const mayTie = facts.declared.filter((stratum) => stratum.mayTie === true).map((stratum) => stratum.name);
  if (mayTie.length === 0) return 0;
  return Object.entries(facts.strata).reduce((sum, [name, { ties }]) => (mayTie.includes(name) ? sum : sum + ties), 0);
}
