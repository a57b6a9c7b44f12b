import { test } from "node:test";
import type { AnyClaim } from "../claims/claim.js";
import { assertClaim, type CheckOptions, DEFAULT_TIMEOUT, listOf, titleOf } from "./claim-test.js";

export { assertClaim, type CheckOptions, ClaimFailure } from "./claim-test.js";

/**
 * Makes each claim a test of Node's own runner.
 * @example
 * import { check } from "lemmacheck/node-test";
 * import norm from "../claims/norm.js";
 * check(norm, { trials: 500 });
 */
export function check(claims: AnyClaim | readonly AnyClaim[], options: CheckOptions = {}): void {
  for (const claim of listOf(claims))
    void test(titleOf(claim), { timeout: options.timeout ?? DEFAULT_TIMEOUT }, async () => {
      await assertClaim(claim, options);
    });
}
