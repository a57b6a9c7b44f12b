import type { CounterStream } from "../numerics/random.js";

/** Designs drawn by their shares. */
export interface DesignChoice {
  /** Shares that sum to 1. */
  readonly shares: readonly number[];
  pick(stream: CounterStream): number;
}

/**
 * Draws among designs in proportion to their shares (1 where left out), on a grid of 2^20.
 * @throws RangeError for no design at all, or a share that is not positive.
 */
export function chooseByShare(family: string, designs: readonly { readonly share?: number }[]): DesignChoice {
  if (designs.length === 0) throw new RangeError(`${family} needs at least one design`);
  const given = designs.map(({ share = 1 }) => share);
  const bad = given.find((share) => !(share > 0 && share < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw new RangeError(`${family}: the share of a design must be positive, got ${bad}`);
  const total = given.reduce((sum, share) => sum + share, 0);
  const shares = given.map((share) => share / total);
  return {
    shares,
    pick(stream) {
      let rest = stream.below(1 << 20) / (1 << 20);
      for (let i = 0; i < shares.length - 1; i++) {
        if (rest < shares[i]) return i;
        rest -= shares[i];
      }
      return shares.length - 1;
    },
  };
}
