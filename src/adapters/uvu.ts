import { suite } from "uvu";
import type { AnyClaim } from "../claims/claim.js";
import { assertClaim, type CheckOptions, listOf, titleOf } from "./claim-test.js";

export { assertClaim, type CheckOptions, ClaimFailure } from "./claim-test.js";

/**
 * Makes each claim a test of uvu, in a suite of its own that runs by itself: no `test.run()` is needed.
 * @example
 * import { check } from "lemmacheck/uvu";
 * import norm from "../claims/norm.js";
 * check(norm, { trials: 500 });
 */
export function check(claims: AnyClaim | readonly AnyClaim[], options: CheckOptions = {}): void {
  const tests = suite("lemmacheck");
  for (const claim of listOf(claims))
    tests(titleOf(claim), async () => {
      await assertClaim(claim, options);
    });
  tests.run();
}
