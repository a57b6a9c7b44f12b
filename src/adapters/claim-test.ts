import { join } from "node:path";
import type { AnyClaim } from "../claims/claim.js";
import type { ClaimRecord, ProfileName, RunRecord } from "../engine/api.js";

/** How a claim is tried as a test. */
export interface CheckOptions {
  /** Budgets by name: "smoke" (default: 100 trials, no mutants), "ci", "nightly". */
  readonly profile?: ProfileName;
  /** Random trials of the claim, in place of the profile's. */
  readonly trials?: number;
  /** Random trials for each of the claim's mutants, in place of the profile's; 0 leaves them out. */
  readonly mutantTrials?: number;
  /** Seed of the random instances; 1 where left out. A whole number >= 0. */
  readonly seed?: number;
  /** Folder under which counterexamples are stored; "reports/latest" where left out. */
  readonly out?: string;
  /** The file that exports the claim: the replay command names it. Not needed where lemmacheck.config.json does. */
  readonly file?: string;
  /** Milliseconds after which the test runner gives the test up; 120 000 where left out. */
  readonly timeout?: number;
}

export const DEFAULT_TIMEOUT = 120_000;

/**
 * What a failed test throws: message with the shrunk counterexample and the command that replays it.
 * @example
 * import { assertClaim, ClaimFailure } from "lemmacheck/node-test";
 * import norm from "../claims/norm.js";
 * try {
 *   await assertClaim(norm, { trials: 100 });
 * } catch (error) {
 *   if (error instanceof ClaimFailure) console.error(error.record.verdict);
 * }
 */
export class ClaimFailure extends Error {
  override readonly name = "ClaimFailure";
  readonly record: ClaimRecord;

  constructor(message: string, record: ClaimRecord) {
    super(message);
    this.record = record;
    // The stack leads into lemmacheck; what the reader needs is the message alone.
    this.stack = `${this.name}: ${message}`;
  }
}

/** One claim or several, as tests take them. */
export const listOf = (claims: AnyClaim | readonly AnyClaim[]): readonly AnyClaim[] =>
  Array.isArray(claims) ? claims : [claims as AnyClaim];

/** The title of a claim's test: "mine/equilibrium-norm: The norm of the equilibrium …". */
export const titleOf = ({ id, title }: AnyClaim): string => (title === id ? id : `${id}: ${title}`);

async function failureMessage(claim: ClaimRecord, out: string, { file }: CheckOptions): Promise<string> {
  const { renderFinding } = await import("../report/finding-text.js");
  const { PLAIN } = await import("../report/verdicts.js");
  const survivors = claim.mutants.filter(({ status }) => status === "survived");
  const survived = survivors.map(
    ({ name, trials }) => `mutant ${name} survived ${trials} trials: the check is too weak`,
  );
  const { counterexample } = claim;
  if (counterexample === undefined)
    return [
      `${claim.id} is ${claim.verdict}${claim.reason === undefined ? "" : `: ${claim.reason}`}`,
      ...survived,
    ].join("\n");
  const command = [
    "npx lemmacheck replay",
    join(out, counterexample.file),
    ...(file === undefined ? [] : ["--claims", file]),
  ];
  const finding = { claim: claim.id, plain: claim.plain, counterexample, command: command.join(" ") };
  return [`${claim.id} is refuted`, "", renderFinding(finding, 80, PLAIN), ...survived].join("\n");
}

/**
 * Tries a claim and resolves with its record where it is held and no mutant survived.
 * @throws ClaimFailure for any other verdict (refuted, undecided, vacuous, error) and for a mutant that survived.
 * @example
 * import { assertClaim } from "lemmacheck/node-test";
 * import norm from "../claims/norm.js";
 * const { verdict } = await assertClaim(norm, { trials: 100 });
 * verdict; // → held
 */
export async function assertClaim(claim: AnyClaim, options: CheckOptions = {}): Promise<ClaimRecord> {
  const { runCampaign } = await import("../engine/index.js");
  const { toolVersion } = await import("../package-root.js");
  const out = options.out ?? join("reports", "latest");
  const budgets = {
    ...(options.trials === undefined ? {} : { trials: options.trials }),
    ...(options.mutantTrials === undefined ? {} : { mutantTrials: options.mutantTrials }),
  };
  const { record }: { record: RunRecord } = await runCampaign([claim], {
    seed: options.seed ?? 1,
    profile: options.profile ?? "smoke",
    budgets,
    findings: { label: "counterexamples", directory: join(out, "counterexamples") },
    tool: toolVersion(),
  });
  const [result] = record.claims;
  if (result === undefined) throw new Error(`${claim.id} is a study: lemmacheck study runs it; a test can't`);
  if (result.verdict === "held" && result.mutants.every(({ status }) => status !== "survived")) return result;
  throw new ClaimFailure(await failureMessage(result, out, options), result);
}
