import { type CounterStream, counterStream } from "../numerics/random.js";
import { instanceCost } from "./cost.js";
import { evaluate, judgeOn } from "./evaluate.js";
import { drawKey } from "./key.js";
import type { PreparedClaim } from "./prepared.js";

/**
 * Sampled, not proved: what becomes of random instances near a counterexample. At relative size s every real number x of
 * the instance becomes x (1 + s t): with t = 1 everywhere, with t = -1 everywhere, with signs at random for a third of the
 * samples (extremes lie in corners more often than not), and with every t uniform in [-1, 1) for the rest. Zeros, counts
 * and sizes stay.
 */
export interface Perturbation {
  /** Perturbed instances of each size. */
  readonly samples: number;
  /** The largest size that was tried at which every sample is a counterexample too; null where there is none. */
  readonly radius: number | null;
  /** From the largest size down to the radius, or to the smallest that was tried. */
  readonly sizes: readonly PerturbedCounts[];
}

/** What float64 with certified bounds says of the perturbed instances of one size; they are not confirmed again. */
export interface PerturbedCounts {
  readonly size: number;
  /** All hypotheses hold and the same conclusion is violated. */
  readonly violated: number;
  readonly held: number;
  /** A hypothesis does not hold, or the changed numbers are no instance. */
  readonly vacuous: number;
  /** Float64 alone does not decide. */
  readonly undecided: number;
}

/** How one number of a sample is moved, in [-1, 1]. */
function direction(sample: number, stream: CounterStream): number {
  if (sample === 0) return 1;
  if (sample === 1) return -1;
  return sample < 2 + SAMPLES / 3 ? stream.sign() : stream.dyadic();
}

/**
 * Sixteen perturbed instances that all violate, of a share p of violating ones, have probability p^16: below 2 % where
 * less than 78 % of the perturbed instances violate.
 */
const SAMPLES = 16;
/** Instances that cost more than so many plain ones are not perturbed: it would take minutes. */
const MOST_COST = 8;
/** Down to where perturbations are a few hundred times float64's own rounding. */
const SIZES: readonly number[] = [1, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12];

/**
 * How far the counterexample to the named conclusion can be perturbed: a pure function of its arguments. The sizes share
 * their random numbers. Undefined where the model can't change the numbers of an instance, and for very large instances.
 */
export function perturbationOf(
  claim: PreparedClaim,
  data: unknown,
  conclusion: string,
  seed: number,
): Perturbation | undefined {
  const { model } = claim;
  const { changeNumbers } = model;
  if (changeNumbers === undefined || instanceCost(model.serialize(data)) > MOST_COST) return undefined;
  const alone = { ...claim, then: claim.then.filter(({ name }) => name === conclusion) };
  const key = drawKey(`perturbation ${claim.claim.id}`, seed);
  const sizes: PerturbedCounts[] = [];
  for (const size of SIZES) {
    const counts = { violated: 0, held: 0, vacuous: 0, undecided: 0 };
    for (let sample = 0; sample < SAMPLES; sample++) {
      const stream = counterStream(key, sample);
      const change = (x: number): number => {
        const changed = x * (1 + size * direction(sample, stream));
        return Number.isFinite(changed) ? changed : x;
      };
      counts[outcomeOf(alone, () => changeNumbers.call(model, data, change))]++;
    }
    sizes.push({ size, ...counts });
    if (counts.violated === SAMPLES) return { samples: SAMPLES, radius: size, sizes };
    if (size <= 1e-4 && settled(sizes)) break;
  }
  return { samples: SAMPLES, radius: null, sizes };
}

/** Where the last three sizes have the same counts, the instance lies on an edge: smaller sizes show the same. */
function settled(sizes: readonly PerturbedCounts[]): boolean {
  const [last, ...others] = sizes.slice(-3).map(({ size: _, ...counts }) => JSON.stringify(counts));
  return others.length === 2 && others.every((counts) => counts === last);
}

function outcomeOf(claim: PreparedClaim, perturbed: () => unknown): "violated" | "held" | "vacuous" | "undecided" {
  let data: unknown;
  try {
    data = perturbed();
  } catch {
    return "vacuous";
  }
  try {
    const { verdict, evidence } = evaluate(claim, judgeOn(claim.model.view(data)));
    if (verdict === "vacuous") return "vacuous";
    if (evidence !== "exact" && evidence !== "certified") return "undecided";
    return verdict === "violated" ? "violated" : verdict === "holds" ? "held" : "undecided";
  } catch {
    return "undecided";
  }
}
