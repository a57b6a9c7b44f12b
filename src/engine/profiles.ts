import type { AnyClaim } from "../claims/claim.js";
import type { Budgets, ProfileName } from "./api.js";

/**
 * All counted budgets of a run. `smoke` is for every test run, `ci` is the main job, `nightly` the long one. Trials of
 * `ci` are what the suite promises per claim; random search against mutants and the search for tightness stop far earlier
 * as a rule.
 */
export const PROFILES: Readonly<Record<ProfileName, Budgets>> = {
  smoke: {
    trials: 100,
    heavyTrials: 100,
    mutantTrials: 0,
    necessity: false,
    sharpenEvaluations: 0,
    shrinkEvaluations: 2000,
  },
  ci: {
    trials: 5000,
    heavyTrials: 1000,
    mutantTrials: 1000,
    necessity: true,
    sharpenEvaluations: 300,
    shrinkEvaluations: 2000,
  },
  nightly: {
    trials: 50_000,
    heavyTrials: 20_000,
    mutantTrials: 5000,
    necessity: true,
    sharpenEvaluations: 5000,
    shrinkEvaluations: 5000,
  },
};

/**
 * The profile's budgets with single ones replaced; a number of trials is meant for all claims unless another one for heavy
 * claims stands beside it.
 * @throws RangeError for a budget that is not a count.
 */
export function budgetsOf(profile: ProfileName, overrides: Partial<Budgets> = {}): Budgets {
  const forAll = overrides.trials === undefined ? {} : { heavyTrials: overrides.trials };
  const budgets = { ...PROFILES[profile], ...forAll, ...overrides };
  for (const name of ["trials", "heavyTrials", "mutantTrials", "sharpenEvaluations", "shrinkEvaluations"] as const)
    if (!Number.isSafeInteger(budgets[name]) || budgets[name] < 0)
      throw new RangeError(`budget ${name} must be a count, got ${budgets[name]}`);
  return budgets;
}

/** Trials of one claim. */
export const trialsOf = ({ trials, heavyTrials }: Budgets, { cost }: Pick<AnyClaim, "cost">): number =>
  cost === "heavy" ? heavyTrials : trials;
