import type { AnyClaim, Claim, Statement } from "../claims/claim.js";
import { applyMutant } from "../claims/claim.js";
import type { Dataset } from "../claims/instances.js";
import type { Model } from "../claims/model.js";

/** A claim with its parts laid out for the loop, so that a trial looks nothing up. */
export interface PreparedClaim {
  readonly claim: Claim<unknown, unknown>;
  readonly model: Model<unknown, unknown>;
  readonly mutant: string | null;
  readonly given: readonly NamedStatement[];
  readonly then: readonly NamedStatement[];
}

export interface NamedStatement {
  readonly name: string;
  readonly statement: Statement<unknown>;
}

/**
 * The claim ready for judging, or one of its mutants. Sound although the types are forgotten: instances come only from
 * the claim's own `instances` or its model's `parse`.
 * @throws RangeError if the claim has no such mutant.
 */
export function prepare(claim: AnyClaim, mutant?: string): PreparedClaim {
  const open = claim as unknown as Claim<unknown, unknown>;
  const judged = mutant === undefined ? open : applyMutant(open, mutant);
  return {
    claim: judged,
    model: judged.instances.model,
    mutant: mutant ?? null,
    given: named(judged.given),
    then: named(judged.then),
  };
}

/** The same preparation for a claim that was changed by hand (hypotheses dropped). */
export function prepareOpen(claim: Claim<unknown, unknown>): PreparedClaim {
  return { claim, model: claim.instances.model, mutant: null, given: named(claim.given), then: named(claim.then) };
}

/** The claim with the rows of X drawn from the data set; unchanged where its instances have no X. */
export function withDataset(claim: AnyClaim, dataset: Dataset | undefined): AnyClaim {
  if (dataset === undefined) return claim;
  const open = claim as unknown as Claim<unknown, unknown>;
  const instances = open.instances.withDataset?.(dataset);
  return instances === undefined ? claim : ({ ...open, instances } as unknown as AnyClaim);
}

function named(statements: Readonly<Record<string, Statement<unknown>>>): readonly NamedStatement[] {
  return Object.entries(statements).map(([name, statement]) => ({ name, statement }));
}
