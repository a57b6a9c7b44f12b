import type { AnyClaim } from "../claims/claim.js";
import { assertClaim, type CheckOptions, DEFAULT_TIMEOUT, listOf, titleOf } from "./claim-test.js";

export { assertClaim, type CheckOptions, ClaimFailure } from "./claim-test.js";

/** Jest puts `test` into the global scope of each test file; its own types would force jest on every user. */
type JestTest = (name: string, run: () => Promise<void>, timeout: number) => void;

/**
 * Makes each claim a test of jest, run as ECMAScript modules: `node --experimental-vm-modules node_modules/.bin/jest`.
 * @throws Error outside a test file of jest, and where `injectGlobals` is off.
 * @example
 * import { check } from "lemmacheck/jest";
 * import norm from "../claims/norm.js";
 * check(norm, { trials: 500 });
 */
export function check(claims: AnyClaim | readonly AnyClaim[], options: CheckOptions = {}): void {
  const { test } = globalThis as { readonly test?: JestTest };
  if (typeof test !== "function")
    throw new Error("lemmacheck/jest: no global test here; run the file by jest, with injectGlobals on");
  for (const claim of listOf(claims))
    test(
      titleOf(claim),
      async () => {
        await assertClaim(claim, options);
      },
      options.timeout ?? DEFAULT_TIMEOUT,
    );
}
