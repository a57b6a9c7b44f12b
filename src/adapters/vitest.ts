import { test } from "vitest";
import type { AnyClaim } from "../claims/claim.js";
import { assertClaim, type CheckOptions, DEFAULT_TIMEOUT, listOf, titleOf } from "./claim-test.js";

export { assertClaim, type CheckOptions, ClaimFailure } from "./claim-test.js";

/**
 * Makes each claim a test of vitest.
 * @example
 * import { check } from "lemmacheck/vitest";
 * import norm from "../claims/norm.js";
 * check(norm, { trials: 500 });
 */
export function check(claims: AnyClaim | readonly AnyClaim[], options: CheckOptions = {}): void {
  for (const claim of listOf(claims))
    test(
      titleOf(claim),
      async () => {
        await assertClaim(claim, options);
      },
      options.timeout ?? DEFAULT_TIMEOUT,
    );
}
