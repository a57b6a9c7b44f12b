/** Thrown inside precise/ when a computation would take too long; it becomes an unknown Real, never a crash. */
export class BudgetExceeded extends Error {
  override readonly name = "BudgetExceeded";
}

/**
 * A counted allowance of work. One unit is one elementary step on machine words (some nanoseconds), so that the same
 * instance exhausts it at the same place on every machine: no clock is read.
 */
export class Budget {
  #left: number;
  readonly #whole: Budget | undefined;

  /** @param whole the larger allowance that this one is a part of */
  constructor(units: number, whole?: Budget) {
    this.#left = units;
    this.#whole = whole;
  }

  /** An allowance of its own, taken out of this one as it is spent. */
  part(units: number): Budget {
    return new Budget(units, this);
  }

  /** @throws BudgetExceeded once more than the allowance was spent. */
  spend(units: number): void {
    this.#whole?.spend(units);
    this.#left -= units;
    if (!(this.#left >= 0)) throw new BudgetExceeded("the allowance of exact arithmetic is spent");
  }

  /** Pays for `count` products of integers of so many bits, the second factor of `otherBits`; or for such divisions. */
  spendProducts(count: number, bits: number, otherBits = bits): void {
    this.spend(count * (20 + (bits / 64) * Math.min(otherBits / 64, 200)));
  }
}
