import type { ClaimRecord } from "../engine/api.js";
import { count, ratioText, shortNumber } from "./numbers.js";

/** A watched quantity: at most four digits, and never "1" for what only comes near it. */
const figure = (value: number): string => (value < 1 ? ratioText(value) : shortNumber(value, 4));

/** "paper/one: actual / predicted rate 1.95 … 4.05 … 8362 (least, median, greatest; 912 trials)", one line a quantity */
export function observationLines(claims: readonly Pick<ClaimRecord, "id" | "observations">[]): readonly string[] {
  return claims.flatMap(({ id, observations = {} }) =>
    Object.entries(observations).map(([name, { count: trials, min, median, max }]) => {
      const figures = [min, median, max].map(figure).join(" … ");
      return `${id}: ${name} ${figures} (least, median, greatest; ${count(trials)} trials)`;
    }),
  );
}
