import { type TracedInequality, traceStatement } from "../claims/trace.js";
import type { PreparedClaim } from "./prepared.js";
import type { Confirmation } from "./run-record.js";

/**
 * The violated inequality of an instance as formulas of its quantities: the member of the confirmed conclusion that the
 * confirmation names. Undefined where the statement cannot be traced: a report does without it, a verdict never needs it.
 */
export function formulaOf(
  claim: PreparedClaim,
  data: unknown,
  confirmation: Confirmation,
): TracedInequality | undefined {
  const part = claim.then.find(({ name }) => name === confirmation.conclusion);
  if (part === undefined) return undefined;
  try {
    const { view, arithmetic } = claim.model.view(data);
    const members = traceStatement(part.statement, view, arithmetic);
    return members.find(({ label }) => label === confirmation.label);
  } catch {
    return undefined;
  }
}
