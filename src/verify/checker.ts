/**
 * A stand-alone checker of counterexamples to the algebraic claims. It judges the stored instance anew, from the statements
 * as statements.ts writes them down once more, in the arithmetic of quantities.ts, and shares no code with the rest of
 * lemmacheck. What it cannot decide it does not verify.
 */
import { type Json, quantities, rows } from "./quantities.js";
import { type Side, statements } from "./statements.js";

/** Re-verifies the content of a counterexample file: are all hypotheses of the claim (or mutant) met, and is a conclusion violated? */
export function verifyCounterexample(json: Json): { ok: boolean; message: string; left?: string; right?: string } {
  const name = `${json.claim}${json.mutant === undefined ? "" : `#${json.mutant}`}`;
  const answer = (message: string, ok = false) => ({ ok, message: `${name}: ${message}` });
  if (!Object.hasOwn(statements, name)) return answer("this checker has no statement of it");
  try {
    const instance = json.instance as Json;
    const { other = { A: rows(instance.A).map((row) => row.map(() => 0)) } } = instance as { other?: object };
    const L = quantities(instance);
    const { given, then } = statements[name](L, quantities({ ...instance, equilibrium: undefined, ...other }));
    const isMet = ({ left, right, strict }: Side) => (strict ? left.isBelow(right) : left.isAtMost(right));
    const isViolated = ({ left, right, strict }: Side) => (strict ? right.isAtMost(left) : right.isBelow(left));
    if (!given.every(isMet)) return answer("a hypothesis is not certainly met");
    const violated = then().find(isViolated);
    if (violated === undefined) return answer("no conclusion is certainly violated");
    return { ...answer("verified", true), left: violated.left.text(), right: violated.right.text() };
  } catch (error) {
    return answer(`not verified: ${error instanceof Error ? error.message : String(error)}`);
  }
}
