import { createHash } from "node:crypto";

/**
 * The 64-bit key from which all instances of a claim are drawn (law 2): the first eight bytes of
 * SHA-256("lemmacheck/draw@1 \n claim id \n seed"). A mutant has its claim's key; the revision does not enter.
 * @throws RangeError unless seed is a safe integer.
 */
export function drawKey(claimId: string, seed: number): bigint {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`the seed must be an integer below 2^53, got ${seed}`);
  const digest = createHash("sha256").update(`lemmacheck/draw@1\n${claimId}\n${seed}`, "utf8").digest();
  return digest.readBigUInt64BE(0);
}
