import { type Budget, BudgetExceeded } from "../budget.js";
import { PreciseReal } from "../real.js";

/** Units of work (see Budget) that one quantity may take. */
const SHARE = 250_000_000;

/** Quantities computed on demand and once, each within its share of the budget. */
export class Quantities {
  readonly #budget: Budget;
  readonly #known: Map<string, unknown>;
  readonly #prefix: string;

  constructor(budget: Budget, known = new Map<string, unknown>(), prefix = "") {
    this.#budget = budget;
    this.#known = known;
    this.#prefix = prefix;
  }

  /** The same store, for names that start with this word. */
  within(name: string): Quantities {
    return new Quantities(this.#budget, this.#known, `${this.#prefix}${name}: `);
  }

  /** The quantity, or `fallback` where the budget ends first. */
  once<T>(name: string, compute: (budget: Budget) => T, fallback: T): T {
    const key = this.#prefix + name;
    if (this.#known.has(key)) return this.#known.get(key) as T;
    const value = guarded(() => compute(this.#budget.part(SHARE)), fallback);
    this.#known.set(key, value);
    return value;
  }

  real(name: string, compute: (budget: Budget) => PreciseReal): PreciseReal {
    return this.once(name, compute, PreciseReal.unknown);
  }

  reals(name: string, count: number, compute: (budget: Budget) => readonly PreciseReal[]): readonly PreciseReal[] {
    return this.once(name, compute, unknowns(count));
  }
}

export function unknowns(count: number): PreciseReal[] {
  return new Array<PreciseReal>(count).fill(PreciseReal.unknown);
}

/** The value, or `fallback` where the budget ends, or BigInt refuses a number of more than 2^30 bits. */
export function guarded<T>(compute: () => T, fallback: T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof BudgetExceeded || error instanceof RangeError) return fallback;
    throw error;
  }
}
