import { addUp, LEAST_SUBNORMAL, multiplyUp, productRemainder, sumRemainder } from "./rounding.js";

const SAFE_PRODUCT = 2 ** -960;

/**
 * A sum of numbers and products with a running, rigorous error bound: the compensated dot product of Ogita, Rump and
 * Oishi (2005), with the errors of its second level measured instead of estimated.
 *
 * Every term is split without error: the sum is s + (sum of first remainders); the first remainders are added into c, and
 * the absolute remainders of those additions into t. So |true - (s + c)| <= t + 5 * 2^-1074 (number of products that
 * underflowed), and t is a sum of non-negative doubles, low by at most a factor 1 - 2^-20 below 2^32 terms. An exactly
 * representable sum of few digits comes out with error 0; any sum with error near half a unit in its last place, unless
 * cancellation exceeds 1e16. Terms beyond about 2^990 give error Infinity.
 */
export class CompensatedSum {
  #sum = 0;
  #correction = 0;
  #lost = 0;
  #underflows = 0;

  reset(): this {
    this.#sum = 0;
    this.#correction = 0;
    this.#lost = 0;
    this.#underflows = 0;
    return this;
  }

  add(value: number): this {
    const sum = this.#sum + value;
    const remainder = sumRemainder(this.#sum, value, sum);
    this.#sum = sum;
    const correction = this.#correction + remainder;
    this.#lost += Math.abs(sumRemainder(this.#correction, remainder, correction));
    this.#correction = correction;
    return this;
  }

  /** Adds sign * sum of x[xStart + k xStep] y[yStart + k yStep], k = 0 ... length - 1. */
  addProducts(
    x: Float64Array,
    xStart: number,
    xStep: number,
    y: Float64Array,
    yStart: number,
    yStep: number,
    length: number,
    sign: 1 | -1 = 1,
  ): this {
    let sum = this.#sum;
    let correction = this.#correction;
    let lost = this.#lost;
    for (let k = 0, i = xStart, j = yStart; k < length; k++, i += xStep, j += yStep) {
      const a = sign * x[i];
      const b = y[j];
      if (a === 0 || b === 0) continue;
      const product = a * b;
      if (!(Math.abs(product) >= SAFE_PRODUCT)) this.#underflows++;
      const first = productRemainder(a, b, product);
      const next = sum + product;
      const second = sumRemainder(sum, product, next);
      sum = next;
      const both = first + second;
      const nextCorrection = correction + both;
      lost += Math.abs(sumRemainder(first, second, both)) + Math.abs(sumRemainder(correction, both, nextCorrection));
      correction = nextCorrection;
    }
    this.#sum = sum;
    this.#correction = correction;
    this.#lost = lost;
    return this;
  }

  /** The double nearest to the sum, but for an error that `error()` includes. */
  value(): number {
    return this.#sum + this.#correction;
  }

  /** Bound of |sum - value()|; Infinity where something overflowed. */
  error(): number {
    const value = this.value();
    if (!Number.isFinite(value) || !Number.isFinite(this.#lost)) return Number.POSITIVE_INFINITY;
    const last = Math.abs(sumRemainder(this.#sum, this.#correction, value));
    const lost = multiplyUp(this.#lost, 1 + 2 ** -20);
    return addUp(last, addUp(lost, multiplyUp(5 * this.#underflows, LEAST_SUBNORMAL)));
  }
}
